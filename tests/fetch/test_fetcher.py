"""Pages as good servers send them."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import pipeline
from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import SourceError
from pipeline.fetch.fetcher import Fetcher
from pipeline.fetch.limits import Limits
from pipeline.ingest.registry import ingest
from tests.fetch.conftest import HASTY
from tests.fetch.server import ROBOTS, Request, Site, reply

CHINESE = "这家公司发布了新模型。价格下调了一半，用户可以从今天起使用它。" * 4
PAGE = "<html><head>{meta}<title>新模型</title></head><body><p>{text}</p></body></html>"


def ref(address: str) -> SourceRef:
    return SourceRef(address=address, name="page", published="2024-07-18")


def fetched(fetcher: Fetcher, site: Site, path: str) -> Source:
    return fetcher.fetch(ref(site.address + path))


def test_a_page_becomes_a_source(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a?b=c"] = reply(body="text", Last_Modified="Thu, 18 Jul 2024 12:00:00 GMT")
    source = fetched(fetcher, site, "/a?b=c#part")
    assert source.data == b"text"
    assert source.ref == ref(f"{site.address}/a?b=c#part")
    assert source.metadata == {"url": f"{site.address}/a?b=c"}


def test_the_request_says_who_asks_and_nothing_of_the_user(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = reply(body="text", Set_Cookie="a=b")
    site.replies["/b"] = reply(body="text")
    fetched(fetcher, site, "/a")
    fetched(fetcher, site, "/b")
    sent = site.asked[-1].headers
    assert sent["user-agent"].startswith(f"bidigest/{pipeline.__version__} (+")
    assert sent["host"] == site.address.removeprefix("http://")
    assert set(sent) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_redirects_are_followed_to_the_final_address(site: Site, fetcher: Fetcher) -> None:
    site.replies.update({"/a": reply(301, Location="/b"), "/b": reply(307, Location="c?d#e"), "/c?d": reply(body="text")})
    source = fetched(fetcher, site, "/a")
    assert source.data == b"text"
    assert source.ref.address == f"{site.address}/a"
    assert source.metadata["url"] == f"{site.address}/c?d"


def test_compressed_pages_are_unpacked(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = reply(body=gzip.compress(b"text" * 99), Content_Encoding="gzip")
    assert fetched(fetcher, site, "/a").data == b"text" * 99


def test_a_page_sent_in_pieces_is_whole(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nte\r\n2\r\nxt\r\n0\r\n\r\n"
    assert fetched(fetcher, site, "/a").data == b"text"


@pytest.mark.parametrize(
    ("sent", "header", "meta", "encoding"),
    [
        ("gb18030", "text/html; charset=gb18030", "", "gb18030"),
        ("gb18030", "text/html; charset=gb18030", "<meta charset=big5>", "gb18030"),
        ("gb18030", "text/html; charset=utf-8", "<meta charset=gbk>", None),
        ("gb18030", "text/html; charset=iso-8859-1", "", None),
        ("utf-8", "text/html; charset=gbk", "", None),
        ("utf-8", "text/html", "", None),
    ],
)
def test_the_encoding_is_the_servers_then_the_pages_then_found(
    sent: str, header: str, meta: str, encoding: str | None, site: Site, fetcher: Fetcher
) -> None:
    site.replies["/a"] = reply(body=PAGE.format(meta=meta, text=CHINESE).encode(sent), Content_Type=header)
    source = fetched(fetcher, site, "/a")
    assert source.ref.encoding == encoding
    assert "价格下调了一半" in ingest(source).text


def test_the_encoding_that_the_user_names_comes_first(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = reply(body=CHINESE.encode("gbk"), Content_Type="text/plain; charset=gbk")
    assert fetcher.fetch(replace(ref(f"{site.address}/a"), encoding="big5")).ref.encoding == "big5"


def test_a_page_is_asked_for_again_only_if_it_changed(site: Site, fetcher: Fetcher) -> None:
    def answer(request: Request, connection: object) -> bytes:
        if request.headers.get("if-none-match") == '"1"':
            return reply(304, Content_Length="", Content_Type="image/png")
        return reply(body=CHINESE.encode("gbk"), ETag='"1"', Content_Type="text/plain; charset=gbk")

    site.replies["/a"] = answer
    first, second, third = (fetched(fetcher, site, "/a") for _ in range(3))
    assert first == second == third
    assert first.ref.encoding == "gbk"
    assert site.pages_asked() == ["/a"] * 3


def test_a_changed_page_replaces_the_one_kept(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = reply(body="old", Last_Modified="Thu, 18 Jul 2024 12:00:00 GMT")
    fetched(fetcher, site, "/a")
    site.replies["/a"] = reply(body="new")
    assert fetched(fetcher, site, "/a").data == b"new"
    assert site.asked[-1].headers["if-modified-since"] == "Thu, 18 Jul 2024 12:00:00 GMT"


@pytest.mark.parametrize(("control", "asked"), [("max-age=600", 1), ("max-age=0", 2), ("no-cache", 2), ("no-store, max-age=600", 2), ("", 2)])
def test_a_page_is_believed_for_as_long_as_its_server_says(control: str, asked: int, site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.replies["/a"] = reply(body="text", Cache_Control=control, ETag='"1"')
    fetched(fetcher, site, "/a")
    kept = list((tmp_path / "cache").rglob("*.page"))
    assert bool(kept) is ("no-store" not in control)
    with Fetcher(tmp_path / "cache", allow_private=True, limits=HASTY) as later:
        assert fetched(later, site, "/a").data == b"text"
    assert len(site.pages_asked()) == asked
    assert ("if-none-match" in site.asked[-1].headers) is (asked == 2 and bool(kept))


def test_what_came_from_a_private_address_is_not_read_back_without_leave(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.replies["/a"] = reply(body="text", Cache_Control="max-age=600")
    fetched(fetcher, site, "/a")
    with Fetcher(tmp_path / "cache", limits=HASTY) as careful, pytest.raises(SourceError, match="this computer itself"):
        fetched(careful, site, "/a")


def test_robots_are_asked_for_once_a_host(site: Site, fetcher: Fetcher) -> None:
    site.replies.update({ROBOTS: reply(body="User-agent: *\nDisallow: /shut"), "/a": reply(body="a"), "/b": reply(body="b")})
    fetched(fetcher, site, "/a")
    fetched(fetcher, site, "/b")
    with pytest.raises(SourceError, match=r"/shut: the robots\.txt of 127\.0\.0\.1 asks programs"):
        fetched(fetcher, site, "/shut")
    assert site.paths() == [ROBOTS, "/a", "/b"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_robots_allows_everything(status: int, site: Site, fetcher: Fetcher) -> None:
    site.replies.update({ROBOTS: reply(status), "/a": reply(body="text")})
    assert fetched(fetcher, site, "/a").data == b"text"


def test_robots_may_stand_elsewhere(site: Site, fetcher: Fetcher) -> None:
    site.replies.update({ROBOTS: reply(301, Location="/r.txt"), "/r.txt": reply(body="User-agent: *\nDisallow: /")})
    with pytest.raises(SourceError, match="asks programs to leave"):
        fetched(fetcher, site, "/a")


def test_a_host_gets_one_request_at_a_time_with_a_pause_between(site: Site, tmp_path: Path) -> None:
    inside, most, begun = 0, 0, []

    def answer(request: Request, connection: object) -> bytes:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        begun.append(time.monotonic())
        time.sleep(0.05)
        inside -= 1
        return reply(body="text")

    paths = [f"/{number}" for number in range(3)]
    site.replies.update(dict.fromkeys(paths, answer))
    with Fetcher(tmp_path, allow_private=True, limits=replace(HASTY, delay=0.1)) as fetcher:
        threads = [threading.Thread(target=fetched, args=(fetcher, site, path)) for path in paths]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1
    assert len(begun) == 3
    assert min(later - earlier for earlier, later in pairwise(begun)) > 0.14


def test_hosts_do_not_wait_for_one_another(site: Site, tmp_path: Path) -> None:
    meeting = threading.Barrier(2, timeout=1)

    def answer(request: Request, connection: object) -> bytes:
        meeting.wait()  # for the other host's request
        return reply(body="text")

    site.replies["/a"] = answer
    port = site.address.rpartition(":")[2]
    with Fetcher(tmp_path, allow_private=True, limits=HASTY, find=lambda host, port: ["127.0.0.1"]) as fetcher, ThreadPoolExecutor(2) as threads:
        found = threads.map(fetcher.fetch, [ref(f"http://{name}.example:{port}/a") for name in ("one", "two")])
        assert [source.data for source in found] == [b"text", b"text"]


def test_a_caller_may_have_an_event_loop_of_its_own(site: Site, fetcher: Fetcher) -> None:
    async def call() -> Source:
        return fetched(fetcher, site, "/a")

    site.replies["/a"] = reply(body="text")
    assert asyncio.run(call()).data == b"text"


@pytest.mark.parametrize(("wish", "bound", "least", "most"), [("0.3", 9, 0.3, 9.0), ("60", 0.2, 0.2, 9.0)])
def test_a_wish_for_pauses_is_granted_up_to_a_bound(wish: str, bound: float, least: float, most: float, site: Site, tmp_path: Path) -> None:
    site.replies.update({ROBOTS: reply(body=f"User-agent: *\nCrawl-delay: {wish}"), "/a": reply(body="a"), "/b": reply(body="b")})
    with Fetcher(tmp_path, allow_private=True, limits=replace(HASTY, crawl_delay=bound)) as fetcher:
        started = time.monotonic()
        fetched(fetcher, site, "/a")
        fetched(fetcher, site, "/b")
    assert least <= time.monotonic() - started < most


def test_the_connection_goes_to_the_address_that_was_checked(site: Site, tmp_path: Path) -> None:
    asked: list[str] = []

    def find(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    site.replies["/a"] = reply(body="text")
    port = site.address.rpartition(":")[2]
    with Fetcher(tmp_path, allow_private=True, limits=HASTY, find=find) as fetcher:
        source = fetcher.fetch(ref(f"http://pages.example:{port}/a"))
    assert source.metadata["url"] == f"http://pages.example:{port}/a"
    assert site.asked[-1].headers["host"] == f"pages.example:{port}"
    assert asked == ["pages.example"] * 2  # once for robots.txt, once for the page


def test_another_address_of_the_host_stands_in(site: Site, tmp_path: Path) -> None:
    site.replies["/a"] = reply(body="text")
    port = site.address.rpartition(":")[2]
    with Fetcher(tmp_path, allow_private=True, limits=HASTY, find=lambda host, port: ["127.0.0.9", "127.0.0.1"]) as fetcher:
        assert fetcher.fetch(ref(f"http://pages.example:{port}/a")).data == b"text"


def test_proxies_of_the_environment_are_not_used(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.replies["/a"] = reply(body="text")
    with Fetcher(tmp_path, allow_private=True, limits=HASTY) as fetcher:
        assert fetched(fetcher, site, "/a").data == b"text"


def test_a_fetcher_that_was_never_used_is_closed_without_ado(tmp_path: Path) -> None:
    Fetcher(tmp_path).close()
    assert list(tmp_path.iterdir()) == []


def test_limits_are_those_of_files() -> None:
    from pipeline.storage.corpus import MAX_BYTES

    assert Limits().body == MAX_BYTES
