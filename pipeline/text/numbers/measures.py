"""What a number measures: its sign or unit, its measure word and noun, the rest of a compound (五元三毛, 5 feet 2 inches)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.datamodel.fact import Bound
from pipeline.text.numbers.bounds import bound_inside
from pipeline.text.numbers.number_scan import SIZE_BEFORE, not_names
from pipeline.text.numbers.number_words import read_words
from pipeline.text.numbers.numerals import D, Numeral, read_number, tables
from pipeline.text.numbers.units import Unit, is_latin, unit_at, unit_before, units


@dataclass(slots=True)
class Draft:
    """A figure while it is read. low, high: as written, scale words applied. unit_span: where the unit's words stand."""

    numeral: Numeral
    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: Unit | None = None
    counter: str | None = None
    unit_start: int = 0
    unit_end: int = 0
    bound: Bound | None = None
    per: str | None = None
    rate: Decimal | None = None
    is_ambiguous: bool = False
    outer_start: int = 0
    outer_end: int = 0
    is_divisor: bool = False

    @property
    def base(self) -> str | None:
        """The base unit, None for a bare number."""
        return self.unit.base if self.unit else self.counter

    def take(self, unit: Unit, start: int, end: int) -> None:
        """Gives the figure its unit, whose words stand at start to end."""
        self.unit, self.unit_start, self.unit_end = unit, start, end
        self.end = max(self.end, end)


MONEY_SCALE = re.compile(r"[ ]?(mm|MM|m|bn|Bn|b|B|k|K|M|T|tn|mn|million|billion|trillion|thousand)(?![A-Za-z0-9])")
MONEY_POWERS = {
    "mm": 6,
    "MM": 6,
    "m": 6,
    "mn": 6,
    "M": 6,
    "million": 6,
    "bn": 9,
    "Bn": 9,
    "b": 9,
    "B": 9,
    "billion": 9,
    "k": 3,
    "K": 3,
    "thousand": 3,
    "T": 12,
    "tn": 12,
    "trillion": 12,
}
SCALE_BEHIND = re.compile(r" (million|billion|trillion|thousand)(?![A-Za-z])")
COMPACT_MONEY = re.compile(r"[ ]?([MBk])(USD|EUR|GBP|AUD|CNY|SEK|NOK|CHF|CAD|JPY)(?![A-Za-z])")
COMPACT_BEFORE = re.compile(r"(?<![A-Za-z])([MBk])(USD|EUR|GBP|AUD|CNY|SEK|NOK|CHF|CAD|JPY) ?$")
SIGN_BEFORE = re.compile(r"(?:(?<![\w)\]%)])-|(?<![A-Za-z\d)\]%年月日-])-(?=\d)|(?:minus|negative) |负 ?|零下 ?)$", re.IGNORECASE)
SIGN_ENDS = frozenset("- 负下")
WORD = re.compile(r"[ -]([A-Za-z][A-Za-z'’.]*[A-Za-z0-9]|[A-Za-z]|[A-Z0-9]{1,6})(?![A-Za-z0-9])")
NO_MEASURE = ("通过", "通過")  # 以52比48通过: the verb, no measure word
LATIN_THING = re.compile(r" ?[A-Z][A-Za-z0-9]")  # 250 块 GPU
LINKS = frozenset(
    {"and", "or", "of", "in", "on", "at", "for", "from", "to", "with", "by", "that", "who", "which", "is", "are", "was", "were", "per", "a", "an"}
)  # no counted nouns
NOUN_GAP = re.compile(r"(?:[ ]?[A-Za-z][A-Za-z0-9.+-]*(?: [A-Z]?[A-Za-z0-9.+-]+){0,3})?[ ]?")
PEOPLE_AHEAD = re.compile(r"[^，。；！？：、\n]{0,30}?的([\u4e00-\u9fff]{0,4})")
SHORT_MINORS: Mapping[str, tuple[tuple[str, str, str | None], ...]] = {
    "minute": (("分", "60", "second"),),
    "inch": (("in", "0.0254", None),),
    "jiao": (("角", "0.1", "fen"), ("毛", "0.1", "fen")),
    "fen": (("分", "0.01", None),),
}
RANK = Unit("rank", "rank", Decimal(1))
TIGHT = ("s", "x", "X", "×", "h", "V")  # signs that stand right behind their number
SIZED = ("MoE", "模型", "大模型", "model", "参数", "规模", "版本", "型号", "小模型", "开源", "的模型", "稠密", "dense", "parameter")
TENTHS = ("tenth", "discount")
HALF_OF = re.compile(r"个半")
TOKEN_KIND = re.compile(r"(?:个)?(?:输入|输出|上下文|训练)[ ]?(?:的)?")
TIMES_AS = re.compile(r" (?:more|less|as|the|that|what|[a-z]+er|better|worse)(?![a-z])")
TIMES = Unit("times", "times", Decimal(1))
POUND = Unit("gram", "pound weight", Decimal("453.59237"))
QUARTERS = re.compile(r"(two|three|four|five|six|seven|eight|nine|ten) (quarters)")
COUNTS = {word: n for n, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)}
SPAN_BEFORE = re.compile(r"\b(?:last|past|first|next|for|over|in|these|previous|coming)(?: the)? $")
WEIGHS_BEFORE = re.compile(r"\b(?:weigh|lift)(?:s|ed|ing)? (?:(?:about|over|more|less|than|up|to|around|nearly|just|only|at|least|almost) )*$")
WEIGHS_AFTER = re.compile(
    r" (?:heavier|lighter|in weight|overweight"
    r"|of (?:meat|rice|food|flour|sugar|salt|fish|beef|pork|chicken|fruit|potatoes|coffee|cheese|butter"
    r"|cocaine|heroin|drugs|explosives|gold|waste|plastic|rubbish|garbage|cargo|fuel|thrust|muscle|fat|body weight|luggage|clothes|apples))\b"
)
POINT_FIVE = Decimal("0.5")


