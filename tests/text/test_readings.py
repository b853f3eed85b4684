"""A text is read once for all stages that ask."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from pipeline.datamodel.language import Language
from pipeline.text import readings
from pipeline.text.dates import find_dates
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from pipeline.text.quantities import find_figures
from pipeline.text.readings import TextReading, reading_of

TEXT = "OpenAI 上周五发布了 3 款模型，2023 年 10 月的那一款售价为 15 美元。"


def test_it_is_what_the_finders_find() -> None:
    reading = TextReading(TEXT, Language.ZH_HANS, Glossary.builtin())
    anchor = date(2024, 7, 31)
    assert reading.folded == fold(TEXT)
    assert list(reading.figures) == find_figures(TEXT, Language.ZH_HANS)
    assert list(reading.mentions) == Glossary.builtin().find(TEXT)
    assert list(reading.dates()) == find_dates(TEXT, Language.ZH_HANS)
    assert list(reading.dates(anchor)) == find_dates(TEXT, Language.ZH_HANS, anchor) != list(reading.dates())


def _counted(asked: list[str], name: str, finder: Callable[..., object], *given: object) -> object:
    asked.append(name)
    return finder(*given)


def test_each_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for name in ("find_figures", "find_dates"):
        monkeypatch.setattr(readings, name, partial(_counted, asked, name, getattr(readings, name)))
    reading = TextReading(TEXT, Language.ZH_HANS, Glossary.builtin())
    assert asked == []
    for _ in range(2):
        assert reading.figures
        assert reading.dates()
    assert asked == ["find_figures", "find_dates"]


def test_the_stages_of_a_document_share_its_reading() -> None:
    glossary = Glossary.builtin()
    assert reading_of(TEXT, Language.ZH_HANS, glossary) is reading_of(TEXT, Language.ZH_HANS, glossary)
    assert reading_of(TEXT, Language.ZH_HANT, glossary) is not reading_of(TEXT, Language.ZH_HANS, glossary)
