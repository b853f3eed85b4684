from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.fetch.robots import parse

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "robots.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_robots_are_read_after_the_standard(case: dict[str, str | bool]) -> None:
    assert parse(str(case["robots"])).allow(str(case["path"])) is case["allowed"]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("5", 5.0), ("0.5", 0.5), ("-3", 0.0), ("soon", 0.0), ("inf", 0.0), ("nan", 0.0), ("", 0.0)],
)
def test_a_crawl_delay_is_read_where_it_is_a_time(said: str, seconds: float) -> None:
    assert parse(f"User-agent: *\nCrawl-delay: {said}\nDisallow: /a").crawl_delay == seconds


def test_a_hostile_pattern_costs_little() -> None:
    stars = "*a" * 20_000
    assert parse(f"User-agent: *\nDisallow: /{stars}").allow("/" + "a" * 5_000)
