"""Asks, and a chat with a server on the loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipeline.datamodel.asking import Answer, Ask, Purpose
from pipeline.llm.chat import ChatLimits, open_chat
from pipeline.llm.models import ModelSpec, find_model
from pipeline.llm.money import Budget

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"facts": {"type": "array", "items": {"type": "string"}}},
    "required": ["facts"],
    "additionalProperties": False,
}
GOOD = '{"facts": ["示例 text"]}'
SECRET = "sk-hidden-9431"
KEYS = dict.fromkeys(("OPENAI_API_KEY", "MISTRAL_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "OLLAMA_API_KEY"), SECRET)
HASTY = ChatLimits(backoff=0.02, deadline=5.0)


def ask(document: str = "d1", *, user: str = "[1] 公司发布了新模型。 A model came out.", schema: dict[str, Any] | None = SCHEMA) -> Ask:
    return Ask(document=document, purpose=Purpose.CLAIMS, system="Give the facts.", user=user, schema=schema, max_output=400)


def asks(count: int) -> list[Ask]:
    return [ask(f"d{number}", user=f"[1] 第 {number} 篇。") for number in range(count)]


def model(base_url: str, name: str = "openai:gpt-4o-mini") -> ModelSpec:
    return find_model(name, base_url=base_url, environ={})


def answers(spec: ModelSpec, sent: Sequence[Ask], *, limits: ChatLimits = HASTY, budget: Budget | None = None) -> list[Answer]:
    """What becomes of `sent`, all asked at once in an event loop of their own."""

    async def run() -> list[Answer]:
        async with open_chat(spec, limits=limits, budget=budget or Budget(Decimal(10)), environ=KEYS) as chat:
            return list(await asyncio.gather(*map(chat.ask, sent)))

    return asyncio.run(run())


def in_turn(spec: ModelSpec, sent: Sequence[Ask], *, limits: ChatLimits = HASTY) -> list[Answer]:
    """What becomes of `sent`, one after the other, so that faults fall in order."""

    async def run() -> list[Answer]:
        async with open_chat(spec, limits=limits, budget=Budget(None), environ=KEYS) as chat:
            return [await chat.ask(each) for each in sent]

    return asyncio.run(run())
