"""Gives each fact its texts: typed facts by the phrase tables, free statements and quotations by the source's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Claim, Evidence, Fact, Kind, Phrase
from pipeline.datamodel.language import Edition, Language
from pipeline.express.script import (
    REMEMBERED,
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
_ROLES = ("subject", "attribute", "condition", "when", "attribution")
FREE = "free"  # the subject of such a fact is carried over from what was said before, where its words do not name it


@dataclass(frozen=True, slots=True)
class _Text:
    sentence: Phrase
    clause: Phrase
    origin: str


def express(facts: Sequence[Fact], document: Document, editions: Sequence[Edition]) -> list[Fact]:
    """The facts with their texts, clauses and origins in every edition of `editions` and in the document's own language."""
    tags = _tags(document.language, editions)
    return [_expressed(fact, document.language, tags, Phrasebook.builtin()) for fact in facts]


def _expressed(fact: Fact, language: Language, tags: Mapping[str, Edition], book: Phrasebook) -> Fact:
    written = tuple(dict.fromkeys(tags.values()))
    claim = _named(fact.claim, written)
    own = _OwnWords(claim, fact.evidence, language)
    texts = {edition: _phrased(claim, edition, book) or own.in_edition(edition) for edition in written}
    return replace(
        fact,
        claim=claim,
        texts={tag: texts[edition].sentence for tag, edition in tags.items()},
        clauses={tag: texts[edition].clause for tag, edition in tags.items()},
        origins={tag: texts[edition].origin for tag, edition in tags.items()},
    )


def _named(claim: Claim, editions: Sequence[Edition]) -> Claim:
    """The claim with its entities' names in every Chinese edition that is written."""
    given = {role: entity for role in _ROLES if (entity := getattr(claim, role)) is not None}
    named: dict[str, Any] = {role: full for role, entity in given.items() if (full := completed(entity, editions)) is not entity}
    objects = tuple(completed(entity, editions) for entity in claim.objects)
    if any(full is not entity for full, entity in zip(objects, claim.objects, strict=True)):
        named["objects"] = objects
    return replace(claim, **named) if named else claim


def _tags(language: Language, editions: Sequence[Edition]) -> dict[str, Edition]:
    """The tags to write, each with the edition whose tables serve it; the source's own language is among them."""
    tags = {edition.value: edition for edition in editions}
    if language.value not in tags:
        own = [edition for edition in (*editions, *Edition) if edition.language is language]
        if own:
            tags[language.value] = own[0]
    return tags


def _phrased(claim: Claim, edition: Edition, book: Phrasebook) -> _Text | None:
    """The text of a typed fact from the tables; None for other facts, and where the edition lacks a row or a name."""
    if claim.kind is Kind.QUOTATION or claim.type == FREE:
        return None
    said = book.texts(claim, edition)
    return _Text(*said, PHRASE) if said is not None else None


@dataclass(frozen=True, slots=True)
class _Shown:
    """Words as an edition shows them. rest: without the pronoun that opens them; clause: under a heading that names the subject."""

    text: str
    names_subject: bool
    rest: str
    clause: Phrase


class _OwnWords:
    """The text of a fact in the source's own words; editions that show them alike have them read once."""

    def __init__(self, claim: Claim, evidence: Sequence[Evidence], language: Language) -> None:
        self._claim = claim
        self._evidence = evidence
        self._language = language
        self._own = next(edition for edition in Edition if edition.language is language)
        self._read: dict[str, _Shown] = {}

    @cached_property
    def _words(self) -> str:
        """What the source says of the fact; else the clause of its evidence that bears it, or the whole of that."""
        words, span = self._claim.words, self._claim.span
        if not words and self._evidence:
            first = next((one for one in self._evidence if span and one.span.contains(span)), self._evidence[0])
            start = first.span.start
            words = first.quote[span.start - start : span.end - start] if span and first.span.overlaps(span) else first.quote
        return clipped(joined_lines(words or ""), self._language)

    def in_edition(self, edition: Edition) -> _Text:
        """The text in an edition."""
        text, origin = in_edition(self._words, self._language, edition)
        text = _fitting(typeset(text, self._own) if origin == UNTRANSLATED else text)
        if text not in self._read:
            self._read[text] = self._shown(text)
        shown = self._read[text]
        return _Text(_marked(self._sentence(shown, origin, edition), self._claim), shown.clause, origin)

    def _shown(self, text: str) -> _Shown:
        subject, names_subject = self._claim.subject, is_named(self._claim.subject, text)
        if self._claim.kind is Kind.QUOTATION or (self._claim.type == FREE and not names_subject):
            return _Shown(text, names_subject, text, _marked(text, self._claim))
        rest = begun_small(without_pronoun(text, self._language))
        return _Shown(text, names_subject, rest, _marked(begun_small(without_subject(rest, subject)), self._claim))

    def _sentence(self, shown: _Shown, origin: str, edition: Edition) -> str:
        """The words where they stand alone: led by the subject's name where they lack it and are not of it alone."""
        if shown.names_subject:
            return shown.text
        name = self._claim.subject.name(edition)
        if self._claim.kind is Kind.QUOTATION:
            can_read = edition.is_chinese or not has_han(name)
            said = _quoted(shown.text, edition) if origin == UNTRANSLATED and can_read else shown.text
            return _led(name, said, can_read and not edition.is_chinese)
        if self._claim.type == FREE or origin == UNTRANSLATED:
            return shown.text
        return _led(name, shown.rest, not edition.is_chinese)


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
    if len(text) <= MAX_CHARS or len(text) <= (limit := _limit(text)):
        return text
    borders = [match.start() for match in re.finditer(r"[，。；：！？,;:.!?](?:\s|(?<=[^\x00-\x7f]))|\s", text[: limit + 1])]
    return text[: borders[-1] if borders else limit].rstrip("，。；：,;: ")


def _marked(text: str, claim: Claim) -> Phrase:
    """The text with the figure that its evidence opens from, where the figure stands in it as the source writes it."""
    value = claim.value
    match = _spaced(value.surface).search(text) if value is not None and value.surface.strip() else None
    return Phrase(text, Span(match.start(), match.end()) if match else None)


@lru_cache(maxsize=REMEMBERED)
def _spaced(surface: str) -> re.Pattern[str]:
    """A figure as it is written, with any spaces in it."""
    return re.compile(r"\s*".join(re.escape(c) for c in surface if not c.isspace()))
