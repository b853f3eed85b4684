"""A digest's page in a browser: its source beside it, or below the point on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import PHONE, Opened

pytestmark = pytest.mark.slow

FIRST = '.key .t[lang="zh-Hans"] .f'


def test_evidence_is_marked_in_the_source_beside(browser: Browser, digest: str) -> None:
    with Opened(browser, digest) as opened:
        page = opened.page
        page.locator(FIRST).first.click()
        hit = page.locator("#sb .hit")
        assert hit.all_inner_texts() == ["它在ChatGPT里接替了GPT-3.5 Turbo"]
        assert page.locator("#where").inner_text() == hit.first.evaluate("e => e.closest('li').dataset.at")
        page.keyboard.press("Escape")
        assert hit.count() == 0
        assert page.evaluate("document.activeElement.dataset.n") == page.locator(FIRST).first.get_attribute("data-n")


def test_the_source_scrolls_to_the_evidence(browser: Browser, digest: str) -> None:
    with Opened(browser, digest) as opened:
        opened.page.locator('.asp .t[lang="zh-Hans"] .f').last.click()
        hit, panel = opened.page.locator("#sb .hit").first.bounding_box(), opened.page.locator("#sb").bounding_box()
        assert hit
        assert panel
        assert panel["y"] <= hit["y"]
        assert hit["y"] + hit["height"] <= panel["y"] + panel["height"]


def test_evidence_opens_below_the_point_on_a_phone(browser: Browser, digest: str) -> None:
    with Opened(browser, digest, PHONE) as opened:
        page = opened.page
        page.locator(FIRST).first.click()
        assert page.locator(".iv").is_visible()
        assert "它在ChatGPT里接替了GPT-3.5 Turbo" in page.locator(".iv .hit").inner_text()
        assert page.locator(".iv li").count() == 3
        page.locator(".iv .x").click()
        assert page.locator(".iv").count() == 0


@pytest.mark.parametrize("width", [1280, PHONE])
def test_a_link_to_a_sentence_opens_what_it_bears(browser: Browser, digest: str, width: int) -> None:
    with Opened(browser, digest) as first:
        first.page.locator(FIRST).first.click()
        name = first.page.locator("#sb .hit").first.get_attribute("id")
    with Opened(browser, f"{digest}#{name}", width) as opened:
        hit = opened.page.locator(".iv .hit" if width == PHONE else "#sb .hit")
        assert hit.first.is_visible()
        assert "接替了GPT-3.5 Turbo" in hit.first.inner_text()


def test_a_link_to_a_sentence_that_no_point_tells_shows_the_source_on_a_phone(browser: Browser, digest: str) -> None:
    with Opened(browser, f"{digest}#s2", PHONE) as opened:
        assert opened.page.locator("#s2").is_visible()
        assert opened.page.locator(".iv").count() == 0


def test_the_source_is_there_without_script(browser: Browser, digest: str) -> None:
    with Opened(browser, digest, PHONE, script=False) as opened:
        assert opened.page.locator("#sb").is_visible()
