"""What matters more."""

from __future__ import annotations

from dataclasses import replace

from pipeline.compose.issues.interests import Terms
from pipeline.compose.issues.ranking import story_score, story_status, weigh
from pipeline.datamodel.fact import Claim
from pipeline.datamodel.issue import Merged, Status
from tests.compose.issues.week import LYRA, OLD, PINE, WEEK, gathered, has, released, replaces, reported, scores
from tests.factories import claim, entity

NOTHING = Terms([])


def merged_of(said: Claim, line: str = "It is so") -> Merged:
    return gathered([reported("d", [(line, said)])])[1][0]


def score(one: Merged, interests: Terms = NOTHING) -> float:
    return weigh([one], interests, WEEK)[0].score


def test_more_independent_sources_weigh_more_and_derived_texts_less() -> None:
    one = merged_of(scores(LYRA, "82.0"))
    assert score(replace(one, independent=0)) < score(one) < score(replace(one, independent=3)) <= 1.0


def test_an_update_weighs_more_than_news_and_news_more_than_what_goes_on() -> None:
    one = merged_of(scores(LYRA, "82.0"))
    ranked = [score(replace(one, status=status)) for status in (Status.UPDATE, Status.NEW, Status.FOLLOW_UP, Status.REPEAT)]
    assert ranked == sorted(ranked, reverse=True)
    assert ranked[-1] == 0.0


def test_news_of_a_day_long_before_the_week_weighs_less() -> None:
    fresh, old = merged_of(released(LYRA)), merged_of(released(LYRA, "2024-05"))
    assert score(old) < score(fresh)
    assert score(merged_of(released(LYRA, "2024-07"))) == score(fresh)


def test_hedged_facts_and_figures_of_a_name_weigh_less() -> None:
    assert score(merged_of(replace(replaces(LYRA, OLD), modality="expected"))) < score(merged_of(replaces(LYRA, OLD)))
    named = entity("pine-7b", "Pine 7B")
    assert score(merged_of(has(named, "7000000000", "7B"))) < score(merged_of(has(PINE, "7000000000", "7B")))


def test_the_readers_interests_weigh_more() -> None:
    one = merged_of(scores(LYRA, "82.0"))
    assert score(one, Terms(["mmlu"])) > score(one)
    assert score(one, Terms(["olympics"])) == score(one)


def test_words_weigh_less_than_typed_facts_and_fragments_nothing() -> None:
    said = claim(LYRA, "free")
    whole = score(merged_of(said, "Lyra 2 mini takes 24% less power than a lamp"))
    assert 0 < whole < score(merged_of(scores(LYRA, "82.0")))
    assert score(merged_of(said, "Lyra 2 mini fits on one card, or does it not?")) == 0.0
    assert score(merged_of(said, "Lyra 2 mini is liked by those who use it")) < whole


def test_a_story_of_many_sources_weighs_more_than_one_of_a_few_strong_facts() -> None:
    facts = weigh(gathered([reported("d", [("Lyra is out", released(LYRA)), ("it gets 82%", scores(LYRA, "82"))])])[1], NOTHING, WEEK)
    assert story_score(facts, 3, False) > story_score(facts, 1, False) > story_score(facts[:1], 1, False)
    assert story_score(facts, 1, True) > story_score(facts, 1, False)
    assert story_score((), 1, True) == 0.0


def test_a_storys_status() -> None:
    one = merged_of(scores(LYRA, "82.0"))
    assert story_status([one], is_known=False) is Status.NEW
    assert story_status([one], is_known=True) is Status.FOLLOW_UP
    assert story_status([one, replace(one, status=Status.UPDATE)], is_known=True) is Status.UPDATE
