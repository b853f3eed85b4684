"""The shapes of captions in JSON beside YouTube's: Whisper's and its kin's segments, and plain lists of timed texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from pipeline.ingest.captions.clock import as_seconds, clock_seconds
from pipeline.ingest.captions.cues import Cue, CueLine

Json = object  # what json.loads gives
_STARTS = (("start", 1.0), ("from", 1.0), ("begin", 1.0), ("startTime", 1.0), ("start_time", 1.0), ("startMs", 1000.0), ("start_ms", 1000.0))
_ENDS = (("end", 1.0), ("to", 1.0), ("endTime", 1.0), ("end_time", 1.0), ("endMs", 1000.0), ("end_ms", 1000.0))
_LENGTHS = (("duration", 1.0), ("dur", 1.0), ("durationMs", 1000.0))
_TEXTS = ("text", "content", "utf8", "transcript", "sentence")
_LISTS = ("segments", "transcription", "body", "captions", "cues", "utterances", "sentences", "results")
_PAUSE = 0.8  # seconds between two words after which a line of words alone ends
_LINE_WORDS = 12
_STOPS = (".", "!", "?", "。", "！", "？")


def timed_texts(data: Json) -> list[Cue]:
    """The cues of a list of segments, wherever it stands in `data`; empty where there is none.

    A segment is a mapping with a text and a start: Whisper's (`start`, `end`, `text`, `words`), whisper.cpp's (`offsets`), Bilibili's
    (`from`, `to`, `content`), a transcript service's (`text`, `start`, `duration`). One whose start cannot be read has that of the one
    before it. Words alone, each with its time, become lines.
    """
    segments = _segments(data)
    if not segments:
        return _lines_of_words(_words(data))
    cues = []
    start = 0.0
    for number, segment in enumerate(segments, start=1):
        own = _start(segment)
        start = start if own is None else own
        cue = _cue(segment, start, number)
        if cue is not None:
            cues.append(cue)
    return cues


def _segments(data: Json) -> list[Mapping[str, Json]]:
    rows: Json = data
    if isinstance(data, dict):
        rows = next((data[key] for key in _LISTS if _is_list_of_texts(data.get(key))), None)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) and _is_list_of_texts(rows) else []


def _is_list_of_texts(rows: Json) -> bool:
    """True for a list of which the first rows are timed texts."""
    if not isinstance(rows, list) or not rows:
        return False
    return all(isinstance(row, dict) and _text(row) is not None for row in rows[:3]) and any(_start(row) is not None for row in rows[:3])


def _cue(segment: Mapping[str, Json], start: float, number: int) -> Cue | None:
    text = _text(segment) or ""
    end = _end(segment, start)
    speaker = next((said for key in ("speaker", "speaker_id") if isinstance(said := segment.get(key), str)), None)
    lines = tuple(CueLine(line, number, speaker) for line in text.split("\n") if line.strip())
    return Cue(start, end, lines) if lines else None


def _text(segment: Mapping[str, Json]) -> str | None:
    """The words of a segment; of its words where it has no text."""
    text = next((said for key in _TEXTS if isinstance(said := segment.get(key), str)), None)
    words = segment.get("words")
    if not (text or "").strip() and isinstance(words, list) and words:
        return _joined([_word(row) for row in words if isinstance(row, dict)])
    return text


def _start(segment: Mapping[str, Json]) -> float | None:
    return _time(segment, _STARTS, "from")


def _end(segment: Mapping[str, Json], start: float) -> float:
    end = _time(segment, _ENDS, "to")
    if end is not None:
        return end
    length = _number(segment, _LENGTHS)
    return start + length if length is not None else start


def _time(segment: Mapping[str, Json], keys: Sequence[tuple[str, float]], of_offsets: str) -> float | None:
    """A time of a segment; of whisper.cpp's `offsets`, in milliseconds, where it has them."""
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):
        return as_seconds(offsets.get(of_offsets), 1000)
    stamp = segment.get("timestamp")
    if isinstance(stamp, list) and len(stamp) == 2:
        return as_seconds(stamp[0 if of_offsets == "from" else 1])
    return _number(segment, keys)


def _number(segment: Mapping[str, Json], keys: Sequence[tuple[str, float]]) -> float | None:
    for key, per_second in keys:
        if key in segment:
            value = segment[key]
            return clock_seconds(value) if isinstance(value, str) and ":" in value else as_seconds(value, per_second)
    return None


def _words(data: Json) -> list[Mapping[str, Json]]:
    """The list of words of a file that has nothing but words."""
    rows = (
        next((data[key] for key in ("words", "word_segments", "chunks") if isinstance(data.get(key), list)), None) if isinstance(data, dict) else data
    )
    if not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, dict) and _word(row).strip() and _start(row) is not None]


def _word(row: Mapping[str, Json]) -> str:
    return next((said for key in ("word", "punctuated_word", "text") if isinstance(said := row.get(key), str)), "")


def _joined(words: Sequence[str]) -> str:
    """The words as a text. Where none brings its own space, those in Latin letters are parted, a figure's parts are not."""
    if any(word.startswith(" ") for word in words[1:]):
        return "".join(words).strip()
    text = ""
    for word in words:
        parts = text[-1:].isascii() and text[-1:] not in ("", "(", '"') and word[:1].isascii() and word[:1].isalnum()
        text += f" {word}" if parts and not (text[-1:] in ".," and text[-2:-1].isdigit() and word[:1].isdigit()) else word
    return text


def _lines_of_words(words: Sequence[Mapping[str, Json]]) -> list[Cue]:
    """Lines of words, each to a stop, a pause or its full length."""
    numbers: list[int] = []
    line = length = 0
    last_end = 0.0
    for row, following in pairwise([*words, {}]):
        start = _start(row) or 0.0
        if length and start - last_end > _PAUSE:
            line, length = line + 1, 0
        numbers.append(line)
        length += 1
        last_end = _end(row, start)
        if length >= _LINE_WORDS or (_word(row).rstrip().endswith(_STOPS) and not _word(following)[:1].isdigit()):
            line, length = line + 1, 0
    cues = []
    for n, pairs in groupby(zip(numbers, words, strict=True), key=lambda pair: pair[0]):
        rows = [row for _, row in pairs]
        start = _start(rows[0]) or 0.0
        cues.append(Cue(start, max(start, _end(rows[-1], start)), (CueLine(_joined([_word(row) for row in rows]), n + 1),)))
    return cues
