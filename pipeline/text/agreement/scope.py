"""Words that claim more than the source: an `only`, a `first`, a `largest` that it does not say, or says of a smaller world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.text.agreement.counts import shares_in_words
from pipeline.text.agreement.nearness import most_like
from pipeline.text.agreement.passages import Disagreement, Passage, Word, table
from pipeline.text.agreement.wordlist import pattern_of

_CONFIDENT = 1.2  # likeness from which the source is taken to speak of what the statement speaks of
_COUNTED = re.compile(r"\s*(?:\d|few|two|three|four|five|six|ten|several|day|week|month|year|season|hour|stage|phase)|[日周年月季期批阶]")
_ONE_OF = re.compile(r"之一|\bone of\b|\bamong the\b|数一数二|前[三五十](?:大|名|位)")
_CLAIMS = ("only", "first", "most")


def scope_disagreements(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A claim of scope that the source does not make, or makes within another reach (国内首座, 全球首座)."""
    theirs = {row for passage in passages for row in passage.rows("scope")}
    claimed = [(w.row, w.surface) for w in statement.words if w.group == "scope" and w.row in _CLAIMS and not _is_counted(w, statement)]
    _, likeness = most_like(statement, passages)
    for row, surface in claimed:
        if row not in theirs and likeness >= _CONFIDENT and not _is_borne(row, passages):
            yield Disagreement("bound", surface, "")
    yield from _one_of(statement, passages)
    yield from _whole(statement, passages, theirs)
    if claimed:
        yield from _reach(statement, [p for p in passages if any(row in p.rows("scope") for row, _ in claimed)])


def _one_of(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """The largest, of what the source calls one of the largest."""
    ours = statement.rows("scope").get("most")
    theirs = [p for p in passages if "most" in p.rows("scope")]
    if ours and theirs and all(_ONE_OF.search(p.folded) for p in theirs) and not _ONE_OF.search(statement.folded):
        yield Disagreement("bound", ours, theirs[0].text)


def _is_borne(row: str, passages: Sequence[Passage]) -> bool:
    """True where the source says it in another way (a record for the highest)."""
    words = pattern_of(table()["bears"].get(row, ()))
    return any(words.search(passage.folded) for passage in passages) if table()["bears"].get(row) else False


def _whole(statement: Passage, passages: Sequence[Passage], theirs: set[str]) -> Iterator[Disagreement]:
    """`All` of what the source gives a part of (全部奖金 for 一半奖金)."""
    passage, likeness = most_like(statement, passages)
    claimed = statement.rows("scope").get("all")
    if claimed and "all" not in theirs and passage is not None and likeness >= _CONFIDENT and shares_in_words(passage) and not statement.quantities:
        yield Disagreement("bound", claimed, passage.text)


def _is_counted(word: Word, statement: Passage) -> bool:
    """True for a `first` of several (the first 100 days)."""
    return word.row == "first" and _COUNTED.match(statement.folded, word.end - statement.span.start) is not None


def _reach(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    ours = _reaches(statement)
    theirs: dict[str, str] = {}
    for passage in passages:
        theirs.update(_reaches(passage))
    if ours and not theirs and any(p.language.is_chinese == statement.language.is_chinese for p in passages):
        added = statement.rows("reach")
        if added:
            yield Disagreement("bound", next(iter(added.values())), "")
    if ours and theirs and not ours.keys() & theirs.keys():
        yield Disagreement("bound", next(iter(ours.values())), next(iter(theirs.values())))


def _reaches(passage: Passage) -> dict[str, str]:
    """How far a passage says that something reaches; a country named counts as one."""
    places = passage.rows("places")
    named = {"country": next(iter(places.values()))} if places else {}
    return {**named, **passage.rows("reach")}
