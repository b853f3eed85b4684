"""Scores as a table for people and as JSON: a row a document and extractor, the shares side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from pipeline.datamodel.report import Record
from pipeline.evaluate.measure import Score, Share, ratio, total

COLUMNS = ("recall", "important", "typed", "precision", "kept")
TOTAL = "total"
LISTS = {
    "missed": "missed",
    "untyped": "told in words only, not as a typed figure",
    "wrong": "figures of something else",
    "misquoted": "quotations of somebody who does not say it",
    "uneven": "editions that differ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document by one extractor. name: of its gold; gold, facts: how many; cost: US dollars; status: as in `run.json`."""

    name: str
    model: str
    gold: int
    facts: int
    cost: Decimal
    score: Score
    status: str = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All documents with gold by every extractor asked for."""

    models: tuple[str, ...]
    rows: tuple[Row, ...]

    def of(self, model: str) -> list[Row]:
        """The rows of one extractor."""
        return [row for row in self.rows if row.model == model]

    def record(self) -> Record:
        """The evaluation as JSON: by extractor, by document, with what is behind the shares."""
        return {
            model: {
                "documents": {row.name: _record(row) for row in self.of(model)},
                TOTAL: {"shares": _shares(total(row.score.shares for row in self.of(model))), "cost": float(_cost(self.of(model)))},
            }
            for model in self.models
        }


def table(evaluation: Evaluation) -> str:
    """The evaluation as aligned columns: each document by each extractor, then the totals."""
    head = ["document", "extractor", "facts", "gold", *COLUMNS, "foreign", "uneven", "cost"]
    names = dict.fromkeys(row.name for row in evaluation.rows)
    lines = [_cells(row.name, row.model, [row]) for name in names for row in evaluation.rows if row.name == name]
    lines += [_cells(TOTAL, model, evaluation.of(model)) for model in evaluation.models]
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    return "\n".join(_aligned(line, widths) for line in [head, *lines])


def details(evaluation: Evaluation) -> str:
    """What is behind the shares: what is missed, wrong, foreign or uneven, by document and extractor."""
    lines: list[str] = []
    for row in evaluation.rows:
        lines.append(f"{row.name}, {row.model}")
        for name, heading in LISTS.items():
            found: Sequence[str] = getattr(row.score, name)
            lines += [f"  {heading}:", *(f"    {line}" for line in found)] if found else []
        lines += [f"  figures on {page} that the source does not hold: {', '.join(said)}" for page, said in row.score.foreign.items()]
    return "\n".join(lines)


def _cells(name: str, model: str, rows: Sequence[Row]) -> list[str]:
    shares = total(row.score.shares for row in rows)
    foreign = sum(len(said) for row in rows for said in row.score.foreign.values())
    return [
        name,
        model,
        str(sum(row.facts for row in rows)),
        str(sum(row.gold for row in rows)),
        *(f"{ratio(shares[column]):.3f}" if shares.get(column, (0, 0))[1] else "–" for column in COLUMNS),
        str(foreign),
        str(sum(len(row.score.uneven) for row in rows)),
        f"${_cost(rows):.4f}",
    ]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Names to the left, figures to the right."""
    return "  ".join(cell.ljust(width) if i < 2 else cell.rjust(width) for i, (cell, width) in enumerate(zip(cells, widths, strict=True))).rstrip()


def _cost(rows: Sequence[Row]) -> Decimal:
    return sum((row.cost for row in rows), Decimal())


def _record(row: Row) -> Record:
    score = asdict(row.score)
    return {"status": row.status, "facts": row.facts, "gold": row.gold, "cost": float(row.cost), **score, "shares": _shares(row.score.shares)}


def _shares(shares: Mapping[str, Share]) -> Record:
    return {name: {"right": share[0], "of": share[1], "share": round(ratio(share), 4)} for name, share in shares.items()}
