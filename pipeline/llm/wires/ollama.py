"""Ollama, through `langchain-ollama`.

Ollama cuts a prompt to its window without a word, and its window is a few thousand tokens unless a request says otherwise: each request asks
for what its prompt and reply need, and a prompt of which far less was read than was sent counts as cut.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.datamodel.asking import Ask
from pipeline.llm.models import ModelSpec
from pipeline.llm.tokens import estimate_ask, upper_bound_ask
from pipeline.llm.wires.base import Finish, Reply, invoke

SMALLEST = 4096  # window to ask for; Ollama's own
READ_SHARE = 0.6  # of the estimate; estimates are within a fifth
LEAST_WINDOW = 1024  # no server has a smaller one


class OllamaWire:
    """Ollama's chat."""

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        from langchain_ollama import ChatOllama

        self._spec = spec
        self._window = SMALLEST
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._model = ChatOllama(model=spec.name, base_url=spec.base_url, async_client_kwargs={"headers": headers, "timeout": None})

    def _fit(self, ask: Ask) -> int:
        """The window to ask for, in tokens. It doubles and never shrinks: the server loads the model again for each new size."""
        needed = upper_bound_ask(ask, self._spec.tokens) + ask.max_output
        while self._window < needed:
            self._window *= 2
        return min(self._spec.window, self._window)

    async def send(self, ask: Ask) -> Reply:
        """The reply to `ask`, asked for once."""
        options: dict[str, float] = {"num_ctx": self._fit(ask), "num_predict": ask.max_output}
        if self._spec.temperature is not None:
            options["temperature"] = self._spec.temperature
        form = ask.schema if self._spec.structured == "json_schema" else "json" if ask.schema is not None else None
        reply = await invoke(self._model, ask, self._spec.structured, options=options, format=form)
        return replace(reply, finish=Finish.PROMPT_CUT) if self._was_cut(ask, reply) else reply

    def _was_cut(self, ask: Ask, reply: Reply) -> bool:
        sent = estimate_ask(replace(ask, schema=None), self._spec.tokens)
        return reply.usage is not None and sent > LEAST_WINDOW and reply.usage.prompt < READ_SHARE * sent

    async def close(self) -> None:
        """Give the connections back."""
        await self._model._async_client.close()  # type: ignore[no-untyped-call]
