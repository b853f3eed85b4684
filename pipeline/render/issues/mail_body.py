"""What a mail says: HTML of tables and inline styles within a size that no reader cuts, and the same as plain text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from markupsafe import Markup, escape

from pipeline.datamodel.digest import Cell, Note, Table
from pipeline.datamodel.fact import Entity, Evidence
from pipeline.datamodel.issue import Issue, Plan, Status, StoryPoint, Voice
from pipeline.render.environment import html_environment, markdown_environment, rendered
from pipeline.render.filters import kept_together, lines
from pipeline.render.issues import wording
from pipeline.render.issues.addresses import page_address
from pipeline.render.issues.clauses import all_notes, edits, is_editors, issue_runs, side_point
from pipeline.render.issues.quotes import by_source, same_place
from pipeline.render.joining import Run
from pipeline.render.moments import moment, web_address

MAX_BYTES = 102_000
"""Of the whole mail as it is sent: Gmail cuts what is longer than 102 KB."""
_HEADERS, _ENCODED = 4_000, 78 / 57  # bytes of the headers, at most; what a byte takes in base64, line ends and all
_MOST_TEXT = 16_000  # bytes of the plain text
_MOST_ITEMS = 250  # that either part has room for
_PREVIEW = 110  # characters of the line that a list of mails shows after the subject
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How many of each a mail holds, from the first on. evidence: stories with their quotes."""

    evidence: int
    stories: int
    briefs: int
    follow_ups: int
    tables: int
    voices: int
    lead: bool = True

    @property
    def items(self) -> int:
        """How many stories, bullets and tables it holds."""
        return self.stories + self.briefs + self.follow_ups + self.tables


def tags_of(issue: Issue) -> tuple[str, str | None]:
    """The main edition of a mail, and the second one below it: English for a Chinese one and the other way round, where it is written."""
    main = issue.editions[0]
    other = next((str(edition) for edition in issue.editions if edition.is_chinese != main.is_chinese), None)
    return str(main), other


def mail_html(issue: Issue, plan: Plan, templates: Path | None = None, text: str = "") -> str:
    """The HTML part: as much of the issue as fits beside the plain `text`, cut at the borders of items, the evidence of the last stories first.

    Raises ConfigError where a template is wrong.
    """
    environment = html_environment(templates)
    tag, other = tags_of(issue)
    values = {"issue": issue, "tag": tag, "other": other, "whole": _whole(issue), **_words(issue, plan)}

    def page(cut: Cut) -> str:
        return rendered(environment, "issue.eml.html.j2", cut=cut, **values)

    return _fitting(issue, page, int((MAX_BYTES - _HEADERS) / _ENCODED) - len(text.encode()))


def mail_text(issue: Issue, plan: Plan, templates: Path | None = None) -> str:
    """The plain text part: the issue without its quotes, of a long one as much as fits. Raises ConfigError where a template is wrong."""
    environment = markdown_environment(templates)
    tag, other = tags_of(issue)
    values = {"issue": issue, "tag": tag, "other": other, "whole": _whole(issue), **_plain_words(issue, plan)}

    def page(cut: Cut) -> str:
        return re.sub(r"\n{3,}", "\n\n", rendered(environment, "issue.txt.j2", cut=cut, **values)).strip() + "\n"

    return _fitting(issue, page, _MOST_TEXT)


def _fitting(issue: Issue, page: Callable[[Cut], str], room: int) -> str:
    """The page with as much of the issue as there is room for, in bytes."""
    cuts = [cut for cut in _cuts(issue) if cut.items <= _MOST_ITEMS]
    fitting = bisect_left(cuts, True, key=lambda cut: len(page(cut).encode()) <= room)
    return page(cuts[min(fitting, len(cuts) - 1)])


def preview(issue: Issue, tag: str) -> str:
    """What a list of mails shows after the subject: the lead, cut at a sentence or clause."""
    lead = flat(wording.pick(issue.lead, tag))
    if len(lead) <= _PREVIEW:
        return lead
    ends = [match.end() for match in re.finditer(r"[。；，！？]|[.;,!?](?= )", lead[:_PREVIEW])]
    return lead[: ends[-1]].rstrip("，,；; ") if ends else lead[: _PREVIEW - 1].rstrip() + "…"


def flat(text: object) -> str:
    """A text on one line, without control characters."""
    return " ".join(_CONTROL.sub(" ", str(text)).split())


def _plain(text: object) -> Markup:
    """A text that the plain text template takes as it is."""
    return Markup(flat(text))


def _whole(issue: Issue) -> Cut:
    return Cut(
        evidence=len(issue.stories),
        stories=len(issue.stories),
        briefs=len(issue.briefs),
        follow_ups=len(issue.follow_ups),
        tables=len(issue.numbers),
        voices=len(issue.voices),
    )


def _cuts(issue: Issue) -> Iterator[Cut]:
    """From the whole issue to nothing, an item less each time."""
    cut = _whole(issue)
    yield cut
    for name in ("evidence", "briefs", "voices", "stories", "follow_ups", "tables"):
        while getattr(cut, name):
            cut = replace(cut, **{name: getattr(cut, name) - 1})
            yield cut
    yield replace(cut, lead=False)


