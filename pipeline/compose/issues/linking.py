"""Stories that are one event under two names: by the figures and dates that they share, and by their words where nobody is named.

A figure is compared by its significant digits (850 萬 and 8.5 million have the same), so that no language is needed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt

from pipeline.compose.issues.subjects import UNKNOWN
from pipeline.compose.labels import type_weight
from pipeline.compose.topics import words
from pipeline.datamodel.issue import Merged
from pipeline.text.glossary import Glossary
from pipeline.text.similarity import plain, significant

SEVERAL, MOST_OF = 4, 0.4  # figures that two accounts of one event share, and their share of the fewer
SURE, MOST_SURE = 6, 0.6  # the same of two that have known names of one kind
SAME_WORDS = 0.3  # likeness of words, of 1
CROWD = 12  # stories that share a figure or a word; where more do, it tells nothing
LONG = 3  # significant digits from which on a figure counts twice
APART = ("model", "product", "person", "language", "benchmark")  # two of these with known names are never one
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
YEAR = re.compile(r"(?:19|20)\d\d?")  # all have this one; 2020 is written 202 here
WORDS_OF = 40  # facts that are read for their words


@dataclass(frozen=True, slots=True)
class Told:
    """A story before it is one with others: its key, the kind of its subject, its facts, ids of the documents whose story it is."""

    key: str
    kind: str
    facts: Sequence[Merged]
    documents: frozenset[str]


def alike(stories: Sequence[Told]) -> dict[str, str]:
    """Of each story's key the key of the story that it is one with: the first of them, or its own. Two stories of one document are two."""
    firsts = {story.key: story.key for story in stories}
    documents = {story.key: set(story.documents) for story in stories}
    for one, other in _pairs(stories):
        a, b = _first(one, firsts), _first(other, firsts)
        if a != b and documents[a].isdisjoint(documents[b]):
            firsts[b] = a
            documents[a] |= documents[b]
    return {key: _first(key, firsts) for key in firsts}


def _first(key: str, firsts: dict[str, str]) -> str:
    while firsts[key] != key:
        key = firsts[key]
    return key


def _pairs(stories: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """The keys of two stories that are one, in the order of the stories."""
    figures = [_figures(story) for story in stories]
    for (a, b), shared in _sharing(figures).items():
        least, part = _bounds(stories[a], stories[b])
        weight = sum(2 if len(figure) >= LONG else 1 for figure in shared)
        fewer = max(1, min(len(figures[a]), len(figures[b])))
        if least and weight >= least and len(shared) >= part * fewer:
            yield stories[a].key, stories[b].key
    yield from _come_true(stories)
    nameless = [story for story in stories if story.kind == UNKNOWN]
    said = [_words(story) for story in nameless]
    rarity = _rarity(said)
    for (a, b), common in _sharing(said).items():
        if _likeness(common, said[a], said[b], rarity) >= SAME_WORDS:
            yield nameless[a].key, nameless[b].key


def _come_true(stories: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """What is only expected, with the news that came of it: the next of a line of models, and the one that was released."""
    lines: dict[str, str] = {}
    for story in stories:
        line = Glossary.builtin().parent(story.key)
        if line and any(_is_news(one) and not one.fact.claim.modality for one in story.facts):
            lines.setdefault(line, story.key)
    for story in stories:
        line = Glossary.builtin().parent(story.key)
        news = [one for one in story.facts if _is_news(one)]
        if line in lines and news and all(one.fact.claim.modality for one in news):
            yield lines[line], story.key


def _is_news(one: Merged) -> bool:
    return type_weight(one.fact.claim.type).headline > 0


def _bounds(one: Told, other: Told) -> tuple[int, float]:
    """How much two stories must share; 0 where nothing makes them one."""
    if UNKNOWN in (one.kind, other.kind) or one.kind != other.kind:
        return SEVERAL, MOST_OF
    return (0, 1.0) if one.kind in APART else (SURE, MOST_SURE)


def _figures(story: Told) -> frozenset[str]:
    """The significant digits of its figures, two and more of them, and its days; not its years."""
    found: set[str] = set()
    for one in story.facts:
        claim = one.fact.claim
        if claim.value is not None and claim.value.is_date:
            found.add(claim.value.low[-5:])
        elif claim.value is not None:
            found.add(significant(plain(claim.value.low)))
        for number in NUMBER.findall(claim.words or ""):
            found.add(significant(plain(number)))
    return frozenset(figure for figure in found if len(figure) > 1 and not YEAR.fullmatch(figure))


def _words(story: Told) -> frozenset[str]:
    return frozenset[str]().union(*(words(one.fact.evidence[0].quote) for one in story.facts[:WORDS_OF] if one.fact.evidence))


def _sharing(sets: Sequence[frozenset[str]]) -> dict[tuple[int, int], set[str]]:
    """What two of the sets share, by their places; what a crowd shares is left out."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(sets):
        for element in sorted(one):
            holders[element].append(n)
    shared: dict[tuple[int, int], set[str]] = defaultdict(set)
    for element, owners in holders.items():
        if len(owners) <= CROWD:
            for pair in combinations(owners, 2):
                shared[pair].add(element)
    return dict(sorted(shared.items()))


def _rarity(sets: Iterable[frozenset[str]]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    total = 0
    for one in sets:
        total += 1
        for element in one:
            counts[element] += 1
    return {element: log(1 + total / count) for element, count in counts.items()}


def _likeness(common: Iterable[str], one: Iterable[str], other: Iterable[str], rarity: dict[str, float]) -> float:
    """Cosine of two sets of words, the rare ones counting more."""
    weights = [sum(rarity[word] ** 2 for word in words) for words in (common, one, other)]
    return weights[0] / sqrt(weights[1] * weights[2]) if weights[1] and weights[2] else 0.0
