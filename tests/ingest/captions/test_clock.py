from __future__ import annotations

import pytest

from pipeline.ingest.captions.clock import as_seconds, clock_seconds, cue_times


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("00:00:01,500 --> 00:00:03,000", (1.5, 3.0)),
        ("01:02.5 --> 100:01:03.250 line:0", (62.5, 360063.25)),
        ("00:00:01:500 -> 00:00:02:000", (1.5, 2.0)),
        ("00：00：01，5 －－＞ 00：00：03，0", (1.5, 3.0)),
        ("1 --> 2", None),
        ("then 00:01 --> 00:02", None),
        ("00:00:01,500", None),
    ],
)
def test_the_times_of_a_cue(line: str, expected: tuple[float, float] | None) -> None:
    times = cue_times(line)
    assert (times and (times.start, times.end)) == expected


@pytest.mark.parametrize(("clock", "expected"), [("0:00:01.50", 1.5), ("59:59", 3599.0), ("1:00", 60.0), ("60", None), ("", None), ("a:b", None)])
def test_a_clock_alone(clock: str, expected: float | None) -> None:
    assert clock_seconds(clock) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1500, 1.5), (-3, 0.0), ("250", 0.25), (True, None), (None, None), ("inf", None), (10**400, None), (float("nan"), None), ({}, None)],
)
def test_numbers_of_milliseconds(value: object, expected: float | None) -> None:
    assert as_seconds(value, 1000) == expected
