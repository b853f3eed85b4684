"""A conversation in writing: each turn is a paragraph that opens with its speaker's name and a colon.

Transcripts name the speaker in many ways: on a line of its own, with the time before or after it, as a heading. All become `Name: words`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.cleaning.marks import TIME
from pipeline.ingest.tables import pattern
from pipeline.text.fold import fold

_LATIN = r"[A-Z][\w.'’-]{0,24}(?: [A-Z][\w.'’-]{0,24}){0,3}(?: \d{1,2})?"
_HAN = r"[\u3400-\u9fff·]{2,8}(?:\s?(?:\d{1,2}|[A-Z]))?"
_NAME = rf"(?P<name>(?:{_LATIN}|{_HAN})(?:\s?[(（][^()（）\d]{{1,24}}[)）])?)"
_CLOCK = rf"[\[(（【]?(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\s)?{TIME}(?:\s?[AP]M)?[\])）】]?"
_TURN = re.compile(rf"{_NAME}\s{{0,4}}(?P<time>{_CLOCK})?\s{{0,3}}[:：]\s{{0,3}}(?P<said>\S.*)?$", re.S)
_HEAD = re.compile(rf"(?:{_NAME}[\s,|·-]{{1,6}}{_CLOCK})$")
_TIMED = re.compile(rf"{_CLOCK}[\s,|·-]{{1,6}}{_NAME}\s{{0,3}}(?P<colon>[:：]\s{{0,3}}(?P<said>\S.*)?)?$", re.S)
_CLOCK_LINE = re.compile(rf"{_CLOCK}$")
_CLOCK_FIRST = re.compile(r"\[?(?P<hours>\d{1,2}:)?(?P<minutes>\d{1,3}):\d{2}(?:[.,]\d{1,3})?\]?\s{1,4}(?=\S)")
_MIN_TURNS = 2
_MAX_LABEL = 60  # characters of a line that only names who speaks
_BARE = 7  # level of a bold line that serves as a heading
_SPEECH = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTE)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A line that names its speaker. said: what follows on the line. is_certain: a time stands beside the name."""

    name: str
    said: str
    is_certain: bool


def with_turns(passages: Sequence[Passage]) -> list[Passage]:
    """The passages of a conversation, a turn a paragraph; the same passages where the text is none.

    Two lines that name a speaker make a conversation: the same speaker twice, or with the time beside the name.
    """
    kept = [passage for passage in _without_clocks(passages) if not _is_break(passage)]
    turns = [turn for passage in kept for turn in map(_turn, _spoken_lines(passage)) if turn is not None]
    names = Counter(turn.name for turn in turns)
    speakers = {turn.name for turn in turns if names[turn.name] >= _MIN_TURNS or turn.is_certain}
    speakers |= _headed(kept)
    if sum(turn.name in speakers for turn in turns) < _MIN_TURNS and not _headed(kept):
        return kept
    return _joined((piece for passage in kept for piece in _split(passage, speakers)), speakers)


def _is_break(passage: Passage) -> bool:
    """True for a line that only tells of a break or of music."""
    return len(passage.text) <= _MAX_LABEL and pattern("shows", "breaks").fullmatch(fold(passage.text).strip(" :：*-—[]()（）【】")) is not None


def _spoken_lines(passage: Passage) -> Iterator[str]:
    return (line.text for line in passage.lines) if passage.kind in _SPEECH else iter(())


def _turn(text: str) -> _Turn | None:
    """Who a line names as its speaker, and what follows."""
    if match := _TIMED.match(text):
        return _Turn(match["name"], match["said"] or "", is_certain=not text[0].isdigit() or match["colon"] is not None)
    if match := _HEAD.match(text):
        return _Turn(match["name"], "", is_certain=True)
    if match := _TURN.match(text):
        return _Turn(match["name"], match["said"] or "", is_certain=match["time"] is not None)
    return None


