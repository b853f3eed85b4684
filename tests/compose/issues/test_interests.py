"""What an editor's terms find."""

from __future__ import annotations

import pytest

from pipeline.compose.issues.interests import Terms, topic_of
from pipeline.compose.issues.ranking import weigh
from pipeline.datamodel.issue import Topic
from tests.compose.issues.week import LYRA, NORTHLIGHT, PINE, WEEK, gathered, plain
from tests.factories import entity


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("OpenAI", "OpenAI 发布"),
        ("open_source", "開源模型"),
        ("開源", "an open-source model"),
        ("芯片", "晶片与芯片"),
        ("chips", "New chips for all"),
    ],
)
def test_terms_are_found_in_other_languages_and_scripts(term: str, text: str) -> None:
    assert Terms([term]).names(text)


@pytest.mark.parametrize(("term", "text"), [("ai", "a fair price"), ("chip", "a chipmunk"), ("価格", "價格")])
def test_a_latin_term_is_a_whole_word(term: str, text: str) -> None:
    assert not Terms([term]).names(text)


def test_an_id_names_its_sizes_and_what_it_makes() -> None:
    large = entity("llama-3.1-405b", "Llama 3.1 405B")
    assert Terms(["llama-3.1"]).name(large)
    assert Terms(["Meta"]).name(large)
    assert not Terms(["OpenAI"]).name(large)


def test_a_kind_names_all_of_it() -> None:
    assert Terms(["model"]).name(LYRA)
    assert not Terms(["model"]).name(NORTHLIGHT)


def test_no_terms_are_false() -> None:
    assert not Terms([])
    assert not Terms(["  "])
    assert Terms(["price"])


def topic(name: str, *terms: str) -> tuple[Topic, Terms]:
    return Topic(title={"en": name}, terms=terms), Terms(terms)


def test_a_story_stands_under_the_topic_of_its_subject() -> None:
    topics = [topic("Sport", "olympics"), topic("Models", "model")]
    found = topic_of(PINE, [], topics)
    assert found is not None
    assert found.title["en"] == "Models"


def test_a_story_stands_under_the_topic_that_its_facts_touch() -> None:
    _, merged, _ = gathered(plain())
    found = topic_of(NORTHLIGHT, weigh(merged, Terms([]), WEEK), [topic("Tests", "mmlu", "context_window", "每百萬"), topic("Sport", "olympics")])
    assert found is None or found.title["en"] == "Tests"
    assert topic_of(NORTHLIGHT, merged, [topic("Sport", "olympics")]) is None
