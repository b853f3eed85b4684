"""One feed of many issues' feeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from pipeline.datamodel.issue import Period, Plan
from pipeline.datamodel.language import Edition
from pipeline.render.issues.feed import ISSUES, render_feed
from pipeline.render.issues.feed_joining import join_feeds
from tests.issues import sample_issue

ATOM = "{http://www.w3.org/2005/Atom}"
PLAN = Plan(title={"en": "Weekly"}, editions=(Edition.EN,), site="https://example.org/news")


def feed_of(week: int) -> str:
    since = date(2024, 1, 1) + timedelta(weeks=week - 1)
    period = Period(id=f"2024-W{week:02}", since=since, until=since + timedelta(days=6))
    return render_feed([replace(sample_issue((Edition.EN,)), period=period, number=week)], PLAN)


def entries(feed: str) -> list[str]:
    return [entry.findtext(f"{ATOM}id", "") for entry in ElementTree.fromstring(feed).iterfind(f"{ATOM}entry")]


def test_entries_stand_the_newest_first_whichever_issue_was_made_last() -> None:
    joined = join_feeds(feed_of(2), [feed_of(1), feed_of(3)])
    assert [id.rsplit(":", 2)[1] for id in entries(joined)] == ["2024-W03", "2024-W02", "2024-W01"]
    assert (ElementTree.fromstring(joined).findtext(f"{ATOM}updated") or "").startswith("2024-01-21")


def test_what_is_said_of_the_feed_stays_and_so_do_its_bytes() -> None:
    joined = join_feeds(feed_of(1), [])
    assert joined == join_feeds(joined, [])
    assert ElementTree.fromstring(joined).findtext(f"{ATOM}title") == "Weekly"
    assert '<feed xmlns="http://www.w3.org/2005/Atom"' in joined
    assert "ns0:" not in joined


@pytest.mark.parametrize("count", [ISSUES, ISSUES + 3])
def test_a_feed_holds_the_newest_issues_only(count: int) -> None:
    joined = join_feeds(feed_of(1), [feed_of(week) for week in range(2, count + 1)])
    assert len(entries(joined)) == ISSUES
    assert f"2024-W{count:02}" in entries(joined)[0]
