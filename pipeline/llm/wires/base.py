"""What a wire is: it sends one request through a provider's own client, once, and says what came back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.datamodel.asking import Ask, Usage
from pipeline.llm.table import Structured

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage

SCHEMA_NAME = "reply"


class Finish(StrEnum):
    """Why a reply ended."""

    WHOLE = "whole"
    LENGTH = "length"
    FILTERED = "filtered"
    REFUSED = "refused"
    PROMPT_CUT = "prompt_cut"  # the server read a part of the prompt only


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. usage: None where the server said nothing; refusal: the model's words for it."""

    text: str
    finish: Finish
    usage: Usage | None
    refusal: str = ""


class Wire(Protocol):
    """A provider's client, opened in a running event loop and closed in the same."""

    async def send(self, ask: Ask) -> Reply:
        """The reply to `ask`, asked for once. Raises whatever the client raises."""

    async def close(self) -> None:
        """Give the connections back."""


_FINISHES = {
    Finish.LENGTH: ("length", "max_tokens", "model_length", "model_context_window_exceeded"),
    Finish.FILTERED: (
        *("content_filter", "content_filtered", "guardrail_intervened", "sensitive", "safety", "recitation"),
        *("blocklist", "prohibited_content", "spii", "image_safety", "language"),
    ),
    Finish.REFUSED: ("refusal",),
}
_BY_WORD = {word: finish for finish, words in _FINISHES.items() for word in words}


def finish_of(word: str) -> Finish:
    """What a server's word for why a reply ended means."""
    return _BY_WORD.get(word.lower(), Finish.WHOLE)


def messages(ask: Ask, structured: Structured) -> list[BaseMessage]:
    """The two messages, the first only where it says something; it holds the schema where the server cannot hold a reply to it."""
    from langchain_core.messages import HumanMessage, SystemMessage

    system = ask.system
    if ask.schema is not None and structured in ("json_object", "none"):
        schema = json.dumps(ask.schema, ensure_ascii=False, separators=(",", ":"))
        system = f"{system}\n\nReply with one JSON object and nothing else. It fits this JSON schema:\n{schema}"
    return [*([SystemMessage(system)] if system else []), HumanMessage(ask.user)]


async def invoke(model: BaseChatModel, ask: Ask, structured: Structured, **options: Any) -> Reply:
    """Send `ask` through LangChain, once. Nothing is traced: a document goes to the model and nowhere else."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        return read_message(await model.ainvoke(messages(ask, structured), **options))


def response_format(ask: Ask, structured: Structured) -> dict[str, Any]:
    """What OpenAI-compatible servers take to hold a reply to the schema: `{}` or `{"response_format": …}`."""
    if ask.schema is None or structured in ("tool", "none"):
        return {}
    if structured == "json_object":
        return {"response_format": {"type": "json_object"}}
    return {"response_format": {"type": "json_schema", "json_schema": {"name": SCHEMA_NAME, "schema": ask.schema, "strict": True}}}


def tool(ask: Ask, structured: Structured) -> dict[str, Any]:
    """For `bind_tools`-like clients: the schema as a tool that has to be called, in the form that LangChain converts for each."""
    if ask.schema is None or structured != "tool":
        return {}
    described = {"name": SCHEMA_NAME, "description": "The reply.", "parameters": dict(ask.schema)}
    return {"tools": [{"type": "function", "function": described}], "tool_choice": SCHEMA_NAME}


def read_message(message: AIMessage) -> Reply:
    """What LangChain made of an answer, whoever's it was."""
    meta = message.response_metadata
    word = str(next((meta[key] for key in ("finish_reason", "stop_reason", "done_reason", "stopReason") if meta.get(key)), "stop")).lower()
    refusal = str(message.additional_kwargs.get("refusal") or "")
    blocked = (meta.get("prompt_feedback") or {}).get("block_reason")
    finish = Finish.REFUSED if refusal else Finish.FILTERED if blocked else finish_of(word)
    return Reply(text=_text(message), finish=finish, usage=_usage(message), refusal=refusal)


def _text(message: AIMessage) -> str:
    """The reply's text; where a tool was called, what it was called with."""
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"], ensure_ascii=False)
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return message.text


def _usage(message: AIMessage) -> Usage | None:
    counted = message.usage_metadata
    if counted is None or not counted["input_tokens"]:
        return None
    cached = (counted.get("input_token_details") or {}).get("cache_read") or 0
    return Usage(prompt=counted["input_tokens"], completion=counted["output_tokens"], cached=cached)
