"""Which wire speaks to which client."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pipeline.llm.models import ModelSpec

if TYPE_CHECKING:
    from pipeline.llm.wires.base import Wire

_CLASSES = {
    "openai": "OpenAIWire",
    "mistral": "MistralWire",
    "ollama": "OllamaWire",
    "anthropic": "AnthropicWire",
    "google": "GoogleWire",
    "bedrock": "BedrockWire",
}


def open_wire(spec: ModelSpec, key: str | None) -> Wire:
    """The model's wire; its client is imported now. To be called in a running event loop."""
    module = import_module(f"pipeline.llm.wires.{spec.wire}")
    wire: Wire = getattr(module, _CLASSES[spec.wire])(spec, key)
    return wire
