from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.compose.issues.agreement.disagreements import conflicts
from pipeline.compose.issues.agreement.merging import merge
from pipeline.compose.issues.voices import voices
from pipeline.datamodel.fact import Bound, Claim, Entity
from pipeline.datamodel.issue import Conflict, Reported
from pipeline.datamodel.language import Edition, Language
from pipeline.text.wording.spacing import has_han
from tests.compose.issues.week import LYRA, NORTHLIGHT, OLD, PINE, WEEK, costs, has, released, reported, scores
from tests.factories import claim, entity, value

WORLD = entity("global", "全球", "worldwide", kind="place")
CANCELLED = entity("cancelled", "取消", "cancelled", kind="participle")
SHARES = entity("share_price", "股价", "share price", "股價", "metric")
TOKENIZER, ITS_TOKENIZER = (
    entity("tokenizer", "分词器", "tokenizer", "分詞器", "term"),
    entity("lyra-1-tokenizer", "Lyra 1 分词器", "Lyra 1 tokenizer"),
)
COMMERCIAL = entity("commercial_use", "商业用途", "commercial use", kind="license")
MIT, APACHE = entity("mit-license", "MIT 许可证", "MIT License", kind="license"), entity("apache-2.0", "Apache 2.0", kind="license")
Line = tuple[str, Claim]


def between(*each: Line | list[Line], days: Sequence[str] = (), relations: Sequence[dict[str, str]] = ()) -> list[Conflict]:
    """What documents of one or more lines disagree about."""
    documents: list[Reported] = []
    for n, said in enumerate(each):
        lines = said if isinstance(said, list) else [said]
        language = Language.ZH_HANS if has_han(lines[0][0]) else Language.EN
        made = reported(f"d{n}", lines, language=language, published=days[n] if days else "2024-07-24")
        related = relations[n] if relations else {}
        documents.append(replace(made, duplicate_of=related.get("duplicate_of"), derived_from=related.get("derived_from")))
    sources = voices(documents, WEEK)
    return conflicts(merge(sources), sources)


def flights(surface: str, low: str, bound: Bound = Bound.EXACT, modality: str = "") -> Claim:
    said = claim(WORLD, "count", attribute=CANCELLED, value=value(surface, low, "count:flight", bound=bound), modality=modality)
    return replace(said, when=entity("2024-07-19", kind="time"))


def grown(percent: str) -> Claim:
    revenue = entity("revenue", "营收", "revenue", "營收", "metric")
    return claim(NORTHLIGHT, "increase", attribute=revenue, value=value(f"{percent}%", percent))


@pytest.mark.parametrize(
    ("one", "other", "about"),
    [
        (scores(LYRA, "82.0"), scores(LYRA, "84.1"), "Lyra 2 mini’s MMLU score"),
        (costs(LYRA, "0.15"), costs(LYRA, "0.18"), "Lyra 2 mini’s input price"),
        (has(LYRA, "12000000000", "120亿"), has(LYRA, "13500000000", "13.5B"), "how many parameters Lyra 2 mini has"),
        (released(LYRA, "2024-07-15"), released(LYRA, "2024-07-18"), "Lyra 2 mini’s release date"),
        (claim(LYRA, "license", objects=[MIT]), claim(LYRA, "license", objects=[APACHE]), "Lyra 2 mini’s licence"),
        (claim(LYRA, "better_than", objects=[PINE]), claim(PINE, "better_than", objects=[LYRA]), "which is better, Lyra 2 mini or Pine Large"),
        (flights("5,078", "5078"), flights("4,300", "4300", Bound.ABOUT), "how many flights were cancelled worldwide"),
    ],
)
def test_two_sources_that_cannot_both_be_right(one: Claim, other: Claim, about: str) -> None:
    (found,) = between(("one report says so", one), ("a different report", other), days=("2024-07-24", "2024-07-25"))
    assert len(found.sides) == 2
    assert set(found.about) == {str(edition) for edition in Edition}
    assert found.about["en"] in (about, about.replace("Lyra 2 mini or Pine Large", "Pine Large or Lyra 2 mini"))


