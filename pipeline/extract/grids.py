"""Tables: one measurement a cell, of the thing that its row or its column names, as the metric or benchmark that the other one names.

Nothing is read where it is not certain what a cell measures, of what, and in which unit: a row of another length than the header, a label that is
more than one known name, a figure beside other words, a bare number of a metric that is not counted in bare numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.datamodel.document import BlockKind, Span
from pipeline.datamodel.fact import Aspect, Claim, Entity, Kind, Value
from pipeline.extract.fitting import fitted, load_units
from pipeline.extract.reading import Reading
from pipeline.extract.tokens import MAX_NAME, Token, unknown_entity
from pipeline.text.quantities import find_quantities

EXTRACTOR = "rules/1"
BETWEEN = re.compile(r" ?\| ?")
BRACKET = re.compile(r"\s?[(（\[](?P<unit>[^()（）\[\]]{1,20})[)）\]]\s*$")
MARKS = re.compile(r"[\s*_`~†‡#^()（）]+")
SUBJECT_KINDS = frozenset({"model", "product", "organization", "person", "place", "platform", "work", "event", "unknown"})
ATTRIBUTE_KINDS = frozenset({"metric", "benchmark"})
PRICES = frozenset({"price", "input_price", "output_price", "subscription_price", "starting_price", "ticket_price"})
MAX_SURFACE = 40
MAX_WORDS = 160


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its sentence and the places of its cells in the document."""

    n: int
    span: Span
    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A cell that names what a row or a column is of: a subject or an attribute. unit: what its brackets add (`%`, `GB`); "" for none."""

    entity: Entity
    unit: str

    @property
    def is_attribute(self) -> bool:
        """True for a metric or a benchmark."""
        return self.entity.kind in ATTRIBUTE_KINDS


@cache
def of_things() -> frozenset[str]:
    """The words over a first column of names: `data/grids.toml`."""
    raw = tomllib.loads(files("pipeline.extract").joinpath("data", "grids.toml").read_text(encoding="utf-8"))
    return frozenset(raw["labels"]["of_things"])


def grid_claims(reading: Reading) -> Iterator[Claim]:
    """The measurements of a document's tables, row by row."""
    for rows in _tables(reading):
        header = rows[0]
        first = header.cells[0].of(reading.folded) if header.cells else ""
        names_things = MARKS.sub("", first) in of_things()
        columns = [_label(reading, cell) for cell in header.cells]
        for row in rows[1:]:
            if len(row.cells) != len(header.cells):
                continue
            side = _label(reading, row.cells[0]) or (_named(reading, row.cells[0]) if names_things else None)
            for column, cell in zip(columns[1:], row.cells[1:], strict=True):
                if side is None or column is None or side.is_attribute == column.is_attribute:
                    continue
                subject, attribute = (column, side) if side.is_attribute else (side, column)
                claim = _claim(reading, header, row, subject, attribute, cell)
                if claim is not None:
                    yield claim


def _tables(reading: Reading) -> Iterator[list[Row]]:
    """The tables of two rows and more: rows that stand together."""
    rows: list[Row] = []
    last = -2
    for index, block in enumerate(reading.document.blocks):
        if block.kind is not BlockKind.TABLE_ROW:
            continue
        if index != last + 1:
            if len(rows) > 1:
                yield rows
            rows = []
        rows.append(_row(reading, block.span))
        last = index
    if len(rows) > 1:
        yield rows


def _row(reading: Reading, span: Span) -> Row:
    text = span.of(reading.document.text)
    cuts = [m.span() for m in BETWEEN.finditer(text)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    cells = tuple(Span(span.start + a, span.start + b) for a, b in zip(starts, ends, strict=True))
    return Row(reading.sentence_at(span.start), span, cells)


def _label(reading: Reading, cell: Span) -> Label | None:
    """What a cell names, where it is one known name, metric or benchmark and nothing else."""
    text = cell.of(reading.document.text)
    bracket = BRACKET.search(text)
    end = cell.start + (bracket.start() if bracket is not None else len(text))
    tokens = [t for t in reading.tokens_between(cell.start, end) if t.end <= end]
    if len(tokens) != 1 or tokens[0].entity is None or tokens[0].kind not in SUBJECT_KINDS | ATTRIBUTE_KINDS:
        return None
    if _rest(reading, Span(cell.start, end), tokens[0]):
        return None
    return Label(tokens[0].entity, bracket["unit"].strip() if bracket is not None else "")


def _named(reading: Reading, cell: Span) -> Label | None:
    """A name in the text's own words, in a column of names."""
    words = cell.of(reading.document.text).strip(" *_`")
    if not 2 <= len(words) <= MAX_NAME or not any(c.isalpha() for c in words):
        return None
    return Label(unknown_entity(words, reading.document.language), "")


def _rest(reading: Reading, cell: Span, token: Token) -> str:
    """The letters and digits of a cell that stand outside a token."""
    text = reading.document.text
    return MARKS.sub("", text[cell.start : token.start] + text[token.end : cell.end])


def _claim(reading: Reading, header: Row, row: Row, subject: Label, attribute: Label, cell: Span) -> Claim | None:
    value = _value(reading, cell, attribute)
    if value is None:
        return None
    is_score = attribute.entity.kind == "benchmark"
    type_ = "score" if is_score else "price" if attribute.entity.id in PRICES else "measure"
    checked = fitted(value, attribute.entity.id, type_)
    if checked is None:
        return None
    aspect = {"score": Aspect.PERFORMANCE, "price": Aspect.PRICING}.get(type_, Aspect.TECHNICAL)
    return Claim(
        kind=Kind.MEASUREMENT, type=type_, aspect=aspect, subject=subject.entity, sentences=tuple(sorted({header.n, row.n})), extractor=EXTRACTOR,
        attribute=attribute.entity, value=checked, words=row.span.of(reading.document.text)[:MAX_WORDS].strip(), span=row.span, importance=0.7,
    )  # fmt: skip


def _value(reading: Reading, cell: Span, attribute: Label) -> Value | None:
    """The cell's one figure; None where the cell holds more, or its unit is not certain."""
    figures = [t for t in reading.tokens_between(cell.start, cell.end) if t.end <= cell.end]
    if len(figures) != 1 or figures[0].quantity is None or _rest(reading, cell, figures[0]):
        return None
    value = figures[0].value()
    if value is None or len(value.surface) > MAX_SURFACE:
        return None
    if attribute.unit and not _is_of(reading, value, attribute.unit):
        return None
    return value if value.unit != "count" or _counts(attribute.entity) else None


def _is_of(reading: Reading, value: Value, unit: str) -> bool:
    """True where the unit of a label's brackets is the figure's own; a unit that the cell leaves out, or that scales it, makes the figure unsure."""
    said = find_quantities(f"1 {unit}", reading.document.language)
    return len(said) == 1 and said[0].unit == value.unit and said[0].per == value.per


def _counts(attribute: Entity) -> bool:
    """True for what is told in bare numbers: benchmarks, and metrics of which a table says so."""
    fitting = load_units().get(attribute.id)
    return attribute.kind == "benchmark" or (fitting is not None and (fitting.bare is not None or "count" in fitting.classes))


def tabled(reading: Reading, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of the tables that no row of the pattern tables made of the same cell."""
    known = {(c.subject.id, c.attribute.id if c.attribute else "", c.value.low if c.value else "") for c in claims}
    return [c for c in grid_claims(reading) if (c.subject.id, c.attribute.id if c.attribute else "", c.value.low if c.value else "") not in known]
