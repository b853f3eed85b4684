from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.compose.dedup import Item, merge
from pipeline.compose.headline import best_news, headline, main_subjects
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Edition, Language, Localized
from tests.factories import EDITIONS, claim, document, entity, fact

TEXT = "".join(f"第{n}件事发生了。\n" for n in range(1, 30))
OF = document(TEXT)
TITLED = document(TEXT, title="本周要闻")
TESLA, FORD = entity("tesla", "特斯拉", "Tesla", kind="organization"), entity("ford", "福特", "Ford", kind="organization")


def items(*told: tuple[Entity, str, str]) -> list[Item]:
    """Items of (subject, type, sentence)."""
    facts = [
        fact(OF, f"第{n}件事", claim(who, kind, objects=[entity(f"object-{n}", kind="term")]), dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), text))
        for n, (who, kind, text) in enumerate(told, 1)
    ]
    return merge(facts)


def title(found: list[Item], weights: Mapping[str, float], of: Document = OF, editions: tuple[Edition, ...] = EDITIONS) -> Localized:
    subjects = main_subjects(found, weights, of)
    return headline(best_news(found, subjects, editions), subjects, of, editions)


def test_news_makes_the_title_of_a_document_on_one_subject() -> None:
    found = items((TESLA, "located_in", "特斯拉在得州"), (TESLA, "acquisition", "特斯拉收购了一家公司。"))
    assert title(found, {"tesla": 2.0})["zh-Hans"] == "特斯拉收购了一家公司"


def test_a_long_sentence_makes_no_title() -> None:
    found = items((TESLA, "acquisition", "特斯拉" + "很长" * 30), (TESLA, "penalty", "特斯拉被罚款"))
    assert title(found, {"tesla": 2.0})["zh-Hans"] == "特斯拉被罚款"


def test_subjects_of_like_weight_share_the_title() -> None:
    found = items((TESLA, "acquisition", "特斯拉收购"), (FORD, "acquisition", "福特收购"))
    assert title(found, {"tesla": 2.0, "ford": 1.9}) == {"zh-Hans": "特斯拉、福特", "zh-Hant-TW": "特斯拉、福特", "en": "Tesla and Ford"}


def test_the_sources_title_stands_in_its_own_language_and_a_headline_in_the_others() -> None:
    found = items((TESLA, "acquisition", "特斯拉收购"), (FORD, "acquisition", "福特收购"))
    assert title(found, {"tesla": 2.0, "ford": 1.9}, TITLED) == {"zh-Hans": "本周要闻", "zh-Hant-TW": "本週要聞", "en": "Tesla and Ford"}


def test_news_makes_the_headline_of_the_other_language() -> None:
    found = items((TESLA, "acquisition", "特斯拉收购了一家公司。"))
    assert title(found, {"tesla": 2.0}, TITLED)["en"] == "特斯拉收购了一家公司"


def test_a_subject_far_ahead_has_the_title_alone() -> None:
    found = items((TESLA, "acquisition", "特斯拉收购"), (FORD, "acquisition", "福特收购"))
    assert title(found, {"tesla": 6.0, "ford": 3.5})["zh-Hans"] == "特斯拉收购"


def test_without_news_the_source_gives_the_title_and_the_subject_that_of_other_languages() -> None:
    found = items((TESLA, "located_in", "特斯拉在得州"))
    assert title(found, {"tesla": 2.0}, TITLED) == {"zh-Hans": "本周要闻", "zh-Hant-TW": "本週要聞", "en": "Tesla"}


def test_without_subjects_the_sources_title_serves_all() -> None:
    assert title([], {}, TITLED) == dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), "本周要闻") | {"zh-Hant-TW": "本週要聞"}


def test_without_a_title_the_first_sentence_serves() -> None:
    long = document("很" * 50 + "。")
    assert title([], {}, long)["zh-Hans"] == "很" * 39 + "…"


def test_english_source_keeps_its_title_in_english() -> None:
    of = document("A thing happened.", Language.EN, title="The week")
    assert title([], {}, of, (Edition.EN, Edition.ZH_HANS)) == {"en": "The week", "zh-Hans": "The week"}


def test_an_english_title_has_no_han_names() -> None:
    nameless = entity("nameless", "某公司", kind="organization")
    found = items((nameless, "located_in", "某公司在得州"), (TESLA, "located_in", "特斯拉在得州"))
    assert title(found, {"nameless": 2.0, "tesla": 1.9})["en"] == "Tesla"


