"""Finds and reads sources. What a folder means stands in `find_sources`; nothing here understands what it reads."""

from __future__ import annotations

import logging
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from posixpath import normpath

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import ConfigError, MissingDependencyError, SourceError
from pipeline.storage.ledger import LEDGER
from pipeline.storage.lists import Entry
from pipeline.storage.naming import is_wanted, name_of_address, with_distinct_names
from pipeline.storage.objects import found_under, read_object
from pipeline.storage.paths import as_address, as_path
from pipeline.storage.sidecars import describes_captions, metadata_beside
from pipeline.storage.stores import canonical, is_stored

log = logging.getLogger(__name__)

MAX_BYTES = 20_000_000  # a book is 1 MB; beyond 20 MB a file is a dump, and regular expressions take minutes over it
_WEB = re.compile(r"https?://", re.I)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # Windows has only the second
_READABLE = "give a text, Markdown, HTML, Word, EPUB, PDF, e-mail or caption file"


@dataclass(frozen=True, slots=True)
class _Found:
    """A file, an object or a page. name: from the folder that was given. beside: see SourceRef. is_named: by the user, not found in a folder."""

    address: str
    name: str
    beside: tuple[str, ...] | None = None
    is_named: bool = True


def find_sources(
    paths: Sequence[str | Entry],
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    encoding: str | None = None,
    published: str | None = None,
) -> list[SourceRef]:
    """The sources under `paths`, in the order given, a folder's in name order; no two have the same name.

    A folder is read recursively, one of a store too, but for the digests that stand in it. Names that begin with `.` or `_`, `README*`, `LICENSE*`,
    `*.meta.toml`, the settings of a project and the `.info.json` of captions are skipped; links to folders, and links that lead out of the folder,
    are not followed, which is logged.
    include, exclude: glob patterns over the name relative to the folder. `-` is standard input; http and https addresses are taken as they are.
    Raises ConfigError for a path that does not exist, for an address of another kind and for a store that cannot be listed; a path that stands
    in a list is taken though it does not exist. Raises MissingDependencyError for a store whose package is missing.
    """
    refs: dict[str, SourceRef] = {}
    for path in paths:
        entry = path if isinstance(path, Entry) else Entry(path)
        for found in _found(entry):
            if not found.is_named and not is_wanted(found.name, include, exclude):
                continue
            name = found.name if entry.name is None else normpath(f"{entry.name}/{'' if found.is_named else found.name}")
            ref = SourceRef(
                address=found.address,
                name=as_address(name),
                encoding=encoding,
                published=published,
                beside=found.beside,
                at=entry.at or None,
            )
            refs.setdefault(locate(found.address), ref)
    return with_distinct_names(list(refs.values()))


def locate(address: str) -> str:
    """The absolute path of a source's address, by which the ledger knows it; standard input stays `-`, an address elsewhere itself."""
    if address == "-" or _WEB.match(address):
        return address
    return canonical(address) if is_stored(address) else as_address(os.path.abspath(as_path(address)))


def read_source(ref: SourceRef) -> Source:
    """The bytes of a source and what stands beside it in `NAME.meta.toml`, for captions also in `NAME.info.json`.

    Raises SourceError when it cannot be read, is no regular file, is empty or is larger than MAX_BYTES.
    """
    if ref.address == "-":
        return _checked(Source(ref=ref, data=_standard_input()))
    if _WEB.match(ref.address):
        raise SourceError(f"{ref.address}: a web address is only fetched by pipeline run; save the page and give the file")
    if is_stored(ref.address):
        return _checked(read_object(ref, MAX_BYTES + 1))
    path = as_path(ref.address)
    try:
        data = _bytes(ref, path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SourceError(f"{ref.address}: cannot be read ({reason}); check that it exists and that you may read it") from error
    return _checked(Source(ref=ref, data=data, metadata=metadata_beside(path)))


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


def _checked(source: Source) -> Source:
    if len(source.data) > MAX_BYTES:
        raise SourceError(f"{source.ref.address}: larger than {MAX_BYTES // 1_000_000} MB; split it into articles or chapters")
    if not source.data.strip():
        raise SourceError(f"{source.ref.address}: empty; put text into it or remove it")
    return source


def _found(entry: Entry) -> Iterator[_Found]:
    """What stands at a path, a folder's files one by one; of a list also what stands nowhere, so that it is reported."""
    try:
        yield from _at(entry)
    except (ConfigError, MissingDependencyError) as error:
        raise type(error)(f"{entry.at}: {error}" if entry.at else str(error)) from error


def _at(entry: Entry) -> Iterator[_Found]:
    path = entry.path
    if path == "-":
        yield _Found("-", "stdin")
    elif _WEB.match(path):
        yield _Found(path, name_of_address(path))
    elif is_stored(path):
        for under in found_under(path):
            yield _Found(under.address, under.name, under.beside, is_named=under.is_alone)
    elif os.path.isdir(path):
        yield from _files(path)
    elif os.path.lexists(path):
        yield _Found(as_address(path), os.path.basename(path))
    elif _SCHEME.match(path):
        what = "give a file, a folder, or an http or https address, or one of a store that is read (s3://, gs://, az://, sftp:// …)"
        raise ConfigError(f"{as_address(path)}: no such file, and no address that is fetched; {what}")
    elif entry.at:
        yield _Found(as_address(path), os.path.basename(path))
    else:
        raise ConfigError(f"{as_address(path)}: no such file or folder; give the path of a document or of a folder of documents")


def _files(root: str) -> Iterator[_Found]:
    """The files of a folder and, where a folder cannot be listed, the folder itself, so that it is reported."""
    unread: list[str] = []
    for folder, folders, files in os.walk(root, onerror=lambda error: unread.append(str(error.filename))):
        for name in folders:
            if os.path.islink(os.path.join(folder, name)):
                log.warning("%s: a link to a folder; it is not followed: give the folder itself", as_address(os.path.join(folder, name)))
        if LEDGER in files and folder != root:  # digests, not sources
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for file in sorted(files):
            path = os.path.join(folder, file)
            if os.path.islink(path) and not _leads_into(path, root):
                log.warning("%s: a link that leads out of %s; it is not followed: give its target itself", as_address(path), as_address(root))
            elif not describes_captions(file, files):
                yield _Found(as_address(path), PurePath(os.path.relpath(path, root)).as_posix(), is_named=False)
    for path in unread:
        yield _Found(as_address(path), PurePath(os.path.relpath(path, root)).as_posix(), is_named=path == root)


def _leads_into(link: str, root: str) -> bool:
    """True where a link's target is in the folder, or is nowhere."""
    return PurePath(os.path.realpath(link)).is_relative_to(os.path.realpath(root)) or not os.path.exists(link)
