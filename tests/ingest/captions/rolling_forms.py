"""Writes spoken lines in the forms in which caption tools repeat them, so that the truth is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

STEP = 2.0  # seconds a line is spoken
HOLD = 0.01  # seconds of the cues that only hold a line, as in YouTube's files


def clock(seconds: float, mark: str = ",") -> str:
    millis = round(seconds * 1000)
    return f"{millis // 3_600_000:02}:{millis // 60_000 % 60:02}:{millis // 1000 % 60:02}{mark}{millis % 1000:03}"


def words_of(line: str) -> list[str]:
    """The words of a line, each with the space before it; the characters of Chinese."""
    if " " in line or line.isascii():
        first, *others = line.split(" ")
        return [first, *(f" {word}" for word in others)]
    return list(line)


def srt(cues: Sequence[tuple[float, float, Sequence[str]]]) -> str:
    return "\n".join(f"{n}\n{clock(start)} --> {clock(end)}\n" + "\n".join(lines) + "\n" for n, (start, end, lines) in enumerate(cues, start=1))


def _steps(lines: Sequence[str]) -> list[tuple[float, str, str]]:
    """(start, the line before, the line) of each line."""
    return [(n * STEP, lines[n - 1] if n else "", line) for n, line in enumerate(lines)]


def _held(lines: Sequence[str]) -> list[tuple[float, float, list[str]]]:
    """The cues of YouTube's files: the line before with the new one, then the new one alone for 10 ms."""
    cues = []
    for start, before, line in _steps(lines):
        cues.append((start, start + STEP - HOLD, [before or " ", line]))
        cues.append((start + STEP - HOLD, start + STEP, [line, " "]))
    return cues


def youtube_vtt(lines: Sequence[str]) -> str:
    blocks = ["WEBVTT\nKind: captions\nLanguage: en\n"]
    for n, (start, end, (top, bottom)) in enumerate(_held(lines)):
        if n % 2 == 0:
            first, *others = words_of(bottom)
            times = [clock(start + (i + 1) * 0.1, ".") for i in range(len(others))]
            bottom = first + "".join(f"<{time}><c>{word}</c>" for time, word in zip(times, others, strict=True))
        blocks.append(f"{clock(start, '.')} --> {clock(end, '.')} align:start position:0%\n{top}\n{bottom}\n")
    return "\n".join(blocks)


def youtube_vtt_stripped(lines: Sequence[str]) -> str:
    """The same after an editor that takes off space at the ends of lines."""
    return "\n".join(line.rstrip() for line in youtube_vtt(lines).split("\n"))


def youtube_srt(lines: Sequence[str]) -> str:
    return srt([(start, end, [line for line in shown if line.strip()]) for start, end, shown in _held(lines)])


def scroll_srt(lines: Sequence[str], height: int = 2) -> str:
    """A window of `height` lines that moves up by one."""
    return srt([(n * STEP, (n + 1) * STEP, lines[max(0, n + 1 - height) : n + 1]) for n in range(len(lines))])


def scroll_three(lines: Sequence[str]) -> str:
    return scroll_srt(lines, 3)


def overlapping_srt(lines: Sequence[str]) -> str:
    """Each line until the next but one begins; nothing is said twice."""
    return srt([(start, start + 2 * STEP, [line]) for start, _, line in _steps(lines)])


def plain_srt(lines: Sequence[str]) -> str:
    return srt([(start, start + STEP, [line]) for start, _, line in _steps(lines)])


def growing_srt(lines: Sequence[str]) -> str:
    """Each cue the line so far, one word longer than the last."""
    cues: list[tuple[float, float, list[str]]] = []
    for start, _, line in _steps(lines):
        words = words_of(line)
        part = STEP / len(words)
        cues.extend((start + i * part, start + (i + 1) * part, ["".join(words[: i + 1])]) for i in range(len(words)))
    return srt(cues)


def growing_scroll_srt(lines: Sequence[str]) -> str:
    """The line before above the line so far."""
    cues: list[tuple[float, float, list[str]]] = []
    for start, before, line in _steps(lines):
        words = words_of(line)
        part = STEP / len(words)
        above = [before] if before else []
        cues.extend((start + i * part, start + (i + 1) * part, [*above, "".join(words[: i + 1])]) for i in range(len(words)))
    return srt(cues)


