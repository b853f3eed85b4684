import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Edition, Language
from pipeline.express.script import begun_small, clipped, completed, in_edition, is_named, joined_lines, typeset, without_pronoun, without_subject

HANS, TW, HK, EN = Edition
TEKKEN = Entity(id="tekken", names={"zh-Hans": "Tekken", "en": "Tekken"}, kind="product")
OTTO = Entity(id="otto-berg", names={"zh-Hans": "奥托·贝格", "zh-Hant-TW": "奧托·貝格", "en": "Otto Berg"}, kind="person")


@pytest.mark.parametrize(
    ("words", "source", "edition", "expected", "origin"),
    [
        ("能处理100种文件", Language.ZH_HANS, HANS, "能处理 100 种文件", "source"),
        ("它叫「小号」", Language.ZH_HANS, HANS, "它叫“小号”", "source"),
        ("内存里的“数据”", Language.ZH_HANS, TW, "記憶體裡的「資料」", "opencc:s2twp"),
        ("這是『小』的“大”", Language.ZH_HANT, TW, "這是『小』的「大」", "source"),
        ("他说：“读《‘甲’记》”", Language.ZH_HANS, TW, "他說：「讀《『甲』記》」", "opencc:s2twp"),
        ("他說：「讀『甲』」", Language.ZH_HANT, HANS, "他说：“读‘甲’”", "opencc:t2s"),
        ('他说"好”，又说"行"', Language.ZH_HANS, HANS, "他说“好”，又说“行”", "source"),
        ("處理‘API’的“程式”", Language.ZH_HANT, TW, "處理‘API’的「程式」", "source"),
        ("只有一半“的引号", Language.ZH_HANS, TW, "只有一半「的引號", "opencc:s2twp"),
        ("處理速度很快", Language.ZH_HANT, HANS, "处理速度很快", "opencc:t2s"),
        ("it is quick", Language.EN, EN, "it is quick", "source"),
        ("it is quick", Language.EN, HANS, "it is quick", "untranslated"),
        ("速度很快", Language.ZH_HANS, EN, "速度很快", "untranslated"),
    ],
)
def test_words_are_shown_in_the_editions_script(words: str, source: Language, edition: Edition, expected: str, origin: str) -> None:
    assert in_edition(words, source, edition) == (expected, origin)


def test_hong_kong_gets_its_own_conversion() -> None:
    assert in_edition("里面的数据", Language.ZH_HANS, HK)[1] == "opencc:s2hk"


@given(st.text("用“”‘’「」『』a1 ", max_size=20), st.sampled_from([HANS, TW]))
def test_typesetting_twice_changes_nothing(text: str, edition: Edition) -> None:
    assert typeset(typeset(text, edition), edition) == typeset(text, edition)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("先变大\n再变小", "先变大，再变小"),
        ("先变大，\n再变小", "先变大，再变小"),
        ("first big\nthen small", "first big then small"),
        ("  一行 ", "一行"),
    ],
)
def test_a_line_break_is_a_pause(words: str, expected: str) -> None:
    assert joined_lines(words) == expected


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("而且，速度很快。", Language.ZH_HANS, "速度很快"),
        ("所以然后价格下降", Language.ZH_HANS, "价格下降"),
        ("此外", Language.ZH_HANS, "此外"),
        ("但是速度很慢", Language.ZH_HANS, "速度很慢"),
        ("但丁写了一首诗", Language.ZH_HANS, "但丁写了一首诗"),
        ("采用了新的方法，比如", Language.ZH_HANS, "采用了新的方法"),
        ("价格包括", Language.ZH_HANS, "价格包括"),
        ("Moreover, it is quick.", Language.EN, "it is quick"),
        ("And it is quick", Language.EN, "it is quick"),
        ("Android is quick", Language.EN, "Android is quick"),
        ("Alsop is quick", Language.EN, "Alsop is quick"),
    ],
)
def test_connectives_at_either_end_go(words: str, language: Language, expected: str) -> None:
    assert clipped(words, language) == expected


