"""Hashes by which a run knows that nothing changed: of a source, and of all that shapes its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.datamodel.document import Source

SHAPING = {".py", ".toml", ".json", ".txt", ".j2", ".js"}


def source_hash(source: Source) -> str:
    """SHA-256 of a source's bytes and of what the user said of it."""
    said = json.dumps([source.ref.name, source.ref.encoding, source.ref.published, sorted(source.metadata.items())], ensure_ascii=False)
    return hashlib.sha256(said.encode() + b"\0" + source.data).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 of a cleaned text."""
    return hashlib.sha256(text.encode()).hexdigest()


def recipe_hash(settings: Mapping[str, str], folders: Iterable[Path], files: Iterable[Path]) -> str:
    """SHA-256 of settings and of the contents of folders (program, tables, templates) and files."""
    digest = hashlib.sha256(json.dumps(sorted(settings.items())).encode())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in SHAPING and path.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
