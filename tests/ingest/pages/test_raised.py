"""Raised numbers: a power never becomes another number, a note's mark never a part of one."""

from __future__ import annotations

import pytest

from pipeline.ingest.pages.tree import parse


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("10<sup>6</sup> times", "10⁶ times"),
        ("3 × 10<sup>-3</sup> g", "3 × 10⁻³ g"),
        ("40 km<sup>2</sup> of land", "40 km² of land"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("said the team<sup>3</sup> on Monday", "said the team on Monday"),
        ("up 6.5%<sup>2</sup> in all", "up 6.5% in all"),
        ("in 2023<sup><a href='#n4'>4</a></sup> too", "in 2023 too"),
        ("他们说<sup>[12]</sup>。", "他们说。"),
        ("<b>10</b><sup>6</sup> times", "10⁶ times"),
    ],
)
def test_powers_stay_powers_and_notes_go(markup: str, expected: str) -> None:
    tree = parse(f"<html><body><p>{markup}</p></body></html>")
    assert tree is not None
    assert "".join(tree.itertext()) == expected
