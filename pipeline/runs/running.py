"""The driver's side of a run: what is sent out to be digested, what is done with what comes back, how all documents are related in the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TypeVar

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.protocols import Crash, DocumentRow, Ledger
from pipeline.datamodel.relation import UNRELATED
from pipeline.datamodel.report import NOTHING, DocumentReport, Failed, Spent
from pipeline.errors import PipelineError
from pipeline.runs.digesting import Digested
from pipeline.runs.gathering import gone
from pipeline.storage.corpus import locate
from pipeline.storage.deliveries import DELIVERY, DOCUMENT, FACTS, REJECTIONS, TEXT, delivery_record
from pipeline.storage.fingerprint import source_hash
from pipeline.storage.outputs import Outputs, as_json, as_lines
from pipeline.text.kinship import relate

log = logging.getLogger(__name__)

Result = TypeVar("Result")

TEXT_FILES = (TEXT, DOCUMENT)
FACT_FILES = (FACTS, REJECTIONS)


@dataclass(frozen=True, slots=True)
class Left:
    """In place of a result: the run stopped before the document was done. status: `postponed` or `failed`; reason: one line for a reader."""

    status: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the source at `position` of those sent out. reason: why a digest is not all that it could be; spent: on asking for it."""

    position: int
    result: Digested | Failed | Crash | Left
    reason: str | None = None
    spent: Spent = NOTHING


Gathered = Iterable[tuple[SourceRef, Source | Failed]]
Digester = Callable[[Iterable[Source]], Iterator[Outcome]]


def or_failed(address: str, work: Callable[..., Result], *given: object) -> Result | Failed:
    """What `work` returns; a failure is a value, also when it is a bug of ours, so that the other documents are delivered."""
    try:
        return work(*given)
    except PipelineError as error:
        return Failed(reason=str(error))
    except Exception as error:
        log.debug("%s", address, exc_info=True)
        return Failed(reason=f"{address}: internal error ({type(error).__name__}: {error}); please report it with the document")


@dataclass(kw_only=True)
class Run:
    """A run in progress. pages: the files that every digest has; fingerprint: of what shapes it; began: ISO 8601; sent: the sources sent out."""

    pages: Sequence[str]
    fingerprint: str
    began: str
    outputs: Outputs
    ledger: Ledger
    force: bool
    _met: list[SourceRef] = field(default_factory=list)
    _ended: dict[SourceRef, DocumentReport] = field(default_factory=dict)
    sent: list[SourceRef] = field(default_factory=list)
    _waiting: list[DocumentReport] = field(default_factory=list)

    def reports(self, gathered: Gathered, digest: Digester) -> Iterator[DocumentReport]:
        """A report for each source as it ends."""
        for outcome in digest(self.to_do(gathered)):
            yield from self.drained()
            yield self._end(self.sent[outcome.position], outcome)
        yield from self.drained()

    def met(self) -> int:
        """How many sources were met so far."""
        return len(self._met)

    def in_order(self) -> tuple[DocumentReport, ...]:
        """All reports in the order of the sources, with what their documents are of others."""
        known = self.ledger.relations()
        ended = (self._ended[ref] for ref in self._met)
        return tuple(replace(report, **asdict(known.get(report.id or "", UNRELATED))) for report in ended)

    def vanished(self, paths: Sequence[str], found: set[str]) -> Iterator[DocumentReport]:
        """Delivered documents whose source stood under `paths` and is gone; their digests are kept. found: where sources stand."""
        known = self.ledger.locations()
        for location in gone(known, paths, found):
            yield DocumentReport(source=location, status="vanished", id=known[location], reason="the source is gone; its digest is kept")

    def relate_all(self) -> None:
        """Tell duplicates and derived texts among all current documents, where one is new, and write down what changed."""
        if self.ledger.is_related():
            return
        before, after = self.ledger.relations(), relate(self.ledger.cards())
        for document in sorted({*before, *after}):
            relation = after.get(document, UNRELATED)
            if relation != before.get(document, UNRELATED):
                self.outputs.amend(document, asdict(relation))
        self.ledger.relate(after)

    def to_do(self, gathered: Gathered) -> Iterator[Source]:
        """The sources that changed; the others are reported."""
        for ref, source in gathered:
            self._met.append(ref)
            if isinstance(source, Failed):
                self._put(ref, DocumentReport(source=ref.address, status="failed", reason=source.reason))
                continue
            row = None if self.force else self.ledger.delivered(locate(ref.address))
            if row and self.is_unchanged(row, source):
                self._put(ref, self._again(ref, row))
                continue
            self.sent.append(ref)
            yield source

    def is_unchanged(self, row: DocumentRow, source: Source) -> bool:
        """True where `row` is of the very source and recipe, nothing is left to ask, and its files are there."""
        same = row.fingerprint == self.fingerprint and row.source_hash == source_hash(source) and row.status != "partial"
        names = TEXT_FILES if row.refusal is not None else (*TEXT_FILES, *FACT_FILES, *self.pages)
        return same and self.outputs.holds(row.id, names)

    def _again(self, ref: SourceRef, row: DocumentRow) -> DocumentReport:
        """What is reported of a document that is left as it stands."""
        if row.refusal is not None:
            return DocumentReport(source=ref.address, status="failed", id=row.id, reason=row.refusal)
        facts, rejections = self.ledger.counts(row.id)
        return DocumentReport(source=ref.address, status="unchanged", id=row.id, facts=facts, rejections=rejections)

    def _end(self, ref: SourceRef, outcome: Outcome) -> DocumentReport:
        result = outcome.result
        if isinstance(result, Digested):
            report = self._deliver(ref, result)
        elif isinstance(result, Left):
            report = DocumentReport(source=ref.address, status=result.status, reason=result.reason)
        else:
            reason = result.reason if isinstance(result, Failed) else f"{ref.address}: {result.reason}"
            report = DocumentReport(source=ref.address, status="failed", reason=reason)
        self._ended[ref] = replace(report, reason=report.reason or outcome.reason, spent=outcome.spent)
        return self._ended[ref]

    def _deliver(self, ref: SourceRef, digested: Digested) -> DocumentReport:
        earlier = self.ledger.delivered(digested.row.location)
        row = replace(digested.row, since=(earlier and earlier.since) or self.began)
        files = dict(digested.pages)
        if row.refusal is None:
            files |= {FACTS: as_lines(row.facts), REJECTIONS: as_lines(row.rejections)}
        self.outputs.deliver(row.id, {**files, DOCUMENT: as_json({**digested.document, DELIVERY: delivery_record(row, files)})})
        if earlier and earlier.id != row.id:
            self.outputs.supersede(earlier.id)
        self.ledger.record(row)
        if row.refusal is not None:
            return DocumentReport(source=ref.address, status="failed", id=row.id, reason=row.refusal)
        return DocumentReport(source=ref.address, status=row.status, id=row.id, facts=len(row.facts), rejections=len(row.rejections))

    def _put(self, ref: SourceRef, report: DocumentReport) -> None:
        self._ended[ref] = report
        self._waiting.append(report)

    def drained(self) -> list[DocumentReport]:
        """The reports of sources that were not sent out, since the last call."""
        waiting, self._waiting = self._waiting, []
        return waiting
