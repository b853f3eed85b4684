"""Amazon Bedrock, through `langchain-aws`: the schema is a tool that has to be called. The client is not asynchronous: it runs in threads."""

from __future__ import annotations

import importlib
from typing import Any

from pipeline.datamodel.asking import Ask
from pipeline.llm.models import ModelSpec
from pipeline.llm.wires.base import Reply, invoke, tool


class BedrockWire:
    """Bedrock's Converse."""

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        self._spec = spec
        chat = importlib.import_module(spec.package).ChatBedrockConverse
        self._model: Any = chat(model=spec.name, base_url=spec.base_url, temperature=spec.temperature)

    async def send(self, ask: Ask) -> Reply:
        """The reply to `ask`, asked for once."""
        held = tool(ask, self._spec.structured)
        model = self._model.bind_tools(**held) if held else self._model
        return await invoke(model, ask, self._spec.structured, max_tokens=ask.max_output)

    async def close(self) -> None:
        """Nothing is held open."""
