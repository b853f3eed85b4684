"""Which language and which Chinese script a text is in: by counting scripts; langdetect is asked about longer Latin-script text alone.

Whole documents are masked first (front matter, code, addresses, markup), so that what is judged is prose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType

from pipeline.datamodel.language import Language
from pipeline.text.scripts import scripts

_MASKED = re.compile(
    r"\A\s*---\n[^\0]{0,20000}?\n---[ \t]*(?:\n|\Z)"  # front matter
    r"|^[ \t]*(```|~~~)[^\0]*?(?:^[ \t]*\1|\Z)"
    r"|`[^`\n]{1,200}`"
    r"|<[A-Za-z/!][^<>\n]{0,400}>"
    r"|(?:https?://|www\.)[^\s<>\"'）】」，。]+"
    r"|\d\d:\d\d:\d\d[,.]\d{3}",
    re.M,
)
_NEEDS_MASK = re.compile(r"https?://|www\.|`|~~~|^---\n|</?\w|-->", re.M)
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-zÀ-ɏ]+)*")
_KANA = (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), *range(0x31F0, 0x3200), *range(0xFF66, 0xFF9E))
# not U+30FB '・' nor U+30FC 'ー' of the Katakana block: Chinese writes the first in foreign names

_SHORT = 200  # characters; a line or a passage below, a document above
_CHINESE_FROM = 0.7  # Han characters per Latin word in a document: 404 Chinese documents have 1.9-62.8, 33 English ones 0-0.25
_ENGLISH_TO = 0.4
_CHINESE_LINE = 0.25  # the same for a short text: names outweigh the Chinese words beside them
_KANA_SHARE = 0.06  # of kana and Han; a Chinese text that cites a Japanese name has less
_HANGUL_SHARE = 0.3  # of Hangul and Han
_MIXED_SHARE = 0.2  # of the exclusive characters are of the other script
_MIN_LANGDETECT = 30  # characters; below, langdetect is right too seldom
_ENGLISH_WORDS = 0.2  # share of frequent words that no other language's text reaches
_WORD_SAMPLE = 20000  # characters of a document whose words are looked at
_SHORT_NAMES = 60  # characters; less without any frequent word is a name or a title, where langdetect guesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What `identify` says of a text.

    margin: 0 (a guess) to 1 (nothing speaks against it). tag: the language's tag, where it is another one than `Language` has; None where it
    cannot be told. is_mixed: two languages, or both Chinese scripts, have a large share. counts: `han` `hans` `hant` `kana` `hangul` (characters),
    `latin` (words), `other` (letters of other scripts).
    """

    language: Language
    margin: float
    tag: str | None
    is_mixed: bool
    counts: Mapping[str, int]


def detect(text: str) -> Language:
    """The language of `text`; UND where it has no letters or is in another language.

    >>> str(detect("這個模型支援繁體中文")), str(detect("这个模型支持简体中文")), str(detect("It is a small model."))
    ('zh-Hant', 'zh-Hans', 'en')
    """
    return identify(text).language


def identify(text: str) -> Detection:
    """The language of `text` with a margin, and what was counted. Linear in the text's length; never raises.

    >>> identify("Le modèle est disponible dès aujourd’hui pour tous les utilisateurs.").tag
    'fr'
    """
    prose = _MASKED.sub(" ", text) if _NEEDS_MASK.search(text) else text
    characters = Counter(prose)
    counts = _count(characters, prose)
    han, kana, hangul, latin, other = (counts[key] for key in ("han", "kana", "hangul", "latin", "other"))
    east = han + kana + hangul
    short = len(prose) < _SHORT
    if other > max(east, _letters(characters)):
        tag, probability = _ask_langdetect(prose)
        return _detection(Language.UND, probability, counts, tag=tag)
    ratio = east / max(latin, 0.5)
    if east and (ratio >= _CHINESE_LINE if short else ratio > _ENGLISH_TO):
        mixed = not short and ratio < _CHINESE_FROM
        return _east_asian(characters, counts, mixed)
    if latin:
        mixed = not short and ratio > _ENGLISH_TO / 2 and east >= _SHORT
        return _latin(prose, counts, mixed)
    return _detection(Language.UND, 0.0, counts)


def _detection(language: Language, margin: float, counts: Mapping[str, int], *, tag: str | None = None, is_mixed: bool = False) -> Detection:
    return Detection(language=language, margin=round(margin, 3), tag=tag, is_mixed=is_mixed, counts=MappingProxyType(dict(counts)))


