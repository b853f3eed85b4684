"""Numbers as they are written: digits, Han numerals in both scripts, English words, fractions and scale words; no units, no meaning.

`scan` finds them all; `pipeline.text.quantities` says what they measure. The tables are `data/numerals.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from array import array
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pipeline.text.scripts import character_table, scripts

D = "零〇一二三四五六七八九两俩壹贰叁肆伍陆柒捌玖"
U = "十百千万亿兆拾佰仟廿卅"
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d|,\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d|,\d)|\d{1,30})(?:\.\d+)?"
MAX_RUN = 60  # numerals longer than this are digits of something else, never an amount


class Numeral(NamedTuple):
    """A number in a text: its span, its value (two for `两三`), and how it is written.

    kind: `digits`, `han`, `words`, `fraction` (one number over another) or `rank`. letter: the scale letter (`K`, `B`) or `""`.
    unit: `%`, `‰`, `‱` or `ppm` where the numeral itself says so (百分之五), else `""`.
    vague: True when more may follow (`一千多万`, `二十几`). is_scaled: a scale word or letter is in it.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    kind: str
    letter: str = ""
    unit: str = ""
    vague: bool = False
    is_scaled: bool = False
    is_ambiguous: bool = False


@cache
def tables() -> Mapping[str, Any]:
    """The tables of `data/numerals.toml`."""
    return tomllib.loads(files("pipeline.text").joinpath("data/numerals.toml").read_text(encoding="utf-8"))


@cache
def _folding() -> array[int]:
    """Simplified characters, half width but for marks, dashes and spaces of one kind, as one table."""
    forms = dict(scripts().simplified)
    forms.update((code, code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，（）：；！？")
    for characters, target in (("‐‑‒–—―−﹣", "-"), ("\u00a0\u2002\u2003\u2009\u202f\u3000", " "), ("〜∼", "~"), ("圆", "元"), ("￥", "¥")):
        forms.update((ord(c), ord(target)) for c in characters)
    forms[ord("圓")] = ord("元")
    return character_table(forms)


OTHER_DIGIT = re.compile(r"[^\D0-9]")  # of other scripts, which patterns take for digits as well
GROUP_COMMA = re.compile(r"([０-９])，(?=[０-９]{3}(?![０-９]))")


def prepare(text: str) -> str:
    """`text` in Simplified characters and half width, its dashes and spaces of one kind, its case kept; same length.

    >>> prepare("４０５０億　個")
    '4050亿 个'
    """
    if text.isascii():
        return text
    text = GROUP_COMMA.sub(r"\1,", text).translate(_folding())
    return OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit.group())), text)


