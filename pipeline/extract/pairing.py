"""Which subject, figure and condition of a match belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Language
from pipeline.extract.subjects import Subject
from pipeline.extract.tokens import Token, joined_entity


def paired(
    subjects: Sequence[Subject], values: Sequence[Token], conditions: Sequence[Entity], language: Language
) -> Iterator[tuple[Subject, Token | None, Entity | None]]:
    """Subjects, figures and conditions that belong together: as many figures as subjects or as conditions go one to one (分别, respectively)."""
    together = joined_entity(conditions, language) if conditions else None
    if len(values) > 1 and len(values) == len(subjects):
        yield from ((s, v, together) for s, v in zip(subjects, values, strict=True))
    elif len(values) > 1 and len(values) == len(conditions) and len(subjects) == 1:
        yield from ((subjects[0], v, c) for v, c in zip(values, conditions, strict=True))
    elif len(values) <= 1:
        yield from ((subject, values[0] if values else None, together) for subject in subjects)


def result_of(surface: str) -> Entity:
    """The score of a match, as each edition writes it."""
    scores = re.findall(r"\d+", surface)
    chinese, english = " 比 ".join(scores), "–".join(scores)
    return Entity(id=english, names={"zh-Hans": chinese, "zh-Hant-TW": chinese, "en": english}, kind="result")
