"""Facts as rows of plain cells under named columns, which every format writes alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.datamodel.fact import Bound, Entity, Value
from pipeline.datamodel.recorded import Joined, Recorded

Cell = str | int | float | None
Row = Mapping[str, Cell]

_BOUNDS = {Bound.ABOUT: "≈", Bound.AT_LEAST: "≥", Bound.MORE_THAN: ">", Bound.AT_MOST: "≤", Bound.LESS_THAN: "<"}
_SIGNS = {"percent": "%"}
_LONG = 5  # digits from which a number is grouped
SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under columns. shown: the columns that a terminal has room for; wide: the one that gets the room that is left."""

    columns: Mapping[str, type]
    rows: Iterable[Row]
    shown: tuple[str, ...]
    wide: str


FACT_COLUMNS = {
    "published": str, "document": str, "name": str, "source": str, "title": str, "id": str, "kind": str, "type": str, "aspect": str,
    "subject_id": str, "subject": str, "attribute_id": str, "attribute": str, "value": str, "low": str, "high": str, "unit": str, "per": str,
    "bound": str, "condition_id": str, "condition": str, "when": str, "attribution": str, "modality": str, "text": str, "quote": str,
    "line": int, "time": float, "importance": float, "extractor": str, "duplicate_of": str, "derived_from": str,
}  # fmt: skip
JOINED_COLUMNS = {
    "subject_id": str, "subject": str, "attribute_id": str, "attribute": str, "condition_id": str, "condition": str, "value": str, "low": str,
    "high": str, "unit": str, "per": str, "bound": str, "sources": int, "values": int, "first": str, "last": str, "documents": str, "names": str,
}  # fmt: skip


def fact_sheet(facts: Iterable[Recorded], tag: str) -> Sheet:
    """A row a fact; names and texts in the edition `tag`, or the nearest there is."""
    shown = ("published", "subject", "attribute", "value", "text", "name")
    return Sheet(FACT_COLUMNS, (_fact_row(recorded, tag) for recorded in facts), shown, "text")


def joined_sheet(rows: Iterable[Joined], tag: str) -> Sheet:
    """A row a value; names in the edition `tag`. sources: how many count; values: how many different ones are told of the same thing."""
    shown = ("subject", "attribute", "condition", "value", "sources", "values", "names")
    return Sheet(JOINED_COLUMNS, (_joined_row(row, tag) for row in rows), shown, "names")


def amount(value: Value) -> str:
    """A value in its base units, for a reader.

    >>> amount(Value(surface="15 美分", low="0.15", high="0.15", unit="USD", per="1000000 token"))
    '0.15 USD / 1,000,000 token'
    >>> amount(Value(surface="96%-97%", low="96", high="97", unit="percent", bound=Bound.ABOUT))
    '≈96–97%'
    >>> amount(Value(surface="50 种", low="50", high="50", unit="count:language"))
    '50 language'
    """
    figures = value.low if not value.is_range else f"{value.low}–{value.high}"
    if value.is_date:
        return f"{_BOUNDS.get(value.bound, '')}{figures}"
    figures = "–".join(_grouped(figure) for figure in dict.fromkeys((value.low, value.high)))
    unit = value.unit.removeprefix("count:")
    per = f" / {' '.join(map(_grouped, value.per.split(' ', 1)))}" if value.per else ""
    return f"{_BOUNDS.get(value.bound, '')}{figures}{_SIGNS.get(unit) or f' {unit}'.rstrip()}{per}"


def _grouped(figure: str) -> str:
    whole, point, part = figure.partition(".")
    return f"{int(whole):,}{point}{part}" if whole.isdecimal() and len(whole) >= _LONG else figure


def _fact_row(recorded: Recorded, tag: str) -> Row:
    fact, claim = recorded.fact, recorded.fact.claim
    value, evidence = claim.value, fact.evidence[0] if fact.evidence else None
    named = Entity(id="", names={key: phrase.text for key, phrase in fact.texts.items()} or {"": claim.words or ""})
    return {
        **{key: getattr(recorded, key) for key in ("published", "name", "source", "title", "duplicate_of", "derived_from")},
        "document": fact.document,
        "id": fact.id,
        "kind": str(claim.kind),
        "type": claim.type,
        "aspect": str(claim.aspect),
        **_thing(claim.subject, claim.attribute, claim.attribute.id if claim.attribute else None, claim.condition, tag),
        **_figures(value),
        "value": value.surface if value else None,
        "when": _name(claim.when, tag),
        "attribution": _name(claim.attribution, tag),
        "modality": claim.modality or None,
        "text": named.name(tag),
        "quote": evidence.quote if evidence else None,
        "line": evidence.line if evidence else None,
        "time": evidence.time if evidence else None,
        "importance": claim.importance,
        "extractor": claim.extractor,
    }


def _joined_row(row: Joined, tag: str) -> Row:
    documents = {recorded.fact.document: recorded for recorded in row.facts}
    dates = sorted(recorded.published for recorded in row.facts if recorded.published)
    return {
        **_thing(row.subject, row.named, row.attribute, row.condition, tag),
        **_figures(row.value),
        "value": amount(row.value),
        "sources": row.independent,
        "values": row.values,
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
        "documents": SEPARATOR.join(documents),
        "names": SEPARATOR.join(recorded.name for recorded in documents.values()),
    }


def _thing(subject: Entity, attribute: Entity | None, attribute_id: str | None, condition: Entity | None, tag: str) -> dict[str, Cell]:
    return {
        "subject_id": subject.id,
        "subject": subject.name(tag),
        "attribute_id": attribute_id,
        "attribute": _name(attribute, tag) or attribute_id,
        "condition_id": condition.id if condition else None,
        "condition": _name(condition, tag),
    }


def _figures(value: Value | None) -> dict[str, Cell]:
    if value is None:
        return dict.fromkeys(("low", "high", "unit", "per", "bound"))
    return {"low": value.low, "high": value.high, "unit": value.unit, "per": value.per, "bound": str(value.bound)}


def _name(entity: Entity | None, tag: str) -> str | None:
    return entity.name(tag) if entity is not None else None
