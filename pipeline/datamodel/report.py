"""What a command reports: what became of each source, and of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pipeline.datamodel.language import Localized

Record = dict[str, object]

DELIVERED = ("done", "partial", "fallback")


class Stop(StrEnum):
    """Why a run ended before it had asked for all documents."""

    COST = "cost"
    QUOTA = "quota"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was asked of a model. prompt, completion: tokens, of failed attempts too; cost: US dollars."""

    requests: int = 0
    prompt: int = 0
    completion: int = 0
    cost: Decimal = Decimal()

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            requests=self.requests + other.requests,
            prompt=self.prompt + other.prompt,
            completion=self.completion + other.completion,
            cost=self.cost + other.cost,
        )

    @property
    def tokens(self) -> int:
        """Read and written."""
        return self.prompt + self.completion

    def record(self) -> Record:
        """As JSON."""
        return {"requests": self.requests, "prompt_tokens": self.prompt, "completion_tokens": self.completion, "cost": float(self.cost)}


NOTHING = Spent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A document that could not be digested. reason: one line for a reader."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    """What became of one source.

    status: `done`; `partial` (a model failed for a part of it, which the rules did: the next run asks again); `fallback` (nothing that the
    model said was borne out, the rules did it all); `unchanged`; `failed`; `postponed` (the run stopped before it); `vanished`.
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
    spent: Spent = NOTHING

    def record(self) -> Record:
        """The report as JSON."""
        return {**asdict(self), "spent": self.spent.record()}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What became of all sources of a run. fingerprints: SHA-256 of all that shaped it, by part; versions: of what did the work, by name.

    models: what was spent, by model; stopped: why it ended early, with what to do in `advice`.
    """

    documents: tuple[DocumentReport, ...]
    seconds: float
    outputs: Path
    fingerprints: Mapping[str, str]
    versions: Mapping[str, str]
    models: Mapping[str, Spent] = field(default_factory=dict)
    stopped: Stop | None = None
    advice: str | None = None

    def count(self, *statuses: str) -> int:
        """How many sources ended so."""
        return sum(report.status in statuses for report in self.documents)

    @property
    def spent(self) -> Spent:
        """What was spent with all models."""
        return sum(self.models.values(), NOTHING)

    def record(self) -> Record:
        """`run.json`."""
        totals = {
            "documents": len(self.documents) - self.count("vanished"),
            **{status: self.count(status) for status in (*DELIVERED, "unchanged", "failed", "postponed")},
            "duplicates": sum(r.duplicate_of is not None for r in self.documents),
            "derived": sum(r.derived_from is not None for r in self.documents),
            "facts": sum(r.facts for r in self.documents),
            "rejections": sum(r.rejections for r in self.documents),
            "requests": self.spent.requests,
            "tokens": self.spent.tokens,
            "cost": float(self.spent.cost),
            "seconds": round(self.seconds, 3),
        }
        return {
            "documents": [report.record() for report in self.documents],
            "totals": totals,
            "models": {model: spent.record() for model, spent in self.models.items()},
            "stopped": self.stopped,
            "advice": self.advice,
            "versions": dict(self.versions),
            "fingerprints": dict(self.fingerprints),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a run would ask. documents: by source, those that would be asked for; failed: reasons; is_priced: the model's price is known."""

    model: str
    documents: Mapping[str, Spent]
    unchanged: int
    failed: Sequence[str]
    is_priced: bool

    @property
    def total(self) -> Spent:
        """All of it."""
        return sum(self.documents.values(), NOTHING)

    def record(self) -> Record:
        """The estimate as JSON."""
        return {
            "model": self.model,
            "documents": [{"source": source, **self._shown(spent)} for source, spent in self.documents.items()],
            "failed": list(self.failed),
            "totals": {"documents": len(self.documents), "unchanged": self.unchanged, "failed": len(self.failed), **self._shown(self.total)},
        }

    def _shown(self, spent: Spent) -> Record:
        return spent.record() if self.is_priced else {**spent.record(), "cost": None}


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
class IssueReport:
    """What became of an issue. period: its id; since, until: its days, ISO; files: what was written, the page first; folder: where.

    sources: documents that it draws on; undated: the names of those whose date is not known. facts: that it holds; repeats: that were left out
    as told before; dropped: why facts were left out because the editions would have differed. outdated: names of digests that an earlier version
    recorded, left out. edits: how many clauses an editor wrote or changed; findings: what should be looked at again in his pages, a line each;
    figures: how many of these are figures that were changed away from their evidence.
    """

    period: str
    number: int
    since: str
    until: str
    editions: tuple[str, ...]
    stories: int
    briefs: int
    sources: int
    facts: int
    conflicts: int
    updates: int
    repeats: int
    undated: tuple[str, ...]
    dropped: tuple[str, ...]
    outdated: tuple[str, ...]
    edits: int
    findings: tuple[str, ...]
    figures: int
    files: tuple[Path, ...]
    folder: Path
    seconds: float

    def record(self) -> Record:
        """The report as JSON."""
        return {
            **{name: getattr(self, name) for name in ("number", "since", "until", "editions")},
            "id": self.period,
            **{name: getattr(self, name) for name in ("stories", "briefs", "sources", "facts", "conflicts", "updates", "repeats")},
            **{name: getattr(self, name) for name in ("undated", "dropped", "outdated", "edits", "findings", "figures")},
            "files": [str(path) for path in self.files],
            "folder": str(self.folder),
            "seconds": round(self.seconds, 3),
        }


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
