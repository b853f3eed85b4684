"""Stands in for `langchain_aws`, whose client speaks to Amazon alone: a model that answers by the tool that it is bound to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.tool import ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable

from tests.llm.asks import GOOD


class ChatBedrockConverse(BaseChatModel):
    """Answers with the tool's call where one is bound, else with words."""

    model: str
    base_url: str | None
    temperature: float | None

    @property
    def _llm_type(self) -> str:
        return "stand-in"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=tools, tool_choice=tool_choice, **kwargs)

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        name = kwargs.get("tool_choice")
        assert (name is None) == ("tools" not in kwargs)
        assert kwargs["max_tokens"] == 400
        calls = [ToolCall(name=name, args=json.loads(GOOD), id="1")] if name else []
        usage = {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15}
        message = AIMessage("" if name else "Good day.", tool_calls=calls, usage_metadata=usage, response_metadata={"stopReason": "end_turn"})
        return ChatResult(generations=[ChatGeneration(message=message)])