def _headed(passages: Sequence[Passage]) -> set[str]:
    """Names that stand alone as bold lines before paragraphs, twice at least: full names and the roles of speakers."""
    heads = Counter(
        passage.text
        for passage, after in pairwise(passages)
        if passage.kind is BlockKind.HEADING and passage.level == _BARE and after.kind is BlockKind.PARAGRAPH and _is_full_name(passage.text)
    )
    return {name for name, count in heads.items() if count >= _MIN_TURNS} if len(heads) > 1 else set()


def _is_full_name(text: str) -> bool:
    return pattern("shows", "role").fullmatch(fold(text)) is not None or (re.fullmatch(_LATIN, text) is not None and " " in text)


def _split(passage: Passage, speakers: set[str]) -> Iterator[Passage]:
    """The turns within a passage; a label alone is a passage that ends with its colon."""
    if passage.kind not in _SPEECH:
        yield passage
        return
    if passage.text in speakers:
        yield _labelled(passage, [replace(passage.lines[0], text=_label(passage.text, ""))])
        return
    run: list[Line] = []
    is_turn = False
    for line in passage.lines:
        turn = _turn(line.text)
        if turn is not None and turn.name in speakers:
            if run:
                yield _labelled(passage, run) if is_turn else replace(passage, lines=tuple(run))
            run, is_turn = [replace(line, text=_label(turn.name, turn.said))], True
        else:
            run.append(line)
    yield _labelled(passage, run) if is_turn else replace(passage, lines=tuple(run))


def _labelled(passage: Passage, lines: list[Line]) -> Passage:
    """A turn. Its label joins the line below it."""
    if len(lines) > 1 and lines[0].text.endswith((":", "：")):
        lines = [replace(lines[0], text=_with_words(lines[0].text, lines[1].text)), *lines[2:]]
    kind = BlockKind.PARAGRAPH if passage.kind is BlockKind.HEADING else passage.kind
    return Passage(kind, tuple(lines), 0, passage.link)


def _joined(passages: Iterator[Passage], speakers: set[str]) -> list[Passage]:
    """Labels that stand alone put before the paragraph that follows; one without a paragraph goes."""
    kept: list[Passage] = []
    label: Line | None = None
    for passage in passages:
        is_label = len(passage.lines) == 1 and _is_label(passage, speakers)
        if label is not None and not is_label and passage.kind is BlockKind.PARAGRAPH:
            first = passage.lines[0]
            passage = replace(passage, lines=(replace(first, text=_with_words(label.text, first.text)), *passage.lines[1:]))
        label = passage.lines[0] if is_label else None
        if not is_label:
            kept.append(passage)
    return kept


def _is_label(passage: Passage, speakers: set[str]) -> bool:
    """True for a speaker's name with its colon and nothing else."""
    turn = _turn(passage.lines[0].text)
    return passage.kind is BlockKind.PARAGRAPH and turn is not None and not turn.said and turn.name in speakers


def _label(name: str, said: str) -> str:
    return _with_words(name + (":" if name.isascii() else "："), said)


def _with_words(label: str, words: str) -> str:
    return f"{label} {words}".rstrip() if label.endswith(":") else f"{label}{words}"


def _without_clocks(passages: Sequence[Passage]) -> list[Passage]:
    """Without times that stand alone on a line or open it, where they count from the beginning of a recording."""
    kept = []
    opening = [match for passage in passages for line in passage.lines if passage.kind is not BlockKind.CODE and (match := _clock(line.text))]
    is_recording = len(opening) > _MIN_TURNS and int(opening[0]["minutes"]) == 0 and not int((opening[0]["hours"] or "0").rstrip(":"))
    for passage in passages:
        lines = passage.lines
        if passage.kind in _SPEECH:
            lines = tuple(line for line in lines if not _CLOCK_LINE.match(line.text))
            if is_recording:
                lines = tuple(replace(line, text=line.text[match.end() :]) if (match := _clock(line.text)) else line for line in lines)
        if lines:
            kept.append(passage if lines == passage.lines else replace(passage, lines=lines))
    return kept


def _clock(text: str) -> re.Match[str] | None:
    """The time that opens a line, where no name follows on the line by itself."""
    return None if _TIMED.match(text) else _CLOCK_FIRST.match(text)
