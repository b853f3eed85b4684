"""The sources' own words behind an issue's points: for the page each with its letter and the ways back to its digest and its source; for Markdown
and mail source by source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from pipeline.datamodel.digest import Note
from pipeline.datamodel.fact import Evidence
from pipeline.datamodel.issue import Issue, Merged, StoryPoint, Voice
from pipeline.render.issues.lookup import lookup
from pipeline.render.moments import moment, web_address

DIGESTS = "../../digests"  # from the folder of an issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A passage that bears one or more clauses. digest: the address of its sentence on the digest's page, from the folder of the issue.

    web: the source's address, for a recording at the second that it is said; None where it has none on the web. is_moment: it is such a second.
    notes: numbers of the notes that quote it.
    """

    voice: Voice
    evidence: Evidence
    digest: str
    web: str | None
    is_moment: bool
    notes: tuple[int, ...] = ()


class Quotes:
    """What an issue quotes, found by note, point or fact; the sources in the order of their letters."""

    def __init__(self, issue: Issue) -> None:
        self._order = {voice.document.id: n for n, voice in enumerate(issue.voices)}
        self._voices = issue.voices
        self._notes = {note.n: note for note in issue.notes}

    def of_note(self, n: int) -> list[Quote]:
        """The quotes of a note. Raises KeyError where there is no such note."""
        return self._sorted((n, evidence) for evidence in self._notes[n].evidence)

    def of_point(self, point: StoryPoint) -> list[Quote]:
        """The quotes of all clauses of a bullet; a passage that bears several of them once."""
        numbers = dict.fromkeys(piece.note for piece in point.point.pieces if piece.note)
        return self._sorted((n, evidence) for n in numbers for evidence in self._notes[n].evidence)

    def of_fact(self, merged: Merged) -> list[Quote]:
        """The quotes of a fact."""
        return self._sorted((0, evidence) for evidence in merged.fact.evidence)

    def voice(self, document: str) -> Voice:
        """The source of a document. Raises KeyError where it is none of the issue's."""
        return self._voices[self._order[document]]

    def _sorted(self, found: Iterable[tuple[int, Evidence]]) -> list[Quote]:
        quotes: dict[tuple[str, object], Quote] = {}
        for n, evidence in found:
            key = (evidence.document, evidence.span)
            known = quotes.get(key) or self._quote(evidence)
            quotes[key] = replace(known, notes=(*known.notes, n))
        return sorted(quotes.values(), key=lambda one: self._order[one.evidence.document])

    def _quote(self, evidence: Evidence) -> Quote:
        voice = self.voice(evidence.document)
        second = moment(voice.document.url, evidence.time)
        return Quote(
            voice=voice,
            evidence=evidence,
            digest=f"{digest_page(evidence.document)}#s{evidence.sentences[0]}",
            web=second or web_address(voice.document.url),
            is_moment=second is not None,
        )


def digest_page(document: str) -> str:
    """The address of a document's digest, from the folder of an issue."""
    return f"{DIGESTS}/{quote(document, safe='')}/digest.html"


def issue_page(period: str) -> str:
    """The address of another issue, from the folder of an issue."""
    return f"../{quote(period, safe='')}/newsletter.html"


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
