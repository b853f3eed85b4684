"""Whether the words of a statement are those of its source, clause by clause; names and figures are looked at elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.datamodel.document import Span
from pipeline.text.agreement.passages import Passage, grams
from pipeline.text.agreement.stance import NEGATION
from pipeline.text.fold import fold
from pipeline.verify.polarity import left_out
from pipeline.verify.reading import find_words
from pipeline.verify.sentences import Sentences

_MARKS = re.compile(r"[\s，,。；;：:、！!“”「」『』‘’\"]+")
_IN_FIGURES = "0-9A-Za-z.%％零〇一二三四五六七八九十百千万萬亿億半两兩第几幾多余餘"
_NUMERIC = re.compile(rf"[{_IN_FIGURES}]{{2}}")
LEAST = 3  # grams of a clause below which it is judged with its whole statement only
OF_CLAUSE = {True: 0.5, False: 0.4}  # share of a clause's own words that the source must have, in Chinese (pairs of characters) and in English
SAME = 0.7  # share of a clause's own words that the clause of the source has that it retells
OF_WHOLE = {True: 0.6, False: 0.5}


def unborne(parts: Sequence[Passage], sources: Sequence[Passage]) -> str:
    """The first clause of a statement whose words the sources, in the same language, do not have; empty where they bear out all of it."""
    have = frozenset[str]().union(*(source.grams for source in sources))
    for part in parts:
        if _share(part, have) < OF_WHOLE[part.language.is_chinese]:
            return part.text
        for clause in part.clauses if len(part.clauses) > 1 else ():
            if len(_own(clause)) >= LEAST and _share(clause, have) < OF_CLAUSE[part.language.is_chinese]:
                return clause.text
    return ""


def denial(parts: Sequence[Passage], sources: Sequence[Passage]) -> str:
    """The clause of the sources that says no to what a clause of the statement says with the same words, or yes; empty where none does."""
    clauses = [clause for source in sources for clause in (source.clauses or (source,))]
    for ours in (clause for part in parts for clause in (part.clauses or (part,))):
        own = _own(ours)
        best = max(clauses, key=lambda clause: len(own & clause.grams), default=None)
        if best is not None and len(own) >= LEAST and len(own & best.grams) >= SAME * len(own) and _denials(ours) % 2 != _denials(best) % 2:
            return best.text
    return ""


def _denials(clause: Passage) -> int:
    return sum(mark.family == NEGATION for mark in clause.marks)


def verbatim(sentences: Sentences, words: str, cited: Sequence[int]) -> bool:
    """True for words that stand in one of the sentences cited as they are, marks apart, and that nothing before them denies, doubts or conditions."""
    text = sentences.document.text
    for n in cited:
        place = find_words(text, words, sentences.span(n), _MARKS)
        if place is not None:
            return not _cuts(text, place) and not left_out(sentences, place)
    return False


def _cuts(text: str, place: Span) -> bool:
    """True for a place that begins or ends within a figure or a Latin word."""
    return any(_NUMERIC.fullmatch(text[at - 1 : at + 1]) is not None for at in (place.start, place.end) if 0 < at < len(text))


def _own(passage: Passage) -> frozenset[str]:
    """The grams of a passage besides those of its names."""
    rest = passage.folded
    for surface in sorted(passage.names.values(), key=len, reverse=True):
        rest = rest.replace(fold(surface), " ")
    return grams(rest, passage.language)


def _share(passage: Passage, have: frozenset[str]) -> float:
    own = _own(passage)
    return len(own & have) / len(own) if own else 1.0
