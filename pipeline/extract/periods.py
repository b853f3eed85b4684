"""When an amount is of: the period that stands beside it, the moment that opens its clause."""

from __future__ import annotations

import re

from pipeline.extract.reading import Clause, Line, Reading
from pipeline.extract.tokens import FIGURES, Token, char_class
from pipeline.text.fold import fold

BEHIND = re.compile(r" ?(?:in|for|during|on|at the end of)? ?(?:the |its )?(?:last |whole )?")
NO_PERIOD = re.compile(r"^in |quarter|季")  # a span (in three months), and the quarter that is reported on, not the one that is running
OPENING = re.compile(r" ?(?:in|for|during|on)? ?(?:the )?")
UP_TO = re.compile(f"[的{char_class('name')}]{{0,2}}(?:累计|合计|共|实现|总)?")  # between a period that opens a Chinese clause and its amount
OF_NO_YEAR = re.compile("[上下]半年|第?[一二三四1-4]季")  # a period of the year that is told before, which may not be the current one


def period(reading: Reading, line: Line, match: re.Match[str], at: int) -> Token | None:
    """The date right behind the match or opening its sentence: the period of an amount (`$6.7 billion in the third quarter`).

    at: where the words of the match begin.
    """
    text = line.masked.text
    for position, token in line.masked.tokens.items():
        if token.kind != "date" or token.date is None or (token.date.is_resolved and NO_PERIOD.search(token.date.surface.lower())):
            continue
        if BEHIND.fullmatch(text, match.end(), position) or (position < at and OPENING.fullmatch(text, 0, position)):
            return token
        if reading.is_chinese and _opens_clause(line, position, token.date.surface, at):
            return token
    return None


def _opens_clause(line: Line, position: int, surface: str, at: int) -> bool:
    """True for a period at a masked position that opens the Chinese clause of the amount at `at`, and that tells its year."""
    if line.clause_at(at).start != position or OF_NO_YEAR.match(fold(surface)):
        return False
    return UP_TO.fullmatch(line.masked.text, position + 1, at) is not None


def next_figure(line: Line, start: int, end: int) -> int:
    """The masked position of the first figure between the two, which the moments behind it belong to; `end` where there is none."""
    figures = [t for t in line.masked.tokens_in(start, end) if t.kind in FIGURES]
    return line.masked.position(figures[0].start) if figures else end


def opening_moment(reading: Reading, line: Line, clause: Clause) -> int:
    """Where the clause begins, or the one before it when that is nothing but a moment (`从下周开始，`)."""
    index = line.clauses.index(clause)
    before = line.clauses[index - 1] if index else clause
    lead = reading.cues.lead.match(line.masked.text, before.start, before.end)
    return before.start if lead is not None and lead.end() == before.end else clause.start
