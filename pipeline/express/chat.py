"""What a chat model wrote, as the texts of facts: its statements in every edition, and its translations where they say what the source says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.datamodel.asking import Ask, Purpose, Talk, Wanted
from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Claim, Fact, Kind, Phrase
from pipeline.datamodel.language import Edition, Language
from pipeline.express.facts import express
from pipeline.express.script import UNTRANSLATED, begun_small, in_edition, is_named, without_subject
from pipeline.llm.prompts import prompt
from pipeline.llm.replies import translations_schema
from pipeline.text.compare import disagreements
from pipeline.text.fold import to_simplified
from pipeline.text.glossary import Glossary
from pipeline.text.terms import other_language, terms_in
from pipeline.text.wording.quotes import CURVED, requoted
from pipeline.text.wording.spacing import has_han

MAX_TERMS = 24
MAX_BATCH = 40  # passages of one request
TOKENS_A_PASSAGE = 90
MAX_TEXT = {True: 160, False: 320}  # characters of a text with Han, and without
LENGTHS = {True: (0.9, 9.0), False: (0.1, 1.2)}  # of a translation by its source's length: out of Chinese, out of English
_STOPS = "。.；; "
_FULL = str.maketrans(",;:!?", "，；：！？")


def express_said(facts: Sequence[Fact], document: Document, editions: Sequence[Edition], model: str) -> list[Fact]:
    """The facts with their texts: a model's statements where it made some, converted to each edition's script; else as `express` has them."""
    return [_said(fact, model, editions) if fact.claim.said else fact for fact in express(facts, document, editions)]


def lacking(facts: Sequence[Fact], document: Document) -> list[Wanted]:
    """The passages to translate: those of facts that some edition has in the source's own language only."""
    own = str(document.language)
    return [
        Wanted(key=fact.id, n=min(fact.claim.sentences), text=" ".join(fact.clauses[own].text.split()))
        for fact in facts
        if UNTRANSLATED in fact.origins.values() and own in fact.clauses
    ]


def translation_ask(document: Document, wanted: Sequence[Wanted], glossary: Glossary, talk: Talk) -> Ask:
    """One request for the translations of at most `MAX_BATCH` passages; they are numbered from 1."""
    other = other_language(document.language)
    passages = [{"i": i, "text": passage.text.replace("</", "< /")} for i, passage in enumerate(wanted[:MAX_BATCH], 1)]
    terms = terms_in("\n".join(passage.text for passage in wanted), glossary, document.language, MAX_TERMS)
    return Ask(
        document=document.id,
        purpose=Purpose.TRANSLATE,
        system=prompt("translate_system.j2", talk.prompts, other=other),
        user=prompt("translate.j2", talk.prompts, terms=terms, passages=passages),
        schema=translations_schema(),
        max_output=min(talk.output, talk.window // 2, TOKENS_A_PASSAGE * len(passages) + 200),
    )


def with_translations(facts: Sequence[Fact], translations: Mapping[str, str], document: Document, glossary: Glossary, model: str) -> list[Fact]:
    """The facts with the translations that say what the source's words say; the others stay untranslated.

    translations: by a fact's id, or by the words of a quotation.
    """
    own = str(document.language)
    by_words = {_letters(key): text for key, text in translations.items()}
    done = []
    for fact in facts:
        text = " ".join((translations.get(fact.id) or by_words.get(_letters(fact.claim.words or "")) or "").split())
        if text and own in fact.clauses and _is_faithful(text, fact.clauses[own].text, fact.texts[own].text, document.language, glossary):
            fact = _translated(fact, text, f"model:{model}")
        done.append(fact)
    return done


def _said(fact: Fact, model: str, editions: Sequence[Edition]) -> Fact:
    said, texts, clauses, origins = fact.claim.said or {}, dict(fact.texts), dict(fact.clauses), dict(fact.origins)
    for tag in fact.texts:
        edition = _edition(tag, editions)
        text = said.get("zh" if edition.is_chinese else "en")
        if text is not None:
            shown = _tidy(text, edition)
            texts[tag] = _marked(shown, fact.claim)
            clauses[tag] = _marked(begun_small(without_subject(shown, fact.claim.subject)), fact.claim)
            origins[tag] = f"model:{model}"
    return replace(fact, texts=texts, clauses=clauses, origins=origins)


def _translated(fact: Fact, text: str, origin: str) -> Fact:
    """The fact with a translation in every edition that lacks one."""
    texts, clauses, origins = dict(fact.texts), dict(fact.clauses), dict(fact.origins)
    for tag in [tag for tag, how in fact.origins.items() if how == UNTRANSLATED]:
        edition = Edition(tag)
        shown = _tidy(text, edition)
        led = shown
        if fact.claim.kind is Kind.QUOTATION and not is_named(fact.claim.subject, shown):
            led = f"{fact.claim.subject.name(tag)}{'：' if edition.is_chinese else ': '}{shown}"
        texts[tag] = _marked(led if len(led) <= MAX_TEXT[has_han(led)] else shown, fact.claim)
        clauses[tag] = _marked(shown, fact.claim)
        origins[tag] = origin
    return replace(fact, texts=texts, clauses=clauses, origins=origins)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _edition(tag: str, editions: Sequence[Edition]) -> Edition:
    """The edition of a tag; of a source language's own tag the first that is written in it."""
    every: list[Edition] = [*editions, *Edition]
    return next((edition for edition in every if edition.value == tag), None) or next(edition for edition in every if edition.language == tag)


def _tidy(text: str, edition: Edition) -> str:
    """A model's text as the edition writes it: its script, its quotation marks, no stop at the end."""
    bare = " ".join(text.split()).rstrip(_STOPS)
    if not edition.is_chinese:
        return requoted(re.sub(r"(?<=\w)'(?=\w)", "’", bare), CURVED)
    full = re.sub(r"(?<=[㐀-鿿])[,;:!?](?=\s?[㐀-鿿A-Za-z])\s?", lambda match: match[0].strip().translate(_FULL), bare)
    source = Language.ZH_HANS if to_simplified(full) == full else Language.ZH_HANT
    return in_edition(full, source, edition)[0]


def _marked(text: str, claim: Claim) -> Phrase:
    """The text with the claim's figure marked, where it stands in it as written or by its digits."""
    surface = claim.value.surface if claim.value is not None else ""
    digits = re.search(r"\d[\d.,]*", surface)
    for wanted in (surface, digits[0] if digits else ""):
        spaced = r"\s*".join(re.escape(c) for c in wanted if not c.isspace())
        match = re.search(rf"(?<![\d.]){spaced}(?!\d)", text) if spaced else None
        if match is not None:
            return Phrase(text, Span(match.start(), match.end()))
    return Phrase(text)


def _is_faithful(text: str, source: str, whole: str, language: Language, glossary: Glossary) -> bool:
    """True for a translation in the other language, of a likely length, that agrees with its source both ways. whole: with its subject."""
    if has_han(text) is language.is_chinese or len(text) > MAX_TEXT[has_han(text)]:
        return False
    least, most = LENGTHS[language.is_chinese]
    if not least * len(source) <= len(text) <= most * len(source) + 12:
        return False
    theirs = Language.EN if language.is_chinese else Language.ZH_HANS
    return not disagreements(text, whole, theirs, language, glossary) and not disagreements(source, text, language, theirs, glossary)
