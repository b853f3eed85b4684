"""The words that composition itself puts on a page (`data/labels.toml`) and the weights of the types of facts (`data/weights.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.datamodel.fact import Claim, Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWeight:
    """A row of `data/weights.toml`."""

    weight: float
    family: str
    headline: float = 0.0
    includes: str | None = None


@cache
def label(group: str, name: str) -> Entity:
    """The label `name` of a group of `data/labels.toml`, as an entity of the kind `label`. Raises KeyError where there is none.

    >>> label("aspect", "pricing").name("en")
    'Price'
    """
    return Entity(id=f"{group}-{name}", names=_labels()[group][name], kind="label")


@cache
def type_weight(type_name: str) -> TypeWeight:
    """The weight, family and headline value of a type of fact; the row `default` for a type that has none.

    >>> type_weight("replacement").family
    'news'
    """
    rows = _weights()
    row = rows.get(type_name, rows["default"])
    includes = row.get("includes")
    return TypeWeight(
        weight=float(row["weight"]),
        family=str(row["family"]),
        headline=float(row.get("headline", 0.0)),
        includes=None if includes is None else str(includes),
    )


def fact_weight(claim: Claim) -> float:
    """The weight of a claim's type, lowered by what the table `attributes` says of what it measures."""
    factor = _weights()["attributes"].get(claim.attribute.id, 1.0) if claim.attribute else 1.0
    return type_weight(claim.type).weight * float(factor)


@cache
def _labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(_read("labels.toml"))


@cache
def _weights() -> Mapping[str, Mapping[str, str | float]]:
    return tomllib.loads(_read("weights.toml"))


def _read(name: str) -> str:
    return resources.files("pipeline.compose").joinpath("data", name).read_text(encoding="utf-8")
