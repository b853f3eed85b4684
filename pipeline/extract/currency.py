"""Whose money a bare 元 (in Traditional characters), peso or krone is: that of the place that the text is of."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    is_traditional = document.language is Language.ZH_HANT
    currency: str | None = None
    for claim in claims:
        if claim.value is not None and (places := _shared().get(_said(claim.value))) is not None:
            if (own := _most_named(fold(document.text).lower(), places)) is not None:
                yield replace(claim, value=replace(claim.value, unit=own + claim.value.unit[len(own) :]))
            continue
        if claim.value is None or not is_traditional or not _is_bare(claim.value):
            yield claim
            continue
        currency = currency or _currency_of(document.text)
        if currency is not None:
            yield replace(claim, value=replace(claim.value, unit=currency + claim.value.unit.removeprefix(YUAN)))


def _is_bare(value: Value) -> bool:
    return value.unit.split("/")[0] == YUAN and _said(value) in _tables().bare


def _said(value: Value) -> str:
    """The unit as the text writes it, folded, without what it is counted by."""
    return fold(value.unit_surface or "").lower().split("/")[0].strip()


def _currency_of(text: str) -> str | None:
    """The currency that the text names most; where it names none, that of the places that it names most; None for none or for a tie."""
    folded = fold(text)
    for signs in (_tables().named, _tables().places):
        if (currency := _most_named(folded, signs)) is not None:
            return currency
    return None


def _most_named(folded: str, signs: Mapping[str, Sequence[str]]) -> str | None:
    """The currency whose signs stand most often in the folded text; None where none does, and for a tie."""
    counts = sorted(((sum(map(folded.count, words)), currency) for currency, words in signs.items()), reverse=True)
    return counts[0][1] if counts[0][0] > counts[1][0] else None


@dataclass(frozen=True, slots=True)
class _Tables:
    """`data/zh/currency.toml`: bare units; by currency what names it, and the places where it is paid with."""

    bare: frozenset[str]
    named: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]


@cache
def _shared() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """`data/currencies.toml`: by a name that several currencies share, the words that show which is meant."""
    rows = tomllib.loads(resources.files("pipeline.extract").joinpath("data", "currencies.toml").read_text(encoding="utf-8"))
    return {name: {currency: tuple(words) for currency, words in row["places"].items()} for row in rows["shared"] for name in row["names"]}


@cache
def _tables() -> _Tables:
    rows = tomllib.loads(resources.files("pipeline.extract").joinpath("data", "zh", "currency.toml").read_text(encoding="utf-8"))
    bare = frozenset(rows.pop("bare"))
    return _Tables(bare=bare, **{part: {currency: tuple(row[part]) for currency, row in rows.items()} for part in ("named", "places")})
