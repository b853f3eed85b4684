from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.llm.models import all_models, find_model, probed_readiness, readiness

REQUIRED = [
    *("openai:gpt-4o-mini", "openai:gpt-4o", "azure:gpt-4o-mini", "mistral:open-mistral-nemo", "ollama:mistral-nemo"),
    *("vllm:mistralai/Mistral-Nemo-Instruct-2407", "mistral:mistral-large-2407", "mistral:open-codestral-mamba", "ollama:llama3.1:8b"),
    *("ollama:llama3.1:70b", "ollama:llama3.1:405b", "bedrock:meta.llama3-1-405b-instruct-v1:0", "google:gemini-2.0-flash"),
    *("vertex:meta/llama-3.1-8b-instruct-maas", "watsonx:meta-llama/llama-3-1-70b-instruct", "anthropic:claude-haiku-4-5"),
    *("deepseek:deepseek-chat", "qwen:qwen-plus", "zhipu:glm-4-plus", "moonshot:moonshot-v1-32k", "baichuan:Baichuan4-Turbo"),
]


@pytest.mark.parametrize("name", REQUIRED)
def test_the_table_holds(name: str) -> None:
    assert name in {spec.id for spec in all_models()}


def test_every_row_is_whole() -> None:
    for spec in all_models():
        assert 0 < spec.output <= spec.window, spec.id
        assert spec.key or spec.local, spec.id
        if spec.price is not None and spec.price.batch_input is not None:
            assert spec.price.batch_input <= spec.price.input, spec.id


def test_nemo_runs_at_the_temperature_that_its_makers_advise() -> None:
    nemo = [spec for spec in all_models() if "nemo" in spec.id.lower()]
    assert len(nemo) >= 4
    assert {spec.temperature for spec in nemo} == {0.3}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gpt-4o-mini", "name the provider too, as provider:model; did you mean openai:gpt-4o-mini"),
        ("opnai:gpt-4o", "there is no provider opnai; the providers are openai,"),
        ("openai:", "name the model too, as openai:MODEL"),
        ("", "name the provider too"),
        ("llama3.1", "name the provider too"),
    ],
)
def test_find_model_tells_what_was_meant(name: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        find_model(name, environ={})
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_that_is_not_listed_has_the_providers_defaults_and_no_price() -> None:
    spec = find_model("openai:gpt-next", environ={})
    assert (spec.structured, spec.window, spec.price) == ("json_schema", 128000, None)


def test_the_address_is_the_one_given_then_the_variables_then_the_tables() -> None:
    environ = {"OPENAI_BASE_URL": "http://proxy/v1"}
    assert find_model("openai:gpt-4o", environ={}).base_url == "https://api.openai.com/v1"
    assert find_model("openai:gpt-4o", environ=environ).base_url == "http://proxy/v1"
    assert find_model("openai:gpt-4o", base_url="http://mine/v1", environ=environ).base_url == "http://mine/v1"


def test_a_users_table_adds_and_replaces_rows(tmp_path: Path) -> None:
    own = tmp_path / "models.toml"
    own.write_text(
        '[[provider]]\nid = "house"\nwire = "openai"\nkey = "HOUSE_KEY"\nbase_url = "http://house/v1"\n'
        '[[model]]\nid = "house:small"\nwindow = 4096\n'
        '[[model]]\nid = "openai:gpt-4o"\nprice = { input = "1", output = "2", source = "contract", date = 2026-01-02 }\n',
        encoding="utf-8",
    )
    assert find_model("house:small", extra=own, environ={}).window == 4096
    price = find_model("openai:gpt-4o", extra=own, environ={}).price
    assert price is not None
    assert price.source == "contract"
    assert find_model("openai:gpt-4o-mini", extra=own, environ={}).price is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[model]]\nid = "openai:x"\nwindw = 3\n', "model.0.windw"),
        ('[[model]]\nid = "nowhere:x"\n', "add a [[provider]] row"),
        ('[[model]]\nid = "openai"\n', "model.0.id"),
        ("[[model\n", "not readable as TOML"),
    ],
)
def test_a_users_table_that_is_wrong_is_told(tmp_path: Path, text: str, told: str) -> None:
    own = tmp_path / "models.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"models\.toml") as caught:
        find_model("openai:gpt-4o", extra=own, environ={})
    assert told in str(caught.value)


def test_readiness_names_what_is_missing() -> None:
    spec = find_model("openai:gpt-4o-mini", environ={})
    assert readiness(spec, {}).missing == ("key: set the variable OPENAI_API_KEY",)
    assert readiness(spec, {"OPENAI_API_KEY": "k"}).ready
    absent = replace(find_model("mistral:open-mistral-nemo", environ={}), package="no_such_package")
    assert "pip install 'bidigest[mistral]'" in readiness(absent, {"MISTRAL_API_KEY": "k"}).missing[0]
    assert "--base-url" in readiness(find_model("compatible:any", environ={}), {}).missing[0]
    assert readiness(find_model("compatible:any", base_url="http://here/v1", environ={}), {}).ready


def test_a_server_of_ones_own_is_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        spec = find_model("ollama:mistral-nemo", base_url=address, environ={})
        assert probed_readiness(spec, {}).ready
    assert "none answers at" in probed_readiness(spec, {}).missing[0]
    assert readiness(spec, {}).ready


def test_nothing_of_langchain_is_loaded_before_a_chat_is_opened() -> None:
    code = "import pipeline.llm.models, pipeline.llm.chat, pipeline.llm.money, sys; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "pipeline" in loaded
    assert not [name for name in loaded if name.startswith(("langchain", "openai", "httpx", "langsmith", "tiktoken"))]
