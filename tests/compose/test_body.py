"""What fits in the body of a page: by score, balanced over subjects, never more than the room."""

from __future__ import annotations

from itertools import pairwise

from pipeline.compose.body import Body
from pipeline.compose.dedup import Item, merge
from pipeline.compose.notes import Wording
from pipeline.compose.ranking import rank, subject_weights
from pipeline.datamodel.fact import Entity, Fact
from tests.factories import claim, document, entity, fact

OF = document("".join(f"第{n}件事发生了。\n" for n in range(1, 60)))
WORDING = Wording(tags=("zh-Hans", "en"), source="zh-Hans")
ONE, TWO = entity("one", "甲"), entity("two", "乙")
SPEAKER = entity("speaker", "某人", "Someone", kind="person")


def told(n: int, who: Entity, type: str, text: str, translated: bool = True) -> Fact:
    tags = ("zh-Hans", "zh-Hant-TW", "en") if translated else ("zh-Hans", "zh-Hant-TW")
    said = claim(who, type, objects=[entity(f"object-{n}", kind="term")], words=text)
    return fact(OF, f"第{n}件事", said, {tag: f"{who.name(tag)}：{text}" for tag in tags}, dict.fromkeys(tags, text))


def items(facts: list[Fact]) -> list[Item]:
    merged = merge(facts)
    return rank(merged, subject_weights(merged, OF), OF)


def test_words_come_from_all_parts_of_the_source() -> None:
    letters = "赤橙黄绿青蓝紫白黑灰金银铜铁锡铅木水火土"
    facts = [told(2 * n + 1, ONE, "free", letters[n] * 12, translated=False) for n in range(20)]
    chosen = Body(items(facts), WORDING, 0).fitting(130)
    parts = {item.position * 4 // len(OF.text) for item in chosen}
    assert len(chosen) < 12
    assert parts >= {0, 1, 2}


def test_a_page_with_few_typed_facts_is_filled_up_to_twelve_points() -> None:
    letters = "赤橙黄绿青蓝紫白黑灰金银铜铁锡铅木水火土"
    facts = [told(2 * n + 1, ONE, "free", letters[n] * 13, translated=False) for n in range(20)]
    assert len(Body(items(facts), WORDING, 0).fitting(600)) == 12
    assert len(Body(items(facts), WORDING, 4, 4).fitting(600)) == 8
    assert len(Body(items(facts), WORDING, 0).fitting(1_800)) == 13


def test_body_takes_no_more_than_the_room() -> None:
    found = items([told(n, ONE, "support", "十个字长的一句话呀呀") for n in range(1, 20)])
    chosen = Body(found, WORDING, 0).fitting(60)
    assert 0 < sum(len(i.fact.clauses["zh-Hans"].text) + 1 for i in chosen) <= 60


def test_body_leaves_no_subject_out_that_the_source_says_several_things_of() -> None:
    facts = [told(n, ONE, "release", f"第一件事情{n}") for n in range(1, 20)] + [told(n, TWO, "support", f"别的事情{n}") for n in range(30, 33)]
    chosen = Body(items(facts), WORDING, 0).fitting(60)
    assert {item.claim.subject.id for item in chosen} == {"one", "two"}


def test_body_takes_few_untranslated_where_there_is_enough_else() -> None:
    facts = [told(n, ONE, "support", f"支持第{n}种") for n in range(1, 31)]
    facts += [told(n, ONE, "free", "甲乙丙丁戊己庚辛壬癸"[n - 41] * 13, translated=False) for n in range(41, 51)]
    chosen = Body(items(facts), WORDING, 0).fitting(10_000)
    assert len(chosen) == 40
    short = Body(items(facts), WORDING, 0).fitting(150)
    assert sum(not i.is_common for i in short) <= 0.3 * len(short)


def test_a_page_with_facts_enough_shows_no_remark_that_not_everyone_can_read() -> None:
    remark = told(40, ONE, "free", "这笔账不好算", translated=False)
    told_more = [told(41, ONE, "free", "这笔账共有 12 页", translated=False), told(42, ONE, "free", "赤橙黄绿青蓝紫白黑灰金银铜", translated=False)]
    facts = [told(n, ONE, "support", f"支持第{n}种") for n in range(1, 10)]
    shown = {item.fact.id for item in Body(items([*facts, remark, *told_more]), WORDING, 0).fitting(10_000)}
    assert remark.id not in shown
    assert {fact.id for fact in told_more} <= shown
    assert Body(items([remark]), WORDING, 0).fitting(10_000)


def test_body_gives_views_their_part() -> None:
    facts = [told(n, ONE, "release", f"发布第{n}种产品") for n in range(1, 31)] + [told(40, SPEAKER, "quotation", "我这么看", translated=False)]
    assert any(i.claim.type == "quotation" for i in Body(items(facts), WORDING, 0).fitting(150))


def test_one_body_is_filled_for_rooms_of_any_size_in_any_order() -> None:
    facts = [told(n, ONE, "support", f"支持第{n}种") for n in range(1, 20)]
    body = Body(items(facts), WORDING, 0)
    sizes = [len(body.fitting(room)) for room in (30, 60, 120, 1_000)]
    assert all(less < more for less, more in pairwise(sizes))
    assert [len(body.fitting(room)) for room in (1_000, 120, 60, 30)] == sizes[::-1]
