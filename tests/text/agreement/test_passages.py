"""A text read for comparison."""

from decimal import Decimal

import pytest

from pipeline.datamodel.language import Language
from pipeline.text.agreement.counts import plain_numbers
from pipeline.text.agreement.nearness import most_like, nearest
from pipeline.text.agreement.passages import read_passages, stem
from pipeline.text.glossary import Glossary

HANS, EN = Language.ZH_HANS, Language.EN


def test_passages_hold_what_stands_in_them() -> None:
    first, second = read_passages("周五，东京涨了3%。学者认为，降价不可能。", HANS, Glossary.builtin())
    assert first.rows("moments.weekday") == {"friday": "周五"}
    assert first.rows("places") == {"tokyo": "东京"}
    assert [q.surface for q in first.quantities] == ["3%"]
    assert second.rows("speech") == {"say": "认为"}
    assert [clause.text for clause in second.clauses][-1].startswith("降价")


def test_most_like_finds_the_passage_of_the_same_figures_across_languages() -> None:
    statement = read_passages("The tunnel is 57 km long.", EN, Glossary.builtin())[0]
    passages = read_passages("这座桥长12公里。这条隧道长57公里。", HANS, Glossary.builtin())
    passage, likeness = most_like(statement, passages)
    assert passage is passages[1]
    assert likeness >= 3
    assert nearest(statement, passages, 1) == [passages[1]]


def test_most_like_of_nothing_is_none() -> None:
    statement = read_passages("Rain.", EN, Glossary.builtin())[0]
    assert most_like(statement, []) == (None, 0.0)


def test_plain_numbers_takes_no_weekday_for_a_number() -> None:
    passage = read_passages("周六来了三人，第5次。", HANS, Glossary.builtin())[0]
    numbers = plain_numbers(passage)
    assert {Decimal(3), Decimal(5)} <= numbers
    assert Decimal(6) not in numbers


@pytest.mark.parametrize(("word", "expected"), [("raised", "rais"), ("raises", "rais"), ("gas", "gas"), ("teams", "team")])
def test_stem(word: str, expected: str) -> None:
    assert stem(word) == expected
