"""What a command reports: what became of each source, and of all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.datamodel.language import Localized

Record = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A document that could not be digested. reason: one line for a reader."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    """What became of one source. status: `done`, `unchanged`, `failed` or `vanished`."""

    source: str
    status: str
    id: str | None = None
    reason: str | None = None
    facts: int = 0
    rejections: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What became of all sources of a run."""

    documents: tuple[DocumentReport, ...]
    seconds: float
    outputs: Path
    fingerprint: str
    version: str

    def count(self, status: str) -> int:
        """How many sources ended so."""
        return sum(report.status == status for report in self.documents)

    def record(self) -> Record:
        """`run.json`."""
        documents: list[Record] = [
            {"source": r.source, "id": r.id, "status": r.status, "reason": r.reason, "facts": r.facts, "rejections": r.rejections}
            for r in self.documents
        ]
        totals = {
            "documents": len(self.documents) - self.count("vanished"),
            "done": self.count("done"),
            "unchanged": self.count("unchanged"),
            "failed": self.count("failed"),
            "facts": sum(r.facts for r in self.documents),
            "rejections": sum(r.rejections for r in self.documents),
            "tokens": 0,
            "cost": 0.0,
            "seconds": round(self.seconds, 3),
        }
        return {"documents": documents, "totals": totals, "versions": {"bidigest": self.version}, "fingerprints": {"recipe": self.fingerprint}}


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestEntry:
    """A line of the page that lists all digests. name: the source's; headline: by edition; published: an ISO date or None."""

    id: str
    name: str
    headline: Localized
    language: str
    published: str | None
    facts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionReport:
    """What became of one file to convert. status: `converted` or `failed`.

    written: the file written, if any. text: the converted text, where it goes to standard output; data: the same, encoded.
    """

    source: str
    status: str
    written: Path | None = None
    text: str | None = None
    data: bytes | None = None
    reason: str | None = None

    def record(self) -> Record:
        """The report as JSON."""
        record: Record = {"source": self.source, "status": self.status, "written": str(self.written) if self.written else None, "reason": self.reason}
        return record if self.text is None else {**record, "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskReport:
    """A conversion that an editor should look at. line: from 1. context: the characters around it."""

    source: str
    line: int
    surface: str
    converted: str
    alternatives: tuple[str, ...]
    context: str

    def record(self) -> Record:
        """The report as JSON."""
        return {
            "source": self.source,
            "line": self.line,
            "surface": self.surface,
            "converted": self.converted,
            "alternatives": list(self.alternatives),
            "context": self.context,
        }

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.surface} → {self.converted} (or {'、'.join(self.alternatives)})  …{self.context}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """The words that a conversion changes in a line (from 1), each with what it becomes."""

    source: str
    line: int
    changes: tuple[tuple[str, str], ...]

    def record(self) -> Record:
        """The report as JSON."""
        return {"source": self.source, "line": self.line, "changes": [list(change) for change in self.changes]}

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {'  '.join(f'{before} → {after}' for before, after in self.changes)}"
