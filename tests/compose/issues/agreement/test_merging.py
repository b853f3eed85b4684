from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose.issues.agreement.merging import merge, parted
from pipeline.compose.issues.voices import voices
from pipeline.datamodel.fact import Bound, Claim, Entity, Fact, Value
from pipeline.datamodel.issue import Merged, Reported, Voice
from pipeline.datamodel.language import Language
from tests.compose.issues.week import (
    INPUT,
    LYRA,
    MMLU,
    NORTHLIGHT,
    OLD,
    PINE,
    WEEK,
    costs,
    has,
    plain,
    reads,
    released,
    replaces,
    reported,
    scores,
)
from tests.factories import claim, entity, value

ZH, HANT, EN = Language.ZH_HANS, Language.ZH_HANT, Language.EN


def told(*each: Sequence[Claim] | Claim) -> tuple[list[Merged], dict[str, str]]:
    """The facts of documents of one or more claims each, and the letters of the documents."""
    documents = [_document(f"d{n}", [said] if isinstance(said, Claim) else said) for n, said in enumerate(each)]
    sources = voices(documents, WEEK)
    return merge(sources), {v.document.id: v.document.name[1] for v in sources}


def _document(name: str, said: Sequence[Claim], language: Language = EN) -> Reported:
    return reported(name, [(f"line {n} of {name}", one) for n, one in enumerate(said)], language=language)


def bearers(*each: Sequence[Claim] | Claim) -> list[str]:
    """Which documents bear each fact, by their place."""
    merged, names = told(*each)
    return sorted("".join(sorted(names[id] for id in one.documents)) for one in merged)


def said_by(who: Entity, said: Claim) -> Claim:
    return replace(said, attribution=who)


def at(moment: str, said: Claim) -> Claim:
    return replace(said, when=entity(moment, kind="time"))


def test_one_fact_of_three_languages_and_two_ways_of_writing_it() -> None:
    merged = merge(voices(plain(), WEEK))
    score = next(one for one in merged if one.fact.claim.type == "score" and one.fact.claim.subject.id == LYRA.id)
    assert score.fact.claim.value is not None
    assert (score.fact.claim.value.surface, score.independent, len(score.documents)) == ("82.0%", 3, 3)
    assert {one.quote for one in score.fact.evidence} == {"MMLU得分82.0%", "MMLU 得分 82%", "it gets 82.0% on MMLU"}
    assert score.fact.id == score.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (has(LYRA, "405000000000", "4050亿"), has(LYRA, "405000000000", "405B")),
        (costs(LYRA, "0.15"), claim(LYRA, "price", attribute=INPUT, value=value("$0.00015", "0.00015", "USD", per="1000 token"))),
        (scores(LYRA, "82"), scores(LYRA, "82.3")),
        (released(LYRA, "2024-07"), released(LYRA, "2024-07-23")),
        (released(LYRA), replace(released(LYRA), objects=(NORTHLIGHT,))),
        (scores(LYRA, "82.0"), said_by(NORTHLIGHT, scores(LYRA, "82.0"))),
        (at("now", reads(LYRA)), reads(LYRA)),
        (replace(scores(LYRA, "82.0"), modality="reported"), scores(LYRA, "82.0")),
    ],
)
def test_what_agrees_is_one_fact(one: Claim, other: Claim) -> None:
    assert bearers(one, other) == ["01"]
    assert bearers(other, one) == ["01"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (scores(LYRA, "82.0"), scores(PINE, "82.0")),
        (scores(LYRA, "82.0"), scores(LYRA, "84.0")),
        (costs(LYRA, "0.15"), replace(costs(LYRA, "0.10"), modality="planned")),
        (replace(costs(LYRA, "0.10"), modality="possible"), replace(costs(LYRA, "0.10"), modality="planned")),
        (said_by(NORTHLIGHT, scores(LYRA, "82.0")), said_by(PINE, scores(LYRA, "82.0"))),
        (replace(scores(LYRA, "82.0"), condition=OLD), replace(scores(LYRA, "82.0"), condition=PINE)),
        (at("2024-07-18", scores(LYRA, "82.0")), at("2024-07-25", scores(LYRA, "82.0"))),
        (replaces(LYRA, OLD), replaces(LYRA, PINE)),
    ],
)
def test_what_differs_stays_apart(one: Claim, other: Claim) -> None:
    assert bearers(one, other) == ["0", "1"]


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (claim(LYRA, "release"), released(LYRA)),
        (replace(released(LYRA), modality="planned"), released(LYRA)),
        (replace(scores(LYRA, "82"), modality="expected"), scores(LYRA, "82.0")),
        (scores(LYRA, "82.0"), replace(scores(LYRA, "82.0"), condition=OLD)),
        (claim(LYRA, "support", objects=[OLD]), claim(LYRA, "support", objects=[OLD, PINE])),
        (replace(scores(LYRA, "40"), value=value("四成", "40", bound=Bound.MORE_THAN)), scores(LYRA, "45")),
    ],
)
def test_what_says_less_is_not_told_besides_and_its_source_not_counted(less: Claim, more: Claim) -> None:
    merged, names = told(less, more)
    assert [(names[id], one.independent) for one in merged for id in one.documents] == [("1", 1)]


