"""The names and terms of a text that a translator must know: the glossary's, where Chinese and English call them otherwise."""

from __future__ import annotations

from collections import Counter

from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Language
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary

NAMES = frozenset({"organization", "person", "place", "product", "model", "benchmark"})
WORDS = 2  # of the English name from which a term is one that a translator may not know (token, cost)
Term = dict[str, str]


def terms_in(text: str, glossary: Glossary, language: Language, most: int) -> list[Term]:
    """At most `most` terms that stand in `text`, those named most often first: `id`, `hans`, `tw`, `en`, and `zh`, the Chinese in the text's script.

    >>> terms_in("微軟與OpenAI", Glossary.builtin(), Language.ZH_HANT, 5)[0]["en"]
    'Microsoft'
    """
    counts: Counter[str] = Counter()
    entities: dict[str, Entity] = {}
    for mention in glossary.find(text):
        if mention.entity.kind in NAMES or (mention.entity.kind == "term" and len(mention.entity.name("en").split()) >= WORDS):
            counts[mention.entity.id] += 1
            entities.setdefault(mention.entity.id, mention.entity)
    terms: list[Term] = []
    for name, _ in counts.most_common():
        hans, tw, en = (entities[name].name(tag) for tag in ("zh-Hans", "zh-Hant-TW", "en"))
        chinese = tw if language is Language.ZH_HANT else hans
        if fold(chinese) != fold(en):
            terms.append({"id": name, "zh": chinese, "hans": hans, "tw": tw, "en": en})
    return terms[:most]


def other_language(language: Language) -> str:
    """The language that a text in `language` is to be translated into, as a prompt says it."""
    return "English" if language.is_chinese else "Chinese (Simplified)"
