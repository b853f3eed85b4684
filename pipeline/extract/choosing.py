"""Choosing among the entities that stand in one place."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.datamodel.fact import Entity


def distinct(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Each entity once, by id, in order."""
    return tuple({e.id: e for e in entities}.values())


def only(entities: Sequence[Entity], kinds: Sequence[str]) -> Entity | None:
    """The one entity of the first of the kinds that there are any of; None where there are several."""
    for kind in kinds:
        found = distinct([e for e in entities if e.kind == kind])
        if found:
            return found[0] if len(found) == 1 else None
    return None
