"""The page for newsletter platforms in a browser: needs `chromium` on the path, and fails without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.compose.digest import compose
from pipeline.render.pages import render
from tests.factories import EDITIONS
from tests.render.test_page_in_browser import browser, opened
from tests.sample import sample_document, sample_facts

__all__ = ["browser"]
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [390, 680])
@pytest.mark.parametrize("edition", ["zh-Hans", "zh-Hant-TW"])
def test_the_page_fits_and_asks_for_nothing(edition: str, width: int, browser: Browser, tmp_path: Path) -> None:
    of = sample_document()
    path = tmp_path / "page.html"
    path.write_text(render(compose(of, sample_facts(of), [], EDITIONS, "long"), extras=["wechat"])[f"digest.wechat.{edition}.html"], encoding="utf-8")
    page, trouble = opened(browser, path.as_uri(), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('section').offsetWidth") <= 677
    assert not trouble
