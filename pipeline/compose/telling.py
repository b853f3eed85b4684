"""How much the source's own words tell a reader: figures, named actors and what the document is about, above scene-setting and talk."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from pipeline.compose.topics import Topics
from pipeline.datamodel.fact import Claim
from pipeline.text.wording.spacing import has_han

LEAST = 0.45  # what words are worth that tell nothing of all this
WITH_FIGURE, WITH_NAMES, ON_TOPIC = 0.32, 0.18, 0.30  # what each of these adds
ENOUGH_NAMES = 2
REMARK = {True: 12, False: 40}  # characters up to which words in Chinese, in English, are no more than a remark
FIGURE = re.compile(  # not of a name (GPT-4, Llama 3), nor of a year or a day
    r"(?<![A-Za-z.\d-])\d+(?:\.\d+)?\s*[%％万亿萬億十百千倍]|(?<![A-Za-z.\d-])(?!(?:19|20)\d\d\b)\d[\d,]{2,}|[$€£¥]\s?\d|\d\.\d+x"
    r"|(?<![A-Za-z.\d-])\d+ ?(?:多|余|餘)?\s?[个個名位家人次种種天条條台款项項分小]"
    r"|[二三四五六七八九十百千两兩]+(?:[个個]月|[倍成名家年周週天位万亿萬億]|分之)|(?:million|billion|trillion|percent|per cent)\b"
)
NUMBERED = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z.]*[ -]?\d+(?:\.\d+)*[A-Za-z]*(?: \d+[A-Z]\b)?(?! ?[万亿萬億%％])")  # Llama 3.1 405B
NAME = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z0-9]*(?:[ .-][A-Z0-9][A-Za-z0-9]*)*")
REMEMBERED = 1024  # texts: an item's words are weighed more than once
SIGNS = re.compile(r"[{}<>=;$\\|`_#@]|\(\)|::|->|//")
MAX_SIGNS = 0.04  # share of code's signs among the characters from which words are code


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads(resources.files("pipeline.compose").joinpath("data", "telling.toml").read_text(encoding="utf-8"))


@cache
def _patterns(tag: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    rows = _table().values()
    return tuple((float(str(row["worth"])), re.compile(str(row[tag]))) for row in rows if row.get(tag))


def telling(claim: Claim, topics: Topics) -> float:
    """What free words or a quotation are worth for what they tell, 0 to 1.25; rows of `data/telling.toml` lower it."""
    text = claim.words or ""
    worth = LEAST + WITH_FIGURE * has_figure(text) + WITH_NAMES * min(1.0, _names(claim, text) / ENOUGH_NAMES) + ON_TOPIC * topics.share(text)
    for factor, pattern in _patterns("zh" if has_han(text) else "en"):
        if pattern.search(text):
            worth *= factor
    return worth


def is_remark(claim: Claim) -> bool:
    """True for free words that are short and bear no digit and no second name: a remark, which tells nobody anything that only hears it."""
    text = claim.words or ""
    if claim.type != "free" or len(text) > REMARK[has_han(text)]:
        return False
    return not (any(c.isdigit() for c in text) or has_figure(text)) and _names(claim, text) < ENOUGH_NAMES


@lru_cache(maxsize=REMEMBERED)
def has_figure(text: str) -> bool:
    """True for words that bear a figure beside those of names.

    >>> has_figure("占航班的 4.6%"), has_figure("GPT-4 来了"), has_figure("2024 年")
    (True, False, False)
    """
    return FIGURE.search(NUMBERED.sub("", text)) is not None


def is_code(text: str) -> bool:
    """True for words that are written for a machine.

    >>> is_code("<meta http-equiv=refresh content='0'"), is_code("价格没有变")
    (True, False)
    """
    return len(SIGNS.findall(text)) > max(2, MAX_SIGNS * len(text))


def _names(claim: Claim, text: str) -> int:
    """How many names the words bear, the subject's among them: in Latin letters, within a sentence; in Chinese the subject's own."""
    found = {match[0] for match in NAME.finditer(text) if match.start() > 0 or has_han(text)}
    return len(found) + any(name in text and name not in found for name in claim.subject.names.values())
