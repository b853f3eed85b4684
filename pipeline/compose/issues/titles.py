"""Headings made from facts, so that every edition has them in its own words: the news of a story and its weightiest figure; of the issue, the
news of its first stories."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import prod
from typing import Any

from pipeline.compose.dedup import UNTYPED
from pipeline.compose.issues.days import within_year
from pipeline.compose.issues.ranking import item_of
from pipeline.compose.issues.subjects import is_known, root
from pipeline.compose.labels import type_weight
from pipeline.compose.pointing import begun_small
from pipeline.compose.sections import han_length
from pipeline.datamodel.fact import Entity, Fact, Phrase, nearest
from pipeline.datamodel.issue import Merged, Period, Reported
from pipeline.datamodel.language import Edition, Localized
from pipeline.text.fold import fold
from pipeline.text.wording.spacing import has_han

NEWS, TITLE, FRONT = 32, 44, 48  # Han characters of a sentence of news, of a story's heading, of the issue's; Latin ones count less
KIN, OTHER = 0.85, 0.6  # what news of a size of the subject keeps, of something else
FIGURES = ("price", "money", "counts", "figures", "change", "performance", "comparison")
BRACKET = re.compile("[(（]")
HEDGED, BRACKETED, BEFORE = 0.6, 0.85, 0.6  # what news keeps that is only expected, that has a condition in brackets, of a day before the period


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A heading. news: its first part by itself, for the issue's headline; facts: ids of those that it tells."""

    text: Localized
    news: Localized
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """Makes the headings of an issue in its editions."""

    editions: tuple[Edition, ...]
    period: Period

    def of_story(self, subject: Entity, facts: Sequence[Merged], documents: Sequence[Reported]) -> Title:
        """The heading of a story: its news and a figure; its weightiest figure; else the headline of the document whose story it is; else its name.

        facts: the weightiest first. documents: those whose only story it is; a fact of a name that neither these are headed by nor the
        glossary knows makes no heading where there is theirs.
        """
        headings = [document.title or "" for document in documents]
        able = [one for one in facts if self._is_fit(one) and (not documents or is_known(one, headings))]
        news = max(able, key=lambda one: self._news(one, subject), default=None)
        if news is None or not self._news(news, subject):
            news = next((one for one in able if one.fact.claim.value and one.fact.claim.subject.id == subject.id), None)
        if news is None:
            return self._of_document(subject, documents)
        said = self._sentence(news.fact)
        figure = next((one for one in facts if self._goes_with(one, news, said)), None)
        whole = said if figure is None else self._with(said, figure)
        if root(news.fact.claim.subject) != root(subject):
            whole, said = self._led(whole, subject), self._led(said, subject)
        return Title(text=whole, news=said, facts=tuple(one.id for one in (news, figure) if one))

    def of_issue(self, stories: Sequence[Title]) -> Localized:
        """The headline of the issue: the first story's news, with the next one's where both fit; `quiet` without stories."""
        table = _table()
        if not stories:
            return {tag: nearest(table["quiet"], tag) for tag in self._tags}
        if len(stories) > 1:
            joined = {tag: nearest(table["two"], tag).format(first=stories[0].news[tag], second=stories[1].news[tag]) for tag in self._tags}
            if all(han_length(text) <= FRONT for text in joined.values()):
                return joined
            return stories[0].news
        return stories[0].text

    def told_in_front(self, stories: Sequence[Title]) -> frozenset[str]:
        """Ids of the facts that the issue's headline tells."""
        if len(stories) < 2:
            return frozenset(fact for title in stories for fact in title.facts)
        return frozenset(fact for title in stories[:2] for fact in title.facts[:1])

    @property
    def _tags(self) -> tuple[str, ...]:
        return tuple(map(str, self.editions))

    def _is_fit(self, one: Merged) -> bool:
        """True for a typed fact that every edition has in a short sentence."""
        if one.fact.claim.type in UNTYPED or not item_of(one, self._tags, 0).is_common or item_of(one, (), 0).is_in_name:
            return False
        return all(han_length(text) <= NEWS for text in self._sentence(one.fact).values())

    def _news(self, one: Merged, subject: Entity) -> float:
        """How well a fact serves as the news of the story on `subject`; 0 where it is none."""
        claim = one.fact.claim
        own = 1.0 if claim.subject.id == subject.id else KIN if root(claim.subject) == root(subject) else OTHER
        value = claim.value
        lowered = (
            (HEDGED, bool(claim.modality) or not one.independent),
            (BRACKETED, any(BRACKET.search(phrase.text) for phrase in one.fact.texts.values())),
            (BEFORE, value is not None and value.is_date and value.high < self.period.since.isoformat()[: len(value.high)]),
        )
        return own * type_weight(claim.type).headline * (0.5 + one.score) * prod(factor for factor, holds in lowered if holds)

    def _sentence(self, fact: Fact) -> Localized:
        """The fact's sentence without its stop, without the year."""
        return {tag: within_year(Phrase(text.rstrip("。.")), tag, self.period).text for tag, text in _texts(fact.texts, self._tags).items()}

    def _goes_with(self, one: Merged, news: Merged, said: Localized) -> bool:
        """True for a figure of the news's own subject and of another kind, plainly told and short enough to stand behind it."""
        claim, told = one.fact.claim, news.fact.claim
        family = type_weight(claim.type).family
        if claim.value is None or claim.value.is_date or claim.subject.id != told.subject.id or family not in FIGURES:
            return False
        if claim.modality or claim.attribution or claim.when or family == type_weight(told.type).family or claim.value == told.value:
            return False
        item = item_of(one, self._tags, 0)
        if not item.is_common or item.is_in_name:
            return False
        return all(said[tag] != text and han_length(text) <= TITLE for tag, text in self._with(said, one).items())

    def _with(self, said: Localized, figure: Merged) -> Localized:
        return {tag: text + _going_on(figure.fact, text, tag) for tag, text in said.items()}

    def _led(self, said: Localized, subject: Entity) -> Localized:
        """The heading, led by the subject's name where one edition's does not hold it."""
        if all(fold(subject.name(tag)) in fold(text) for tag, text in said.items()):
            return said
        led = {tag: begun_small(text) if tag == Edition.EN else text for tag, text in said.items()}
        return {tag: nearest(_table()["led"], tag).format(name=subject.name(tag), text=text) for tag, text in led.items()}

    def _of_document(self, subject: Entity, documents: Sequence[Reported]) -> Title:
        own = next((document.headline for document in documents if document.headline), None)
        text = {tag: _readable(nearest(own, tag) if own else subject.name(tag), tag) for tag in self._tags}
        return Title(text=text, news=text)


