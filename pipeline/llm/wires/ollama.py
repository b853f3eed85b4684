"""Ollama, through `langchain-ollama`.

Ollama cuts a prompt to its window without a word, and its window is a few thousand tokens unless a request says otherwise: each request asks
for what its prompt and reply need, and a prompt of which far less was read than was sent counts as cut.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.datamodel.asking import Ask
from pipeline.llm.models import ModelSpec
from pipeline.llm.tokens import estimate_ask, upper_bound_ask
from pipeline.llm.wires.base import Finish, Reply, messages, read_message

WINDOW_STEP = 2048  # a new window makes the server load the model again: few sizes
READ_SHARE = 0.6  # of the estimate; estimates are within a fifth


class OllamaWire:
    """Ollama's chat."""

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        from langchain_ollama import ChatOllama

        self._spec = spec
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._model = ChatOllama(model=spec.name, base_url=spec.base_url, async_client_kwargs={"headers": headers, "timeout": None})

    def window(self, ask: Ask) -> int:
        """The window to ask for, in tokens."""
        needed = upper_bound_ask(ask, self._spec.tokens) + ask.max_output
        return min(self._spec.window, -(-needed // WINDOW_STEP) * WINDOW_STEP)

    async def send(self, ask: Ask) -> Reply:
        """The reply to `ask`, asked for once."""
        options: dict[str, float] = {"num_ctx": self.window(ask), "num_predict": ask.max_output}
        if self._spec.temperature is not None:
            options["temperature"] = self._spec.temperature
        form = ask.schema if self._spec.structured == "json_schema" else "json" if ask.schema is not None else None
        message = await self._model.ainvoke(messages(ask, self._spec.structured), options=options, format=form)
        reply = read_message(message)
        was_cut = reply.usage is not None and reply.usage.prompt < READ_SHARE * estimate_ask(replace(ask, schema=None), self._spec.tokens)
        return replace(reply, finish=Finish.PROMPT_CUT) if was_cut else reply

    async def close(self) -> None:
        """Give the connections back."""
        await self._model._async_client.close()
