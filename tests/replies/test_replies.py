"""The model path's quality gate: replies written by hand, errors included, to documents of the sample corpus (README.md)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from pipeline.datamodel.document import Source
from pipeline.evaluate.gold import load_gold
from pipeline.evaluate.measure import Score, score
from pipeline.evaluate.pages import Read, judge_pages
from pipeline.evaluate.told import Told
from pipeline.runs.digesting import Digested, make_digest
from pipeline.storage.corpus import find_sources, read_source
from tests.eval.corpus import CORPUS, GOLD
from tests.talking import converse, in_turn, printed, recipe

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.json"))

WRONG = {  # what the replies say that their documents do not
    "2024-07-21-crowdstrike-outage": ("15%", "也受影響", "affected too"),
    "2024-07-24-llama-3-1-in-four-minutes": ("Gemini", "HumanEval 上得分 96.8%", "96.8% on HumanEval"),
    "2024-07-25-open-weights-week": ("涨了 12%", "rose 12%", "$14.8 billion", "卖了 44.4 万辆", "sold 444,000"),
}


@pytest.mark.parametrize("name", NAMES)
def test_recall_is_that_of_the_rules_at_least(name: str) -> None:
    by_model, by_rules = _score(name, _played(name)), _score(name, make_digest(_source(name), recipe()))
    assert by_model.shares["recall"][0] >= by_rules.shares["recall"][0], by_model.missed
    assert by_model.shares["typed"][0] >= by_rules.shares["typed"][0], by_model.untyped


@pytest.mark.parametrize("name", NAMES)
def test_the_reply_adds_facts_in_both_languages(name: str) -> None:
    facts = [fact for fact in map(json.loads, _played(name).row.facts) if str(fact["extractor"]).startswith("model:")]
    translated = [fact for fact in facts if str(fact["origins"]["en"]).startswith("model:")]
    assert len(facts) >= 10
    assert len(translated) >= len(facts) / 2


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_is_printed_that_the_text_does_not_hold(name: str) -> None:
    found = _score(name, _played(name))
    assert not found.foreign
    assert found.shares["evidence"][0] == found.shares["evidence"][1] > 0
    assert found.shares["parity"][0] == found.shares["parity"][1], found.uneven
    assert [words for words in WRONG[name] if words in _pages(name) or words in " ".join(_played(name).row.facts)] == []


def _source(name: str) -> Source:
    [ref] = [ref for ref in find_sources([str(CORPUS)]) if Path(ref.name).stem == name]
    return read_source(ref)


@cache
def _conversation(name: str):  # type: ignore[no-untyped-def]
    replies = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["replies"]
    finished, _ = converse(_source(name), in_turn(*replies))
    assert finished.status == "done"
    return finished


def _played(name: str) -> Digested:
    digested: Digested = _conversation(name).digested
    return digested


def _pages(name: str) -> str:
    return printed(_conversation(name))


def _score(name: str, digested: Digested) -> Score:
    facts = [Told.of(json.loads(fact)) for fact in digested.row.facts]
    read = Read.of(digested.document, digested.pages["document.txt"])
    return score(read, facts, load_gold(GOLD)[name], judge_pages(read, facts, digested.pages, recipe().editions))
