from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose.issues.agreement.amounts import Amount, Match, amount, dates_match, match, read_amount
from pipeline.datamodel.fact import Bound, Claim, Entity, Value
from tests.compose.issues.week import LYRA
from tests.factories import claim, entity

ABOUT, MORE, MOST = Bound.ABOUT, Bound.MORE_THAN, Bound.AT_MOST
GPUS = entity("gpus_used", kind="metric")


def measured(surface: str, low: str, unit: str = "percent", bound: Bound = Bound.EXACT, per: str | None = None, of: Entity = GPUS) -> Claim:
    value = Value(surface=surface, low=low, high=low, unit=unit, per=per, bound=bound)
    return claim(LYRA, "measure", attribute=of, value=value)


def found(said: Claim) -> Amount:
    read = amount(said)
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (measured("82%", "82"), measured("82.0%", "82.0"), Match.SAME),
        (measured("4050 亿", "405000000000", "parameter"), measured("405B", "405000000000", "parameter"), Match.SAME),
        (measured("$0.00015", "0.00015", "USD", per="1000 token"), measured("15 cents", "0.15", "USD", per="1000000 token"), Match.SAME),
        (measured("44.4万辆", "444000", "count:vehicle"), measured("443,956", "443956", "count:car"), Match.SAME),
        (measured("16,000", "16000", "count:gpu"), measured("16,384", "16384", "count:gpu"), Match.SAME),
        (measured("16,000", "16000", "count:gpu", ABOUT), measured("16,000", "16000", "count:gpu"), Match.SAME),
        (measured("四成", "40", bound=MORE), measured("45%", "45"), Match.VAGUER),
        (measured("四成", "40", bound=MORE), measured("400%", "400"), Match.OPEN),
        (measured("60%", "60", bound=MORE), measured("60%", "60", bound=ABOUT), Match.VAGUER),
        (measured("20", "20", "count:person"), measured("21", "21", "count:person"), Match.OPEN),
        (measured("20", "20", "count:person"), measured("30", "30", "count:person"), Match.AT_ODDS),
        (measured("82.0%", "82.0"), measured("82.3%", "82.3"), Match.AT_ODDS),
        (measured("88%", "88"), measured("88.6%", "88.6"), Match.OPEN),
        (measured("5,078", "5078", "count:flight"), measured("4,300", "4300", "count:flight", ABOUT), Match.AT_ODDS),
        (measured("100", "100", "count:ship", MOST), measured("120", "120", "count:ship", MORE), Match.AT_ODDS),
        (measured("8", "8", "count:language"), measured("9", "9", "count:language"), Match.AT_ODDS),
    ],
)
def test_two_values_of_one_thing(one: Claim, other: Claim, result: Match) -> None:
    assert found(one).unit == found(other).unit
    assert match(found(one), found(other)) is result


def test_a_score_needs_no_percent_sign_and_a_limit_no_up_to() -> None:
    scores = [
        claim(LYRA, "score", attribute=GPUS, value=Value(surface="82", low="82", high="82", unit=unit)) for unit in ("percent", "point", "count")
    ]
    assert len({found(one).key for one in scores}) == 1
    window = entity("output_limit", kind="metric")
    assert found(measured("16K", "16000", "token", MOST, of=window)).key == found(measured("16K", "16000", "token", of=window)).key
    assert found(measured("16K", "16000", "token", MOST)).key != found(measured("16K", "16000", "token")).key


def test_other_units_are_other_amounts() -> None:
    assert found(measured("5", "5", "USD")).unit != found(measured("5", "5", "CNY")).unit
    assert found(measured("5", "5", "USD", per="1000 token")).unit != found(measured("5", "5", "USD")).unit
    assert amount(claim(LYRA, "release", value=Value(surface="7月", low="2024-07", high="2024-07", unit="date"))) is None


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        ("2024-07", "2024-07-18", Match.SAME),
        ("--07-18", "2024-07-18", Match.SAME),
        ("2024-07-18", "2024-07-19", Match.AT_ODDS),
        ("2023", "2024-01-02", Match.AT_ODDS),
    ],
)
def test_a_date_agrees_with_one_that_holds_it(one: str, other: str, result: Match) -> None:
    assert dates_match(one, other) is dates_match(other, one) is result


numbers = st.decimals(min_value="0.01", max_value="1e9", places=2).map(lambda n: f"{n:f}")
values = st.builds(lambda n, bound: measured(n, n, bound=bound), numbers, st.sampled_from(list(Bound)))


@given(values, values)
def test_same_and_at_odds_hold_both_ways_and_amounts_survive_writing(one: Claim, other: Claim) -> None:
    a, b = found(one), found(other)
    assert match(a, a) is Match.SAME
    assert (match(a, b) is Match.SAME) == (match(b, a) is Match.SAME)
    assert (match(a, b) is Match.AT_ODDS) == (match(b, a) is Match.AT_ODDS)
    again = read_amount(a.written())
    assert again is not None
    assert match(again, a) is Match.SAME


def test_what_is_no_amount_is_not_read() -> None:
    assert [read_amount(text) for text in ("", "2024-07-18", "a;b;c;d;e;f", "USD;1/0;1;;1;")] == [None] * 4
