import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.fact import Aspect, Bound, Claim, Entity, Kind, Phrase, Value
from pipeline.datamodel.language import Edition
from pipeline.text.phrases import MAX_CHARS, Phrasebook
from pipeline.text.quantities import find_figures

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "phrases.json").read_text(encoding="utf-8"))
BOOK = Phrasebook.builtin()
HANS, TW, HK, EN = Edition
TYPES = [
    "score",
    "price",
    "measure",
    "difference",
    "increase",
    "decrease",
    "increase_to",
    "decrease_to",
    "share",
    "funding",
    "cost",
    "penalty",
    "investment",
    "donation",
    "deal",
    "release",
    "launch",
    "announcement",
    "availability",
    "replacement",
    "drop_in",
    "support",
    "support_only",
    "support_planned",
    "better_than",
    "level_with",
    "worse_than",
    "same_as",
    "superlative",
    "first",
    "ranking",
    "second_only_to",
    "based_on",
    "uses",
    "trained_on",
    "made_by",
    "part_of",
    "partnership",
    "acquisition",
    "founded",
    "located_in",
    "appointed",
    "member_of",
    "license",
    "free_for",
    "only_for",
    "paid_for",
    "open_source",
    "suited_for",
    "use_case",
    "excels_at",
    "resists",
    "improves",
    "designed_for",
    "evaluated_under",
    "filters",
    "reduces",
    "not_disclosed",
    "plan",
]


def entity(key: str) -> Entity:
    row = VECTORS["entities"][key]
    return Entity(id=key.removesuffix("-2"), names=row["names"], kind=row["kind"])


def claim_of(case: dict[str, Any]) -> Claim:
    single = {field: entity(case[field]) if field in case else None for field in ("attribute", "condition", "when", "attribution")}
    row = case.get("value")
    figure = None
    if row is not None:
        figure = Value(
            surface=row["surface"],
            low=row["low"],
            high=row.get("high", row["low"]),
            unit=row["unit"],
            per=row.get("per"),
            bound=Bound(row.get("bound", "exact")),
            unit_surface=row.get("unit_surface"),
        )
    return Claim(
        kind=Kind.STATEMENT,
        type=case["type"],
        aspect=Aspect.OTHER,
        subject=entity(case["subject"]),
        sentences=(1,),
        extractor="test",
        attribute=single["attribute"],
        value=figure,
        objects=tuple(entity(key) for key in case.get("objects", ())),
        condition=single["condition"],
        when=single["when"],
        attribution=single["attribution"],
        modality=case.get("modality", ""),
    )


def claim(like: str, **changes: Any) -> Claim:
    """The first claim of that type in the vectors, changed."""
    case = next(case for case in VECTORS["cases"] if case["type"] == like)
    return replace(claim_of(case), **changes)


def texts(of: Claim, edition: Edition) -> tuple[str, str]:
    sentence, clause = BOOK.sentence(of, edition), BOOK.clause(of, edition)
    assert sentence is not None
    assert clause is not None
    return sentence.text, clause.text


def marked(phrase: Phrase) -> str | None:
    return phrase.mark.of(phrase.text) if phrase.mark is not None else None


CASES = [pytest.param(case, edition, id=f"{case['id']}-{edition}") for case in VECTORS["cases"] for edition in Edition]


@pytest.mark.parametrize(("case", "edition"), CASES)
def test_phrases_are_those_of_the_vectors(case: dict[str, Any], edition: Edition) -> None:
    sentence, clause = BOOK.sentence(claim_of(case), edition), BOOK.clause(claim_of(case), edition)
    assert sentence is not None
    assert clause is not None
    assert [sentence.text, clause.text, marked(clause)] == case["expected"][edition.value]
    assert BOOK.texts(claim_of(case), edition) == (sentence, clause)


@pytest.mark.parametrize(("case", "edition"), CASES)
def test_no_value_differs_between_editions(case: dict[str, Any], edition: Edition) -> None:
    figure = claim_of(case).value
    if figure is None or figure.is_date or figure.unit in ("rank", "order of magnitude", "count", "point"):
        return
    clause = BOOK.clause(claim_of(case), edition)
    assert clause is not None
    read = {(quantity.low, quantity.high) for quantity in find_figures(clause.text, edition.language)}
    assert (Decimal(figure.low), Decimal(figure.high)) in read


@pytest.mark.parametrize("edition", list(Edition))
def test_every_type_has_rows_in_every_edition(edition: Edition) -> None:
    assert frozenset(TYPES) <= BOOK.types(edition)


@pytest.mark.parametrize("type", TYPES)
def test_every_type_has_a_vector(type: str) -> None:
    assert any(case["type"] == type for case in VECTORS["cases"])


@pytest.mark.parametrize("edition", list(Edition))
@pytest.mark.parametrize("type", ["score", "measure", "difference", "release", "replacement", "support", "acquisition", "better_than", "license"])
@pytest.mark.parametrize("modality", ["planned", "expected", "possible", "reported"])
def test_a_hedge_is_never_dropped(type: str, modality: str, edition: Edition) -> None:
    plain, hedged = claim(type, modality=""), claim(type, modality=modality)
    words = {
        "planned": ("计划", "計畫", "計劃", "plan"),
        "expected": ("预计", "預計", "expected"),
        "possible": ("可能", "may "),
        "reported": ("据报道", "據報導", "據報道", "reportedly"),
    }[modality]
    for before, after in zip(texts(plain, edition), texts(hedged, edition), strict=True):
        assert any(word in after for word in words)
        assert not any(word in before for word in words)


