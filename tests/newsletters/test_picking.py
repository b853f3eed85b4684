"""Which days an issue covers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from pipeline.config import Settings
from pipeline.errors import ConfigError
from pipeline.newsletters.picking import choose_period, period_of

TODAY = date(2024, 7, 31)  # a Wednesday
PUBLISHED: Mapping[str | None, int] = {"2024-07-03": 1, "2024-07-18": 2, "2024-07-28": 1, "2024-07-30": 4, "2024-09": 1, None: 2}


def chosen(published: Mapping[str | None, int] = PUBLISHED, **settings: Any) -> tuple[str, date, date]:
    period = choose_period(Settings(**settings), published, TODAY)
    return period.id, period.since, period.until


def test_the_last_week_that_is_over_and_has_digests() -> None:
    assert chosen() == ("2024-W30", date(2024, 7, 22), date(2024, 7, 28))
    assert chosen({"2024-07-18": 1})[0] == "2024-W29"


def test_a_week_that_is_not_over_is_taken_only_when_named() -> None:
    with pytest.raises(ConfigError, match="no week with digests is over; 2024-W31 has 4; 1 is undated"):
        chosen({"2024-07-30": 4, None: 1})
    assert chosen({"2024-07-30": 4}, week="2024-W31")[0] == "2024-W31"


def test_days_are_both_included_and_one_end_may_be_left_out() -> None:
    assert chosen(since="2024-07-01", until="2024-07-31") == ("2024-07-01_2024-07-31", date(2024, 7, 1), date(2024, 7, 31))
    assert chosen(since="2024-07-20")[0] == "2024-07-20_2024-07-30"
    assert chosen(until="2024-07-20")[0] == "2024-07-03_2024-07-20"


@pytest.mark.parametrize(
    ("published", "settings", "message"),
    [
        (PUBLISHED, {"week": "2024-W30", "since": "2024-07-01"}, "exclude each other"),
        (PUBLISHED, {"since": "2024-07-20", "until": "2024-07-01"}, "--since 2024-07-20 is after --until 2024-07-01"),
        ({None: 3}, {"since": "2024-07-20"}, "no digest has a date"),
        ({None: 3}, {}, "no week with digests is over; 3 are undated"),
        ({}, {}, "there are no digests yet; make them with: pipeline run"),
        ({f"2023-{month:02}-10": 1 for month in range(1, 11)} | {"2024-07-30": 1}, {"week": None}, None),
    ],
)
def test_what_cannot_be_is_told_in_one_line(published: Mapping[str | None, int], settings: dict[str, Any], message: str | None) -> None:
    if message is None:
        assert chosen(published, **settings)[0] == "2023-W41"
        return
    with pytest.raises(ConfigError, match=message):
        chosen(published, **settings)


@pytest.mark.parametrize("id", ["2024-W30", "2020-W53", "2025-W01", "2024-07-01_2024-07-31"])
def test_a_period_is_known_by_its_id(id: str) -> None:
    period = period_of(id)
    assert period.id == id
    assert period.since <= period.until


@pytest.mark.parametrize("id", ["", "2024", "2024-W60", "x_y", "../../etc"])
def test_what_is_no_id_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        period_of(id)