def test_what_is_disagreed_about_is_said_in_every_edition() -> None:
    (found,) = between(("一处", flights("5,078", "5078")), ("elsewhere", flights("4,300", "4300", Bound.ABOUT)), days=("2024-07-21", "2024-07-28"))
    assert found.about["zh-Hans"] == "全球取消的航班数"
    assert found.about["zh-Hant-HK"] == "全球取消的航班數"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("得分82%", scores(LYRA, "82")), ("it gets 82.3%", scores(LYRA, "82.3")), id="a rounding"),
        pytest.param(("得分88%", scores(LYRA, "88")), ("it gets 88.6%", scores(LYRA, "88.6")), id="digits cut off"),
        pytest.param(("此前得分79%", scores(LYRA, "79.0")), ("it gets 82%", scores(LYRA, "82.0")), id="another time"),
        pytest.param(("it gets 79% with five shots, 5-shot", scores(LYRA, "79.0")), ("it gets 82%", scores(LYRA, "82.0")), id="other settings"),
        pytest.param(("二季度得分79%", scores(LYRA, "79.0")), ("it gets 82% in the first quarter", scores(LYRA, "82.0")), id="other periods"),
        pytest.param(("one", scores(LYRA, "79.0")), ("other", replace(scores(LYRA, "82.0"), condition=OLD)), id="a condition"),
        pytest.param(("one", scores(LYRA, "79.0")), ("other", replace(scores(LYRA, "82.0"), modality="planned")), id="a plan"),
        pytest.param(("one", scores(LYRA, "79.0")), ("other", scores(PINE, "82.0")), id="other subjects"),
        pytest.param(("one", released(LYRA, "2024-07-18")), ("other", released(LYRA, "2024-07-19")), id="a time zone apart"),
        pytest.param(("one", released(LYRA, "2024-07")), ("other", released(LYRA, "2024-07-19")), id="a month"),
        pytest.param(
            ("one", claim(LYRA, "decrease", attribute=SHARES, value=value("11%", "11"))),
            ("other", claim(LYRA, "decrease", attribute=SHARES, value=value("15%", "15"))),
            id="what changes by the day",
        ),
        pytest.param(
            ("one", replace(released(NORTHLIGHT, "2024-07-03"), type="launch")),
            ("other", replace(released(NORTHLIGHT, "2024-07-19"), type="launch")),
            id="one of many that a company does",
        ),
        pytest.param(
            ("one", claim(NORTHLIGHT, "funding", value=value("$20 million", "20000000", "USD"))),
            ("other", claim(NORTHLIGHT, "funding", value=value("$50 million", "50000000", "USD"))),
            id="one round of many",
        ),
        pytest.param(("同比涨了2%", grown("2")), ("up 8% from the previous quarter", grown("8")), id="other terms of comparison"),
        pytest.param(("one", claim(LYRA, "support", objects=[OLD])), ("other", claim(LYRA, "support", objects=[PINE])), id="no exclusive type"),
        pytest.param(
            ("one", claim(LYRA, "license", objects=[APACHE])),
            ("other", claim(LYRA, "license", objects=[COMMERCIAL])),
            id="a licence and what it allows",
        ),
    ],
)
def test_what_lets_both_be_right_is_no_disagreement(one: Line, other: Line) -> None:
    assert between(one, other) == []


def test_a_count_that_grows_is_a_story_that_goes_on() -> None:
    early, late = ("早先", flights("1,200", "1200")), ("late", flights("5,078", "5078"))
    assert between(early, late, days=("2024-07-23", "2024-07-24")) == []
    assert len(between(late, early, days=("2024-07-23", "2024-07-24"))) == 1
    documents = [reported(f"d{n}", [line], published=day) for n, (line, day) in enumerate(((late, "2024-07-23"), (early, None)))]
    sources = voices(documents, WEEK)
    assert conflicts(merge(sources), sources) == []