def _words(issue: Issue, plan: Plan) -> dict[str, Callable[..., object]]:
    """What the HTML template calls."""
    notes = {note.n: note for note in all_notes(issue)}
    return {
        "pick": wording.pick,
        "days": lambda tag: wording.days(issue.period, tag),
        "listed": wording.listed,
        "counted": wording.counted,
        "preview": lambda tag: preview(issue, tag),
        "page": lambda: page_address(plan, issue.period.id),
        "unsubscribe": lambda: plan.unsubscribe if re.match(r"https?://|mailto:", plan.unsubscribe or "") else None,
        "point": lambda of, tag, begins: Markup("".join(_html_run(run, tag) for run in issue_runs(of, tag, issue, begins))),
        "side": lambda side, tag: Markup("".join(_html_run(run, tag) for run in issue_runs(side_point(side, issue), tag, issue))),
        "letters_of": lambda told: wording.letters_of(told, issue),
        "side_evidence": lambda side: _evidence(issue, (Note(n=0, evidence=side.fact.evidence),)),
        "evidence": lambda of: _evidence(issue, [notes[n] for n in dict.fromkeys(piece.note for piece in of.point.pieces) if n in notes]),
        "told_by": lambda of, tag: wording.told_by(of, issue, tag),
        "dots": lambda of: "●" * min(of.independent, 5) if of.independent > 1 and of.status is not Status.FOLLOW_UP else "",
        "heading_note": lambda story, tag: wording.heading_note(story, issue, tag),
        "together": _kept_together,
        "is_editors": is_editors,
        "edits": lambda: edits(issue),
        "at": wording.at,
        "quoted": wording.quoted,
        "about_source": lambda voice, tag: wording.about_source(voice, issue, tag),
        "address": lambda voice: web_address(voice.document.url),
        "groups": grouped_figures,
        "letters": lambda numbers, cell: numbers.letters.get(cell.note, ()),
    }


def _html_run(run: Run, tag: str) -> str:
    """A clause: its figure stands out."""
    before, marked, after = (_kept_together(text) for text in (run.before, run.marked, run.after))
    if run.language not in (tag, tag.rpartition("-")[0]):
        before, after = Markup(f'<span lang="{escape(run.language)}">{before}'), Markup(f"{after}</span>")
    figure = f"<b>{marked}</b>" if marked else ""
    return f"{escape(run.joint)}{before}{figure}{after}{escape(run.remark)}{run.stop}"


def _kept_together(text: str) -> Markup:
    return Markup(str(kept_together(_CONTROL.sub(" ", text))).replace('class="nb"', 'style="white-space:nowrap;"'))


@dataclass(frozen=True, slots=True)
class Proof:
    """A quote of a source in a mail. url: where the source plays or stands, or None. follows: the quote before it stands at the same place."""

    at: Callable[[str], str]
    quote: str
    url: str | None
    follows: bool


def _evidence(issue: Issue, notes: Sequence[Note]) -> list[tuple[Voice, list[Proof]]]:
    """The quotes of some notes, source by source."""
    return [(voice, _proofs(voice, found)) for voice, found in by_source(issue, notes)]


def _proofs(voice: Voice, found: Sequence[Evidence]) -> list[Proof]:
    url = web_address(voice.document.url)
    proofs = []
    for n, one in enumerate(found):
        follows = n > 0 and same_place(found[n - 1], one)
        proofs.append(Proof(partial(wording.at, one), lines(one.quote), moment(voice.document.url, one.time) or url, follows))
    return proofs


def grouped_figures(table: Table) -> list[tuple[Entity, list[tuple[Entity, Cell]]]]:
    """A table's figures subject by subject, which a narrow screen can show."""
    if table.subjects_in_rows:
        found = [(row, [(column, cell) for column, cell in zip(table.columns, cells, strict=True) if cell]) for row, cells in table.rows]
    else:
        found = [(column, [(row, cell) for row, cells in table.rows if (cell := cells[n])]) for n, column in enumerate(table.columns)]
    return [(subject, cells) for subject, cells in found if cells]


def _plain_words(issue: Issue, plan: Plan) -> dict[str, Callable[..., object]]:
    """What the plain text template calls; all of it is text as it is."""
    words = _words(issue, plan)

    def clauses(of: StoryPoint, tag: str, begins: bool) -> Markup:
        return Markup("".join(_text_run(run) for run in issue_runs(of.point, tag, issue, begins)))

    return {
        **{name: _plainly(words[name]) for name in ("pick", "days", "listed", "counted", "told_by", "heading_note", "about_source")},
        **{name: words[name] for name in ("page", "unsubscribe", "is_editors", "edits", "letters_of", "groups", "letters", "address")},
        "point": clauses,
        "side": lambda side, tag: Markup("".join(_text_run(run) for run in issue_runs(side_point(side, issue), tag, issue))),
        "named": lambda entity, tag: _plain(entity.name(tag)),
        "plain": _plain,
        "url": lambda address: Markup(address or ""),
        "rule": lambda title: Markup("=" * min(60, sum(2 if ord(letter) > 0x2E7F else 1 for letter in title))),
    }


def _plainly(word: Callable[..., object]) -> Callable[..., Markup]:
    return lambda *arguments: _plain(word(*arguments))


def _text_run(run: Run) -> str:
    return run.joint + _CONTROL.sub(" ", run.before + run.marked + run.after) + run.remark + run.stop
