"""An issue's points as runs, whichever sources their clauses come from, and the notes that stand behind them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.datamodel.digest import Note, Piece, Point
from pipeline.datamodel.issue import Issue, Merged, StoryPoint
from pipeline.datamodel.language import Edition, Language
from pipeline.render.issues.lookup import lookup
from pipeline.render.joining import Run, runs

EDITOR = "editor"
"""The origin of a text that an editor wrote (`Piece.origins`)."""


def issue_runs(point: Point, tag: str, issue: Issue, begins: bool = True) -> list[Run]:
    """The clauses of a point in the edition `tag`, each foreign one marked with the language of its own source; see `joining.Run`.

    A clause of the editor's own has the note 0.
    """
    languages = [str(Edition(tag).language) if piece.is_translated(tag) else language_of(piece, issue) for piece in point.pieces]
    by_language = {language: list(runs(point, tag, language, begins)) for language in dict.fromkeys(languages)}
    return [by_language[language][n] for n, language in enumerate(languages)]


def language_of(piece: Piece, issue: Issue) -> str:
    """The tag of the language in which a piece's source, or its editor, wrote it."""
    written = next((tag for tag, origin in piece.origins.items() if origin == EDITOR), None)
    if piece.note == 0 and written is not None:
        return str(Edition(written).language)
    known = lookup(issue)
    note = known.notes.get(piece.note)
    of = next((known.documents[one.document] for one in (note.evidence if note else ()) if one.document in known.documents), None)
    return str(of.document.language if of else Language.EN)


def is_editors(point: StoryPoint) -> bool:
    """True for a bullet of the editor's own, which no source bears."""
    return not point.facts


def edits(issue: Issue) -> int:
    """How many clauses an editor wrote or changed."""
    return sum(EDITOR in piece.origins.values() for point in points_of(issue) for piece in point.point.pieces)


def points_of(issue: Issue) -> Iterator[StoryPoint]:
    """Every bullet of an issue, in the order of the page."""
    for story in issue.stories:
        yield from story.points
    yield from issue.follow_ups
    for story in issue.briefs:
        yield from story.points


def sides_of(issue: Issue) -> Iterator[Merged]:
    """Every side of every disagreement, in the order of the page."""
    for story in (*issue.stories, *issue.briefs):
        for conflict in story.conflicts:
            yield from conflict.sides


def all_notes(issue: Issue) -> tuple[Note, ...]:
    """The issue's notes, and one for each side of a disagreement whose evidence has none."""
    known = {note.evidence for note in issue.notes}
    lacking = dict.fromkeys(side.fact.evidence for side in sides_of(issue) if side.fact.evidence not in known)
    first = 1 + max((note.n for note in issue.notes), default=0)
    return (*issue.notes, *(Note(n=n, evidence=evidence) for n, evidence in enumerate(lacking, first)))


def side_point(side: Merged, issue: Issue) -> Point:
    """A side of a disagreement as a bullet of one clause."""
    known = next((note.n for note in issue.notes if note.evidence == side.fact.evidence), 0)
    note = known or next(note.n for note in all_notes(issue) if note.evidence == side.fact.evidence)
    texts = side.fact.clauses or side.fact.texts
    return Point(pieces=(Piece(phrases=texts, origins=side.fact.origins, note=note, facts=(side.id,)),))
