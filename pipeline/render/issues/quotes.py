"""The sources' own words behind an issue's points: each with its letter and the ways back to its digest and its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from pipeline.datamodel.fact import Evidence
from pipeline.datamodel.issue import Issue, Merged, StoryPoint, Voice
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
