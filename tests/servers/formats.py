"""The formats of Mistral, Ollama, Anthropic and Google, as far as a chat needs them."""

from __future__ import annotations

import json
from typing import ClassVar

from tests.servers.mock_openai import OpenAIFormat
from tests.servers.serving import REFUSAL, Body, HttpError, Made


class MistralFormat(OpenAIFormat):
    """As OpenAI's, but for the errors and for a reply cut at the model's window."""

    def error(self, fault: HttpError) -> Body:
        return {"object": "error", "message": str(fault), "type": fault.kind, "param": None, "code": fault.code}


class OllamaFormat:
    """A line of JSON for each piece. window: what the server really reads, whatever is asked for; None reads as much as is asked for."""

    path: ClassVar[str] = "/api/chat"

    def __init__(self, window: int | None = None) -> None:
        self.window = window

    def prompt_of(self, body: Body) -> str:
        return "".join(message["content"] for message in body["messages"])

    def schema_of(self, body: Body) -> Body | None:
        return body["format"] if isinstance(body.get("format"), dict) else None

    def reply(self, body: Body, made: Made) -> Body:
        out: Body = {"model": body["model"], "created_at": "2026-11-01T00:00:00Z", "message": {"role": "assistant", "content": made.text or ""}}
        out |= {"done": True, "done_reason": "length" if made.finish == "length" else "stop", "total_duration": 1, "load_duration": 1}
        if made.has_usage:
            window = self.window or body.get("options", {}).get("num_ctx", 4096)
            out |= {"prompt_eval_count": min(made.prompt, window), "eval_count": made.completion}
        return out

    def error(self, fault: HttpError) -> Body:
        return {"error": str(fault)}


class AnthropicFormat:
    """Messages."""

    path: ClassVar[str] = "/v1/messages"

    def prompt_of(self, body: Body) -> str:
        return json.dumps([body.get("system"), body["messages"]], ensure_ascii=False)

    def schema_of(self, body: Body) -> Body | None:
        return body["tools"][0]["input_schema"] if body.get("tools") else None

    def reply(self, body: Body, made: Made) -> Body:
        content: list[Body] = [] if made.text is None else [{"type": "text", "text": made.text}]
        if made.text is not None and body.get("tools"):
            content = [{"type": "tool_use", "id": "toolu_1", "name": body["tools"][0]["name"], "input": _loaded(made.text)}]
        if made.finish == "refusal":
            content = [{"type": "text", "text": REFUSAL}]
        reason = {"length": "max_tokens", "refusal": "refusal"}.get(made.finish, "tool_use" if body.get("tools") else "end_turn")
        usage = {"input_tokens": made.prompt, "output_tokens": made.completion} if made.has_usage else {"input_tokens": 0, "output_tokens": 0}
        head = {"id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "stop_sequence": None}
        return {**head, "content": content, "stop_reason": reason, "usage": usage}

    def error(self, fault: HttpError) -> Body:
        return {"type": "error", "error": {"type": fault.code or fault.kind, "message": str(fault)}}


class GoogleFormat:
    """generateContent."""

    path: ClassVar[str] = "/v1beta/models/{model}"

    def prompt_of(self, body: Body) -> str:
        return json.dumps([body.get("systemInstruction"), body["contents"]], ensure_ascii=False)

    def schema_of(self, body: Body) -> Body | None:
        found: Body | None = body.get("generationConfig", {}).get("responseJsonSchema")
        return found

    def reply(self, body: Body, made: Made) -> Body:
        if made.finish == "refusal":
            return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "modelVersion": "gemini"}
        reason = {"length": "MAX_TOKENS", "filter": "SAFETY"}.get(made.finish, "STOP")
        candidate = {"content": {"role": "model", "parts": [{"text": made.text}] if made.text else []}, "finishReason": reason, "index": 0}
        out: Body = {"candidates": [candidate], "modelVersion": "gemini"}
        if made.has_usage:
            total = made.prompt + made.completion
            out["usageMetadata"] = {"promptTokenCount": made.prompt, "candidatesTokenCount": made.completion, "totalTokenCount": total}
        return out

    def error(self, fault: HttpError) -> Body:
        details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.3s"}] if fault.status == 429 else []
        return {"error": {"code": fault.status, "message": str(fault), "status": "RESOURCE_EXHAUSTED", "details": details}}


def _loaded(text: str) -> Body:
    try:
        loaded: Body = json.loads(text)
    except ValueError:
        return {}
    return loaded
