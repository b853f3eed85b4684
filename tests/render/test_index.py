from __future__ import annotations

import re
from dataclasses import replace

from pipeline.datamodel.language import Edition
from pipeline.datamodel.report import DigestEntry
from pipeline.render.index import render_index

EDITIONS = (Edition.ZH_HANS, Edition.ZH_HANT_TW, Edition.EN)


def entry(facts: int = 3, **headline: str) -> DigestEntry:
    said = headline or {"hans": "海边的灯塔", "tw": "海邊的燈塔", "en": "A lighthouse"}
    tags = {"hans": "zh-Hans", "tw": "zh-Hant-TW", "en": "en"}
    return DigestEntry(
        id="灯塔-1f", name="sea/灯塔.md", headline={tags[k]: v for k, v in said.items()}, language="zh-Hans", published="2024-07-01", facts=facts
    )


def texts(page: str, tag: str) -> list[str]:
    return re.findall(rf'<span class="t" lang="{tag}">(.*?)</span>', page.split("<main>")[1])


def test_heading_is_said_once_in_each_edition() -> None:
    page = render_index([entry()], EDITIONS)
    heading = re.search("<h1>(.*?)</h1>", page)
    assert heading
    assert re.findall(r'lang="(.*?)">(.*?)<', heading[1]) == [("zh-Hans", "全部摘要"), ("zh-Hant-TW", "全部摘要"), ("en", "All digests")]
    assert all(f'.t:not([lang="{tag}"]){{display:none}}' in page for tag in EDITIONS)


def test_an_entry_links_to_its_page_with_its_headline_in_every_edition() -> None:
    page = render_index([entry()], EDITIONS)
    assert 'href="digests/%E7%81%AF%E5%A1%94-1f/digest.html"' in page
    assert [texts(page, tag)[1] for tag in EDITIONS] == ["海边的灯塔", "海邊的燈塔", "A lighthouse"]


def test_a_lacking_headline_is_the_nearest_one_or_the_name_of_the_source() -> None:
    page = render_index([entry(hans="海边的灯塔"), entry(en="")], EDITIONS)
    assert texts(page, "zh-Hant-TW")[1:] == ["海边的灯塔", "sea/灯塔.md"]
    assert texts(page, "en")[1:] == ["海边的灯塔", "sea/灯塔.md"]


def test_one_fact_is_singular() -> None:
    assert "<span>1 fact</span>" in render_index([entry(facts=1)], EDITIONS)
    assert "<span>0 facts</span>" in render_index([entry(facts=0)], EDITIONS)
    assert "<span>3 条事实</span>" in render_index([entry(facts=3)], EDITIONS)


def test_what_an_entry_is_of_another_is_said_in_every_edition() -> None:
    page = render_index([replace(entry(), duplicate_of="<a>.md"), replace(entry(), derived_from="b.md")], EDITIONS)
    for said in ("与 &lt;a&gt;.md 是同一篇", "與 &lt;a&gt;.md 是同一篇", "same text as &lt;a&gt;.md", "由 b.md 改写或翻译而成", "derived from b.md"):
        assert f"<span>{said}</span>" in page


def test_one_edition_needs_no_switch() -> None:
    page = render_index([entry()], (Edition.EN,))
    assert "radio" not in page
    assert 'lang="zh' not in page.split("</style>")[1]


def test_no_entries_are_said() -> None:
    assert "No digests yet." in render_index([], EDITIONS)


def test_page_loads_and_runs_nothing_and_escapes_names() -> None:
    page = render_index([entry(en="<script>alert(1)</script>")], EDITIONS)
    assert "<script" not in page
    assert "url(" not in page
    assert "src=" not in page
