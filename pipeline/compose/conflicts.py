"""What a document says in two ways: one thing measured or dated, two values. Only where nothing in its words lets both be right."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources

from pipeline.compose.dedup import Item, same_amount
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Bound, Value
from pipeline.text.wording.spacing import has_han

MEASURED = ("score", "price", "measure")
DATED = ("release", "founded", "held")
CURRENCY = re.compile("[A-Z]{3}")
MOST = 3  # pairs on a page
MAX_DIGITS = 27  # of a figure that is compared with a rounder one; a Decimal is rounded to 28
Pair = tuple[Item, Item]


def find_conflicts(items: Iterable[Item], document: Document) -> list[Pair]:
    """Pairs of items that cannot both be right, the weightiest first: same subject, attribute, condition, moment and source, another value.

    Three values are versions, not a contradiction; so are values in one sentence, and values beside words that tell of a change or of another time.
    """
    groups = (sorted(group, key=lambda item: item.order) for group in _of_one_thing(items))
    pairs = [(group[0], group[1]) for group in groups if len(group) == 2 and _contradict(group[0], group[1], document)]
    return sorted(pairs, key=lambda pair: (-max(pair[0].score, pair[1].score), pair[0].order))[:MOST]


def of_untold_periods(items: Iterable[Item]) -> frozenset[str]:
    """Ids of amounts of money told for one thing after another amount, where no moment tells the two apart (a year's, a quarter's)."""
    found = set()
    for group in _of_one_thing(items):
        first, *others = sorted(group, key=lambda item: item.order)
        if first.claim.type == "measure" and first.claim.value is not None and CURRENCY.fullmatch(first.claim.value.unit or ""):
            found |= {item.fact.id for item in others if item.claim.value and not same_amount(first.claim.value, item.claim.value)}
    return frozenset(found)


def _of_one_thing(items: Iterable[Item]) -> Iterable[list[Item]]:
    """The items of each thing measured or dated: of one type, subject, attribute, condition, moment, source and unit."""
    groups: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        claim = item.claim
        value = claim.value
        if value is None or claim.modality or value.bound is not Bound.EXACT or value.is_range or item.is_in_name:
            continue
        if claim.type in (DATED if value.is_date else MEASURED):
            objects = tuple(sorted(other.id for other in claim.objects))
            entities = (claim.attribute, claim.condition, claim.when, claim.attribution)
            key = (claim.type, claim.subject.id, *(e.id if e else None for e in entities), objects, value.unit, value.per)
            groups.setdefault(key, []).append(item)
    return groups.values()


def _contradict(a: Item, b: Item, document: Document) -> bool:
    first, second = a.claim.value, b.claim.value
    if first is None or second is None or same_amount(first, second) or _is_rounded(first, second) or _is_rounded(second, first):
        return False
    cited = [{n for evidence in item.evidence for n in evidence.sentences} for item in (a, b)]
    return not cited[0] & cited[1] and not any(_tells_of_change(document.quote(n)) for n in sorted(cited[0] | cited[1]))


def _is_rounded(coarse: Value, fine: Value) -> bool:
    """True where the one value is the other with fewer digits (16 thousand, 16,384), or the one date a part of the other."""
    if coarse.is_date:
        return fine.low.startswith(coarse.low) or fine.low.endswith(coarse.low.lstrip("-"))
    digits = re.sub(r"\D", "", "".join(re.findall(r"[\d.]+", coarse.surface))).strip("0") or "0"
    number = Decimal(fine.low)
    if not number or len(digits) > MAX_DIGITS:
        return False
    quantum = Decimal(1).scaleb(number.adjusted() - len(digits) + 1)
    return number.quantize(quantum, ROUND_HALF_UP) == Decimal(coarse.low)


def _tells_of_change(sentence: str) -> bool:
    return _changes()[has_han(sentence)].search(sentence) is not None


@cache
def _changes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = tomllib.loads(resources.files("pipeline.compose").joinpath("data", "changes.toml").read_text(encoding="utf-8"))
    return re.compile(rows["change"]["en"]), re.compile(rows["change"]["zh"])
