"""By the numbers: the figures of all sources side by side, each cell with the letters of those that bear it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from pipeline.compose.issues.points import Desk
from pipeline.compose.issues.ranking import item_of
from pipeline.compose.tables import Plan, build_table, plan_tables
from pipeline.datamodel.digest import Cell, Table
from pipeline.datamodel.issue import Merged, Numbers
from pipeline.datamodel.language import Edition, Localized

MOST_TABLES, MOST_ROWS = 3, 8
COMPARED = 3  # figures of one measure from which on a chart compares


def numbers(merged: Iterable[Merged], disputed: Iterable[str], desk: Desk, editions: Sequence[Edition]) -> tuple[Numbers, ...]:
    """The tables, scores first. disputed: ids of the facts that sources contradict, which stand side by side elsewhere.

    merged: the weightiest first. A table whose scores come from different sources says so, and is not drawn: they may not be ranked.
    """
    left_out = set(disputed)
    ranked = [one for one in merged if one.id not in left_out]
    plans = [told for plan in plan_tables([item_of(one, desk.tags, n) for n, one in enumerate(ranked)]) if (told := _without_names(plan))]
    by_id = {one.id: one for one in ranked}
    made = []
    for plan in plans[:MOST_TABLES]:
        cut = next(cut for cut in plan.cuts() if len(cut.subjects if cut.subjects_in_rows else cut.measures) <= MOST_ROWS)
        made.append(_numbers(build_table(cut, desk.notebook, editions), by_id, desk))
    return tuple(made)


def _without_names(plan: Plan) -> Plan | None:
    """The plan without the rows whose only figures their subjects' names bear (Llama 3 400B: 400B); None where too few are left to compare."""
    told = {subject for (subject, _), item in plan.items.items() if not item.is_in_name}
    kept = tuple(subject for subject in plan.subjects if subject.id in told)
    items = {place: item for place, item in plan.items.items() if place[0] in told}
    measures = tuple(measure for measure in plan.measures if any(place[1] == measure.id for place in items))
    return replace(plan, subjects=kept, measures=measures, items=items) if len(kept) > 1 else None


def _numbers(table: Table, merged: Mapping[str, Merged], desk: Desk) -> Numbers:
    cells = [cell for _, row in table.rows for cell in row if cell]
    letters = {cell.note: desk.letters(document for fact in cell.facts for document in merged[fact].documents) for cell in cells}
    is_mixed = table.kind == "scores" and any(_is_mixed([cell for _, cell in row], merged) for _, row in table.series())
    drawn = table.chart and not is_mixed and any(len(row) >= COMPARED for _, row in table.series())
    return Numbers(table=replace(table, chart=drawn), letters=letters, remark=_remark() if is_mixed else None)


def _is_mixed(cells: Sequence[Cell], merged: Mapping[str, Merged]) -> bool:
    """True where no one source bears all the figures of a measure: they may have been taken in different ways."""
    sources = [frozenset(document for fact in cell.facts for document in merged[fact].documents) for cell in cells]
    return len(sources) > 1 and not frozenset.intersection(*sources)


@cache
def _remark() -> Localized:
    table = tomllib.loads(resources.files("pipeline.compose.issues").joinpath("data", "numbers.toml").read_text(encoding="utf-8"))
    return {tag: str(text) for tag, text in table["mixed"].items()}
