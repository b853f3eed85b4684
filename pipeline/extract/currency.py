"""Whose money a bare 元 is: in a text in Traditional characters that of the place that the text is of, Taiwan's, Hong Kong's or the mainland's."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Claim, Value
from pipeline.datamodel.language import Language
from pipeline.text.fold import fold

YUAN = "CNY"  # what a bare 元 is read as where nothing says otherwise


def in_own_currency(claims: Iterable[Claim], document: Document) -> Iterator[Claim]:
    """The claims, their 元 in the currency of the text; those whose currency cannot be told are left out."""
    if document.language is not Language.ZH_HANT:
        yield from claims
        return
    currency: str | None = None
    for claim in claims:
        if claim.value is None or not _is_bare(claim.value):
            yield claim
            continue
        currency = currency or _currency_of(document.text)
        if currency is not None:
            yield replace(claim, value=replace(claim.value, unit=currency + claim.value.unit.removeprefix(YUAN)))


def _is_bare(value: Value) -> bool:
    said = fold(value.unit_surface or "").split("/")[0].strip()
    return value.unit.split("/")[0] == YUAN and said in _tables().bare


def _currency_of(text: str) -> str | None:
    """The currency that the text names most; where it names none, that of the places that it names most; None for none or for a tie."""
    folded = fold(text)
    for signs in (_tables().named, _tables().places):
        counts = sorted(((sum(map(folded.count, words)), currency) for currency, words in signs.items()), reverse=True)
        if counts[0][0] > counts[1][0]:
            return counts[0][1]
    return None


@dataclass(frozen=True, slots=True)
class _Tables:
    """`data/zh/currency.toml`: bare units; by currency what names it, and the places where it is paid with."""

    bare: frozenset[str]
    named: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]


@cache
def _tables() -> _Tables:
    rows = tomllib.loads(resources.files("pipeline.extract").joinpath("data", "zh", "currency.toml").read_text(encoding="utf-8"))
    bare = frozenset(rows.pop("bare"))
    return _Tables(bare=bare, **{part: {currency: tuple(row[part]) for currency, row in rows.items()} for part in ("named", "places")})
