"""What requests cost, and a budget that is never passed: an amount is held before a request and settled after it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.datamodel.asking import Usage
from pipeline.llm.models import ModelSpec

PER_MILLION = Decimal(1_000_000)


class Rate(StrEnum):
    """Which price a request has."""

    STANDARD = "standard"
    BATCH = "batch"


def cost(spec: ModelSpec, usage: Usage, rate: Rate = Rate.STANDARD) -> Decimal | None:
    """USD for `usage`; None where the model has no price. Without a batch price, a batch costs what other requests do.

    >>> from pipeline.llm.models import find_model
    >>> cost(find_model("openai:gpt-4o-mini", environ={}), Usage(prompt=1_000_000, completion=1_000_000))
    Decimal('0.750')
    """
    price = spec.price
    if price is None:
        return None
    if rate is Rate.BATCH and price.batch_input is not None and price.batch_output is not None:
        return (usage.prompt * price.batch_input + usage.completion * price.batch_output) / PER_MILLION
    cached = min(usage.cached, usage.prompt)
    kept = price.input if price.cached is None else price.cached
    return ((usage.prompt - cached) * price.input + cached * kept + usage.completion * price.output) / PER_MILLION


@dataclass(frozen=True, slots=True)
class Reservation:
    """An amount held for a request, in USD."""

    amount: Decimal


class Budget:
    """What may be spent and what is. cap: USD; None holds nothing back. spent: USD that a run before this one spent under the same cap."""

    def __init__(self, cap: Decimal | None, spent: Decimal = Decimal(0)) -> None:
        self.cap = cap
        self._spent = spent
        self._reserved = Decimal(0)
        self._settled = asyncio.Event()

    @property
    def spent(self) -> Decimal:
        """USD of all requests that were settled."""
        return self._spent

    @property
    def reserved(self) -> Decimal:
        """USD held for requests that are on their way."""
        return self._reserved

    def reserve(self, amount: Decimal) -> Reservation | None:
        """Hold `amount`; None where spent and reserved would pass the cap together."""
        if self.cap is not None and self._spent + self._reserved + amount > self.cap:
            return None
        self._reserved += amount
        return Reservation(amount)

    async def hold(self, amount: Decimal) -> Reservation | None:
        """As `reserve`, but waits for requests on their way, which mostly cost less than was held for them."""
        while (reservation := self.reserve(amount)) is None and self._reserved > 0:
            self._settled.clear()
            await self._settled.wait()
        return reservation

    def settle(self, reservation: Reservation, actual: Decimal) -> None:
        """End a reservation with what the request did cost."""
        self._reserved -= reservation.amount
        self._spent += actual
        self._settled.set()