def test_most_sources_decide_how_far_it_holds() -> None:
    narrow = replace(replaces(LYRA, OLD), condition=entity("api", kind="term"))
    assert bearers(replaces(LYRA, OLD), replaces(LYRA, OLD), narrow) == ["01"]
    assert bearers(replaces(LYRA, OLD), narrow, narrow) == ["12"]
    over = replace(scores(LYRA, "60"), value=value("60%", "60", bound=Bound.MORE_THAN))
    assert bearers(over, scores(LYRA, "60")) == ["0"]
    assert bearers(over, scores(LYRA, "60"), scores(LYRA, "60")) == ["12"]


def test_what_agrees_with_two_that_do_not_stays_apart() -> None:
    assert bearers(scores(LYRA, "82"), scores(LYRA, "82.4"), scores(LYRA, "81.6")) == ["0", "1", "2"]
    assert parted(5, [(0, 1), (1, 2), (3, 4)]) == [[0], [1], [2], [3, 4]]
    assert len(parted(5000, [(n, m) for n in range(5000) for m in range(n + 1, min(5000, n + 4))])) == 5000


def test_a_claim_of_somebody_is_told_as_theirs_unless_most_tell_it_plainly() -> None:
    claimed, plainly = said_by(NORTHLIGHT, scores(LYRA, "82.0")), scores(LYRA, "82.0")
    assert told(claimed, plainly)[0][0].fact.claim.attribution == NORTHLIGHT
    assert told(claimed, plainly, plainly)[0][0].fact.claim.attribution is None


def test_what_does_not_count_bears_but_neither_tells_nor_counts() -> None:
    origin, made = _document("origin", [scores(LYRA, "82")]), _document("made", [scores(LYRA, "82.0")])
    copy = replace(_document("copy", [scores(LYRA, "82")]), duplicate_of=origin.id)
    (one,) = merge(voices([origin, replace(made, derived_from=origin.id), copy], WEEK))
    assert (one.independent, len(one.documents), one.fact.document) == (1, 3, origin.id)


def test_names_that_no_glossary_knows_are_one_across_scripts() -> None:
    hans = Entity(id="雨燕", names={"zh-Hans": "雨燕", "zh-Hant-TW": "雨燕", "en": "雨燕"}, kind="unknown")
    other = Entity(id="swift-1", names={"zh-Hans": "雨 燕", "en": "Swift 1"}, kind="unknown")
    assert bearers(scores(hans, "82.0"), scores(other, "82.0")) == ["01"]


def test_words_agree_across_scripts_and_not_against_their_sense() -> None:
    lines = ["铁路公司说列车要到周一才能全部恢复", "鐵路公司說，列車要到週一才能全部恢復", "铁路公司说列车要到周一也不能全部恢复"]
    free = [_said(n, line, language) for n, (line, language) in enumerate(zip(lines, (ZH, HANT, ZH), strict=True))]
    merged = merge(voices(free, WEEK))
    assert sorted(len(one.documents) for one in merged) == [1, 2]


