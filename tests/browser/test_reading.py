"""What both pages, a digest's and an issue's, offer whoever reads them: languages, themes, any width, paper, keyboard, no script."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser.pages import DESKTOP, PHONE, Opened

pytestmark = pytest.mark.slow

VIEWS = ["zh-Hans", "zh-Hant-TW", "en", "both"]
HEADLINES = {
    "zh-Hans": ("小模型的一周", "小模型卖 15 美分，大模型跟着降价"),
    "en": ("GPT-4o mini replaces GPT-3.5 Turbo", "A small model for 15 cents, and a large one gets cheaper"),
}
MARK = ".pt .t:visible a.f:not(.r)"
HEADED = "[...document.querySelectorAll('main .pt')].findIndex((e) => e.getBoundingClientRect().top >= 56)"
TOPS = "(n) => document.querySelectorAll('main .pt')[n].getBoundingClientRect().top"


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_no_view_scrolls_sideways_complains_or_asks_for_anything(browser: Browser, address: str, width: int) -> None:
    with Opened(browser, address, width) as opened:
        for view in VIEWS:
            opened.choose(view)
            opened.page.locator(MARK).first.click()
            assert opened.sideways() <= 0, view
        assert opened.trouble == []


@pytest.mark.parametrize("script", [True, False])
def test_the_switch_shows_one_edition(browser: Browser, address: str, script: bool) -> None:
    with Opened(browser, address, script=script) as opened:
        for tag, headlines in HEADLINES.items():
            opened.choose(tag)
            assert opened.page.locator("h1").inner_text().replace("\u00a0", " ") in headlines
            assert set(opened.page.locator("main .t:visible").evaluate_all("found => found.map((e) => e.getAttribute('lang'))")) == {tag}


def test_side_by_side_shows_both_beside_each_other_and_untranslated_words_once(browser: Browser, address: str) -> None:
    with Opened(browser, address, script=False) as opened:
        opened.choose("both")
        chinese, english = (one.bounding_box() for one in opened.page.locator(".pt .g").first.locator("p:visible").all())
        assert chinese
        assert english
        assert chinese["x"] + chinese["width"] <= english["x"]
        once = opened.page.locator(".g.one")
        assert once.count() > 0
        assert [point.locator("p:visible").count() for point in once.all()] == [1] * once.count()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_switch_keeps_the_place_of_reading(browser: Browser, address: str, width: int) -> None:
    with Opened(browser, address, width) as opened:
        page = opened.page
        for n in (2, 5):
            page.evaluate(f"(n) => scrollBy({{top: ({TOPS})(n) - 70, behavior: 'instant'}})", n)
            for view in [*VIEWS, "zh-Hans"]:
                first = page.evaluate(HEADED)
                before = page.evaluate(TOPS, first)
                page.evaluate(
                    "(id) => { const r = document.getElementById(id); r.checked = true; r.dispatchEvent(new Event('change')); }", f"v-{view}"
                )
                assert abs(page.evaluate(TOPS, first) - before) <= 2, view


def test_the_language_is_chosen_with_arrow_keys_and_remembered(browser: Browser, address: str) -> None:
    with Opened(browser, address) as opened:
        opened.page.locator("#v-zh-Hans").focus()
        opened.page.keyboard.press("ArrowRight")
        opened.page.keyboard.press("ArrowRight")
        assert opened.page.evaluate("document.documentElement.lang") == "en"
        assert opened.page.title().replace("\u00a0", " ") in HEADLINES["en"]
        opened.page.reload()
        assert opened.page.locator("#v-en").is_checked()


def test_a_reader_gets_to_evidence_and_back_by_keyboard_alone(browser: Browser, address: str) -> None:
    with Opened(browser, address) as opened:
        page = opened.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.pt a.f')"):
                break
        mark = page.locator("a.f:focus")
        assert mark.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        for key in ("Enter", " "):
            page.keyboard.press(key)
            assert mark.get_attribute("aria-expanded") == "true"
            page.keyboard.press("Escape")
            assert mark.get_attribute("aria-expanded") == "false"


def test_a_mark_opens_and_closes_by_mouse(browser: Browser, address: str) -> None:
    with Opened(browser, address) as opened:
        first, second = (opened.page.locator(MARK).nth(n) for n in (0, 2))
        first.click()
        assert first.get_attribute("aria-expanded") == "true"
        second.click()
        assert first.get_attribute("aria-expanded") == "false"
        second.click()
        assert second.get_attribute("aria-expanded") == "false"


def test_the_theme_follows_the_system_and_the_button(browser: Browser, address: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with Opened(browser, address) as light, Opened(browser, address, scheme="dark") as dark:
        grounds = [one.page.evaluate(ground) for one in (light, dark)]
        assert grounds[0] != grounds[1]
        for one, after in ((light, grounds[1]), (dark, grounds[0])):
            one.page.locator("#theme").click()
            assert one.page.evaluate(ground) == after
        assert [one.page.locator("#theme").get_attribute("aria-pressed") for one in (light, dark)] == ["true", "false"]


def test_on_paper_marks_are_numbers_and_notes_come_last(browser: Browser, address: str) -> None:
    with Opened(browser, f"{address}?view=zh-Hant-TW") as opened:
        printed = PdfReader(io.BytesIO(opened.page.pdf(format="A4")))
        texts = [page.extract_text() for page in printed.pages]
        assert 2 <= len(texts) <= 8
        assert "全部出處" in texts[-1] or "全部出處" in texts[-2]
        assert "15" in texts[0]
        opened.page.emulate_media(media="print")
        assert not opened.page.locator(".top").is_visible()
        assert opened.page.locator(MARK).first.evaluate("e => getComputedStyle(e, '::after').content") == '"1"'


def test_the_page_reads_without_script(browser: Browser, address: str) -> None:
    with Opened(browser, address, PHONE, script=False) as opened:
        opened.page.locator(MARK).first.click()
        assert opened.page.url.endswith("#n1")
        assert opened.page.locator("#n1 q").first.is_visible()


@pytest.mark.parametrize(("width", "view", "scheme"), [(DESKTOP, "both", "light"), (PHONE, "zh-Hant-TW", "dark")])
def test_nothing_grave_keeps_anyone_from_reading(browser: Browser, address: str, width: int, view: str, scheme: str) -> None:
    with Opened(browser, f"{address}?view={view}", width, scheme=scheme, csp=False) as opened:
        opened.page.locator(MARK).first.click()
        opened.page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
        assert opened.faults() == []
