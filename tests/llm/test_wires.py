"""Each provider's own client package against a server of its format."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest

from pipeline.datamodel.asking import Status
from pipeline.llm.money import Budget
from tests.llm.asks import GOOD, HASTY, SECRET, answers, ask, asks, in_turn, model
from tests.servers.formats import AnthropicFormat, GoogleFormat, MistralFormat, OllamaFormat
from tests.servers.serving import Format, ModelServer

FORMATS: Mapping[str, tuple[Format, str]] = {
    "mistral:open-mistral-nemo": (MistralFormat(), "/v1"),
    "ollama:mistral-nemo": (OllamaFormat(), ""),
    "anthropic:claude-haiku-4-5": (AnthropicFormat(), ""),
    "google:gemini-2.5-flash-lite": (GoogleFormat(), ""),
}
NAMES = list(FORMATS)


def _serving(name: str) -> tuple[ModelServer, str]:
    form, tail = FORMATS[name]
    return ModelServer(form), tail


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_answers_with_its_usage(name: str) -> None:
    server, tail = _serving(name)
    with server:
        answer = answers(model(server.address + tail, name), [ask()])[0]
    assert (answer.status, answer.text, answer.reason) == (Status.ANSWERED, GOOD, "")
    assert answer.usage.prompt > 10
    assert not answer.usage.is_estimated


SENT: Mapping[str, Mapping[str, Any]] = {
    "mistral:open-mistral-nemo": {
        "max_tokens": 400,
        "temperature": 0.3,
        "response_format.type": "json_schema",
        "response_format.json_schema.strict": True,
    },
    "ollama:mistral-nemo": {"options.num_predict": 400, "options.num_ctx": 4096, "options.temperature": 0.3, "format.type": "object"},
    "anthropic:claude-haiku-4-5": {"max_tokens": 400, "temperature": 0.0, "tool_choice.name": "reply", "system": "Give the facts."},
    "google:gemini-2.5-flash-lite": {
        "generationConfig.maxOutputTokens": 400,
        "generationConfig.responseMimeType": "application/json",
        "generationConfig.responseJsonSchema.type": "object",
    },
}


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_is_asked_in_its_own_way(name: str) -> None:
    server, tail = _serving(name)
    with server:
        answers(model(server.address + tail, name), [ask()])
        body = server.log[0]["body"]
    for path, value in SENT[name].items():
        found = body
        for key in path.split("."):
            found = found[key]
        assert found == value, path


OUTCOMES = ["429", "500", "drop", "truncate", "nullcontent", "nousage"]


@pytest.mark.parametrize("name", NAMES)
def test_a_providers_faults_are_values(name: str) -> None:
    server, tail = _serving(name)
    with server:
        server.script("429", "ok", "500", "ok", "drop", "ok", "truncate", "nullcontent", "nousage")
        got = dict(zip(OUTCOMES, in_turn(model(server.address + tail, name), asks(len(OUTCOMES))), strict=True))
    statuses = {fault: answer.status for fault, answer in got.items()}
    assert statuses == {**dict.fromkeys(OUTCOMES, Status.ANSWERED), "truncate": Status.TRUNCATED, "nullcontent": Status.EMPTY}
    assert [got[fault].attempts for fault in OUTCOMES] == [2, 2, 2, 1, 1, 1]
    assert got["nousage"].usage.is_estimated
    assert got["truncate"].usage.prompt > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_that_refuses_the_key_is_asked_once(name: str) -> None:
    server, tail = _serving(name)
    with server:
        server.script(*[f"401;message=bad key {SECRET}"] * 5)
        got = in_turn(model(server.address + tail, name), asks(3))
        assert len(server.log) == 1
    assert {answer.status for answer in got} == {Status.QUOTA}
    assert "check " in got[0].reason
    assert SECRET not in repr(got)


@pytest.mark.parametrize("name", NAMES)
def test_a_deadline_holds_for_every_provider(name: str) -> None:
    server, tail = _serving(name)
    with server:
        server.script("hang;s=9")
        answer = answers(model(server.address + tail, name), [ask()], limits=replace(HASTY, deadline=0.5))[0]
    assert (answer.status, answer.attempts) == (Status.ANSWERED, 2)


@pytest.mark.parametrize(
    ("name", "fault", "status"),
    [
        ("mistral:open-mistral-nemo", "filter", Status.FILTERED),
        ("anthropic:claude-haiku-4-5", "refusal", Status.REFUSED),
        ("google:gemini-2.5-flash-lite", "filter", Status.FILTERED),
        ("google:gemini-2.5-flash-lite", "refusal", Status.FILTERED),
    ],
)
def test_what_a_provider_will_not_say(name: str, fault: str, status: Status) -> None:
    server, tail = _serving(name)
    with server:
        server.script(fault)
        answer = answers(model(server.address + tail, name), [ask()])[0]
    assert answer.status is status
    assert answer.reason


def test_ollamas_window_grows_with_the_prompt_and_ends_at_the_models() -> None:
    long = ask(user="[1] 很长的正文。" * 3000)
    with ModelServer(OllamaFormat()) as server:
        spec = model(server.address, "ollama:mistral-nemo")
        _, whole, _ = in_turn(spec, [ask(), long, ask()])
        answers(replace(spec, window=8192), [long])
        windows = [entry["body"]["options"]["num_ctx"] for entry in server.log]
    assert windows == [4096, 32768, 32768, 8192]
    assert whole.status is Status.ANSWERED


def test_a_prompt_that_ollama_cut_without_a_word_is_told() -> None:
    with ModelServer(OllamaFormat(window=2048)) as server:
        answer = answers(model(server.address, "ollama:mistral-nemo"), [ask(user="[1] 很长的正文。" * 1500)])[0]
    assert (answer.status, answer.text) == (Status.TRUNCATED, "")
    assert "part of the prompt" in answer.reason


def test_bedrock_is_asked_with_a_tool() -> None:
    spec = replace(model("", "bedrock:meta.llama3-1-8b-instruct-v1:0"), package="tests.llm.converse", base_url=None)
    answer = answers(spec, [ask()], budget=Budget(None))[0]
    assert (answer.status, answer.text, answer.usage.prompt) == (Status.ANSWERED, GOOD, 12)
    assert answers(spec, [ask(schema=None)], budget=Budget(None))[0].text == "Good day."


def test_a_key_in_the_environment_of_another_is_not_used() -> None:
    with mock.patch.dict(os.environ, {"MISTRAL_API_KEY": "sk-elsewhere"}), ModelServer(MistralFormat()) as server:
        answers(model(f"{server.address}/v1", "mistral:open-mistral-nemo"), [ask()])
        assert server.log[0]["headers"]["Authorization"] == f"Bearer {SECRET}"
