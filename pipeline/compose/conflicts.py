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
MOST = 3  # pairs on a page
MAX_DIGITS = 27  # of a figure that is compared with a rounder one; a Decimal is rounded to 28
Pair = tuple[Item, Item]


def find_conflicts(items: Iterable[Item], document: Document) -> list[Pair]:
    """Pairs of items that cannot both be right, the weightiest first: same subject, attribute, condition, moment and source, another value.

    Three values are versions, not a contradiction; so are values in one sentence, and values beside words that tell of a change or of another time.
    """
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
    pairs = [(a, b) for a, b in (sorted(group, key=lambda i: i.order) for group in groups.values() if len(group) == 2) if _contradict(a, b, document)]
    return sorted(pairs, key=lambda pair: (-max(pair[0].score, pair[1].score), pair[0].order))[:MOST]


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
