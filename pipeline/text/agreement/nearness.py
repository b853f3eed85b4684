"""Which passage is like which: shared figures, dates, names, words, and names that sound alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.text.agreement.amounts import alike_amounts, same_figure
from pipeline.text.agreement.linking import linked
from pipeline.text.agreement.passages import Passage, stop_words, subjects
from pipeline.text.quantities import Quantity

_COMMON = 0.8  # likeness of two passages by a common word
_MARKED = 0.4  # and by a word of stance
_HEARD = 1.5  # and by a name that sounds alike
_LATIN_WORD = re.compile(r"[a-z][a-z0-9'-]*[a-z0-9]|[a-z]")


@dataclass(frozen=True, slots=True)
class _Traits:
    """What of a passage is held against that of others, over and over."""

    amounts: frozenset[Decimal]
    dates: frozenset[str]
    moments: frozenset[tuple[str, str]]
    names: frozenset[str]
    is_speech: bool
    latin: frozenset[str]
    subjects: frozenset[str]
    common: frozenset[str]
    marks: frozenset[tuple[str, str]]


@lru_cache(maxsize=1024)
def _traits(passage: Passage) -> _Traits:
    return _Traits(
        amounts=frozenset(number for q in passage.quantities for number in alike_amounts(q)),
        dates=frozenset(d.iso for d in passage.dates),
        moments=frozenset((word.group, word.row) for word in passage.words if word.group.startswith("moments")),
        names=frozenset(passage.names) | frozenset(f"@{row}" for row in (*passage.rows("places"), *passage.well_known())),
        is_speech=any(word.group == "speech" for word in passage.words),
        latin=frozenset(_LATIN_WORD.findall(passage.folded)) - stop_words(),
        subjects=frozenset(subjects(passage)),
        common=frozenset(word.row for word in passage.words if word.group in ("acts", "things")),
        marks=frozenset((mark.family, mark.side) for mark in passage.marks if mark.family != "future"),
    )


@lru_cache(maxsize=2048)
def likeness(a: Passage, b: Passage) -> float:
    """How much two passages seem to speak of the same: shared figures, dates, names and, in one language, words."""
    ours, theirs = _traits(a), _traits(b)
    figures = sum(any(same_figure(q, other) for other in b.quantities) for q in a.quantities) if ours.amounts & theirs.amounts else 0
    dates = len(ours.dates & theirs.dates)
    moments = len(ours.moments & theirs.moments)
    names = len(ours.names & theirs.names)
    speech = 0.5 * (ours.is_speech and theirs.is_speech)
    if a.language.is_chinese == b.language.is_chinese:
        words = 8 * len(a.grams & b.grams) / max(1, len(a.grams))
    else:
        words = 2.4 * len(ours.latin & theirs.latin) + 0.8 * len(ours.subjects & theirs.subjects) + _COMMON * len(ours.common & theirs.common)
        words += _MARKED * len(ours.marks & theirs.marks)
        words += _HEARD * len(set(linked(a, b).values()))
    return 3 * figures + 2 * dates + 2 * moments + 1.5 * names + speech + words


def most_like(passage: Passage, others: Sequence[Passage]) -> tuple[Passage | None, float]:
    """The passage of `others` that is most like `passage`, the first of equals, and how like it is."""
    scored = [(likeness(passage, other), -i) for i, other in enumerate(others)]
    if not scored:
        return None, 0.0
    score, index = max(scored)
    return others[-index], score


def nearest(passage: Passage, others: Sequence[Passage], count: int = 5) -> list[Passage]:
    """The passages of `others` that are most like `passage`, the likest first."""
    ranked = sorted(range(len(others)), key=lambda i: (-likeness(passage, others[i]), i))
    return [others[i] for i in ranked[:count]]


def may_have(figure: Quantity, passage: Passage) -> bool:
    """False where a passage cannot have a figure, nor the same as a share in percent; quickly told."""
    amounts = _traits(passage).amounts
    return not amounts.isdisjoint(alike_amounts(figure))
