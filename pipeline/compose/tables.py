"""At-a-glance tables: what several subjects are measured by, side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.compose.dedup import Item
from pipeline.compose.labels import label
from pipeline.compose.notes import Notebook
from pipeline.datamodel.digest import Cell, Table
from pipeline.datamodel.fact import Entity, Value
from pipeline.datamodel.language import Edition
from pipeline.text.wording.figures import write_value

MIN_SUBJECTS = 3  # one measure is a table from three subjects on; two measures from two
MIN_FILL = 0.5  # a table with more holes than figures compares nothing
MAX_COLUMNS = 5  # what a phone shows without scrolling
MAX_ROWS = 10
LETTERED = re.compile(r"\d ?[KMBTkmbt](?![A-Za-z])")  # 236B
SCALES = ((8, "亿"), (4, "万"))  # powers of ten
KINDS = {"score": "scores", "price": "prices", "measure": "measures"}

Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A table before its notes are numbered: the items of its cells by subject and measure."""

    kind: str
    subjects: tuple[Entity, ...]
    measures: tuple[Entity, ...]
    items: dict[Place, Item]
    score: float

    @property
    def subjects_in_rows(self) -> bool:
        """Scores have a row for each benchmark, as readers know them, unless more models than fit side by side were measured."""
        return self.kind != "scores" or len(self.subjects) > MAX_COLUMNS

    def cuts(self) -> Iterator[Plan]:
        """The plan, then the plan with ever fewer rows, down to two."""
        yield self
        for n in range(len(self.subjects if self.subjects_in_rows else self.measures) - 1, 1, -1):
            subjects, measures = (self.subjects[:n], self.measures) if self.subjects_in_rows else (self.subjects, self.measures[:n])
            shown = {(s.id, m.id) for s in subjects for m in measures}
            yield replace(self, subjects=subjects, measures=measures, items={p: i for p, i in self.items.items() if p in shown})


def plan_tables(items: Iterable[Item]) -> list[Plan]:
    """The tables that the measurements make, the weightiest first; no item stands in two of them."""
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        claim = item.claim
        plain = claim.value is not None and claim.attribute is not None and not claim.modality and claim.attribution is None and item.is_common
        if plain and claim.type in KINDS:
            by_kind.setdefault(_family(item), []).append(item)
    plans = [plan for family, group in by_kind.items() if (plan := _plan(KINDS[family.split()[0]], group))]
    return sorted(plans, key=lambda plan: (list(KINDS.values()).index(plan.kind), -plan.score))


def build_table(plan: Plan, notebook: Notebook, editions: Sequence[Edition]) -> Table:
    """The table of a plan; its notes are numbered row by row. Prices name what they are counted by in the corner, not in every cell."""

    mixed = _of_mixed_scales(plan)

    def cell(subject: Entity, measure: Entity) -> Cell | None:
        item = plan.items.get((subject.id, measure.id))
        if item is None or item.claim.value is None:
            return None
        value = _spelled_out(item.claim.value) if measure.id in mixed else item.claim.value
        number = None if value.is_date or value.is_range else float(value.low)
        return Cell(phrases={str(e): _amount(value, measure, e) for e in editions}, note=notebook.number(item), number=number, facts=item.facts)

    if plan.subjects_in_rows:
        columns, rows = plan.measures, tuple((s, tuple(cell(s, m) for m in plan.measures)) for s in plan.subjects)
    else:
        columns, rows = plan.subjects, tuple((m, tuple(cell(s, m) for s in plan.subjects)) for m in plan.measures)
    return Table(
        kind=plan.kind,
        title=label("table", plan.kind),
        corner=_corner(plan, editions),
        columns=columns,
        rows=rows,
        subjects_in_rows=plan.subjects_in_rows,
        chart=_can_be_drawn(plan),
    )


def _amount(value: Value, measure: Entity, edition: Edition) -> str:
    """The figure without what the table says already: what a price is counted by, a noun that the measure's name has, with its measure word."""
    figure = write_value(value, edition)
    if figure is None:
        return value.surface
    noun = figure.full.removeprefix(figure.count).strip().rstrip("s").casefold()
    if noun and noun in measure.name(edition).casefold():
        return figure.count.removesuffix("個").removesuffix("个")
    return figure.amount if value.per else figure.full


def _of_mixed_scales(plan: Plan) -> frozenset[str]:
    """Ids of the measures whose figures are written with a letter here (236B) and with a word or none there (4050 亿)."""
    styles: dict[str, set[bool]] = {}
    for (_, measure), item in plan.items.items():
        if item.claim.value is not None and item.claim.value.low.isdigit():
            styles.setdefault(measure, set()).add(LETTERED.search(item.claim.value.surface) is not None)
    return frozenset(measure for measure, style in styles.items() if len(style) > 1)


