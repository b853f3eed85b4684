"""Names that two passages of different languages share by their sound."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from pipeline.text.agreement.passages import Passage
from pipeline.text.agreement.sounds import heard_as, names_of
from pipeline.text.fold import fold

_FEWEST = 4  # letters of a name of one word
_MOST = 40  # names of a passage that are looked at


def linked(one: Passage, other: Passage) -> Mapping[str, str]:
    """Names of `one`, folded, with what `other` calls them, folded; empty for passages of one language."""
    if one.language.is_chinese == other.language.is_chinese:
        return {}
    if one.language.is_chinese:
        return {theirs: ours for ours, theirs in _heard(other, one).items()}
    return _heard(one, other)


@lru_cache(maxsize=1024)
def _heard(latin: Passage, han: Passage) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in latin_names(latin):
        place = heard_as(name, han.text)
        if place is not None:
            found[fold(name)] = han.folded[place[0] : place[1]]
    return found


@lru_cache(maxsize=512)
def latin_names(passage: Passage) -> tuple[str, ...]:
    """What may be a name in an English passage: pairs of capitalized words, and single ones, but for those of the tables."""
    start = passage.span.start
    known = [(w.start - start, w.end - start) for w in passage.words if not w.group.startswith(("things", "bodies", "people"))]
    found: list[str] = []
    for a, b in names_of(passage.text, known)[:_MOST]:
        words = passage.text[a:b].split()
        found += [f"{x} {y}" for x, y in pairwise(words)]
        found += [word for word in words if len(word) >= _FEWEST]
    return tuple(dict.fromkeys(found))
