r"""Paths as text that can be printed and stored: bytes that are no UTF-8, line breaks, control and direction characters as `\xNN`, and back.

An address stands in messages of one line, in JSON and in the ledger; a path on Linux may hold any byte but NUL and `/`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\udc80-\udcff]|\\(?=x[0-9a-f]{2})")
_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


def as_address(path: str) -> str:
    r"""A path as the operating system gives it (surrogates for stray bytes) as an address.

    >>> as_address("talks/a\nb\udcff.txt")
    'talks/a\\x0ab\\xff.txt'
    """
    return _UNPRINTABLE.sub(lambda match: "".join(f"\\x{byte:02x}" for byte in os.fsencode(match.group())), path)


def links_out(folder: Path) -> list[Path]:
    """The links below a folder that lead out of it, in name order."""
    root = os.path.realpath(folder)
    return sorted(path for path in folder.rglob("*") if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root))


def as_path(address: str) -> str:
    """The path of an address, to be opened."""
    return os.fsdecode(_ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), os.fsencode(address)))