def _spelled_out(value: Value) -> Value:
    """The value as one that is written with a scale word: 236B as 2360 亿, which each edition writes in its own way."""
    scale = next((row for row in SCALES if value.low.isdigit() and not int(value.low) % 10 ** (row[0] - 2) and int(value.low) >= 10 ** row[0]), None)
    if scale is None or value.is_range or not LETTERED.search(value.surface):
        return value
    written = format((Decimal(value.low) / 10 ** scale[0]).normalize(), "f")
    return replace(value, surface=f"{written}{scale[1]}")


def _corner(plan: Plan, editions: Sequence[Edition]) -> Entity:
    corner = label("corner", plan.kind)
    sample = next(iter(plan.items.values())).claim.value
    if plan.kind != "prices" or sample is None or sample.per is None:
        return corner
    names = {}
    for edition in editions:
        figure = write_value(sample, edition)
        name, per = corner.name(edition), figure.per.format(k="").strip() if figure else ""
        names[str(edition)] = name if not per else f"{name} ({per})" if edition is Edition.EN else f"{name}（{per}）"
    return replace(corner, names=names)


def _family(item: Item) -> str:
    """Items that can stand in one table: prices of one currency and counter, all scores, all other measures."""
    claim = item.claim
    if claim.type == "price" and claim.value is not None:
        return f"price {claim.value.unit} {claim.value.per}"
    return claim.type


def _plan(kind: str, items: Sequence[Item]) -> Plan | None:
    cells: dict[Place, Item] = {}
    subjects: dict[str, Entity] = {}
    measures: dict[str, Entity] = {}
    for item in sorted(items, key=lambda i: (i.claim.condition is not None, -i.score, i.order)):
        measure = _measure(item)
        subjects.setdefault(item.claim.subject.id, item.claim.subject)
        measures.setdefault(measure.id, measure)
        cells.setdefault((item.claim.subject.id, measure.id), item)
    cells = _dense(_one_unit(cells))
    if not _tells(cells):
        return None
    places = sorted(cells, key=lambda place: cells[place].order)
    shown_subjects = _by_count(place[0] for place in places)[:MAX_ROWS]
    shown_measures = _by_place(place[1] for place in places)[: MAX_ROWS if kind == "scores" else MAX_COLUMNS - 1]
    cells = {p: i for p, i in cells.items() if p[0] in shown_subjects and p[1] in shown_measures}
    return Plan(
        kind=kind,
        subjects=tuple(subjects[s] for s in shown_subjects),
        measures=tuple(measures[m] for m in shown_measures),
        items=cells,
        score=max(item.score for item in cells.values()),
    )


def _tells(cells: dict[Place, Item]) -> bool:
    """True where at least two figures say more than the subjects' names do."""
    return sum(not item.is_in_name for item in cells.values()) >= 2


def _measure(item: Item) -> Entity:
    """What is measured: the attribute, with its condition where it has one."""
    attribute, condition = item.claim.attribute, item.claim.condition
    if attribute is None:
        raise ValueError(f"fact {item.fact.id} measures nothing")
    if condition is None:
        return attribute
    tags = dict.fromkeys((*attribute.names, *condition.names))
    names = {tag: f"{attribute.name(tag)} ({condition.name(tag)})" for tag in tags}
    return Entity(id=f"{attribute.id} {condition.id}", names=names, kind=attribute.kind)


def _one_unit(cells: dict[Place, Item]) -> dict[Place, Item]:
    """The cells whose unit is the commonest of their measure: figures of different units do not compare."""
    units: dict[str, Counter[str]] = {}
    for (_, measure), item in cells.items():
        if item.claim.value is not None:
            units.setdefault(measure, Counter())[item.claim.value.unit] += 1
    common = {measure: min(count, key=lambda unit: (-count[unit], unit)) for measure, count in units.items()}
    return {place: item for place, item in cells.items() if item.claim.value is not None and item.claim.value.unit == common[place[1]]}


def _dense(cells: dict[Place, Item]) -> dict[Place, Item]:
    """The cells of the measures that compare: those of three subjects, and those of two that share another measure; none where they leave holes."""
    while cells:
        subjects, measures = Counter(s for s, _ in cells), Counter(m for _, m in cells)
        shared = Counter(m for s, m in cells if subjects[s] >= 2)
        kept = {p: i for p, i in cells.items() if measures[p[1]] >= MIN_SUBJECTS or shared[p[1]] >= 2}
        if len(kept) == len(cells):
            if len(cells) >= MIN_FILL * len(subjects) * len(measures):
                return cells
            thin = min(measures, key=lambda m: (measures[m], m))
            kept = {p: i for p, i in cells.items() if p[1] != thin}
        cells = kept
    return {}


def _by_count(ids: Iterable[str]) -> list[str]:
    """Ids by how often they come, the commonest first; equally common ones in the order given."""
    return [key for key, _ in Counter(ids).most_common()]


def _by_place(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _can_be_drawn(plan: Plan) -> bool:
    """True where every figure is a plain amount that a bar from zero can show."""
    values = [item.claim.value for item in plan.items.values()]
    return all(value is not None and not value.is_date and not value.is_range and value.number >= 0 for value in values)
