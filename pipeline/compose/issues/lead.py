"""The issue's lead: the weightiest figures of its first stories and how many sources agree on them, what sources differ on, what changed."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pipeline.compose.dedup import UNTYPED
from pipeline.compose.issues.days import is_passing, within_year
from pipeline.compose.issues.ranking import item_of
from pipeline.compose.issues.subjects import is_known
from pipeline.compose.labels import type_weight
from pipeline.compose.sections import han_length
from pipeline.datamodel.fact import Phrase, nearest
from pipeline.datamodel.issue import Conflict, Merged, Period, Status, Story
from pipeline.datamodel.language import Edition, Localized
from pipeline.text.phrases import Phrasebook
from pipeline.text.wording.names import join_names
from pipeline.text.wording.spacing import space_borders

MOST_NEWS, LONGEST = 3, 40  # facts that the lead tells, and Han characters of each
MOST_ISSUES = 3  # things that it names on which sources differ
AGREE = 2  # sources from which on it says that they agree


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What an issue is made from: its documents, how many of them are undated, its stories and briefs together."""

    documents: int
    undated: int
    stories: int


def lead(stories: Sequence[Story], covered: Covered, told: Collection[str], editions: Sequence[Edition], period: Period) -> Localized:
    """The lead by edition, made from facts alone. told: ids of the facts that the headline tells."""
    news = _news(stories, told, tuple(map(str, editions)))
    conflicts = [conflict for story in stories for conflict in story.conflicts]
    changed = sum(one.status is Status.UPDATE for story in stories for one in story.facts)
    return {str(edition): _Writer(str(edition), period).lead(news, conflicts, changed, covered) for edition in editions}


def _news(stories: Sequence[Story], told: Collection[str], tags: Sequence[str]) -> list[Merged]:
    """The weightiest figure of each of the first stories, or its news, that the headline does not tell; of different measures where there are."""
    found: list[Merged] = []
    measured: set[str | None] = set()
    for story in stories:
        disputed = {side.id for conflict in story.conflicts for side in conflict.sides}
        shown = [
            one for one in story.facts if one.id not in told and one.id not in disputed and _is_fit(one, tags) and is_known(one, story.title.values())
        ]
        if shown:
            own = story.subject.id
            found.append(max(shown, key=lambda one: (_is_figure(one), one.fact.claim.subject.id == own, _measured(one) not in measured, one.score)))
            measured.add(_measured(found[-1]))
        if len(found) == MOST_NEWS:
            break
    return found


def _is_figure(one: Merged) -> bool:
    return one.fact.claim.value is not None and not one.fact.claim.value.is_date


def _measured(one: Merged) -> str | None:
    attribute = one.fact.claim.attribute
    return attribute.id if attribute else None


def _is_fit(one: Merged, tags: Sequence[str]) -> bool:
    """True for a figure or news that every edition tells in a short sentence, without a moment of its source's, and that more than its name bears."""
    claim = one.fact.claim
    if not (_is_figure(one) or type_weight(claim.type).headline) or claim.type in UNTYPED or is_passing(claim):
        return False
    item = item_of(one, tags, 0)
    return item.is_common and not item.is_in_name and all(han_length(one.fact.texts[tag].text) <= LONGEST for tag in tags)


class _Writer:
    """Writes an edition's lead from its row of sentences."""

    def __init__(self, tag: str, period: Period) -> None:
        self._tag = tag
        self._period = period

    def lead(self, news: Sequence[Merged], conflicts: Sequence[Conflict], changed: int, covered: Covered) -> str:
        """The sentences, joined."""
        sentences = [self._told(news)] if news else []
        if conflicts:
            sentences.append(self._differ(conflicts))
        if changed:
            sentences.append(self._counted("changed", changed))
        sentences.append(self._covered(covered))
        text = self._word("between_sentences").join(sentences)
        return text if self._tag == Edition.EN else space_borders(text)

    def _told(self, news: Sequence[Merged]) -> str:
        return self._word("news").format(news=self._word("between_news").join(map(self._fact, news)))

    def _fact(self, one: Merged) -> str:
        text = within_year(Phrase(one.fact.texts[self._tag].text.rstrip("。.")), self._tag, self._period).text
        if one.independent < AGREE:
            return text
        return self._word("agreed").format(text=text, n=self._number(one.independent))

    def _differ(self, conflicts: Sequence[Conflict]) -> str:
        about = list(dict.fromkeys(nearest(conflict.about, self._tag) for conflict in conflicts))
        values = self._values(conflicts[0].sides) if len(about) == 1 else []
        if len(values) > 1:
            return self._word("differ_between").format(about=about[0], first=values[0], second=values[1])
        named = join_names(about[:MOST_ISSUES], self._word("between"), self._word("last"))
        more = len(about) - MOST_ISSUES
        return self._word("differ").format(about=named) if more <= 0 else self._word("differ_more").format(about=named, n=self._number(more))

    def _values(self, sides: Sequence[Merged]) -> list[str]:
        """What the sides give, where each gives a figure."""
        values = [side.fact.claim.value for side in sides]
        book = Phrasebook.builtin()
        return [book.value(value, Edition(self._tag)) for value in values if value] if all(values) else []

    def _covered(self, covered: Covered) -> str:
        documents, stories = self._counted("documents", covered.documents), self._counted("stories", covered.stories)
        undated = self._counted("undated", covered.undated) if covered.undated else ""
        return self._word("covered" if covered.stories else "nothing").format(documents=documents, stories=stories, undated=undated)

    def _counted(self, key: str, n: int) -> str:
        row = nearest(_table(), self._tag)[key]
        template = str(row if isinstance(row, str) else row[min(n, len(row)) - 1])
        return template.format(n=self._number(n))

    def _number(self, n: int) -> str:
        """Up to ten in words, as the edition's newspapers write them."""
        words: Sequence[str] = nearest(_table(), self._tag)["numbers"]
        return words[n - 1] if 1 <= n <= len(words) else str(n)

    def _word(self, key: str) -> str:
        return str(nearest(_table(), self._tag)[key])


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resources.files("pipeline.compose.issues").joinpath("data", "lead.toml").read_text(encoding="utf-8"))
