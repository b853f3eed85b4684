"""The model that a run consults: found, ready, within its means; what is foreseen of its cost, told before the first request."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from urllib.parse import urlsplit

from pipeline.config import Settings
from pipeline.consult.asking import GRACE_SECONDS, Asking, Foreseen, Terms
from pipeline.consult.guarding import GuardedJournal
from pipeline.consult.opening import Doors, check_doors, guard_of
from pipeline.datamodel.asking import Answer, Ask, Talk, Usage
from pipeline.datamodel.document import SourceRef
from pipeline.datamodel.protocols import Journal
from pipeline.datamodel.report import Spent
from pipeline.engines.registry import open_hands
from pipeline.errors import ConfigError, MissingDependencyError, PipelineError
from pipeline.llm.guard import instructions
from pipeline.llm.models import ModelSpec, find_model, readiness
from pipeline.llm.money import Rate, cost
from pipeline.llm.prompts import check_prompts, fingerprint
from pipeline.llm.replies import claims_schema, translations_schema
from pipeline.llm.tokens import calibration, estimate_ask
from pipeline.runs.conversing import begin, go_on
from pipeline.runs.digesting import Recipe
from pipeline.runs.gathering import is_address
from pipeline.runs.running import Run
from pipeline.storage.corpus import locate, read_source
from pipeline.storage.fingerprint import settings_hash
from pipeline.storage.ledger import LEDGER

USUAL_REPLY = 0.4  # of the prompt's tokens, where no past requests tell
IN_JOBS = 50_000  # requests that gather until a job is handed in


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """A model as a run uses it. environ: where its key is."""

    spec: ModelSpec
    settings: Settings
    environ: Mapping[str, str]

    def talk(self) -> Talk:
        """What shapes its requests."""
        spec = self.spec
        return Talk(model=spec.id, window=spec.window, output=spec.output, family=spec.tokens, prompts=self.settings.prompts)

    def fingerprints(self) -> dict[str, str]:
        """SHA-256 of what shapes its replies, by name."""
        spec = self.spec
        shape = {name: str(getattr(spec, name)) for name in ("id", "base_url", "window", "output", "temperature", "structured", "tokens")}
        schemas = {"claims": json.dumps(claims_schema()), "translations": json.dumps(translations_schema())}
        return {"model": settings_hash(shape), "prompts": fingerprint(self.settings.prompts), "schema": settings_hash(schemas), **self._guarded()}

    def _guarded(self) -> dict[str, str]:
        guard = guard_of(self.settings)
        return {"guard": settings_hash({"id": guard.id, "told": instructions(guard, self.settings.prompts)})} if guard else {}

    def check(self) -> None:
        """Raises ConfigError or MissingDependencyError, with what to do, where it cannot be asked, or a cap not be kept."""
        found = readiness(self.spec, self.environ)
        if not found.ready:
            missing = "; ".join(found.missing)
            raise (MissingDependencyError if found.missing[0].startswith("package") else ConfigError)(f"--model {self.spec.id}: {missing}")
        if self.settings.max_cost is not None and self.spec.price is None:
            raise ConfigError(
                f"--max-cost {self.settings.max_cost}: the price of {self.spec.id} is not known; "
                'give it one in a table of your own (models = "models.toml" in pipeline.toml; [[model]] with id and price)'
            )
        check_doors(self.spec, self.settings, self.environ)

    def spent(self, prompt: float, completion: float, requests: int) -> Spent:
        """Tokens with their cost."""
        usage = Usage(prompt=round(prompt), completion=round(completion))
        return Spent(requests=requests, prompt=usage.prompt, completion=usage.completion, cost=cost(self.spec, usage, self.rate) or Decimal())

    def price(self, answer: Answer) -> Decimal | None:
        """US dollars; None where it is not known."""
        return cost(self.spec, answer.usage, self.rate)

    @property
    def rate(self) -> Rate:
        """Which price its requests have."""
        return Rate.BATCH if self.settings.batch else Rate.STANDARD

    @property
    def estimate(self) -> Callable[[Ask], int]:
        """Prompt tokens of a request, as they are estimated before past usage is looked at; picklable."""
        return partial(estimate_ask, family=self.spec.tokens)

    @property
    def host(self) -> str:
        """Where requests go."""
        return urlsplit(self.spec.base_url or "").netloc or self.spec.provider


def consulted(settings: Settings) -> Consulted:
    """The model of the settings. Raises ConfigError for one that is not known and for prompts that cannot be used."""
    check_prompts(settings.prompts)
    return Consulted(spec=find_model(settings.model, extra=settings.models, base_url=settings.base_url), settings=settings, environ=os.environ)


@dataclass(frozen=True, slots=True)
class Experience:
    """What past requests took. factor: tokens read for each that was estimated; reply: tokens written for each read."""

    factor: float
    reply: float


def experience(journal: Journal, spec: ModelSpec) -> Experience:
    """What past requests to a model tell; where there are none, what is usual."""
    known = journal.usages(spec.id)
    read, written = sum(prompt for _, prompt, _ in known), sum(completion for _, _, completion in known)
    return Experience(calibration((estimated, prompt) for estimated, prompt, _ in known), written / read if read else USUAL_REPLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The sources that will be asked about, as far as files tell. unsized: those that are not files."""

    documents: int = 0
    bytes: int = 0
    unsized: int = 0


