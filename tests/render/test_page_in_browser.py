"""The page in a browser: needs `chromium` on the path, and fails without it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.compose.digest import compose
from pipeline.datamodel.report import DigestEntry
from pipeline.render.index import render_index
from pipeline.render.pages import render
from tests.factories import EDITIONS
from tests.sample import sample_document, sample_facts

pytestmark = pytest.mark.slow

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = 1280, 390


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program, "chromium is not on the path; install it (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    of = sample_document()
    path: Path = tmp_path_factory.mktemp("page") / "digest.html"
    path.write_text(render(compose(of, sample_facts(of), [], EDITIONS, "long"))["digest.html"], encoding="utf-8")
    return path.as_uri()


def opened(browser: Browser, address: str, width: int, script: bool = True) -> tuple[Page, list[str]]:
    """The page, and what it complained of or asked the network for, as it comes."""
    page = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script).new_page()
    page.set_default_timeout(5000)
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.append(request.url) if not request.url.startswith(address) else None)
    page.goto(address)
    return page, trouble


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("view", ["zh-Hans", "zh-Hant-TW", "en", "both"])
def test_page_loads_quietly_and_never_scrolls_sideways(browser: Browser, address: str, width: int, view: str) -> None:
    page, trouble = opened(browser, address, width)
    page.check(f"#v-{view}", force=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert trouble == []


@pytest.mark.parametrize("script", [True, False])
def test_switch_shows_one_edition(browser: Browser, address: str, script: bool) -> None:
    page, _ = opened(browser, address, DESKTOP, script)
    page.check("#v-en", force=True)
    assert page.locator("h1").inner_text() == "GPT-4o mini replaces GPT-3.5 Turbo"
    page.check("#v-zh-Hans", force=True)
    assert page.locator("h1").inner_text() == "小模型的一周"
    assert not page.get_by_text("Key points", exact=True).is_visible()


def test_side_by_side_shows_both(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    page.check("#v-both", force=True)
    chinese, english = page.locator(".key .g").first.locator("p:visible").all()
    left, right = chinese.bounding_box(), english.bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]


def test_side_by_side_shows_untranslated_words_once(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    page.check("#v-both", force=True)
    once = page.locator(".g.one")
    assert once.count() > 0
    assert [point.locator("p:visible").count() for point in once.all()] == [1] * once.count()
    page.check("#v-en", force=True)
    assert once.first.locator("p:visible").get_attribute("lang") == "en"


def test_switch_of_the_index_shows_one_edition_without_script(browser: Browser, tmp_path: Path) -> None:
    headline = {"zh-Hans": "海边的灯塔", "zh-Hant-TW": "海邊的燈塔", "en": "A lighthouse"}
    entry = DigestEntry(id="a", name="a.txt", headline=headline, language="zh-Hans", published=None, facts=1)
    (tmp_path / "index.html").write_text(render_index([entry], EDITIONS), encoding="utf-8")
    page, _ = opened(browser, (tmp_path / "index.html").as_uri(), PHONE, script=False)
    assert page.get_by_role("link").inner_text() == "海边的灯塔"
    page.check("#v-en", force=True)
    assert page.get_by_role("link").inner_text() == "A lighthouse"
    assert page.get_by_role("heading").inner_text() == "All digests"


def test_switch_keeps_the_place_of_reading(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, PHONE)
    point = page.locator("section .asp .pt").nth(4)
    page.evaluate("e => scrollTo({top: e.getBoundingClientRect().top + scrollY - 70, behavior: 'instant'})", point.element_handle())
    before = point.bounding_box()
    page.evaluate("() => { const r = document.querySelector('#v-en'); r.checked = true; r.dispatchEvent(new Event('change')); }")
    after = point.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 1


def test_evidence_is_marked_in_the_source_beside(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    page.locator('.key .t[lang="zh-Hans"] .f').first.click()
    assert page.locator("#sb .hit").all_inner_texts() == ["它在ChatGPT里接替了GPT-3.5 Turbo"]
    assert page.locator("#where").inner_text() == page.locator("#sb .hit").first.evaluate("e => e.closest('li').dataset.at")
    assert page.locator("#sb .hit").first.is_visible()


def test_evidence_opens_below_the_point_on_a_phone(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, PHONE)
    page.locator('.key .t[lang="zh-Hans"] .f').first.click()
    assert page.locator(".iv").is_visible()
    assert "它在ChatGPT里接替了GPT-3.5 Turbo" in page.locator(".iv .hit").inner_text()
    assert page.locator(".iv li").count() == 3
    page.locator(".iv .x").click()
    assert page.locator(".iv").count() == 0


def test_keyboard_opens_and_closes_evidence_and_gets_its_focus_back(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    link = page.locator('.key .t[lang="zh-Hans"] .f').first
    link.focus()
    for key in ("Enter", " "):
        page.keyboard.press(key)
        assert link.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert link.get_attribute("aria-expanded") == "false"
        assert page.evaluate("document.activeElement === document.querySelector('.key .t[lang=\"zh-Hans\"] .f')")
        assert page.locator("#sb .hit").count() == 0


def test_language_is_chosen_with_arrow_keys(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    page.locator("#v-zh-Hans").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "GPT-4o mini replaces GPT-3.5 Turbo"


def test_page_reads_without_script(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, PHONE, script=False)
    page.locator('.key .t[lang="zh-Hans"] .f').first.click()
    assert page.url.endswith("#n1")
    assert page.locator("#n1 q").is_visible()
    assert page.locator("#sb").is_visible()


def test_theme_is_chosen_by_button(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert page.locator("#theme").get_attribute("aria-pressed") == "true"


def test_print_has_the_digest_and_its_notes_and_no_controls(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert not page.locator(".src").is_visible()
    assert page.locator("h1").is_visible()
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_contrast(browser: Browser, address: str, theme: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    page.goto(f"{address}?theme={theme}")
    ratio = page.evaluate(
        """() => {
          const linear = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
          const luminance = (c) => { const [r, g, b] = c.match(/\\d+/g).map((v) => linear(v / 255));
            return .2126 * r + .7152 * g + .0722 * b; };
          const ground = luminance(getComputedStyle(document.body).backgroundColor);
          return [...document.querySelectorAll('h1,.meta,.pt p,th,td,.how p,#sb li')].filter((e) => e.offsetParent).map((e) => {
            const ink = luminance(getComputedStyle(e).color); return (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05); })
            .reduce((a, b) => Math.min(a, b)); }"""
    )
    assert ratio >= 4.5


def test_source_scrolls_to_the_evidence(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, DESKTOP)
    page.emulate_media(reduced_motion="reduce")
    page.locator('.asp .t[lang="zh-Hans"] .f').last.click()
    hit, panel = page.locator("#sb .hit").first.bounding_box(), page.locator("#sb").bounding_box()
    assert hit
    assert panel
    assert panel["y"] <= hit["y"]
    assert hit["y"] + hit["height"] <= panel["y"] + panel["height"]
