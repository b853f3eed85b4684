"""An issue as Markdown: a page an edition and a bilingual one, which an editor may change and `editing` reads back.

Each item carries a comment that names it (`<!-- p:1a2b3c4d -->`). What stands before the comment is the editor's to change, what stands after
it is said of the item by the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from pipeline.datamodel.digest import Note, Point
from pipeline.datamodel.fact import Evidence
from pipeline.datamodel.issue import Issue, Story, StoryPoint, Voice
from pipeline.datamodel.language import Edition, Localized
from pipeline.render.environment import markdown_environment, rendered
from pipeline.render.filters import lines, markdown_escape
from pipeline.render.issues import wording
from pipeline.render.issues.clauses import all_notes, edits, is_editors, issue_runs, side_point
from pipeline.render.issues.quotes import by_source, same_place
from pipeline.render.moments import moment, web_address

_BLANK = re.compile(r"\n{3,}")
_NOT_IN_TAG = re.compile(r"[^\w/-]+")
_MAX_TAG = 40


def render_markdown(issue: Issue, templates: Path | None = None) -> dict[str, str]:
    """The pages by file name: `newsletter.EDITION.md`, and `newsletter.bilingual.md` where there is a Chinese and an English edition.

    templates: the user's folder, looked up before the packaged one. Raises ConfigError where a template is wrong. Same issue, same bytes.
    """
    pages = {f"newsletter.{edition}.md": markdown_page(issue, (str(edition),), templates) for edition in issue.editions}
    both = bilingual(issue)
    if both is not None:
        pages["newsletter.bilingual.md"] = markdown_page(issue, both, templates)
    return pages


def bilingual(issue: Issue) -> tuple[str, str] | None:
    """The tags of the bilingual page: the first Chinese edition and English; None where one of them is not written."""
    chinese = next((str(edition) for edition in issue.editions if edition.is_chinese), None)
    return (chinese, str(Edition.EN)) if chinese and Edition.EN in issue.editions else None


def markdown_page(issue: Issue, tags: tuple[str, ...], templates: Path | None = None) -> str:
    """The page in one edition, or in two item by item."""
    tag, other = tags[0], (*tags, None)[1]
    name = "issue.md.j2" if other is None else "issue.bilingual.md.j2"
    page = rendered(markdown_environment(templates), name, issue=issue, tag=tag, other=other, front=front_matter(issue, tags), **_words(issue))
    return _BLANK.sub("\n\n", page).strip() + "\n"


def front_matter(issue: Issue, tags: tuple[str, ...]) -> dict[str, object]:
    """What Hugo, Hexo and Obsidian read of a page, by their names for it."""
    tag = tags[0]
    subjects = dict.fromkeys(_NOT_IN_TAG.sub("-", story.subject.name(tag)).strip("-/") for story in issue.stories)
    return {
        "title": _both(issue.headline, tags, " / "),
        "date": issue.period.until.isoformat(),
        "lang": tag if len(tags) == 1 else list(tags),
        "slug": issue.period.id.lower(),
        "description": _both(issue.lead, tags, " "),
        "tags": [subject for subject in subjects if not subject.isdigit() and 0 < len(subject) <= _MAX_TAG],
        "newsletter": _both(issue.title, tags, " / "),
        "number": issue.number,
        "issue": issue.period.id,
        "since": issue.period.since.isoformat(),
        "until": issue.period.until.isoformat(),
        "sources": len(issue.voices),
        "reading_minutes": issue.reading_minutes.get(tag, 1),
    }


def _both(texts: Localized, tags: tuple[str, ...], joint: str) -> str:
    """A text of the front matter on one line, in the editions of the page."""
    return joint.join(dict.fromkeys(" ".join(wording.pick(texts, tag).split()) for tag in tags))


def marker(kind: str, *ids: str) -> str:
    """The name of an item in the page, made from the ids of what it tells: `p:1a2b3c4d`."""
    return f"{kind}:{sha256(chr(0).join(ids).encode()).hexdigest()[:8]}"


def point_marker(point: StoryPoint) -> str:
    """The name of a bullet: by what it tells; an editor's own is named by its words."""
    words = (phrase.text for piece in point.point.pieces for phrase in piece.phrases.values())
    return marker("p", *point.facts) if point.facts else marker("n", *words)


def inline(text: str) -> Markup:
    """A text inside a line, escaped."""
    return Markup(markdown_escape(f"x{text}x")[1:-1])


def _words(issue: Issue) -> dict[str, Callable[..., object]]:
    """What the templates call, of this issue."""
    return {
        "point": partial(point_markdown, issue),
        "side": lambda side, tag: point_markdown(issue, side_point(side, issue), tag),
        "letters_of": lambda told: wording.letters_of(told, issue),
        "pick": wording.pick,
        "days": lambda tag: wording.days(issue.period, tag),
        "listed": wording.listed,
        "counted": wording.counted,
        "told_by": lambda point, tag: wording.told_by(point, issue, tag),
        "heading_note": lambda story, tag: wording.heading_note(story, issue, tag),
        "is_editors": is_editors,
        "edits": lambda: edits(issue),
        "comment": _comment,
        "footnotes": lambda: all_notes(issue),
        "evidence": partial(_evidence, issue),
        "about_source": partial(_source, issue),
        "inline": inline,
    }


def point_markdown(issue: Issue, point: Point, tag: str, begins: bool = True) -> Markup:
    """A point as Markdown, each clause with the mark of its note."""
    out = []
    for run in issue_runs(point, tag, issue, begins):
        mark = f"[^{run.note}]" if run.note else ""
        text = run.before + run.marked + run.after
        out.append(f"{run.joint}{markdown_escape(text) if begins and not run.joint else inline(text)}{inline(run.remark)}{run.stop}{mark}")
    return Markup("".join(out))


def _comment(of: Story | StoryPoint | str, *ids: str) -> Markup:
    if isinstance(of, Story):
        return Markup(f"<!-- {marker('s', of.id)} -->")
    return Markup(f"<!-- {point_marker(of) if isinstance(of, StoryPoint) else marker(of, *ids)} -->")


def _evidence(issue: Issue, note: Note, tag: str) -> Markup:
    """A footnote: each source by its letter, with the places and the quotes."""
    within, between = (", ", "; ") if tag == Edition.EN else ("，", "；")
    return Markup(between.join(_quotes(voice, found, tag, within) for voice, found in by_source(issue, [note])))


def _quotes(voice: Voice, found: Sequence[Evidence], tag: str, joint: str) -> str:
    """What a source says, its places named once."""
    said: list[str] = []
    for n, one in enumerate(found):
        at, url = inline(wording.at(one, tag)), moment(voice.document.url, one.time)
        place = (f"[{at}]({url})" if url else at) + (" " if tag == Edition.EN else "")
        named = n > 0 and same_place(found[n - 1], one)
        said.append(f"{'' if named else place}{wording.quoted(inline(lines(one.quote)), tag)}")
    return f"**{voice.letter}** {joint.join(said)}"


def _source(issue: Issue, voice: Voice, tag: str) -> Markup:
    """A source in the list of sources, linked where it has an address."""
    told, url = inline(wording.about_source(voice, issue, tag)), web_address(voice.document.url)
    return Markup(f"**{voice.letter}** {told}" + (f" <{url}>" if url else ""))
