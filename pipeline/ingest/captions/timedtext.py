"""Captions in XML: YouTube's timed text of three generations, and TTML.

Read tag by tag rather than as a tree: the files are flat, often cut short, and every line keeps the number that it has in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from html import unescape

from pipeline.datamodel.document import Source
from pipeline.ingest.base import Reading, unify_line_ends
from pipeline.ingest.captions.clock import as_seconds, clock_seconds
from pipeline.ingest.captions.cues import Cue, CueLine, Track
from pipeline.ingest.captions.transcript import transcript

_OPENS = re.compile(
    r"\ufeff?\s{0,99}(?:<\?xml[^>]{0,200}\?>\s{0,99})?(?:<!--[^>]{0,500}-->\s{0,99}|<!DOCTYPE[^>\[]{0,200}>\s{0,99})?<(transcript|timedtext|(?:\w{1,9}:)?tt)[\s>]"
)
_ELEMENT = re.compile(r"<((?:\w{1,9}:)?(?:text|p))((?:\s[^<>]{0,1000})?)(?<!/)>(.*?)(?=</\1\s{0,9}>|<\1[\s>]|\Z)", re.S)
_ATTRIBUTE = re.compile(r"([\w:.-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]{0,200})\"|'([^']{0,200})')")
_BREAK = re.compile(r"<(?:\w{1,9}:)?br\s{0,9}/?>", re.I)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--.{0,500}?-->|<!\[CDATA\[|\]\]>", re.S)
_RATE = re.compile(r"\b(tickRate|frameRate)\s{0,9}=\s{0,9}[\"'](\d{1,12})[\"']")
_LANGUAGE = re.compile(r"\bxml:lang\s{0,9}=\s{0,9}[\"']([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})[\"']")
_OFFSET = re.compile(r"\s*(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)\s*\Z")
_FRAMES = re.compile(r"\s*(\d{1,3}):(\d\d):(\d\d):(\d{1,3})(?:\.\d{1,3})?\s*\Z")
_HEAD = 4000  # characters in which a file names its rates and its language

Attributes = Mapping[str, str]
Clock = Callable[[str], float | None]


class TimedTextIngestor:
    """Reads captions in XML."""

    name = "timedtext"

    def accepts(self, source: Source, text: str) -> bool:
        """True when the text opens with an element of YouTube's captions or of TTML."""
        return _OPENS.match(text) is not None

    def read(self, source: Source, text: str) -> Reading:
        """One line for each line of a caption, with its time. Raises SourceError for a file without captions."""
        return transcript(source, timedtext_track(text))


def timedtext_track(text: str) -> Track:
    """The cues of a text that opens as captions in XML do; no cue in any other."""
    text = unify_line_ends(text)
    opening = _OPENS.match(text)
    if opening is None:
        return Track(format="timedtext", cues=[])
    root = opening[1]
    seconds, thousandths = as_seconds, partial(as_seconds, per_second=1000.0)
    if root == "transcript":
        return Track(format="timedtext", cues=_cues(text, ("start", "dur", "end"), seconds))
    if root == "timedtext":
        return Track(format="timedtext", cues=_cues(text, ("t", "d", "end"), thousandths))
    rates = {key: float(value) for key, value in _RATE.findall(text[:_HEAD])}
    language = _LANGUAGE.search(text[:_HEAD])
    return Track(
        format="ttml", cues=_cues(text, ("begin", "dur", "end"), partial(_ttml_seconds, rates=rates)), language=language[1] if language else None
    )


def _cues(text: str, names: tuple[str, str, str], clock: Clock) -> list[Cue]:
    """The cues of the elements with words, their times in the attributes `names` for start, length and end."""
    breaks = [match.start() for match in re.finditer("\n", text)]
    is_ttml = names[0] == "begin"
    cues: list[Cue] = []
    for match in _ELEMENT.finditer(text):
        attributes = {key: first or second for key, first, second in _ATTRIBUTE.findall(match[2])}
        start = clock(attributes.get(names[0], ""))
        if start is None:
            continue
        number = bisect_right(breaks, match.start()) + 1
        words = match[3]
        if is_ttml:
            words = re.sub(r"\s*\n\s*", " ", words)
        lines = tuple(CueLine(line, number) for line in unescape(_TAG.sub("", _BREAK.sub("\n", words))).split("\n") if line.strip())
        if _is_appended(attributes, words, cues, lines):
            cues[-1] = _appended(cues[-1], lines)
        elif lines:
            cues.append(Cue(start, _end(attributes, names, start, clock), lines))
    return cues


def _is_appended(attributes: Attributes, words: str, cues: list[Cue], lines: tuple[CueLine, ...]) -> bool:
    """True for an element whose words go on with the line before it."""
    appends = attributes.get("a") == "1" or attributes.get("append") == "true"
    return bool(appends and lines and cues) and not words.startswith("\n")


def _appended(cue: Cue, lines: tuple[CueLine, ...]) -> Cue:
    last = cue.lines[-1]
    return replace(cue, lines=(*cue.lines[:-1], replace(last, text=last.text + lines[0].text), *lines[1:]))


def _end(attributes: Attributes, names: tuple[str, str, str], start: float, clock: Clock) -> float:
    end, length = clock(attributes.get(names[2], "")), clock(attributes.get(names[1], ""))
    if end is not None:
        return end
    return start + length if length is not None else start


def _ttml_seconds(time: str, rates: Mapping[str, float]) -> float | None:
    """The seconds of a TTML time: a clock, a clock with frames, or a number with its unit."""
    frames_per_second = rates.get("frameRate") or 30.0
    frames = _FRAMES.match(time)
    if frames is not None:
        hours, minutes, seconds, frame = map(int, frames.groups())
        return hours * 3600 + minutes * 60 + seconds + frame / frames_per_second
    offset = _OFFSET.match(time)
    if offset is None:
        return clock_seconds(time)
    per_second = {"h": 1 / 3600, "m": 1 / 60, "s": 1.0, "ms": 1000.0, "f": frames_per_second, "t": rates.get("tickRate") or 1.0}
    return as_seconds(offset[1], per_second[offset[2]])
