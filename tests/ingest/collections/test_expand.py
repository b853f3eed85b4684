from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import MissingDependencyError, SourceError
from pipeline.ingest.collections.articles import MAX_ITEMS
from pipeline.ingest.collections.expand import expand
from pipeline.ingest.registry import ingest

FEED = "https://news.example/feed"
SENTENCES = (
    "这家公司今天发布了新的小模型，价格下调了一半。",
    "用户可以从今天起使用它，上下文长度是十二万八千个标记。",
    "开发者说，它在数学题上的得分比上一代高出九个百分点。",
    "下个月还会有一个更小的版本，能在手机上运行。",
)
CHINESE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES * 2)
ENGLISH = "".join(f"<p>On day {n} the company cut the price of its model number {n} by half, and users can try it now.</p>" for n in range(1, 9))
TEASER = "<p>The company cut its prices.</p>"


def source(text: str | bytes, *, encoding: str | None = None, published: str | None = None, address: str = FEED) -> Source:
    data = text if isinstance(text, bytes) else text.encode()
    return Source(ref=SourceRef(address=address, name="feed", encoding=encoding, published=published), data=data)


def opened(text: str | bytes, **said: str | None) -> Sequence[Source | SourceRef]:
    found = expand(source(text, **said))  # type: ignore[arg-type]
    assert found is not None
    return found


def held(one: Source | SourceRef) -> Source:
    assert isinstance(one, Source)
    return one


def escaped(markup: str) -> str:
    return markup.replace("&", "&amp;").replace("<", "&lt;")


def rss(*items: str, head: str = "") -> str:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    channel = f"<channel><title>模型周报</title><link>https://news.example/</link><language>en-us</language>{''.join(items)}</channel>"
    return f'{head}<rss version="2.0" {spaces}>{channel}</rss>'


def item(**parts: str) -> str:
    return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in parts.items())}</item>"


def full(markup: str) -> str:
    return f"<content:encoded><![CDATA[{markup}]]></content:encoded>"


def test_an_item_with_its_whole_text_is_a_document_with_all_that_is_known_of_it() -> None:
    parts = (
        "<title>新模型 &amp;amp; 价格</title><link>/2024/a?b=c</link><dc:creator>安妮</dc:creator><pubDate>Fri, 19 Jul 2024 07:00:00 +0800</pubDate>"
    )
    (one,) = opened(rss(f"<item>{parts}{full(CHINESE)}</item>"))
    found = held(one)
    assert found.ref == SourceRef(address="https://news.example/2024/a?b=c", name="模型周报/2024-07-19-新模型-价格.html")
    assert found.metadata == {"title": "新模型 & 价格", "url": "https://news.example/2024/a?b=c", "author": "安妮", "published": "2024-07-19"}
    document = ingest(found)
    assert [document.title, str(document.language), document.author] == ["新模型 & 价格", "zh-Hans", "安妮"]
    assert document.published is not None
    assert document.published.date == "2024-07-19"
    assert all(sentence in document.text for sentence in SENTENCES)


def test_an_item_that_only_announces_its_page_is_a_reference_to_it() -> None:
    (one,) = opened(rss(item(title="Prices fall", link="https://news.example/b", description="They fall.", pubDate="Thu, 18 Jul 2024 09:00:00 GMT")))
    assert one == SourceRef(address="https://news.example/b", name="模型周报/2024-07-18-prices-fall.html")


@pytest.mark.parametrize(
    ("end", "is_whole"),
    [
        ("", True),
        ("<p>The post Prices fall appeared first on News.</p>", True),
        ('<p><a href="/b">Read more</a></p>', False),
        ("<p>Continue reading Prices fall →</p>", False),
        ("<p>And then […]</p>", False),
        ("<p>阅读全文 »</p>", False),
        ("<p>And then …</p><p>The post Prices fall appeared first on News.</p>", False),
    ],
)
def test_a_text_that_goes_on_elsewhere_is_not_the_article(end: str, is_whole: bool) -> None:
    (one,) = opened(rss(f"<item><title>Prices fall</title><link>/b</link>{full(ENGLISH + end)}</item>"))
    assert isinstance(one, Source) is is_whole


@pytest.mark.parametrize(("times", "is_whole"), [(1, False), (3, True)])
def test_a_description_is_the_article_only_when_it_is_long(times: int, is_whole: bool) -> None:
    (one,) = opened(rss(item(title="Prices fall", link="/b", description=escaped(ENGLISH * times))))
    assert isinstance(one, Source) is is_whole


def test_an_item_without_a_page_is_what_its_feed_says_of_it() -> None:
    (one,) = opened(
        rss(
            item(title="Note", guid="tag:news.example,2024:7", description=escaped(f"<p>{SENTENCES[0]}</p>")).replace(
                "<guid>", '<guid isPermaLink="false">'
            )
        )
    )
    assert held(one).ref.address == f"{FEED}#tag:news.example,2024:7"
    assert SENTENCES[0] in ingest(held(one)).text


def test_an_item_with_neither_text_nor_page_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="pipeline"):
        assert opened(rss('<item><title>Episode 7</title><enclosure url="https://news.example/7.mp3" type="audio/mpeg" length="9"/></item>')) == ()
    assert "'Episode 7' has neither" in caplog.text


