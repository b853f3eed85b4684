"""A model's statements as each edition writes them; translations that say what their source says."""

from __future__ import annotations

import pytest

from pipeline.datamodel.asking import Talk
from pipeline.datamodel.fact import Fact
from pipeline.datamodel.language import Language
from pipeline.express.chat import express_said, lacking, translation_ask, with_translations
from pipeline.extract.chat import entity_of
from pipeline.text.glossary import Glossary
from tests.factories import EDITIONS, claim, document, evidence

GLOSSARY = Glossary.builtin()
MODEL = "openai:gpt-4o-mini"
TEXT = document("微软发布了新的软件，用户说它“很快”。微软的股价上涨了12%。")
HANT = document("微軟發布了新的軟體，用戶說它「很快」。", Language.ZH_HANT)


def _fact(of=TEXT, quote: str = "微软发布了新的软件，用户说它“很快”。", **said: str) -> Fact:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    free = replace(claim(entity_of("微软", GLOSSARY), "free", words=quote.rstrip("。")), said=said or None)
    return Fact(id="f", document=of.id, claim=free, evidence=(evidence(of, quote),))


def test_each_edition_has_its_script_words_and_quotation_marks() -> None:
    spoken = _fact(zh='微软发布了新的软件,用户说它"很快"。', en='Microsoft\'s new software is "fast".')
    [fact] = express_said([spoken], TEXT, EDITIONS, MODEL)
    assert {tag: phrase.text for tag, phrase in fact.texts.items()} == {
        "zh-Hans": "微软发布了新的软件，用户说它“很快”",
        "zh-Hant-TW": "微軟發布了新的軟體，使用者說它「很快」",
        "en": "Microsoft’s new software is “fast”",
    }
    assert set(fact.origins.values()) == {f"model:{MODEL}"}
    assert fact.clauses["zh-Hans"].text == "发布了新的软件，用户说它“很快”"


def test_a_language_that_is_lost_stays_the_sources_own() -> None:
    [fact] = express_said([_fact(zh="微软发布了新的软件")], TEXT, EDITIONS, MODEL)
    assert (fact.origins["en"], fact.origins["zh-Hans"]) == ("untranslated", f"model:{MODEL}")
    [wanted] = lacking([fact], TEXT)
    assert (wanted.key, wanted.text) == ("f", "发布了新的软件")


def test_a_traditional_source_has_its_own_tag() -> None:
    [fact] = express_said(
        [_fact(HANT, "微軟發布了新的軟體，用戶說它「很快」。", zh="微軟發布了新的軟體", en="Microsoft released software")], HANT, EDITIONS, MODEL
    )
    assert {tag: fact.texts[tag].text for tag in ("zh-Hans", "zh-Hant", "zh-Hant-TW")} == {
        "zh-Hans": "微软发布了新的软件",
        "zh-Hant": "微軟發布了新的軟體",
        "zh-Hant-TW": "微軟發布了新的軟體",
    }


@pytest.mark.parametrize(
    ("translation", "is_taken"),
    [
        ("Microsoft's shares rose 12%", True),
        ("Microsoft's shares rose 21%", False),
        ("Microsoft's shares fell 12%", False),
        ("Nvidia's shares rose 12%", False),
        ("Shares rose", False),
        ("微软的股价上涨了12%", False),
        ("", False),
        ("Microsoft's shares rose 12%, " * 30, False),
    ],
)
def test_a_translation_is_taken_where_it_says_the_same(translation: str, is_taken: bool) -> None:
    [bare] = express_said([_fact(quote="微软的股价上涨了12%。")], TEXT, EDITIONS, MODEL)
    [fact] = with_translations([bare], {"f": translation}, TEXT, GLOSSARY, MODEL)
    assert fact.origins["en"] == (f"model:{MODEL}" if is_taken else "untranslated")


def test_passages_are_asked_for_together_with_the_names_in_them() -> None:
    wanted = lacking(express_said([_fact(), _fact(quote="微软的股价上涨了12%。")], TEXT, EDITIONS, MODEL), TEXT)
    ask = translation_ask(TEXT, wanted, GLOSSARY, Talk(model=MODEL, window=8000, output=2000, family="o200k"))
    assert "into English" in ask.system
    assert ask.user.count("\n1 ") == ask.user.count("\n2 ") == 1
