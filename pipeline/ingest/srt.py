"""SubRip captions (`.srt`): cues with their times, without markup."""

from __future__ import annotations

import re

from pipeline.datamodel.document import BlockKind, Source
from pipeline.errors import SourceError
from pipeline.ingest.base import Line, Passage, Reading, source_lines, suffix

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?"
_TIMES = re.compile(rf"\s*({_CLOCK})\s*--?>\s*({_CLOCK})(?:\s.*)?$")
_FIRST_CUE = re.compile(rf"\A\ufeff?\s*(?:\d{{1,6}}[ \t]*\r?\n\s*)?{_CLOCK}[ \t]*--?>[ \t]*{_CLOCK}")
_MARKUP = re.compile(r"</?(?:i|b|u|s|c|v|font|ruby|rt)(?=[\s.>/])[^<>]{0,300}>|\{\\[^{}]{0,100}\}|<\d\d:\d\d:\d\d[.,]\d{3}>", re.I)
_SOUND = re.compile(
    r"^\s*(?:[\[【(（][^\[\]【】()（）]{0,30}"
    r"(?:music|applause|laughter|laughs|silence|noise|cheering|音乐|音樂|掌声|掌聲|笑声|笑聲|鼓掌)"
    r"[^\[\]【】()（）]{0,20}[\]】)）]|[♪♫\s]+)\s*$",
    re.I,
)


class SrtIngestor:
    """Reads SubRip captions."""

    name = "srt"

    def accepts(self, source: Source, text: str) -> bool:
        """True when the text opens with a cue, or the name says so and a cue follows."""
        if _FIRST_CUE.match(text[:2000]):
            return True
        return suffix(source) == ".srt"

    def read(self, source: Source, text: str) -> Reading:
        """One line for each line of a cue, with the cue's time.

        Raises SourceError for a cue that ends before it starts, and for a file without cues.
        """
        lines: list[Line] = []
        time: float | None = None
        all_lines = source_lines(text)
        for number, line in enumerate(all_lines, start=1):
            times = _TIMES.match(line) if "->" in line else None
            if times:
                time = self._start(source, number, times)
            elif time is not None and not _is_number(all_lines, number):
                words = _MARKUP.sub("", line).strip()
                if words and not _SOUND.match(words):
                    lines.append(Line(words, number, time))
        if time is None:
            raise SourceError(f"{source.ref.address}: no caption cue found; check that it is a SubRip file, or name it .txt")
        return Reading(format=self.name, passages=[Passage(BlockKind.PARAGRAPH, tuple(lines))] if lines else [], is_transcript=True)

    def _start(self, source: Source, number: int, times: re.Match[str]) -> float:
        """The second at which a cue starts."""
        start, end = _seconds(times.groups()[1:5]), _seconds(times.groups()[6:10])
        if end < start:
            span = f"{times.group(1)} → {times.group(6)}"
            raise SourceError(f"{source.ref.address}, line {number}: cue ends before it starts ({span}); correct the times or remove the cue")
        return start


def _seconds(clock: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = clock
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + int((fraction or "0").ljust(3, "0")) / 1000


def _is_number(lines: list[str], number: int) -> bool:
    """True for a cue's number: digits alone on the line before its times."""
    return number < len(lines) and lines[number - 1].strip().isdigit() and "->" in lines[number] and _TIMES.match(lines[number]) is not None
