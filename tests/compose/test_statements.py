from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.compose.statements import asks, completeness, is_fragment, leans, names_subject
from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Language
from tests.factories import claim, document, entity

HARBOUR = entity("harbour", "北港", "North Harbour", kind="place")
OF = document("北港去年接待了九百艘船，比前年多，也比南港多。\n它的灯塔还在。")


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        pytest.param("北港去年接待了九百艘船", False, id="a statement"),
        pytest.param("过，这座灯塔还会亮下去", True, id="the end of a verb"),
        pytest.param("的灯塔还在", True, id="a particle"),
        pytest.param("无论是大船还是小船", True, id="a clause that waits"),
        pytest.param("无论是大船还是小船，都能进港", False, id="what it waits for is there"),
        pytest.param("根据港务局的统计", True, id="a source without a statement"),
        pytest.param("大家都要绕行；如果风浪再大", True, id="a condition comes last"),
        pytest.param("船太多，如果不等就进不来", False, id="a condition with its consequence"),
        pytest.param("他说“灯塔还在", True, id="half a quotation"),
        pytest.param("船长说", True, id="speech without words"),
        pytest.param("欢迎收看北港新闻", True, id="a greeting"),
        pytest.param("and it grew by a third", True, id="english conjunction"),
        pytest.param("grew by a third", True, id="english verb"),
        pytest.param("iPhone sales grew", False, id="a name with its own case"),
        pytest.param("When the ship came in", True, id="english clause that waits"),
        pytest.param("When the ship came in, it rained", False, id="english sentence"),
        pytest.param("The ship was on its way to", True, id="english end"),
        pytest.param("", True, id="nothing"),
        pytest.param("Ostrava（Harbour/Lines）", True, id="names without a clause"),
        pytest.param("首席领航员：Otto Berg", True, id="a label and a name"),
        pytest.param("用 Ostrava 的船进港", False, id="a clause with a name"),
        pytest.param("High tide", True, id="two english words"),
        pytest.param('<a href="#">港口</a>', True, id="code"),
        pytest.param("原标题：灯塔还在亮", True, id="a page's own line"),
    ],
)
def test_fragments_are_told_from_statements(words: str, fragment: bool) -> None:
    assert is_fragment(words) is fragment


@pytest.mark.parametrize(
    ("words", "subject", "named"),
    [
        ("北港去年接待了九百艘船", HARBOUR, True),
        ("去年接待了九百艘船", HARBOUR, False),
        ("去年这里一共来了九百多艘大船小船渔船，北港最多", HARBOUR, False),
        ("Ships came to North  Harbour", HARBOUR, True),
        ("贝格认为船会更多", entity("otto", "奥托·贝格", "Otto Berg", kind="person"), True),
    ],
)
def test_a_subject_is_named_near_the_start(words: str, subject: Entity, named: bool) -> None:
    assert names_subject(replace(claim(HARBOUR, "free", words=words), subject=subject)) is named


def worth(words: str) -> float:
    start = OF.text.index(words)
    cited = tuple(s.n for s in OF.sentences if s.span.start <= start < s.span.end)
    return completeness(claim(HARBOUR, "free", words=words, span=Span(start, start + len(words)), sentences=cited), OF)


def test_whole_sentences_stand_best_by_themselves() -> None:
    whole, head, tail, back = (
        worth(words) for words in ("北港去年接待了九百艘船，比前年多，也比南港多", "北港去年接待了九百艘船", "比前年多", "它的灯塔还在")
    )
    assert whole == 1.0
    assert whole > head > tail
    assert tail < back < whole


def test_a_question_says_little() -> None:
    of = document("北港还有船吗？北港有船。")
    asked = claim(HARBOUR, "free", words="北港还有船吗", span=Span(0, 6), sentences=(1,))
    assert asks(asked, of)
    assert completeness(asked, of) < 0.4
    assert not asks(replace(asked, span=Span(7, 11)), of)


def test_words_without_a_place_are_taken_as_they_are() -> None:
    assert completeness(claim(HARBOUR, "free", words="北港很好"), document("", Language.ZH_HANS)) == 1.0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("它在三月关闭了灯塔", True),
        ("3 月 4 日，许多人第一次看到灯塔熄灭", True),
        ("3 月 4 日，北港关闭了灯塔", False),
        ("北港关闭了灯塔", False),
        ("On March 4 it closed the lighthouse", True),
        ("It closed the lighthouse", True),
        ("On March 4 Northport closed the lighthouse", False),
    ],
)
def test_words_that_lean_on_others(words: str, told: bool) -> None:
    assert leans(claim(replace(HARBOUR, names={**HARBOUR.names, "en": "Northport"}), "free", words=words)) is told


def test_typed_facts_lean_on_nothing() -> None:
    assert not leans(claim(HARBOUR, "price", words="它涨价了"))