class Measurer:
    """Gives numerals their units in one prepared text."""

    def __init__(self, text: str, lowered: str) -> None:
        self.text = text
        self.lowered = lowered

    def draft(self, numeral: Numeral, floor: int = 0) -> Draft | None:
        """The figure that the numeral begins; None where it turns out to be none. `floor`: the end of the figure before it."""
        draft = Draft(numeral, numeral.start, numeral.end, numeral.low, numeral.high, is_ambiguous=numeral.is_ambiguous)
        self._sign(draft)
        if numeral.kind == "rank":
            draft.unit = RANK
            draft.outer_start, draft.outer_end = draft.start, draft.end
            return draft
        before = unit_before(self.text, draft.start)
        if before is not None and before[1] >= floor:
            self._prefixed(draft, *before)
        elif not self._compact_money(draft) and not self._quarters(draft):
            self._inside(draft)
            self._suffixed(draft)
        if draft.unit is None and draft.counter is None:
            self._size(draft)
        if not self._counts(draft):
            return None
        draft.outer_start, draft.outer_end = draft.start, draft.end
        return draft

    def _sign(self, draft: Draft) -> None:
        """Takes a minus or 负 before the number."""
        if self.text[draft.start - 1 : draft.start] not in SIGN_ENDS:
            return
        sign = SIGN_BEFORE.search(self.text, max(0, draft.start - 9), draft.start)
        if sign:
            draft.start = sign.start()
            draft.low, draft.high = -draft.low, -draft.high

    def _prefixed(self, draft: Draft, unit: Unit, start: int) -> None:
        """A sign before the number: `$5m`, `RMB 602.3 billion`, 华氏 98 度."""
        draft.take(unit, start, draft.numeral.start)
        draft.start, draft.end = start, draft.numeral.end
        if not unit.is_money:
            after = unit_at(self.text, self.lowered, self._skip_space(draft.end))
            if after is not None and after.unit.base in ("degree", unit.base):
                draft.end = after.end
            return
        scale = MONEY_SCALE.match(self.text, draft.end)
        if scale and not draft.numeral.letter and not draft.numeral.is_scaled:
            factor = Decimal(10) ** MONEY_POWERS[scale[1]]
            draft.low, draft.high, draft.end = draft.low * factor, draft.high * factor, scale.end()
        after = unit_at(self.text, self.lowered, self._skip_space(draft.end))
        if (
            after is not None
            and after.unit.is_money
            and after.unit.factor == 1
            and (after.unit.base == unit.base or self.text[after.end - 1] == "元")
        ):
            draft.end = after.end
        self._compound(draft)

    def _compact_money(self, draft: Draft) -> bool:
        """`30 MUSD`, `MAUD 60`: the scale stands with the code."""
        match = COMPACT_MONEY.match(self.text, draft.end)
        before = None if match else COMPACT_BEFORE.search(self.text, max(0, draft.start - 6), draft.start)
        found = match or before
        if not found:
            return False
        factor = Decimal(10) ** MONEY_POWERS[found[1]]
        draft.low, draft.high = draft.low * factor, draft.high * factor
        draft.unit = Unit(found[2], found[2], Decimal(1))
        draft.unit_start, draft.unit_end = found.span(2)
        draft.start, draft.end = min(draft.start, found.start()), max(draft.end, found.end())
        if before:
            draft.end = draft.numeral.end
        return True

    def _skip_space(self, at: int) -> int:
        """The place behind at most two spaces."""
        end = at
        while end < len(self.text) and self.text[end] == " " and end - at < 2:
            end += 1
        return end

    def _inside(self, draft: Draft) -> None:
        """A bounding word between number and unit: `70 多名`, 三十余年."""
        if draft.numeral.vague:
            draft.bound = Bound.MORE_THAN
        inside = bound_inside(self.text, draft.end)
        if inside is None:
            return
        bound, end = inside
        at = self._skip_space(end)
        if self._is_counted(at):
            draft.bound, draft.end = bound, end

    def _is_counted(self, at: int) -> bool:
        """True where a unit or measure word stands at `at`."""
        table = units()
        following = self.text[at : at + 1]
        return following in table.measures or following in table.people or unit_at(self.text, self.lowered, at) is not None

    def _suffixed(self, draft: Draft) -> None:
        """The unit or the counted noun behind the number."""
        if draft.numeral.unit:
            percent = unit_at(draft.numeral.unit, draft.numeral.unit, 0)
            assert percent is not None
            draft.take(percent.unit, draft.numeral.start, draft.numeral.start)
            return
        at = self._skip_space(draft.end)
        if self._borrowed(draft):
            return
        found = unit_at(self.text, self.lowered, at)
        half = HALF_OF.match(self.text, at)
        if half and (later := unit_at(self.text, self.lowered, half.end())) is not None and draft.low == draft.low.to_integral_value():
            draft.low, draft.high = draft.low + POINT_FIVE, draft.high + POINT_FIVE
            draft.take(later.unit, half.end(), later.end)
            return
        kind = TOKEN_KIND.match(self.text, at)
        if kind and (later := unit_at(self.text, self.lowered, kind.end())) is not None and later.unit.base == "token":
            draft.take(later.unit, kind.end(), later.end)
            return
        if found is None and self.text[at : at + 1] in "-个" and at < len(self.text):
            is_hyphen = self.text[at] == "-"
            nearer = self._skip_space(at + 1)
            found = unit_at(self.text, self.lowered, nearer)
            if found is not None and ((is_hyphen and not is_latin(self.text[nearer])) or (not is_hyphen and found.unit.base in ("year", "point"))):
                found = None
            at = nearer if found is not None else at
        if found is not None and self._is_unit(draft, found.unit, at, found.end):
            draft.take(found.unit, at, found.end)
            if found.unit.name == "GBP" and self.lowered.startswith("pound", at) and self._is_weight(draft.start, found.end):
                draft.unit = POUND
            if found.unit.base == "count:time" and self._is_factor(draft, found.end):
                draft.unit = TIMES
            if found.unit.name in TENTHS and draft.numeral.low == POINT_FIVE:
                draft.low = draft.high = draft.low * (10 if found.unit.name == "discount" else 1)
            scale = SCALE_BEHIND.match(self.text, found.end) if found.unit.is_money else None
            if scale:
                factor = Decimal(10) ** MONEY_POWERS[scale[1]]
                draft.low, draft.high, draft.end = draft.low * factor, draft.high * factor, scale.end()
            self._half(draft)
            self._compound(draft)
            return
        self._counted(draft, at)

    def _quarters(self, draft: Draft) -> bool:
        """Takes `two quarters`, `the last three quarters` for spans of a year; `three quarters of` stays a fraction."""
        match = QUARTERS.fullmatch(self.lowered, draft.numeral.start, draft.numeral.end)
        if match is None or (match[1] == "three" and not SPAN_BEFORE.search(self.lowered, max(0, draft.start - 16), draft.start)):
            return False
        draft.low = draft.high = Decimal(COUNTS[match[1]])
        draft.counter, draft.unit_start, draft.unit_end = "count:quarter", match.start(2), match.end(2)
        return True

    def _is_weight(self, start: int, end: int) -> bool:
        """True where pounds weigh: `weighs 20 pounds`, `30 pounds of rice`, `20 pounds heavier`; elsewhere they are money."""
        return bool(WEIGHS_BEFORE.search(self.lowered, max(0, start - 40), start) or WEIGHS_AFTER.match(self.lowered, end))

    def _is_factor(self, draft: Draft, end: int) -> bool:
        """True where `times` multiplies: `2.5 times`, `3 times faster`, `by 2 times`."""
        if not is_latin(self.text[end - 1]):
            return False
        return draft.low != draft.low.to_integral_value() or bool(TIMES_AS.match(self.lowered, end)) or self.lowered.endswith("by ", 0, draft.start)

    def _borrowed(self, draft: Draft) -> bool:
        """Gives the last power of ten back to a unit's prefix: 五十兆字节 is 50 MB, 两千克 2 kg."""
        last = draft.end - 1
        if draft.numeral.kind == "words" or last <= draft.numeral.start or self.text[last] not in "千兆百两":
            return False
        found = unit_at(self.text, self.lowered, last)
        if found is None or found.end <= draft.end or found.unit.is_counter:
            return False
        rest = read_number(self.text[:last] + "\n", draft.numeral.start)
        if rest is None or rest.end != last:
            return False
        sign = -1 if draft.low < 0 else 1
        draft.low, draft.high, draft.end, draft.is_ambiguous = sign * rest.low, sign * rest.high, last, False
        draft.take(found.unit, last, found.end)
        return True

    def _is_unit(self, draft: Draft, unit: Unit, at: int, end: int) -> bool:
        """False where the words behind the number are something else there: 三点 of the clock, `5 in`, 一分为二."""
        text, numeral = self.text, draft.numeral
        spaced = at > draft.end
        word = text[at:end]
        if word in ("点", "分", "度") and numeral.kind == "han" and numeral.end - numeral.start == 1 and word != "度":
            return False
        if word == "点" and numeral.high <= 24 and not numeral.is_scaled and numeral.low == numeral.low.to_integral_value():
            return False
        if (word in TIGHT and spaced) or (len(word) == 1 and word.isascii() and text[end : end + 1].isdigit()):
            return False
        if word == "年" and numeral.kind == "digits" and len(text[numeral.start : numeral.end]) == 4:
            return False
        if word == "周" and text[end : end + 1] in tuple("一二三四五六日末"):
            return False
        if self._is_adjunct(draft, unit, word, end):
            return False
        if word == "块" and not self._is_money_piece(end):
            return False
        if word == "折" and text[end : end + 1] in tuple("交叠线射腾磨中返旧衷"):
            return False
        if word in ("天", "年") and text[end : end + 1] in tuple("空气下才生使"):
            return False
        if word == "second" and numeral.kind == "words" and numeral.low == 1 and text[end : end + 1].isalpha():
            return False
        return not (unit.is_counter and (numeral.kind == "fraction" or numeral.high < 1 or self._is_article(draft)))

    def _is_adjunct(self, draft: Draft, unit: Unit, word: str, end: int) -> bool:
        """True where a noun in the singular stands before another that is counted: `3 language models`, `3 battery-electric cars`."""
        if unit.is_counter and is_latin(word[-1]) and self.text[end : end + 1] == "-" and self.text[end + 1 : end + 2].isalpha():
            return True
        if not unit.is_counter or draft.high == 1 or not is_latin(word[-1]) or word.lower() in units().plurals or self.text[end : end + 1] != " ":
            return False
        return word.isalpha() and word.islower() and is_latin(self.text[end + 1 : end + 2] or " ") and self._behind(end) not in LINKS

    def _behind(self, end: int) -> str:
        """The word behind a space at `end`, in lower case; empty where there is none."""
        word = WORD.match(self.lowered, end)
        return word[1] if word is not None else ""

    def _is_article(self, draft: Draft) -> bool:
        """True where 一 or `one` is an article: 一个, `one of`."""
        return draft.numeral.low == 1 == draft.numeral.high and draft.numeral.kind in ("han", "words") and draft.bound is None

    def _is_money_piece(self, end: int) -> bool:
        """True where 块 is money: 三块, 三块五, not 三块芯片."""
        following = self.text[end : end + 1]
        if LATIN_THING.match(self.text, end):
            return False
        return not following or not ("\u4e00" <= following <= "\u9fff") or following in D or following in "钱的和到左以"

    def _counted(self, draft: Draft, at: int) -> None:
        """A measure word with or without the noun behind it, or an English noun behind its adjectives."""
        text, table = self.text, units()
        character = text[at : at + 1]
        if text.startswith(NO_MEASURE, at):
            return
        if character and (character in table.measures or character in table.people):
            self._measure_word(draft, at, character)
        elif (is_latin(character) and at > draft.end) or text[draft.end : draft.end + 1] == "-":
            self._english_noun(draft)

    def _measure_word(self, draft: Draft, at: int, character: str) -> None:
        """名用户, 个 Nvidia H100 GPU, 种语言: the noun gives the unit."""
        if character in units().dozens:
            draft.low, draft.high = draft.low * units().dozens[character], draft.high * units().dozens[character]
        draft.end = draft.unit_end = at + 1
        draft.unit_start = at
        found = unit_at(self.text, self.lowered, self._skip_space(at + 1))
        if found is None:
            gap = NOUN_GAP.match(self.text, at + 1)
            found = unit_at(self.text, self.lowered, gap.end()) if gap and gap.end() > at + 1 else None
            if found is None:
                last = self.text.rfind(" ", at + 1, gap.end()) + 1 if gap else 0
                found = unit_at(self.text, self.lowered, last) if last > at + 1 else None
            if found is not None and found.unit.is_counter:
                draft.counter = found.unit.base
                return
        elif found.unit.is_counter or found.unit.base in ("token", "parameter"):
            draft.take(found.unit, at, found.end)
            return
        if character in units().people:
            draft.counter = self._people(at + 1)

    def _people(self, at: int) -> str:
        """Who is counted by 名 and 位: the noun behind the next 的, else persons."""
        ahead = PEOPLE_AHEAD.match(self.text, at)
        if ahead:
            for start in range(ahead.start(1), ahead.end(1)):
                found = unit_at(self.text, self.lowered, start)
                if found is not None and found.unit.is_counter:
                    return found.unit.base
        return "count:person"

    def _english_noun(self, draft: Draft) -> None:
        """The counted noun behind up to three adjectives: `70 outside experts`, `16,000 Nvidia H100 GPUs`."""
        at = draft.end
        for _ in range(4):
            word = WORD.match(self.text, at)
            if word is None or word[1].lower() in tables()["names"]["not_adjectives"]:
                return
            found = unit_at(self.text, self.lowered, word.start(1))
            is_adjunct = found is not None and self._is_adjunct(draft, found.unit, self.text[word.start(1) : found.end], found.end)
            if found is not None and not is_adjunct and (found.unit.is_counter or found.unit.base in ("token", "parameter")):
                draft.counter = found.unit.base
                draft.unit_start, draft.unit_end = word.start(1), found.end
                if word.start() == draft.end:
                    draft.end = found.end
                return
            at = word.end()

    def _half(self, draft: Draft) -> None:
        """一吨半, 两个半小时, 一米八, 三成半, 七成二."""
        text = self.text
        at = self._skip_space(draft.unit_end)
        word = text[draft.unit_start : draft.unit_end]
        if text[at : at + 1] == "半" and draft.unit is not None and not draft.unit.is_counter and draft.low == draft.low.to_integral_value():
            draft.low, draft.high, draft.end = draft.low + POINT_FIVE, draft.high + POINT_FIVE, at + 1
        elif word in ("成", "米", "块") and text[at : at + 1] and text[at] in D + "123456789" and draft.low == draft.low.to_integral_value():
            rest = read_number(text, at)
            width = rest.end - at if rest is not None else 0
            is_decimal = rest is not None and ((width == 1 and rest.low < 10) or (width == 2 and word == "米" and rest.kind == "digits"))
            if rest is not None and is_decimal and not self._is_counted(rest.end):
                part = rest.low / 10**width
                draft.low, draft.high, draft.end = draft.low + part, draft.high + part, rest.end

    def _compound(self, draft: Draft) -> None:
        """The smaller unit of the same measure behind the larger: 3 小时 20 分, 5 ft 2 in, `3 dollars 50 cents`."""
        unit = draft.unit
        while unit is not None and unit.minor is not None:
            joint = re.compile(r"[ ]?(?:又|零|and )?[ ]?").match(self.text, draft.end)
            assert joint is not None
            at = joint.end()
            rest = read_number(self.text, at) if at < len(self.text) else None
            if rest is None and at < len(self.text) and self.text[at].isalpha():
                rest = read_words(self.text, at)
            if rest is None:
                return
            minor = self._minor(unit, rest.end)
            if minor is None:
                return
            smaller, end = minor
            assert draft.unit is not None
            part = rest.low * smaller.factor / draft.unit.factor
            draft.low, draft.high, draft.end = draft.low + part, draft.high + part, end
            unit = smaller

    def _minor(self, unit: Unit, at: int) -> tuple[Unit, int] | None:
        """The minor unit of `unit` at `at`: also 分 for minutes, `in` for inches, which stand for something else alone."""
        at = self._skip_space(at)
        found = unit_at(self.text, self.lowered, at)
        if found is not None and found.unit.name == unit.minor:
            return found.unit, found.end
        for word, factor, next_minor in SHORT_MINORS.get(unit.minor or "", ()):
            end = at + len(word)
            if self.text.startswith(word, at) and not (is_latin(word[-1]) and end < len(self.text) and is_latin(self.text[end])):
                return Unit(unit.base, unit.minor or "", Decimal(factor), next_minor), end
        return None

    def _size(self, draft: Draft) -> None:
        """`12B` behind a model's name is a number of parameters."""
        if draft.numeral.letter not in ("B", "b", "M"):
            return
        text, start = self.text, draft.start
        name = SIZE_BEFORE.search(text, max(0, start - 40), start)
        is_model = bool(name) and name[1] not in not_names()  # type: ignore[index]
        after = text[draft.end : draft.end + 12].lstrip(" -")
        named = after.startswith(SIZED)
        if draft.numeral.letter == "M":
            is_model = is_model and text[start - 1 : start] == "-"
        if is_model or named:
            draft.unit = Unit("parameter", "parameter", Decimal(1))
            draft.unit_start, draft.unit_end = draft.end - 1, draft.end

    def _counts(self, draft: Draft) -> bool:
        """False for a lone Han digit or `one` that counts nothing, an article (一个), a year, or 百 and 千万 as mere words."""
        numeral, text = draft.numeral, self.text
        has_unit = draft.unit is not None or draft.counter is not None
        written = text[numeral.start : numeral.end]
        if numeral.kind == "words" and numeral.low == 1 and not numeral.is_scaled:
            return draft.unit is not None and not draft.unit.is_counter
        if numeral.kind == "words" and written.lower() in ("half", "quarter", "a quarter", "a third"):
            return draft.unit is not None
        if numeral.kind == "digits":
            return has_unit or not (len(written) == 4 and written.isdigit() and written[:2] in ("19", "20") and draft.end == numeral.end)
        if numeral.kind != "han":
            return True
        if has_unit and not (draft.unit and draft.unit.is_counter) and draft.unit is not None:
            return not (draft.unit.weak and len(written) == 1)
        if numeral.low == 1 and len(written) == 1:
            return draft.high > 1
        if has_unit or draft.unit_end > numeral.end:
            return True
        if len(written) == 1:
            return self._stands_alone(numeral) and written not in "百千万亿兆两"
        return not all(c in "百千万亿兆" for c in written)

    def _stands_alone(self, numeral: Numeral) -> bool:
        """True where no other Han character touches the numeral, but for a few words before it (是四不是五)."""
        before = self.text[numeral.start - 1 : numeral.start] if numeral.start else ""
        after = self.text[numeral.end : numeral.end + 1]
        free = [not c or not ("\u4e00" <= c <= "\u9fff") for c in (before, after)]
        return (free[0] or before in "是为比至到") and (free[1] or after in "不而比至到")
