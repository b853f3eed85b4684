"""la Plateforme, through `langchain-mistralai`."""

from __future__ import annotations

from pipeline.datamodel.asking import Ask
from pipeline.llm.models import ModelSpec
from pipeline.llm.wires.base import Reply, invoke, response_format


class MistralWire:
    """Mistral's chat completions."""

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        import httpx
        from langchain_mistralai import ChatMistralAI
        from pydantic import SecretStr

        self._spec = spec
        headers = {"Accept": "application/json", "Authorization": f"Bearer {key}"}
        self._http = httpx.AsyncClient(base_url=spec.base_url or "", headers=headers, timeout=None)
        self._model = ChatMistralAI(
            model_name=spec.name,
            api_key=SecretStr(key or ""),
            base_url=spec.base_url,
            temperature=0.7 if spec.temperature is None else spec.temperature,
            max_retries=1,  # attempts, not retries
            async_client=self._http,
        )

    async def send(self, ask: Ask) -> Reply:
        """The reply to `ask`, asked for once."""
        held = response_format(ask, self._spec.structured)
        return await invoke(self._model, ask, self._spec.structured, max_tokens=ask.max_output, **held)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()
        self._model.client.close()
