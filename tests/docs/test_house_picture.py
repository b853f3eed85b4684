"""The picture of the house is the one that the contract would give now, and CONTRIBUTING tells of the same rooms."""

from __future__ import annotations

from itertools import chain, pairwise

from tests.docs.house import PICTURE, floors, layers, picture
from tests.docs.pages import ROOT


def test_the_picture_is_current() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "run `make docs`"


def test_every_room_has_its_floor_and_floors_fall() -> None:
    numbers = floors()
    rooms = list(chain.from_iterable(layers()))
    assert {room for room in rooms if room not in numbers} == set()
    assert all(above >= below for above, below in pairwise(numbers[room] for room in rooms))
    held = {path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")}
    assert held == {room for room in rooms if (ROOT / "pipeline" / room).is_dir()}
