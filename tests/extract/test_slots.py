from __future__ import annotations

import re

import pytest

from pipeline.extract.slots import compile_slots, literals_of, own_ids
from pipeline.extract.tokens import KIND_CHARS

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
