"""The evidence of notes as a reader wants it: source by source, each quote once."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.datamodel.digest import Note
from pipeline.datamodel.fact import Evidence
from pipeline.datamodel.issue import Issue, Voice
from pipeline.render.issues.lookup import lookup


def by_source(issue: Issue, notes: Iterable[Note]) -> list[tuple[Voice, list[Evidence]]]:
    """The evidence of some notes, in the order of the sources and of their texts; without what another quote of the source holds whole."""
    known = lookup(issue).documents
    found: dict[str, list[Evidence]] = {}
    for one in dict.fromkeys(one for note in notes for one in note.evidence):
        found.setdefault(one.document, []).append(one)
    return [(known[document], _whole(found[document])) for document in known if document in found]


def _whole(found: list[Evidence]) -> list[Evidence]:
    kept = [one for one in found if not any(one.quote in other.quote and one.quote != other.quote for other in found)]
    return sorted(kept, key=lambda one: (one.span.start, one.span.end))


def same_place(a: Evidence, b: Evidence) -> bool:
    """True where two quotes of a source stand in the same line, or at the same second."""
    return (a.line, a.time) == (b.line, b.time)
