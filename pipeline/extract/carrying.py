"""Where a subject is not carried to a later clause: somebody told what others did, or a clause in between has a subject of its own words."""

from __future__ import annotations

import re

from pipeline.datamodel.document import BlockKind
from pipeline.extract.reading import Clause, Line, Reading
from pipeline.extract.tokens import FIGURES

SAYING = re.compile("[^,;。:¦]{0,10}?(?:宣布|公布|表示|称|指出|说|透露|介绍|通报)(?=[,:¦])")
TELLER = re.compile("[^,;。:¦]{0,4}?(?:统计|通报|估计|预估|资料显示|数据显示|显示|指出)")  # behind whoever counted what others did
HAN = re.compile("(?!的)[㐀-鿿]")


def is_teller(reading: Reading, line: Line, start: int, end: int, before: int) -> bool:
    """True for a name in the masked range that tells what others did: 某中心统计，撤离3845人；某厅宣布，某工程完工，工期26个月."""
    text = line.masked.text
    if TELLER.match(text, end) is not None:
        return True
    if not reading.is_chinese or reading.document.is_transcript or SAYING.match(text, end) is None:
        return False
    said = next((c for c in line.clauses if line.clause_at(start).end <= c.start and c.end <= before), None)
    return said is not None and _has_own_subject(reading, line, said)


def opens_with_another(reading: Reading, line: Line) -> bool:
    """True for a written Chinese sentence whose first clause has a subject that is no name: a body that does something, a noun with a figure."""
    first, text, cues = line.clauses[0], line.masked.text, reading.cues
    at = _opening(reading, line, first)
    if at < first.end and cues.acted.match(text, at, first.end) is not None:
        return True
    has_figure = any(t.kind in (*FIGURES, "date") for t in line.masked.tokens_in(at, first.end))
    return has_figure and line.kind is BlockKind.PARAGRAPH and _has_own_subject(reading, line, first)


def has_another_before(reading: Reading, line: Line, position: int) -> bool:
    """True for a Chinese clause behind one with a subject of its own words, which tells nothing: what it measures is that one's."""
    before = [c for c in line.clauses if c.end <= position]
    if not reading.is_chinese or not before or any(re.search("统计|公布|指出|表示|显示|宣布", line.masked.text[c.start : c.end]) for c in before):
        return False
    return any(_has_own_subject(reading, line, c) for c in before)


def _opening(reading: Reading, line: Line, clause: Clause) -> int:
    lead = reading.cues.lead.match(line.masked.text, clause.start, clause.end)
    return lead.end() if lead is not None else clause.start


def _has_own_subject(reading: Reading, line: Line, clause: Clause) -> bool:
    """True for a clause that opens with a noun that is no name, and neither a pronoun nor one that points at something said before."""
    text, at = line.masked.text, _opening(reading, line, clause)
    if at >= clause.end or HAN.match(text, at) is None or reading.cues.bare.match(text, at) is not None:
        return False
    rest = text[at:]
    return reading.cues.pointing.match(rest) is None and not any(p.match(rest) for p, _ in reading.cues.pronouns)
