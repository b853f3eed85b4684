from __future__ import annotations

from collections.abc import Mapping

from pipeline.compose.dedup import Item, merge
from pipeline.compose.headline import best_news, headline, main_subjects
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Edition, Language, Localized
from tests.factories import EDITIONS, claim, document, entity, fact

OF = document("".join(f"第{n}件事发生了。\n" for n in range(1, 30)), title="本周要闻")
TESLA, FORD = entity("tesla", "特斯拉", "Tesla", kind="organization"), entity("ford", "福特", "Ford", kind="organization")


def items(*told: tuple[Entity, str, str]) -> list[Item]:
    """Items of (subject, type, sentence)."""
    facts = [
        fact(OF, f"第{n}件事", claim(who, kind, objects=[entity(f"object-{n}", kind="term")]), dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), text))
        for n, (who, kind, text) in enumerate(told, 1)
    ]
    return merge(facts)


def title(found: list[Item], weights: Mapping[str, float], of: Document = OF, editions: tuple[Edition, ...] = EDITIONS) -> Localized:
    subjects = main_subjects(found, weights)
    return headline(best_news(found, subjects, editions), subjects, weights, of, editions)


def test_news_makes_the_title_of_a_document_on_one_subject() -> None:
    found = items((TESLA, "located_in", "特斯拉在得州"), (TESLA, "acquisition", "特斯拉收购了一家公司。"))
    assert title(found, {"tesla": 2.0})["zh-Hans"] == "特斯拉收购了一家公司"


def test_a_long_sentence_makes_no_title() -> None:
    found = items((TESLA, "acquisition", "特斯拉" + "很长" * 30), (TESLA, "penalty", "特斯拉被罚款"))
    assert title(found, {"tesla": 2.0})["zh-Hans"] == "特斯拉被罚款"


def test_subjects_of_like_weight_share_the_title() -> None:
    found = items((TESLA, "acquisition", "特斯拉收购"), (FORD, "acquisition", "福特收购"))
    assert title(found, {"tesla": 2.0, "ford": 1.9}) == {"zh-Hans": "特斯拉、福特", "zh-Hant-TW": "特斯拉、福特", "en": "Tesla and Ford"}


def test_subjects_of_a_small_part_leave_the_title_to_the_source() -> None:
    found = items((TESLA, "acquisition", "特斯拉收购"), (FORD, "acquisition", "福特收购"))
    weights = {"tesla": 2.0, "ford": 1.9} | {f"object-{n}": 1.0 for n in range(20)}
    assert title(found, weights, editions=(Edition.ZH_HANS, Edition.EN)) == {"zh-Hans": "本周要闻", "en": "Tesla and Ford"}


def test_a_subject_far_ahead_has_the_title_alone() -> None:
    found = items((TESLA, "acquisition", "特斯拉收购"), (FORD, "acquisition", "福特收购"))
    assert title(found, {"tesla": 6.0, "ford": 3.5})["zh-Hans"] == "特斯拉收购"


def test_without_news_the_source_gives_the_title_and_the_subject_that_of_other_languages() -> None:
    found = items((TESLA, "located_in", "特斯拉在得州"))
    assert title(found, {"tesla": 2.0}) == {"zh-Hans": "本周要闻", "zh-Hant-TW": "本週要聞", "en": "Tesla"}


def test_without_subjects_the_sources_title_serves_all() -> None:
    assert title([], {}) == dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), "本周要闻") | {"zh-Hant-TW": "本週要聞"}


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


def test_a_title_with_a_figure_serves_all_editions_or_none() -> None:
    of = document("特斯拉在得州。", title="7 家公司的一周")
    found = items((TESLA, "located_in", "特斯拉在得州"))
    assert title(found, {"tesla": 2.0}, of) == {"zh-Hans": "特斯拉", "zh-Hant-TW": "特斯拉", "en": "Tesla"}
    assert title(found, {"tesla": 2.0}, of, (Edition.ZH_HANS,)) == {"zh-Hans": "7 家公司的一周"}
