from __future__ import annotations

from dataclasses import replace

from pipeline.compose.dedup import Item, merge
from pipeline.compose.keypoints import choose_key_points
from pipeline.compose.notes import Wording
from pipeline.compose.ranking import rank, subject_weights
from pipeline.datamodel.fact import Aspect, Entity, Fact
from tests.factories import claim, document, entity, fact, value

OF = document("".join(f"第{n}件事发生了。\n" for n in range(1, 30)))
WORDING = Wording(tags=("zh-Hans", "en"), source="zh-Hans")
MAIN, SIDE = entity("main", "主角"), entity("side", "配角")


def told(n: int, who: Entity, type: str, text: str, importance: float = 0.5, translated: bool = True) -> Fact:
    tags = ("zh-Hans", "zh-Hant-TW", "en") if translated else ("zh-Hans", "zh-Hant-TW")
    said = claim(who, type, objects=[entity(f"object-{n}", kind="term")], words=text, aspect=Aspect.OTHER, importance=importance)
    return fact(OF, f"第{n}件事", said, dict.fromkeys(tags, text))


def chosen(
    facts: list[Fact], tabled: tuple[str, ...] = (), first: int | None = None, leads: tuple[str, ...] = (), room: int = 500
) -> list[list[str]]:
    merged = merge(facts)
    weights = subject_weights(merged, OF)
    items = rank(merged, weights, OF)

    def text(item: Item) -> str:
        return item.fact.texts["zh-Hans"].text

    news = next((i for i in items if first is not None and i.fact.id == facts[first].id), None)
    points = choose_key_points(items, [i for i in items if text(i) in tabled], news, leads, weights, room, WORDING)
    return [[text(item) for item in bundle] for bundle in points]


def test_the_news_of_the_headline_comes_first() -> None:
    facts = [told(1, MAIN, "price", "价格", 0.9), told(2, MAIN, "release", "发布", 0.2)]
    assert chosen(facts, first=1)[0] == ["发布"]


def test_points_are_at_most_five_and_of_different_kinds() -> None:
    types = ("release", "price", "support", "license", "first", "cost", "plan", "excels_at")
    points = chosen([told(n, MAIN if n % 2 else SIDE, kind, kind) for n, kind in enumerate(types, 1)])
    assert len(points) == 5
    assert len({point[0] for point in points}) == 5


def test_two_facts_of_one_kind_make_one_point() -> None:
    facts = [told(1, MAIN, "availability", "主角免费可用", 0.9), told(2, MAIN, "availability", "企业用户可用")]
    assert chosen(facts) == [["主角免费可用", "企业用户可用"]]


def test_a_clause_joins_only_a_sentence_that_begins_with_their_subject() -> None:
    facts = [told(1, MAIN, "availability", "一万人可用主角", 0.9), told(2, MAIN, "availability", "企业用户可用")]
    assert chosen(facts) == [["一万人可用主角"], ["企业用户可用"]]


def test_what_something_rose_by_comes_before_what_it_rose_to() -> None:
    facts = [told(1, MAIN, "increase_to", "主角增至三", 0.9), told(2, MAIN, "increase", "主角增长二")]
    facts = [replace(one, claim=replace(one.claim, objects=())) for one in facts]
    assert chosen(facts) == [["主角增长二", "主角增至三"]]


def test_an_interview_without_typed_facts_has_its_quotations_for_key_points() -> None:
    facts = [told(n, entity(f"s{n}", kind="person"), "quotation", f"我看第{n}件事{'甲乙丙'[n - 1]}", translated=False) for n in (1, 2, 3)]
    assert len(chosen(facts)) == 3
    assert chosen([*facts, told(5, MAIN, "release", "发布")]) == [["发布"]]


def test_every_subject_of_the_headline_has_a_point() -> None:
    facts = [told(n, MAIN, kind, kind, 0.9) for n, kind in enumerate(("release", "price", "license"), 1)]
    facts.append(told(9, SIDE, "uses", "配角的事", 0.1))
    assert ["配角的事"] in chosen(facts, leads=("main", "side"))


def test_a_table_keeps_the_figures_of_side_subjects() -> None:
    facts = [told(1, MAIN, "release", "发布"), told(2, SIDE, "score", "配角得分", 1.0), told(3, MAIN, "license", "许可")]
    assert ["配角得分"] not in chosen(facts, tabled=("配角得分",))


def test_untranslated_words_fill_up_to_three_points_only() -> None:
    facts = [told(n, entity(f"s{n}"), "free", f"{n}号说了第{n}句完全不同的话{'甲乙丙丁'[n - 1]}", translated=False) for n in range(1, 5)]
    assert len(chosen(facts)) == 3


def test_a_figure_that_the_name_bears_is_no_key_point() -> None:
    small = entity("m-7b", "M 7B")
    said = claim(small, "measure", attribute=entity("parameters", kind="metric"), value=value("7B 参数", "7000000000", "parameter"))
    assert chosen([fact(OF, "第1件事", said, dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), "M 7B 有 7B 参数"))]) == []


def test_key_points_leave_room_for_the_page() -> None:
    facts = [told(n, entity(f"s{n}"), kind, "十个字长的一句话呀" + str(n)) for n, kind in enumerate(("release", "price", "license", "cost"), 1)]
    assert len(chosen(facts, room=60)) == 1


def test_what_the_sources_title_tells_comes_before_the_rest() -> None:
    titled = document(OF.text, title="渔船停航三百艘")
    facts = [told(1, MAIN, "release", "主角发布", 0.9), told(2, SIDE, "count", "渔船停航三百艘", 0.3)]
    merged = merge(facts)
    weights = subject_weights(merged, titled)
    points = choose_key_points(rank(merged, weights, titled), [], None, (), weights, 500, WORDING)
    assert [bundle[0].fact.texts["zh-Hans"].text for bundle in points] == ["渔船停航三百艘", "主角发布"]
