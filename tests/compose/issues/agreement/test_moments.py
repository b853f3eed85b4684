from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.compose.issues.agreement.moments import NEVER, Moment, moment, same_moment
from pipeline.datamodel.fact import Claim
from tests.compose.issues.week import LYRA, released
from tests.factories import claim, entity, value


def when(id: str, modality: str = "") -> Claim:
    return replace(claim(LYRA, "availability", modality=modality), when=entity(id, kind="time"))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (when("yesterday"), "2024-07-25"),
        (when("day_before_yesterday"), "2024-07-24"),
        (when("next_week", "planned"), "2024-W31"),
        (when("last_month"), "2024-06"),
        (when("tuesday"), "2024-07-23"),
        (when("friday"), "2024-07-26"),
        (when("tuesday", "planned"), "2024-07-30"),
        (when("2024-07-19"), "2024-07-19"),
        (when("later_in_july"), "later_in_july"),
        (when("now"), ""),
        (released(LYRA, "2024-07-18"), "2024-07-18"),
    ],
)
def test_moments_by_the_day_of_publication(said: Claim, text: str) -> None:
    assert moment(said, "2024-07-26").text == text


def test_a_month_before_january_is_december() -> None:
    assert moment(when("last_month"), "2024-01-05").text == "2023-12"


@pytest.mark.parametrize("published", [None, "2024", "2024-07"])
def test_without_a_day_of_publication_nothing_is_reckoned(published: str | None) -> None:
    assert moment(when("yesterday"), published) == Moment("", "yesterday")


def test_today_is_of_the_telling_unless_it_was_dated() -> None:
    assert moment(when("today"), "2024-07-26") == NEVER
    dated = moment(claim(LYRA, "availability", value=value("今天", "2024-07-26", "date")), "2024-07-26")
    assert (dated.text, dated.is_said) == ("2024-07-26", False)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Moment("2024-07-18"), Moment("2024-07"), True),
        (Moment("2024-07-18"), Moment("2024-07-18", "last thursday"), True),
        (Moment("2024-07-19"), Moment("2024-07-26", "friday"), True),
        (Moment("2024-07-18"), Moment("2024-07-26", "friday"), False),
        (Moment("2024-W30", "next_week"), Moment("", "next_week"), True),
        (Moment("2024-07-18"), NEVER, False),
        (Moment("later_in_july"), Moment("later_in_july"), True),
    ],
)
def test_the_same_moment(one: Moment, other: Moment, same: bool) -> None:
    assert same_moment(one, other) is same_moment(other, one) is same


def test_only_a_day_that_is_named_is_said() -> None:
    assert moment(released(LYRA, "2024-07-18"), "2024-07-26").is_said
    assert not moment(when("tuesday"), "2024-07-26").is_said
    thursday = claim(LYRA, "release", value=value("last Thursday", "2024-07-18", "date"))
    assert moment(thursday, "2024-07-26") == Moment("2024-07-18", "last Thursday")
