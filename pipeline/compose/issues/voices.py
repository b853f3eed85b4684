"""The sources of an issue by letter, and which of them are one source told twice."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.datamodel.issue import Period, Reported, Voice

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HEAVIEST = 20  # facts that tell what a document weighs: a long text is no better source for telling more small things
DAY = 10  # characters of an ISO date that names one


def voices(documents: Iterable[Reported], period: Period) -> tuple[Voice, ...]:
    """The documents with their letters: those that count before those that do not, the weightiest first, whatever order they come in.

    A document that stands twice counts once. A duplicate has the root of what it duplicates, also where that is not in the issue, so that two
    duplicates of one absent text are one source. A derived text does not count, unless the text that it was made from is absent: then it
    speaks for it.
    """
    known = {document.id: document for document in sorted(documents, key=lambda d: (d.id, d.source))}
    roots = {id: _root(id, known) for id in known}
    present = {roots[id] for id in known if not _made_from(id, known)}
    counts = {id: _made_from(id, known) is None or roots[id] not in present for id in known}
    ordered = sorted(known.values(), key=lambda d: (not counts[d.id], d.id != roots[d.id], -weight(d), d.published or "9999", d.id))
    return tuple(
        Voice(letter=letter(n), document=one, root=roots[one.id], counts=counts[one.id], is_dated=_is_dated(one.published, period))
        for n, one in enumerate(ordered)
    )


def in_order(voices: Iterable[Voice]) -> list[Voice]:
    """Voices by their letters: Z before AA."""
    return sorted(voices, key=lambda voice: (len(voice.letter), voice.letter))


def independent(voices: Iterable[Voice]) -> int:
    """How many sources voices are: those that count, once each."""
    return len({voice.root for voice in voices if voice.counts})


def letter(position: int) -> str:
    """The letter of the source at a position, from 0.

    >>> letter(0), letter(25), letter(26), letter(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    position += 1
    written = ""
    while position:
        position, rest = divmod(position - 1, len(LETTERS))
        written = LETTERS[rest] + written
    return written


def weight(document: Reported) -> float:
    """How much a document has to tell: the importance of its weightiest facts, to one decimal."""
    return round(sum(sorted((fact.claim.importance for fact in document.facts), reverse=True)[:HEAVIEST]), 1)


def _root(id: str, known: Mapping[str, Reported]) -> str:
    """The text at the end of the line of what a document duplicates and was made from; of a ring, the first of its ids."""
    line = [id]
    while (document := known.get(line[-1])) is not None:
        above = document.duplicate_of or document.derived_from
        if above is None:
            break
        if above in line:
            return min(line[line.index(above) :])
        line.append(above)
    return line[-1]


def _made_from(id: str, known: Mapping[str, Reported]) -> str | None:
    """What a document, or the one that it duplicates, was made from; None for an original."""
    seen: set[str] = set()
    above: str | None = id
    while above is not None and above in known and above not in seen:
        seen.add(above)
        document = known[above]
        if document.derived_from is not None:
            return document.derived_from
        above = document.duplicate_of
    return None


def _is_dated(published: str | None, period: Period) -> bool:
    """True for a day, and for a month or a year that lies within the period."""
    if published is None or len(published) >= DAY:
        return published is not None
    year, month = int(published[:4]), int(published[5:] or 0)
    first, last = date(year, month or 1, 1), date(year, month or 12, monthrange(year, month or 12)[1])
    return period.since <= first and last <= period.until