def test_items_of_one_page_or_one_title_stay_apart() -> None:
    whole = f"<item><title>Notes</title><link>https://news.example/</link>{full(ENGLISH)}</item>"
    announced = item(title="Notes", link="https://news.example/b", description="Short.")
    found = opened(rss(whole, whole, announced, announced))
    refs = [one.ref if isinstance(one, Source) else one for one in found]
    assert [ref.address for ref in refs] == ["https://news.example/", f"{FEED}#https://news.example/", "https://news.example/b"]
    assert len({ref.address for ref in refs}) == 3
    assert [ref.name for ref in refs] == ["模型周报/notes.html", "模型周报/notes-2.html", "模型周报/notes-3.html"]


def test_a_long_feed_is_cut_and_it_is_said(caplog: pytest.LogCaptureFixture) -> None:
    found = opened(rss(*(item(title=f"Item {n}", link=f"/{n}", description="Short.") for n in range(MAX_ITEMS + 7))))
    assert len(found) == MAX_ITEMS
    assert f"has {MAX_ITEMS + 7} items; the first {MAX_ITEMS} are taken" in caplog.text


def test_a_date_that_the_user_gave_is_handed_on() -> None:
    (one,) = opened(rss(item(title="A", link="/a", description="Short.")), published="2024-07")
    assert isinstance(one, SourceRef)
    assert one.published == "2024-07"


@pytest.mark.parametrize("date", ["", "soon", "0", "2024-13-40T00:00:00Z"])
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    (one,) = opened(rss(item(title="A", link="/a", pubDate=date, description="Short.")))
    assert one == SourceRef(address="https://news.example/a", name="模型周报/a.html")


@pytest.mark.parametrize(
    "feed",
    [
        '<rss version="0.91"><channel><title>Weekly</title><item><title>A</title><link>https://news.example/a</link></item></channel></rss>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://news.example/">'
        '<title>Weekly</title></channel><item rdf:about="https://news.example/a"><title>A</title><link>https://news.example/a</link></item></rdf:RDF>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Weekly</title><entry><title>A</title><link href="https://news.example/a"/></entry></feed>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/x/"><title>Weekly</title><entry>'
        '<title type="html">&lt;b&gt;A&lt;/b&gt;</title><link rel="alternate" href="../a"/><link rel="enclosure" href="a.mp3"/></entry></feed>',
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">\n'
        '<rss version="0.91"><channel><title>Weekly</title><item><title>A</title><link>https://news.example/a</link></item></channel></rss>',
        '\ufeff\n<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- <rss> --><rss version="2.0"><channel><title>Weekly</title>'
        "<item><title>A</title><link>https://news.example/a</link></item></channel></rss>",
        '<rss version="2.0"><channel><title>Weekly</title><item><title>A</title><link>https://news.example/a</link></item><item><title>B & C',
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Weekly", "items": [{"id": 1, "title": "A", "url": "/a"}]}),
        json.dumps({"items": [{"id": "1", "title": "A", "external_url": "https://news.example/a"}, 7], "title": "Weekly", "version": "https://jsonfeed.org/version/1"}),
    ],
)  # fmt: skip
def test_every_kind_of_feed_is_opened(feed: str) -> None:
    assert opened(feed)[0] == SourceRef(address="https://news.example/a", name="weekly/a.html")


