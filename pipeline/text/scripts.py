"""Which Han characters belong to which script: the tables that `fold`, `detect` and `encoding` share (data/scripts.json)."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """Sets of Han characters. ranks: the most frequent characters of Simplified text and their Traditional forms, by frequency, from 0.

    simplified: a translation table (code point to code point) from Traditional to Simplified, one character to one.
    """

    hans_only: frozenset[str]
    hant_only: frozenset[str]
    ja_only: frozenset[str]
    ranks: dict[str, int]
    simplified: dict[int, int]


@cache
def scripts() -> Scripts:
    """The tables, read once."""
    data = json.loads(files("pipeline.text").joinpath("data/scripts.json").read_text(encoding="utf-8"))
    simplified = dict(zip(map(ord, data["traditional"]), map(ord, data["simplified"]), strict=True))
    ranks = {character: rank for rank, character in enumerate(data["common"])}
    traditional = {chr(key): ranks[chr(value)] for key, value in simplified.items() if chr(value) in ranks}
    return Scripts(
        hans_only=frozenset(data["hans_only"]),
        hant_only=frozenset(data["hant_only"]),
        ja_only=frozenset(data["ja_only"]),
        ranks=traditional | ranks,
        simplified=simplified,
    )


def character_table(forms: Mapping[int, int]) -> array[int]:
    """A table for `str.translate`, from code point to code point; several times as fast as a dictionary, which raises an error for each character
    that it lacks.

    >>> "臺灣".translate(character_table({ord("臺"): ord("台")}))
    '台灣'
    """
    table = array("L", range(max(forms) + 1))
    for code, form in forms.items():
        table[code] = form
    return table
