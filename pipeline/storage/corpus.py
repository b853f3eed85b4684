"""Finds and reads sources. What a folder means stands in `find_sources`; nothing here understands what it reads."""

from __future__ import annotations

import logging
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from itertools import chain, count
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import ConfigError, SourceError
from pipeline.storage.paths import as_address, as_path
from pipeline.storage.sidecars import SIDECAR, describes_captions, metadata_beside

log = logging.getLogger(__name__)

MAX_BYTES = 20_000_000  # a book is 1 MB; beyond 20 MB a file is a dump, and regular expressions take minutes over it
_WEB = re.compile(r"https?://", re.I)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_NOT_NAME = re.compile(r"[\W_]+")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_MAX_PART = 60  # characters of a part of an address that go into a name
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # Windows has only the second
_READABLE = "give a text, Markdown, HTML, Word, EPUB, PDF, e-mail or caption file"


def find_sources(
    paths: Sequence[str],
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    encoding: str | None = None,
    published: str | None = None,
) -> list[SourceRef]:
    """The sources under `paths`, in the order given, a folder's in name order; no two have the same name.

    A folder is read recursively. Names that begin with `.` or `_`, `README*`, `LICENSE*`, `*.meta.toml` and the `.info.json` of captions are
    skipped; links to folders, and links that lead out of the folder, are not followed, which is logged.
    include, exclude: glob patterns over the name relative to the folder. `-` is standard input; http and https addresses are taken as they are.
    Raises ConfigError for a path that does not exist and for an address of another kind.
    """
    refs: dict[str, SourceRef] = {}
    for path in paths:
        for found, name in _walk(path):
            if found != path and not _is_wanted(name, include, exclude):
                continue
            address = found if _WEB.match(found) else as_address(found)
            ref = SourceRef(address=address, name=as_address(name), encoding=encoding, published=published)
            refs.setdefault(locate(address), ref)
    return _with_distinct_names(list(refs.values()))


def locate(address: str) -> str:
    """The absolute path of a source's address, by which the ledger knows it; standard input stays `-`, a web address itself."""
    return address if address == "-" or _WEB.match(address) else as_address(os.path.abspath(as_path(address)))


def read_source(ref: SourceRef) -> Source:
    """The bytes of a source and what stands beside it in `NAME.meta.toml`, for captions also in `NAME.info.json`.

    Raises SourceError when it cannot be read, is no regular file, is empty or is larger than MAX_BYTES.
    """
    if ref.address == "-":
        return Source(ref=ref, data=_checked(ref, _standard_input()))
    if _WEB.match(ref.address):
        raise SourceError(f"{ref.address}: a web address is only fetched by pipeline run; save the page and give the file")
    path = as_path(ref.address)
    try:
        data = _bytes(ref, path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SourceError(f"{ref.address}: cannot be read ({reason}); check that it exists and that you may read it") from error
    return Source(ref=ref, data=_checked(ref, data), metadata=metadata_beside(path))


def _bytes(ref: SourceRef, path: str) -> bytes:
    """At most MAX_BYTES and one of a file. Nothing is waited for: a named pipe is not opened, and not either when it takes the file's place."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise SourceError(f"{ref.address}: not a regular file; {_READABLE}")
    with open(os.open(path, _FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise SourceError(f"{ref.address}: not a regular file; {_READABLE}")
        return b"\0" * (MAX_BYTES + 1) if os.fstat(file.fileno()).st_size > MAX_BYTES else file.read(MAX_BYTES + 1)


def _standard_input() -> bytes:
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, ValueError, AttributeError) as error:  # a folder; closed; not there at all
        raise SourceError("-: standard input cannot be read; give a file, or text through a pipe") from error


def _checked(ref: SourceRef, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise SourceError(f"{ref.address}: larger than {MAX_BYTES // 1_000_000} MB; split it into articles or chapters")
    if not data.strip():
        raise SourceError(f"{ref.address}: empty; put text into it or remove it")
    return data


def _walk(path: str) -> Iterator[tuple[str, str]]:
    """(path, name relative to the root given) of each file under a path."""
    if path == "-":
        yield "-", "stdin"
    elif _WEB.match(path):
        yield path, _name_of_address(path)
    elif os.path.isdir(path):
        yield from _files(path)
    elif os.path.lexists(path):
        yield path, os.path.basename(path)
    elif _SCHEME.match(path):
        raise ConfigError(f"{as_address(path)}: no such file, and no address that is fetched; give a file, a folder, or an http or https address")
    else:
        raise ConfigError(f"{as_address(path)}: no such file or folder; give the path of a document or of a folder of documents")


def _files(root: str) -> Iterator[tuple[str, str]]:
    """The files of a folder and, where a folder cannot be listed, the folder itself, so that it is reported."""
    unread: list[str] = []
    for folder, folders, files in os.walk(root, onerror=lambda error: unread.append(str(error.filename))):
        for name in folders:
            if os.path.islink(os.path.join(folder, name)):
                log.warning("%s: a link to a folder; it is not followed: give the folder itself", as_address(os.path.join(folder, name)))
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for file in sorted(files):
            path = os.path.join(folder, file)
            if os.path.islink(path) and not _leads_into(path, root):
                log.warning("%s: a link that leads out of %s; it is not followed: give its target itself", as_address(path), as_address(root))
            elif not describes_captions(file, files):
                yield path, PurePath(os.path.relpath(path, root)).as_posix()
    for path in unread:
        yield path, PurePath(os.path.relpath(path, root)).as_posix()


def _leads_into(link: str, root: str) -> bool:
    """True where a link's target is in the folder, or is nowhere."""
    return PurePath(os.path.realpath(link)).is_relative_to(os.path.realpath(root)) or not os.path.exists(link)


def _name_of_address(address: str) -> str:
    """A web address as a name: the host, then the parts of its path and its query, then the extension, where it has one."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host:
        raise ConfigError(f"{as_address(address)}: not a web address; write it as https://example.org/page")
    path = unquote(parts.path)
    extension = _EXTENSION.search(path)
    stem = path[: extension.start()] if extension else path
    slugs = (_NOT_NAME.sub("-", part.lower())[:_MAX_PART].strip("-") for part in (*stem.split("/"), parts.query))
    return "/".join([host.removeprefix("www."), *filter(None, slugs)]) + (extension.group().lower() if extension else "")


def _is_wanted(name: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    last = PurePath(name).name
    if last.startswith((".", "_", "README", "LICENSE")) or last.endswith(SIDECAR):
        return False
    if include and not any(fnmatch(name, pattern) or fnmatch(last, pattern) for pattern in include):
        return False
    return not any(fnmatch(name, pattern) or fnmatch(last, pattern) for pattern in exclude)


def _with_distinct_names(refs: Sequence[SourceRef]) -> list[SourceRef]:
    """Refs whose names differ even without their extension, signs and case, so that the same text twice makes two documents.

    `talk.srt` beside `talk.md` becomes `talk-srt.srt`; the same name under a second folder gets a number.
    """
    taken: set[str] = set()
    named = []
    for ref in refs:
        path = PurePosixPath(ref.name)
        stem, suffix = path.with_suffix("").as_posix(), path.suffix
        choices = chain((stem, f"{stem}-{suffix.lstrip('.')}"), (f"{stem}-{n}" for n in count(2)))
        chosen = next(choice for choice in choices if _bare(choice) not in taken)
        taken.add(_bare(chosen))
        named.append(ref if chosen == stem else replace(ref, name=chosen + suffix))
    return named


def _bare(name: str) -> str:
    return _NOT_NAME.sub("-", unicodedata.normalize("NFKC", name).casefold()).strip("-")
