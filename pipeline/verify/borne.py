"""Whether the words of a statement are those of its source, clause by clause; names and figures are looked at elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.text.agreement.passages import Passage, grams
from pipeline.text.fold import fold

LEAST = 3  # grams of a clause below which it is judged with its whole statement only
OF_CLAUSE = {True: 0.3, False: 0.34}  # share of a clause's own words that the source must have, in Chinese (pairs of characters) and in English
OF_WHOLE = {True: 0.4, False: 0.45}


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


def _own(passage: Passage) -> frozenset[str]:
    """The grams of a passage besides those of its names."""
    rest = passage.folded
    for surface in sorted(passage.names.values(), key=len, reverse=True):
        rest = rest.replace(fold(surface), " ")
    return grams(rest, passage.language)


def _share(passage: Passage, have: frozenset[str]) -> float:
    own = _own(passage)
    return len(own & have) / len(own) if own else 1.0
