"""How a run's model is opened: live or by the job, with or without a guard, all within one budget."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from pipeline.config import Settings
from pipeline.consult.asking import Chat
from pipeline.consult.batching import check_batch, open_batch_chat
from pipeline.consult.guarding import GuardedChat
from pipeline.datamodel.asking import Answer
from pipeline.datamodel.protocols import Journal
from pipeline.datamodel.report import Spent
from pipeline.errors import ConfigError, MissingDependencyError
from pipeline.llm.chat import ChatLimits, open_chat
from pipeline.llm.models import ModelSpec, find_model, readiness
from pipeline.llm.money import Budget
from pipeline.storage.batches import SqliteBatches


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What a chat is opened with. guard: the model that judges what goes in and comes out, or None; ledger: the file that remembers jobs.

    factor: what estimates of tokens are multiplied by; run: when the run began; tell: told of each job.
    besides: what the guard cost is added there, by its id.
    """

    spec: ModelSpec
    guard: ModelSpec | None
    settings: Settings
    environ: Mapping[str, str]
    ledger: Path
    journal: Journal
    run: str
    factor: float = 1.0
    tell: Callable[[str], None] = lambda line: None
    besides: dict[str, Spent] = field(default_factory=dict)

    @asynccontextmanager
    async def chat(self) -> AsyncIterator[Chat]:
        """The model, to be asked. Clients are imported on a thread, so that the loop lives meanwhile."""
        budget = Budget(self.settings.max_cost)
        async with AsyncExitStack() as opened:
            chat: Chat = await (self._by_the_job if self.settings.batch else self._live)(self.spec, budget, opened)
            if self.guard is not None:
                judge = await self._live(self.guard, budget, opened)
                chat = GuardedChat(
                    chat=chat,
                    guard=judge,
                    spec=self.guard,
                    journal=self.journal,
                    run=self.run,
                    prompts=self.settings.prompts,
                    on_spent=self._add,
                )
            yield chat

    def _add(self, answer: Answer, amount: Decimal) -> None:
        """What a request to the guard cost."""
        assert self.guard is not None
        usage = answer.usage
        spent = Spent(requests=answer.attempts, prompt=usage.prompt, completion=usage.completion, cost=amount)
        self.besides[self.guard.id] = self.besides.get(self.guard.id, Spent()) + spent

    async def _live(self, spec: ModelSpec, budget: Budget, opened: AsyncExitStack) -> Chat:
        await asyncio.to_thread(import_module, spec.package)
        settings = self.settings
        limits = ChatLimits(
            in_flight=settings.concurrency, requests_per_minute=settings.requests_per_minute, tokens_per_minute=settings.tokens_per_minute
        )
        factor = self.factor if spec is self.spec else 1.0
        return await opened.enter_async_context(open_chat(spec, limits=limits, budget=budget, environ=self.environ, calibration=factor))

    async def _by_the_job(self, spec: ModelSpec, budget: Budget, opened: AsyncExitStack) -> Chat:
        await asyncio.to_thread(import_module, spec.package)
        book = SqliteBatches(self.ledger)
        opened.callback(book.close)
        jobs = open_batch_chat(spec, book=book, budget=budget, environ=self.environ, calibration=self.factor, tell=self.tell)
        return await opened.enter_async_context(jobs)


def guard_of(settings: Settings) -> ModelSpec | None:
    """The guard of the settings. Its address is its provider's own, not that of `--base-url`. Raises ConfigError for one that is not known."""
    if settings.guard is None:
        return None
    try:
        return find_model(settings.guard, extra=settings.models)
    except ConfigError as error:
        raise ConfigError(str(error).replace("--model", "--guard", 1)) from error


def check_doors(spec: ModelSpec, settings: Settings, environ: Mapping[str, str]) -> None:
    """Raises ConfigError or MissingDependencyError where the model has no jobs, or the guard cannot be asked or not be paid within a cap."""
    if settings.batch:
        check_batch(spec)
    guard = guard_of(settings)
    if guard is None:
        return
    found = readiness(guard, environ)
    if not found.ready:
        raise (MissingDependencyError if found.missing[0].startswith("package") else ConfigError)(f"--guard {guard.id}: {'; '.join(found.missing)}")
    if settings.max_cost is not None and guard.price is None:
        raise ConfigError(f"--max-cost {settings.max_cost}: the price of the guard {guard.id} is not known; give it one in a table of your own")
