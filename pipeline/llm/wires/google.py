"""Gemini, through `langchain-google-genai`. The connections are a wire's own: the client's are of another kind where aiohttp is installed."""

from __future__ import annotations

from typing import Any

from pipeline.datamodel.asking import Ask
from pipeline.llm.models import ModelSpec
from pipeline.llm.wires.base import Reply, invoke


class GoogleWire:
    """Gemini's generateContent."""

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        from google.genai import Client
        from google.genai.types import HttpOptions
        from httpx2 import AsyncClient
        from langchain_google_genai import ChatGoogleGenerativeAI
        from pydantic import SecretStr

        self._spec = spec
        self._http = AsyncClient(timeout=None)
        self._model = ChatGoogleGenerativeAI(
            model=spec.name,
            api_key=SecretStr(key or ""),
            base_url=spec.base_url,
            temperature=spec.temperature,
            max_retries=1,  # attempts, not retries
        )
        self._model.client = Client(api_key=key, http_options=HttpOptions(base_url=spec.base_url, httpx_async_client=self._http))

    async def send(self, ask: Ask) -> Reply:
        """The reply to `ask`, asked for once."""
        held: dict[str, Any] = {}
        if ask.schema is not None and self._spec.structured == "json_schema":
            held = {"response_mime_type": "application/json", "response_json_schema": dict(ask.schema)}
        return await invoke(self._model, ask, self._spec.structured, max_output_tokens=ask.max_output, **held)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()
