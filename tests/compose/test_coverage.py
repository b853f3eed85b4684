from __future__ import annotations

import pytest

from pipeline.compose.coverage import coverage
from pipeline.datamodel.digest import Note
from tests.factories import document, evidence

OF = document("".join(f"第{n:02}句。\n" for n in range(1, 21)))


def notes(*numbers: int) -> list[Note]:
    return [Note(n=i, evidence=(evidence(OF, f"第{n:02}句"),)) for i, n in enumerate(numbers, 1)]


def test_cited_is_the_share_of_characters() -> None:
    assert coverage(OF, notes(1, 2), 2, 2, 0).cited == pytest.approx(0.1)


def test_a_sentence_cited_twice_counts_once() -> None:
    assert coverage(OF, [*notes(1), *notes(1)], 2, 2, 0).cited == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("cited", "gaps"),
    [
        ((), ((1, 20),)),
        ((10,), ((1, 9), (11, 20))),
        ((4, 8, 12, 16, 20), ()),
        ((5, 6, 12, 13, 20), ((1, 4), (7, 11), (14, 19))),
        ((5, 10, 15, 20), ((1, 4), (6, 9), (11, 14))),
    ],
)
def test_gaps_are_the_longest_runs_in_order(cited: tuple[int, ...], gaps: tuple[tuple[int, int], ...]) -> None:
    assert coverage(OF, notes(*cited), 0, 0, 0).gaps == gaps


def test_an_empty_document_is_not_cited() -> None:
    assert coverage(document(""), [], 0, 0, 0).cited == 0.0
