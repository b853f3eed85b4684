"""Statements in two languages that speak of the same things, or do not."""

from __future__ import annotations

import pytest

from pipeline.datamodel.language import Language
from pipeline.text.agreement.passages import Passage, read_passages
from pipeline.text.glossary import Glossary
from pipeline.verify.meaning import foreign_word, speaks_of_the_same

CHINESE = "这家公司的工程师和学校合作，为医院建造电池工厂。"


def read(text: str, language: Language) -> list[Passage]:
    return read_passages(text, language, Glossary.builtin())


@pytest.mark.parametrize(
    ("english", "same"),
    [
        ("The company's engineers work with schools and build a battery factory for hospitals.", True),
        ("Acme said something interesting today, and more will follow later on.", False),
        ("The airline's passengers waited at the airport for the train.", False),
    ],
)
def test_a_twin_that_says_next_to_nothing_or_something_else_is_told(english: str, same: bool) -> None:
    assert speaks_of_the_same(read(english, Language.EN), read(CHINESE, Language.ZH_HANS)) is same


def test_what_only_the_statement_speaks_of_is_named() -> None:
    source = read("The school bought new batteries for its buses.", Language.EN)
    assert foreign_word(read("The school bought new batteries.", Language.EN), source) == ""
    assert foreign_word(read("The hospital bought new batteries.", Language.EN), source) == "hospital"


def test_a_unit_is_no_thing_of_its_own() -> None:
    assert foreign_word(read("它的价格是 15 美元。", Language.ZH_HANS), read("它的价格是 $15。", Language.ZH_HANS)) == ""
