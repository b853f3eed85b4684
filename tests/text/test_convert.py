"""Conversion between the scripts: what an editor would print, what stays, and that a second pass changes nothing."""

import json
import tomllib
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError, MissingDependencyError
from pipeline.text.convert import TARGETS, Converter, check_opencc, quotation_marks, script_counts, space_scripts

VECTORS = Path(__file__).parents[1] / "vectors"
EDITOR = json.loads((VECTORS / "convert_tw.json").read_text("utf-8"))["cases"]
CASES = json.loads((VECTORS / "convert.json").read_text("utf-8"))
MAINLAND = json.loads((VECTORS / "convert_cn.json").read_text("utf-8"))["cases"]
OPEN = json.loads((VECTORS / "convert_open.json").read_text("utf-8"))["cases"]
TAIWAN = Converter("zh-Hant-TW")


@pytest.mark.parametrize("case", EDITOR, ids=[case["input"] for case in EDITOR])
def test_convert_prints_what_a_taiwanese_editor_would(case: dict[str, str]) -> None:
    assert TAIWAN.convert(case["input"]) == case["expected"]


@pytest.mark.parametrize("case", MAINLAND, ids=[case["input"] for case in MAINLAND])
def test_convert_prints_what_a_mainland_editor_would(case: dict[str, str]) -> None:
    converter = Converter("zh-Hans")
    assert converter.convert(case["input"]) == case["expected"]
    assert converter.convert(case["expected"]) == case["expected"]


@pytest.mark.parametrize("case", OPEN, ids=[case["input"] for case in OPEN])
def test_convert_chooses_among_the_forms_of_a_character(case: dict[str, str]) -> None:
    assert TAIWAN.convert(case["input"]) == case["expected"]


def test_no_word_of_the_mainland_is_converted_again() -> None:
    table = tomllib.loads(resources.files("pipeline.text").joinpath("data/convert/mainland.toml").read_text(encoding="utf-8"))
    converter, texts = Converter("zh-Hans"), {text for group in table["words"].values() for text in group.values()}
    assert [text for text in sorted(texts) if converter.convert(text) != text] == []


def test_convert_leaves_protected_spans_on_the_way_to_the_mainland() -> None:
    text = "執行 `軟體` 的 [檔案](https://a.tw/檔案.html)"
    assert Converter("zh-Hans").convert(text) == "执行 `軟體` 的 [文件](https://a.tw/檔案.html)"


def test_convert_to_the_mainland_without_wording_changes_characters_only() -> None:
    assert Converter("zh-Hans", wording=False).convert("軟體與硬碟，川普與雪梨") == "软体与硬碟，川普与雪梨"


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_convert_by_region(case: dict[str, Any]) -> None:
    for target, expected in case["expected"].items():
        assert Converter(target, wording=case.get("wording", True)).convert(case["input"]) == expected


@pytest.mark.parametrize("target", TARGETS)
def test_convert_leaves_genuine_text_of_the_target_alone(target: str) -> None:
    text = "这个软件的质量很好，“真的”。" if target == "zh-Hans" else "這個參數的質量，發佈於里長家裡，「真的」。"
    assert Converter(target).convert(text) == text


def test_convert_keeps_simplified_quotations_in_a_traditional_document() -> None:
    text = "這篇文章說明二分搜尋的實作細節與邊界條件，並附上參考資料與測試結果，請讀者自行驗證。\n> 顺序查找\n"
    assert TAIWAN.convert(text) == text


def test_convert_treats_each_line_of_a_mixed_text_by_its_script() -> None:
    assert TAIWAN.convert("数据库里的信息\n資料庫裡的資訊，參數質量") == "資料庫裡的資訊\n資料庫裡的資訊，參數質量"


def test_convert_leaves_japanese_alone() -> None:
    text = "国会図書館は東京にあります。"
    assert TAIWAN.convert(text) == text


def test_convert_leaves_protected_terms() -> None:
    assert Converter("zh-Hant-TW", protected=["数据宝", "数据"]).convert("数据宝的数据是信息") == "数据宝的数据是資訊"


