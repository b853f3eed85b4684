"""Whether words stand alone as a statement: with a predicate, opened as a statement opens, and finished; never an instruction or a formula."""

from __future__ import annotations

import re

from pipeline.datamodel.document import Span
from pipeline.extract.reading import Line, Reading

CODE = re.compile(r"[=<>{}|\\`_~]|\(\)|\[\d|->|(?<![a-z0-9])/[a-z]+")  # of a listing or a formula
MARKS = re.compile(r"[ \n\"“”‘’「」『』()·…*-]*")
ANSWER = re.compile(r"(?:(?:yeah|yes|yep|no|okay|sure|right|well|exactly|absolutely|so|and|but)[,.]? )*")  # how an answer opens
CUT_REACH = 24  # characters before the end of a sentence where such an abbreviation may stand
CUT = re.compile(r"(?<![a-z.])(?:rt|hon|mr|mrs|ms|dr|gov|sen|rep|st|vs|lt|sgt|id|nos|fig)\.\W*$")  # an abbreviation that no sentence ends with
ENDS = " \n,.;:。，"


def stands(reading: Reading, line: Line, start: int, end: int) -> bool:
    """True for a masked range that a reader understands as a statement of its own."""
    cues, folded, masked = reading.cues, reading.folded, line.masked
    span = masked.source(start, end)
    before = reading.line(masked.n - 1) if masked.n > 1 else None
    if _is_cut(folded, span) or (before is not None and before.block == line.block and _is_cut(folded, before.masked.span)):
        return False
    opening = MARKS.match(folded, span.start, span.end)
    first = opening.end() if opening else span.start
    if cues.hanging.match(folded, first, span.end) or cues.predicate.search(folded, first, span.end) is None:
        return False
    if CODE.search(folded, first, span.end) or cues.phrase.fullmatch(folded[first : span.end].strip(ENDS)):
        return False
    last = masked.source(max(start, line.clause_at(end - 1).start), end)
    if cues.unfinished.fullmatch(folded[max(first, last.start) : last.end].strip(ENDS)):
        return False
    following = next((c for c in line.clauses if c.start >= end), None)
    return following is None or cues.resumes.match(folded, masked.starts[following.start]) is None


def _is_cut(folded: str, span: Span) -> bool:
    """True for words that end with an abbreviation, which no sentence ends with."""
    return CUT.search(folded, max(span.start, span.end - CUT_REACH), span.end) is not None


def is_said_whole(reading: Reading, line: Line, start: int, end: int) -> bool:
    """True for a turn's sentence that is told from its first word to its last and says something of its own: no aside, no false start."""
    text, said_by = line.masked.text, reading.label_end(line)
    lead = reading.cues.lead.match(text, said_by)
    if start > (lead.end() if lead else said_by) or end < line.clauses[-1].end:
        return False
    said = reading.folded[line.masked.starts[start] : line.masked.span.end]
    if " - " in said or "--" in said or "…" in said or "..." in said:
        return False
    opening = ANSWER.match(said)
    return reading.cues.chatter.search(said, opening.end() if opening else 0) is None
