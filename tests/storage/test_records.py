"""Facts come back from their records as they were."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Aspect, Bound, Claim, Entity, Evidence, Fact, Kind, Phrase, Value
from pipeline.storage.records import fact_record, read_fact
from tests.sample import sample_document, sample_facts

words = st.text("abc 台灣万%.\n\"'<&", max_size=8)
names = st.sampled_from(["gpt-4o-mini", "zh-Hans", "score", "每百萬", "x"])
tags = st.sampled_from(["zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "en"])
numbers = st.integers(0, 10**6)
spans = st.builds(Span, numbers, numbers)
entities = st.builds(Entity, id=names, names=st.dictionaries(tags, words, min_size=1, max_size=3), kind=names)
values = st.builds(
    Value,
    surface=words,
    low=names,
    high=names,
    unit=names,
    per=st.none() | names,
    bound=st.sampled_from(Bound),
    unit_surface=st.none() | words,
)
claims = st.builds(
    Claim,
    kind=st.sampled_from(Kind),
    type=names,
    aspect=st.sampled_from(Aspect),
    subject=entities,
    sentences=st.lists(numbers, max_size=3).map(tuple),
    extractor=names,
    attribute=st.none() | entities,
    value=st.none() | values,
    objects=st.lists(entities, max_size=2).map(tuple),
    condition=st.none() | entities,
    when=st.none() | entities,
    attribution=st.none() | entities,
    modality=st.sampled_from(["", "planned"]),
    words=st.none() | words,
    span=st.none() | spans,
    importance=st.integers(0, 1000).map(lambda n: n / 1000),
    said=st.none() | st.dictionaries(st.sampled_from(["zh", "en"]), words),
)
proofs = st.builds(
    Evidence,
    document=names,
    sentences=st.lists(numbers, max_size=3).map(tuple),
    span=spans,
    quote=words,
    line=st.none() | numbers,
    time=st.none() | st.floats(0, 1e4),
    match=st.sampled_from(["cited", "moved"]),
)
phrases = st.builds(Phrase, words, st.none() | spans)
facts = st.builds(
    Fact,
    id=names,
    document=names,
    claim=claims,
    evidence=st.lists(proofs, max_size=2).map(tuple),
    texts=st.dictionaries(tags, phrases, max_size=3),
    clauses=st.dictionaries(tags, phrases, max_size=3),
    origins=st.dictionaries(tags, names, max_size=3),
)


@settings(max_examples=60)
@given(facts)
def test_a_fact_comes_back_from_its_record_as_it_was(fact: Fact) -> None:
    assert read_fact(json.loads(json.dumps(fact_record(fact)))) == fact


def test_real_facts_come_back_and_share_what_they_name() -> None:
    facts = sample_facts(sample_document())
    facts = [replace(fact, claim=replace(fact.claim, importance=round(fact.claim.importance, 3))) for fact in facts]
    again = [read_fact(json.loads(json.dumps(fact_record(fact)))) for fact in facts]
    assert again == facts
    subjects = {id(fact.claim.subject) for fact in again}
    assert len(subjects) == len({fact.claim.subject.id for fact in facts}) < len(facts)


def test_a_record_without_clauses_is_of_an_earlier_form() -> None:
    record = fact_record(sample_facts(sample_document())[0])
    del record["clauses"]
    with pytest.raises(KeyError):
        read_fact(record)