def test_convert_rejects_an_unknown_target() -> None:
    with pytest.raises(ConfigError, match="zh-Hant-TW"):
        Converter("zh-TW")


@pytest.mark.parametrize("module", [SimpleNamespace(), SimpleNamespace(__version__="0.1.7"), SimpleNamespace(CONFIGS=[], __version__="2.0")])
def test_check_opencc_says_how_to_mend_another_package(module: object) -> None:
    with pytest.raises(MissingDependencyError, match="pip install"):
        check_opencc(module)


def test_check_opencc_accepts_the_official_package() -> None:
    import opencc

    check_opencc(opencc)
    assert hasattr(opencc, "CONFIGS")


@pytest.mark.parametrize("text", ["", "\ud800发现\udfff", "发\x00现", "\u202e发现\u202c", "\ue000发现\ue001", "发\u0301现"])
def test_convert_survives_odd_characters(text: str) -> None:
    assert TAIWAN.convert(text) == text.replace("发现", "發現").replace("发", "發").replace("现", "現")


@pytest.mark.parametrize("unit", ["发", "9", "`发", "-{", "<script>", "```发\n", "发_", "a@", "/发 ", "](", "{{", "‘"])
def test_convert_takes_linear_time_on_hostile_text(unit: str) -> None:
    text = unit * (30_000 // len(unit))
    assert TAIWAN.convert(TAIWAN.convert(text)) == TAIWAN.convert(text)


SYLLABLES = st.text(alphabet="发发后里干只了如果信息数据库用户質量資訊影片檔案程式公尺裡皇后台的，。“”「‘’\n `_/aB1", max_size=40)


@given(SYLLABLES, st.sampled_from(TARGETS), st.booleans())
def test_a_second_pass_changes_nothing(text: str, target: str, wording: bool) -> None:
    converter = Converter(target, wording=wording)
    once = converter.convert(text)
    assert converter.convert(once) == once


@given(SYLLABLES)
def test_convert_keeps_the_lines(text: str) -> None:
    assert TAIWAN.convert(text).count("\n") == text.count("\n")


def test_quotation_marks_keep_apostrophes_and_latin_lines() -> None:
    text = "他说“it’s”好。\n“Don’t,” she said."
    assert quotation_marks(text, "zh-Hant-HK") == "他说「it’s」好。\n“Don’t,” she said."


def test_quotation_marks_of_the_mainland() -> None:
    assert quotation_marks("「『好』字」", "zh-Hans") == "“‘好’字”"


def test_space_scripts_is_stable() -> None:
    once = space_scripts("用GPT-4o处理3个任务")
    assert once == "用 GPT-4o 处理 3 个任务"
    assert space_scripts(once) == once


def test_script_counts_ignores_what_both_scripts_share() -> None:
    assert script_counts("人口與户") == (0, 1)


def test_risks_names_the_alternatives() -> None:
    text = "信息的代码`干`，他在干"
    risks = TAIWAN.risks(text)
    assert [text[r.start : r.end] for r in risks] == [r.surface for r in risks]
    dry = next(r for r in risks if r.surface == "干")
    assert dry.start == text.rindex("干")
    assert {dry.converted, *dry.alternatives} >= {"乾", "幹"}


def test_risks_of_taiwans_words_on_the_mainland() -> None:
    text = "資料庫裡的這些資料，他說的檔案"
    found = [(risk.surface, risk.start, risk.converted, risk.alternatives) for risk in Converter("zh-Hans").risks(text)]
    assert found == [("資料", 7, "资料", ("数据",)), ("檔案", 13, "文件", ("档案",))]


@pytest.mark.parametrize("character", "干面发后里只余复系松卷冲曲谷斗表制准游丑征板胡舍升御郁愿云致症钟周朱筑")
def test_risks_reports_a_character_that_no_phrase_decides(character: str) -> None:
    (risk,) = TAIWAN.risks(f"说{character}吧")
    assert risk.surface == character
    assert risk.alternatives
    assert risk.converted not in risk.alternatives


def test_risks_is_empty_for_what_has_one_reading() -> None:
    assert TAIWAN.risks("模型参数很大") == []
