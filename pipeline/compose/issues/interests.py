"""What an editor's terms mean: glossary ids, names or plain words in any language, found in what facts name and in their quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.compose.issues.subjects import maker, parties, root
from pipeline.datamodel.fact import Entity, Fact
from pipeline.datamodel.issue import Merged, Topic
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary

QUOTED = 20  # facts of a story that are read for plain words
MOST = 0.34  # share of a story's facts that a term must be about, or be a party of, to put it under a topic


class Terms:
    """Terms to look for. A name that the glossary has counts in all its languages; a kind (`model`) counts for all that is of it.

    >>> Terms(["人工智能"]).names("Artificial intelligence is in the news")
    True
    """

    def __init__(self, terms: Iterable[str]) -> None:
        glossary = Glossary.builtin()
        self._ids: set[str] = set()
        self._kinds: set[str] = set()
        spellings: set[str] = set()
        for term in filter(None, (term.strip() for term in terms)):
            found = glossary.get(term) or _whole(term)
            self._kinds |= {fold(term)} & glossary.kinds
            if found is None:
                spellings.add(fold(term))
            else:
                self._ids.add(found.id)
                spellings |= {fold(name) for name in (*found.names.values(), *glossary.row(found.id).loose_spellings)}
        self._pattern = _pattern(spellings)

    def __bool__(self) -> bool:
        return bool(self._ids or self._kinds or self._pattern)

    def names(self, text: str) -> bool:
        """True for a text with one of the terms in it."""
        return self._pattern is not None and self._pattern.search(fold(text)) is not None

    def name(self, entity: Entity) -> bool:
        """True for what a term names, what it names the maker of, and what is of a kind that a term names."""
        key = root(entity)
        return entity.id in self._ids or key in self._ids or entity.kind in self._kinds or maker(key) in self._ids

    def touch(self, fact: Fact) -> bool:
        """True for a fact that names, or whose quote names, what a term does."""
        if any(self.name(entity) for entity in parties(fact.claim)):
            return True
        return bool(fact.evidence) and self.names(fact.evidence[0].quote)


def _whole(term: str) -> Entity | None:
    """What the glossary knows of that name, and no part of it."""
    found = Glossary.builtin().find(term)
    return found[0].entity if len(found) == 1 and found[0].surface == term else None


def _pattern(spellings: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the spellings; a Latin one as a whole word."""
    forms = [
        rf"(?<![a-z0-9]){re.escape(one)}(?![a-z0-9])" if one[0].isascii() or one[-1].isascii() else re.escape(one)
        for one in sorted(spellings, key=lambda one: (-len(one), one))
    ]
    return re.compile("|".join(forms)) if forms else None


def topic_of(subject: Entity, facts: Sequence[Merged], topics: Sequence[tuple[Topic, Terms]]) -> Topic | None:
    """The first topic whose terms name the story's subject; else the one that most of its facts touch, if enough do."""
    named = next((topic for topic, terms in topics if terms.name(subject) or any(map(terms.names, subject.names.values()))), None)
    if named is not None or not topics:
        return named
    read = [one.fact for one in facts[:QUOTED]]
    counts = [sum(map(terms.touch, read)) for _, terms in topics]
    best = max(range(len(counts)), key=lambda n: (counts[n], -n))
    return topics[best][0] if read and counts[best] >= MOST * len(read) else None
