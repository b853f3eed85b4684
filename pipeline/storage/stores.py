"""Stores of objects (`s3://bucket/talks/`), opened through fsspec; nothing else knows it. Which stores: the rows of `data/stores.toml`.

A login comes from where the store's own package looks for one, never from an address, and stands in no message.
"""

from __future__ import annotations

import errno
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

from pipeline.errors import ConfigError, MissingDependencyError, SourceError
from pipeline.storage.paths import as_path

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_PLACE = re.compile(r"(?:[\w.%+-]+@)?[\w.-]*(?::\d+)?")  # a bucket, a container with its account, a host with a user's name
_SIGNED = re.compile(r"[?&][\w-]*(?:sig|signature|credential|token|secret|password|key|keyid|accessid)=", re.I)
_LOGIN = re.compile(r"(?<=//)[^/?#\s]*@|(?<=\?)[^\s\"']+")
_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSW|CREDENTIAL|CONNECTION_STRING", re.I)
_NUMBER = re.compile(r"\A\[Errno \w+\] ")
_MIN_SECRET = 8  # characters; a shorter value of a variable would take ordinary words out of messages
_MAX_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A row of the table. package: what fsspec needs besides itself. login: where that looks for one."""

    protocols: tuple[str, ...]
    package: str | None
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A store that is open. turn: held while it is asked, for one whose package is not made for several threads."""

    files: Any
    turn: AbstractContextManager[object]

    def path(self, address: str) -> str:
        """An address as the store itself names the place."""
        return str(self.files._strip_protocol(as_path(address)))


@cache
def kinds() -> Mapping[str, Kind]:
    """What is known of stores, by protocol."""
    table = tomllib.loads(files("pipeline.storage").joinpath("data/stores.toml").read_text(encoding="utf-8"))
    rows = [Kind(protocols=tuple(row["protocols"]), package=row.get("package"), login=row["login"]) for row in table["store"]]
    return {protocol: kind for kind in rows for protocol in kind.protocols}


def is_stored(address: str) -> bool:
    """True for the address of an object, or of a folder of them.

    >>> is_stored("s3://papers/2024/"), is_stored("https://example.org/a"), is_stored("talks/a.md")
    (True, False, False)
    """
    found = _SCHEME.match(address)
    return found is not None and found[1].lower() in kinds()


def login(address: str) -> str:
    """Where the login for an address comes from."""
    return kinds()[address.partition("://")[0].lower()].login


def canonical(address: str) -> str:
    """The address of an object with its protocol in small letters."""
    protocol, mark, rest = address.partition("://")
    return f"{protocol.lower()}{mark}{rest}"


def check_address(address: str) -> None:
    """Raises ConfigError, without repeating it, for an address that holds a login, and for one that names no store."""
    protocol, _, rest = address.partition("://")
    place = rest.partition("/")[0]
    if _SIGNED.search(rest) or ("@" in place and ":" in place.rpartition("@")[0]):
        told = f"leave it out, and give it by {login(address)}"
        raise ConfigError(f"{protocol}://…: the address holds a login, which would stand in the digests; {told}")
    if not _PLACE.fullmatch(place):
        raise ConfigError(f"{address}: not an address of a store; write it as {protocol}://NAME/FOLDER/")


def opened(address: str) -> Store:
    """The store that an address is in. Raises MissingDependencyError without the package for it, and whatever that raises when it cannot be had."""
    protocol, _, rest = address.partition("://")
    return _opened(protocol, rest.partition("/")[0])


@cache
def _opened(protocol: str, place: str) -> Store:
    kind = kinds()[protocol]
    try:
        from fsspec.core import url_to_fs

        found, _ = url_to_fs(f"{protocol}://{place}")
    except ImportError as error:
        needed = f"fsspec and {kind.package}; install them" if kind.package else "fsspec; install it"
        command = f"pip install 'bidigest[remote]' {kind.package or ''}".rstrip()
        raise MissingDependencyError(f"{protocol}://{place}: {protocol} addresses need {needed} with: {command}") from error
    return Store(files=found, turn=nullcontext() if found.async_impl else Lock())


def listed(address: str) -> list[str]:
    """What stands under an address, at any depth: as paths from there; `""` is an object at the address itself. Links are left out.

    Raises ConfigError when it cannot be listed, MissingDependencyError without the package for it.
    """
    try:
        store = opened(address)
        root = store.path(address)
        with store.turn:
            store.files.invalidate_cache()
            found = store.files.find(root, detail=True)
    except MissingDependencyError:
        raise
    except Exception as error:
        raise ConfigError(f"{address}: cannot be listed ({reason(error)}); check the address and the login ({login(address)})") from error
    return list(_below(root, found))


def _below(root: str, found: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    under = root.rstrip("/") + "/"
    for path, about in found.items():
        if path == root:
            yield ""
        elif path.startswith(under) and not path.endswith("/") and about.get("type", "file") == "file":
            yield path[len(under) :]


def read_at_most(address: str, most: int) -> bytes:
    """The first `most` bytes of an object. Raises SourceError when it cannot be had, FileNotFoundError where there is none."""
    try:
        store = opened(address)
        with store.turn:
            return _read(store, store.path(address), most)
    except (FileNotFoundError, MissingDependencyError):
        raise
    except Exception as error:
        raise SourceError(f"{address}: cannot be read ({reason(error)}); run again later, or check the login ({login(address)})") from error


def _read(store: Store, path: str, most: int) -> bytes:
    """Once more for an object that changed since its folder was listed."""
    for _ in range(2):
        try:
            with store.files.open(path, "rb") as file:
                return bytes(file.read(most))
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            store.files.invalidate_cache()
            changing = error
    raise changing


def reason(error: BaseException) -> str:
    """What an error of a store's package says, in part of a line, without what could be a login."""
    text = _NUMBER.sub("", " ".join(str(error).split())).rstrip(". ") or type(error).__name__
    for name, value in os.environ.items():
        if len(value) >= _MIN_SECRET and _SECRET.search(name):
            text = text.replace(value, "…")
    return _LOGIN.sub("…", text)[:_MAX_REASON]
