"""What every form of an issue says alike around its facts: its days, its sources, who agrees, what was told before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.datamodel.fact import Evidence, nearest
from pipeline.datamodel.issue import Issue, Merged, Period, Status, Story, StoryPoint, Voice
from pipeline.datamodel.language import Edition, Localized
from pipeline.render import labels
from pipeline.render.issues.clauses import EDITOR, is_editors
from pipeline.render.issues.lookup import lookup
from pipeline.render.joining import quote_marks
from pipeline.render.source import clock


def pick(texts: Localized, tag: str) -> str:
    """A text in an edition, else in the nearest one there is; "" where there is none at all.

    >>> pick({"zh-Hans": "周报", "en": "Weekly"}, "zh-Hant-TW")
    '周报'
    """
    written = {key: text for key, text in texts.items() if text}
    return nearest(written, tag) if written else ""


def days(period: Period, tag: str) -> str:
    """The days of an issue, without what its two ends share.

    >>> week = Period(id="2024-W31", since=date(2024, 7, 29), until=date(2024, 8, 4))
    >>> days(week, "en"), days(week, "zh-Hans")
    ('July 29 – August 4, 2024', '2024 年 7 月 29 日至 8 月 4 日')
    """
    a, b = period.since, period.until
    kind = "day" if a == b else "month" if (a.year, a.month) == (b.year, b.month) else "year" if a.year == b.year else "years"
    return labels.text(f"issue/days/{kind}", tag, **_slots(a, "", tag), **_slots(b, "2", tag))


def _slots(day: date, suffix: str, tag: str) -> Mapping[str, object]:
    months = labels.text("issue/months", tag).split()
    return {f"y{suffix}": day.year, f"m{suffix}": months[day.month - 1], f"d{suffix}": day.day}


def listed(words: Sequence[str], tag: str) -> str:
    """Words as a list in running text.

    >>> listed("ABC", "en"), listed("AB", "en"), listed("ABC", "zh-Hans")
    ('A, B and C', 'A and B', 'A、B、C')
    """
    if tag != Edition.EN:
        return "、".join(words)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(name: str, n: int, tag: str) -> str:
    """A label that counts, in the singular for one (`issue/source`, `issue/sources`)."""
    return labels.text(f"{name}/{'one' if n == 1 else 'many'}", tag, n=n)


def agreement(letters: Sequence[str], independent: int, tag: str) -> str:
    """Who says so; that they agree only where more than one of them counts."""
    return labels.text("issue/agree", tag, letters=listed(letters, tag)) if independent > 1 else listed(letters, tag)


def counting(letters: Sequence[str], issue: Issue) -> list[str]:
    """Of sources those that count, the same text once; all where none does."""
    first: dict[str, str] = {}
    known = lookup(issue).letters
    for letter in letters:
        if letter in known and known[letter].counts:
            first.setdefault(known[letter].root, letter)
    return list(first.values()) or list(letters)


def told_by(point: StoryPoint, issue: Issue, tag: str) -> str:
    """What stands after a bullet: its sources, whether it was edited, and what an earlier issue said in place of it; "" for an editor's own."""
    if is_editors(point):
        return ""
    independent = 0 if point.status is Status.FOLLOW_UP else point.independent
    parts = [agreement(counting(point.letters, issue), independent, tag)] if point.letters else []
    if any(EDITOR in piece.origins.values() for piece in point.point.pieces):
        parts.append(labels.text("issue/by_hand", tag))
    if point.was is not None:
        parts.append(labels.text("issue/was", tag, issue=issue_name(point.earlier, issue, tag), was=pick(point.was, tag).rstrip("。. ")))
    return ("; " if tag == Edition.EN else "；").join(parts)


def issue_name(period: str | None, issue: Issue, tag: str) -> str:
    """How an earlier issue is named: by its number, else by its period."""
    number = next((one.number for one in issue.earlier if one.period.id == period), None)
    return labels.text("issue/number", tag, n=number) if number is not None else period or labels.text("issue/before", tag)


def heading_note(story: Story, issue: Issue, tag: str) -> str:
    """What stands under a story's heading: its section, whether it goes on, how many sources it has and which."""
    parts = [pick(story.topic.title, tag)] if story.topic else []
    if story.status in (Status.UPDATE, Status.FOLLOW_UP):
        parts.append(labels.text(f"issue/status/{story.status}", tag))
    letters = counting(lookup(issue).letters_of(story.documents), issue)
    if letters:
        colon = ": " if tag == Edition.EN else "："
        parts.append(f"{counted('issue/independent', story.independent, tag)}{colon}{listed(letters, tag)}")
    return " · ".join(parts)


def letters_of(told: Merged | Story, issue: Issue) -> list[str]:
    """The letters of the sources that tell a fact or a story."""
    return lookup(issue).letters_of(told.documents)


def about_source(voice: Voice, issue: Issue, tag: str) -> str:
    """A source in a line, its address apart: title or what its digest is headed, date, language, and what it was made from."""
    of, english = voice.document, tag == Edition.EN
    opening, closing = ("“", "”") if english else ("《", "》")
    parts = [f"{opening}{of.title}{closing}" if of.title else pick(of.headline, tag) or of.name]
    parts.append(of.published or _small(labels.text("undated", tag)))
    if of.language.is_processed:
        parts.append(_small(labels.text(f"written_in/{of.language}", tag)))
    known = lookup(issue).documents
    for name, original in (("duplicate", of.duplicate_of), ("derived", of.derived_from)):
        if original is not None and original in known:
            parts.append(labels.text(f"issue/{name}", tag, letter=known[original].letter))
    return (", " if english else "，").join(parts)


def _small(label: str) -> str:
    """A label as it stands within a line."""
    return label[0].lower() + label[1:]


def at(evidence: Evidence, tag: str) -> str:
    """Where evidence stands in its source: time, line or sentence."""
    if evidence.time is not None:
        return clock(evidence.time)
    if evidence.line is not None:
        return labels.text("line", tag, a=evidence.line)
    return labels.text("sentence", tag, a=evidence.sentences[0])


def quoted(text: str, tag: str) -> str:
    """A source's words in an edition's quotation marks."""
    opening, closing = quote_marks(tag)
    return f"{opening}{text}{closing}"
