"""Facts of many documents by what they tell: one row for each value of each attribute of a subject, with the documents that tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from pipeline.datamodel.fact import Entity, Value
from pipeline.datamodel.recorded import Joined, Recorded

Thing = tuple[str, str, str | None, str | None, str | None]
Amount = tuple[str, str, str]


def join(facts: Iterable[Recorded]) -> list[Joined]:
    """The facts that have a value, those of one thing together, the value that most sources tell first.

    One thing is what has the same subject, attribute (or type, where there is none), condition and moment, and is counted by the same;
    one value is the same figure, however it is written and bounded.
    """
    things: dict[Thing, dict[Amount, list[Recorded]]] = defaultdict(lambda: defaultdict(list))
    for recorded in facts:
        value = recorded.fact.claim.value
        if value is not None:
            things[_thing(recorded, value)][_amount(value)].append(recorded)
    rows = [_joined(told, len(values)) for values in things.values() for told in values.values()]
    return sorted(rows, key=_place)


def independent(facts: Sequence[Recorded]) -> int:
    """How many sources tell it: duplicates count once, derived texts not, unless nothing else tells it."""
    return len({recorded.root for recorded in facts if recorded.derived_from is None}) or 1


def _thing(recorded: Recorded, value: Value) -> Thing:
    claim = recorded.fact.claim
    unit = None if value.is_date else value.per
    return claim.subject.id, claim.attribute.id if claim.attribute else claim.type, _id(claim.condition), _id(claim.when), unit


def _id(entity: Entity | None) -> str | None:
    return entity.id if entity is not None else None


def _amount(value: Value) -> Amount:
    return value.unit, _plain(value.low), _plain(value.high)


def _plain(figure: str) -> str:
    """A figure as one that is equal: 82 for 82.0. A date stays as it is."""
    try:
        return f"{Decimal(figure).normalize():f}"
    except InvalidOperation:
        return figure


def _joined(told: Sequence[Recorded], values: int) -> Joined:
    claim = told[0].fact.claim
    assert claim.value is not None
    return Joined(
        subject=claim.subject,
        attribute=claim.attribute.id if claim.attribute else claim.type,
        named=claim.attribute,
        condition=claim.condition,
        value=claim.value,
        facts=tuple(told),
        independent=independent(told),
        values=values,
    )


def _place(row: Joined) -> tuple[object, ...]:
    return (
        row.subject.id,
        row.attribute,
        _id(row.condition) or "",
        row.value.per or "",
        -row.independent,
        row.value.unit,
        row.value.low,
        row.value.high,
    )
