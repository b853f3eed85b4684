"""Evidence: the part of a document that bears a claim, cut at clause borders to the size that a reader takes in."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Evidence
from pipeline.datamodel.language import Language
from pipeline.verify.sentences import Sentences

MAX_PIECES = 3
MAX_SENTENCES = 3  # in a piece
MAX_CHARACTERS = 240  # in a piece; twice as many in Latin script
MAX_TOTAL = 480  # in all pieces of a fact; twice as many in Latin script


def cut_evidence(sentences: Sentences, needed: Sequence[Sequence[Span]], bearing: Span | None, match: str) -> tuple[Evidence, ...] | None:
    """The pieces that together hold one place of each needed thing, in order of the text.

    needed: for each thing, the places where it stands. bearing: the clause that bears the claim, where it is known; it is the
    first choice, and a piece is never larger than it must be. None when the limits cannot be kept.
    """
    factor = 2 if sentences.document.language is Language.EN else 1
    places = _choose(sentences, needed, bearing)
    for wide in (True, False):
        pieces = _pieces(sentences, places, bearing, wide, MAX_CHARACTERS * factor)
        if len(pieces) <= MAX_PIECES and sum(map(len, pieces)) <= MAX_TOTAL * factor:
            return tuple(_evidence(sentences, piece, match) for piece in pieces)
    return None


def _choose(sentences: Sentences, needed: Sequence[Sequence[Span]], bearing: Span | None) -> list[Span]:
    """One place for each needed thing: within the bearing clause, else in the sentence that holds the most, else the nearest."""
    if bearing is not None:
        home = sentences.at(bearing.start)
    else:
        holds: dict[int, int] = {}
        for places in needed:
            for n in {sentences.at(place.start) for place in places}:
                holds[n] = holds.get(n, 0) + 1
        home = max(sorted(holds), key=lambda n: holds[n])

    def distance(place: Span) -> tuple[bool, int, int]:
        inside = bearing is not None and bearing.contains(place)
        centre = bearing.start if bearing is not None else sentences.span(home).start
        return (not inside, abs(sentences.at(place.start) - home), abs(place.start - centre))

    return [places[0] if len(places) == 1 else min(places, key=distance) for places in needed if places]


def _pieces(sentences: Sentences, places: Sequence[Span], bearing: Span | None, wide: bool, limit: int) -> list[Span]:
    """Pieces of at most `limit` characters around the places. wide: whole clauses, and whole sentences where they fit."""
    by_sentence: dict[int, list[Span]] = {}
    for place in places:
        by_sentence.setdefault(sentences.at(place.start), []).append(place)
    pieces: list[Span] = []
    if bearing is not None and _is_small(sentences, bearing, limit):
        pieces.append(bearing)
    for n, spans in sorted(by_sentence.items()):
        outside = [span for span in spans if not any(piece.contains(span) for piece in pieces)]
        if outside:
            pieces = _joined(sentences, pieces, _sentence_pieces(sentences, n, outside, pieces, wide, limit), limit)
    return sorted(_trimmed(sentences.document.text, piece) for piece in pieces)


def _sentence_pieces(sentences: Sentences, n: int, spans: Sequence[Span], taken: Sequence[Span], wide: bool, limit: int) -> list[Span]:
    sentence = sentences.span(n)
    if wide and len(sentence) <= limit and not any(sentence.overlaps(piece) for piece in taken):
        return [sentence]
    clauses = [sentences.clause_of(span) for span in spans]
    hull = Span(min(c.start for c in clauses), max(c.end for c in clauses))
    if len(hull) <= limit and (wide or len(clauses) == 1):
        return [hull]
    return [clause if len(clause) <= limit else _window(clause, span, limit) for clause, span in zip(clauses, spans, strict=True)]


def _joined(sentences: Sentences, pieces: Sequence[Span], more: Sequence[Span], limit: int) -> list[Span]:
    """The pieces with those joined that overlap or follow each other closely, where the limits allow."""
    joined: list[Span] = []
    for piece in sorted([*pieces, *more]):
        last = joined[-1] if joined else None
        if last is not None and piece.end <= last.end:
            continue
        if last is not None and piece.start <= last.end + 2 and _is_small(sentences, Span(last.start, piece.end), limit):
            joined[-1] = Span(last.start, piece.end)
        elif last is not None and piece.start < last.end:
            joined.append(Span(last.end, piece.end))
        else:
            joined.append(piece)
    return joined


def _window(clause: Span, place: Span, limit: int) -> Span:
    """A part of an overlong clause around a place."""
    start = max(clause.start, min(place.start - (limit - len(place)) // 2, clause.end - limit))
    return Span(start, min(clause.end, start + limit))


def _is_small(sentences: Sentences, span: Span, limit: int) -> bool:
    """True when a span is no longer than a piece may be, in characters and in sentences."""
    return len(span) <= limit and sentences.at(span.end - 1) - sentences.at(span.start) < MAX_SENTENCES


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _evidence(sentences: Sentences, span: Span, match: str) -> Evidence:
    document = sentences.document
    origin = document.origin(span.start)
    first, last = sentences.at(span.start), sentences.at(span.end - 1)
    return Evidence(
        document=document.id,
        sentences=tuple(range(first, last + 1)),
        span=span,
        quote=span.of(document.text),
        line=origin.line,
        time=origin.time,
        match=match,
    )
