import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.language import Language
from pipeline.text.dates import find_dates

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "dates.json").read_text(encoding="utf-8"))["cases"]
PIECES = st.lists(
    st.sampled_from(
        [
            "2024",
            "年",
            "7",
            "月",
            "18",
            "日",
            "上周",
            "五",
            "今天",
            "July ",
            "last ",
            "Friday",
            " ",
            "-",
            "/",
            "Q3",
            "三",
            "天前",
            "2 weeks ago",
            "民国",
        ]
    ),
    max_size=14,
)
ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?|-W\d\d|-Q[1-4]|-H[12])?|--\d\d(-\d\d)?")


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["id"])
def test_find_dates_reads_the_vectors(case: dict[str, Any]) -> None:
    anchor = date.fromisoformat(case["anchor"]) if case["anchor"] else None
    found = find_dates(case["text"], Language(case["language"]), anchor)
    assert [{"surface": d.surface, "iso": d.iso, "precision": d.precision, "is_resolved": d.is_resolved} for d in found] == case["expected"]


@given(st.text(max_size=60) | PIECES.map("".join), st.none() | st.dates())
def test_dates_are_sorted_spans_with_iso_values(text: str, anchor: date | None) -> None:
    end = 0
    for found in find_dates(text, Language.ZH_HANS, anchor):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end].startswith(found.surface)
        assert ISO.fullmatch(found.iso)
        assert anchor is not None or not found.is_resolved
        end = found.end


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_in_all_three_languages(day: date) -> None:
    chinese = f"于{day.year}年{day.month}月{day.day}日举行"
    english = f"held on {day:%B} {day.day}, {day.year} in town"
    assert [d.iso for d in find_dates(chinese, Language.ZH_HANS)] == [day.isoformat()]
    assert [d.iso for d in find_dates(english, Language.EN)] == [day.isoformat()]
    assert [d.iso for d in find_dates(f"on {day.isoformat()}.", Language.EN)] == [day.isoformat()]


def test_value_has_the_unit_date() -> None:
    (found,) = find_dates("2023年10月", Language.ZH_HANS)
    assert (found.value().unit, found.value().low) == ("date", "2023-10")


@pytest.mark.parametrize("text", ["前年", "去年5月", "去年第三季度", "去年上半年"])
def test_a_year_before_the_first_is_none(text: str) -> None:
    assert [found.iso for found in find_dates(text, Language.ZH_HANS, date(1, 1, 1))] == []
