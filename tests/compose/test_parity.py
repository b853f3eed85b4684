"""Facts that editions tell differently are dropped from all of them, and told why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.compose.digest import compose
from pipeline.compose.parity import compose_evenly
from pipeline.datamodel.digest import Digest
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Fact, Phrase, Rejection
from pipeline.datamodel.language import Edition
from tests.factories import EDITIONS, rejection
from tests.sample import sample_document, sample_facts

DOCUMENT = sample_document()
FACTS = sample_facts(DOCUMENT)


def first_phrased() -> Fact:
    """A fact that every edition writes itself."""
    return next(fact for fact in FACTS if set(fact.origins.values()) == {"phrase"} and fact.claim.value and "%" in fact.texts["en"].text)


def broken(fact: Fact, tag: str, text: str) -> list[Fact]:
    """All facts, one of them with another text in an edition, as a wrong row of the phrase tables would write it."""
    texts = {**fact.texts, tag: Phrase(text)}
    return [replace(fact, texts=texts, clauses=texts) if one is fact else one for one in FACTS]


def test_an_even_digest_is_the_composed_one() -> None:
    even = compose_evenly(DOCUMENT, FACTS, [], EDITIONS)
    assert even.digest == compose(DOCUMENT, FACTS, [], EDITIONS)
    assert even.facts == tuple(FACTS)
    assert not even.rejections


@pytest.mark.parametrize(
    ("tag", "change"),
    [
        ("en", lambda text: text.replace("%", "1%")),
        ("zh-Hant-TW", lambda text: text.replace("%", "1%")),
        ("en", lambda text: f"{text}，很好"),
        ("zh-Hant-TW", lambda text: f"{text}，软件"),
        ("zh-Hans", lambda text: f"{text}，軟體"),
    ],
    ids=["another figure in English", "another figure in Traditional", "Han in English", "Simplified in Traditional", "Traditional in Simplified"],
)
def test_a_broken_row_drops_its_fact_everywhere(tag: str, change: object) -> None:
    fact = first_phrased()
    assert callable(change)
    even = compose_evenly(DOCUMENT, broken(fact, tag, change(fact.texts[tag].text)), [rejection(fact.claim)], EDITIONS)
    assert fact.id not in {one.id for one in even.facts}
    assert [one.reason for one in even.rejections] == ["number", "parity"]
    assert even.rejections[1].claim == fact.claim
    shown = [key for p in even.digest.key_points for piece in p.pieces for key in piece.facts]
    assert fact.id not in shown
    assert even.digest.coverage.rejections == 2


def test_an_untranslated_text_is_no_translation() -> None:
    fact = first_phrased()
    facts = [replace(one, origins={**one.origins, "en": "untranslated"}) if one.id == fact.id else one for one in broken(fact, "en", "很好")]
    assert fact.id in {one.id for one in compose_evenly(DOCUMENT, facts, [], EDITIONS).facts}


def test_what_only_the_page_says_differently_is_dropped_too() -> None:
    """A composer that writes one cell of a table wrongly, until the fact is gone."""

    def careless(document: Document, facts: Sequence[Fact], rejections: Sequence[Rejection], editions: Sequence[Edition], length: str) -> Digest:
        digest = compose(document, facts, rejections, editions, length)
        if not digest.tables:
            return digest
        table, *others = digest.tables
        (row, cells), *rows = table.rows
        wrong = [cell and replace(cell, phrases={**cell.phrases, "en": "7 of 9"}) for cell in cells]
        return replace(digest, tables=(replace(table, rows=((row, tuple(wrong)), *rows)), *others))

    assert compose(DOCUMENT, FACTS, [], EDITIONS, "long").tables
    even = compose_evenly(DOCUMENT, FACTS, [], EDITIONS, "long", careless)
    assert {one.reason for one in even.rejections} == {"parity"}
    assert len(even.facts) + len(even.rejections) == len(FACTS)
    assert not even.digest.tables