def test_a_figure_is_no_news() -> None:
    found = items((TESLA, "price", "特斯拉的价格为 1 元"), (TESLA, "difference", "特斯拉便宜 60%"), (TESLA, "measure", "特斯拉有 9 个厂"))
    assert title(found, {"tesla": 2.0})["zh-Hans"] == "特斯拉"


def test_a_name_that_came_up_once_shares_no_title() -> None:
    found = items((TESLA, "located_in", "特斯拉在得州"), (FORD, "located_in", "福特在底特律"))
    assert title(found, {"tesla": 1.5, "ford": 1.0})["en"] == "Tesla"


def test_mentions_count_for_a_name() -> None:
    found = items((TESLA, "located_in", "特斯拉在得州"), (FORD, "located_in", "福特在底特律"))
    assert title(found, {"tesla": 1.5, "ford": 1.0}, document("福特来了。" * 6))["en"] == "Ford"


def test_subjects_that_the_sources_title_names_come_first() -> None:
    found = items((TESLA, "located_in", "特斯拉在得州"), (FORD, "located_in", "福特在底特律"))
    assert title(found, {"tesla": 4.0, "ford": 2.0}, document(TEXT, title="特斯拉与福特"))["en"] == "Tesla and Ford"
    assert title(found, {"tesla": 4.0, "ford": 2.5}, document(TEXT, title="福特"))["en"] == "Ford and Tesla"


def test_the_maker_of_a_subject_shares_no_title_with_it() -> None:
    llama, meta = entity("llama-3.1-405b", "Llama 3.1 405B"), entity("meta", "Meta", kind="organization")
    found = items((llama, "located_in", "甲"), (meta, "located_in", "乙"))
    assert title(found, {"llama-3.1-405b": 2.0, "meta": 2.0})["en"] == "Llama 3.1 405B"


def test_a_name_within_another_shares_no_title_with_it() -> None:
    games, paris = entity("games", "奥运会", "Olympic Games", kind="event"), entity("paris-games", "巴黎奥运会", "Paris Olympics", kind="event")
    found = items((games, "located_in", "甲"), (paris, "located_in", "乙"))
    assert title(found, {"games": 3.0, "paris-games": 2.0})["en"] == "Paris Olympics"


def test_what_makes_news_comes_before_places() -> None:
    texas = entity("texas", "得州", "Texas", kind="place")
    found = items((texas, "located_in", "甲"), (TESLA, "located_in", "乙"))
    assert title(found, {"texas": 3.0, "tesla": 2.0})["en"] == "Tesla"


def test_what_the_sources_title_tells_makes_a_headline_led_by_the_main_subject() -> None:
    other = entity("boats", "船只", "boats", kind="term")
    found = [replace(item, front=1.0) for item in items((other, "measure", "据港务局称，三百艘船停航"), (TESLA, "located_in", "特斯拉在得州"))]
    assert title(found, {"tesla": 2.0}, TITLED)["en"] == "Tesla: 据港务局称，三百艘船停航"


def test_a_chinese_title_gives_english_readers_its_latin_names() -> None:
    of = document(TEXT, title="谈谈 Ostrava Lines 与 NFNet")
    assert title([], {}, of)["en"] == "Ostrava Lines and NFNet"
    assert title([], {}, document(TEXT, title="谈谈 GPU"))["en"] == "谈谈 GPU"


def test_an_english_title_of_a_chinese_document_serves_all() -> None:
    assert title([], {}, document(TEXT, title="How it began"))["en"] == "How it began"


def test_one_bare_name_does_not_stand_for_the_title_of_an_english_source() -> None:
    of = document("The port of Aboa closed. Aboa waits. " * 5, Language.EN, title="Aboa closes its port for a week")
    town, maker = entity("aboa", "阿博阿", "Aboa", kind="place"), entity("zephyr-unknown", "Zephyr", "Zephyr", kind="organization")
    for subject in (town, maker):
        assert headline(None, [subject], of, EDITIONS)["zh-Hans"] == "Aboa closes its port for a week"
    assert headline(None, [TESLA, town], of, EDITIONS)["zh-Hans"] == "特斯拉、阿博阿"
    assert headline(None, [TESLA], of, EDITIONS)["zh-Hans"] == "特斯拉"
