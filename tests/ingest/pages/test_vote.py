from __future__ import annotations

from collections.abc import Sequence

import pytest
from lxml.html import document_fromstring

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.pages.cues import Cues
from pipeline.ingest.pages.vote import vote

A, B, C = (
    f"The {name} mill grinds rye on Mondays and wheat on every other day, and its miller sells the flour at the door."
    for name in ("upper", "middle", "lower")
)
CUES = Cues(document_fromstring("<html><head><title>Three mills that grind rye and wheat</title></head><body></body></html>"))


def passages(texts: Sequence[str], kind: BlockKind = BlockKind.PARAGRAPH) -> list[Passage]:
    return [Passage(kind, (Line(text, number),)) for number, text in enumerate(texts, start=1)]


def merged(first: list[Passage], second: list[Passage], captions: str = "") -> list[str]:
    return [passage.text for passage in vote(first, second, CUES, captions)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([A, "Advert", B], [A, B], [A, B]),
        ([A, "It is old.", B], [A, B], [A, "It is old.", B]),
        ([B, C], [A, B, C], [A, B, C]),
        ([A, C], [A, B, C], [A, B, C]),
        ([A, B, "Read about our other mills today"], [A, B], [A, B]),
        ([A, B], [], [A, B]),
        ([], [A], [A]),
    ],
    ids=["advert", "sentence", "lead", "middle", "tail", "only the first", "only the second"],
)
def test_what_one_reading_has_must_look_like_text(first: list[str], second: list[str], expected: list[str]) -> None:
    assert merged(passages(first), passages(second)) == expected


def test_tables_code_and_captions_need_no_second_voice() -> None:
    first = [*passages([A]), *passages(["a | b"], BlockKind.TABLE_ROW), *passages(["x = 1"], BlockKind.CODE), *passages(["The upper mill", B])]
    assert merged(first, passages([A, B]), captions="The upper mill") == [A, "a | b", "x = 1", "The upper mill", B]


def test_headings_stay_above_what_stays() -> None:
    first = [
        *passages([A]),
        *passages(["The lower mill"], BlockKind.HEADING),
        *passages([C]),
        *passages(["Most read"], BlockKind.HEADING),
        *passages(["Weather", B]),
    ]
    assert merged(first, passages([A, C, B])) == [A, "The lower mill", C, B]


def test_of_readings_of_different_parts_the_pages_head_tells_the_article() -> None:
    other = ["We use small files to remember you, and our four hundred partners do so as well, as you surely know by now."] * 2
    assert merged(passages(other), passages([A, B])) == [A, B]
    assert merged(passages([A, B]), passages(other)) == [A, B]
