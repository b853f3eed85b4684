"""How a value is written in each edition: number and scale, unit or counter, bound, per-unit, date. Tables: `data/phrases/`.

Only the writing differs between editions, never the amount: a figure is made from `Value.low` and `Value.high` and from the measure that the
source's surface shows (128K stays 128K, 82.0% keeps its nought). A unit that no table has gives no figure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from pipeline.datamodel.fact import Bound, Value
from pipeline.datamodel.language import Edition
from pipeline.text.fold import fold
from pipeline.text.numbers.units import unit_at, unit_before
from pipeline.text.wording.spacing import has_han, space_borders

MAX_DIGITS = 40  # of a figure that a person would read; Decimal keeps 28 significant ones
REMEMBERED = 4096  # values: each is written in every edition, in a sentence and in a clause
MAX_MANTISSA_DECIMALS = 2  # 1.234 billion is still read at a glance; a longer number is written out


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value as an edition writes it.

    full: bound, number, counter and noun, per-unit. amount: the same without the per-unit. count: without the noun that a phrase may name
    itself (`100 种`). bare: bound and number alone. per: the per-unit alone, `{k}` where a price puts in its word. nouns: what is counted, in
    the forms that an attribute's name may end with.
    """

    full: str
    amount: str
    count: str
    bare: str
    per: str = ""
    nouns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Written:
    """A number as the surface has it: digits without separators, power of ten of its scale word, its letter (`K`) if that is the scale."""

    digits: str
    power: int
    letter: str

    @property
    def amount(self) -> Decimal:
        return Decimal(self.digits).scaleb(self.power)


@cache
def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads(resources.files("pipeline.text").joinpath("data", "phrases", name).read_text(encoding="utf-8"))


def for_edition(row: Mapping[str, Any], edition: Edition) -> Any:
    """The entry of a table row for `edition`; zh-Hant-HK falls back on zh-Hant-TW. None where there is neither."""
    if edition is Edition.ZH_HANT_HK and edition.value not in row:
        return row.get(Edition.ZH_HANT_TW.value)
    return row.get(edition.value)


@cache
def _units() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in _table("units.toml")["units"]:
        rows.setdefault(row["unit"], []).append(row)
    return {unit: tuple(group) for unit, group in rows.items()}


@lru_cache(maxsize=REMEMBERED)
def _unit_row(unit: str, unit_surface: str | None) -> Mapping[str, Any] | None:
    """The row for a unit in the measure that the source writes it in."""
    group = _units().get(unit, ())
    said = (unit_surface or "").strip()
    named = next((row for row in group if said.casefold() in row.get("says", ())), None)
    if named is None and said and len(group) > 1:
        name = _measure_name(unit, said)
        named = next((row for row in group if row.get("name") == name), None)
    return named or next((row for row in group if "says" not in row and "name" not in row), None)


def _measure_name(unit: str, said: str) -> str | None:
    """The name of the measure that the table of quantities reads `said` as, among those of `unit`."""
    for text in (said, fold(said)):
        match = unit_at(text, fold(text), 0)
        before = unit_before(text, len(text)) if match is None else None
        found = match.unit if match is not None else before[0] if before is not None else None
        if found is not None and found.base == unit:
            return found.name
    return None


@cache
def _number_pattern() -> re.Pattern[str]:
    words = sorted(_table("figures.toml")["written_scales"], key=lambda word: (-len(word), word))
    letters = "".join(word + word.upper() for word in words if len(word) == 1 and word.isascii())
    longer = "|".join(re.escape(word) for word in words if len(word) > 1 or not word.isascii())
    return re.compile(rf"(?P<digits>(?:^[-−])?\d[\d,]*(?:\.\d+)?)\s*[多余餘]?\s*(?P<scale>(?i:{longer})|[{letters}](?![A-Za-z]))?")


@lru_cache(maxsize=REMEMBERED)
def _read(surface: str) -> tuple[_Written, ...]:
    scales = _table("figures.toml")["written_scales"]
    found = []
    for match in _number_pattern().finditer(surface):
        scale = match["scale"] or ""
        letter = scale if len(scale) == 1 and scale.isascii() else ""
        digits = match["digits"].replace(",", "").replace("−", "-")
        found.append(_Written(digits, scales[scale.lower()] if scale else 0, letter))
    return tuple(found)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(digits: str, edition: Edition) -> str:
    whole, dot, decimals = digits.partition(".")
    smallest = for_edition(_table("figures.toml")["grouping"], edition)
    return (f"{int(whole):,}" if abs(int(whole)) >= smallest else whole) + dot + decimals


