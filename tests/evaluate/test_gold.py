"""Gold rows: the figure in `value` and `unit`, and what docs/evaluation.md says of them."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.evaluate.gold import Gold, load_gold, same_date
from pipeline.evaluate.table import COLUMNS

DOCS = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def loaded(folder: Path, **row: object) -> Gold:
    """A row as it is read from a file."""
    full = {"id": "x", "subject_regex": "x", "value": "1", "quote": "q", "value_regexes": [], **row}
    (folder / "a.jsonl").write_text(f"{json.dumps(full)}\n\n", encoding="utf-8")
    ((gold,),) = load_gold(folder).values()
    return gold


@pytest.mark.parametrize(
    ("value", "unit", "figure"),
    [
        ("61.5%", "%", ("61.5", "61.5", "percent")),
        (">60% cheaper", "%", ("60", "60", "percent")),
        ("60%-65%", "%", ("60", "65", "percent")),
        ("15", "US cents / 1M tokens", ("0.15", "0.15", "USD")),
        ("64K", "tokens", ("64000", "64000", "token")),
        ("70+", "languages", ("70", "70", "count")),
        ("2031-03", "date", ("2031-03", "2031-03", "date")),
        ("07-18", "date", ("--07-18", "--07-18", "date")),
        ("soon", "date", (None, None, None)),
        ("not told", "tokens", (None, None, None)),
        ("42", None, (None, None, None)),
    ],
)
def test_a_figure_is_read_from_value_and_unit(value: str, unit: str | None, figure: tuple[str | None, ...], tmp_path: Path) -> None:
    gold = loaded(tmp_path, value=value, unit=unit)
    assert (gold.low, gold.high, gold.unit_id) == figure
    assert gold.is_figure is (figure[0] is not None)


def test_a_row_that_gives_base_units_is_taken_at_its_word(tmp_path: Path) -> None:
    assert loaded(tmp_path, value="5%", unit="%", low=None).low is None
    assert loaded(tmp_path, value="5%", unit="%", low="0.05", high="0.05", unit_id="ratio").unit_id == "ratio"


def test_only_rows_with_speakers_judge_speech(tmp_path: Path) -> None:
    assert not loaded(tmp_path).tells_speakers
    assert loaded(tmp_path, said_by=None).tells_speakers


def test_a_value_that_is_a_number_is_read_as_text(tmp_path: Path) -> None:
    assert loaded(tmp_path, value=15, unit="USD").low == "15"


def test_dates_lack_the_year_on_either_side() -> None:
    assert same_date("2031-07-18", "--07-18")
    assert not same_date("2031-07-18", "--07-19")


def test_gold_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"a\.jsonl: cannot be read"):
        load_gold(tmp_path)


def test_the_documented_row_is_one(tmp_path: Path) -> None:
    row = json.loads(DOCS.split("```json\n")[1].split("```")[0])
    gold = loaded(tmp_path, **row)
    assert (gold.low, gold.unit_id, gold.importance) == ("61.5", "percent", 3)


def test_fields_and_shares_are_documented() -> None:
    for field in fields(Gold):
        assert f"`{field.name}`" in DOCS or f'"{field.name}"' in DOCS or field.name == "tells_speakers", field.name
    for share in (*COLUMNS, "bounds", "units", "speech", "evidence", "figures", "parity"):
        assert re.search(rf"^\|.*`{share}`", DOCS, flags=re.M), share
