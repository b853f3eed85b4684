"""Marks between the words of a line, and after them, that are no words: citations, time marks, sounds in brackets, hashtags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.tables import pattern

TIME = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,:]\d{1,3})?"
_SPAN = rf"{TIME}(?:\s?(?:-->|[-–—~]|to)\s?{TIME})?"
_STAMP = re.compile(rf"(?:\[|【|〔|<)\s?{_SPAN}\s?(?:\]|】|〕|>)|(?<!\S)\(\s?\d{{1,2}}:\d{{2}}:\d{{2}}(?:\.\d{{1,3}})?\s?\)")
_LOOSE_STAMP = re.compile(rf"^(?P<name>[^:：()（）\d]{{1,30}}?\s?[:：]\s?)?[(（]{_SPAN}[)）]\s?")
_CITATION = re.compile(r"\s?(?:\[\d{1,3}(?:\s?[-–]\s?\d{1,3})?\]){1,6}(?=[\s,.;:!?)，。、；：！？）」』”]|$|[\u3400-\u9fff])")
_NAMED = re.compile(r"(?:\b(?:in|see|by|from|of|and|or|to|with|ref|refs|eq|section|e\.g\.|cf\.)|[见見如据據至和与與第由])\s?$", re.I)
_AFTER_STOP = re.compile(r"[.,;)”\"。，；）」』]\[\d{1,3}\]")
_MAY_HOLD = re.compile(r"[\[【〔<(（*♪♫♬\ue200]|cite|contentReference")
_HASHTAGS = re.compile(r"(?:(?:^|\s)\s?#[^\W\d_][^\s#。，；]{0,30}#?){2,20}\s?$")
_MIN_LOOSE = 2  # times in round brackets at the head of lines, from which they are time marks
_MIN_CITED = 2  # numbers in brackets after a stop, from which such numbers are citations after words too
_OPENERS = "([{（【「『“‘"
_STOPS = tuple(",.;:!?，。、；：！？")


def without_marks(passages: Sequence[Passage]) -> list[Passage]:
    """The passages without citation marks, time marks, sounds and hashtags at the end; code is left alone, and what had nothing else is left out."""
    loose = sum(_LOOSE_STAMP.match(line.text) is not None for passage in passages for line in passage.lines)
    cited = sum(len(_AFTER_STOP.findall(line.text)) for passage in passages for line in passage.lines)
    kept = []
    for passage in passages:
        if passage.kind is BlockKind.CODE:
            kept.append(passage)
            continue
        unmarked = [_unmarked(line, are_loose=loose >= _MIN_LOOSE, are_cited=cited >= _MIN_CITED) for line in passage.lines]
        if passage.kind is not BlockKind.TABLE_ROW:
            unmarked = [_without_bar(line) for line in unmarked]
        lines = tuple(line for line in unmarked if line.text)
        if lines:
            kept.append(passage if lines == passage.lines else replace(passage, lines=lines))
    return kept


def _unmarked(line: Line, *, are_loose: bool, are_cited: bool) -> Line:
    text = line.text
    if are_loose:
        text = _LOOSE_STAMP.sub(lambda match: match["name"] or "", text)
    if _MAY_HOLD.search(text):
        text = pattern("marks", "unheard").sub(_without_time, text)
        text = _cut(_STAMP, text)
        text = _cut(pattern("marks", "sound"), text)
        text = _cut(pattern("marks", "citation"), text)
        text = _CITATION.sub(lambda match: _uncited(match, are_cited), text)
    if "#" in text:
        text = _HASHTAGS.sub("", text)
    return line if text == line.text else replace(line, text=text.strip())


def _without_bar(line: Line) -> Line:
    """The line without a lone bar at its end, a table's that was none."""
    return replace(line, text=line.text[:-1].rstrip()) if line.text.endswith("|") and line.text.count("|") == 1 else line


def _without_time(match: re.Match[str]) -> str:
    """A note that something could not be heard, without its time: the note stays, as words are missing."""
    return re.sub(rf"\s?{TIME}", "", match.group())


def _uncited(match: re.Match[str], are_cited: bool) -> str:
    """Nothing for a citation mark; one that a sentence speaks of (`see [3]`) stays, and an index after a name (`row[1]`)."""
    before = match.string[: match.start()]
    is_attached = match.group()[0] == "[" and re.search(r"[A-Za-z0-9_]$", before) is not None
    return match.group() if not before.strip() or _NAMED.search(before[-12:]) or (is_attached and not are_cited) else ""


def _cut(mark: re.Pattern[str], text: str) -> str:
    """The text without marks; of the spaces on both sides of one, one is left, and none before a stop."""
    pieces: list[str] = []
    at = 0
    for match in mark.finditer(text):
        piece = text[at : match.start()]
        at = match.end()
        if text[at : at + 1] in _STOPS:
            piece = piece.rstrip(" ")
        elif not piece.rstrip(" ") or piece[-1] in _OPENERS + " ":
            at += len(text) - at - len(text[at:].lstrip(" ")) if text[at : at + 1] == " " else 0
        pieces.append(piece)
    return "".join([*pieces, text[at:]]) if at else text