def lower(text: str) -> str:
    """`text` in lower case, of the same length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


# --- Han numerals -------------------------------------------------------------------------------------------------------------------------

_PART = re.compile(rf"{DIGITS}|[{D}]+|[{U}]|[多余几来]")


def _values(run: str) -> tuple[Decimal, int, bool]:
    """The value of a Han numeral without spaces, how many characters of it were read, and whether it is vague."""
    han = tables()["han"]
    stack: list[tuple[Decimal, int]] = []
    section, pending, last, small, read = Decimal(0), None, 0, 9, 0
    zero = vague = literal = False
    for match in _PART.finditer(run):
        part = match[0]
        if part in "多余几来":
            vague = True
        elif part[0] in han["tens"]:
            section, pending, last, small = section + 10 * han["tens"][part[0]], None, 1, 1
        elif part in han["powers"] and (power := han["powers"][part]) < 4:
            if pending is None and section and power >= small:
                break
            section += (pending if pending is not None else Decimal(1)) * 10**power
            pending, last, small, zero = None, power, power, False
        elif part in han["powers"]:
            if stack and stack[-1][1] == power and (section or pending):
                section, pending = Decimal(0), None
                break
            section += pending or 0
            while (stack and stack[-1][1] < power) or (stack and not section and stack[-1][1] == power):
                section += stack.pop()[0]
            stack.append(((section or 1) * Decimal(10) ** power, power))
            section, pending, last, small, zero = Decimal(0), None, power, 9, False
        elif part[0].isascii():
            pending, literal = Decimal(part.replace(",", "")), True
            zero = zero or part[0] == "0"
        else:
            digits = "".join(str(han["digits"][c]) for c in part)
            zero = zero or digits[0] == "0"
            pending, literal = (Decimal(digits) if digits.strip("0") or not last else None), False
        read = match.end()
    if pending is not None:
        short = pending < 10 and not zero and last > 1 and not (literal and pending != int(pending))
        section += pending * (Decimal(10) ** (last - 1) if short else 1)
    return sum((value for value, _ in stack), section), read, vague


_PAIR = re.compile(r"一两|两三|一二|二三|三四|四五|五六|六七|七八|八九")


def read_han(run: str) -> tuple[Decimal, Decimal, int, bool]:
    """(low, high, characters read, vague) of a Han numeral without spaces; the ends differ for `两三百`.

    >>> read_han("一亿零五百万")[0], read_han("3万4000")[0], read_han("两千四百五")[0], read_han("三四十")[:2]
    (Decimal('105000000'), Decimal('34000'), Decimal('2450'), (Decimal('30'), Decimal('40')))
    """
    pair = _PAIR.search(run)
    if pair and sum(c in D for c in run) == 2 and (len(run) == 2 or any(c in U for c in run)):
        low, read, vague = _values(run[: pair.start() + 1] + run[pair.end() :])
        high = _values(run[: pair.start()] + run[pair.end() - 1 :])[0]
        return low, high, read + 1, vague
    value, read, vague = _values(run)
    return value, value, read, vague


_SP = "[ ]{0,2}"
_RUN_TEXT = (
    rf"(?:{DIGITS}|[{D}]+|几(?=[{U}])|[{U}])(?:[多余几来](?={_SP}[万亿兆]))?(?:{_SP}[{U}]|(?<=[{U}]){_SP}(?:零?{DIGITS}|[{D}]+"
    rf"|几)(?![-/:年月日号])|(?<=[{U}])[多余几来](?={_SP}[万亿兆])){{0,40}}"
)
_RUN = re.compile(_RUN_TEXT)
_POINT = re.compile(rf"{_SP}点{_SP}([{D}]+)(?![{U}时钟])")
_PARTS = re.compile(rf"{_SP}分{_SP}之{_SP}")
_AND = re.compile(rf"{_SP}又{_SP}")
_SPACED = re.compile(rf"[{D}](?: [{D}])+(?= ?[折成])")


_FEW = re.compile(r"[天年个周次种款名位项百千万人块米小分秒句点家条]")


def _run(text: str, at: int) -> tuple[Decimal, Decimal, int, bool] | None:
    """The Han numeral (or digits) that begins at `at`, with its decimals: (low, high, end, vague)."""
    spaced = _SPACED.match(text, at)
    match = spaced or _RUN.match(text, at)
    if not match or match.end() - at > MAX_RUN:
        return None
    raw = match[0]
    if len(raw) > 1 and raw[-1] in "两俩" and not (raw == "一两" and _FEW.match(text, at + 2)):
        raw = raw[:-1].rstrip()
    kept = [i for i, c in enumerate(raw) if c != " "]
    low, high, read, vague = read_han("".join(raw[i] for i in kept))
    if not read:
        return None
    end = at + kept[read - 1] + 1
    point = _POINT.match(text, end)
    if point:
        han = tables()["han"]["digits"]
        decimals = Decimal("0." + "".join(str(han[c]) for c in point[1]))
        return low + decimals, high + decimals, point.end(), vague
    return low, high, end, vague


_RATIO = {"百": "%", "千": "‰", "万": "‱", "百万": "ppm"}


def _han(text: str, at: int) -> Numeral | None:
    """The Han numeral, fraction or mixed number that begins at `at`."""
    first = _run(text, at)
    if first is None:
        return None
    low, high, end, vague = first
    whole = Decimal(0)
    joint = _AND.match(text, end)
    if joint and (second := _run(text, joint.end())) and _PARTS.match(text, second[2]):
        whole, (low, high, end, vague) = low, second
    parts = _PARTS.match(text, end)
    scaled = any(c in "十百千万亿兆" for c in text[at:end])
    if parts:
        sign = -1 if text.startswith(("负", "-"), parts.end()) else 1
        upper = _run(text, parts.end() + (sign < 0))
        if upper and low:
            unit = "" if whole else _RATIO.get(text[at:end].replace(" ", ""), "")
            letter = re.compile(r"[ ]?[kK](?![A-Za-z])").match(text, upper[2])
            value = upper[0] * sign * (1000 if letter else 1)
            stop = letter.end() if letter else upper[2]
            return Numeral(at, stop, value if unit else whole + value / low, value if unit else whole + value / low, "han", unit=unit, is_scaled=True)
    return Numeral(at, end, low, high, "han", vague=vague, is_scaled=scaled, is_ambiguous="兆" in text[at:end])


# --- digits -------------------------------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    rf"(?P<mixed>\d{{1,4}} (?=\d{{1,2}} ?/ ?\d{{1,2}}(?![\d/])))?(?P<top>\d{{1,6}}) ?/ ?(?P<bottom>\d{{1,4}})(?![\d/.:-])"
    r"|(?P<spaced>\d{1,3}(?: \d{3}){2,}(?!\d|[,.]\d))"
    rf"|(?P<plain>{DIGITS})(?P<exponent>[eE][+-]?\d{{1,2}}(?![\w])|[ ]?[x×][ ]?10\^[+-]?\d{{1,3}}(?!\d)|\^[+-]?\d{{1,3}}(?!\d))?"
    r"|(?P<dot>\.\d{1,20})(?P<dot_exponent>[eE][+-]?\d{1,2}(?!\w))?"
)
_LETTER = re.compile(r"(?P<spaces>[ ]{0,2})(?P<letter>[kK]|MM|M|B|b|T|G(?= ?[Tt]okens)|[Bb]n|BN|mn|tn|mil|mln|bln)(?![A-Za-z0-9])")
_VULGAR = re.compile(r"[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]")


def _power(base: Decimal, exponent: str) -> Decimal | None:
    """The value of digits with an exponent (`e-1`, `×10^6`, `^23`)."""
    sign = exponent.lstrip(" x×")
    if sign[0] in "eE":
        return base.scaleb(int(sign[1:]))
    if sign.startswith("10^"):
        return base.scaleb(int(sign[3:]))
    power = int(sign[1:])
    return base**power if base and abs(power) <= 100 else None


def _digits(text: str, at: int) -> Numeral | None:
    """The number in digits that begins at `at`, with a fraction, an exponent or a scale letter."""
    match = _NUMBER.match(text, at)
    if not match:
        return None
    end, ambiguous = match.end(), False
    if match["top"]:
        if not int(match["bottom"]):
            return None
        value = Decimal(match["mixed"] or 0) + Decimal(match["top"]) / Decimal(match["bottom"])
        ambiguous = int(match["top"]) >= int(match["bottom"])
    elif match["spaced"]:
        value = Decimal(match["spaced"].replace(" ", ""))
    else:
        value = Decimal((match["plain"] or match["dot"]).replace(",", ""))
        exponent = match["exponent"] or match["dot_exponent"]
        if exponent:
            powered = _power(value, exponent)
            if powered is None:
                return None
            value = powered
    if end < len(text) and text[end] in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒":
        value, end = value + vulgar(text[end]), end + 1
    scale = _LETTER.match(text, end)
    if scale and (not scale["spaces"] or scale["letter"] in tables()["letters"]["spaced"]):
        power = tables()["letters"]["attached"][scale["letter"]]
        return Numeral(at, scale.end(), value * Decimal(10) ** power, value * Decimal(10) ** power, "digits", letter=scale["letter"], is_scaled=True)
    return Numeral(at, end, value, value, "digits", is_ambiguous=ambiguous)


def vulgar(character: str) -> Decimal:
    """The value of a fraction in one character.

    >>> vulgar("¾")
    Decimal('0.75')
    """
    top, bottom = tables()["fractions"][character].split("/")
    return Decimal(top) / Decimal(bottom)


_HALF = re.compile(r"半(?=个|小?时|天|年|月|日|周|成|折|数|米|公|斤|吨|分|秒|百|价|倍|里|世纪)")


def long_run(text: str, at: int) -> int | None:
    """The end of a run of numerals at `at` that is too long for an amount."""
    match = _RUN.match(text, at)
    return match.end() if match and match.end() - at > MAX_RUN else None


def read_number(text: str, at: int) -> Numeral | None:
    """The number in digits or Han numerals that begins at `at` of a prepared text; None where there is none.

    >>> read_number("4050亿参数", 0).low, read_number("三分之一", 0).low, read_number("1.5M tokens", 0).low
    (Decimal('405000000000'), Decimal('0.3333333333333333333333333333'), Decimal('1500000.0'))
    """
    character = text[at]
    if character in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒":
        return Numeral(at, at + 1, vulgar(character), vulgar(character), "digits")
    if text.startswith("一半", at):
        return Numeral(at, at + 2, Decimal("0.5"), Decimal("0.5"), "fraction")
    if character == "半":
        if text.startswith("半百", at):
            return Numeral(at, at + 2, Decimal(50), Decimal(50), "han", is_scaled=True)
        is_date = text[at - 1 : at] in tuple("上下前后") and text.startswith("年", at + 1)
        return Numeral(at, at + 1, Decimal("0.5"), Decimal("0.5"), "han") if _HALF.match(text, at) and not is_date else None
    if character in D or character in U:
        return _han(text, at)
    digits = _digits(text, at)
    if digits is None or digits.letter:
        return digits
    if _HAN_FOLLOWS.match(text, digits.end) and text[at : digits.end].replace(",", "").replace(".", "").isdigit():
        han = _han(text, at)
        if han is not None and han.end > digits.end:
            return han
    return digits


_HAN_FOLLOWS = re.compile(rf"[ ]{{0,2}}(?:[{U}多余几来]|又|分[ ]{{0,2}}之)")