def test_an_atom_entry_brings_its_text_and_dates() -> None:
    entry = (
        '<entry><title>A</title><id>urn:7</id><link href="/a"/><published>2024-07-19T01:00:00+08:00</published>'
        f'<updated>2024-07-20T00:00:00Z</updated><author><name>安妮</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{CHINESE}</div></content></entry>'
    )
    (one,) = opened(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Weekly</title>{entry}</feed>')
    assert held(one).metadata == {"title": "A", "url": "https://news.example/a", "author": "安妮", "published": "2024-07-19"}
    assert all(sentence in ingest(held(one)).text for sentence in SENTENCES)


def test_a_json_item_brings_its_text_and_dates() -> None:
    row = {"id": "7", "url": "/a", "title": "A", "content_text": "\n\n".join(SENTENCES * 2), "date_published": "2024-07-19T01:00:00+08:00"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Weekly", "items": [{**row, "authors": [{"name": "安妮"}]}]}
    (one,) = opened(json.dumps(feed, ensure_ascii=False))
    assert held(one).metadata == {"title": "A", "url": "https://news.example/a", "author": "安妮", "published": "2024-07-19"}
    assert all(sentence in ingest(held(one)).text for sentence in SENTENCES)


@pytest.mark.parametrize(
    ("encoding", "declared", "named"), [("gb18030", "gbk", None), ("gb18030", "utf-8", "gb18030"), ("utf-16", "utf-16", None), ("utf-8", "gbk", None)]
)
def test_a_feed_is_decoded_by_what_fits(encoding: str, declared: str, named: str | None) -> None:
    text = rss(f"<item><title>新模型</title><link>/a</link>{full(CHINESE)}</item>", head=f'<?xml version="1.0" encoding="{declared}"?>')
    (one,) = opened(text.encode(encoding), encoding=named)
    assert held(one).metadata["title"] == "新模型"
    assert held(one).ref.encoding is None
    assert SENTENCES[0] in ingest(held(one)).text


def test_entities_that_a_feed_declares_are_not_expanded() -> None:
    rows = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    for head in (f'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY e0 "ha">{rows}]>', '<!DOCTYPE rss [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>'):
        (one,) = opened(rss(item(title="A &e9;", link="/a", description="Short."), head=head))
        assert isinstance(one, SourceRef)
        assert one.name == "模型周报/a-e9.html"
        (two,) = opened(f"{head}<urlset><url><loc>https://news.example/a&e9;</loc></url></urlset>".replace("DOCTYPE rss", "DOCTYPE urlset"))
        assert isinstance(two, SourceRef)
        assert "root:" not in two.address


@pytest.mark.parametrize("depth", [20_000])
def test_a_feed_nested_without_end_is_read_in_time(depth: int) -> None:
    assert opened("<rss><channel><item><title>" + "<a>" * depth) == ()
    assert len(opened(rss(f"<item><title>A</title><link>/a</link>{full('<script' * depth + '<!--' * depth)}</item>"))) == 1


def test_half_a_character_is_a_sign_for_one() -> None:
    row = {"id": "\udfff", "title": "A \ud83d", "content_html": CHINESE * 2}
    (one,) = opened(json.dumps({"version": "https://jsonfeed.org/version/1", "title": "\ud800", "items": [row]}))
    assert held(one).metadata["title"] == "A \ufffd"
    assert held(one).ref.address.encode()


@pytest.mark.parametrize("feed", ['{"version": "https://jsonfeed.org/version/1", "items": [', "<rss version='2.0' and no more"])
def test_a_broken_feed_is_told(feed: str) -> None:
    with pytest.raises(SourceError, match=f"^{FEED}: the feed is broken.*; "):
        expand(source(feed))


def test_without_feedparser_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'bidigest\[feeds\]'"):
        expand(source(rss()))


def addresses(found: Sequence[Source | SourceRef] | None) -> list[str]:
    assert found is not None
    assert all(isinstance(one, SourceRef) for one in found)
    return [one.address for one in found if isinstance(one, SourceRef)]


def test_a_list_of_feeds_is_opened_with_its_folders() -> None:
    text = (
        '<?xml version="1.0"?><opml version="2.0"><body><outline text="Models"><outline type="rss" text="A" xmlUrl="https://a.example/feed"/>'
        '<outline XMLURL="/feed.xml"/></outline><outline text="no address"/><outline xmlUrl="ftp://c.example/"/>'
        '<outline xmlUrl="https://a.example/feed"/></body></opml>'
    )
    assert addresses(expand(source(text))) == ["https://a.example/feed", "https://news.example/feed.xml"]


def test_a_sitemap_is_the_pages_that_it_names() -> None:
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">'
    pages = "<url><loc> https://news.example/2024/07/a.html\n</loc><i:image><i:loc>https://news.example/a.png</i:loc></i:image></url><url><loc>/b</loc></url>"
    found = expand(source(f"{head}{pages}</urlset>"))
    assert addresses(found) == ["https://news.example/2024/07/a.html", "https://news.example/b"]
    assert [one.name for one in found or () if isinstance(one, SourceRef)] == ["news.example/2024/07/a", "news.example/b"]


def test_an_index_of_sitemaps_is_the_sitemaps_that_it_names() -> None:
    assert addresses(expand(source("<sitemapindex><sitemap><loc>https://news.example/1.xml</loc></sitemap></sitemapindex>"))) == [
        "https://news.example/1.xml"
    ]


def test_a_text_of_addresses_is_a_list() -> None:
    text = "\ufeff# to read\r\n\r\nhttps://a.example/1\r\n  HTTP://b.example/2?x=新闻  \r\nhttps://a.example/1\r\n"
    assert addresses(expand(source(text))) == ["https://a.example/1", "HTTP://b.example/2?x=新闻"]


def test_a_long_list_is_cut_and_it_is_said(caplog: pytest.LogCaptureFixture) -> None:
    assert len(addresses(expand(source("\n".join(f"https://a.example/{n}" for n in range(999)))))) == MAX_ITEMS
    assert "has 999 items" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# A heading\n\nText.",
        "# only a comment",
        "https://a.example/ is an address.",
        "https://a.example/\nand a sentence",
        "https://\n",
        "http servers and what they say",
        "<!DOCTYPE html><html><body><p>rss</p></body></html>",
        "<html><rss></rss></html>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "<?xml version='1.0'?><akomaNtoso/>",
        "<!-- never closed <rss>",
        "< 5 minutes",
        '{"title": "no feed"}',
        '{"text": "they said jsonfeed.org/version/ once"}',
        "{broken",
        b"\xff\xfe\x00",
        b"<\x80\x81\xff",
        b"%PDF-1.7",
    ],
)
def test_a_document_is_no_collection(text: str | bytes) -> None:
    assert expand(source(text)) is None
