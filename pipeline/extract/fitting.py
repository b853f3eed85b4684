"""Whether a figure can be one of its metric, and what a change is counted from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.datamodel.fact import Value
from pipeline.extract.tokens import unit_class
from pipeline.text.numbers.units import unit_at

CHANGES = frozenset({"increase", "decrease", "increase_to", "decrease_to"})
BY = frozenset({"increase", "decrease", "difference", "multiple", "share", "portion"})  # types whose figure may be a share or a multiple of anything
RELATIVE = frozenset({"percent", "points", "times"})
TO = re.compile(r"\bto\b|至|到")
BASIS = re.compile(r"(?:from|than|on|over|against|versus|compared (?:to|with)|up|down)(?: in)? $")
YEARLY = re.compile(r"\b(?:an?|one) year (?:earlier|ago|before)\b|\blast year\b")
DATED_BASIS = re.compile(r"(?:from|than|over|against|versus|compared (?:to|with)) (?:[a-z]+ ){0,2}?$")


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a metric is measured in: classes of figures, the units of measures (empty: any), and the unit of a figure that has none."""

    classes: frozenset[str]
    units: frozenset[str]
    bare: str | None
    least: int


@cache
def load_units() -> Mapping[str, Fitting]:
    """The rows of `data/units.toml` by metric."""
    raw = tomllib.loads(files("pipeline.extract").joinpath("data", "units.toml").read_text(encoding="utf-8"))
    return {metric: _fitting(row) for row in raw["unit"] for metric in row["metrics"]}


def _fitting(row: Mapping[str, Any]) -> Fitting:
    return Fitting(frozenset(row["classes"]), frozenset(row.get("units", ())), row.get("bare"), int(row.get("least", 0)))


def fitted(value: Value, metric: str, claim_type: str) -> Value | None:
    """The value as a figure of the metric, with the metric's unit where it has none; None where it is a figure of something else.

    >>> billions = Value(surface="8 billion", low="8000000000", high="8000000000", unit="count")
    >>> fitted(billions, "parameters", "measure").unit
    'parameter'
    >>> fitted(Value(surface="16 °C", low="16", high="16", unit="degree Celsius"), "depth_of_discount", "measure") is None
    True
    """
    if claim_type == "multiple":
        return value if value.unit == "times" else replace(value, unit="times") if value.unit == "count:time" else None
    fitting = load_units().get(metric)
    if fitting is None or value.unit == "date":
        return value
    if fitting.least and float(value.low) < fitting.least:
        return None
    is_bare = value.unit == "count"
    kind = "number" if is_bare else unit_class(value.unit)
    if is_bare and fitting.bare is not None:
        return replace(value, unit=fitting.bare)
    if claim_type in BY and kind in RELATIVE:
        return value
    is_unit = not fitting.units or kind in ("number", "count") or value.unit in fitting.units
    return value if kind in fitting.classes and is_unit else None


def is_step(value: Value, is_measured: bool) -> bool:
    """True for a figure by which or to which something can have moved: no range (by 6,200 to 1.361 million), an amount only of what is measured.

    >>> rise = Value(surface="6,200 to 1.361 million", low="6200", high="1361000", unit="count")
    >>> is_step(rise, True), is_step(Value(surface="3%", low="3", high="3", unit="percent"), False)
    (False, True)
    """
    is_range = value.low != value.high and TO.search(value.surface) is not None
    return not is_range and (is_measured or value.unit in RELATIVE)


UNNAMED = frozenset({"count", "count:unit"})  # what a bare number and the Chinese counter 台 count
WORD = re.compile(r"(?<![a-z])[a-z]+(?![a-z])|[\u3400-\u9fff]+")


def of_audience(value: Value, audience: str) -> Value:
    """The value as a count of the people whom the folded words `audience` name, where its unit says no more than that they are people.

    >>> people = Value(surface="700 万人", low="7000000", high="7000000", unit="count:person")
    >>> of_audience(people, "开发者").unit, of_audience(people, "大众").unit
    ('count:developer', 'count:person')
    """
    counter = _counter(audience) if value.unit == "count:person" else None
    return replace(value, unit=counter) if counter is not None else value


def counted(value: Value, noun: str) -> Value:
    """The value as a count of what the last counter in the folded words `noun` names, where its own unit does not say what it counts.

    >>> devices = Value(surface="850 万台", low="8500000", high="8500000", unit="count:unit")
    >>> counted(devices, "设备").unit, counted(devices, "数").unit
    ('count:device', 'count:unit')
    """
    if value.unit not in UNNAMED:
        return value
    counter = _counter(noun)
    return replace(value, unit=counter) if counter is not None else value


def _counter(noun: str) -> str | None:
    """The unit of the last counter in folded words."""
    found = [unit_at(word, word, 0) for word in WORD.findall(noun)]
    counters = [match.unit.base for match in found if match is not None and match.unit.is_counter]
    return counters[-1] if counters else None