@cache
def _classes() -> dict[str, str]:
    """The class of each character that is counted by table."""
    table = dict.fromkeys(map(chr, _KANA), "kana")
    hangul = chain(range(0x1100, 0x1200), range(0x3131, 0x318F), range(0xAC00, 0xD7A4))
    table.update(dict.fromkeys(map(chr, hangul), "hangul"))
    table.update(dict.fromkeys(scripts().hans_only, "hans"))
    table.update(dict.fromkeys(scripts().hant_only, "hant"))
    return table


def _count(characters: Counter[str], prose: str) -> dict[str, int]:
    classes = _classes()
    ja_only = scripts().ja_only
    counts = dict.fromkeys(("han", "hans", "hant", "kana", "hangul", "latin", "other", "ja"), 0)
    for character, n in characters.items():
        if character < "\u0250":
            continue
        kind = classes.get(character)
        if kind is not None:
            counts[kind] += n
            if kind in ("hans", "hant"):
                counts["han"] += n
        elif "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or "\U00020000" <= character < "\U00040000":
            counts["han"] += n
            if character in ja_only:
                counts["ja"] += n
        elif character.isalpha() and not "\u3040" <= character <= "\u30ff" and not "\uff00" <= character <= "\uffef":
            counts["other"] += n
    counts["latin"] = len(_WORD.findall(prose))
    return counts


def _letters(characters: Counter[str]) -> int:
    return sum(n for character, n in characters.items() if character < "\u0250" and character.isalpha())


def _east_asian(characters: Counter[str], counts: Mapping[str, int], mixed: bool) -> Detection:
    han, kana, hangul = counts["han"], counts["kana"], counts["hangul"]
    if hangul >= max(1, _HANGUL_SHARE * (han + hangul)) and hangul >= kana:
        return _detection(Language.KO, hangul / (han + hangul), counts, is_mixed=mixed)
    if kana >= max(1, _KANA_SHARE * (han + kana)):
        return _detection(Language.JA, min(1.0, 4 * kana / (han + kana)), counts, is_mixed=mixed)
    hans, hant = counts["hans"], counts["hant"]
    if counts["ja"] and not hans + hant > 3 * counts["ja"] and han < _SHORT:
        return _detection(Language.JA, 0.4, counts, is_mixed=mixed)
    exclusive = hans + hant
    if not exclusive:
        brackets = characters["「"] + characters["」"] + characters["『"] > 0
        return _detection(Language.ZH_HANT if brackets else Language.ZH_HANS, 0.1, counts, is_mixed=mixed)
    language = Language.ZH_HANT if hant > hans else Language.ZH_HANS
    both = min(hans, hant) >= 3 and min(hans, hant) > _MIXED_SHARE * exclusive
    return _detection(language, abs(hans - hant) / exclusive, counts, is_mixed=mixed or both)


@cache
def _word_list(name: str) -> frozenset[str]:
    """A list of frequent words: `english` ones make up a third of any English text, `foreign` ones as much of another language's."""
    return frozenset(files("pipeline.text").joinpath(f"data/{name}_words.txt").read_text(encoding="utf-8").split())


def _latin(prose: str, counts: Mapping[str, int], mixed: bool) -> Detection:
    """The language of a text in Latin script: by its frequent words where they decide, else by langdetect."""
    words = _WORD.findall(prose[:_WORD_SAMPLE].replace("’", "'"))
    known, strange = _word_list("english"), _word_list("foreign")
    english = len([word for word in words if word.lower() in known])
    foreign = len([word for word in words if word in strange and word not in known])
    share = english / max(1, len(words))
    if share >= _ENGLISH_WORDS and english > 2 * foreign:
        return _detection(Language.EN, min(1.0, 0.4 + share), counts, is_mixed=mixed)
    if not foreign and prose.isascii() and (english or len(prose) < _SHORT_NAMES):
        return _detection(Language.EN, 0.1 + share, counts, is_mixed=mixed)
    if sum(map(len, words)) < _MIN_LANGDETECT:
        return _detection(Language.UND if foreign >= 2 else Language.EN, 0.1, counts, is_mixed=mixed)
    tag, probability = _ask_langdetect(prose)
    if tag is None or tag == "en":
        return _detection(Language.EN, probability / 2, counts, is_mixed=mixed)
    return _detection(Language.UND, probability, counts, tag=tag, is_mixed=mixed)


def _ask_langdetect(prose: str) -> tuple[str | None, float]:
    """Langdetect's tag and probability that langdetect gives the beginning of a text, the same at every call; (None, 0) where it finds no letters."""
    if len(prose.strip()) < _MIN_LANGDETECT:
        return None, 0.0
    from langdetect import DetectorFactory, detect_langs
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0
    try:
        best = detect_langs(prose[:4000])[0]
    except LangDetectException:
        return None, 0.0
    return str(best.lang), float(best.prob)
