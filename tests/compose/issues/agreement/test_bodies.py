from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose.issues.agreement.bodies import Bodies, bare
from pipeline.datamodel.fact import Entity
from pipeline.text.glossary import Glossary


def named(id: str, kind: str = "unknown", **names: str) -> Entity:
    return Entity(id=id, names={tag.replace("_", "-"): name for tag, name in names.items()}, kind=kind)


KNOWN = named("northlight", "organization", zh_Hans="北光实验室", zh_Hant_TW="北光實驗室", en="Northlight Labs")


def test_a_name_that_no_glossary_knows_is_the_known_thing_of_that_name_in_any_script() -> None:
    strangers = [
        named("北光實驗室", zh_Hant_TW="北光實驗室"),
        named("northlight-labs", en="NORTHLIGHT-LABS"),
        named("x", en="Ｎorthlight Labs"),
    ]
    bodies = Bodies([*strangers, KNOWN])
    assert [bodies.id(one) for one in strangers] == ["northlight"] * 3


def test_strangers_that_share_a_name_are_one() -> None:
    a, b, c = named("松丘", zh_Hans="松丘", en="Pinehill"), named("松丘-2", zh_Hant_TW="松丘"), named("pinehill", en="Pine hill")
    assert len({Bodies([a, b, c]).id(one) for one in (a, b, c)}) == 1


def test_two_people_of_one_english_spelling_are_two() -> None:
    one, other = named("李伟", "person", zh_Hans="李伟", en="Li Wei"), named("李薇", "person", zh_Hans="李薇", en="Li Wei")
    stranger = named("li-wei", en="Li Wei")
    bodies = Bodies([one, other, stranger])
    assert {bodies.id(e) for e in (one, other, stranger)} == {"李伟", "李薇", "li-wei"}
    assert Bodies([named("李伟", zh_Hans="李伟", en="Li Wei"), named("李薇", zh_Hans="李薇", en="Li Wei")]).id(other) == "李薇"


def test_known_things_are_never_joined() -> None:
    one, other = named("open-model", "term", zh_Hans="开源模型"), named("open_source_model", "term", zh_Hans="开源模型")
    assert [Bodies([one, other]).id(e) for e in (one, other)] == ["open-model", "open_source_model"]


def test_several_things_in_one_do_not_depend_on_their_order() -> None:
    assert Bodies([]).id(named("korean+arabic")) == Bodies([]).id(named("arabic+korean"))


def test_versions_stay_apart() -> None:
    assert bare("Lyra 3.1") != bare("Lyra 31")
    assert bare("C++") != bare("C")


@given(st.permutations([KNOWN, named("a", en="Northlight Labs"), named("b", en="northlight labs", zh_Hans="北光实验室"), named("c", zh_Hans="松丘")]))
def test_order_does_not_matter(entities: list[Entity]) -> None:
    bodies = Bodies(entities)
    assert {e.id: bodies.id(e) for e in entities} == {"northlight": "northlight", "a": "northlight", "b": "northlight", "c": "c"}


def test_the_only_edition_of_an_event_that_is_named_is_the_event() -> None:
    paris, games = Glossary.builtin().entity("paris-olympics"), Glossary.builtin().entity("olympics")
    assert Bodies([paris, games]).id(paris) == Bodies([paris]).id(paris) == Bodies([games]).id(games) == "olympics"
