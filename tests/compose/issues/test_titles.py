"""Headings of stories and of the issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.compose.issues.interests import Terms
from pipeline.compose.issues.ranking import weigh
from pipeline.compose.issues.titles import Title, Titles
from pipeline.datamodel.fact import Claim, Entity, Phrase
from pipeline.datamodel.issue import Reported
from pipeline.datamodel.language import Language
from tests.compose.issues.week import EDITIONS, LYRA, OLD, PINE, WEEK, costs, gathered, has, reads, released, replaces, reported, scores
from tests.factories import claim, entity

TITLES = Titles(editions=EDITIONS, period=WEEK)


def title(said: Sequence[tuple[str, Claim]], subject: Entity = LYRA, own: Sequence[Reported] = ()) -> Title:
    merged = weigh(gathered([reported("a", said)])[1], Terms([]), WEEK)
    return TITLES.of_story(subject, sorted(merged, key=lambda one: -one.score), own)


def test_news_with_a_price() -> None:
    made = title([("it replaces Lyra 1", replaces(LYRA, OLD)), ("it takes 0.15", costs(LYRA, "0.15"))])
    assert made.text["en"] == "Lyra 2 mini replaces Lyra 1 and costs $0.15 per million input tokens"
    assert made.text["zh-Hant-TW"].startswith("Lyra 2 mini 取代 Lyra 1，每百萬 token 輸入")
    assert made.news["zh-Hans"] == "Lyra 2 mini 取代 Lyra 1"
    assert len(made.facts) == 2


def test_a_clause_is_joined_as_its_edition_does() -> None:
    out = ("Pine Large is out", released(PINE))
    size = title([out, ("it has 123 billion", has(PINE, "123000000000", "123 billion"))], PINE)
    assert size.text["en"] == "Pine Large was released on July 23, with 123 billion parameters"
    assert size.text["zh-Hans"] == "Pine Large 于 7 月 23 日发布，有 1230 亿参数"
    assert title([out, ("it gets 84.0%", scores(PINE, "84.0"))], PINE).text["en"].endswith(" and scores 84.0% on MMLU")
    assert title([out, ("it reads 128K", reads(PINE))], PINE).text["en"].endswith(", with a context window of 128K tokens")


def test_a_verb_does_not_go_on_from_news_that_begins_with_another_name() -> None:
    by = claim(PINE, "release", objects=[entity("pinehill", "Pinehill", kind="organization")], importance=0.8)
    made = title([("Pinehill released Pine Large", by), ("it gets 84.0%", scores(PINE, "84.0"))], PINE)
    assert made.text["en"] == "Pinehill released Pine Large"
    with_size = title([("Pinehill released Pine Large", by), ("it has 123 billion", has(PINE, "123000000000", "123 billion"))], PINE)
    assert with_size.text["en"] == "Pinehill released Pine Large, with 123 billion parameters"


def test_a_joint_is_not_said_twice() -> None:
    with_other = claim(PINE, "partnership", objects=[entity("northlight", "Northlight", kind="organization")], importance=0.8)
    made = title([("Pine Large was made with Northlight", with_other), ("it has 123 billion", has(PINE, "123000000000", "123 billion"))], PINE)
    assert made.text["en"] == "Pine Large was developed with Northlight"


def test_a_figure_of_another_subject_is_not_joined() -> None:
    made = title([("Lyra is out", released(LYRA)), ("Pine Large takes 3", costs(PINE, "3"))])
    assert made.text["en"] == made.news["en"] == "Lyra 2 mini was released on July 23"


def test_a_heading_names_its_subject() -> None:
    made = title([("Pine Large replaces Lyra 1", replaces(PINE, OLD))], entity("harbour", "港口", "The Harbour", "港口", "event"))
    assert made.text["en"] == "The Harbour: Pine Large replaces Lyra 1"
    assert made.text["zh-Hans"] == "港口：Pine Large 取代 Lyra 1"


def test_a_figure_is_the_heading_where_there_is_no_news() -> None:
    made = title([("it gets 82.0%", scores(LYRA, "82.0"))])
    assert made.text["en"] == "Lyra 2 mini scores 82.0% on MMLU"


def test_without_typed_facts_the_documents_title_is_taken_as_an_original() -> None:
    words = [("Lyra 2 mini 很受欢迎", claim(LYRA, "free"))]
    own = reported("a", words, language=Language.ZH_HANS, title="小模型受欢迎")
    made = title([("Lyra 2 mini is liked", claim(LYRA, "free"))], own=[own])
    assert made.text["zh-Hans"] == "小模型受欢迎"
    assert made.text["en"] == "“小模型受欢迎”"
    assert title([("Lyra 2 mini is liked", claim(LYRA, "free"))]).text["en"] == "Lyra 2 mini"


def test_hedged_news_yields_to_plain_news() -> None:
    hedged = replace(replaces(LYRA, OLD), modality="expected")
    made = title([("it may replace Lyra 1", hedged), ("it is out", released(LYRA))])
    assert made.news["en"] == "Lyra 2 mini was released on July 23"


def test_the_issue_tells_the_news_of_two_stories_where_both_fit() -> None:
    first, second = title([("it replaces Lyra 1", replaces(LYRA, OLD))]), title([("Pine Large is out", released(PINE))], PINE)
    assert TITLES.of_issue([first, second])["en"] == "Lyra 2 mini replaces Lyra 1; Pine Large was released on July 23"
    assert TITLES.told_in_front([first, second]) == {*first.facts, *second.facts}
    long = replace(second, news=dict.fromkeys(second.news, "字" * 40))
    assert TITLES.of_issue([first, long]) == first.news
    assert TITLES.of_issue([first]) == first.text


def test_an_issue_without_stories_says_so() -> None:
    assert TITLES.of_issue([]) == {"zh-Hant-TW": "本期沒有新消息", "en": "No news in this issue", "zh-Hans": "本期没有新消息"}


@pytest.mark.parametrize(
    ("clause", "joint"),
    [
        ("96–97% cheaper than Lyra 1", ", "),
        ("2x more efficient on Korean", ", "),
        ("input price at least 60% lower", ", "),
        ("three times as fast as Lyra 1", ", "),
        ("12 billion parameters", ", with "),
        ("more than 16,000 cards", ", with "),
        ("revenue up 2% year on year", ", with "),
    ],
)
def test_in_english_a_comparison_is_joined_otherwise_than_a_thing(clause: str, joint: str) -> None:
    telling = weigh(gathered([reported("a", [("it takes 0.15", costs(LYRA, "0.15"))])])[1], Terms([]), WEEK)[0]
    told = replace(telling.fact, texts={**telling.fact.texts, "en": Phrase("It is so")}, clauses={**telling.fact.clauses, "en": Phrase(clause)})
    made = TITLES.of_story(
        LYRA, [*weigh(gathered([reported("b", [("it is out", released(LYRA))])])[1], Terms([]), WEEK), replace(telling, fact=told)], ()
    )
    assert made.text["en"] == f"Lyra 2 mini was released on July 23{joint}{clause}"


def test_a_name_that_nobody_knows_heads_no_story_where_its_document_has_a_headline() -> None:
    said = [("it takes 0.15", costs(LYRA, "0.15"))]
    headed = {str(edition): "A quay opens again" for edition in EDITIONS}
    of_another = replace(reported("a", said), title="A quay opens again", headline=headed)
    assert title(said, LYRA, [of_another]).text["en"] == "A quay opens again"
    assert title(said, LYRA, [replace(of_another, title="Lyra 2 mini has a price")]).text["en"].startswith("Lyra 2 mini costs")
