"""A web server on the loopback that answers as it is told, and as badly as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

ROBOTS = "/robots.txt"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked. headers: by lower-case name."""

    target: str
    headers: Mapping[str, str]


Reply = bytes | Callable[[Request, socket.socket], bytes | None]


@dataclass
class Site:
    """Replies by path; what has none is 404. A reply is the bytes to send, or a function that makes or sends them. asked: all requests."""

    address: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [request.target for request in self.asked]

    def pages_asked(self) -> list[str]:
        return [path for path in self.paths() if path != ROBOTS]


def reply(status: int = 200, body: bytes | str = b"", **headers: str) -> bytes:
    """An answer with a right Content-Length, unless another is given. Header names are written with `_`."""
    data = body.encode() if isinstance(body, str) else body
    rows = {"Content-Type": "text/plain", "Content-Length": str(len(data)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in rows.items() if value)
    return f"HTTP/1.1 {status} Reason\r\n{head}\r\n".encode("latin-1") + data


@contextmanager
def serving(wrap: Callable[[socket.socket], socket.socket] = lambda connection: connection) -> Iterator[Site]:
    """A site on a port of its own. wrap: what makes a plain connection a safe one."""
    site = Site()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            try:
                with wrap(self.request) as connection:
                    self._answer(connection)
            except OSError:
                return

        def _answer(self, connection: socket.socket) -> None:
            data = b""
            while b"\r\n\r\n" not in data:
                received = connection.recv(65536)
                if not received:
                    return
                data += received
            first, *rows = data.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
            headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in rows)}
            request = Request(target=first.split(" ")[1], headers=headers)
            site.asked.append(request)
            answer = site.replies.get(request.target, reply(404))
            made = answer(request, connection) if callable(answer) else answer
            if made is not None:
                connection.sendall(made)

    with _Server(("127.0.0.1", 0), Handler) as server:
        site.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        raise
