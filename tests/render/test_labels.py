from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from pipeline.datamodel.language import ALL_EDITIONS
from pipeline.render import labels


def rows(table: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, str]]]:
    if any(isinstance(entry, str) for entry in table.values()):
        return [(path, table)]
    return [row for key, entry in table.items() for row in rows(entry, f"{path}/{key}" if path else key)]


TABLE = rows(tomllib.loads(resources.files("pipeline.render").joinpath("labels.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(("name", "row"), [pytest.param(*row, id=row[0]) for row in TABLE])
def test_label_has_the_same_braces_in_every_edition(name: str, row: dict[str, str]) -> None:
    braces = {tag: sorted(re.findall(r"\{(\w+)\}", text)) for tag, text in row.items()}
    assert len({tuple(found) for found in braces.values()}) == 1
    values = dict.fromkeys(next(iter(braces.values())), "1")
    assert all(labels.text(name, tag, **values) for tag in ALL_EDITIONS)


def test_hong_kong_takes_taiwans_label() -> None:
    assert labels.text("how", "zh-Hant-HK") == "製作說明"


def test_unknown_label_is_an_error() -> None:
    with pytest.raises(KeyError):
        labels.text("nothing", "en")


@pytest.mark.parametrize(("n", "numeral"), [(1, "一、"), (10, "十、"), (11, "十一、"), (20, "二十、"), (34, "三十四、")])
def test_numeral_is_chinese(n: int, numeral: str) -> None:
    assert labels.numeral(n, "zh-Hant-TW") == numeral