def test_a_source_that_tells_both_and_a_text_made_from_another_disagree_with_nobody() -> None:
    low, high = ("it gets 79.0%", scores(LYRA, "79.0")), ("it gets 82.0%", scores(LYRA, "82.0"))
    assert between([low, high], low) == []
    assert between(low, high, relations=({}, {"derived_from": "d0-00000000"})) == []
    assert between(low, high, relations=({"duplicate_of": "x"}, {"duplicate_of": "x"})) == []


def test_the_sizes_of_a_model_have_figures_of_their_own() -> None:
    family, small = entity("heron-3", "Heron 3"), entity("heron-3-8b", "Heron 3 8B")
    lines = [("one", has(family, "8000000000", "8B")), ("other", has(family, "70000000000", "70B")), ("third", has(small, "8000000000", "8B"))]
    assert between(*lines[:2]) != []
    assert between(*lines) == []


def test_the_same_thing_and_an_improved_one() -> None:
    same = ("Lyra 2 mini has the same tokenizer as Lyra 1", claim(LYRA, "same_as", attribute=TOKENIZER, objects=[OLD]))
    improved = ("Lyra 2 mini 用上了 Lyra 1 的改进版分词器", claim(LYRA, "uses", objects=[ITS_TOKENIZER]))
    plain = ("Lyra 2 mini 用的是 Lyra 1 的分词器，推理方法有改进", claim(LYRA, "uses", objects=[ITS_TOKENIZER]))
    (found,) = between(same, improved)
    assert (found.about["en"], found.about["zh-Hant-TW"]) == ("Lyra 2 mini’s tokenizer", "Lyra 2 mini 的分詞器")
    assert between(same, plain) == []


def test_the_first_of_all_and_the_first_of_its_maker() -> None:
    gpt, method = entity("gpt-4o-mini", "GPT-4o mini"), entity("instruction_hierarchy", "指令分层", "instruction hierarchy", kind="term")
    first = ("GPT-4o mini是首个采用指令分层的模型", claim(gpt, "first", objects=[method]))
    own = "GPT-4o mini is the first OpenAI model to apply the instruction hierarchy"
    said = "OpenAI said that GPT-4o mini is the first model to apply the instruction hierarchy"
    (found,) = between(first, (own, claim(gpt, "free", words=own)))
    assert {one.fact.claim.type for one in found.sides} == {"first", "free"}
    assert found.about["en"] == "whether GPT-4o mini is the first to use instruction hierarchy"
    assert between(first, (said, claim(gpt, "free", words=said))) == []


def test_three_sources_with_three_values_stand_side_by_side() -> None:
    (found,) = between(*((f"source {n}", scores(LYRA, value)) for n, value in enumerate(("79.0", "82.0", "84.5"))))
    assert len(found.sides) == 3


def test_most_sources_come_first_and_order_does_not_matter() -> None:
    lines = [("a", scores(LYRA, "79.0")), ("b", scores(LYRA, "82.0")), ("c", scores(LYRA, "82.0"))]
    documents = [reported(f"d{n}", [line]) for n, line in enumerate(lines)]
    for given in (documents, documents[::-1]):
        sources = voices(given, WEEK)
        (found,) = conflicts(merge(sources)[::-1], sources[::-1])
        assert [one.independent for one in found.sides] == [2, 1]


def _named(by: Entity, said: Claim) -> Claim:
    return replace(said, attribution=by)


def test_who_says_it_does_not_keep_figures_from_disagreeing() -> None:
    assert len(between(("one", _named(NORTHLIGHT, scores(LYRA, "79.0"))), ("other", scores(LYRA, "82.0")))) == 1
    assert (
        len(between(("one", flights("5,078", "5078")), ("other", flights("4,300", "4300", modality="reported")), days=("2024-07-21", "2024-07-24")))
        == 1
    )
