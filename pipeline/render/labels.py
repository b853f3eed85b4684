"""The pages' own words (`labels.toml`), their numerals and marks, by edition."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from pipeline.datamodel.fact import NEAREST_TAGS
from pipeline.datamodel.language import Edition

HAN_DIGITS = "零一二三四五六七八九"


def text(name: str, tag: str, **values: object) -> str:
    """The label `name` (`meta/cited` for a row of a group) in the edition `tag`, its braces filled. Raises KeyError where there is none.

    >>> text("line", "en", a=5)
    'line 5'
    """
    label = _label(name, tag)
    return label.format(**values) if values else label


def numeral(n: int, tag: str) -> str:
    """The number of a section's heading: 一、 in Chinese editions, `1. ` in English ones.

    >>> numeral(12, "zh-Hans"), numeral(3, "en"), numeral(100, "zh-Hans")
    ('十二、', '3. ', '100、')
    """
    if tag == Edition.EN:
        return f"{n}. "
    if n > 99:
        return f"{n}、"
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{HAN_DIGITS[tens]}十"
    return f"{head}{HAN_DIGITS[ones] if ones or not tens else ''}、"


@cache
def _label(name: str, tag: str) -> str:
    row: Any = _labels()
    for part in name.split("/"):
        row = row[part]
    keys = (tag, *NEAREST_TAGS.get(tag, ()), "en")
    return str(next((row[key] for key in keys if key in row), None) or next(iter(row.values())))


@cache
def _labels() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("pipeline.render").joinpath("labels.toml").read_text(encoding="utf-8"))
