from __future__ import annotations

from dataclasses import replace

from pipeline.compose.dedup import Item, merge
from pipeline.compose.notes import Notebook, Wording
from pipeline.compose.ranking import rank, subject_weights
from pipeline.compose.sections import place, sections
from pipeline.datamodel.digest import Section
from pipeline.datamodel.fact import Aspect, Entity, Fact
from tests.factories import claim, document, entity, fact, value

OF = document("".join(f"第{n}件事发生了。\n" for n in range(1, 60)))
WORDING = Wording(tags=("zh-Hans", "en"), source="zh-Hans")
ONE, TWO = entity("one", "甲"), entity("two", "乙")
SPEAKER = entity("speaker", "某人", "Someone", kind="person")


def told(n: int, who: Entity, type: str, text: str, aspect: Aspect = Aspect.OTHER, by: Entity | None = None, translated: bool = True) -> Fact:
    tags = ("zh-Hans", "zh-Hant-TW", "en") if translated else ("zh-Hans", "zh-Hant-TW")
    said = claim(who, type, objects=[entity(f"object-{n}", kind="term")], words=text, aspect=aspect, attribution=by)
    return fact(OF, f"第{n}件事", said, {tag: f"{who.name(tag)}：{text}" for tag in tags}, dict.fromkeys(tags, text))


def items(facts: list[Fact]) -> list[Item]:
    merged = merge(facts)
    return rank(merged, subject_weights(merged, OF), OF)


def made(facts: list[Fact], told_before: dict[str, int] | None = None) -> tuple[Section, ...]:
    found = items(facts)
    return sections(found, told_before or {}, ["one", "two"], Notebook(), WORDING)


def clauses(section: Section) -> list[list[str]]:
    return [[piece.phrases["zh-Hans"].text for piece in point.pieces] for group in section.groups for point in group.points]


def test_a_subject_with_enough_facts_has_a_section_and_others_are_told_in_brief() -> None:
    facts = [told(n, ONE, "support", f"事{n}") for n in range(1, 4)] + [told(5, TWO, "support", "别的")]
    assert [(s.kind, s.heading.id) for s in made(facts)] == [("subject", "one"), ("more", "section-more")]


def test_what_stands_above_counts_for_a_subject() -> None:
    facts = [told(1, ONE, "support", "事一"), told(2, ONE, "support", "事二")]
    assert [s.kind for s in made(facts)] == ["more"]
    assert [s.kind for s in made(facts, {"one": 1})] == ["subject"]


def test_labels_come_in_the_order_of_aspects() -> None:
    order = [Aspect.PRICING, Aspect.RELEASE, Aspect.TECHNICAL]
    section = made([told(n, ONE, "support", f"事{n}", aspect) for n, aspect in enumerate(order, 1)])[0]
    assert [g.label.id for g in section.groups if g.label] == ["aspect-release", "aspect-technical", "aspect-pricing"]


def test_clauses_of_one_kind_are_joined_up_to_three() -> None:
    section = made([told(n, ONE, "support", f"支持第{n}种") for n in range(1, 6)])[0]
    assert [len(point) for point in clauses(section)] == [3, 2]


def test_long_clauses_stand_alone() -> None:
    section = made([told(n, ONE, "support", f"{n}" + "很长" * 20) for n in range(1, 4)])[0]
    assert [len(point) for point in clauses(section)] == [1, 1, 1]


def test_translated_and_untranslated_clauses_do_not_share_a_point() -> None:
    facts = [told(1, ONE, "support", "一"), told(2, ONE, "free", "甲说了二", translated=False), told(3, ONE, "support", "三")]
    assert clauses(made(facts)[0]) == [["一", "三"], ["甲说了二"]]


def test_a_statement_that_does_not_name_its_subject_is_a_detail_in_its_words_alone() -> None:
    facts = [told(n, ONE, "support", f"支持第{n}种") for n in range(1, 4)]
    facts += [told(9, ONE, "free", "晚来的事先说了", translated=False), told(5, ONE, "free", "先来的事后说了", translated=False)]
    subject, details = made(facts)
    assert (subject.kind, details.kind) == ("subject", "details")
    assert [group.label for group in details.groups] == [None]
    assert clauses(details) == [["甲：先来的事后说了"], ["甲：晚来的事先说了"]]
    assert [details.heading.name(tag) for tag in ("zh-Hans", "en")] == ["详情", "From the source (in Chinese)"]


def test_a_statement_on_a_subject_without_a_section_is_a_detail() -> None:
    (section,) = made([told(1, TWO, "free", "乙来过", translated=False)])
    assert section.kind == "details"


def test_what_a_model_says_in_every_language_is_told_under_its_subject() -> None:
    said = told(1, TWO, "free", "乙搬到了河边")
    said = replace(said, claim=replace(said.claim, said={"zh": "乙搬到了河边", "en": "乙 moved to the river"}))
    assert [s.kind for s in made([said])] == ["more"]


