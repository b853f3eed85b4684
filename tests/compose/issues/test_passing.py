"""Moments of a source's own day."""

from __future__ import annotations

from dataclasses import replace

from pipeline.compose.issues.passing import lasting
from pipeline.datamodel.fact import Claim
from pipeline.datamodel.issue import Merged
from pipeline.text.glossary import Glossary
from tests.compose.issues.week import EDITIONS, LYRA, OLD, gathered, replaces, reported
from tests.factories import claim


def merged_of(said: Claim, line: str = "It is so") -> Merged:
    return gathered([reported("d", [(line, said)])])[1][0]


def test_today_is_left_out_of_every_edition() -> None:
    one = merged_of(replace(replaces(LYRA, OLD), when=Glossary.builtin().entity("today")))
    assert "today" in one.fact.texts["en"].text
    told = lasting(one, EDITIONS)
    assert {tag: told.fact.texts[tag].text for tag in ("en", "zh-Hant-TW")} == {
        "en": "Lyra 2 mini replaces Lyra 1",
        "zh-Hant-TW": "Lyra 2 mini 取代 Lyra 1",
    }
    assert told.fact.clauses["en"].text == "replaces Lyra 1"
    assert told.fact.claim.when is not None


def test_what_lasts_stays_and_so_do_a_sources_words() -> None:
    lasts = merged_of(replace(replaces(LYRA, OLD), when=Glossary.builtin().entity("later_in_july")))
    assert lasting(lasts, EDITIONS) is lasts
    words = merged_of(replace(claim(LYRA, "free"), when=Glossary.builtin().entity("today")), "Lyra 2 mini is out today in 12 towns")
    assert lasting(words, EDITIONS).fact.texts["en"].text == words.fact.texts["en"].text
