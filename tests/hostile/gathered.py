"""The hostile inputs of all rooms as files of a corpus: whatever their tests are given, so that new ones come by themselves."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import SEEDS
from tests.ingest.documents.test_mail import nested
from tests.ingest.documents.test_pdf import hostile as hostile_pdfs

TESTS = Path(__file__).parents[1]
SUFFIXES = {"captions": ".srt", "cleaning": ".txt", "collections": ".xml", "documents": ".xml", "pages": ".html", "texts": ".md"}
ROOMS_OF_TEXT = ("extract", "text", "verify", "express", "llm", "runs", "replies", "render", "storage")
SHORT = 25  # of one that is refused for that alone
LONG = 4_000  # characters of a text that is a document by itself
BROKEN_SEEDS = 120
WORST_PDFS = ("stream bomb", "operator bomb", "deep arrays")  # as large as all other inputs together: bounded in their own room's tests


@cache
def documents() -> dict[str, bytes]:
    """By name, each once: files of the rooms that read, texts of the rooms behind them, broken seeds of the fuzz tests."""
    found = {f"pdf-{name.replace(' ', '-')}.pdf": data for name, data in hostile_pdfs().items() if name not in WORST_PDFS}
    found |= {"deep.eml": nested(5_000), **{f"seed-{name}": data for name, data in SEEDS.items()}}
    found |= {f"broken-{number}-{name}": data for number in range(BROKEN_SEEDS) for name, data in [mutated(number)]}
    found |= dict(_files())
    found |= dict(_texts())
    return {f"gathered/{name}": data for name, data in found.items()}


def cases(module: ModuleType) -> list[str | bytes]:
    """Every text and every run of bytes that a module's tests are given, in order, each once."""
    found: dict[str | bytes, None] = {}
    for test in vars(module).values():
        for mark in getattr(test, "pytestmark", ()):
            if mark.name == "parametrize":
                found.update(dict.fromkeys(_strings(mark.args[1])))
    return list(found)


def _files() -> Iterator[tuple[str, bytes]]:
    for module in _modules("ingest"):
        suffix = SUFFIXES.get(module.__name__.split(".")[2], ".txt")
        for number, case in enumerate(case for case in cases(module) if len(case) >= SHORT):
            yield f"{_stem(module)}-{number}{suffix}", _bytes(case)


def _texts() -> Iterator[tuple[str, bytes]]:
    """Long texts by themselves, the short ones of a module together."""
    for room in ROOMS_OF_TEXT:
        for module in _modules(room):
            given = cases(module)
            for number, case in enumerate(case for case in given if len(case) >= LONG):
                yield f"{_stem(module)}-{number}.txt", _bytes(case)
            if short := [_bytes(case) for case in given if len(case) < LONG and not isinstance(case, bytes)]:
                yield f"{_stem(module)}.txt", b"\n".join(short)


def _modules(room: str) -> list[ModuleType]:
    names = sorted(path.relative_to(TESTS).with_suffix("").parts for path in (TESTS / room).rglob("test_*.py"))
    return [importlib.import_module(".".join(("tests", *name))) for name in names]


def _strings(value: Any) -> Iterator[str | bytes]:
    if isinstance(value, str | bytes):
        yield value
    elif isinstance(value, dict):
        yield from _strings([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _strings(one)
    elif hasattr(value, "values") and hasattr(value, "marks"):
        yield from _strings(value.values)


def _bytes(case: str | bytes) -> bytes:
    return case if isinstance(case, bytes) else case.encode("utf-8", "surrogatepass")


def _stem(module: ModuleType) -> str:
    return "-".join(module.__name__.split(".")[1:])