def look_ahead(refs: Iterable[SourceRef], run: Run) -> Ahead:
    """What a run is about to ask for. Every file is read once more for it: what has not changed is not asked about."""
    sizes, unsized = [], 0
    for ref in refs:
        if ref.address == "-" or is_address(ref.address):
            unsized += 1
            continue
        try:
            source = read_source(ref)
        except PipelineError:
            continue
        row = None if run.force else run.ledger.delivered(locate(ref.address))
        if row is None or not run.is_unchanged(row, source):
            sizes.append(len(source.data))
    return Ahead(documents=len(sizes) + unsized, bytes=sum(sizes), unsized=unsized)


def announcement(who: Consulted, ahead: Ahead, past: Experience, foreseen: Foreseen) -> str:
    """One line: what is sent where, and about what it costs. foreseen: of the first documents, from which the others are guessed."""
    a_document, a_byte = foreseen.tokens / max(1, foreseen.documents), foreseen.tokens / max(1, foreseen.bytes)
    files = max(0, ahead.bytes - foreseen.bytes) * a_byte
    others = max(0, min(ahead.unsized, ahead.documents - foreseen.documents)) * a_document
    documents = max(ahead.documents, foreseen.documents)
    prompt = (foreseen.tokens + files + others) * past.factor
    spent = who.spent(prompt, prompt * past.reply, documents)
    price = "its price is not known" if who.spec.price is None else f"about ${spent.cost:.4f}" if spent.cost else "nothing to pay"
    cap = "" if who.settings.max_cost is None else f", at most ${who.settings.max_cost}"
    return (
        f"Asking {who.spec.id} at {who.host}: {documents} {'document' if documents == 1 else 'documents'}, "
        f"about {spent.prompt:,} tokens sent and {spent.completion:,} received, {price}{cap}"
    )


def make_asking(who: Consulted, recipe: Recipe, journal: Journal, ahead: Ahead, tell: Callable[[str], None], run: str) -> Asking:
    """Conversations with the model, ready to begin."""
    settings, past = who.settings, experience(journal, who.spec)
    guard, besides = guard_of(settings), dict[str, Spent]()
    doors = Doors(
        spec=who.spec,
        guard=guard,
        settings=settings,
        environ=who.environ,
        ledger=settings.outputs / LEDGER,
        journal=journal,
        run=run,
        factor=past.factor,
        tell=tell,
        besides=besides,
    )
    return Asking(
        terms=Terms(
            model=who.spec.id,
            run=run,
            concurrency=IN_JOBS if settings.batch else settings.concurrency,
            recalls=not settings.force,
            estimate=who.estimate,
            price=who.price,
            grace=0.0 if settings.batch else GRACE_SECONDS,
        ),
        begin=partial(begin, recipe=recipe),
        go_on=partial(go_on, recipe=recipe),
        open_hands=partial(open_hands, settings.engine, settings.processes, settings.ray_address, ahead.documents),
        open_chat=doors.chat,
        journal=GuardedJournal(journal, guard.id) if guard else journal,
        besides=besides,
        announce=lambda foreseen: tell(announcement(who, ahead, past, foreseen)),
        tell=tell,
    )
