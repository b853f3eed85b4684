"""Any text against any source."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.check import CheckedSentence, Verdict
from pipeline.datamodel.document import Document, Source, SourceRef
from pipeline.ingest.registry import ingest
from pipeline.text.convert import Converter
from pipeline.text.glossary import Glossary
from pipeline.verify.summary import check_sentences

VECTORS = Path(__file__).parents[1] / "vectors"
OWN = json.loads((VECTORS / "check.json").read_text("utf-8"))
SUMMARIES = json.loads((VECTORS / "factcheck.json").read_text("utf-8"))["cases"]
QUOTES = json.loads((VECTORS / "corrupted_quotes.json").read_text("utf-8"))["cases"]
BLIND = [json.loads((VECTORS / f"summaries_{n}.json").read_text("utf-8")) for n in (1, 2, 3, 4)]  # written before the checker saw them
LEAST = 0.92  # of the true that are accepted, and of the false that are found
LEAST_KINDS = 0.9  # of those found, with the right kind
PLANT = """海湾钢厂周一说，新炉子去年投产，每天炼钢3200吨。
这座炉子花了18亿元，由北岭重工建造。

工会主席何文说，钢厂可能在下半年招200人。
北岭重工今年还要为港口造4台吊车，每台价格2600万元。
"""


def read(text: str, name: str = "text.txt") -> Document:
    return ingest(Source(ref=SourceRef(address=name, name=name), data=text.encode()))


def checked(said: str, *sources: str) -> list[CheckedSentence]:
    return list(check_sentences(read(said), [read(source, f"source-{n}.txt") for n, source in enumerate(sources)], Glossary.builtin()))


def verdict(said: str, source: str) -> Verdict:
    verdicts = {sentence.verdict for sentence in checked(said, source)}
    return Verdict.UNSUPPORTED if Verdict.UNSUPPORTED in verdicts else min(verdicts, key=lambda v: v is Verdict.NOT_CHECKABLE)


def cases(vectors: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [{**case, "source": vectors["sources"][case["source"]]["text"]} for case in vectors["cases"]]


@pytest.mark.slow
@pytest.mark.parametrize("rows", [cases(OWN), SUMMARIES, *map(cases, BLIND)], ids=["own", "given", "blind-1", "blind-2", "blind-3", "blind-4"])
def test_what_is_true_is_accepted_and_what_is_false_is_found(rows: list[Mapping[str, Any]]) -> None:
    true = [row for row in rows if row["kind"] is None]
    false = [row for row in rows if row["kind"] is not None]
    accepted = [row for row in true if verdict(row["said"], row["source"]) is Verdict.SUPPORTED]
    found = [(row["kind"], {r.kind for s in checked(row["said"], row["source"]) for r in s.reasons}) for row in false]
    found = [(kind, kinds) for kind, kinds in found if kinds]
    assert len(accepted) >= LEAST * len(true)
    assert len(found) >= LEAST * len(false)
    assert sum(kind in kinds for kind, kinds in found) >= LEAST_KINDS * len(found)


@pytest.mark.slow
@pytest.mark.parametrize("target", [None, "zh-Hant-TW", "zh-Hans"])
def test_quotes_in_either_script(target: str | None) -> None:
    for case in QUOTES:
        convert = Converter(target).convert if target and case["language"] != "en" else str
        assert verdict(convert(case["true"]), case["source"]) is Verdict.SUPPORTED, case["true"]
        for false in case["false"]:
            assert verdict(convert(false["text"]), case["source"]) is Verdict.UNSUPPORTED, false["text"]


@pytest.mark.parametrize(
    ("said", "expected", "kinds"),
    [
        ("新炉子去年投产，花费18亿元。", Verdict.SUPPORTED, set()),
        ("海灣鋼廠的新爐子每天煉鋼3200噸，由北嶺重工建造。", Verdict.SUPPORTED, set()),
        ("The furnace cost 1.8 billion yuan and makes 3,200 tonnes of steel a day.", Verdict.SUPPORTED, set()),
        ("新炉子每天炼钢2300吨。", Verdict.UNSUPPORTED, {"number"}),
        ("钢厂下半年将招200人。", Verdict.UNSUPPORTED, {"polarity"}),
        ("新炉子今年投产。", Verdict.UNSUPPORTED, {"date"}),
        ("每台吊车价格18亿元。", Verdict.UNSUPPORTED, {"number"}),
        ("你怎么看？", Verdict.NOT_CHECKABLE, set()),
        ("值得细读。", Verdict.NOT_CHECKABLE, set()),
    ],
)
def test_a_sentence_has_its_verdict_and_reasons(said: str, expected: Verdict, kinds: set[str]) -> None:
    (sentence,) = checked(said, PLANT)
    assert sentence.verdict is expected
    assert {reason.kind for reason in sentence.reasons} >= kinds


def test_facts_that_stand_far_apart_may_be_merged() -> None:
    said = "新炉子花了18亿元，北岭重工的吊车每台2600万元。"
    (sentence,) = checked(said, PLANT)
    assert sentence.verdict is Verdict.SUPPORTED
    assert {place.line for place in sentence.evidence} >= {2, 5}


def test_evidence_stands_in_its_source() -> None:
    source = read(PLANT)
    for sentence in check_sentences(read("新炉子花了18亿元。\n\n工会主席何文说，钢厂可能招200人。"), [source], Glossary.builtin()):
        assert sentence.evidence
        for place in sentence.evidence:
            assert source.text[place.start : place.end] == place.quote


def test_a_heading_is_checked_where_it_has_a_figure() -> None:
    said = "# 新炉子每天炼钢3200吨\n\n## 新炉子每天炼钢2300吨\n\n## 何文怎么看将来的招聘\n\n新炉子花了18亿元。"
    expected = [Verdict.SUPPORTED, Verdict.UNSUPPORTED, Verdict.NOT_CHECKABLE, Verdict.SUPPORTED]
    assert [sentence.verdict for sentence in check_sentences(read(said, "s.md"), [read(PLANT)], Glossary.builtin())] == expected


def test_each_source_may_bear_a_sentence() -> None:
    both = checked("新炉子花了18亿元。\n\n渡轮每小时开40公里。", PLANT, "新渡轮每小时开40公里，可坐300人。")
    assert [sentence.verdict for sentence in both] == [Verdict.SUPPORTED, Verdict.SUPPORTED]
    assert [sentence.evidence[0].source for sentence in both] == ["source-0.txt", "source-1.txt"]


def test_a_bilingual_summary_is_read_in_both_languages() -> None:
    said = "新炉子每天炼钢3200吨，花了18亿元。\n\nThe furnace cost 1.8 billion yuan.\n\nThe furnace cost 8.1 billion yuan."
    assert [s.verdict for s in checked(said, PLANT)] == [Verdict.SUPPORTED, Verdict.SUPPORTED, Verdict.UNSUPPORTED]


def test_a_subject_of_which_the_source_does_not_say_it_is_named() -> None:
    source = (
        "OpenAI 周二发布了新的小模型。它的价格下降了六成。\n\n" + "天气很好，大家都去看了展览。" * 4 + "\n\nMistral AI 也发布了小模型，支持多种语言。"
    )
    (sentence,) = checked("OpenAI 和 Mistral AI 的小模型价格都下降了。", source)
    assert [(reason.kind, reason.said) for reason in sentence.reasons] == [("name", "Mistral AI")]