def _scaled(amount: Decimal, edition: Edition) -> str:
    """`amount` with the largest scale word that leaves a short mantissa, else in full digits."""
    for power, word in for_edition(_table("figures.toml")["scales"], edition).items():
        mantissa = amount.scaleb(-int(power))
        exponent = mantissa.normalize().as_tuple().exponent
        if abs(mantissa) >= 1 and isinstance(exponent, int) and exponent >= -MAX_MANTISSA_DECIMALS:
            return f"{_grouped(_plain(mantissa), edition)} {word}"
    return _grouped(_plain(amount), edition)


def _close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= abs(b) * Decimal("1e-9")


def _number(amount: Decimal, written: Sequence[_Written], value: Value, edition: Edition) -> str:
    """`amount` in the surface's own measure where the edition has it, else in the edition's."""
    powers = {w.power for w in written}
    near = [w for w in written if _close(w.amount, amount)]
    near += [_Written(w.digits, p, "") for w in written for p in sorted(powers) if not w.power and _close(Decimal(w.digits).scaleb(p), amount)]
    if not near:
        return _scaled(amount, edition)
    own = near[0]
    if own.letter and value.unit in _table("figures.toml")["letters"]["units"]:
        return own.digits + own.letter
    scales = for_edition(_table("figures.toml")["scales"], edition)
    if own.power and not own.letter and str(own.power) in scales and abs(Decimal(own.digits)) < 10000:
        return f"{_grouped(own.digits, edition)} {scales[str(own.power)]}"
    from_latin = not has_han(value.surface + (value.unit_surface or ""))
    if own.power or (edition.is_chinese and from_latin and abs(amount) >= 10000):
        return _scaled(amount, edition)
    return _grouped(own.digits, edition)


def _amount(low: str, row: Mapping[str, Any], written: Sequence[_Written]) -> Decimal | None:
    """The number in the row's unit; None where it is no decimal number (a rounded conversion that the surface does not show)."""
    amount = Decimal(low)
    if "factor" in row:
        ratio = Fraction(amount) / Fraction(row["factor"])
        with localcontext() as context:
            context.prec = 40
            amount = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    shown = next((w.amount for w in written if abs(w.amount - amount) <= abs(amount) * Decimal("1e-6")), None)
    if shown is not None:
        return shown
    exponent = amount.normalize().as_tuple().exponent
    return amount if isinstance(exponent, int) and exponent >= -12 else None


def _bound_row(value: Value, edition: Edition, can_split: bool) -> tuple[str, bool]:
    """(template or infix word, whether it is an infix)."""
    for row in _table("figures.toml")["bounds"]:
        if row["bound"] != value.bound.value or value.unit not in row.get("units", (value.unit,)):
            continue
        if any(word in value.surface for word in row.get("words", ())) or "words" not in row:
            if row.get("many") and edition.is_chinese and not can_split:
                continue
            return for_edition(row, edition), bool(row.get("many")) and edition.is_chinese
    return "{q}", False


def _joined(number: str, unit: str, row: Mapping[str, Any], edition: Edition) -> str:
    prefix = row.get("prefix", {}).get(edition.value, "")
    tight = row.get("tight") or (row.get("tight_en") and not has_han(unit))
    gap = "" if tight or not unit or (edition.is_chinese and has_han(unit[0])) else " "
    if edition.is_chinese:
        number = re.sub(r" (?=[^\x00-\x7f]$)", " ", number)
    return f"{prefix}{number}{gap}{unit}"


def _forms(numbers: list[str], row: Mapping[str, Any], edition: Edition) -> tuple[str, str]:
    """(with counter and noun, with the counter alone) of one or two numbers."""
    unit = for_edition(row, edition)
    if edition is Edition.EN:
        name = unit[0] if numbers == ["1"] else unit[1]
        return _ranged(numbers, name, row, edition), _ranged(numbers, "" if _nouns(row, edition) else name, row, edition)
    counter, bar, noun = unit.partition("|")
    if not bar:
        whole = _ranged(numbers, unit, row, edition)
        return whole, whole
    if numbers[-1][-1:].isalpha() and numbers[-1][-1:].isascii():
        return _ranged(numbers, noun, row, edition), _ranged(numbers, "", row, edition)
    return _ranged(numbers, counter + noun, row, edition), _ranged(numbers, counter, row, edition)


