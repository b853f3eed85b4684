"""ZIP archives that documents come in, read within bounds and never unpacked to disk.

What an archive says of its sizes is not believed: every part is inflated up to its bound and no further.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection
from io import BytesIO
from posixpath import normpath
from types import TracebackType

from pipeline.datamodel.document import Source
from pipeline.errors import SourceError, UnsupportedError

MAX_ENTRIES = 10_000
MAX_PART = 30_000_000  # bytes of one part, inflated: the text of a long book with its markup is 5 MB
MAX_TOTAL = 60_000_000  # bytes of all parts that are read, inflated
_BEGINS = b"PK\x03\x04"
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


class Archive:
    """An open archive. Names are compared as paths without `.` and `..`; a part outside the archive is not there."""

    def __init__(self, source: Source) -> None:
        """Raises SourceError for an archive that is damaged or has more than MAX_ENTRIES parts."""
        self._address = source.ref.address
        self._left = MAX_TOTAL
        try:
            self._zip = zipfile.ZipFile(BytesIO(source.data))
        except _BROKEN as error:
            raise SourceError(f"{self._address}: a damaged archive; get the file again, or save it anew") from error
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            raise SourceError(f"{self._address}: an archive of {len(infos)} parts, more than {MAX_ENTRIES}; save it anew, or take it apart")
        self._infos = {name: info for info in infos if (name := _inside(info.filename))}

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()

    @property
    def names(self) -> Collection[str]:
        """The names of the parts, in the archive's order."""
        return self._infos.keys()

    def __contains__(self, name: str) -> bool:
        return _inside(name) in self._infos

    def read(self, name: str) -> bytes:
        """The bytes of a part; empty where there is none of that name.

        Raises UnsupportedError for a part behind a password, SourceError for one that is damaged or beyond the bounds.
        """
        info = self._infos.get(_inside(name))
        if info is None:
            return b""
        if info.flag_bits & _ENCRYPTED:
            raise UnsupportedError(f"{self._address}: behind a password; save it without one")
        bound = min(MAX_PART, self._left)
        try:
            with self._zip.open(info) as part:
                data = part.read(bound + 1)
        except _BROKEN as error:
            raise SourceError(f"{self._address}: a damaged archive ({info.filename!r}); get the file again, or save it anew") from error
        if len(data) > bound:
            raise SourceError(f"{self._address}: holds more than {bound // 1_000_000} MB of text once unpacked; split it into chapters")
        self._left -= len(data)
        return data


def is_archive(data: bytes) -> bool:
    """True for bytes that begin as a ZIP archive does."""
    return data.startswith(_BEGINS)


def holds(source: Source, names: Collection[str]) -> bool:
    """True for an archive with a part of one of these names; False for anything else, damaged archives too."""
    if not is_archive(source.data):
        return False
    try:
        with Archive(source) as archive:
            return any(name in archive for name in names)
    except SourceError:
        return False


def _inside(name: str) -> str:
    """The name as a path from the archive's root; a path that leads out of it names nothing.

    >>> _inside("OEBPS/../text/./a.xhtml"), _inside("../../etc/passwd")
    ('text/a.xhtml', '')
    """
    path = normpath(name.lstrip("/")) if name else ""
    return "" if path.startswith("..") else path
