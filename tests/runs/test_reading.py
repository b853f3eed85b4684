"""What is far away is read a few at a time, ahead of its turn, and comes in its turn."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import OutputError, SourceError
from pipeline.runs import reading
from pipeline.runs.gathering import Part
from pipeline.runs.reading import AHEAD, Reader
from tests.runs.test_gathering import Web


@dataclass
class Slow:
    """A web whose pages come when they are let; held: those that are asked for and did not come."""

    let: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    enough: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def fetch(self, ref: SourceRef) -> Source:
        self.asked.append(ref.address)
        self.enough.release()
        assert self.let.wait(10)
        return Source(ref=ref, data=ref.address.encode())

    def close(self) -> None:
        self.let.set()


def refs(numbers: Iterable[int]) -> Iterator[SourceRef]:
    return (SourceRef(address=f"https://example.org/{n}", name=str(n)) for n in numbers)


def sure(part: Part) -> SourceRef:
    assert isinstance(part, SourceRef)
    return part


def test_the_fetcher_is_made_when_an_address_asks_for_it_and_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    made: list[Web] = []

    def make() -> Web:
        made.append(Web({"https://a/1": "one"}))
        return made[-1]

    reader = Reader(make)
    assert reader(SourceRef(address=str(tmp_path / "a.txt"), name="a.txt")).data == b"text"
    assert not made
    for _ in range(2):
        assert reader(SourceRef(address="https://a/1", name="1")).data == b"one"
    reader.close()
    assert [web.is_closed for web in made] == [True]


def test_what_is_far_away_is_asked_for_before_its_turn_and_never_more_than_a_few() -> None:
    web = Slow()
    reader = Reader(lambda: web)
    parts = reader.ahead(refs(count()))
    first = sure(next(parts))
    for _ in range(AHEAD + 1):
        assert web.enough.acquire(timeout=10)
    assert sorted(web.asked) == sorted(ref.address for ref in refs(range(AHEAD + 1)))
    web.let.set()
    assert reader(first).data == b"https://example.org/0"
    reader.close()


def test_parts_come_in_order_with_what_was_read_of_them() -> None:
    web = Slow()
    web.let.set()
    reader = Reader(lambda: web)
    whole = Source(ref=SourceRef(address="https://example.org/whole", name="whole"), data=b"whole")
    given: list[Part] = [*refs(range(20)), whole, *refs(range(20, 25))]
    read = [part if isinstance(part, Source) else reader(part) for part in reader.ahead(given)]
    assert [source.ref for source in read] == [part.ref if isinstance(part, Source) else part for part in given]
    assert len(web.asked) == 25
    reader.close()


def test_what_nobody_wants_is_dropped() -> None:
    web = Slow()
    web.let.set()
    reader = Reader(lambda: web)
    passed = list(reader.ahead(refs(range(3))))
    assert reader(next(refs([0]))).data
    assert len(passed) == 3
    assert len(web.asked) == 4, "what was dropped is read anew"
    reader.close()


def test_a_failure_is_told_in_its_turn() -> None:
    reader = Reader(lambda: Web({"https://example.org/1": "one"}))
    parts = reader.ahead(refs([0, 1]))
    with pytest.raises(SourceError, match=r"example\.org/0: not found"):
        reader(sure(next(parts)))
    assert reader(sure(next(parts))).data == b"one"


def test_a_fetcher_that_cannot_be_made_says_so_where_it_is_needed() -> None:
    def make() -> Web:
        raise OutputError("outputs/cache: cannot be written")

    reader = Reader(make)
    with pytest.raises(OutputError):
        reader(sure(next(reader.ahead(refs([1])))))


def test_what_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.05)
    web = Slow()
    reader = Reader(lambda: web)
    with pytest.raises(SourceError, match="no answer within"):
        reader(next(refs([1])))
    reader.close()
