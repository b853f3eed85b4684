from __future__ import annotations

from pipeline.compose.joining import join
from pipeline.datamodel.fact import Bound, Claim, Entity, Value
from pipeline.datamodel.recorded import Recorded
from tests.factories import claim, document, entity, fact, value

NIMBUS, MMLU, PRICE = entity("Nimbus 2"), entity("mmlu", kind="benchmark"), entity("input_price", kind="metric")


def told(name: str, said: Claim, published: str | None = None, twin: str | None = None, derived: str | None = None) -> Recorded:
    text = f"{name}: Nimbus 2 得分或价格。"
    made = fact(document(text), "Nimbus 2", said, {"zh-Hans": text})
    return Recorded(fact=made, name=name, source=name, title=None, published=published, duplicate_of=twin, derived_from=derived)


def score(amount: Value, condition: Entity | None = None, attribute: Entity | None = MMLU, type: str = "score") -> Claim:
    return claim(NIMBUS, type, attribute=attribute, value=amount, condition=condition)


def test_one_value_however_it_is_written_is_one_row_with_all_its_documents() -> None:
    said = [value("82.0%", "82.0"), value("八成二", "82"), value("超过82%", "82.00", bound=Bound.MORE_THAN)]
    (row,) = join(told(f"{n}.md", score(amount)) for n, amount in enumerate(said))
    assert [recorded.name for recorded in row.facts] == ["0.md", "1.md", "2.md"]
    assert (row.attribute, row.independent, row.values, row.value.surface) == ("mmlu", 3, 1, "82.0%")


def test_different_values_of_one_thing_stand_together_that_of_most_sources_first() -> None:
    facts = [told("a", score(value("81%", "81"))), told("b", score(value("82%", "82"))), told("c", score(value("82%", "82")))]
    facts.append(told("d", score(value("15美分", "0.15", unit="USD", per="1000000 token"), attribute=PRICE, type="price")))
    assert [(row.attribute, row.value.surface, row.values) for row in join(facts)] == [
        ("input_price", "15美分", 1),
        ("mmlu", "82%", 2),
        ("mmlu", "81%", 2),
    ]


def test_another_condition_or_measure_is_another_thing() -> None:
    hard = entity("hard", kind="term")
    facts = [told("a", score(value("81%", "81"))), told("b", score(value("60%", "60"), condition=hard))]
    facts += [told(per, score(value("1", "1", unit="USD", per=per), attribute=PRICE)) for per in ("1000 token", "1000000 token")]
    assert [row.values for row in join(facts)] == [1, 1, 1, 1]


def test_duplicates_count_once_and_derived_texts_not() -> None:
    said = score(value("82%", "82"))
    first = told("first.md", said)
    facts = [first, told("twin.md", said, twin=first.fact.document), told("translation.md", said, derived=first.fact.document)]
    (row,) = join(facts)
    assert (len(row.facts), row.independent) == (3, 1)
    (alone,) = join(facts[2:])
    assert alone.independent == 1


def test_a_fact_without_a_value_is_no_row_and_one_without_an_attribute_goes_by_its_type() -> None:
    release = claim(NIMBUS, "release", value=value("7月22日", "2024-07-22", unit="date"))
    rows = join([told("a", claim(NIMBUS, "free", words="好用")), told("b", release), told("c", release)])
    assert [(row.attribute, row.named, row.independent) for row in rows] == [("release", None, 2)]
