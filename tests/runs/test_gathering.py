from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.report import Failed
from pipeline.errors import MissingDependencyError, OutputError, SourceError
from pipeline.runs.gathering import Gathering


@dataclass
class Web:
    """A web of a few pages; a page whose text begins with `list:` is a collection of the addresses that follow."""

    pages: Mapping[str, str]
    asked: list[str] = field(default_factory=list)
    is_closed: bool = False

    def fetch(self, ref: SourceRef) -> Source:
        self.asked.append(ref.address)
        if ref.address not in self.pages:
            raise SourceError(f"{ref.address}: not found; check the address")
        return Source(ref=ref, data=self.pages[ref.address].encode())

    def close(self) -> None:
        self.is_closed = True


def expand(source: Source) -> tuple[Source | SourceRef, ...] | None:
    kind, _, rest = source.data.decode().partition(":")
    if kind == "missing":
        raise MissingDependencyError(f"{source.ref.address}: feeds need feedparser")
    if kind == "bug":
        raise ZeroDivisionError
    if kind == "full":
        raise OutputError("cache: cannot be written")
    if kind == "whole":
        return (Source(ref=SourceRef(address=f"{source.ref.address}#1", name="feed/item.html"), data=rest.encode()),)
    return tuple(SourceRef(address=name, name="feed/item.html") for name in rest.split()) if kind == "list" else None


def gathered(pages: Mapping[str, str], *addresses: str) -> list[tuple[str, str]]:
    found = Gathering(read=Web(pages).fetch, expand=expand).sources([SourceRef(address=a, name=f"{n}.html") for n, a in enumerate(addresses)])
    return [(ref.name, what.reason if isinstance(what, Failed) else what.data.decode()) for ref, what in found]


def test_a_collection_stands_for_its_items_and_an_item_that_cannot_be_had_is_told() -> None:
    pages = {"http://a/feed": "list: http://a/1 http://a/2 http://a/gone", "http://a/1": "one", "http://a/2": "two"}
    (first, second, gone) = gathered(pages, "http://a/feed")
    assert (first, second[1]) == (("feed/item.html", "one"), "two")
    assert second[0].startswith("feed/item-")
    assert gone[1] == "http://a/gone: not found; check the address"


def test_a_collection_in_a_collection_is_opened_and_no_deeper() -> None:
    pages = {"http://a/0": "list: http://a/1", "http://a/1": "list: http://a/2", "http://a/2": "list: http://a/3", "http://a/3": "text"}
    assert gathered(pages, "http://a/0") == [("feed/item.html", "list: http://a/3")]


def test_nothing_comes_twice_and_no_ring_is_endless() -> None:
    pages = {"http://a/feed": "list: http://a/feed http://a/1 http://a/1", "http://a/1": "one"}
    assert gathered(pages, "http://a/feed", "http://a/1") == [("feed/item.html", "one")]


def test_items_that_come_with_their_text_are_not_fetched() -> None:
    assert gathered({"http://a/feed": "whole: text"}, "http://a/feed") == [("feed/item.html", " text")]


@pytest.mark.parametrize(
    ("text", "reason"), [("list:", "no documents in it"), ("missing:", "need feedparser"), ("bug:", "internal error (ZeroDivisionError")]
)
def test_a_collection_that_gives_nothing_is_reported(text: str, reason: str) -> None:
    ((_, said),) = gathered({"http://a/feed": text}, "http://a/feed")
    assert reason in said


def test_a_folder_that_cannot_be_written_ends_the_run() -> None:
    with pytest.raises(OutputError):
        gathered({"http://a/feed": "full:"}, "http://a/feed")
