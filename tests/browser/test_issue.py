"""An issue's page in a browser: evidence in place, in points and in tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from pipeline.render.issues.page import render_page
from tests.browser.pages import PHONE, Opened
from tests.issues import hostile_issue

pytestmark = pytest.mark.slow

POINT = "#story-1 .pt >> nth=0"


@pytest.mark.parametrize("script", [True, False])
def test_the_sources_that_agree_unfold_below_the_point(browser: Browser, issue: str, script: bool) -> None:
    with Opened(browser, issue, PHONE, script=script) as opened:
        point = opened.page.locator(POINT)
        assert point.locator("summary").inner_text() == "3 个来源一致"
        assert point.locator(".dots i").count() == 3
        assert not point.locator("q").first.is_visible()
        point.locator("summary").press("Enter")
        assert point.locator("q:visible").count() == 8
        assert point.locator(".qs .ln").first.get_attribute("href") == "../../digests/sample-be7e6fad/digest.html#s3"


def test_a_mark_shows_its_own_quotes_among_the_points(browser: Browser, issue: str) -> None:
    with Opened(browser, issue) as opened:
        point = opened.page.locator(POINT)
        output = point.locator(".t:visible .f").nth(1)
        output.click()
        assert [text.strip("“「”」") for text in point.locator("li.hit q").all_inner_texts()] == [
            "一百万个输出token收60美分",
            "輸出 0.60 美元",
            "output $0.60",
            "输出收0.60美元",
        ]
        opened.page.keyboard.press("Escape")
        assert not point.locator("q").first.is_visible()
        assert opened.page.evaluate("document.activeElement.textContent") == output.text_content()


def test_escape_within_evidence_folds_it_and_returns_to_its_summary(browser: Browser, issue: str) -> None:
    with Opened(browser, issue) as opened:
        summary = opened.page.locator(f"{POINT} >> summary")
        summary.press("Enter")
        opened.page.keyboard.press("Tab")
        opened.page.keyboard.press("Escape")
        assert summary.evaluate("e => document.activeElement === e && !e.parentElement.open")


def test_a_figure_of_a_table_opens_its_evidence_below_the_table(browser: Browser, issue: str) -> None:
    with Opened(browser, issue, PHONE) as opened:
        figure = opened.page.locator("td .f").first
        figure.press("Enter")
        box = opened.page.locator(".iv")
        assert box.is_visible()
        assert box.locator("q").count() == 3
        opened.page.keyboard.press("Escape")
        assert box.count() == 0
        assert figure.evaluate("e => document.activeElement === e")


def test_disagreeing_sources_stand_side_by_side(browser: Browser, issue: str) -> None:
    with Opened(browser, issue) as opened:
        left, right = (side.bounding_box() for side in opened.page.locator(".side").all())
        assert left
        assert right
        assert left["y"] == right["y"]
        assert left["x"] + left["width"] <= right["x"]


def test_a_link_to_a_note_shows_it(browser: Browser, issue: str) -> None:
    with Opened(browser, f"{issue}#n4") as opened:
        assert opened.page.locator("#n4 q").first.is_visible()


def test_injected_markup_does_nothing(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("hostile") / "newsletter.html"
    path.write_text(render_page(hostile_issue()), encoding="utf-8")
    with Opened(browser, path.as_uri(), PHONE) as opened:
        opened.page.locator("summary").first.click()
        opened.page.locator("td .f").first.click()
        assert opened.page.locator("script").count() == 1
        assert opened.page.locator("img").count() == 0
        assert opened.sideways() <= 0
        assert opened.trouble == []
