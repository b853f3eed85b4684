"""Servers that break, lie, stall or lead astray: each is one line, in time."""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.datamodel.document import SourceRef
from pipeline.errors import SourceError, UnsupportedError
from pipeline.fetch.fetcher import Fetcher
from pipeline.fetch.networks import public_addresses
from tests.fetch.conftest import HASTY
from tests.fetch.server import ROBOTS, Reply, Request, Site, reply, serving

CERTIFICATE = Path(__file__).parent / "pages.example.pem"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def refusal(fetcher: Fetcher, address: str, error: type[SourceError] = SourceError) -> str:
    """The message of a fetch that fails."""
    with pytest.raises(error) as caught:
        fetcher.fetch(SourceRef(address=address, name="page"))
    message = str(caught.value)
    assert message.startswith(f"{address}: ")
    assert ";" in message
    assert "\n" not in message
    return message


def reset(request: Request, connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def dripping(head: bytes, drop: bytes) -> Callable[[Request, socket.socket], None]:
    def answer(request: Request, connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(400):
            connection.sendall(drop)
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(404), "not there (404)"),
        (reply(410), "gone for good (410)"),
        (reply(403), "refused to programs or to you (403)"),
        (reply(500), "fails on the server (500)"),
        (reply(418), "refused (418)"),
        (reply(204), "brings no page (204)"),
        (reply(304), "brings no page (304)"),
        (reply(302), "brings no page (302)"),
        (reply(body="  \n"), "empty"),
        (reply(body="abc", Content_Length="10"), "broke off after 3 of 10 bytes"),
        (reply(body="abc", Content_Length="-1"), "no proper HTTP"),
        (reply(body="abc", Content_Length="99999999999"), "larger than"),
        (reply(body="a" * 200_000), "larger than"),
        (reply(body=gzip.compress(b"\0" * 5_000_000), Content_Encoding="gzip"), "larger than"),
        (reply(body="abc", Content_Encoding="gzip"), "compressed text is broken"),
        (reply(body="abc", Content_Encoding="br"), "not asked for"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", "broke off before its end"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab", "no proper HTTP"),
        (HEAD + b"".join(b"X-%d: y\r\n" % number for number in range(20_000)) + b"\r\n", "no proper HTTP"),
        (HEAD + b"X: " + b"a" * 500_000 + b"\r\n\r\n", "no proper HTTP"),
        (b"\0\1\2 no HTTP\r\n\r\n", "no proper HTTP"),
        (b"", "broke off before its end"),
        (reset, "connection was cut"),
        (reply(302, Location="file:///etc/passwd"), "only http and https addresses are fetched, not file"),
        (reply(302, Location="http://ann:secret@127.0.0.1/"), "holds a login"),
        (reply(302, Location="http://[::1"), "no proper address"),
    ],
)
def test_a_bad_answer_is_one_clear_line(answer: Reply, words: str, site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = answer
    message = refusal(fetcher, f"{site.address}/a")
    assert words in message
    assert "secret" not in message


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/zip"])
def test_a_type_that_is_not_read_is_refused_unread(kind: str, site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = HEAD.replace(b"text/plain", kind.encode()) + b"Content-Length: 9000000000\r\n\r\n"
    assert kind in refusal(fetcher, f"{site.address}/a", UnsupportedError)


@pytest.mark.parametrize("slow", [dripping(HEAD + b"\r\n", b"a"), dripping(HEAD, b"X: y\r\n")], ids=["body", "headers"])
def test_a_slow_drip_ends_at_the_deadline(slow: Reply, site: Site, tmp_path: Path) -> None:
    site.replies["/a"] = slow
    started = time.monotonic()
    with Fetcher(tmp_path, allow_private=True, limits=replace(HASTY, total=0.5)) as fetcher:
        assert "not all there after 0.5 s" in refusal(fetcher, f"{site.address}/a")
    assert time.monotonic() - started < 9


def test_a_server_that_says_nothing_is_left(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = lambda request, connection: time.sleep(1)
    assert "sent nothing for 0.5 s" in refusal(fetcher, f"{site.address}/a")


def test_redirects_in_a_circle_are_told(site: Site, fetcher: Fetcher) -> None:
    site.replies.update({"/a": reply(302, Location="/b"), "/b": reply(302, Location="/a")})
    assert f"in a circle, back to {site.address}/a;" in refusal(fetcher, f"{site.address}/a")
    assert site.pages_asked() == ["/a", "/b"]


def test_redirects_without_end_are_told(site: Site, fetcher: Fetcher) -> None:
    site.replies.update({f"/{n}": reply(302, Location=f"/{n + 1}") for n in range(20)})
    assert "more than 5 times" in refusal(fetcher, f"{site.address}/0")
    assert site.pages_asked() == [f"/{n}" for n in range(6)]


@pytest.mark.parametrize(("inside", "kind"), [("10.0.0.7", "a private network"), ("169.254.169.254", "a cloud host's metadata service")])
def test_a_redirect_into_the_private_network_is_refused(inside: str, kind: str, site: Site, tmp_path: Path) -> None:
    site.replies["/a"] = reply(302, Location="http://inside.example/b")

    def find(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"] if host == "pages.example" else public_addresses(host, port, lambda host, port: [inside])

    with Fetcher(tmp_path, limits=HASTY, find=find) as fetcher:
        message = refusal(fetcher, f"http://pages.example:{site.address.rpartition(':')[2]}/a")
    assert f"redirected to http://inside.example/b: inside.example ({inside}) is {kind}, which is not connected to" in message


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://2130706433/", "http://0177.1/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:7f00:1]/"]
)
def test_this_computer_is_refused_however_it_is_written(address: str, tmp_path: Path) -> None:
    with Fetcher(tmp_path, limits=HASTY) as fetcher:
        assert "this computer itself" in refusal(fetcher, address)


def test_a_redirect_is_named_where_it_led(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = reply(302, Location="/gone")
    assert f": redirected to {site.address}/gone: the page is not there (404);" in refusal(fetcher, f"{site.address}/a")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_cannot_say_what_robots_may_read_is_left_alone(status: int, site: Site, fetcher: Fetcher) -> None:
    site.replies.update({ROBOTS: reply(status), "/a": reply(body="text")})
    assert f"robots.txt: {status}" in refusal(fetcher, f"{site.address}/a")
    assert f"robots.txt: {status}" in refusal(fetcher, f"{site.address}/b")
    assert site.paths() == [ROBOTS]


def test_a_host_that_does_not_answer_is_asked_once(site: Site, fetcher: Fetcher) -> None:
    site.replies[ROBOTS] = reset
    refusal(fetcher, f"{site.address}/a")
    refusal(fetcher, f"{site.address}/b")
    assert site.paths() == [ROBOTS]


@pytest.mark.parametrize("first", [reset, reply(503, Retry_After="0"), reply(429, Retry_After="0"), reply(body="te", Content_Length="4")])
def test_a_fetch_that_was_cut_or_put_off_is_tried_once_more(first: Reply, site: Site, fetcher: Fetcher) -> None:
    def answer(request: Request, connection: socket.socket) -> bytes | None:
        if len(site.pages_asked()) > 1:
            return reply(body="text")
        return first(request, connection) if callable(first) else first

    site.replies["/a"] = answer
    assert fetcher.fetch(SourceRef(address=f"{site.address}/a", name="page")).data == b"text"
    assert site.pages_asked() == ["/a"] * 2


@pytest.mark.parametrize(("wait", "asked"), [("0", 2), ("3600", 1), ("", 1), ("soon", 1)])
def test_a_page_out_of_service_is_waited_for_once_and_not_for_long(wait: str, asked: int, site: Site, fetcher: Fetcher) -> None:
    site.replies["/a"] = reply(503, Retry_After=wait)
    assert "out of service for now (503)" in refusal(fetcher, f"{site.address}/a")
    assert len(site.pages_asked()) == asked


def test_nobody_at_an_address_is_told(fetcher: Fetcher) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert "cannot be reached" in refusal(fetcher, f"http://127.0.0.1:{taken.getsockname()[1]}/a")


def test_a_server_without_tls_is_told(fetcher: Fetcher) -> None:
    def speak_plainly(connection: socket.socket) -> socket.socket:
        connection.sendall(b"hello, this is no TLS\r\n")
        return connection

    with serving(speak_plainly) as site:
        assert "does not speak TLS" in refusal(fetcher, site.address.replace("http:", "https:") + "/a")


@pytest.fixture
def safe_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(safe_context: ssl.SSLContext, fetcher: Fetcher) -> None:
    with serving(lambda connection: safe_context.wrap_socket(connection, server_side=True)) as site:
        message = refusal(fetcher, site.address.replace("http:", "https:") + "/a")
    assert "certificate is not trusted (self-signed certificate)" in message


@pytest.mark.parametrize(("host", "trusted"), [("pages.example", True), ("other.example", False)])
def test_a_certificate_is_held_to_the_name_though_the_connection_goes_to_a_number(
    host: str, trusted: bool, safe_context: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with (
        serving(lambda connection: safe_context.wrap_socket(connection, server_side=True)) as site,
        Fetcher(tmp_path, allow_private=True, limits=HASTY, find=lambda host, port: ["127.0.0.1"]) as fetcher,
    ):
        site.replies["/a"] = reply(body="text")
        address = f"https://{host}:{site.address.rpartition(':')[2]}/a"
        if trusted:
            assert fetcher.fetch(SourceRef(address=address, name="page")).data == b"text"
        else:
            assert "certificate is not trusted" in refusal(fetcher, address)
            assert site.asked == []
