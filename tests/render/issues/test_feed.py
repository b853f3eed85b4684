"""The Atom feed: valid, inert, the same bytes, joined from the entries of single issues."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from lxml import etree
from lxml import html as parser

from pipeline.datamodel.issue import Issue, Period, Plan
from pipeline.datamodel.language import Edition
from pipeline.render.issues.feed import ISSUES, join_feeds, render_feed
from tests.issues import PERIOD, hostile_issue, sample_issue

EDITIONS = (Edition.ZH_HANT_TW, Edition.EN)
PLAN = Plan(title=sample_issue().title, editions=EDITIONS, site="https://letters.example/weekly", sender="Editors <e@letters.example>")
ENGLISH = Plan(title={"en": "Weekly"}, editions=(Edition.EN,), site="https://example.org/news")
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def week(n: int) -> Issue:
    """The sample, n weeks later."""
    days = timedelta(weeks=n)
    period = replace(PERIOD, id=f"2024-W{30 + n}", since=PERIOD.since + days, until=PERIOD.until + days)
    return replace(sample_issue(EDITIONS), period=period, number=12 + n)


def test_a_reader_reads_it() -> None:
    feed = feedparser.parse(render_feed([week(0), week(1)], PLAN).encode())
    assert not feed.bozo
    assert feed.feed.title == "模型週報 · Model Weekly"
    assert feed.feed.updated == "2024-08-04T08:00:00Z"
    assert [entry.title.split(" · ")[0] for entry in feed.entries] == ["第 13 期", "Issue 13", "第 12 期", "Issue 12"]
    assert feed.entries[2].content[0].language == "zh-Hant-TW"
    assert feed.entries[2].link == "https://letters.example/weekly/2024-W30/newsletter.html"


@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, site=None, sender=None)])
@pytest.mark.parametrize("issues", [[], [week(0)], [hostile_issue(EDITIONS), week(1)]])
def test_what_the_standard_asks_for(plan: Plan, issues: list[Issue]) -> None:
    root = etree.fromstring(render_feed(issues, plan).encode())
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2 * len(issues)
    ids = [node.text for node in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"tag:[a-z.-]+,\d{4}(-\d\d-\d\d)?:[\w:.-]+", str(one)) for one in ids)
    for node in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", node.findtext(f"{ATOM}updated", ""))
        links = node.findall(f"{ATOM}link")
        assert all(str(link.get("href")).startswith("https://") for link in links)
        assert len({(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links}) == len(links)
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert {entry.get(LANG) for entry in entries} <= {"zh-Hant-TW", "en"}


def test_content_is_html_that_does_nothing() -> None:
    root = etree.fromstring(render_feed([hostile_issue(EDITIONS)], PLAN).encode())
    for content in root.iter(f"{ATOM}content"):
        assert content.get("type") == "html"
        tree = parser.fragment_fromstring(str(content.text), create_parent="div")
        assert {node.tag for node in tree.iter()} <= {"div", "p", "h2", "ul", "li", "strong", "em", "b", "a"}
        assert all(str(node.get("href")).startswith("https://") for node in tree.iter("a"))


def test_characters_that_xml_has_not_are_left_out() -> None:
    issue = replace(week(0), lead=dict.fromkeys(EDITIONS, "a\x00b\x0bc\ud800d\ufffee]]>f"))
    root = etree.fromstring(render_feed([issue], PLAN).encode())
    assert root.findtext(f"{ATOM}entry/{ATOM}summary") == "a b c d e]]>f"


def test_ids_stay_when_the_issue_is_edited() -> None:
    old, new = (
        etree.fromstring(render_feed([issue], PLAN).encode()).findall(f"{ATOM}entry/{ATOM}id")
        for issue in (week(0), replace(week(0), headline=dict.fromkeys(EDITIONS, "x"), number=99))
    )
    assert [one.text for one in old] == [one.text for one in new]


def test_only_the_newest_stand_in_it() -> None:
    text = render_feed([week(n) for n in range(ISSUES + 3)], PLAN)
    assert text.count("<entry") == 2 * ISSUES
    assert "2024-W30" not in text
    assert text == render_feed([week(n) for n in reversed(range(ISSUES + 3))], PLAN)


def feed_of(week: int) -> str:
    since = date(2024, 1, 1) + timedelta(weeks=week - 1)
    period = Period(id=f"2024-W{week:02}", since=since, until=since + timedelta(days=6))
    return render_feed([replace(sample_issue((Edition.EN,)), period=period, number=week)], ENGLISH)


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
