from __future__ import annotations

import pytest

from pipeline.datamodel.fact import Value
from pipeline.extract.fitting import BASIS, DATED_BASIS, YEARLY, fitted, load_units
from pipeline.extract.tokens import CLASSES
from pipeline.text.glossary import Glossary


def value(unit: str) -> Value:
    return Value(surface="5", low="5", high="5", unit=unit)


@pytest.mark.parametrize(
    ("unit", "metric", "kind", "fits"),
    [
        ("USD", "revenue", "increase_to", True),
        ("percent", "revenue", "increase", True),
        ("degree Celsius", "market_share", "measure", False),
        ("percent", "parameters", "measure", False),
        ("percent", "users", "increase", True),
        ("percent", "users", "measure", False),
        ("USD", "context_window", "measure", False),
        ("metre", "no_such_metric", "measure", True),
        ("date", "knowledge_cutoff", "measure", True),
    ],
)
def test_a_metric_takes_figures_of_its_units(unit: str, metric: str, kind: str, fits: bool) -> None:
    assert (fitted(value(unit), metric, kind) is not None) is fits


def test_a_bare_number_takes_the_unit_of_its_metric() -> None:
    found = fitted(Value(surface="8 billion", low="8000000000", high="8000000000", unit="count"), "parameters", "measure")
    assert found is not None
    assert found.unit == "parameter"


def test_a_figure_below_the_least_is_none_of_its_metric() -> None:
    assert fitted(value("parameter"), "parameters", "measure") is None


@pytest.mark.parametrize(
    ("unit", "metric", "fits"), [("gram", "weight", True), ("metre", "weight", False), ("month", "duration", True), ("metre", "duration", False)]
)
def test_a_measure_must_be_in_a_unit_of_its_metric(unit: str, metric: str, fits: bool) -> None:
    assert (fitted(value(unit), metric, "measure") is not None) is fits


def test_times_of_occasions_become_a_factor_in_a_multiple_only() -> None:
    found = fitted(value("count:time"), "efficiency", "multiple")
    assert found is not None
    assert found.unit == "times"
    assert fitted(value("USD"), "efficiency", "multiple") is None


def test_rows_name_known_metrics_and_classes() -> None:
    glossary = Glossary.builtin()
    classes = {name for row in load_units().values() for name in row.classes}
    assert classes <= set(CLASSES)
    assert [metric for metric in load_units() if glossary.get(metric) is None] == []


@pytest.mark.parametrize("text", ["rose 2% from ", "14% more than ", "up 9% compared with "])
def test_what_a_change_is_counted_from_is_told_by_its_preposition(text: str) -> None:
    assert BASIS.search(text)
    assert DATED_BASIS.search(text)


@pytest.mark.parametrize(("text", "is_yearly"), [("a year earlier", True), ("one year ago", True), ("last year", True), ("a month ago", False)])
def test_a_year_before_is_told(text: str, is_yearly: bool) -> None:
    assert (YEARLY.search(text) is not None) is is_yearly
