"""OpenAI and every address that speaks as it does, through `langchain-openai`.

The schema goes in `extra_body`: given as `response_format`, the client parses the reply itself and raises where it was cut, filtered or
broken, with its text and its usage lost. The client's pool of connections belongs to one event loop, so each wire has its own.
"""

from __future__ import annotations

from typing import Any

from pipeline.datamodel.asking import Ask
from pipeline.llm.models import ModelSpec
from pipeline.llm.wires.base import Reply, invoke, response_format, tool

NO_KEY = "none"  # a server that wants none is still sent a header


class OpenAIWire:
    """Chat completions. Made inside the event loop that it is used in."""

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        from langchain_openai import ChatOpenAI
        from openai import DefaultAsyncHttpxClient
        from pydantic import SecretStr

        self._spec = spec
        self._http = DefaultAsyncHttpxClient(timeout=None)
        self._model = ChatOpenAI(
            model=spec.name,
            api_key=SecretStr(key or NO_KEY),
            base_url=spec.base_url,
            temperature=spec.temperature,
            max_retries=0,
            http_async_client=self._http,
            use_responses_api=False,
        )

    async def send(self, ask: Ask) -> Reply:
        """The reply to `ask`, asked for once."""
        body: dict[str, Any] = {self._spec.output_key: ask.max_output, **response_format(ask, self._spec.structured)}
        return await invoke(self._model, ask, self._spec.structured, extra_body=body, **tool(ask, self._spec.structured))

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()
