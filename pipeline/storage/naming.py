"""The names of sources, of which their documents' ids are made; and which names a folder's documents have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatch
from itertools import chain, count
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from pipeline.datamodel.document import SourceRef
from pipeline.errors import ConfigError
from pipeline.storage.paths import as_address
from pipeline.storage.sidecars import SIDECAR

_NOT_NAME = re.compile(r"[\W_]+")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_OF_A_PROJECT = ("pipeline.toml", "glossary.toml", "newsletter.toml")  # settings, where the folder that they stand in is digested
_MAX_PART = 60  # characters of a part of an address that go into a name


def is_wanted(name: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """True for a name, relative to its folder, that is a document's: by the rules for all folders, and by the user's patterns."""
    last = PurePath(name).name
    if last.startswith((".", "_", "README", "LICENSE")) or last.endswith(SIDECAR) or last in _OF_A_PROJECT:
        return False
    if include and not any(fnmatch(name, pattern) or fnmatch(last, pattern) for pattern in include):
        return False
    return not any(fnmatch(name, pattern) or fnmatch(last, pattern) for pattern in exclude)


def has_extension(name: str) -> bool:
    """True for a name that ends as a file's does."""
    return _EXTENSION.search(name) is not None


def name_of_address(address: str) -> str:
    """A web address as a name: the host, then the parts of its path and its query, then the extension, where it has one.

    Raises ConfigError for what is no web address.
    """
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


def with_distinct_names(refs: Sequence[SourceRef]) -> list[SourceRef]:
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
