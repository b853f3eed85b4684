"""The services for jobs, by name in the table of models; a client is imported when it is opened."""

from __future__ import annotations

from pipeline.llm.batches.base import BatchService
from pipeline.llm.models import ModelSpec


def open_service(spec: ModelSpec, key: str | None) -> BatchService:
    """The service of the model's provider; its client is imported now. For a running event loop. Raises ValueError where there is none."""
    if spec.batch == "openai":
        from pipeline.llm.batches.openai import OpenAIBatches

        return OpenAIBatches(spec, key)
    if spec.batch == "mistral":
        from pipeline.llm.batches.mistral import MistralBatches

        return MistralBatches(spec, key)
    raise ValueError(f"{spec.id}: no batch interface")
