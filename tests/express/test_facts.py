from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.document import Document, SourceRef
from pipeline.datamodel.fact import Aspect, Bound, Claim, Entity, Fact, Kind, Value
from pipeline.datamodel.language import Edition, Language
from pipeline.express.facts import express

HANS, TW, HK, EN = Edition
EDITIONS = (HANS, TW, EN)
MODEL = Entity(id="gpt-4o-mini", names=dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), "GPT-4o mini"), kind="model")
OTTO = Entity(id="otto-berg", names={"zh-Hans": "奥托·贝格", "zh-Hant-TW": "奧托·貝格", "en": "Otto Berg"}, kind="person")
WINDOW = Entity(id="context_window", names={"zh-Hans": "上下文窗口", "zh-Hant-TW": "上下文視窗", "en": "context window"}, kind="metric")


def document(language: Language) -> Document:
    return Document(
        id="d",
        ref=SourceRef(address="a", name="a"),
        title=None,
        author=None,
        language=language,
        format="text",
        is_transcript=False,
        url=None,
        published=None,
        text="",
        sentences=(),
        blocks=(),
        line_starts=(),
        source_characters=0,
    )


def fact(words: str | None = None, type: str = "free", subject: Entity = MODEL, kind: Kind = Kind.STATEMENT) -> Fact:
    claim = Claim(kind=kind, type=type, aspect=Aspect.OTHER, subject=subject, sentences=(1,), extractor="test", words=words)
    return Fact(id="f", document="d", claim=claim, evidence=())


def measure(words: str | None = None) -> Fact:
    value = Value(surface="128K token", low="128000", high="128000", unit="token", bound=Bound.EXACT)
    free = fact(words, "measure")
    return replace(free, claim=replace(free.claim, attribute=WINDOW, value=value))


def texts(one: Fact, language: Language, editions: tuple[Edition, ...] = EDITIONS) -> dict[str, tuple[str, str, str]]:
    (expressed,) = express([one], document(language), editions)
    return {tag: (expressed.texts[tag].text, expressed.clauses[tag].text, expressed.origins[tag]) for tag in expressed.texts}


def test_a_typed_fact_is_a_phrase_in_every_edition_and_in_its_own_language() -> None:
    assert texts(measure("窗口有128K token"), Language.ZH_HANT) == {
        "zh-Hans": ("GPT-4o mini 的上下文窗口为 128K token", "上下文窗口 128K token", "phrase"),
        "zh-Hant-TW": ("GPT-4o mini 的上下文視窗為 128K token", "上下文視窗 128K token", "phrase"),
        "en": ("GPT-4o mini has a context window of 128K tokens", "context window of 128K tokens", "phrase"),
        "zh-Hant": ("GPT-4o mini 的上下文視窗為 128K token", "上下文視窗 128K token", "phrase"),
    }


def test_a_free_statement_keeps_the_sources_words() -> None:
    assert texts(fact("而且GPT-4o mini的软件很好用。"), Language.ZH_HANS) == {
        "zh-Hans": ("GPT-4o mini 的软件很好用", "软件很好用", "source"),
        "zh-Hant-TW": ("GPT-4o mini 的軟體很好用", "軟體很好用", "opencc:s2twp"),
        "en": ("GPT-4o mini 的软件很好用", "软件很好用", "untranslated"),
    }


def test_a_free_statement_that_does_not_name_its_subject_is_its_words_alone() -> None:
    written = texts(fact("Its speed is high"), Language.EN)
    assert written["en"] == ("Its speed is high", "Its speed is high", "source")
    assert written["zh-Hans"] == ("Its speed is high", "Its speed is high", "untranslated")


def test_a_typed_fact_in_words_that_do_not_name_its_subject_is_led_by_it() -> None:
    nameless = replace(WINDOW, id="x", names={"zh-Hans": "某种窗口"})
    one = measure("Its window holds 128K tokens")
    written = texts(replace(one, claim=replace(one.claim, type="no-such-type", attribute=nameless)), Language.EN)
    assert written["en"] == ("GPT-4o mini: window holds 128K tokens", "window holds 128K tokens", "source")


def test_a_quotation_names_its_speaker_in_every_edition() -> None:
    written = texts(fact("模型会变小", "quotation", OTTO, Kind.QUOTATION), Language.ZH_HANS)
    assert written == {
        "zh-Hans": ("奥托·贝格：模型会变小", "模型会变小", "source"),
        "zh-Hant-TW": ("奧托·貝格：模型會變小", "模型會變小", "opencc:s2twp"),
        "en": ("Otto Berg: “模型会变小”", "模型会变小", "untranslated"),
    }


def test_a_speakers_pronouns_stay() -> None:
    written = texts(fact("It is great", "quotation", OTTO, Kind.QUOTATION), Language.EN)
    assert written["en"] == ("Otto Berg: It is great", "It is great", "source")


def test_a_typed_fact_without_a_phrase_in_an_edition_falls_back_on_its_words() -> None:
    nameless = replace(WINDOW, id="x", names={"zh-Hans": "某种窗口"})
    one = measure("某种窗口为128K token")
    written = texts(replace(one, claim=replace(one.claim, attribute=nameless)), Language.ZH_HANS)
    assert written["zh-Hans"][2] == written["zh-Hant-TW"][2] == "phrase"
    assert written["en"] == ("某种窗口为 128K token", "某种窗口为 128K token", "untranslated")


def test_a_figure_in_the_sources_words_is_marked() -> None:
    one = measure("某种窗口为128K token")
    (expressed,) = express([replace(one, claim=replace(one.claim, type="free"))], document(Language.ZH_HANS), [HANS])
    phrase = expressed.clauses["zh-Hans"]
    assert phrase.mark is not None
    assert phrase.mark.of(phrase.text) == "128K token"


def test_names_of_entities_are_completed_for_the_editions() -> None:
    place = Entity(id="x", names={"zh-Hans": "软件园"}, kind="place")
    (expressed,) = express([fact("软件园开业", subject=place)], document(Language.ZH_HANS), EDITIONS)
    assert expressed.claim.subject.name("zh-Hant-TW") == "軟體園"


@pytest.mark.parametrize("editions", [(HANS,), (TW, EN), (HK,), tuple(Edition)])
@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.ZH_HANT, Language.EN])
def test_the_sources_own_language_is_always_among_the_texts(language: Language, editions: tuple[Edition, ...]) -> None:
    (expressed,) = express([measure("x")], document(language), editions)
    assert set(expressed.texts) == set(expressed.clauses) == set(expressed.origins) == {str(e) for e in editions} | {str(language)}


@given(st.text(min_size=1, max_size=400), st.sampled_from([Language.ZH_HANS, Language.EN]))
def test_texts_stay_within_the_limits(words: str, language: Language) -> None:
    for text, clause, _ in texts(fact(words), language, (HANS, EN)).values():
        assert max(len(text), len(clause)) <= 320


def test_long_words_end_at_a_clause_border() -> None:
    text, _, _ = texts(fact("GPT-4o mini很好，" + "字" * 100 + "，" + "句" * 100), Language.ZH_HANS)["zh-Hans"]
    assert text.endswith("字")
    assert len(text) <= 160
