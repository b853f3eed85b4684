"""How much a claim matters to a reader of the document: whom it is about, where it stands, what kind it is."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.datamodel.document import BlockKind
from pipeline.datamodel.fact import Claim, Entity
from pipeline.extract.matching import with_importance
from pipeline.extract.reading import Reading
from pipeline.extract.subjects import Subjects

TOLLS = frozenset({"count"})  # what an event did, whoever counted it: of the event, whatever its subject is called
OPENING = 0.08  # what words of the first paragraph gain of a text that is no transcript: news tells the main thing first
EARLY = 0.15  # the part of a document in which its news is told


def weighed(claims: Sequence[Claim], reading: Reading, subjects: Subjects) -> list[Claim]:
    """The claims with their importance: raised for the main subjects, early sentences and comparisons with them, lowered for asides."""
    mains = main_subjects(reading, subjects)
    early = max(3, int(len(reading.lines) * EARLY))
    opening = _opening(reading)
    weighed_claims = []
    for claim in claims:
        beside = 1.0 if claim.type in TOLLS else max((_rank(o, mains) for o in claim.objects), default=0.0)
        importance = claim.importance * (0.75 + 0.25 * max(_rank(claim.subject, mains), 0.6 * beside))
        importance += 0.04 if min(claim.sentences) <= early else 0.0
        importance += OPENING if claim.type == "free" and min(claim.sentences) in opening else 0.0
        importance -= 0.1 if claim.attribution is not None and claim.type not in TOLLS else 0.0
        weighed_claims.append(with_importance(claim, importance))
    return weighed_claims


def _opening(reading: Reading) -> frozenset[int]:
    """The sentences of the first paragraph."""
    if reading.document.is_transcript:
        return frozenset()
    first = next((block.span for block in reading.document.blocks if block.kind is BlockKind.PARAGRAPH), None)
    return frozenset(line.masked.n for line in reading.lines if first and first.start <= line.masked.span.start < first.end)


def main_subjects(reading: Reading, subjects: Subjects) -> dict[str, float]:
    """Ids of the names that the document is about, with a weight of 0 to 1: by mentions, title and headings."""
    counts = dict(subjects.mentions)
    for n, line in enumerate(reading.lines):
        if line.kind is BlockKind.HEADING or n == 0:
            for token in line.masked.tokens.values():
                if token.entity is not None and token.entity.id in counts:
                    counts[token.entity.id] += 3
    top = max(counts.values(), default=1)
    return {name: count / top for name, count in counts.items()}


def _rank(entity: Entity, mains: dict[str, float]) -> float:
    return mains.get(entity.id, 0.0)
