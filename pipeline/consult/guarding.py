"""A chat with a guard before and behind it: no document goes to the model, and no reply comes from it, that the guard calls unsafe.

What the guard says is kept in the journal like any reply. A guard that cannot be asked, or says something else, lets nothing pass.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from pipeline.datamodel.asking import Answer, Ask, Status
from pipeline.datamodel.protocols import Journal, SpendRow
from pipeline.llm.guard import Verdict, guard_asks, read_verdict
from pipeline.llm.models import ModelSpec
from pipeline.llm.money import cost
from pipeline.llm.tokens import estimate_ask

_STOPS = frozenset({Status.QUOTA, Status.OVER_BUDGET, Status.INTERRUPTED})


class Asked(Protocol):
    """A model that can be asked."""

    async def ask(self, ask: Ask) -> Answer:
        """What became of the request; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class GuardedJournal:
    """A journal that recalls what passed the guard `name`, and no reply from a time without it."""

    journal: Journal
    name: str

    def recall(self, key: str) -> Answer | None:
        """The reply, where it passed."""
        return self.journal.recall(self._guarded(key))

    def keep(self, key: str, row: SpendRow) -> None:
        """Remember a reply that passed, and what any cost."""
        self.journal.keep(self._guarded(key), row)

    def forget(self, keys: Collection[str]) -> None:
        """Drop replies."""
        self.journal.forget([self._guarded(key) for key in keys])

    def usages(self, model: str) -> Sequence[tuple[int, int, int]]:
        """As the journal's own."""
        return self.journal.usages(model)

    def close(self) -> None:
        """Release the journal."""
        self.journal.close()

    def _guarded(self, key: str) -> str:
        return hashlib.sha256(f"{self.name} {key}".encode()).hexdigest()


@dataclass(kw_only=True)
class GuardedChat:
    """Asked as the chat within it is. run: when the run began; spec: of the guard; on_spent: told of what each of its requests cost."""

    chat: Asked
    guard: Asked
    spec: ModelSpec
    journal: Journal
    run: str
    prompts: Path | None = None
    on_spent: Callable[[Answer, Decimal], None] = lambda answer, amount: None
    _judged: dict[str, asyncio.Task[Verdict | Answer]] = field(default_factory=dict)

    async def ask(self, ask: Ask) -> Answer:
        """As the chat's own; UNSAFE where the guard refuses what would be sent, FILTERED where it refuses the reply."""
        found = await self._judge(ask.document, ask.user)
        if isinstance(found, Answer):
            return found
        if not found.is_safe:
            return Answer(
                status=Status.UNSAFE,
                attempts=0,
                reason=f"the guard {self.spec.id} refuses the document ({found}); it was not sent, nothing of it is printed",
            )
        answer = await self.chat.ask(ask)
        if answer.status is not Status.ANSWERED:
            return answer
        found = await self._judge(ask.document, answer.text)
        if isinstance(found, Answer):
            return Answer(status=found.status, usage=answer.usage, attempts=answer.attempts, reason=found.reason)
        if not found.is_safe:
            reason = f"the guard {self.spec.id} refuses the reply ({found})"
            return Answer(status=Status.FILTERED, usage=answer.usage, attempts=answer.attempts, reason=reason)
        return answer

    async def _judge(self, document: str, text: str) -> Verdict | Answer:
        """The verdict on all of a text; an Answer where the guard could not be asked."""
        for ask in guard_asks(document, text, self.spec, self.prompts):
            found = await self._verdict(ask)
            if isinstance(found, Answer) or not found.is_safe:
                return found
        return Verdict(True)

    async def _verdict(self, ask: Ask) -> Verdict | Answer:
        key = ask.key(self.spec.id)
        if key not in self._judged:
            self._judged[key] = asyncio.create_task(self._asked(key, ask))
        return await asyncio.shield(self._judged[key])

    async def _asked(self, key: str, ask: Ask) -> Verdict | Answer:
        known = self.journal.recall(key)
        answer = known or await self.guard.ask(ask)
        if known is None and answer.attempts and answer.status not in _STOPS:
            spent = cost(self.spec, answer.usage)
            estimated = estimate_ask(ask, self.spec.tokens)
            row = SpendRow(
                run=self.run, model=self.spec.id, document=ask.document, purpose=ask.purpose, estimated=estimated, answer=answer, cost=spent
            )
            self.journal.keep(key, row)
            self.on_spent(answer, spent or Decimal(0))
        verdict = read_verdict(answer.text) if answer.status is Status.ANSWERED else None
        if verdict is not None:
            return verdict
        self.journal.forget([key])
        if answer.status in _STOPS:
            return answer
        reason = answer.reason or "its reply is no verdict"
        return Answer(status=Status.FAULT, attempts=0, reason=f"the guard {self.spec.id} gave no verdict ({reason})")