def test_what_a_model_said_in_both_languages_agrees_across_them() -> None:
    hans, english = "北光实验室把总部搬到了河边的新楼里", "Northlight moved its head office to a new building by the river"
    both = {"zh": hans, "en": english}
    one = reported("a", [(hans, replace(claim(NORTHLIGHT, "free", words=hans), said=both))], language=ZH)
    other = reported("b", [(english, replace(claim(NORTHLIGHT, "free", words=english), said=both))], language=EN)
    lone = reported("c", [(english, claim(NORTHLIGHT, "free", words=english))], language=EN)
    assert [len(one.documents) for one in merge(voices([one, other, lone], WEEK))] == [3]
    assert [len(one.documents) for one in merge(voices([replace(one, facts=tuple(_unsaid(f) for f in one.facts)), lone], WEEK))] == [1, 1]


def _unsaid(fact: Fact) -> Fact:
    return replace(fact, claim=replace(fact.claim, said=None))


def _said(n: int, line: str, language: Language) -> Reported:
    return reported(f"w{n}", [(line, claim(NORTHLIGHT, "free", words=line))], language=language)


CLAIMS = [
    scores(LYRA, "82"), scores(LYRA, "82.0"), scores(LYRA, "82.4"), scores(PINE, "84.0"), said_by(NORTHLIGHT, scores(LYRA, "82.0")),
    costs(LYRA, "0.15"), released(LYRA), claim(LYRA, "release", objects=[NORTHLIGHT]), at("next_week", claim(LYRA, "availability", objects=[OLD])),
    replaces(LYRA, OLD), replace(replaces(LYRA, OLD), condition=MMLU), has(PINE, "123000000000", "123B"),
    claim(NORTHLIGHT, "free", words="The laboratory moved to a new building by the river"),
]  # fmt: skip
documents = st.lists(st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=5), min_size=1, max_size=5).map(
    lambda each: [_document(f"d{n}", said) for n, said in enumerate(each)]
)


@given(documents, st.randoms(use_true_random=False))
def test_merging_does_not_depend_on_order_and_loses_no_evidence(each: list[Reported], random: object) -> None:
    sources = voices(each, WEEK)
    merged = merge(sources)
    shuffled: list[Voice] = list(sources)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == merged == merge(sources)
    assert len({one.id for one in merged}) == len(merged)
    own = {v.document.id: {e for f in v.document.facts for e in f.evidence} for v in sources}
    ids = {v.document.id: {f.id for f in v.document.facts} for v in sources}
    for one in merged:
        assert len(set(one.documents)) == len(one.documents) == len(one.told)
        assert one.independent <= len(one.documents)
        assert one.fact.document in one.documents
        assert {e.document for e in one.fact.evidence} == set(one.documents)
        assert all(e in own[e.document] for e in one.fact.evidence)
        assert all(set(one.told[id]) <= ids[id] for id in one.documents)


@given(documents)
def test_telling_all_of_it_again_adds_nothing(each: list[Reported]) -> None:
    copies = [replace(document, id=f"copy-{document.id}", duplicate_of=document.id) for document in each]
    merged, again = (merge(voices(documents, WEEK)) for documents in (each, [*each, *copies]))
    assert {one.id: (one.independent, one.score) for one in merged} == {one.id: (one.independent, one.score) for one in again}


@pytest.mark.slow
def test_five_hundred_documents_take_two_seconds() -> None:
    models = [entity(f"model-{n}", f"Model {n}") for n in range(40)]
    claims = [scores(m, str(n)) for m in models for n in range(50, 60)] + [costs(m, f"0.{n}") for m in models for n in range(10, 20)]
    each = [_document(f"d{n}", [claims[(7 * n + 13 * k) % len(claims)] for k in range(40)]) for n in range(500)]
    sources = voices(each, WEEK)
    began = time.process_time()
    assert merge(sources)
    assert time.process_time() - began < 4  # 1.5 on a machine at rest


def test_a_fact_without_clauses_is_told_by_its_sentence() -> None:
    document = _document("bare", [scores(LYRA, "82.0")])
    bare = replace(document, facts=tuple(replace(fact, clauses={}) for fact in document.facts))
    assert [one.fact.clauses == one.fact.texts for one in merge(voices([bare], WEEK))] == [True]


def test_a_range_is_no_figure_within_it() -> None:
    span = Value(surface="96%-97%", low="96", high="97", unit="percent")
    assert bearers(replace(scores(LYRA, "96"), value=span), scores(LYRA, "96")) == ["0", "1"]
