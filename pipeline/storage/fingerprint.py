"""Hashes by which a run knows that nothing changed: of a source, and of all that shapes its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from pipeline.datamodel.document import Source

PROGRAM = frozenset({".py"})
TABLES = frozenset({".toml", ".json", ".txt", ".j2", ".js"})


def source_hash(source: Source) -> str:
    """SHA-256 of a source's bytes and of what the user said of it."""
    said = json.dumps([source.ref.name, source.ref.encoding, source.ref.published, sorted(source.metadata.items())], ensure_ascii=False)
    return hashlib.sha256(said.encode() + b"\0" + source.data).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 of a cleaned text."""
    return hashlib.sha256(text.encode()).hexdigest()


def settings_hash(settings: Mapping[str, str]) -> str:
    """SHA-256 of settings."""
    return hashlib.sha256(json.dumps(sorted(settings.items())).encode()).hexdigest()


def files_hash(paths: Iterable[Path], suffixes: Collection[str]) -> str:
    """SHA-256 of the names and contents of files, and of a folder's files, at any depth, that end so."""
    digest = hashlib.sha256()
    for root in paths:
        inner = sorted(path for path in root.rglob("*") if path.suffix in suffixes and path.is_file()) if root.is_dir() else [root]
        for path in inner:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def joined(fingerprints: Mapping[str, str]) -> str:
    """One SHA-256 of several, by name."""
    return settings_hash(fingerprints)
