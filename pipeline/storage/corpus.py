"""Finds and reads sources. What a folder means stands in `find_sources`; nothing here understands what it reads."""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from itertools import chain, count
from pathlib import Path, PurePath

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import ConfigError, SourceError

MAX_BYTES = 20_000_000  # a book is 1 MB; beyond 20 MB a file is a dump, and regular expressions take minutes over it
SIDECAR = ".meta.toml"


def find_sources(
    paths: Sequence[str],
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    encoding: str | None = None,
    published: str | None = None,
) -> list[SourceRef]:
    """The sources under `paths`, in the order given, a folder's in name order; no two have the same name.

    A folder is read recursively. Names that begin with `.` or `_`, `README*`, `LICENSE*` and `*.meta.toml` are skipped, links to
    folders are not followed. include, exclude: glob patterns over the name relative to the folder. `-` is standard input.
    Raises ConfigError for a path that does not exist.
    """
    refs: dict[str, SourceRef] = {}
    for path in paths:
        for address, name in _walk(path):
            if path not in ("-", address) and not _is_wanted(name, include, exclude):
                continue
            location = locate(address)
            refs.setdefault(location, SourceRef(address=address, name=name, encoding=encoding, published=published))
    return _with_distinct_names(list(refs.values()))


def locate(address: str) -> str:
    """The absolute path of a source's address, by which the ledger knows it; standard input stays `-`."""
    return address if address == "-" else os.path.abspath(address)


def read_source(ref: SourceRef) -> Source:
    """The bytes of a source and what stands beside it in `NAME.meta.toml`.

    Raises SourceError when it cannot be read, is no regular file, is empty or is larger than MAX_BYTES.
    """
    if ref.address == "-":
        return Source(ref=ref, data=_checked(ref, sys.stdin.buffer.read(MAX_BYTES + 1)))
    path = Path(ref.address)
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise SourceError(f"{ref.address}: not a regular file; give a text, Markdown, HTML or caption file")
        data = b"\0" * (MAX_BYTES + 1) if info.st_size > MAX_BYTES else path.read_bytes()
    except OSError as error:
        raise SourceError(f"{ref.address}: cannot be read ({error.strerror}); check that it exists and that you may read it") from error
    return Source(ref=ref, data=_checked(ref, data), metadata=_metadata(path))


def _checked(ref: SourceRef, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise SourceError(f"{ref.address}: larger than {MAX_BYTES // 1_000_000} MB; split it into articles or chapters")
    if not data.strip():
        raise SourceError(f"{ref.address}: empty; put text into it or remove it")
    return data


def _metadata(path: Path) -> dict[str, str]:
    beside = path.with_name(path.name + SIDECAR)
    if not beside.is_file():
        return {}
    try:
        table = tomllib.loads(beside.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{beside}: not readable as TOML ({error}); correct or remove it") from error
    return {key: str(value) for key, value in table.items()}


def _walk(path: str) -> Iterator[tuple[str, str]]:
    """(address, name relative to the root given) of each file under a path."""
    if path == "-":
        yield "-", "stdin"
        return
    if path.startswith(("http://", "https://")):
        raise ConfigError(f"{path}: addresses are not fetched by this version; save the page and give the file")
    root = Path(path)
    if not root.exists():
        raise ConfigError(f"{path}: no such file or folder; give the path of a document or of a folder of documents")
    if not root.is_dir():
        yield path, root.name
        return
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for file in sorted(files):
            address = os.path.join(folder, file)
            yield address, PurePath(os.path.relpath(address, root)).as_posix()


def _is_wanted(name: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    last = PurePath(name).name
    if last.startswith((".", "_", "README", "LICENSE")) or last.endswith(SIDECAR):
        return False
    if include and not any(fnmatch(name, pattern) or fnmatch(last, pattern) for pattern in include):
        return False
    return not any(fnmatch(name, pattern) or fnmatch(last, pattern) for pattern in exclude)


def _with_distinct_names(refs: Sequence[SourceRef]) -> list[SourceRef]:
    """Refs whose names differ even without their extension, so that the same text twice makes two documents.

    `talk.srt` beside `talk.md` becomes `talk-srt.srt`; the same name under a second folder gets a number.
    """
    taken: set[str] = set()
    named = []
    for ref in refs:
        path = PurePath(ref.name)
        stem, suffix = path.with_suffix("").as_posix(), path.suffix
        choices = chain((stem, f"{stem}-{suffix.lstrip('.')}"), (f"{stem}-{n}" for n in count(2)))
        chosen = next(choice for choice in choices if choice.casefold() not in taken)
        taken.add(chosen.casefold())
        named.append(ref if chosen == stem else replace(ref, name=chosen + suffix))
    return named
