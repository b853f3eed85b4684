"""One request over the wire: to an address that was checked, with bounds on time and size, without cookies, proxies or redirects of its own."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pipeline
from pipeline.errors import SourceError
from pipeline.fetch.addresses import host_name, port
from pipeline.fetch.coding import OFFERED, undo
from pipeline.fetch.limits import Budget, Limits
from pipeline.fetch.networks import Finder
from pipeline.fetch.robots import TOKEN

if TYPE_CHECKING:
    from httpx import URL, AsyncHTTPTransport, Response

USER_AGENT = f"{TOKEN}/{pipeline.__version__} (+reads pages that its user names; robots.txt: {TOKEN})"
_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.9, */*;q=0.5"
_COUNTED = re.compile(r"received (\d+) bytes, expected (\d+)")
_MAX_REASON = 120
_PAUSE = 0.2  # seconds before a second try


class TryAgainError(SourceError):
    """Worth a second try, after a pause of so many seconds."""

    def __init__(self, message: str, pause: float) -> None:
        super().__init__(message)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer before its body is read. headers: by lower-case name."""

    status: int
    headers: Mapping[str, str]
    response: Response

    async def read(self, limit: int) -> bytes:
        """The body, its content coding undone. Raises SourceError when it is longer than `limit` bytes, packed or not, or broken."""
        said = self.headers.get("content-length", "")
        body = bytearray()
        too_large = said.isdigit() and int(said[:18]) > limit
        if not too_large:
            async for chunk in self.response.aiter_raw():
                body += chunk
                if len(body) > limit:
                    too_large = True
                    break
        if too_large:
            raise SourceError(f"larger than {limit // 1_000_000} MB; save the part that you need and give the file")
        return undo(bytes(body), self.headers.get("content-encoding", ""), limit)


class Wire:
    """Sends requests, each over a connection of its own: one kept open would serve another name at the same address unchecked."""

    def __init__(self, limits: Limits, find: Finder) -> None:
        self._limits = limits
        self._find = find
        self._transport: AsyncHTTPTransport | None = None

    @asynccontextmanager
    async def get(self, url: URL, conditions: Mapping[str, str], budget: Budget) -> AsyncIterator[Answer]:
        """The answer to a request for `url`, sent to the first of its addresses that takes it. Raises SourceError, TryAgainError."""
        async with budget.spent():
            addresses = await asyncio.get_running_loop().run_in_executor(None, self._find, host_name(url), port(url))
            async with self._answer(url, addresses, conditions) as answer:
                yield answer

    @asynccontextmanager
    async def _answer(self, url: URL, addresses: Sequence[str], conditions: Mapping[str, str]) -> AsyncIterator[Answer]:
        with _told(self._limits):
            response = await self._send(url, addresses, conditions)
            try:
                yield Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, response)
            finally:
                await response.aclose()

    async def _send(self, url: URL, addresses: Sequence[str], conditions: Mapping[str, str]) -> Response:
        import httpx

        times = {"connect": self._limits.connect, "read": self._limits.read, "write": self._limits.read, "pool": self._limits.total}
        headers = {"Host": url.netloc.decode("ascii"), "User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": OFFERED, "Connection": "close"}
        for left, address in reversed(list(enumerate(reversed(addresses)))):
            request = httpx.Request(
                "GET",
                url.copy_with(host=address.partition("%")[0]),
                headers={**headers, **conditions},
                extensions={"timeout": times, "sni_hostname": host_name(url)},
            )
            try:
                return await self._opened().handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if not left:
                    raise
        raise SourceError("has no address to connect to; check the address")

    def _opened(self) -> AsyncHTTPTransport:
        import httpx

        if self._transport is None:
            limits = httpx.Limits(max_keepalive_connections=0)
            self._transport = httpx.AsyncHTTPTransport(verify=httpx.create_ssl_context(), limits=limits)
        return self._transport


@contextmanager
def _told(limits: Limits) -> Iterator[None]:
    """What goes wrong on the wire, as a SourceError."""
    import httpx

    try:
        yield
    except httpx.ConnectTimeout as error:
        raise SourceError(f"the server takes no connection within {limits.connect:g} s; check the address, or try again later") from error
    except httpx.TimeoutException as error:
        raise SourceError(f"the server sent nothing for {limits.read:g} s; try again later") from error
    except httpx.ConnectError as error:
        raise _unconnected(error) from error
    except httpx.RemoteProtocolError as error:
        raise _misspoken(error) from error
    except httpx.NetworkError as error:
        raise TryAgainError("the connection was cut before the answer's end; try again later", _PAUSE) from error
    except httpx.HTTPError as error:
        raise SourceError(f"the request failed ({_reason(error)}); check the address") from error


def _misspoken(error: Exception) -> SourceError:
    """What is wrong with an answer: it ended too soon, or it is no HTTP."""
    counted = _COUNTED.search(str(error))
    if counted is not None:
        return TryAgainError(f"the answer broke off after {counted[1]} of {counted[2]} bytes; try again later", _PAUSE)
    if "without sending" in str(error):
        return TryAgainError("the answer broke off before its end; try again later", _PAUSE)
    return SourceError(f"the answer is no proper HTTP ({_reason(error)}); check the address")


def _unconnected(error: Exception) -> SourceError:
    """Why there was no connection: a certificate, another kind of server, or nobody there."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return SourceError(
            f"the server's certificate is not trusted ({cause.verify_message}); check the address, or the certificates in SSL_CERT_FILE"
        )
    if cause is not None:
        return SourceError("the server does not speak TLS as it should; check the address, or try http:// if you trust the network")
    return SourceError("the server cannot be reached; check the address and the network")


def _reason(error: Exception) -> str:
    return " ".join(str(error).partition(":")[0].split())[:_MAX_REASON].rstrip(".").lower() or type(error).__name__
