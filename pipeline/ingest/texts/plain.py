"""Plain text: the caption lines of a transcript, or prose; told apart by `text.captions.looks_like_captions`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.datamodel.document import BlockKind, Source
from pipeline.ingest.base import Line, Passage, Reading, source_lines
from pipeline.ingest.tables import pattern
from pipeline.ingest.texts.prose import paragraphs
from pipeline.text.captions import looks_like_captions
from pipeline.text.fold import fold

_ITEM = re.compile(r"\s*(?:[-*+•‣▪◦●○■·–—]\s+|\d{1,3}[.)]\s+|\d{1,3}[、．]\s*|[(（]\d{1,3}[)）]\s*)(?=\S)")
_ENDS = re.compile(r"[。！？!?…：:；;，,.、][”」』）)\"'’]{0,4}$")
_SET_IN = re.compile(r"\u3000{1,4}(?=\S)|[ \t]{2,8}(?=[\u3400-\u9fffA-Z“「\"])")
_QUOTED = re.compile(r"(?:>[ \t]?){1,9}")
_MIN_QUOTED = 2  # lines that begin with `>`, from which they quote
_TIME = re.compile(r"\d:\d{2}:\d{2}|[\[(（]\d{1,2}:\d{2}[\])）]|\d[日号號]?\s{1,2}(?:[上下]午\s?)?\d{1,2}:\d{2}(?:\s?[ap]m)?$", re.I)
_SECTION = re.compile(r"[\[【][^\[\]【】]{1,20}[\]】]")
_CLOCK = re.compile(
    r"[\[(（]?(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d{2}(?:[.,]\d{1,3})?)"
    r"(?:[\])）]\s{0,4}|[\])）]?(?:\s{1,4}[-–—]?\s{0,2}|$))"
)
_LYRICS_TAG = re.compile(r"\[(?:ti|ar|al|au|by|re|ve|length|offset):[^\[\]]{0,200}\]")
_MIN_CLOCKS = 3
_CLOCK_SHARE = 0.4  # of all lines, those that a time opens: half where each stands on a line of its own
_FIRST_WITHIN = 60  # seconds from the beginning of a recording at which its first line stands; a timetable begins later
_MIN_SET_IN = 2
_LAID_OUT = re.compile(
    r"[-=*_#~]{4,}$|[*•‣▪◦●○■]\s+\S|\d{1,2}[.)、．]\s*\D|[(（]\d{1,2}[)）]|[一二三四五六七八九十]{1,3}、|(?:[^:：]{1,20}[:：]\s?)?https?://\S+$"
)
_STOPS = re.compile(r"[。！？!?….][”」』）)\"']{0,4}$")
_LONG_LATIN = 50  # characters of a line that holds a sentence
_LONG = 25
_MIN_LONG = 2
_LONG_SHARE = 0.2  # of all paragraphs
_ENDED_SHARE = 0.7  # of the letters of the long ones, those of paragraphs that end with a stop
_MIN_LAID_OUT = 3
_LAID_OUT_SHARE = 0.1  # of all lines
_TITLE_WITHIN = 4  # passages at the top, in which a headline follows what stands beside it
_PAUSES = re.compile(r"[，、,]$")
_MAX_TITLE = 60  # characters: a longest headline in Chinese or a short one in English is still shorter
_MAX_LATIN_TITLE = 120


class PlainIngestor:
    """Reads plain text."""

    name = "text"

    def accepts(self, source: Source, text: str) -> bool:
        """True for every text: what is in no other format is plain."""
        return True

    def read(self, source: Source, text: str) -> Reading:
        """The passages: for captions the lines between blank lines, for prose paragraphs, list items and a headline."""
        lines = [_without_marks(line) for line in _unquoted(source_lines(text.removeprefix("\ufeff")))]
        chunks = _chunks(lines)
        timed = _timed(chunks)
        texts = [line.text for chunk in timed or chunks for line in chunk]
        if timed is not None and sum(_ENDS.search(text) is not None for text in texts) <= len(texts) / 2:
            return Reading(format=self.name, passages=[Passage(BlockKind.PARAGRAPH, chunk) for chunk in timed], is_transcript=True)
        chunks = timed or chunks
        is_prose = _is_set_in(lines) or _is_laid_out(texts) or _are_paragraphs(chunks)
        if not is_prose and looks_like_captions(texts):
            return Reading(format=self.name, passages=[Passage(BlockKind.PARAGRAPH, chunk) for chunk in chunks], is_transcript=True)
        passages = [passage for chunk in chunks for passage in _prose(chunk)]
        at = next((index for index, passage in enumerate(passages[:_TITLE_WITHIN]) if not _is_beside_title(passage)), 0)
        title = passages[at] if len(passages) > at + 1 and _is_title(passages[at]) else None
        if title is not None:
            passages[at] = Passage(BlockKind.HEADING, title.lines, 1)
        return Reading(format=self.name, passages=passages, title=title.text if title else None)


def _is_set_in(lines: Sequence[str]) -> bool:
    """True where paragraphs open with a full-width indent, which captions do not."""
    return sum(line.startswith("\u3000") for line in lines) >= _MIN_SET_IN


def _are_paragraphs(chunks: Sequence[tuple[Line, ...]]) -> bool:
    """True for whole sentences parted by blank lines, as in an article that was copied; a caption breaks off within its sentence."""
    long = [chunk[0].text for chunk in chunks if len(chunk) == 1 and len(chunk[0].text) >= (_LONG_LATIN if chunk[0].text.isascii() else _LONG)]
    ended = [text for text in long if _STOPS.search(text)]
    are_whole = sum(map(len, ended)) >= _ENDED_SHARE * sum(map(len, long))
    return len(ended) >= _MIN_LONG and len(long) >= _LONG_SHARE * len(chunks) and are_whole


def _is_laid_out(texts: Sequence[str]) -> bool:
    """True for lines among which rules, numbers and bullets stand, as in minutes or a newsletter."""
    marked = sum(_LAID_OUT.match(text) is not None for text in texts)
    return marked >= _MIN_LAID_OUT and marked >= _LAID_OUT_SHARE * len(texts)


def _without_marks(line: str) -> str:
    """The line, or nothing for what a page break or a file of timed lyrics adds."""
    if line.startswith("[") and _LYRICS_TAG.fullmatch(line.strip()):
        return ""
    return "" if any(map(str.isdigit, line)) and pattern("boilerplate", "pages").fullmatch(fold(line.strip()[:_MAX_TITLE])) else line


def _timed(chunks: Sequence[tuple[Line, ...]]) -> list[tuple[Line, ...]] | None:
    """The chunks with the times that open most of their lines as the lines' times; None where none count from a recording's beginning.

    A time on a line of its own is that of the next line.
    """
    lines = [line for chunk in chunks for line in chunk]
    clocks = [match for line in lines if (match := _CLOCK.match(line.text))]
    if len(clocks) < _MIN_CLOCKS or len(clocks) < _CLOCK_SHARE * len(lines) or _seconds(clocks[0]) >= _FIRST_WITHIN:
        return None
    timed = []
    now: float | None = None
    for chunk in chunks:
        kept = []
        for line in chunk:
            match = _CLOCK.match(line.text)
            now = _seconds(match) if match else now
            words = line.text[match.end() :] if match else line.text
            if words:
                kept.append(Line(words, line.number, now))
        if kept:
            timed.append(tuple(kept))
    return timed


def _seconds(clock: re.Match[str]) -> float:
    return int(clock["hours"] or 0) * 3600 + int(clock["minutes"]) * 60 + float(clock["seconds"].replace(",", "."))


def _unquoted(lines: Sequence[str]) -> list[str]:
    """The lines without the marks `>` of a quoted e-mail, where several stand."""
    if sum(line.startswith(">") for line in lines) < _MIN_QUOTED:
        return list(lines)
    return [_QUOTED.sub("", line) for line in lines]


def _chunks(lines: Sequence[str]) -> list[tuple[Line, ...]]:
    """The runs of lines that hold text."""
    chunks: list[tuple[Line, ...]] = []
    run: list[Line] = []
    for number, text in enumerate(lines, start=1):
        if run and (not text.strip() or _opens_paragraph(text, lines[number - 2])):
            chunks.append(tuple(run))
            run = []
        if text.strip():
            run.append(Line(text.strip(), number))
    return [*chunks, tuple(run)] if run else chunks


def _opens_paragraph(text: str, before: str) -> bool:
    """True for a line that is set in as the first of a paragraph, after one that is not."""
    return _SET_IN.match(text) is not None and _SET_IN.match(before) is None and not any(map(_ITEM.match, (before, text)))


def _prose(chunk: Sequence[Line]) -> list[Passage]:
    """Paragraphs and list items of lines that no blank line parts."""
    passages: list[Passage] = []
    run: list[Line] = []
    for line in chunk:
        item = _ITEM.match(line.text)
        if item is None and not run and passages and _PAUSES.search(passages[-1].text):
            passages[-1] = replace(passages[-1], lines=(*passages[-1].lines, line))
            continue
        if item is None:
            run.append(line)
            continue
        passages.extend(Passage(BlockKind.PARAGRAPH, lines) for lines in paragraphs(run))
        run = []
        passages.append(Passage(BlockKind.LIST_ITEM, (Line(line.text[item.end() :], line.number),), 1))
    passages.extend(Passage(BlockKind.PARAGRAPH, lines) for lines in paragraphs(run))
    return passages


def _is_beside_title(passage: Passage) -> bool:
    """True for a line that may stand above a headline: a date, an address, a section's name in brackets, the way to the page."""
    folded = fold(passage.text)
    rows = (("field", "bare"), ("passage",))
    return _SECTION.fullmatch(passage.text) is not None or any(pattern("boilerplate", *keys).fullmatch(folded) for keys in rows)


def _is_title(passage: Passage) -> bool:
    """True for a short first line without a full stop."""
    text = passage.text
    if passage.kind is not BlockKind.PARAGRAPH or len(passage.lines) > 1 or _ENDS.search(text) or _TIME.search(text) or _is_beside_title(passage):
        return False
    return len(text) <= (_MAX_LATIN_TITLE if text.isascii() else _MAX_TITLE)
