"""A store that stands in for S3: objects in memory, and what stores do wrong."""

from __future__ import annotations

import errno
from typing import Any, ClassVar

from fsspec.implementations.memory import MemoryFileSystem

SECRET = "wJalr-a-secret-of-ours"


class Shelf(MemoryFileSystem):  # type: ignore[misc]
    """faults: what to raise, by the path of an object (once, where it is listed alone; else always) or, for all listings, by `ls`."""

    protocol = ("s3",)
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    faults: ClassVar[dict[str, list[Exception]]] = {}
    opened: ClassVar[list[str]] = []

    @classmethod
    def put(cls, objects: dict[str, bytes | str]) -> None:
        """Fill the store; nothing else is in it after."""
        cls.store.clear()
        cls.faults.clear()
        cls.opened.clear()
        shelf = cls(skip_instance_cache=True)
        for path, data in objects.items():
            shelf.pipe_file("/" + path, data.encode() if isinstance(data, str) else data)

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return "/" + path.removeprefix("s3://").strip("/")

    def find(self, path: str, maxdepth: int | None = None, withdirs: bool = False, detail: bool = False, **kwargs: Any) -> Any:
        self._fail("ls")
        found = {name: self.info(name) for name in sorted(self.store) if name == path or name.startswith(path.rstrip("/") + "/")}
        return {**found, f"{path}/": {"name": f"{path}/", "type": "file", "size": 0}, f"{path}/link": {"name": "link", "type": "link", "size": 9}}

    def open(self, path: str, mode: str = "rb", **kwargs: Any) -> Any:
        type(self).opened.append(path)
        self._fail(path)
        return super().open(path, mode, **kwargs)

    def _fail(self, path: str) -> None:
        if waiting := self.faults.get(path):
            raise waiting.pop(0) if len(waiting) > 1 else waiting[0]


def changing() -> OSError:
    """What s3fs says of an object that changed since its folder was listed."""
    return OSError(errno.EBUSY, "The file associated with this key has changed")