def _nouns(row: Mapping[str, Any], edition: Edition) -> tuple[str, ...]:
    """What the row counts; nothing where it is a unit of measure."""
    if edition is Edition.EN:
        is_counter = row["unit"].startswith("count") or "|" in row.get(Edition.ZH_HANS.value, "")
        return tuple(name for name in row["en"] if name) if is_counter else ()
    return tuple(sorted({noun for tag, form in row.items() if tag.startswith("zh-") and (noun := form.partition("|")[2])}))


def _ranged(numbers: list[str], unit: str, row: Mapping[str, Any], edition: Edition) -> str:
    if len(numbers) == 1:
        return _joined(numbers[0], unit, row, edition)
    low, high = numbers
    if edition.is_chinese:
        first = _joined(low, unit, row, edition) if row.get("tight") else _joined(low, "", row, edition)
        return f"{first}–{_joined(high, unit, row, edition)}"
    if " " in low or " " in high or row.get("prefix", {}).get("en"):
        return f"{_joined(low, '', row, edition)} to {_joined(high, unit, row, edition)}"
    return _joined(f"{low}–{high}", unit, row, edition)


def _per(value: Value, edition: Edition) -> str | None:
    """The per-unit, `""` where there is none, None where no table has it."""
    if value.per is None:
        return ""
    number, _, unit = value.per.rpartition(" ")
    for row in _table("figures.toml")["per"]:
        if row["unit"] != unit:
            continue
        if str(row.get("number", "1")) == (number or "1"):
            return str(for_edition(row, edition))
    return None


def _split_unit(value: Value) -> tuple[str, str | None, str | None]:
    """(unit, its surface, per-unit): `token/second` is tokens by the second unless the table has it whole."""
    if "/" not in value.unit or _unit_row(value.unit, value.unit_surface):
        return value.unit, value.unit_surface, value.per
    unit, _, per = value.unit.partition("/")
    said = re.split(r"/|每|per ", value.unit_surface or "")[0]
    return unit, said.strip() or None, per


@lru_cache(maxsize=REMEMBERED)
def write_value(value: Value, edition: Edition, counter: str | None = None) -> Figure | None:
    """`value` as `edition` writes it, or None where the tables lack its unit.

    counter: the unit to take where the value has none of its own (`count:language` for the languages that a model supports).

    >>> fifteen = Value(surface="15美分", low="0.15", high="0.15", unit="USD", unit_surface="美分")
    >>> [write_value(fifteen, edition).full for edition in (Edition.ZH_HANS, Edition.EN)]
    ['15 美分', '15 cents']
    """
    if value.is_date:
        written = write_date(value, edition)
        return None if written is None else Figure(full=written, amount=written, count=written, bare=written)
    if max(len(value.low), len(value.high)) > MAX_DIGITS:
        return None
    unit, unit_surface, per_unit = _split_unit(value)
    if unit in ("", "count") and (part := _fraction(value, edition)):
        return Figure(full=part, amount=part, count=part, bare=part)
    if counter and unit in ("", "count"):
        unit = counter
    row = _unit_row(unit, unit_surface) or _own_counter(unit)
    plain = Value(surface=value.surface, low=value.low, high=value.high, unit=unit, per=per_unit, bound=value.bound, unit_surface=unit_surface)
    per = _per(plain, edition)
    if row is None or per is None or for_edition(row, edition) is None:
        return None
    return _figure(plain, row, per, edition)


def _fraction(value: Value, edition: Edition) -> str | None:
    """A part of a whole in words (三分之一), where the source writes it so."""
    if value.is_range or any(c.isdigit() for c in value.surface):
        return None
    for row in _table("figures.toml")["fractions"]:
        if _close(Decimal(value.low), Decimal(Fraction(row["value"]).numerator) / Fraction(row["value"]).denominator):
            template, _ = _bound_row(value, edition, False)
            return template.format(q=row["zh" if edition.is_chinese else "en"])
    return None


def _own_counter(unit: str) -> Mapping[str, Any] | None:
    """A row for a counter that the table lacks: its English noun in English, nothing in Chinese."""
    kind, _, noun = unit.partition(":")
    return {"unit": unit, "en": [noun, _plural(noun)]} if kind == "count" and noun.isascii() and noun else None