@pytest.mark.parametrize("edition", list(Edition))
@pytest.mark.parametrize("type", TYPES)
def test_attribution_condition_and_moment_are_never_dropped(type: str, edition: Edition) -> None:
    who = Entity(id="some-paper", names={"zh-Hans": "某报", "zh-Hant-TW": "某報", "en": "a paper"}, kind="organization")
    where = Entity(id="at-night", names={"zh-Hans": "夜间", "zh-Hant-TW": "夜間", "en": "night"}, kind="circumstance")
    when = Entity(id="this_week", names={"zh-Hans": "本周", "zh-Hant-TW": "本週", "en": "this week"}, kind="time")
    for text in texts(claim(type, attribution=who, condition=where, when=when), edition):
        assert who.name(edition.value) in text
        assert where.name(edition.value) in text
        assert when.name(edition.value) in text


def test_a_phrase_is_refused_where_a_name_is_lacking() -> None:
    task = Entity(id="x", names={"zh-Hans": "复杂任务处理"}, kind="task")
    word = Entity(id="y", names={"en": "stringent fallbacks"}, kind="term")
    assert BOOK.sentence(claim("suited_for", objects=(task,)), EN) is None
    assert BOOK.texts(claim("suited_for", objects=(task,)), EN) is None
    assert BOOK.sentence(claim("suited_for", objects=(word,)), HANS) is None
    assert BOOK.sentence(claim("suited_for", objects=(task,)), HANS) is not None


def test_a_short_chinese_proper_name_may_stand_in_english() -> None:
    maker = Entity(id="x", names={"zh-Hans": "小明科技"}, kind="organization")
    assert texts(claim("made_by", objects=(maker,)), EN)[0] == "GPT-4o mini is made by “小明科技”"
    assert BOOK.sentence(claim("made_by", subject=maker, objects=(maker,)), EN) is None


def test_an_unknown_type_and_an_unknown_unit_have_no_phrase() -> None:
    assert BOOK.sentence(claim("score", type="free"), HANS) is None
    assert BOOK.sentence(claim("measure", value=Value(surface="3", low="3", high="3", unit="lump")), HANS) is None


def test_an_object_or_value_without_a_place_is_not_lost() -> None:
    assert BOOK.sentence(claim("superlative", objects=claim("partnership").objects, attribute=claim("superlative").attribute), EN) is not None
    assert BOOK.sentence(claim("funding", attribute=claim("score").attribute), EN) is None
    assert BOOK.sentence(claim("replacement", value=Value(surface="5%", low="5", high="5", unit="percent")), EN) is None


def test_an_announcement_of_what_lies_ahead_is_in_the_future_tense() -> None:
    ahead = Entity(id="next_week", names={"zh-Hans": "下周", "en": "next week"}, kind="time")
    behind = Entity(id="last_week", names={"zh-Hans": "前一周", "en": "the week before"}, kind="time")
    assert texts(claim("announcement", when=ahead), EN)[1] == "will announce GPT-4o mini next week"
    assert texts(claim("announcement", when=behind), EN)[1] == "announced GPT-4o mini the week before"


def test_plural_subjects_have_plural_verbs() -> None:
    users = Entity(id="free_users", names={"en": "free users"}, kind="audience")
    assert texts(claim("uses", subject=users, modality=""), EN)[0] == "Free users use Tekken"
    assert texts(claim("uses", subject=users, modality="planned"), EN)[0] == "Free users plan to use Tekken"


@pytest.mark.parametrize("edition", [HANS, TW, HK])
def test_chinese_texts_have_spaces_at_latin_borders_and_none_at_full_width_punctuation(edition: Edition) -> None:
    for case in VECTORS["cases"]:
        for text in texts(claim_of(case), edition):
            assert "  " not in text
            assert not any(pair in text for pair in (" ，", "， ", " 、", "、 ", "（ ", " ）"))


@pytest.mark.parametrize("edition", list(Edition))
def test_texts_are_short_and_have_no_final_stop(edition: Edition) -> None:
    for case in VECTORS["cases"]:
        for text in texts(claim_of(case), edition):
            assert len(text) <= MAX_CHARS
            assert text[-1] not in "。.;；，,"


def test_value_falls_back_on_the_surface() -> None:
    assert BOOK.value(Value(surface="3 lumps", low="3", high="3", unit="lump"), HANS) == "3 lumps"
    assert BOOK.value(Value(surface="4050亿", low="405000000000", high="405000000000", unit="parameter"), TW) == "4,050 億個參數"


def test_hong_kong_writes_no_word_of_taiwans_for_a_plan() -> None:
    planned = next(case for case in VECTORS["cases"] if case["type"] == "plan")
    for kind in ("model", "product", "organization"):
        said = replace(claim_of(planned), subject=replace(claim_of(planned).subject, kind=kind))
        assert "計畫" not in "".join(texts(said, Edition.ZH_HANT_HK))