def one_line_srt(lines: Sequence[str]) -> str:
    """Both lines of the window written on one."""
    glue = " " if any(" " in line for line in lines) else ""
    return srt([(start, start + STEP, [glue.join(filter(None, (before, line)))]) for start, before, line in _steps(lines)])


def json3(lines: Sequence[str]) -> str:
    events: list[dict[str, object]] = [{"tStartMs": 0, "dDurationMs": 600_000, "id": 1, "wpWinPosId": 1, "wsWinStyleId": 1}]
    for start, _, line in _steps(lines):
        first, *others = words_of(line)
        timed = [{"utf8": word, "tOffsetMs": 100 * (i + 1), "acAsrConf": 0} for i, word in enumerate(others)]
        events.append({"tStartMs": int(1000 * start), "dDurationMs": 4000, "wWinId": 1, "segs": [{"utf8": first, "acAsrConf": 0}, *timed]})
        events.append({"tStartMs": int(1000 * start) + 1990, "dDurationMs": 2010, "wWinId": 1, "aAppend": 1, "segs": [{"utf8": "\n"}]})
    return json.dumps({"wireMagic": "pb3", "pens": [{}], "wsWinStyles": [{}], "events": events}, ensure_ascii=False, indent=2)


def timedtext(lines: Sequence[str]) -> str:
    rows = []
    for start, _, line in _steps(lines):
        first, *others = words_of(line)
        rest = "".join(f'<s t="{100 * (i + 1)}" ac="0">{word}</s>' for i, word in enumerate(others))
        rows.append(
            f'<p t="{int(1000 * start)}" d="4000" w="1"><s>{first}</s>{rest}</p>\n<p t="{int(1000 * start) + 1990}" d="2010" w="1" a="1">\n</p>'
        )
    head = '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3">\n<head>\n<pen id="1"/>\n</head>\n<body>\n<w t="0" id="1"/>\n'
    return head + "\n".join(rows) + "\n</body>\n</timedtext>\n"


def transcript_xml(lines: Sequence[str]) -> str:
    rows = "".join(f'<text start="{start}" dur="{STEP}">{line.replace(chr(39), "&amp;#39;")}</text>' for start, _, line in _steps(lines))
    return f'<?xml version="1.0" encoding="utf-8" ?><transcript>{rows}</transcript>'


def whisper(lines: Sequence[str]) -> str:
    segments = [{"id": n, "seek": 0, "start": start, "end": start + STEP, "text": f" {line}"} for n, (start, _, line) in enumerate(_steps(lines))]
    return json.dumps({"text": " ".join(lines), "segments": segments, "language": "en"}, ensure_ascii=False)


def whisper_words(lines: Sequence[str]) -> str:
    """Words alone, as speech recognition gives them on request."""
    words: list[dict[str, object]] = []
    for start, _, line in _steps(lines):
        said = words_of(line)
        part = STEP / len(said)
        words.extend({"word": word.strip(), "start": start + i * part, "end": start + (i + 1) * part} for i, word in enumerate(said))
    return json.dumps({"task": "transcribe", "words": words}, ensure_ascii=False)


def lit_srt(lines: Sequence[str]) -> str:
    """The whole line while each word is said, that word underlined, as Whisper writes on request."""
    cues: list[tuple[float, float, list[str]]] = []
    for start, _, line in _steps(lines):
        said = words_of(line)
        part = STEP / len(said)
        for i, word in enumerate(said):
            lit = word.replace(word.strip(), f"<u>{word.strip()}</u>")
            cues.append((start + i * part, start + (i + 1) * part, ["".join([*said[:i], lit, *said[i + 1 :]])]))
    return srt(cues)


FORMS: dict[str, tuple[str, Callable[[Sequence[str]], str]]] = {
    "youtube": ("vtt", youtube_vtt),
    "youtube-stripped": ("vtt", youtube_vtt_stripped),
    "youtube-as-srt": ("srt", youtube_srt),
    "scroll-of-two": ("srt", scroll_srt),
    "scroll-of-three": ("srt", scroll_three),
    "overlapping": ("srt", overlapping_srt),
    "plain": ("srt", plain_srt),
    "growing": ("srt", growing_srt),
    "growing-scroll": ("srt", growing_scroll_srt),
    "one-line": ("srt", one_line_srt),
    "lit": ("srt", lit_srt),
    "json3": ("json", json3),
    "timedtext": ("xml", timedtext),
    "transcript": ("xml", transcript_xml),
    "whisper": ("json", whisper),
    "whisper-words": ("json", whisper_words),
}
