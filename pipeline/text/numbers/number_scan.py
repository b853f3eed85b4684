"""Which numbers of a text are amounts: leaves out those in names, versions, addresses, times of day, list marks, ordinals and idioms."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from pipeline.text.numbers.number_words import extend_words, read_words
from pipeline.text.numbers.numerals import D, Numeral, U, long_run, read_number, tables
from pipeline.text.numbers.units import is_latin, unit_at, unit_before

_FOLLOWS = r"[^\s<>\"'`)\]}）」』”’，。；、！？]+"
ADDRESS = re.compile(  # in lower case
    rf"https?://{_FOLLOWS}|ftp://{_FOLLOWS}|www\.{_FOLLOWS}|arxiv[: ]\s?\d{{4}}\.\d{{4,5}}(?:v\d)?"
    r"|\[\^?\d{1,3}\](?!\()|!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|\]\([^)\s]{1,500}\)"
)
CLOCK = re.compile(
    r"\d{1,2}:\d{1,2}(?::\d{2})?(?![\d:])"
    r"|\d{1,2}(?:\.\d\d)? ?(?:[ap]\.m\.|[ap]m)(?![A-Za-z])|\d{1,2} ?o'clock"
    rf"|(?:\d{{1,2}}|[{D}十]{{1,3}}) ?(?:点|时)(?:(?:\d{{1,2}}|[{D}十]{{1,3}})分(?!之)|整|钟|许|半)",
    re.IGNORECASE,
)
DAYTIME = re.compile(r"(?:上午|下午|晚上|早上|早晨|清晨|凌晨|中午|午夜|傍晚|深夜|今早|今晚|明早|昨晚|当晚|晚间|夜里|早|晚) ?$")
HOUR = re.compile(rf"(?:\d{{1,2}}|[{D}十]{{1,3}}) ?[点时](?:(?:\d{{1,2}}|[{D}十]{{1,3}})分?(?!之))?")
VERSION = re.compile(r"\d+(?:\.\d+){2,}[\w.-]*|\d+(?:\.\d+)?x\d{3,}\b|\d{2,}[- ]\d{3,}[-/ ]\d{3,}[\d-]*|\d{4,}-\d{4,}[\d-]*")
PLAIN = re.compile(r"[1-9]\d{0,14}(?:,\d{3}){0,3}(?:\.\d+)?(?!\d|[.,][\d,]|[:x]|[ -]?\d| ?[apoAPO点时])")  # surely none of the above
WORD_TAIL = re.compile(r"[\w.-]*\w")
LONG = re.compile(r"[\d,]{31,}|\d{16,}|0\d+(?![\d.,%])")
LIST_MARK = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[.)](?=[ \t*])|[、）](?!\d))|\d{1,2}\.$")
NAME_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9$€£])([A-Z][A-Za-z0-9.+]*(?:-[A-Za-z0-9.+]+)*|[a-z]+[A-Z][A-Za-z0-9]*)( |-)$")
SIZE_BEFORE = re.compile(r"(?:^|[^A-Za-z])([A-Z][A-Za-z0-9.+-]*|[a-z]+[A-Z0-9][A-Za-z0-9.+-]*)[ -](?:v?\d+(?:\.\d+)?[ -])?(?:[A-Z][a-z]+[ -])?$")
NAME_TAIL = re.compile(r"[ -]?(?:Pro|Flash|Turbo|Ultra|Plus|Max|Mini|mini|nano|Haiku|Sonnet|Opus|Large|Lite|Preview|Air)(?![a-z])")

RANKED = re.compile(r"(?:排名|位列|名列|排在|位居|位于|居|列|排|跃居|升至|跌至)(?:[^，。；\n]{0,4})$")
LONE_LETTER = re.compile(r"-[A-Za-z](?![A-Za-z])")
WEEK = re.compile(r"(?:周|星期|礼拜)$")
OVER = re.compile(r" (over|out of) (?=\w)")
CLOSED = re.compile(r"\s*(?:$|[.,;:?!)](?!\d))")


@cache
def not_names() -> frozenset[str]:
    """Capitalised words that are no name of a product before a number (Over 30, MMLU 82)."""
    return frozenset(tables()["names"]["not_names"])


@cache
def _candidates() -> re.Pattern[str]:
    english = tables()["english"]
    words = sorted(
        {*english["digits"], *english["tens"], *english["scales"], "half", "quarter", "hundred", "a", "an", "dozen"}, key=lambda w: (-len(w), w)
    )
    words = [w for w in words if w not in ("a", "an", "mil", "mln", "bln", "bn", "mn", "tn")]
    articles = r"an?(?= (?:half|quarter|hundred|thousand|million|billion|trillion|dozen|third|fifth|tenth|hundredth|twenty|lakh|crore))"
    first = "".join(sorted({"a", *(word[0] for word in words)}))
    return re.compile(rf"[0-9{D}{U}½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒半]|(?=[{first}])(?<![a-z0-9_])(?:{'|'.join(words)}|{articles})(?![a-z'])")


@cache
def _idioms() -> tuple[frozenset[str], dict[str, list[tuple[int, int]]]]:
    """Words that are no numbers; and for each numeral in them its places in words of which lengths, the longest rest first."""
    words = frozenset(tables()["not_numbers"]["words"])
    places: dict[str, set[tuple[int, int]]] = {}
    for word in words:
        for i, character in enumerate(word):
            if character in D or character in U or character == "半":
                places.setdefault(character, set()).add((i, len(word)))
    return words, {character: sorted(found, key=lambda place: place[0] - place[1]) for character, found in places.items()}


def in_idiom(text: str, at: int) -> int | None:
    """The end of the idiom around the numeral at `at`, None where there is none."""
    words, places = _idioms()
    return next((at - i + length for i, length in places.get(text[at], ()) if at >= i and text[at - i : at - i + length] in words), None)


def addresses(lowered: str) -> list[tuple[int, int]]:
    """Where a text has addresses, link targets and footnote marks: their numbers are neither amounts nor dates."""
    return [match.span() for match in ADDRESS.finditer(lowered)]


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def may_have_numerals(lowered: str) -> bool:
    """False for a text that surely has no number in it."""
    return _candidates().search(lowered) is not None


def find_numerals(text: str, lowered: str, skipped: list[tuple[int, int]]) -> list[Numeral]:
    """The amounts of a prepared text in order. `skipped`: sorted spans (dates, addresses) that hold no amounts."""
    scan = _Scan(text, lowered)
    starts = [start for start, _ in skipped]
    found: list[Numeral] = []
    at = 0
    search = _candidates().search
    while match := search(lowered, at):
        at = match.start()
        place = bisect_right(starts, at) - 1
        if place >= 0 and at < skipped[place][1]:
            at = skipped[place][1]
            continue
        numeral, at = scan.read(at, found[-1] if found else None)
        if numeral is not None:
            numeral = scan.fraction(numeral)
            at = numeral.end
            found.append(numeral)
    return found


class _Scan:
    """Reads the numeral at a candidate's place, or says where to go on."""

    def __init__(self, text: str, lowered: str) -> None:
        self.text = text
        self.lowered = lowered

    def read(self, at: int, last: Numeral | None) -> tuple[Numeral | None, int]:
        """(numeral or None, where to go on)."""
        character = self.text[at]
        if character in "0123456789":
            return self._digits(at, last)
        if character.isascii():
            numeral = read_words(self.text, at)
            if numeral is None or self._is_ordinal(numeral):
                return None, WORD_TAIL.match(self.text, at).end()  # type: ignore[union-attr]
            return numeral, numeral.end
        return self._han(at)

    def fraction(self, top: Numeral) -> Numeral:
        """`one over three`, `two out of five hundred` as one number; else `top` itself."""
        joint = OVER.match(self.text, top.end)
        if joint is None or joint.end() >= len(self.text):
            return top
        bottom = read_words(self.text, joint.end()) if self.text[joint.end()].isalpha() else read_number(self.text, joint.end())
        if bottom is None or not bottom.low or (joint[1] == "over" and not CLOSED.match(self.text, bottom.end)):
            return top
        if joint[1] != "over" and (top.low >= bottom.low or top.kind == "digits" != bottom.kind):
            return top
        before = unit_before(self.text, top.start)
        value = top.low / bottom.low
        return top if before and before[0].is_money else Numeral(top.start, bottom.end, value, value, "fraction")

    def _is_ordinal(self, numeral: Numeral) -> bool:
        """True for `one hundred and first`, and for `two` in `two-way` glued to a single letter."""
        return self.text[numeral.end : numeral.end + 2] in ("th", "st")

    def _digits(self, at: int, last: Numeral | None) -> tuple[Numeral | None, int]:
        text = self.text
        if PLAIN.match(text, at) is None:
            for pattern in (LONG, CLOCK, VERSION):
                skip = pattern.match(text, at)
                if skip:
                    return None, skip.end()
            if (hour := HOUR.match(text, at)) and DAYTIME.search(text, max(0, at - 4), at):
                return None, hour.end()
        if self._opens_line(at):
            return None, LIST_MARK.match(text, at).end()  # type: ignore[union-attr]
        before = text[at - 1] if at else " "
        if before == "." and (at < 2 or not (is_latin(text[at - 2]) or text[at - 2] in ".)]")):
            numeral = read_number(text, at - 1)
        else:
            numeral = read_number(text, at)
        if numeral is None:
            return None, at + 1
        if before == "第" or text[max(0, at - 2) : at] == "第 ":
            return self._rank(numeral)
        continues = last is not None and last.end >= at - 2
        if self._is_part_of_name(at, before, continues, numeral):
            return None, self._word_end(numeral.end if numeral.end > at else at)
        numeral = extend_words(text, numeral)
        if self._is_cut(numeral):
            return None, self._word_end(numeral.end)
        return numeral, numeral.end

    def _rank(self, numeral: Numeral) -> tuple[Numeral | None, int]:
        """A place in a ranking (第三名, 排名第 2); other ordinals are no amounts."""
        text, start = self.text, self.text.rfind("第", 0, numeral.start)
        end = numeral.end + (text[numeral.end : numeral.end + 1] == " ")
        place = text[end : end + 1] in ("名", "位")
        if not place and not RANKED.search(text, max(0, start - 8), start):
            return None, numeral.end
        stop = end + 1 if place else numeral.end
        return Numeral(start, stop, numeral.low, numeral.high, "rank"), stop

    def _word_end(self, at: int) -> int:
        """The end of the word or identifier that goes on at `at`."""
        end = at
        while end < len(self.text) and (is_latin(self.text[end]) or self.text[end] == "_"):
            end += 1
        return end

    def _opens_line(self, at: int) -> bool:
        """True where a list's mark opens the line."""
        mark = LIST_MARK.match(self.text, at)
        if mark is None or mark.end() == len(self.text):
            return False
        start = at
        while start and self.text[start - 1] in " \t#*>_(（":
            start -= 1
        return not start or self.text[start - 1] == "\n"

    def _is_part_of_name(self, at: int, before: str, continues: bool, numeral: Numeral) -> bool:
        """True where what stands before the digits makes them a name's: `H100`, `GPT-4`, `#3`, `Llama 3.1`."""
        text = self.text
        if before == "-" and at > 1 and is_latin(text[at - 2]):
            return not (continues or (numeral.letter in ("B", "b", "M") and self.is_size(at)))
        if before in "_@#\\" or (before == "/" and at > 1 and is_latin(text[at - 2])):
            return not continues
        if before.isascii() and before.isalpha():
            money = unit_before(text, at)
            return money is None or not money[0].is_money
        if before == "." and at > 1 and is_latin(text[at - 2]):
            return unit_before(text, at) is None
        if before in " -" and not numeral.is_scaled and (name := NAME_BEFORE.search(text, max(0, at - 24), at)):
            return name[1] not in not_names() and unit_before(text, at) is None and self._is_version(at, numeral)
        return False

    def _is_version(self, at: int, numeral: Numeral) -> bool:
        """True where digits behind a name read as its version or model number (`Llama 3.1`, `RTX 4090`), not as an amount of it."""
        written = self.text[at : numeral.end]
        following = self.text[numeral.end : numeral.end + 2]
        if "," in written or "/" in written or following[:1] in ("%", "倍", "个", "亿", "万") or following == " %":
            return False
        unit = unit_at(self.text, self.lowered, numeral.end + (following[:1] == " "))
        if unit is not None and not unit.unit.is_counter and not NAME_TAIL.match(self.text, numeral.end):
            return False
        whole, _, decimals = written.partition(".")
        return whole.isdecimal() and len(decimals) <= 2 and (int(whole) < 30 or (not decimals and int(whole) >= 100))

    def is_size(self, at: int) -> bool:
        """True where a number with B stands behind a model's name: `Mistral NeMo 12B`, `Llama 3.1 405B`, `Qwen2-72B`."""
        name = SIZE_BEFORE.search(self.text, max(0, at - 40), at)
        return bool(name) and name[1] not in not_names()  # type: ignore[index]

    def _is_cut(self, numeral: Numeral) -> bool:
        """True where the digits run on into a word or a version: `4o`, `3D`, `1.2.3`, `5G`."""
        text, end = self.text, numeral.end
        following = text[end : end + 1]
        if following == "_" or (following == "." and text[end + 1 : end + 2].isdigit()):
            return True
        if following.isascii() and following.isalpha():
            return unit_at(text, self.lowered, end) is None and not re.match(r"[x×]\d", text[end : end + 2])
        return bool(LONE_LETTER.match(text, end))

    def _han(self, at: int) -> tuple[Numeral | None, int]:
        text = self.text
        idiom = in_idiom(text, at)
        if idiom is not None:
            return None, max(idiom, at + 1)
        if self._opens_line(at):
            return None, LIST_MARK.match(text, at).end()  # type: ignore[union-attr]
        clock = CLOCK.match(text, at)
        if clock or ((clock := HOUR.match(text, at)) and DAYTIME.search(text, max(0, at - 4), at)):
            return None, clock.end()
        if (stop := long_run(text, at)) is not None:
            return None, stop
        numeral = read_number(text, at)
        if numeral is None:
            return None, at + 1
        before = text[at - 1] if at else ""
        if before == "第" or text[max(0, at - 2) : at] == "第 ":
            return self._rank(numeral)
        if before in ("周", "期", "拜") and numeral.end - at == 1 and WEEK.search(text, max(0, at - 2), at):
            return None, numeral.end
        if before and (before in "初数几" or text[max(0, at - 2) : at] in ("若干", "成千")):
            return None, numeral.end
        return numeral, numeral.end
