from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import pytest

from pipeline.config import Settings
from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import PipelineError, SourceError
from pipeline.ingest.collections.expand import expand
from pipeline.ingest.registry import ingest
from pipeline.runs.digesting import make_digest
from pipeline.workflows import make_recipe
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import SEEDS

FEW, MANY, WHOLE = 300, 10_000, 1_000
MOST_SECONDS = 2.0  # of this process's own time, for one input
BUDGET = 900.0  # seconds for MANY inputs


class TooSlow(BaseException):
    """An input took longer than MOST_SECONDS; no `except Exception` may hide it."""


@contextmanager
def bounded() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def read(source: Source) -> list[Source | SourceRef]:
    """Reads a document, or each document of a collection; returns what was read."""
    parts = expand(source)
    if parts is None:
        ingest(source)
        return [source]
    for part in parts:
        if isinstance(part, Source):
            ingest(part)
    return list(parts)


def fault(name: str, data: bytes) -> str | None:
    """What is wrong with how an input ends: nothing, when it is a document or one clear line."""
    address = f"in/{name}"
    try:
        with bounded():
            read(Source(ref=SourceRef(address=address, name=name), data=data))
    except PipelineError as error:
        message = str(error)
        return None if "\n" not in message and message.startswith(address) and len(message) < 500 else f"unclear: {message!r}"
    except (Exception, TooSlow) as error:
        return f"{type(error).__name__}: {error}"
    return None


def faults(numbers: range) -> list[str]:
    return [
        f"{number} ({name}, {len(data)} bytes): {wrong}" for number in numbers for name, data in [mutated(number)] if (wrong := fault(name, data))
    ]


@pytest.mark.parametrize("name", SEEDS)
def test_the_seeds_are_valid(name: str) -> None:
    assert read(Source(ref=SourceRef(address=f"in/{name}", name=name), data=SEEDS[name]))


def test_broken_files_end_in_a_document_or_one_line() -> None:
    assert faults(range(FEW)) == []


@pytest.mark.slow
def test_ten_thousand_broken_files_end_in_a_document_or_one_line() -> None:
    started = time.process_time()
    assert faults(range(FEW, FEW + MANY)) == []
    assert time.process_time() - started < BUDGET


@pytest.mark.slow
def test_broken_documents_are_digested_or_refused() -> None:
    recipe = make_recipe(Settings())
    for number in range(WHOLE):
        name, data = mutated(number)
        source = Source(ref=SourceRef(address=f"in/{name}", name=name), data=data)
        with suppress(SourceError):
            if expand(source) is None:
                assert all(page.encode() for page in make_digest(source, recipe).pages.values())
