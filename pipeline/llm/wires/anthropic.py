"""Anthropic, through `langchain-anthropic`: the schema is a tool that has to be called."""

from __future__ import annotations

from typing import Any

from pipeline.datamodel.asking import Ask
from pipeline.llm.models import ModelSpec
from pipeline.llm.wires.base import SCHEMA_NAME, Reply, invoke


class AnthropicWire:
    """Anthropic's messages. Made inside the event loop that it is used in."""

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        from anthropic import AsyncAnthropic, DefaultAsyncHttpxClient
        from langchain_anthropic import ChatAnthropic
        from pydantic import SecretStr

        self._spec = spec
        self._client = AsyncAnthropic(
            api_key=key, base_url=spec.base_url, max_retries=0, timeout=None, http_client=DefaultAsyncHttpxClient(timeout=None)
        )
        self._model = ChatAnthropic(
            model_name=spec.name,
            api_key=SecretStr(key or ""),
            base_url=spec.base_url,
            temperature=spec.temperature,
            max_retries=0,
            timeout=None,
            stop=None,
        )
        vars(self._model)["_async_client"] = self._client  # its own is kept for the process, and so for an event loop that has ended

    async def send(self, ask: Ask) -> Reply:
        """The reply to `ask`, asked for once."""
        held: dict[str, Any] = {}
        if ask.schema is not None and self._spec.structured == "tool":
            held["tools"] = [{"name": SCHEMA_NAME, "description": "The reply.", "input_schema": dict(ask.schema)}]
            held["tool_choice"] = {"type": "tool", "name": SCHEMA_NAME}
        return await invoke(self._model, ask, self._spec.structured, max_tokens=ask.max_output, **held)

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()
