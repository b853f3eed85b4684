from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.asking import Usage
from pipeline.llm.models import find_model
from pipeline.llm.money import Budget, Rate, cost

MINI = find_model("openai:gpt-4o-mini", environ={})


@pytest.mark.parametrize(
    ("usage", "rate", "usd"),
    [
        (Usage(prompt=1_000_000), Rate.STANDARD, "0.15"),
        (Usage(prompt=1_000_000, cached=1_000_000), Rate.STANDARD, "0.075"),
        (Usage(completion=500_000), Rate.STANDARD, "0.3"),
        (Usage(prompt=1_000_000, completion=1_000_000), Rate.BATCH, "0.375"),
        (Usage(), Rate.STANDARD, "0"),
    ],
)
def test_cost_by_usage_and_rate(usage: Usage, rate: Rate, usd: str) -> None:
    assert cost(MINI, usage, rate) == Decimal(usd)


def test_cost_is_unknown_without_a_price_and_nothing_at_home() -> None:
    usage = Usage(prompt=1000, completion=1000)
    assert cost(find_model("qwen:qwen-plus", environ={}), usage) is None
    assert cost(find_model("ollama:mistral-nemo", environ={}), usage) == 0
    assert cost(find_model("deepseek:deepseek-chat", environ={}), usage, Rate.BATCH) == cost(find_model("deepseek:deepseek-chat", environ={}), usage)


@given(st.lists(st.tuples(st.decimals("0", "0.4", places=3), st.decimals("0", "1", places=2)), max_size=30))
def test_a_budget_never_promises_more_than_its_cap(steps: list[tuple[Decimal, Decimal]]) -> None:
    budget = Budget(Decimal(1))
    for amount, share in steps:
        reservation = budget.reserve(amount)
        assert budget.spent + budget.reserved <= 1
        if reservation is not None:
            budget.settle(reservation, amount * share)
    assert budget.reserved == 0


def test_a_budget_goes_on_from_what_was_spent() -> None:
    assert Budget(Decimal("0.1"), spent=Decimal("0.09")).reserve(Decimal("0.02")) is None
    assert Budget(None).reserve(Decimal(10**9)) is not None


def test_a_request_waits_for_those_on_their_way() -> None:
    async def run() -> tuple[bool, bool]:
        budget = Budget(Decimal(1))
        first = budget.reserve(Decimal("0.8"))
        assert first is not None
        waiting = asyncio.create_task(budget.hold(Decimal("0.5")))
        await asyncio.sleep(0)
        was_done = waiting.done()
        budget.settle(first, Decimal("0.1"))
        return was_done, await waiting is not None

    assert asyncio.run(run()) == (False, True)


def test_a_request_that_can_never_fit_does_not_wait() -> None:
    assert asyncio.run(Budget(Decimal(1)).hold(Decimal(2))) is None
