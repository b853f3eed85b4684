"""Who speaks: labels and marks of speakers are taken off the words, and a change of speaker begins a paragraph.

A role (`主持人：`, `HOST:`), a name in capitals or a name that comes back is a label; a word before a colon that opens a sentence is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.ingest.base import Line
from pipeline.ingest.captions.cues import CueLine, TimedLine
from pipeline.ingest.tables import pattern
from pipeline.text.fold import fold

_CHEVRON = re.compile(r"\s*(?:>{2,3}|》{2}|»)\s*")
_DASH = re.compile(r"[-–—－‐]\s?(?=[^\s\d\-–—])")
_SPACED_DASH = re.compile(r"[-–－‐]\s+(?=\S)")  # a long dash may go on with a sentence
_LABEL = re.compile(r"[\[(（【]?(?P<name>[^\W\d_](?:[\w.'’·-]| (?! )){0,30}?)[\])）】]?(?: ?[(（][^()（）]{1,24}[)）])? ?[:：](?!//|\d)\s*")
_BRACKETED = re.compile(r"[\[【](?P<name>[^\W\d_](?:[\w.'’·-]| (?! )){0,30}?)[\]】] ?[:：]?\s*(?=\S)")
_CAPITALS = re.compile(r"(?:[A-Z][A-Z.'’-]+|DR\.|MR\.|MRS\.|MS\.)(?: (?:[A-Z][A-Z.'’-]*|\d{1,2})){0,3}")
_NAME = re.compile(r"[A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){0,2}|[㐀-鿿·]{2,4}")
_MIN_LABELS = 2  # lines with a label, from which a label in capitals counts
_MIN_NAMED = 2  # times that each name must come back


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one speaker on a line. speaker: by a label or by the format; opens: a turn begins here."""

    text: str
    speaker: str | None
    opens: bool


def turns(lines: Sequence[TimedLine]) -> list[tuple[Line, ...]]:
    """The lines by turn, without labels and marks of speakers. Lines of which nothing is left go; a file without marks is one turn."""
    dashed = _dialogues(lines)
    names = _labels(lines, dashed)
    found: list[list[Line]] = []
    speaker: str | None = None
    for index, timed in enumerate(lines):
        for piece in _pieces(timed.line, names, is_dashed=index in dashed):
            if not found or piece.opens or (piece.speaker is not None and piece.speaker != speaker):
                found.append([])
            speaker = piece.speaker or (None if piece.opens else speaker)
            if piece.text:
                found[-1].append(Line(piece.text, timed.line.number, timed.time))
    return [tuple(turn) for turn in found if turn]


def _dialogues(lines: Sequence[TimedLine]) -> set[int]:
    """Indices of the lines whose dash begins a speech: it stands apart from its word, or two lines of one cue have it."""
    dashed = [index for index, timed in enumerate(lines) if _DASH.match(timed.line.text)]
    spaced = {index for index in dashed if _SPACED_DASH.match(lines[index].line.text)}
    times = Counter(lines[index].time for index in dashed)
    paired = {index for index in dashed if times[lines[index].time] >= 2}
    return spaced | paired


def _bare(line: CueLine, is_dashed: bool) -> str:
    text = _CHEVRON.sub("", line.text, count=1) if _CHEVRON.match(line.text) else line.text
    return _DASH.sub("", text, count=1) if is_dashed else text


def _labels(lines: Sequence[TimedLine], dashed: set[int]) -> frozenset[str]:
    """The names before a colon that name a speaker in this file, folded."""
    candidates: Counter[str] = Counter()
    for index, timed in enumerate(lines):
        for part in _CHEVRON.split(_bare(timed.line, index in dashed)):
            match = _LABEL.match(part)
            if match is not None and not _is_phrase(match["name"]):
                candidates[match["name"]] += 1
    named = {name for name, count in candidates.items() if _is_role(name)}
    capitals = {name for name in candidates if _CAPITALS.fullmatch(name)}
    if sum(candidates[name] for name in capitals | named) >= _MIN_LABELS:
        named |= capitals
    repeated = {name for name, count in candidates.items() if count >= _MIN_NAMED and _NAME.fullmatch(name)}
    if named - repeated or len(repeated | named) >= 2:
        named |= repeated
    return frozenset(fold(name) for name in named)


def _is_role(name: str) -> bool:
    return pattern("captions", "speaker", "role").fullmatch(fold(name).strip()) is not None


def _is_phrase(name: str) -> bool:
    return pattern("captions", "speaker", "never").fullmatch(fold(name).strip()) is not None and not _is_role(name)


def _pieces(line: CueLine, names: frozenset[str], *, is_dashed: bool) -> Iterator[_Piece]:
    """The pieces of a line, parted where `>>` begins another speaker."""
    text = _DASH.sub("", line.text, count=1) if is_dashed else line.text
    for number, part in enumerate(_CHEVRON.split(text) if _has_chevron(text) else [text]):
        if number and not part:
            continue
        speaker = line.speaker
        begins = is_dashed or number > 0
        match = _LABEL.match(part) or _BRACKETED.match(part)
        if match is not None and (fold(match["name"]) in names or (match.re is _BRACKETED and _is_role(match["name"]))):
            speaker, part = match["name"], part[match.end() :]
        yield _Piece(part.strip(), speaker, begins)


def _has_chevron(text: str) -> bool:
    return ">>" in text or "》》" in text or text.startswith("»")
