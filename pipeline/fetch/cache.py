"""Pages as they came, kept in a folder: asked for again only when their time is over, and then only whether they changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OutputError

_KEPT = ("content-type", "etag", "last-modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it came, its content coding undone. headers: by lower-case name. fresh_until: seconds of the epoch."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    fresh_until: float = 0.0

    def is_fresh(self, at_most: float) -> bool:
        """True while it need not be asked for again. at_most: the seconds that a page can be fresh for; more tell of a clock that was set back."""
        return 0 < self.fresh_until - time.time() <= at_most

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it changed."""
        names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
        return {header: self.headers[name] for name, header in names.items() if name in self.headers}


class Cache:
    """A folder of pages, one file each: a line of JSON, then the body. Raises OutputError when it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, url: str) -> Page | None:
        """The page kept for an address; None where there is none, or only half of one."""
        try:
            head, _, body = self._path(url).read_bytes().partition(b"\n")
            kept = json.loads(head)
            whole = kept["url"] == url and kept["length"] == len(body)
            return Page(url=url, headers=dict(kept["headers"]), body=body, fresh_until=float(kept["fresh_until"])) if whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, page: Page) -> None:
        """Keep a page, in one step."""
        headers = {name: page.headers[name] for name in _KEPT if name in page.headers}
        head = {"url": page.url, "length": len(page.body), "fresh_until": page.fresh_until, "headers": headers}
        path = self._path(page.url)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(json.dumps(head).encode() + b"\n" + page.body)
                os.replace(scratch, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(scratch)
                raise
        except OSError as error:
            raise OutputError(
                f"{path.parent}: cannot be written ({error.strerror}); check that you may write there, or choose another place"
            ) from error

    def drop(self, url: str) -> None:
        """Forget a page, where one is kept."""
        with contextlib.suppress(OSError):
            self._path(url).unlink()

    def _path(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.page"
