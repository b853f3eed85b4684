"""Whether texts that should say the same in several languages do: the same figures and dates, each in its own script."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.datamodel.language import Edition, Language
from pipeline.text.convert import Converter
from pipeline.text.dates import find_dates
from pipeline.text.quantities import find_figures
from pipeline.text.scripts import character_table, scripts

REMEMBERED = 1024  # texts: a page says again what its facts say
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
ORIGINAL = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|‘[^‘’]*’|\"[^\"]*\"|《[^《》]*》|（[^（）]*）|\([^()]*\)")
NUMERALS = ".%〇零一二两三四五六七八九十百千万亿兆半双昨今明后前去本上下几数多"
DIGIT = re.compile(r"\d")
COMPARED = re.compile("percent|[A-Z]{3}")  # units that every language has one name for; a counter may be left out in one

Figure = tuple[str, str, str]
"""A value's two ends in base units, as canonical text, and its unit where it is a percentage or money; of a date its ISO form twice and `date`."""


@lru_cache(maxsize=REMEMBERED)
def figures_in(text: str, language: Language) -> tuple[Figure, ...]:
    """The values and dates that a text holds, sorted: 20 万 is 200,000, 10 月 is October.

    >>> figures_in("10 月售出 20 万台", Language.ZH_HANS) == figures_in("200,000 sold in October", Language.EN)
    True
    """
    dates = find_dates(text, language)
    quantities = [q for q in find_figures(text, language) if not any(d.start < q.end and q.start < d.end for d in dates)]
    ends = [(format(q.low.normalize(), "f"), format(q.high.normalize(), "f"), _compared(q.unit)) for q in quantities]
    return tuple(sorted([*ends, *((d.iso, d.iso, "date") for d in dates)]))


@dataclass(frozen=True, slots=True)
class Wording:
    """What one edition says. names: those in it (`Llama 3.1`), whose figures do not count, but for those that are dates; run through once at most."""

    text: str
    language: Language
    names: Iterable[str] = ()

    def figures(self) -> tuple[Figure, ...]:
        """The values and dates of the text without its names."""
        text = self.text
        for name in sorted(set(self.names), key=lambda name: (-len(name), name)):
            if name in text and not _has_date(name, self.language):
                text = text.replace(name, "·")
        return figures_in(text, self.language)


def _has_date(name: str, language: Language) -> bool:
    return any(unit == "date" for _, _, unit in figures_in(name, language)) if DIGIT.search(name) else False


def have_same_figures(wordings: Iterable[Wording]) -> bool:
    """True when all hold the same values and dates. Of Chinese texts whose figures are written alike one is read.

    >>> have_same_figures([Wording("占 20%", Language.ZH_HANS), Wording("佔 20%", Language.ZH_HANT), Wording("20% of it", Language.EN)])
    True
    >>> have_same_figures([Wording("占 20%", Language.ZH_HANS), Wording("20 points of it", Language.EN)])
    False
    """
    distinct = {_outline(said): said for said in wordings}
    return len(distinct) <= 1 or len({said.figures() for said in distinct.values()}) == 1


def _outline(said: Wording) -> str:
    """What of a text its figures hang on: of a Chinese one its numerals and moments, each with what follows it, in Simplified characters."""
    if not said.language.is_chinese:
        return said.text
    return " ".join(_chinese_figure().findall(said.text.replace(",", "").replace(" ", ""))).translate(_simplified())


@cache
def _simplified() -> array[int]:
    return character_table(scripts().simplified)


@cache
def _chinese_figure() -> re.Pattern[str]:
    """A numeral or moment of either script, with what follows it."""
    simplified = scripts().simplified
    signs = sorted(sign for sign in {*NUMERALS, *map(chr, simplified)} if sign.translate(simplified) in NUMERALS)
    return re.compile(rf"[\d{re.escape(''.join(signs))}]+.{{0,3}}")


def strays(text: str, edition: Edition) -> str:
    """The characters of `text` that an edition must not hold, once each: Han in English, those of the other script only in Chinese.

    What stands in quotation marks or brackets, an original, is left alone.

    >>> strays("它提供軟體", Edition.ZH_HANS), strays("它說「软件」", Edition.ZH_HANT_TW), strays("the 软件", Edition.EN)
    ('軟體', '', '软件')
    """
    if text.isascii():
        return ""
    if edition is Edition.EN:
        return "".join(dict.fromkeys(HAN.findall(ORIGINAL.sub("", text))))
    foreign = scripts().hant_only if edition is Edition.ZH_HANS else scripts().hans_only
    if foreign.isdisjoint(text):
        return ""
    return "".join(dict.fromkeys(c for c in ORIGINAL.sub("", text) if c in foreign and _is_converted(c, edition.language)))


@cache
def _is_converted(character: str, script: Language) -> bool:
    """True where the script's text has the character otherwise: 群 is Simplified by the tables, and what Taiwan writes."""
    target = "zh-Hans" if script is Language.ZH_HANS else "zh-Hant-TW"
    return Converter(target, wording=False).convert(character) != character


def _compared(unit: str | None) -> str:
    return unit if unit and COMPARED.fullmatch(unit) else ""
