"""Which passages of a long source a statement is to be held against: those that are most like it and like each of its clauses, and
where its figures, dates and names stand. A sentence of a summary may merge what stands far apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.text.agreement.amounts import same_figure
from pipeline.text.agreement.figures import digits_of
from pipeline.text.agreement.nearness import likeness, may_have
from pipeline.text.agreement.passages import Passage

_OF_STATEMENT, _OF_CLAUSE = 3, 2  # passages looked at for a whole statement and for each of its clauses
_SHARE = 0.5  # of the best passage's likeness that the others must have
_LIKE = 1.5  # likeness of a passage that may say the `only` or `first` of the statement
_MOST_CLAUSES = 12
_LEAST_CLAUSE = 4  # characters
_MOST_FIGURES = 40
_MOST = 24  # passages besides those around the likest


def context_of(statement: Passage, passages: Sequence[Passage]) -> list[int]:
    """The indices of the passages to hold the statement against, the likest first.

    Those around the likest one are among them, because a sentence may take its subject from the one before.
    """
    scores = [likeness(statement, passage) for passage in passages]
    chosen = _best(scores, _OF_STATEMENT)
    for clause in statement.clauses[:_MOST_CLAUSES] if len(statement.clauses) > 1 else ():
        if len(clause.text) >= _LEAST_CLAUSE:
            chosen += _best([likeness(clause, passage) for passage in passages], _OF_CLAUSE)
    if not chosen and statement.quantities:
        return list(range(min(len(passages), _MOST)))
    chosen += _holders(statement, passages, scores, chosen)
    return list(dict.fromkeys([*chosen[:_MOST], *_around(chosen[:1], len(passages))]))


def _best(scores: Sequence[float], count: int) -> list[int]:
    ranked = sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:count]
    return [i for i in ranked if scores[i] > 0 and scores[i] >= _SHARE * scores[ranked[0]]]


def _around(indices: Iterable[int], length: int) -> list[int]:
    return [i for index in indices for i in (index - 1, index + 1) if 0 <= i < length]


def _holders(statement: Passage, passages: Sequence[Passage], scores: Sequence[float], chosen: Sequence[int]) -> list[int]:
    """For each figure, date, moment and name that no chosen passage has, the likest passage that has it, or has a figure's digits."""
    added: list[int] = []

    def add(holders: list[int]) -> None:
        if holders and not set(holders) & {*chosen, *added}:
            added.append(max(holders, key=lambda i: (scores[i], -i)))

    for figure in statement.quantities[:_MOST_FIGURES]:
        same = [i for i, p in enumerate(passages) if may_have(figure, p) and any(same_figure(figure, q) for q in p.quantities)]
        add(same or [i for i, p in enumerate(passages) if any(digits_of(figure) == digits_of(q) for q in p.quantities)])
    for date in statement.dates[:_MOST_FIGURES]:
        add([i for i, p in enumerate(passages) if any(date.iso in d.iso or d.iso in date.iso for d in p.dates)])
    for name in statement.names:
        add([i for i, p in enumerate(passages) if p.has_name(name, statement)])
    for word in statement.words:
        if word.group == "scope":
            add([i for i, p in enumerate(passages) if word.row in p.rows("scope") and scores[i] >= _LIKE])
        elif word.group.startswith(("places", "moments", "bodies", "people")):
            add([i for i, p in enumerate(passages) if word.row in p.rows(word.group)])
    return added
