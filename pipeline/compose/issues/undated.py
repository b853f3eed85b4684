"""Which undated documents belong to the week: those that tell what its dated ones do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from pipeline.compose.dedup import UNTYPED
from pipeline.compose.issues.subjects import root
from pipeline.datamodel.fact import Claim, Value
from pipeline.datamodel.issue import Reported

LEAST, SHARE = 3, 0.2  # facts that an undated document must have of the week's, and of how many of its own

Key = tuple[str, ...]


def join_undated(dated: Iterable[Reported], candidates: Sequence[Reported]) -> list[Reported]:
    """The candidates that have facts of the dated documents: the same subject, attribute and value or other parties, in whatever language."""
    if not candidates:
        return []
    known = frozenset(key for document in dated for key in _keys(document))
    joined = []
    for candidate in candidates:
        own = _keys(candidate)
        shared = len(own & known)
        if shared >= LEAST and shared >= SHARE * len(own):
            joined.append(candidate)
    return joined


def _keys(document: Reported) -> frozenset[Key]:
    """What the document's typed facts tell, without language. A fact that neither measures nor names another party tells too little."""
    return frozenset(_key(fact.claim) for fact in document.facts if fact.claim.type not in UNTYPED and (fact.claim.value or fact.claim.objects))


def _key(claim: Claim) -> Key:
    attribute = claim.attribute.id if claim.attribute else ""
    told: Sequence[str] = _amount(claim.value) if claim.value else sorted(other.id for other in claim.objects)
    return (claim.type, root(claim.subject), attribute, *told)


def _amount(value: Value) -> tuple[str, ...]:
    return _plain(value.low), _plain(value.high), value.unit, value.per or ""


def _plain(number: str) -> str:
    try:
        return format(Decimal(number).normalize(), "f")
    except InvalidOperation:
        return number
