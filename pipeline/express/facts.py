"""Gives each fact its texts: typed facts by the phrase tables, free statements and quotations by the source's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Entity, Fact, Kind, Phrase
from pipeline.datamodel.language import Edition, Language
from pipeline.express.script import (
    UNTRANSLATED,
    begun_small,
    clipped,
    completed,
    in_edition,
    is_named,
    joined_lines,
    typeset,
    without_pronoun,
    without_subject,
)
from pipeline.text.phrases import MAX_CHARS, Phrasebook
from pipeline.text.wording.quotes import CORNERED, CORNERED_WITHIN, CURVED, CURVED_WITHIN, is_quoted, requoted
from pipeline.text.wording.spacing import has_han

PHRASE = "phrase"
FREE = "free"  # the subject of such a fact is carried over from what was said before, where its words do not name it


@dataclass(frozen=True, slots=True)
class _Text:
    sentence: Phrase
    clause: Phrase
    origin: str


def express(facts: Sequence[Fact], document: Document, editions: Sequence[Edition]) -> list[Fact]:
    """The facts with their texts, clauses and origins in every edition of `editions` and in the document's own language."""
    book = Phrasebook.builtin()
    tags = _tags(document.language, editions)
    return [_expressed(_named(fact, tuple(tags.values())), document.language, tags, book) for fact in facts]


def _named(fact: Fact, editions: Sequence[Edition]) -> Fact:
    """The fact with its entities' names in every Chinese edition that is written."""
    claim = fact.claim

    def full(entity: Entity | None) -> Entity | None:
        return None if entity is None else completed(entity, editions)

    subject, attribute, condition, when, attribution = map(full, (claim.subject, claim.attribute, claim.condition, claim.when, claim.attribution))
    objects = tuple(completed(entity, editions) for entity in claim.objects)
    given = (claim.subject, claim.attribute, claim.condition, claim.when, claim.attribution, *claim.objects)
    if all(named is entity for named, entity in zip((subject, attribute, condition, when, attribution, *objects), given, strict=True)):
        return fact
    whole = replace(
        claim, subject=subject or claim.subject, attribute=attribute, objects=objects, condition=condition, when=when, attribution=attribution
    )
    return replace(fact, claim=whole)


def _tags(language: Language, editions: Sequence[Edition]) -> dict[str, Edition]:
    """The tags to write, each with the edition whose tables serve it; the source's own language is among them."""
    tags = {edition.value: edition for edition in editions}
    if language.value not in tags:
        own = [edition for edition in (*editions, *Edition) if edition.language is language]
        if own:
            tags[language.value] = own[0]
    return tags


def _expressed(fact: Fact, language: Language, tags: dict[str, Edition], book: Phrasebook) -> Fact:
    words = _own_words(fact, language)
    written = {edition: _phrased(fact, edition, book) or _worded(fact, words, language, edition) for edition in dict.fromkeys(tags.values())}
    texts = {tag: written[edition] for tag, edition in tags.items()}
    return replace(
        fact,
        texts={tag: text.sentence for tag, text in texts.items()},
        clauses={tag: text.clause for tag, text in texts.items()},
        origins={tag: text.origin for tag, text in texts.items()},
    )


def _phrased(fact: Fact, edition: Edition, book: Phrasebook) -> _Text | None:
    """The text of a typed fact from the tables; None for other facts, and where the edition lacks a row or a name."""
    if fact.claim.kind is Kind.QUOTATION:
        return None
    sentence = book.sentence(fact.claim, edition)
    if sentence is None:
        return None
    return _Text(sentence, book.clause(fact.claim, edition) or sentence, PHRASE)


def _own_words(fact: Fact, language: Language) -> str:
    """What the source says of a fact; else the clause of its evidence that bears it, or the whole of that."""
    words, span = fact.claim.words, fact.claim.span
    if not words and fact.evidence:
        first = next((one for one in fact.evidence if span and one.span.start <= span.start and span.end <= one.span.end), fact.evidence[0])
        start = first.span.start
        words = first.quote[span.start - start : span.end - start] if span and first.span.overlaps(span) else first.quote
    return clipped(joined_lines(words or ""), language)


def _worded(fact: Fact, words: str, language: Language, edition: Edition) -> _Text:
    """The text of a fact in the source's own words."""
    claim = fact.claim
    shown, origin = in_edition(words, language, edition)
    shown = _fitting(typeset(shown, next(own for own in Edition if own.language is language)) if origin == UNTRANSLATED else shown)
    if claim.kind is Kind.QUOTATION:
        name = claim.subject.name(edition.value)
        can_read = edition.is_chinese or not has_han(name)
        said = _quoted(shown, edition) if origin == UNTRANSLATED and can_read else shown
        led = shown if is_named(claim.subject, shown) else _led(name, said, can_read and not edition.is_chinese)
        return _Text(_marked(led, fact), _marked(shown, fact), origin)
    named = is_named(claim.subject, shown)
    if claim.type == FREE and not named:
        return _Text(_marked(shown, fact), _marked(shown, fact), origin)
    rest = begun_small(without_pronoun(shown, language))
    clause = begun_small(without_subject(rest, claim.subject))
    sentence = shown if origin == UNTRANSLATED or named else _led(claim.subject.name(edition.value), rest, not edition.is_chinese)
    return _Text(_marked(sentence, fact), _marked(clause, fact), origin)


def _led(name: str, words: str, in_latin: bool) -> str:
    """The words with whose they are before them, where there is room."""
    led = f"{name}: {words}" if in_latin else f"{name}：{words}"
    return led if len(led) <= _limit(words) else words


def _quoted(words: str, edition: Edition) -> str:
    """Words in another language in the edition's quotation marks."""
    outer, within = (CORNERED, CORNERED_WITHIN) if edition.is_chinese and edition is not Edition.ZH_HANS else (CURVED, CURVED_WITHIN)
    return words if is_quoted(words) else f"{outer[0]}{requoted(words, within)}{outer[1]}"


def _limit(text: str) -> int:
    return MAX_CHARS if has_han(text) else 2 * MAX_CHARS


def _fitting(text: str) -> str:
    """`text` cut at the last clause border within the limit, where it is too long."""
    limit = _limit(text)
    if len(text) <= limit:
        return text
    borders = [match.start() for match in re.finditer(r"[，。；：！？,;:.!?](?:\s|(?<=[^\x00-\x7f]))|\s", text[: limit + 1])]
    return text[: borders[-1] if borders else limit].rstrip("，。；：,;: ")


def _marked(text: str, fact: Fact) -> Phrase:
    """The text with the figure that its evidence opens from, where the figure stands in it as the source writes it."""
    surface = fact.claim.value.surface if fact.claim.value is not None else ""
    spaced = r"\s*".join(re.escape(c) for c in surface if not c.isspace())
    match = re.search(spaced, text) if spaced else None
    return Phrase(text, Span(match.start(), match.end()) if match else None)
