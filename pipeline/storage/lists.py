"""A list of sources: a path or an address a line; empty lines and lines that begin with `#` say nothing. Paths start at the list's folder."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from pipeline.errors import ConfigError
from pipeline.storage.paths import as_address
from pipeline.storage.stores import is_stored

MAX_LIST = 500_000_000  # bytes: some millions of lines
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a user names. path: a path from the working directory, or an address.

    Of a line of a list, at: the list and the line, for messages; name: from the list's folder, where it stands below it, or from its store.
    """

    path: str
    name: str | None = None
    at: str = ""


def entries(path: str) -> list[Entry]:
    """The lines of a list; `-` is standard input, whose paths start at the working directory.

    Raises ConfigError for a list that cannot be read, is none, or has nothing in it that is there.
    """
    shown = "standard input" if path == "-" else as_address(path)
    folder = "" if path == "-" else os.path.dirname(path)
    found = [_entry(folder, line, f"{shown}, line {number}") for number, line in _lines(path, shown)]
    if not found:
        raise ConfigError(f"{shown}: no paths in it; write a path or an address a line")
    if not any("://" in entry.path or os.path.lexists(entry.path) for entry in found):
        raise ConfigError(f"{found[0].at}: {as_address(found[0].path)}: no such file or folder, nor any other of the list; paths start at its folder")
    return found


def _lines(path: str, shown: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_text(path, shown).split("\n"), 1):
        if (said := line.strip()) and not said.startswith("#"):
            if said == "-":
                raise ConfigError(f"{shown}, line {number}: standard input cannot stand in a list; give - by itself")
            yield number, said


def _text(path: str, shown: str) -> str:
    """UTF-8, with any other bytes as paths have them; UTF-16 where it begins as such."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_LIST + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(MAX_LIST + 1)
        text = data.decode("utf-16") if data.startswith(_UTF_16) else data.decode("utf-8-sig", "surrogateescape")
    except (OSError, ValueError, AttributeError) as error:
        said = error.strerror if isinstance(error, OSError) else "not text"
        raise ConfigError(f"{shown}: cannot be read ({said}); give a list with a path or an address a line") from error
    if len(data) > MAX_LIST or "\0" in text:
        raise ConfigError(f"{shown}: not a list; write a path or an address a line, in UTF-8")
    return text


def _entry(folder: str, line: str, at: str) -> Entry:
    if "://" in line:
        return Entry(line, line.partition("://")[2] if is_stored(line) else None, at)
    name = PurePath(os.path.normpath(line))
    is_below = not name.is_absolute() and ".." not in name.parts
    return Entry(os.path.join(folder, line), name.as_posix() if is_below else None, at)
