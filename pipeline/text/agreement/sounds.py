"""Names by their sound: the one that a Latin name has in a Chinese text (赵启明 for Zhao Qiming, 布雷克 for Brekke), without a glossary.

Chinese names are read in Pinyin, or in the spelling of Taiwan where their syllables are told apart (Kao Yu-tung). Foreign names are compared
by their consonants, within runs of the characters with which they are written (`data/pinyin.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Any

from pipeline.text.fold import fold

_FAR = 0.3  # cost a consonant up to which two names are one
_LEAST_LETTERS = 4  # of a Latin name
_LEAST_SOUNDS = 2  # consonants of a foreign name
_LONGEST = 7  # characters of a foreign name's word
_PLAIN = str.maketrans("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy")

_LATIN_SOUNDS = (
    ("sch", "S"), ("tch", "S"), ("ph", "F"), ("sh", "S"), ("ch", "S"), ("zh", "S"), ("th", "T"), ("ck", "K"), ("gh", "K"), ("qu", "K"), ("ng", "N"),
    ("dg", "S"), ("x", "KS"), ("b", "P"), ("p", "P"), ("d", "T"), ("t", "T"), ("k", "K"), ("q", "K"), ("j", "J"), ("s", "S"), ("z", "S"), ("f", "F"),
    ("v", "F"), ("l", "L"), ("r", "L"), ("m", "M"), ("n", "N"), ("h", "H"), ("w", "W"),
)  # fmt: skip
_INITIALS = {"b": "P", "p": "P", "d": "T", "t": "T", "g": "K", "k": "K", "h": "H", "j": "J", "q": "J", "x": "J", "z": "S", "c": "S", "s": "S"} | {
    "r": "L", "l": "L", "m": "M", "n": "N", "f": "F", "w": "W"
}  # fmt: skip
_NEAR = {"JS": 0.2, "JK": 0.3, "FW": 0.2, "FH": 0.5, "HK": 0.4, "MN": 0.4, "ST": 0.5, "HJ": 0.5, "HW": 0.4, "FP": 0.7}
_LIGHT = {"H": 0.4, "W": 0.4, "L": 0.5, "S": 0.8, "T": 0.7}  # what a sound costs that the other name has not
_WADE = {
    "ch": ("zh", "ch", "j", "q"),
    "ts": ("z", "c"),
    "tz": ("z", "c"),
    "hs": ("x",),
    "sz": ("s",),
    "k": ("g", "k"),
    "p": ("b", "p"),
    "t": ("d", "t"),
    "j": ("r",),
}
_WADE_ENDS = {
    "ung": "ong",
    "ien": "ian",
    "ieh": "ie",
    "ueh": "ue",
    "ih": "i",
    "eh": "e",
    "o": "e",
    "en": "an",
    "erh": "er",
    "ing": "ing",
    "uei": "ui",
}
_WADE_WHOLE = {"tzu": ("zi", "ci"), "ssu": ("si",), "szu": ("si",), "tsu": ("zu", "cu", "zi"), "yu": ("yu", "you"), "yi": ("yi",), "i": ("yi",)}
_WADE_PARTS = re.compile(r"(ch|ts|tz|hs|sz|[kptj])?(.+)")


@dataclass(frozen=True, slots=True)
class _Heard:
    """A Chinese text as it sounds: its Pinyin in one string, the character at each letter; runs of characters that may write a foreign name."""

    letters: tuple[str, ...]
    at: tuple[tuple[int, ...], ...]
    runs: tuple[tuple[int, str], ...]


def heard_as(latin: str, han: str) -> tuple[int, int] | None:
    """Where the name `latin` (one word or several) stands in the Chinese text `han`; None where it does not.

    >>> heard_as("Zhao Qiming", "首席执行官赵启明说"), heard_as("Brekke", "法官布雷克当选"), heard_as("Hale", "布雷克当选")
    ((5, 8), (2, 5), None)
    """
    name = latin.lower().translate(_PLAIN).removesuffix("'s").removesuffix("’s")
    if len(re.sub(r"[^a-z]", "", name)) < _LEAST_LETTERS:
        return None
    heard = _heard(fold(han))
    return _in_pinyin(name, heard) or _by_syllables(name, heard) or _in_transcription(name, heard)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("pipeline.text").joinpath("data/pinyin.toml").read_text(encoding="utf-8"))


@cache
def _readings() -> tuple[Mapping[str, str], Mapping[str, str], frozenset[str]]:
    first = {character: syllable for syllable, characters in _table()["syllables"].items() for character in characters}
    return first, {**first, **_table()["also"]}, frozenset(_table()["transcription"]["characters"])


@lru_cache(maxsize=512)
def _heard(han: str) -> _Heard:
    first, second, foreign = _readings()
    letters, places = [], []
    for readings in (first, second):
        syllables = [readings.get(character, "|") for character in han]
        letters.append("".join(syllables))
        places.append(tuple(i for i, syllable in enumerate(syllables) for _ in syllable))
    pattern = f"[{''.join(sorted(foreign))}]{{2,}}"
    return _Heard(tuple(letters), tuple(places), tuple((m.start(), m.group()) for m in re.finditer(pattern, han)))


def _in_pinyin(name: str, heard: _Heard) -> tuple[int, int] | None:
    """In Pinyin, with the family name first or last; whole characters, at least two."""
    words = re.sub(r"['’-]", "", name).split()
    orders = {"".join(words), "".join(words[1:] + words[:1])}
    for letters, at in zip(heard.letters, heard.at, strict=True):
        for order in sorted(orders):
            start = letters.find(order)
            while start >= 0:
                end = start + len(order)
                is_whole = (start == 0 or at[start - 1] != at[start]) and (end == len(at) or at[end - 1] != at[end])
                if is_whole and at[end - 1] > at[start]:
                    return at[start], at[end - 1] + 1
                start = letters.find(order, start + 1)
    return None


def _by_syllables(name: str, heard: _Heard) -> tuple[int, int] | None:
    """In the spelling of Taiwan, whose syllables stand apart (Chen Chieh-hsien)."""
    syllables = re.split(r"[\s-]+", name)
    if "-" not in name or not 2 <= len(syllables) <= 4:
        return None
    joint = " " if " " in name else ""
    for order in product(*(_wade(syllable) for syllable in syllables)):
        found = _in_pinyin(joint.join(order), heard)
        if found is not None:
            return found
    return None


def _wade(syllable: str) -> tuple[str, ...]:
    """The Pinyin that a syllable may stand for, itself among it."""
    match = _WADE_PARTS.fullmatch(syllable)
    if match is None:
        return (syllable,)
    if syllable in _WADE_WHOLE:
        return _WADE_WHOLE[syllable]
    initials = _WADE.get(match.group(1) or "", (match.group(1) or "",))
    ends = {match.group(2), _WADE_ENDS.get(match.group(2), match.group(2))}
    known = frozenset(_table()["syllables"])
    return tuple(sorted({syllable} | {a + b for a in initials for b in ends if a + b in known}))


def _in_transcription(name: str, heard: _Heard) -> tuple[int, int] | None:
    """The last word of a foreign name in a run of characters that write such names, the nearest in sound."""
    word = name.split()[-1]
    sounds = _latin_sounds(word)
    if len(sounds) < _LEAST_SOUNDS or not heard.runs:
        return None
    best: tuple[float, int, int] | None = None
    for start, run in heard.runs:
        for a, b, theirs in _pieces(run):
            cost = _cost(sounds, theirs) if abs(len(theirs) - len(sounds)) <= len(sounds) // 2 + 1 else 9.0
            rate = cost / max(len(sounds), len(theirs), 1)
            if rate <= _FAR and (best is None or (rate, a - b) < (best[0], best[1] - best[2])):
                best = (rate, start + a, start + b)
    return None if best is None else (best[1], best[2])


@lru_cache(maxsize=8192)
def _pieces(run: str) -> tuple[tuple[int, int, str], ...]:
    """The parts of a run of two characters and more, each with its consonants."""
    first = _readings()[0]
    sounds = [_han_sounds(first.get(character, "")) for character in run]
    return tuple((a, b, _single("".join(sounds[a:b]))) for a in range(len(run)) for b in range(a + 2, min(len(run), a + _LONGEST) + 1))


def _han_sounds(syllable: str) -> str:
    if syllable == "er":
        return "L"
    return _INITIALS.get(syllable[:1], "") + ("N" if syllable.endswith(("n", "ng")) else "")


@lru_cache(maxsize=8192)
def _latin_sounds(word: str) -> str:
    return _single("".join(_sounds_of(re.sub(r"[^a-z]", "", word))))


def _sounds_of(word: str) -> Iterator[str]:
    at = 0
    while at < len(word):
        letters, sound = next(((s, c) for s, c in _LATIN_SOUNDS if word.startswith(s, at)), (word[at], ""))
        follows = word[at + len(letters) : at + len(letters) + 1]
        if letters in ("c", "g"):
            is_soft = follows in tuple("eiy") and follows != ""
            sound = {"c": "S" if is_soft else "K", "g": "J" if is_soft else "K"}[letters]
        elif letters in ("h", "w") and follows not in tuple("aeiouy"):
            sound = ""
        yield sound
        at += len(letters)


def _single(sounds: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sounds)


@lru_cache(maxsize=16384)
def _cost(a: str, b: str) -> float:
    """What it takes to make one row of consonants the other; the first must be akin."""
    if not a or not b or _swap(a[0], b[0]) > 0.5:
        return 9.0
    row = [0.0]
    for sound in b:
        row.append(row[-1] + _LIGHT.get(sound, 1.0))
    for x in a:
        last, row = row, [row[0] + _LIGHT.get(x, 1.0)]
        for j, y in enumerate(b):
            row.append(min(last[j] + _swap(x, y), last[j + 1] + _LIGHT.get(x, 1.0), row[j] + _LIGHT.get(y, 1.0)))
    return row[-1]


def _swap(a: str, b: str) -> float:
    return 0.0 if a == b else _NEAR.get("".join(sorted((a, b))), 1.2)


@lru_cache(maxsize=4096)
def is_pinyin(word: str) -> bool:
    """True for a word that can only be read as two and more syllables of Pinyin (Hualan).

    >>> is_pinyin("Hualan"), is_pinyin("Norvane")
    (True, False)
    """
    syllables = "|".join(sorted(_table()["syllables"], key=lambda syllable: -len(syllable)))
    return re.fullmatch(rf"(?:{syllables}){{2,4}}", word.lower()) is not None


def foreign_runs(han: str) -> list[str]:
    """The runs of characters, two and more, with which foreign names are written."""
    return [run for _, run in _heard(fold(han)).runs]


def names_of(text: str, skipped: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where names written in Latin letters may stand in a text: runs of capitalized words, but for what is `skipped` (spans)."""
    found = [match.span() for match in _CAPITALIZED.finditer(text)]
    return [(start, end) for start, end in found if not any(a < end and start < b for a, b in skipped)]


_CAPITALIZED = re.compile(r"(?<![\w-])[A-Z][a-zà-ÿ]+(?:-[a-zA-Zà-ÿ]+)*(?:\s+[A-Z][a-zà-ÿ]+(?:-[a-zA-Zà-ÿ]+)*){0,3}")
