"""Rows of a grammar are tried only where their cue stands; that changes nothing of what is found."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.text.calendar import dates_en, dates_zh
from pipeline.text.calendar.grammar import Grammar, Handler, Row
from pipeline.text.calendar.reckoning import Reckoned

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "dates.json").read_text(encoding="utf-8"))["cases"]
ENGLISH = (
    "2024-07-18", "2024/07", "20240718", "2024 7 18", "12/31/2024", "07/2024", "july 18, 2024", "the first of may 2020", "18 jul 2024", "2024-jul-18",
    "2024/18/jul", "jul-18-2024", "jul/2024/18", "18/2024/jul", "may, 2024", "march of '24", "monday, june 3rd", "third of june", "last september",
    "october", "in may", "of march", "fiscal year 2024", "fy24", "since 2019", "mid-2021", "=2020", "in nineteen eighty four", "2024", "= 2023",
    "the second quarter of 2024", "q3 2024", "2024 q1", "the first half of 2023", "h2 2024", "2024-w30", "week 12 of 2024", "the 3rd month of 2024",
    "the 21st of this month", "tuesday the eleventh", "next friday", "this past monday", "friday of last week", "last quarter", "the end of the year",
    "yesterday", "the day after tomorrow", "christmas 2024", "new year's day", "three weeks ago", "in two months", "5 days after january 12th",
    "twenty-one days from now", "two weeks before new year",
)  # fmt: skip
CHINESE = (
    "2023年10月5日", "去年12月", "民国113年", "7月18日", "2024年第三季度", "Q3", "上半年", "2023年下半年", "2024年第30周", "2024年第3个月", "上周五",
    "本周末", "下个月", "上季度", "昨天", "今晚", "29日", "2024-07-18", "三天前", "两周后", "半年前", "十二月三号",
)  # fmt: skip
TEXTS = sorted({*(str(case["text"]) for case in VECTORS), *ENGLISH, *CHINESE})


def _nothing(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    return None


def _other(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    return None


def _rows(handlers: Any) -> list[tuple[re.Pattern[str], re.Pattern[str], Handler]]:
    return [(cue, pattern, handler) for cue, rows in handlers._rows.items() for _, pattern, handler in rows]


@pytest.mark.parametrize("grammar", [dates_en._grammar(), dates_zh._grammar()], ids=["English", "Chinese"])
def test_whatever_a_row_matches_has_its_cue(grammar: Grammar) -> None:
    matched: set[re.Pattern[str]] = set()
    for cue, pattern, _ in _rows(grammar):
        for text in TEXTS:
            for match in pattern.finditer(text):
                matched.add(pattern)
                found = cue.search(text, match.start())
                assert found is not None, (cue.pattern, match[0])
                assert found.end() <= match.end(), (cue.pattern, match[0])
    assert {pattern.pattern for _, pattern, _ in _rows(grammar)} - {pattern.pattern for pattern in matched} == set()


def test_matches_come_in_the_order_of_the_rows() -> None:
    grammar = Grammar([Row("b", "b.", _nothing), Row("a", "a.", _other), Row("b", ".b", _other)])
    found = grammar.matches("ab bc", [(0, 5)])
    assert [(match[0], handler) for match, handler in found] == [("b ", _nothing), ("bc", _nothing), ("ab", _other), ("ab", _other), (" b", _other)]


def test_a_row_is_not_tried_where_its_cue_is_missing() -> None:
    grammar = Grammar([Row("year", r"\d{4}", _nothing)])
    assert grammar.matches("in 2024", [(0, 7)]) == []
    assert [match[0] for match, _ in grammar.matches("year 2024, then 2025", [(0, 9), (10, 20)])] == ["2024"]
