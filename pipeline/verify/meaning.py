"""Whether two statements speak of the same things, by the words that are known in every language (`text/data/lexicon.toml`) and by names.

Figures, dates and denials are compared elsewhere; here a statement is caught that says something else with the right ones, or next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.text.agreement.passages import Passage, Word

MANY = 3  # known words and names of a statement from which its twin must share some of them
SHARE = 1 / 3
_OBJECTS = frozenset({"things", "concepts", "topics"})  # what is done is said in too many ways


def speaks_of_the_same(told: Sequence[Passage], twin: Sequence[Passage]) -> bool:
    """False where a statement in one language lacks most of what its twin in another speaks of, or speaks of other things alone."""
    ours, theirs = _subjects(told), _subjects(twin)
    if len(theirs) >= MANY:
        return len(ours & theirs) >= SHARE * len(theirs)
    return len(theirs) < MANY - 1 or len(ours) < MANY - 1 or not ours.isdisjoint(theirs)


def foreign_word(told: Sequence[Passage], sources: Sequence[Passage]) -> str:
    """The first thing that a statement speaks of and its sources do not, as it is written; empty where there is none. Units do not count."""
    have = {(word.group, word.row) for source in sources for word in _objects(source)}
    return next((word.surface for part in told for word in _objects(part) if (word.group, word.row) not in have), "")


def _objects(passage: Passage) -> Iterable[Word]:
    return (w for w in passage.words if w.group in _OBJECTS and not any(q.start <= w.start < q.outer_end for q in passage.quantities))


def _subjects(parts: Sequence[Passage]) -> frozenset[tuple[str, str]]:
    words = {(word.group, word.row) for part in parts for word in _objects(part)}
    return frozenset(words | {("name", name) for part in parts for name in part.names})
