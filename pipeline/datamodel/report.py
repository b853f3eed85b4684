"""What a command reports: what became of each source, and of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.datamodel.language import Localized

Record = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A document that could not be digested. reason: one line for a reader."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    """What became of one source. status: `done`, `unchanged`, `failed` or `vanished`.

    id: of its document; a failed one that was kept as text has one too. duplicate_of, derived_from: ids of other documents.
    """

    source: str
    status: str
    id: str | None = None
    reason: str | None = None
    facts: int = 0
    rejections: int = 0
    duplicate_of: str | None = None
    derived_from: str | None = None

    def record(self) -> Record:
        """The report as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What became of all sources of a run. fingerprints: SHA-256 of all that shaped it, by part; versions: of what did the work, by name."""

    documents: tuple[DocumentReport, ...]
    seconds: float
    outputs: Path
    fingerprints: Mapping[str, str]
    versions: Mapping[str, str]

    def count(self, status: str) -> int:
        """How many sources ended so."""
        return sum(report.status == status for report in self.documents)

    def record(self) -> Record:
        """`run.json`."""
        totals = {
            "documents": len(self.documents) - self.count("vanished"),
            "done": self.count("done"),
            "unchanged": self.count("unchanged"),
            "failed": self.count("failed"),
            "duplicates": sum(r.duplicate_of is not None for r in self.documents),
            "derived": sum(r.derived_from is not None for r in self.documents),
            "facts": sum(r.facts for r in self.documents),
            "rejections": sum(r.rejections for r in self.documents),
            "tokens": 0,
            "cost": 0.0,
            "seconds": round(self.seconds, 3),
        }
        return {
            "documents": [report.record() for report in self.documents],
            "totals": totals,
            "versions": dict(self.versions),
            "fingerprints": dict(self.fingerprints),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestEntry:
    """A line of the page that lists all digests. name: the source's; headline: by edition; published: an ISO date or None.

    duplicate_of, derived_from: the names of other sources.
    """

    id: str
    name: str
    headline: Localized
    language: str
    published: str | None
    facts: int
    duplicate_of: str | None = None
    derived_from: str | None = None


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
