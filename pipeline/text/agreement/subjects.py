"""Of what it is said: an act that the source has of one thing, told of another that it has nearby (中学停课 for 小学停课); in any language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.text.agreement.nearness import likeness
from pipeline.text.agreement.passages import Disagreement, Passage, Word, table

_NEAR, _NEAR_HAN = 24, 6  # characters between a thing and what is said of it
_NO_SUBJECT = (
    "受",
    "被",
    "由",
    "对",
    "把",
    "因",
    "用",
    "以",
    "凭",
    "在",
    "从",
    "为",
    "向",
    "给",
    "与",
    "和",
    "of ",
    "on ",
    "in ",
    "by ",
    "with ",
    "to ",
    "for ",
    "from ",
)
_LEAST, _LEAST_ACROSS = 2.0, 1.6  # likeness of the clause that has the act


def other_thing(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Acts of the statement right behind a thing, where the source has them behind other things only, and that thing without the act."""
    clauses = [clause for passage in passages for clause in (passage.clauses or (passage,))]
    for clause in statement.clauses or (statement,):
        for act in (word for word in clause.words if word.group == "acts"):
            thing = _thing_before(act, clause)
            holders = [(c, _thing_before(w, c)) for c in clauses for w in c.words if (w.group, w.row) == ("acts", act.row)]
            if thing is None or not holders or any(other is None or _has(c, thing.row) for c, other in holders):
                continue
            aside = [c for c in clauses if _has(c, thing.row) and not any(w.row == act.row for w in c.words)]
            least = _LEAST if holders[0][0].language.is_chinese == clause.language.is_chinese else _LEAST_ACROSS
            if aside and max(likeness(clause, c) for c, _ in holders) >= least:
                yield Disagreement("name", thing.surface, holders[0][1].surface if holders[0][1] else "")
                return


@cache
def _agents() -> frozenset[str]:
    return frozenset(table()["roles"]["agents"])


def _thing_before(act: Word, clause: Passage) -> Word | None:
    """The thing nearest before an act in its clause, where nothing else but a few characters stands between."""
    near = _NEAR_HAN if clause.language.is_chinese else _NEAR
    things = [w for w in clause.words if w.group == "things" and w.row in _agents() and w.end <= act.start and act.start - w.end <= near]
    thing = things[-1] if things else None
    return None if thing is None or clause.folded[: thing.start - clause.span.start].endswith(_NO_SUBJECT) else thing


def _has(clause: Passage, row: str) -> bool:
    return any(word.group == "things" and word.row == row for word in clause.words)
