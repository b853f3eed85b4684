"""Of two accounts of one thing: whether they agree, and which of them says more."""

from __future__ import annotations

from pipeline.compose.issues.agreement.amounts import Amount, Match, dates_match, match
from pipeline.compose.issues.agreement.moments import same_moment
from pipeline.compose.issues.agreement.sayings import Terms, is_told_of_each, may_leave_out_who
from pipeline.compose.labels import type_weight


def agree(one: Terms, other: Terms) -> bool:
    """True where each bears what the other says. Both tell of one thing."""
    return (
        (one.type, one.modality) == (other.type, other.modality)
        and one.condition == other.condition
        and _speakers_agree(one, other)
        and (one.objects == other.objects or (may_leave_out_who(one.type) and not (one.objects and other.objects)))
        and same_moment(one.moment, other.moment)
        and _same_amount(one.amount, other.amount)
        and _same_date(one.date, other.date)
    )


def says_less(less: Terms, more: Terms) -> bool:
    """True where the second says all that the first says, and more; or that it is, where the first foresaw it. Both tell of one thing."""
    return (
        (less.modality == more.modality or not more.modality)
        and less.type in (more.type, type_weight(more.type).includes)
        and (less.condition == more.condition or (less.condition is None and _same_amount(less.amount, more.amount)))
        and _speakers_agree(less, more)
        and _are_among(less, more)
        and (not less.moment.text or same_moment(less.moment, more.moment))
        and _allows(less.amount, more.amount)
        and _same_date(less.date, more.date)
        and not agree(less, more)
    )


def is_told_by_most(less: Terms, more: Terms) -> bool:
    """Of two of which one says less: True where the difference is in how far it holds (a condition, "only"), so that most sources decide."""
    narrows = less.condition != more.condition or less.type != more.type
    return narrows and less.objects == more.objects and less.moment == more.moment


def is_other_bound(less: Terms, more: Terms) -> bool:
    """True where two accounts give one number, but one of them says "more than", "at most"."""
    one, other = less.amount, more.amount
    return one is not None and other is not None and one.bound != other.bound and (one.low, one.high) == (other.low, other.high)


def _speakers_agree(one: Terms, other: Terms) -> bool:
    return one.attribution == other.attribution or None in (one.attribution, other.attribution)


def _are_among(less: Terms, more: Terms) -> bool:
    if less.objects == more.objects:
        return True
    if not less.objects:
        return bool(less.value) or may_leave_out_who(less.type)
    return is_told_of_each(less.type) and less.objects < more.objects


def _same_amount(one: Amount | None, other: Amount | None) -> bool:
    if one is None or other is None:
        return one is other
    return match(one, other) is Match.SAME


def _same_date(one: str, other: str) -> bool:
    return one == other or (bool(one and other) and dates_match(one, other) is Match.SAME)


def _allows(less: Amount | None, more: Amount | None) -> bool:
    if less is None or more is None:
        return less is more
    return match(less, more) in (Match.SAME, Match.VAGUER)