def test_what_rose_to_goes_on_from_what_it_rose_by() -> None:
    revenue = entity("revenue", "营收", "revenue", kind="metric")

    def change(n: int, type: str, zh: str, en: str) -> Fact:
        said = claim(ONE, type, attribute=revenue, value=value(f"{n}", f"{n}"))
        return fact(OF, f"第{n}件事", said, {"zh-Hans": zh, "zh-Hant-TW": zh, "en": en})

    facts = [
        told(1, ONE, "support", "支持" * 20),
        change(2, "increase_to", "营收增至 [255 亿美元]", "revenue up to [$25.5 billion]"),
        change(3, "increase", "营收增长 [2%]", "revenue up [2%]"),
    ]
    (point,) = [p for g in made(facts)[0].groups for p in g.points if len(p.pieces) == 2]
    assert [piece.phrases["zh-Hans"].text for piece in point.pieces] == ["营收增长 2%", "增至 255 亿美元"]
    assert [piece.phrases["en"].text for piece in point.pieces] == ["revenue up 2%", "to $25.5 billion"]
    assert [piece.continues for piece in point.pieces] == [False, True]
    mark = point.pieces[1].phrases["en"].mark
    assert mark is not None
    assert mark.of(point.pieces[1].phrases["en"].text) == "$25.5 billion"


def test_opinions_stand_with_their_owner_and_name_their_subject() -> None:
    section = made([told(1, ONE, "free", "很好用", Aspect.OPINION, SPEAKER)])[0]
    assert section.kind == "views"
    assert section.groups[0].label is SPEAKER
    assert clauses(section) == [["甲：很好用"]]


def test_quotations_stand_with_their_speaker() -> None:
    section = made([told(1, SPEAKER, "quotation", "我这么看", Aspect.OPINION)])[0]
    assert clauses(section) == [["我这么看"]]


def test_outlook_stands_last() -> None:
    facts = [told(1, ONE, "plan", "明年再来", Aspect.OUTLOOK), told(2, SPEAKER, "quotation", "我这么看")]
    assert [s.kind for s in made(facts)] == ["views", "outlook"]
    assert place(items(facts[:1])[0]).kind == "outlook"


def test_what_more_one_subject_has_is_a_list() -> None:
    halls = entity("comprised", "设有", "has", kind="metric")

    def has(n: int, zh: str, en: str) -> Fact:
        said = claim(ONE, "deed", attribute=halls, value=value(f"{n}", f"{n}"))
        return fact(OF, f"第{n}件事", said, {"zh-Hans": zh, "zh-Hant-TW": zh, "en": en})

    facts = [
        told(1, ONE, "support", "支持" * 20),
        has(2, "设有 [12 间教室]", "has [12 classrooms]"),
        has(3, "设有 [3 座球场]", "has [3 pitches]"),
        has(4, "只留 [9 棵树]", "keeps [9 trees]"),
    ]
    (point,) = [p for g in made(facts)[0].groups for p in g.points if len(p.pieces) > 1]
    assert [piece.phrases["zh-Hans"].text for piece in point.pieces] == ["设有 12 间教室", "3 座球场", "只留 9 棵树"]
    assert [piece.phrases["en"].text for piece in point.pieces] == ["has 12 classrooms", "3 pitches", "keeps 9 trees"]
    assert [piece.listed for piece in point.pieces] == [False, True, False]


def test_a_second_comparison_does_not_say_again_by_what() -> None:
    test = entity("reading", "阅读测试", "the reading test", kind="benchmark")

    def against(n: int, type: str, zh: str, en: str) -> Fact:
        said = claim(ONE, type, attribute=test, objects=[entity(f"rival-{n}", f"对手{n}")])
        return fact(OF, f"第{n}件事", said, {"zh-Hans": zh, "zh-Hant-TW": zh, "en": en})

    facts = [
        told(1, ONE, "support", "支持" * 20),
        against(2, "better_than", "阅读测试得分优于[对手2]", "better than [2] on the reading test"),
        against(3, "worse_than", "阅读测试得分不及[对手3]", "behind [3] on the reading test"),
    ]
    (point,) = [p for g in made(facts)[0].groups for p in g.points if len(p.pieces) > 1]
    assert [piece.phrases["zh-Hans"].text for piece in point.pieces] == ["阅读测试得分优于对手2", "不及对手3"]
    assert point.pieces[1].phrases["en"].text == "behind 3 on the reading test"


def test_a_second_price_for_as_much_does_not_say_again_for_how_much() -> None:
    def costs(n: int, attribute: str, zh: str, en: str) -> Fact:
        said = claim(ONE, "price", attribute=entity(attribute, kind="metric"), value=value(f"{n} 美元", f"{n}", "USD", per="1000000 token"))
        return fact(OF, f"第{n}件事", said, {"zh-Hans": zh, "zh-Hant-TW": zh.replace("万", "萬"), "en": en})

    facts = [
        told(1, ONE, "support", "支持" * 20),
        costs(2, "input_price", "每百万 token 读入 [2 美元]", "[$2] per million tokens read"),
        costs(3, "output_price", "每百万 token 写出 [3 美元]", "[$3] per million tokens written"),
    ]
    (point,) = [p for g in made(facts)[0].groups for p in g.points if len(p.pieces) > 1]
    second = point.pieces[1]
    assert second.listed
    assert (second.phrases["zh-Hans"].text, second.phrases["en"].text) == ("写出 3 美元", "$3 per million tokens written")
