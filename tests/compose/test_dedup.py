from __future__ import annotations

from pipeline.compose.dedup import merge
from pipeline.datamodel.fact import Entity, Fact
from tests.factories import claim, document, entity, fact, value

DOCUMENT = document("甲得分82%。\n甲在MMLU上得分为82.0%。\n甲的得分是83%。\n甲跑得很快，几乎没有对手。\n它跑得很快，几乎没有对手啊。")
MODEL = entity("jia", "甲", "Jia")
MMLU = entity("mmlu", "MMLU", kind="benchmark")


def score(quote: str, low: str, condition: Entity | None = None, importance: float = 0.5) -> Fact:
    said = claim(MODEL, "score", attribute=MMLU, value=value(f"{low}%", low), condition=condition, importance=importance)
    return fact(DOCUMENT, quote, said, {"zh-Hans": f"甲得分 {low}%", "zh-Hant-TW": f"甲得分 {low}%", "en": f"Jia scores {low}%"})


def free(quote: str, words: str) -> Fact:
    return fact(DOCUMENT, quote, claim(MODEL, "free", words=words), {"zh-Hans": words, "zh-Hant-TW": words})


def test_merge_joins_one_amount_written_in_two_ways() -> None:
    items = merge([score("甲得分82%", "82"), score("甲在MMLU上得分为82.0%", "82.0")])
    assert len(items) == 1
    assert len(items[0].facts) == 2
    assert [e.quote for e in items[0].evidence] == ["甲得分82%", "甲在MMLU上得分为82.0%"]


def test_merge_keeps_different_amounts_apart() -> None:
    assert len(merge([score("甲得分82%", "82"), score("甲的得分是83%", "83")])) == 2


def test_merge_lets_the_more_particular_fact_tell() -> None:
    shot = entity("5-shot", kind="condition")
    items = merge([score("甲得分82%", "82"), score("甲在MMLU上得分为82.0%", "82.0", shot)])
    assert [item.claim.condition for item in items] == [shot]


def test_merge_keeps_two_conditions_apart() -> None:
    shots = [entity(name, kind="condition") for name in ("0-shot", "5-shot")]
    assert len(merge([score("甲得分82%", "82", shots[0]), score("甲在MMLU上得分为82.0%", "82", shots[1])])) == 2


def test_merge_drops_statement_that_repeats_another() -> None:
    items = merge([free("甲跑得很快，几乎没有对手", "甲跑得很快，几乎没有对手"), free("它跑得很快，几乎没有对手啊", "它跑得很快，几乎没有对手啊")])
    assert len(items) == 1


def test_merge_drops_statement_that_a_typed_fact_tells() -> None:
    items = merge([score("甲得分82%", "82"), free("甲得分82%", "甲得分82%")])
    assert [item.claim.type for item in items] == ["score"]


def test_merge_knows_what_every_edition_can_read() -> None:
    items = merge([score("甲得分82%", "82"), free("甲跑得很快，几乎没有对手", "甲跑得很快，几乎没有对手")])
    assert [item.is_common for item in items] == [True, False]


def test_merge_keeps_the_order_of_the_source() -> None:
    facts = [score("甲的得分是83%", "83"), score("甲得分82%", "82")]
    assert [item.claim.value and item.claim.value.low for item in merge(facts)] == ["82", "83"]


def test_the_more_precisely_written_amount_is_told() -> None:
    (item,) = merge([score("甲得分82%", "82"), score("甲在MMLU上得分为82.0%", "82.0")])
    assert item.fact.texts["en"].text == "Jia scores 82.0%"


def test_what_something_is_good_for_is_told_once_by_the_fact_with_more() -> None:
    talk, code = entity("talk", "对话", kind="task"), entity("code", "代码", kind="task")
    said = [claim(MODEL, "suited_for", objects=[talk]), claim(MODEL, "use_case", objects=[talk, code]), claim(MODEL, "excels_at", objects=[code])]
    quotes = ("甲得分82%", "甲在MMLU上得分为82.0%", "甲的得分是83%")
    facts = [fact(DOCUMENT, quote, one, {"zh-Hans": one.type, "en": one.type}) for quote, one in zip(quotes, said, strict=True)]
    (item,) = merge(facts)
    assert item.claim.type == "use_case"
    assert len(item.facts) == 3


def test_free_statements_with_the_same_figures_and_much_of_the_same_words_are_one() -> None:
    told = [free("甲得分82%", "相比别的模型，甲训练快了 8.7 倍"), free("甲的得分是83%", "精度相近，但甲训练快了 8.7 倍")]
    assert len(merge(told)) == 1