def _texts(phrases: Mapping[str, Phrase], tags: Iterable[str]) -> dict[str, str]:
    return {tag: phrases[tag].text for tag in tags}


def _readable(title: str, tag: str) -> str:
    """A document's own title; in English one with Han characters as what it is, an original."""
    return nearest(_table()["original"], tag).format(title=title) if tag == Edition.EN and has_han(title) else title


def _going_on(fact: Fact, news: str, tag: str) -> str:
    """The fact as the news goes on with it: its sentence without the subject, or its clause, each with what joins it; empty where neither can."""
    sentence, name = fact.texts[tag].text.rstrip("。."), fact.claim.subject.name(tag)
    rest = sentence.removeprefix(name).lstrip() if sentence.startswith(name) else ""
    verb = next(row for row in nearest(_table()["verbs"], tag) if rest.startswith(row["begins"]))
    if rest and verb["joint"]:
        is_of_another = verb.get("own", False) and not news.startswith(name)
        joint, told = str(verb["joint"]), rest.removeprefix(verb["begins"]) if verb.get("drops") else rest
        return "" if is_of_another or _is_said(joint, news) else joint + told
    clause = fact.clauses[tag].text
    joint = next(row["joint"] for row in nearest(_table()["joints"], tag) if re.search(row["before"], clause))
    return "" if _is_said(joint, news) else f"{joint}{clause}"


def _is_said(joint: str, news: str) -> bool:
    """True where the news has the joint's word already: made with NVIDIA, with 12 billion parameters."""
    word = joint.strip(" ,;，")
    return bool(word) and f" {word} " in news


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("pipeline.compose.issues").joinpath("data", "titles.toml").read_text(encoding="utf-8"))