@pytest.mark.parametrize(
    ("words", "named"),
    [("奥托・贝格说", True), ("貝格認為", True), ("OTTO-BERG said", True), ("他说", False)],
)
def test_a_subject_is_named_in_any_script(words: str, named: bool) -> None:
    assert is_named(OTTO, words) is named


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Tekken基于开源代码", "基于开源代码"),
        ("Tekken 的压缩效率很高", "压缩效率很高"),
        ("Tekken和另一种工具都可用", "Tekken和另一种工具都可用"),
        ("Tekken 8 is a game", "Tekken 8 is a game"),
        ("Tekken runs everywhere", "runs everywhere"),
        ("Tekken’s speed is good", "speed is good"),
        ("Tekken很快", "Tekken很快"),
        ("Tekken", "Tekken"),
        ("Tekken 预计，明年会更小", "预计明年会更小"),
        ("Tekken 表示，明年会更小", "表示，明年会更小"),
    ],
)
def test_the_subject_goes_where_it_is_the_whole_subject(words: str, expected: str) -> None:
    assert without_subject(words, TEKKEN) == expected


def test_names_are_completed_in_the_other_chinese_script() -> None:
    simplified = Entity(id="x", names={"zh-Hans": "软件园"})
    assert completed(simplified, [TW, EN]).names == {"zh-Hans": "软件园", "zh-Hant-TW": "軟體園"}
    traditional = Entity(id="y", names={"zh-Hant": "書店"})
    assert completed(traditional, [HANS, TW]).names == {"zh-Hant": "書店", "zh-Hans": "书店", "zh-Hant-TW": "書店"}
    assert completed(TEKKEN, [TW]) is TEKKEN


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("它的价格很低", Language.ZH_HANS, "价格很低"),
        ("該公司計劃擴建", Language.ZH_HANT, "計劃擴建"),
        ("他和同事都同意", Language.ZH_HANS, "他和同事都同意"),
        ("它好", Language.ZH_HANS, "它好"),
        ("Its sales rose", Language.EN, "sales rose"),
        ("The company plans a plant", Language.EN, "plans a plant"),
        ("Italy rose", Language.EN, "Italy rose"),
    ],
)
def test_a_pronoun_goes_where_the_subject_is_named_beside_it(words: str, language: Language, expected: str) -> None:
    assert without_pronoun(words, language) == expected


def test_a_clause_begins_small_unless_with_a_name() -> None:
    assert [begun_small(words) for words in ("The price fell", "Apple fell", "A.I. rose", "In May, it rose")] == [
        "the price fell",
        "Apple fell",
        "A.I. rose",
        "in May, it rose",
    ]


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("新华社北京 3 月 4 日电 港口今天停航", Language.ZH_HANS, "港口今天停航"),
        ("HARBOURTOWN (Reuters) - The port closed", Language.EN, "The port closed"),
        ("HARBOURTOWN — The port closed", Language.EN, "The port closed"),
        ("GPT-4 — the model — closed", Language.EN, "GPT-4 — the model — closed"),
    ],
)
def test_a_dateline_goes(words: str, language: Language, expected: str) -> None:
    assert clipped(words, language) == expected


def test_a_label_of_the_subject_goes_under_its_heading() -> None:
    assert without_subject("tekken：压缩得更好", TEKKEN) == "压缩得更好"


def test_english_words_get_curved_marks_and_chinese_ones_full_width_marks() -> None:
    assert typeset('It isn\'t "new"', EN) == "It isn’t “new”"
    assert typeset("港口(北港)停航,船回来了", HANS) == "港口（北港）停航，船回来了"


def test_a_headline_keeps_its_capitals() -> None:
    assert begun_small("A Harbour of Quiet Wooden Boats: how it was built") == "A Harbour of Quiet Wooden Boats: how it was built"
    assert begun_small("The port of Aboa has nine quays") == "the port of Aboa has nine quays"
