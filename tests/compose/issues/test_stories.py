"""Facts of many documents into stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.compose.issues.stories import Group, group
from pipeline.datamodel.fact import Claim, Entity
from pipeline.datamodel.issue import Conflict, Merged, Reported
from pipeline.datamodel.language import Language
from tests.compose.issues.week import LYRA, NORTHLIGHT, OLD, PINE, costs, gathered, has, plain, released, replaces, reported, scores
from tests.factories import claim, entity, value


def grouped(documents: Sequence[Reported]) -> tuple[dict[str, Group], list[Merged]]:
    _, merged, told = gathered(documents)
    return {one.key: one for one in group(merged, told, ())}, merged


def test_one_story_across_languages_and_a_roundup_in_two() -> None:
    stories, merged = grouped(plain())
    assert set(stories) == {"lyra-2-mini", "pine-large"}
    assert stories["lyra-2-mini"].documents == {"a-00000000", "b-00000000"}
    assert stories["pine-large"].documents == {"c-00000000"}
    assert stories["lyra-2-mini"].subject.id == LYRA.id
    homes = [n for one in stories.values() for n in one.facts]
    assert sorted(homes) == list(range(len(merged)))


def test_what_something_is_compared_with_is_no_story() -> None:
    line = "Lyra 2 mini gets 82.0% on MMLU, Lyra 1 gets 70.0% and Pine Large 84.0%"
    beside = reported(
        "d",
        [("Lyra 2 mini is out", released(LYRA)), *((line, scores(m, a)) for m, a in ((LYRA, "82.0"), (OLD, "70.0"), (PINE, "84.0")))],
        text=f"Lyra 2 mini is out\n{line}",
    )
    stories, merged = grouped([beside])
    assert set(stories) == {"lyra-2-mini"}
    assert len(stories["lyra-2-mini"].facts) == len(merged) == 4


def test_a_maker_is_no_story_beside_its_model() -> None:
    maker = entity("mistral-ai", "Mistral AI", kind="organization")
    model = entity("mistral-nemo", "Mistral NeMo")
    said = [("Mistral NeMo is out", released(model)), *((f"Mistral AI has {n} offices in the city", claim(maker, "free")) for n in range(11, 16))]
    stories, _ = grouped([reported("d", said)])
    assert set(stories) == {"mistral-nemo"}


def test_a_part_belongs_to_what_uses_it() -> None:
    part = entity("cutter", "Cutter", kind="product")
    said = [
        ("Lyra 2 mini is out", released(LYRA)),
        ("Lyra 2 mini uses Cutter", claim(LYRA, "uses", objects=[part])),
        *(
            (f"Cutter knows {n} scripts", claim(part, "measure", attribute=entity("scripts", kind="metric"), value=value(str(n), str(n), "count")))
            for n in (41, 42, 43)
        ),
    ]
    stories, _ = grouped([reported("d", said)])
    assert set(stories) == {"lyra-2-mini"}


def test_sizes_of_a_model_are_one_story() -> None:
    line, large = entity("llama-3.1", "Llama 3.1"), entity("llama-3.1-405b", "Llama 3.1 405B")
    said = [("Llama 3.1 is out", released(line)), ("the 405B gets 88.6%", scores(large, "88.6")), ("the 405B costs $3", costs(large, "3"))]
    stories, _ = grouped([reported("d", said)])
    assert set(stories) == {"llama-3.1"}
    assert stories["llama-3.1"].subject.id == "llama-3.1-405b"


def test_words_that_name_nobody_go_to_what_stands_around_them() -> None:
    nobody = entity("harbour-notes", "Harbour notes", kind="unknown")
    said = [
        ("Lyra 2 mini is out", released(LYRA)),
        ("All of it fits on one card", claim(nobody, "free")),
        ("Pine Large is out too", released(PINE)),
        ("Nobody has seen the 123 weights yet", claim(nobody, "free")),
        ("Pine Large has 123 billion", has(PINE, "123000000000", "123 billion")),
    ]
    _, merged, told = gathered([reported("d", said, title="Harbour notes")])
    stories = {one.key: one for one in group(merged, told, ())}
    assert set(stories) == {"lyra-2-mini", "pine-large"}
    words = {merged[n].fact.claim.words for n in stories["pine-large"].facts}
    assert "Nobody has seen the 123 weights yet" in words
    assert "All of it fits on one card" not in words


def test_unknown_names_of_one_event_are_joined_by_their_figures() -> None:
    chinese, english = entity("河湾桥", "河湾桥", kind="unknown"), entity("bend-bridge", "Bend Bridge", kind="unknown")
    cars, people = entity("cars", kind="metric"), entity("visitors", kind="metric")

    def said(of: Entity, words: str) -> list[tuple[str, Claim]]:
        return [
            (f"{words} 5078", claim(of, "measure", attribute=cars, value=value("5078", "5078", "count"))),
            (f"{words} 46120", claim(of, "measure", attribute=people, value=value("46120", "46120", "count"))),
            (f"{words} 318", claim(of, "count", value=value("318", "318", "count"))),
        ]

    one = reported("d", said(chinese, "河湾桥"), language=Language.ZH_HANS)
    two = reported("e", said(english, "Bend Bridge"))
    assert len(grouped([one, two])[0]) == 1
    other = reported("f", [(f"Bend Bridge {n}", claim(english, "count", value=value(str(n), str(n), "count"))) for n in (77, 88, 99)])
    assert len(grouped([one, other])[0]) == 2


def test_a_list_of_short_items_gives_each_its_own() -> None:
    names = [entity(name, name, kind="organization") for name in ("Acorn", "Birch", "Cedar", "Dogwood", "Elm", "Fir")]
    told = ("opened an office", "sold 12 ships", "hired a cook", "lost the 1999 trophy", "paints its trains green", "asked for 40 more days")
    said = [(f"{one.id.title()} {words}", claim(one, "free")) for one, words in zip(names, told, strict=True)]
    stories, _ = grouped([reported("d", said)])
    assert set(stories) == {one.id for one in names}


def test_what_was_expected_stands_with_what_came_of_it() -> None:
    expected = replace(released(entity("llama-3", "Llama 3")), modality="reported")
    early = reported("d", [("Llama 3 may come next week", expected)])
    late = reported("e", [("Llama 3.1 is out", released(entity("llama-3.1", "Llama 3.1")))])
    assert set(grouped([early, late])[0]) == {"llama-3.1"}


def test_the_sides_of_a_conflict_stand_in_one_story() -> None:
    said = [("Lyra 2 mini is out", released(LYRA)), ("Pine Large is out", replaces(PINE, OLD))]
    _, merged, told = gathered([reported("d", said)])
    stories = group(merged, told, [Conflict(about={"en": "it"}, sides=(merged[0], merged[1]))])
    assert sorted(len(one.facts) for one in stories) == [2]


def test_the_order_of_the_documents_changes_nothing() -> None:
    there, _ = grouped(plain())
    back, _ = grouped(plain()[::-1])
    assert there == back


def test_every_document_with_a_fact_has_a_story() -> None:
    lone = reported("d", [("Somewhere it rained for 12 days", claim(entity("somewhere", kind="place"), "free"))])
    stories, _ = grouped([*plain(), lone])
    assert "somewhere" in stories
    assert NORTHLIGHT.id not in stories
