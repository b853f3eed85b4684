"""The editions of a digest say the same: an item whose figures, dates or script differ between them is dropped from all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compose.digest import compose
from pipeline.datamodel.digest import Digest, Piece
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Fact, Phrase, Rejection
from pipeline.datamodel.language import Edition
from pipeline.text.parity import Wording, have_same_figures, strays

REASON = "parity"
UNTRANSLATED = "untranslated"

Composer = Callable[[Document, Sequence[Fact], Sequence[Rejection], Sequence[Edition], str], Digest]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvenDigest:
    """A digest whose editions agree, with the facts that are in it or could be, in the order given, and all rejections."""

    digest: Digest
    facts: tuple[Fact, ...]
    rejections: tuple[Rejection, ...]


def compose_evenly(
    document: Document,
    facts: Sequence[Fact],
    rejections: Sequence[Rejection],
    editions: Sequence[Edition],
    length: str = "medium",
    composer: Composer = compose,
) -> EvenDigest:
    """The digest of a document without the facts that its editions tell differently; each is a rejection of the reason `parity`.

    Every fact's sentences are compared, then all that stands on the page; where something on it differs, it is composed again without.
    Raises ValueError for an unknown length.
    """
    faults = {fact.id: why for fact in facts if (why := _fault_of(fact, editions))}
    while True:
        kept = tuple(fact for fact in facts if fact.id not in faults)
        dropped = [_rejected(fact, faults[fact.id]) for fact in facts if fact.id in faults]
        digest = composer(document, kept, [*rejections, *dropped], editions, length)
        found = dict(_faults_on(digest))
        if not found.keys() - faults.keys():
            return EvenDigest(digest=digest, facts=kept, rejections=digest.rejections)
        faults |= found


def _fault_of(fact: Fact, editions: Sequence[Edition]) -> str | None:
    return fault(fact.texts, fact.origins, [fact], editions)


def _faults_on(digest: Digest) -> Iterator[tuple[str, str]]:
    """The ids of the facts that the page's editions tell differently, each with what differs."""
    known = {fact.id: fact for fact in digest.facts}
    for piece in _pieces(digest):
        told = [known[key] for key in piece.facts if key in known]
        why = fault(piece.phrases, piece.origins, told, digest.editions)
        if why:
            yield from ((fact.id, why) for fact in told)
    for table in digest.tables:
        for cell in (cell for _, cells in table.rows for cell in cells if cell):
            phrases = {tag: Phrase(text) for tag, text in cell.phrases.items()}
            why = fault(phrases, {}, [], digest.editions)
            if why:
                yield from ((key, why) for key in cell.facts)


def _pieces(digest: Digest) -> Iterator[Piece]:
    points = [*digest.key_points, *(p for section in digest.sections for group in section.groups for p in group.points)]
    return (piece for point in points for piece in point.pieces)


def fault(phrases: Mapping[str, Phrase], origins: Mapping[str, str], told: Sequence[Fact], editions: Sequence[Edition]) -> str | None:
    """What is wrong with a text by its editions, for a reader; what stands in another language's words is no translation of it."""
    written = [edition for edition in editions if edition in phrases and origins.get(edition) != UNTRANSLATED]
    for edition in written:
        if found := strays(phrases[edition].text, edition):
            return f"{edition} would hold {found}: {phrases[edition].text}"
    wordings = [Wording(phrases[e].text, e.language, _names_in(told, e)) for e in written]
    return None if have_same_figures(wordings) else "the figures or dates differ: " + " | ".join(said.text for said in wordings)


def _names_in(facts: Sequence[Fact], edition: Edition) -> Iterator[str]:
    """What the edition calls what the facts name."""
    for claim in (fact.claim for fact in facts):
        entities = (claim.subject, claim.attribute, claim.condition, claim.when, claim.attribution, *claim.objects)
        yield from (entity.name(edition) for entity in entities if entity and entity.kind != "date")  # a moment's figures are the text's own


def _rejected(fact: Fact, why: str) -> Rejection:
    return Rejection(document=fact.document, claim=fact.claim, reason=REASON, detail=why)
