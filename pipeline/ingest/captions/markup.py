"""Takes off captions what is not said: tags, positions, entities, notes of sounds, marks of music."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from html.entities import html5

from pipeline.ingest.captions.cues import Cue, CueLine
from pipeline.ingest.tables import pattern
from pipeline.text.fold import fold

_VOICE = re.compile(r"<v(?:\.[\w.-]{0,60})?\s{1,9}([^<>]{1,100})>", re.I)
_RUBY = re.compile(r"<rt>[^<>]{0,60}(?:</rt>)?|<rp>[^<>]{0,9}(?:</rp>)?", re.I)
_TAG = re.compile(
    r"</?(?:i|b|u|s|c|v|em|strong|font|ruby|rt|rp|lang|span|p|br)(?=[\s.>/])[^<>]{0,300}>|<(?:\d{1,3}:)?\d\d:\d\d[.,]\d{3}>"
    r"|\{(?:\\[^{}]{0,300}|[yYfFcCsSpP]:[^{}]{0,60})\}",
    re.I,
)
_BREAK = re.compile(r"<br\s{0,3}/?>|\\N|\n", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MUSIC = re.compile(r"[♪♫♬♩🎵🎶]+")
_SQUARE = re.compile(r"[\[［【]([^\[\]［］【】]{0,60})[\]］】]")
_ROUND = re.compile(r"[(（]([^()（）]{1,40})[)）]|\*([^*\s][^*]{0,40})\*")
_WHOLE_SQUARE = re.compile(r"[\[［]([^\[\]［］]{0,60})[\]］][\s.,!。，！]*\Z")
_WHOLE_ROUND = re.compile(r"[(（]([^()（）]{1,40})[)）][\s.,!。，！]*\Z")
_DESCRIPTION_WORDS = 4  # a longer text in square brackets on a line of its own may be a remark


def without_markup(cue: Cue) -> Cue:
    """The cue without tags, its entities resolved; a line with several voices becomes several. Lines of nothing go."""
    lines = tuple(piece for line in cue.lines for piece in _pieces(line))
    at_bottom = cue.at_bottom or bool(cue.lines and lines and lines[0].number > cue.lines[0].number)
    return replace(cue, lines=lines, at_bottom=at_bottom)


def _pieces(line: CueLine) -> Iterator[CueLine]:
    speaker = line.speaker
    for part in _BREAK.split(line.text):
        first, *voices = _VOICE.split(part) if "<" in part else [part]
        for name, text in zip([None, *voices[::2]], [first, *voices[1::2]], strict=True):
            speaker = _plain(name) if name else speaker
            words = _plain(text)
            if words:
                yield replace(line, text=words, speaker=speaker)


def _plain(text: str) -> str:
    """The text without tags, its entities resolved, on one line."""
    if "<" in text or "{" in text:
        text = _TAG.sub("", _RUBY.sub("", text))
    if "&" in text:
        text = _ENTITY.sub(lambda match: unescape(match[0]) if match[0][1] == "#" or match[0][1:] in html5 else match[0], text)
        text = _TAG.sub("", text) if "<" in text else text
    return " ".join(_INVISIBLE.sub("", text.replace("\\h", " ")).split())


def without_sounds(line: CueLine) -> CueLine | None:
    """The line without notes of sounds and marks of music; None where nothing is said. Words that are sung stay."""
    text = line.text
    whole = _WHOLE_SQUARE.match(text)
    if whole is not None and ((len(whole[1].split()) <= _DESCRIPTION_WORDS and whole[1].isascii()) or _is_sound(whole[1])):
        return None
    whole = _WHOLE_ROUND.match(text)
    if whole is not None and _is_sound(whole[1]):
        return None
    if _MUSIC.search(text):
        text = _MUSIC.sub(" ", text).strip()
        if not text or _is_sound(text):
            return None
    text = _SQUARE.sub(lambda match: " " if _is_sound(match[1]) else match[0], text)
    text = _ROUND.sub(lambda match: " " if _is_reaction(match[1] or match[2]) else match[0], text)
    if text == line.text:
        return line
    text = " ".join(text.split())
    return replace(line, text=text) if any(character.isalnum() for character in text) else None


def _is_sound(note: str) -> bool:
    folded = fold(note).strip(" .!~_")
    return not folded or _sound().fullmatch(folded) is not None


def _is_reaction(note: str) -> bool:
    return _reaction().fullmatch(fold(note).strip(" .!~")) is not None


@cache
def _sound() -> re.Pattern[str]:
    """A sound with at most three words before it and two after (`soft piano music playing`), or a few characters in Chinese."""
    words = f"(?:{pattern('captions', 'sound', 'any').pattern}|{pattern('captions', 'sound', 'reaction').pattern})"
    return re.compile(rf"(?:[a-z'-]{{1,20}} ){{0,3}}{words}(?: [a-z'-]{{1,20}}){{0,2}}|[一-鿿]{{0,6}}{words}[一-鿿]{{0,4}}")


@cache
def _reaction() -> re.Pattern[str]:
    words = pattern("captions", "sound", "reaction").pattern
    return re.compile(rf"(?:[a-z'-]{{1,20}} )?(?:{words})(?: (?:softly|loudly|again|together|quietly))?|[全众观场台下轻]{{0,4}}(?:{words})")
