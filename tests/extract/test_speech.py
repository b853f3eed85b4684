"""Who says what, and where what they say ends."""

from __future__ import annotations

import pytest

from pipeline.datamodel.fact import Claim
from pipeline.datamodel.language import Language
from tests.extract.test_rules import claims

INTERVIEW = """Rita Gomez: Welcome back to the studio. Today Owen Park of Voltera is here.

Owen Park: Yeah, so what we saw is that the orders for the V9 chip doubled. The power grid is the limit now.

Rita Gomez: And what about the new plant in Texas, is it still on time?

Owen Park: We plan to open the plant in Texas in 2026.
"""


def quoted(found: list[Claim]) -> list[tuple[str, str]]:
    return [(c.subject.id, c.words or "") for c in found if c.type == "quotation"]


def test_a_label_at_a_paragraphs_start_is_the_speaker_and_no_part_of_the_words() -> None:
    found = quoted(claims(INTERVIEW, Language.EN))
    assert ("owen-park", "Yeah, so what we saw is that the orders for the V9 chip doubled.") in found
    assert ("owen-park", "We plan to open the plant in Texas in 2026.") in found
    assert not any("Owen Park:" in words or "Rita Gomez:" in words for _, words in found)


def test_a_turn_that_names_and_counts_nothing_and_the_host_s_turns_are_not_quoted() -> None:
    found = quoted(claims(INTERVIEW, Language.EN))
    assert not any("power grid" in words for _, words in found)
    assert {speaker for speaker, _ in found} == {"owen-park"}


def test_a_single_label_makes_no_interview() -> None:
    found = claims("Warning: GPT-4o mini may be slow today, says OpenAI.\n\nIt has a context window of 128K tokens.", Language.EN)
    assert "warning" not in {c.subject.id for c in found}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sam Altman 当天在发布会上说明，这次不是涨价而是分级收费。", "这次不是涨价而是分级收费"),
        ("Sam Altman 多次说过，模型要便宜到人人用得起。", "模型要便宜到人人用得起"),
        ("Sam Altman 坦言，训练成本高得惊人，我建议大家打个折听。", "训练成本高得惊人"),
        ("Sam Altman 说，模型明年还会更便宜，这话只对了一半。", "模型明年还会更便宜"),
    ],
)
def test_a_speech_begins_after_the_verb_and_ends_where_the_author_speaks(text: str, words: str) -> None:
    assert ("sam-altman", words) in quoted(claims(text))


@pytest.mark.parametrize(
    "text",
    ["Sam Altman 说，模型明年还会更便宜。\n我认为 GPT-4o mini 还不够好。", "Sam Altman 说，模型明年还会更便宜。\n\n我们来看 GPT-4o mini 的价格。"],
)
def test_the_authors_own_voice_is_not_the_speakers(text: str) -> None:
    assert [words for speaker, words in quoted(claims(text)) if speaker == "sam-altman"] == ["模型明年还会更便宜"]


def test_what_a_firm_states_is_told_as_its_own() -> None:
    found = claims("微软表示，Phi-3 mini 可以在手机上流畅运行。")
    assert [(c.type, c.subject.id, c.attribution.id if c.attribution else None) for c in found] == [("free", "phi-3-mini", "microsoft")]


def test_who_opens_a_conversation_and_who_greets_are_its_hosts() -> None:
    text = """Rita Gomez: Hello, everyone. OpenAI opened two offices in Lyon in May 2025.

Lena Ortiz: Welcome to the show, Owen. Mistral AI hired 40 people in Lyon.

Owen Park: Mistral AI hired 60 people in Paris in May 2025.

Lena Ortiz: Mistral AI is a firm of 900 people.

Owen Park: OpenAI hired 70 people in Lyon in May 2025.
"""
    assert {speaker for speaker, _ in quoted(claims(text, Language.EN))} <= {"owen-park"}


@pytest.mark.parametrize(
    "words", ["It was founded by OpenAI in 2019.", "I moved to Lyon for OpenAI in 2019.", "OpenAI -- well, in 2019 it was small."]
)
def test_a_turn_that_points_back_or_breaks_off_is_not_quoted(words: str) -> None:
    found = quoted(claims(f"{INTERVIEW}\nRita Gomez: And before, where was that?\n\nOwen Park: {words}\n", Language.EN))
    assert not any(words[:9] in told for _, told in found)
