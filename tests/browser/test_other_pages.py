"""The other pages that are opened in a browser: the list of all digests, and the page to paste into a newsletter platform."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.compose.digest import compose
from pipeline.datamodel.report import DigestEntry
from pipeline.render.index import render_index
from pipeline.render.pages import render
from tests.browser.pages import PHONE, Opened
from tests.factories import EDITIONS
from tests.sample import sample_document, sample_facts

pytestmark = pytest.mark.slow


def test_the_switch_of_the_index_shows_one_edition_without_script(browser: Browser, tmp_path: Path) -> None:
    headline = {"zh-Hans": "海边的灯塔", "zh-Hant-TW": "海邊的燈塔", "en": "A lighthouse"}
    entry = DigestEntry(id="a", name="a.txt", headline=headline, language="zh-Hans", published=None, facts=1)
    (tmp_path / "index.html").write_text(render_index([entry], EDITIONS), encoding="utf-8")
    with Opened(browser, (tmp_path / "index.html").as_uri(), PHONE, script=False) as opened:
        assert opened.page.get_by_role("link").inner_text() == "海边的灯塔"
        opened.choose("en")
        assert opened.page.get_by_role("link").inner_text() == "A lighthouse"
        assert opened.page.get_by_role("heading").inner_text() == "All digests"


@pytest.mark.parametrize("width", [PHONE, 680])
@pytest.mark.parametrize("edition", ["zh-Hans", "zh-Hant-TW"])
def test_the_page_to_paste_fits_and_asks_for_nothing(edition: str, width: int, browser: Browser, tmp_path: Path) -> None:
    of = sample_document()
    path = tmp_path / "page.html"
    path.write_text(render(compose(of, sample_facts(of), [], EDITIONS, "long"), extras=["wechat"])[f"digest.wechat.{edition}.html"], encoding="utf-8")
    with Opened(browser, path.as_uri(), width) as opened:
        assert opened.sideways() <= 0
        assert opened.page.evaluate("document.querySelector('section').offsetWidth") <= 677
        assert not opened.trouble