def _plural(noun: str) -> str:
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(s|x|ch|sh)$", noun) else "s")


def _figure(value: Value, row: Mapping[str, Any], per: str, edition: Edition) -> Figure | None:
    try:
        written = _read(value.surface)
        ends = [_amount(end, row, written) for end in dict.fromkeys((value.low, value.high))]
    except InvalidOperation:
        return None
    numbers = [_number(end, written, value, edition) for end in ends if end is not None]
    if len(numbers) < len(ends):
        return None
    one = row.get("one") if ends == [1] else None
    unit = for_edition(row, edition)
    round_count = isinstance(unit, str) and "|" in unit and numbers[0].isdigit() and numbers[0].endswith("0") and len(numbers) == 1
    template, infix = _bound_row(value, edition, round_count)
    if infix:
        numbers = [numbers[0] + " " + template]
        template = "{q}"
    whole, count = _forms(numbers, row, edition)
    if one is not None and not infix:
        whole = count = for_edition(one, edition)
    bare = _ranged(numbers, "", row, edition)
    amount, count, bare = (_spaced(template.format(q=part), edition) for part in (whole, count, bare))
    if not per:
        full = amount
    elif edition.is_chinese:
        full = _spaced(per + amount, edition) if has_han(per[-1]) else f"{per} {amount}"
    else:
        full = f"{amount} {per.format(k='')}"
    return Figure(full=full, amount=amount, count=count, bare=bare, per=per, nouns=_nouns(row, edition))


def _spaced(text: str, edition: Edition) -> str:
    """A figure's own spacing: none between two Han characters, one between Han and Latin."""
    if not edition.is_chinese:
        return text
    return space_borders(re.sub(r"(?<=[^\x00-\x7f–]) +(?=[^\x00-\x7f])", "", text))


_DATE = re.compile(r"(?P<y>\d{4}|-)(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?|-(?P<q>Q[1-4])|-(?P<h>H[12])|-W(?P<w>\d{2}))?")


def date_precision(iso: str) -> str | None:
    """The precision of an ISO date as the tables name it: `day`, `month_day` (no year), `month`, `quarter` …; None for anything else.

    >>> [date_precision(iso) for iso in ("2023-10", "--07-18", "2024-Q3", "2024", "soon")]
    ['month', 'month_day', 'quarter', 'year', None]
    """
    match = _DATE.fullmatch(iso)
    if match is None:
        return "decade" if re.fullmatch(r"\d{3}0s", iso) else None
    if match["y"] == "-":
        return "month_day" if match["d"] else "month_only" if match["m"] else None
    named = {"q": "quarter", "h": "half", "w": "week", "d": "day", "m": "month"}
    return next((name for group, name in named.items() if match[group]), "year")


def _one_date(iso: str, edition: Edition) -> str | None:
    precision = date_precision(iso)
    rows = for_edition(_table("figures.toml")["dates"], edition)
    if precision is None:
        return None
    match = _DATE.fullmatch(iso.rstrip("s"))
    assert match is not None
    month = int(match["m"] or 0)
    if month > 12:
        return None
    slots = {
        "y": match["y"],
        "m": month,
        "d": int(match["d"] or 0),
        "w": int(match["w"] or 0),
        "q": rows.get(match["q"] or "", ""),
        "h": rows.get(match["h"] or "", ""),
        "month": rows["months"][month - 1] if month and "months" in rows else "",
    }
    return str(rows[precision]).format(**slots)


def write_date(value: Value, edition: Edition) -> str | None:
    """A date, or two with `to` between them; None where it is no ISO date."""
    low, high = _one_date(value.low, edition), _one_date(value.high, edition)
    if low is None or high is None:
        return None
    template = str(for_edition(_table("figures.toml")["dates"], edition)["range"]) if value.is_range else "{low}"
    written = template.format(low=low, high=high)
    template, _ = _bound_row(value, edition, False) if value.bound is not Bound.EXACT else ("{q}", False)
    return _spaced(template.format(q=written), edition)


def date_preposition(iso: str) -> str:
    """The English preposition before that date: `on July 18`, `in October 2023`."""
    return str(_table("figures.toml")["prepositions"].get(date_precision(iso) or "", "on"))
