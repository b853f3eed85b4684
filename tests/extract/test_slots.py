from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.language import Language
from pipeline.extract.reading import read
from pipeline.extract.slots import compile_slots, literals_of, needed, own_ids
from pipeline.extract.tables import load_tables
from pipeline.extract.tokens import KIND_CHARS
from pipeline.text.glossary import Glossary
from tests.factories import document

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "extract.json").read_text(encoding="utf-8"))["cases"]
MODEL = KIND_CHARS["model"]
PERCENT = KIND_CHARS["percent"]


def test_a_slot_matches_a_token_of_its_class_and_no_other() -> None:
    pattern = re.compile(compile_slots("{s:model}得分{v:percent}", True, {}))
    match = pattern.search(f"{MODEL}得分{PERCENT}")
    assert match is not None
    assert (match["s"], match["v"]) == (MODEL, PERCENT)
    assert pattern.search(f"{PERCENT}得分{PERCENT}") is None


def test_a_list_slot_takes_all_of_a_list() -> None:
    chinese = re.search(compile_slots("优于{o:model+}", True, {}), f"优于{MODEL}、{MODEL}和{MODEL}。")
    english = re.search(compile_slots("beats {o:model+}", False, {}), f"beats {MODEL}, {MODEL} and {MODEL}.")
    assert chinese is not None
    assert english is not None
    assert chinese["o"].count(MODEL) == english["o"].count(MODEL) == 3


def test_an_optional_slot_is_optional() -> None:
    assert re.fullmatch(compile_slots("发布{w:date}?了", True, {}), "发布了") is not None


def test_a_gap_crosses_no_name_and_no_clause_border() -> None:
    pattern = re.compile(compile_slots("发布~{s:model}", True, {}))
    assert pattern.search(f"发布全新的{MODEL}") is not None
    assert pattern.search(f"发布会,{MODEL}") is None


def test_ids_and_words_of_rows_are_found() -> None:
    rows = ["{=context_window}为{v:tokens}", "优于{a=score|accuracy}"]
    assert own_ids(rows) == {"context_window", "score", "accuracy"}
    assert literals_of(rows).split() == ["为", "优于"]


@pytest.mark.parametrize("row", ["{s:nosuchclass}", "{=no_such_id}"])
def test_an_unknown_class_or_id_is_an_error(row: str) -> None:
    with pytest.raises(KeyError):
        compile_slots(row, True, {})


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ("{s:model}得分{v:percent}", [f"{MODEL}得{PERCENT}", f"{MODEL}得分"]),
        ("(?P<p>{model})~说", [f"{PERCENT}说", MODEL]),
        ("(?:和|与){model}(?=年)", [f"和{MODEL}"]),
    ],
)
def test_a_row_is_not_tried_without_what_it_needs(row: str, texts: list[str]) -> None:
    for text in texts:
        assert any(choice.isdisjoint(text) for choice in needed(row, {})), text


@pytest.mark.parametrize("row", ["{model}|说", "(?:{model})?", "{model}*", "说?", "(?!{model}说)", "[{}说]", "(?:{model}说|高)", "(?:说){0,2}"])
def test_alternatives_and_options_are_not_needed(row: str) -> None:
    assert needed(row, {}) == ()


@pytest.mark.parametrize("name", ["zh", "en"])
def test_rows_are_left_out_only_where_they_do_not_match(name: str) -> None:
    language = "en" if name == "en" else "zh-Hans"
    tables = load_tables(name)
    texts = [case["text"] for case in CASES if case["language"] == language][:12]
    matched = 0
    for line in (line for text in texts for line in read(document(text, Language(language)), Glossary.builtin()).lines):
        text, characters = line.masked.text, line.masked.characters
        for sought in (sought for row in tables.rows for sought in row.patterns):
            found = [match.span() for match in sought.in_text(text, characters)]
            assert found == [match.span() for match in sought.pattern.finditer(text)], sought.source
            matched += len(found)
    assert matched > 10
