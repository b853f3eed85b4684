"""Which wire speaks to which client."""

from __future__ import annotations

import asyncio
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


async def open_wire(spec: ModelSpec, key: str | None) -> Wire:
    """The model's wire. Its client is imported now, in a thread: that takes a second or two, in which the loop goes on."""
    await asyncio.to_thread(import_module, spec.package)
    module = import_module(f"pipeline.llm.wires.{spec.wire}")
    wire: Wire = getattr(module, _CLASSES[spec.wire])(spec, key)
    return wire
