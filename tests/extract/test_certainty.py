"""Of whom nothing is told: names cut short, agencies, objects, one of several, staff; and what people are counted as."""

from __future__ import annotations

import pytest

from pipeline.datamodel.language import Language
from tests.extract.test_rules import claims


def about(text: str, language: Language) -> set[str]:
    return {c.subject.name("en") or c.subject.id for c in claims(text, language) if c.type == "free"}


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("Ribbed-style 22-inch wheels have five flaps, which help the car to save fuel.", "Ribbed-style 22"),
        ("The base in al-Korda has been the target of two campaigns since March.", "Korda"),
    ],
)
def test_what_is_no_whole_name_or_no_subject_is_spoken_of_by_nobody(text: str, nobody: str) -> None:
    assert nobody not in about(text, Language.EN)


def test_the_company_is_nobody_where_two_were_named() -> None:
    text = "The Evening Courier reported on Sunday that Tavora is about to close 40 shops. The company itself had 12,500 employees on June 30."
    told = [(c.subject.name("en"), c.words or "") for c in claims(text, Language.EN) if c.type == "free"]
    assert not any("12,500" in words for _, words in told)


def test_behind_what_leads_up_to_it_stands_the_subject() -> None:
    text = "After debuting the Karo Mini two months ago, Nissan has shown four new cars in Osaka."
    assert about(text, Language.EN) == {"Nissan"}


def test_the_weekday_of_what_was_said_is_no_part_of_it() -> None:
    text = "Officials said Monday the bridge was one of two that the storm had damaged in the valley."
    quoted = [c.words or "" for c in claims(text, Language.EN) if c.type == "quotation"]
    assert quoted
    assert not any(words.startswith("Monday") for words in quoted)


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("但根据河西局公布的标准，出风口与窗户的距离不能小于1.5米。", "但根据河西局"),
        ("香港媒体周三报道，三座大桥将在年内关闭检修。", "Hong Kong"),
    ],
)
def test_nobody_is_told_of_for_what_only_leads_up_to_a_statement(text: str, nobody: str) -> None:
    assert nobody not in about(text, Language.ZH_HANS)


def test_where_something_stands_is_not_what_the_next_sentence_is_about() -> None:
    text = "福建的一个工地出现了裂缝。不得不说，工期还要再拖三个月，费用也要增加两成。"
    told = [(c.subject.name("en"), c.words or "") for c in claims(text, Language.ZH_HANS) if c.type == "free"]
    assert not any(name == "Fujian" and "三个月" in words for name, words in told)


def test_drawing_near_is_not_being_level() -> None:
    assert not [c for c in claims("随后，神舟九号逐渐接近天宫一号，在140米处停下。", Language.ZH_HANS) if c.type == "level_with"]


def test_people_are_counted_as_what_they_are() -> None:
    found = [c for c in claims("印度拥有全球第二多的软件开发者——约500万人。", Language.ZH_HANS) if c.type == "measure"]
    assert [(c.subject.name("en"), c.value.unit if c.value else "") for c in found] == [("India", "count:developer")]
