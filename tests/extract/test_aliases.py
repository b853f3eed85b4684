from __future__ import annotations

import time

import pytest

from pipeline.datamodel.language import Language
from pipeline.extract.reading import Reading, read
from pipeline.text.glossary import Glossary
from tests.factories import document

GLOSSARY = Glossary.builtin()


def reading(text: str, language: Language = Language.ZH_HANS) -> Reading:
    return read(document(text, language), GLOSSARY)


def named(text: str, language: Language = Language.ZH_HANS) -> list[tuple[str, str]]:
    found = reading(text, language)
    return [(text[t.start : t.end], t.entity.id) for t in found.tokens if t.entity is not None and t.kind != "time"]


def test_both_spellings_are_one_name_with_a_latin_form_in_english() -> None:
    found = reading("青禾药业（Qinghe Pharma）上市。后来青禾药业换了名字，Qinghe Pharma 也改了。")
    entities = [t.entity for t in found.tokens if t.entity is not None and t.entity.id == "qinghe-pharma"]
    assert len(entities) == 4
    assert (entities[0].name("zh-Hans"), entities[0].name("en")) == ("青禾药业", "Qinghe Pharma")


def test_a_verb_before_a_name_is_no_part_of_it() -> None:
    assert named("卫生部核准青禾药厂（Qinghe Pharma）的新药。青禾药厂很高兴。")[1:3] == [
        ("青禾药厂", "qinghe-pharma"),
        ("Qinghe Pharma", "qinghe-pharma"),
    ]


def test_what_the_glossary_knows_keeps_its_names() -> None:
    assert named("MediaTek（联发科）发布芯片。")[0] == ("MediaTek", "mediatek")


@pytest.mark.parametrize("text", ["首席执行官（CEO）辞职。", "他们在会上说的那件事（Really）没有下文。"])
def test_other_words_in_brackets_name_nothing_new(text: str) -> None:
    assert [
        t for t in reading(text).tokens if t.entity is not None and t.entity.kind in ("organization", "unknown") and text[t.start] > "\u3400"
    ] == []


def test_a_short_form_opens_clauses_only_and_is_cited_with_the_whole_name() -> None:
    text = "晶岳电子（Jingyue）建厂。晶岳去年盈利。他说晶岳山很高。"
    short = [t for t in reading(text).tokens if text[t.start : t.end] == "晶岳"]
    assert [(t.start, t.is_inferred) for t in short] == [(text.index("晶岳去年"), True)]


def test_brackets_without_end_are_read_in_linear_time() -> None:
    start = time.perf_counter()
    reading("名字（Ab Cd Ef" * 400)
    assert time.perf_counter() - start < 2.0
