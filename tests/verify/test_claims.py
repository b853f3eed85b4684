"""Claims to facts: only what the cited sentences bear out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Aspect, Bound, Claim, Entity, Fact, Kind, Rejection, Value
from pipeline.datamodel.language import Language
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import fact_id, verify
from tests.factories import document

GLOSSARY = Glossary.builtin()
ZEPHYR = Entity(id="zephyr-9", names={"zh-Hans": "Zephyr 9", "en": "Zephyr 9"})
HARBOUR = Entity(id="harbour-institute", names={"zh-Hans": "港湾研究院", "en": "Harbour Institute"})
GPT = GLOSSARY.entity("gpt-4o-mini")
MMLU = GLOSSARY.entity("mmlu")
TEXT = """港湾研究院周四发布了 Zephyr 9。
它有4050亿参数，在MMLU上得分82.0%。
Zephyr 9的输入价格为每百万token 15美分，超过100种语言可用。
研究院表示，Zephyr 9不会开放下载。
研究院可能在2024年9月支持语音。
GPT-4o mini在MMLU上得分约79%。
"""
DOCUMENT = document(TEXT)


def claim(sentences: tuple[int, ...], type: str = "free", subject: Entity = ZEPHYR, **fields: object) -> Claim:
    kind = Kind.MEASUREMENT if "value" in fields else Kind.STATEMENT
    made = Claim(kind=kind, type=type, aspect=Aspect.OTHER, subject=subject, sentences=sentences, extractor="test/1")
    return replace(made, **fields)  # type: ignore[arg-type]


def figure(low: str, unit: str, *, per: str | None = None, bound: Bound = Bound.EXACT, high: str | None = None) -> Value:
    return Value(surface=low, low=low, high=high or low, unit=unit, per=per, bound=bound)


def verdict(made: Claim, of: Document = DOCUMENT) -> Fact | Rejection:
    facts, rejections = verify(of, [made], GLOSSARY)
    assert len(facts) + len(rejections) == 1
    return facts[0] if facts else rejections[0]


def reason(made: Claim) -> str:
    outcome = verdict(made)
    return outcome.reason if isinstance(outcome, Rejection) else ""


BORNE_OUT = [
    claim((1, 2), "measure", value=figure("405000000000", "parameter")),
    claim((1, 2), "score", attribute=MMLU, value=figure("82.0", "percent")),
    claim((1, 2), "score", attribute=MMLU, value=figure("82", "percent")),
    claim((3,), "price", value=figure("0.15", "USD", per="1000000 token")),
    claim((3,), "support", value=figure("100", "count:language", bound=Bound.MORE_THAN)),
    claim((3,), "support", value=figure("100", "count:language", bound=Bound.AT_LEAST)),
    claim((1,), "release", objects=(HARBOUR,)),
    claim((5, 4), "support", value=figure("2024-09", "date"), modality="possible"),
    claim((4,), "free", words="Zephyr 9不会开放下载"),
    claim((6,), "score", GPT, attribute=MMLU, value=figure("79", "percent", bound=Bound.ABOUT)),
]


@pytest.mark.parametrize("made", BORNE_OUT, ids=str)
def test_verify_accepts_what_stands_in_the_cited_sentences(made: Claim) -> None:
    fact = verdict(made)
    assert isinstance(fact, Fact), fact
    assert all(e.match == "cited" for e in fact.evidence)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (claim((1, 2), "measure", value=figure("504000000000", "parameter")), "number"),
        (claim((1, 2), "measure", value=figure("40500000000", "parameter")), "unit"),
        (claim((1, 2), "score", attribute=MMLU, value=figure("82.0", "USD")), "unit"),
        (claim((3,), "price", value=figure("0.15", "EUR", per="1000000 token")), "unit"),
        (claim((3,), "price", value=figure("0.15", "USD", per="1000 token")), "unit"),
        (claim((3,), "support", value=figure("100", "count:language")), "bound"),
        (claim((3,), "support", value=figure("100", "count:language", bound=Bound.AT_MOST)), "bound"),
        (claim((4, 5), "support", value=figure("2024-08", "date"), modality="possible"), "date"),
        (claim((4, 5), "support", value=figure("2024-09-12", "date"), modality="possible"), "date"),
        (claim((1,), "release", objects=(GLOSSARY.entity("google"),)), "name"),
        (claim((6,), "score", GLOSSARY.entity("gpt-4o"), attribute=MMLU, value=figure("79", "percent", bound=Bound.ABOUT)), "name"),
        (claim((4,), "free", words="会开放下载"), "polarity"),
        (claim((4,), "free", words="开放下载"), "polarity"),
        (claim((4,), "free", words="Zephyr 9将会开放下载"), "polarity"),
        (claim((4, 5), "support", value=figure("2024-09", "date")), "polarity"),
        (claim((4,), "free", words="Zephyr 9已经开放下载"), "polarity"),
        (claim((3,), "free", words="超过200种语言可用"), "number"),
        (claim((3,), "free", words="用过的语言很多"), "citation"),
        (claim((77,), "free", words="Zephyr 9"), "citation"),
        (claim((), "free", words="Zephyr 9"), "citation"),
    ],
    ids=str,
)
def test_verify_rejects_with_the_reason(made: Claim, expected: str) -> None:
    assert reason(made) == expected


def test_verify_moves_a_citation_that_is_off() -> None:
    fact = verdict(claim((1,), "price", value=figure("0.15", "USD", per="1000000 token")))
    assert isinstance(fact, Fact)
    assert {e.match for e in fact.evidence} == {"moved"}
    assert fact.claim.sentences == (3,)


def test_verify_does_not_move_where_figure_and_name_stand_apart() -> None:
    assert reason(claim((5,), "score", HARBOUR, attribute=MMLU, value=figure("82.0", "percent"))) == "number"


def test_verify_prefers_the_clause_that_the_claim_gives() -> None:
    start = TEXT.index("在MMLU")
    span = Span(start, start + len("在MMLU上得分82.0%"))
    fact = verdict(claim((1, 2), "score", attribute=MMLU, value=figure("82.0", "percent"), span=span))
    assert isinstance(fact, Fact)
    assert [e.quote for e in fact.evidence] == ["港湾研究院周四发布了 Zephyr 9。", "在MMLU上得分82.0%"]


def test_verify_collapses_exact_duplicates_and_keeps_the_greater_importance() -> None:
    one = claim((1,), "release", objects=(HARBOUR,), importance=0.3)
    facts, rejections = verify(DOCUMENT, [one, replace(one, importance=0.8)], GLOSSARY)
    assert [fact.claim.importance for fact in facts] == [0.8]
    assert rejections == []


def test_words_of_a_transcript_may_write_a_line_break_as_a_comma() -> None:
    spoken = document("Zephyr 9更便宜\n也更快\n", is_transcript=True)
    fact = verdict(claim((1, 2), "free", words="Zephyr 9更便宜，也更快"), spoken)
    assert isinstance(fact, Fact)
    assert fact.evidence[0].quote == "Zephyr 9更便宜\n也更快"


def test_names_are_found_in_the_other_script() -> None:
    hant = document("港灣研究院發表了新船。", Language.ZH_HANT)
    assert isinstance(verdict(claim((1,), "free", HARBOUR, words="發表了新船"), hant), Fact)


def test_a_size_in_a_models_name_bears_out_its_parameters() -> None:
    text = document("Llama 3.1 405B今天上线。")
    made = claim((1,), "measure", GLOSSARY.entity("llama-3.1-405b"), value=figure("405000000000", "parameter"))
    assert isinstance(verdict(made, text), Fact)
    assert isinstance(verdict(replace(made, value=figure("70000000000", "parameter")), text), Rejection)


@given(st.sampled_from([c for c in BORNE_OUT if c.value is not None and c.value.unit != "date"]), st.integers(0, 11), st.integers(1, 9))
def test_verify_rejects_any_figure_with_a_digit_changed(made: Claim, place: int, step: int) -> None:
    assert made.value is not None
    digits = [i for i, c in enumerate(made.value.low) if c.isdigit()]
    at = digits[place % len(digits)]
    changed = made.value.low[:at] + str((int(made.value.low[at]) + step) % 10) + made.value.low[at + 1 :]
    assert isinstance(verdict(replace(made, value=replace(made.value, low=changed, high=changed))), Rejection)


@given(st.lists(st.integers(-1, 8), max_size=5), st.integers(0, len(TEXT)), st.integers(0, 60), st.sampled_from(BORNE_OUT))
def test_evidence_is_always_the_text_and_within_its_limits(sentences: list[int], start: int, length: int, made: Claim) -> None:
    facts, _ = verify(DOCUMENT, [replace(made, sentences=tuple(sentences), span=Span(start, min(len(TEXT), start + length)))], GLOSSARY)
    for fact in facts:
        assert 1 <= len(fact.evidence) <= 3
        assert sum(len(e.quote) for e in fact.evidence) <= 480
        for e in fact.evidence:
            assert TEXT[e.span.start : e.span.end] == e.quote
            assert 0 < len(e.quote) <= 240
            assert 1 <= len(e.sentences) <= 3


def test_fact_ids_are_stable_and_distinct_for_distinct_claims() -> None:
    ids = {fact_id("d", made) for made in BORNE_OUT}
    assert len(ids) == len(BORNE_OUT)
    assert all(len(i) == 16 and int(i, 16) >= 0 for i in ids)
    assert fact_id("d", BORNE_OUT[0]) == fact_id("d", replace(BORNE_OUT[0], sentences=(9,), importance=0.1))
    assert fact_id("d", BORNE_OUT[0]) != fact_id("e", BORNE_OUT[0])
