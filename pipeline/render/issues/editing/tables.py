"""The tables of an edited page: figures that were changed, rows that were left out or moved, tables that were left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.datamodel.digest import Cell, Table
from pipeline.datamodel.issue import Issue, Numbers
from pipeline.render.issues.editing.findings import Finding, differing, evidence_of, found_in
from pipeline.render.issues.editing.reading import EditedIssue, EditedTable
from pipeline.render.issues.editing.rewriting import in_other_script
from pipeline.render.issues.markdown import marker


@dataclass(frozen=True, slots=True)
class EditedTables:
    """The tables as they now are, and how many cells were changed."""

    numbers: tuple[Numbers, ...]
    changed: int


def edited_tables(issue: Issue, base: EditedIssue, edited: EditedIssue, findings: list[Finding]) -> EditedTables:
    """The tables of the issue with the changes of the edited page, in its order; what is found is added to `findings`.

    A cell of a bilingual page holds both languages and stays as it is.
    """
    known = {marker("t", str(n)): numbers for n, numbers in enumerate(issue.numbers, 1)}
    before = {table.marker: table for section in base.sections for table in section.tables}
    made: list[Numbers] = []
    changed = 0
    for table in (table for section in edited.sections for table in section.tables):
        numbers = known.pop(table.marker or "", None)
        if numbers is None:
            findings.append(Finding(line=table.line, kind="ignored", said=" ".join(table.rows[0]) if table.rows else "", found="a table of its own"))
            continue
        was = before[table.marker]
        if table.rows == was.rows:
            made.append(numbers)
        elif len(edited.tags) > 1:
            why = "tables are edited in the pages of one language"
            findings.append(Finding(line=table.line, kind="ignored", said=" ".join(table.rows[0]), found=why))
            made.append(numbers)
        else:
            new, cells = _table(issue, numbers.table, was, table, edited.tags[0], findings)
            made.append(replace(numbers, table=new))
            changed += cells
    return EditedTables(tuple(made), changed)


def _table(issue: Issue, table: Table, was: EditedTable, now: EditedTable, tag: str, findings: list[Finding]) -> tuple[Table, int]:
    """The table with the rows that are left, in their order, and its changed cells."""
    places = {row[0]: n for n, row in enumerate(was.rows[1:])}
    rows, changed = [], 0
    for offset, row in enumerate(now.rows[1:], 2):
        n = places.pop(row[0], None)
        if n is None or len(row) != len(was.rows[n + 1]):
            findings.append(Finding(line=now.line + offset, kind="ignored", said=" ".join(row), found="rows and columns of a table cannot be added"))
            continue
        header, cells = table.rows[n]
        new = [_cell(issue, cell, a, b, tag, now.line + offset, findings) for cell, a, b in zip(cells, was.rows[n + 1][1:], row[1:], strict=True)]
        changed += sum(a != b for a, b in zip(cells, new, strict=True))
        rows.append((header, tuple(new)))
    return replace(table, rows=tuple(rows)), changed + len(places)


def _cell(issue: Issue, cell: Cell | None, was: str, now: str, tag: str, line: int, findings: list[Finding]) -> Cell | None:
    if now == was:
        return cell
    if cell is None:
        findings.append(Finding(line=line, kind="ignored", said=now, found="a cell without evidence"))
        return cell
    if now.strip("–- ") == "":
        return None
    converted = in_other_script(now, tag, map(str, issue.editions))
    others = [(other, cell.phrases[other]) for other in map(str, issue.editions) if other != tag and other not in converted]
    findings.extend(found_in(line, tag, now, was, evidence_of(issue, [cell.note])))
    findings.extend(differing(line, tag, now, was, others))
    return replace(cell, phrases={**cell.phrases, **converted, tag: now}, number=None)
