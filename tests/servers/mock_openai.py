"""A server that speaks as OpenAI does: chat completions, files and batches. `python -m tests.servers.mock_openai --port 8089` runs it alone."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from aiohttp import web

from tests.servers.batches import Batches
from tests.servers.serving import REFUSAL, Body, HttpError, Made, ModelServer, Responder


class OpenAIFormat:
    """Chat completions."""

    path: ClassVar[str] = "/v1/chat/completions"

    def prompt_of(self, body: Body) -> str:
        return "".join(str(message["content"]) for message in body["messages"])

    def schema_of(self, body: Body) -> Body | None:
        form = body.get("response_format") or {}
        tools = body.get("tools") or []
        if form.get("type") == "json_schema":
            described = form["json_schema"]
            if described.get("strict") and (problem := strict_problem(described["schema"])):
                raise HttpError(400, f"Invalid schema for response_format '{described['name']}': {problem}", code="invalid_json_schema")
            schema: Body = described["schema"]
            return schema
        if tools:
            parameters: Body = tools[0]["function"]["parameters"]
            return parameters
        return {"type": "object", "properties": {"answer": {"type": "string"}}} if form.get("type") == "json_object" else None

    def reply(self, body: Body, made: Made) -> Body:
        message: Body = {"role": "assistant", "content": made.text, "refusal": REFUSAL if made.finish == "refusal" else None}
        if body.get("tools") and made.text is not None:
            call = {"id": "call_1", "type": "function", "function": {"name": body["tools"][0]["function"]["name"], "arguments": made.text}}
            message |= {"content": None, "tool_calls": [call]}
        finish = {"length": "length", "filter": "content_filter"}.get(made.finish, "stop")
        out: Body = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
        }
        if made.has_usage:
            details = {"prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0}}
            out["usage"] = {
                "prompt_tokens": made.prompt,
                "completion_tokens": made.completion,
                "total_tokens": made.prompt + made.completion,
                **details,
            }
        return out

    def error(self, fault: HttpError) -> Body:
        return {"error": {"message": str(fault), "type": fault.kind, "param": None, "code": fault.code}}


def strict_problem(schema: Any, path: str = "()") -> str | None:
    """What OpenAI's strict mode says against a schema, or None."""
    if isinstance(schema, list):
        return next((found for index, part in enumerate(schema) if (found := strict_problem(part, f"{path}[{index}]"))), None)
    if not isinstance(schema, dict):
        return None
    if schema.get("type") == "object" or "properties" in schema:
        if schema.get("additionalProperties") is not False:
            return f"In context={path}, 'additionalProperties' is required to be supplied and to be false."
        missing = set(schema.get("properties", {})) - set(schema.get("required", []))
        if missing:
            return f"In context={path}, 'required' is required to include every key in properties. Missing '{min(missing)}'."
    inner = [(f"{path}.{key}.{name}", part) for key in ("properties", "$defs") for name, part in schema.get(key, {}).items()]
    inner += [(f"{path}.{key}", schema[key]) for key in ("items", "anyOf", "allOf", "oneOf") if key in schema]
    return next((found for place, part in inner if (found := strict_problem(part, place))), None)


class MockServer(ModelServer):
    """OpenAI's interface on a free port. responder: what the assistant says to a request's body; None leaves it to the schema."""

    def __init__(self, responder: Responder | None = None, *, batch_seconds: float = 0.2, batch_expire: bool = False, **options: Any) -> None:
        super().__init__(OpenAIFormat(), responder, **options)
        self.batches = Batches(self, seconds=batch_seconds, expire=batch_expire)

    @property
    def base_url(self) -> str:
        return f"{self.address}/v1"

    def app(self) -> web.Application:
        app = super().app()
        self.batches.add_to(app)
        return app

    def __enter__(self) -> MockServer:
        super().__enter__()
        return self


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8089)
    parser.add_argument("--latency", type=float, default=0.3)
    parser.add_argument("--faults", default="", help='rates, as "429=0.1,drop=0.05"')
    given = parser.parse_args()
    server = MockServer(latency=given.latency, fault_rates=given.faults)
    web.run_app(server.app(), host="127.0.0.1", port=given.port, access_log=None, print=None)


if __name__ == "__main__":
    main()
