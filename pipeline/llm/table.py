"""Reads the table of models: the one that comes with the program, and the user's own rows over it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError

Structured = Literal["json_schema", "json_object", "tool", "none"]
Batch = Literal["openai", "mistral"]
WireName = Literal["openai", "mistral", "ollama", "anthropic", "google", "bedrock"]


class PriceRow(BaseModel):
    """USD per million tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)
    cached: Decimal | None = Field(default=None, ge=0)
    batch_input: Decimal | None = Field(default=None, ge=0)
    batch_output: Decimal | None = Field(default=None, ge=0)
    source: str
    date: date


class ModelRow(BaseModel):
    """A model; what it does not say is as its provider says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_-]+:\S+$")
    base_url: str | None = None
    structured: Structured | None = None
    tokens: str | None = None
    window: int | None = Field(default=None, gt=0)
    output: int | None = Field(default=None, gt=0)
    temperature: float | Literal["server"] | None = None
    price: PriceRow | None = None
    note: str | None = None


class ProviderRow(BaseModel):
    """What the models of a provider have in common. The keys are explained at the top of `models.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    wire: WireName
    package: str = "langchain_openai"
    extra: str | None = None
    key: str | None = None
    key_optional: bool = False
    base_url: str | None = None
    base_url_variable: str | None = None
    local: bool = False
    structured: Structured = "json_object"
    tokens: str = "unknown"
    window: int = Field(default=32768, gt=0)
    output: int = Field(default=8192, gt=0)
    output_key: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: float | Literal["server"] = 0.0
    batch: Batch | None = None
    price: PriceRow | None = None
    note: str = ""


class Table(BaseModel):
    """Providers and models, in the order in which they stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: tuple[ProviderRow, ...] = ()
    model: tuple[ModelRow, ...] = ()

    def providers(self) -> Mapping[str, ProviderRow]:
        return {row.id: row for row in self.provider}

    def models(self) -> Mapping[str, ModelRow]:
        return {row.id: row for row in self.model}


@cache
def _built_in() -> Table:
    return Table.model_validate(tomllib.loads(files("pipeline.llm").joinpath("models.toml").read_text(encoding="utf-8")))


def read_table(extra: Path | None) -> Table:
    """The table, with the user's rows over it. Raises ConfigError."""
    built_in = _built_in()
    if extra is None:
        return built_in
    own = _read(extra)
    merged = Table(
        provider=tuple({**built_in.providers(), **own.providers()}.values()),
        model=tuple({**built_in.models(), **own.models()}.values()),
    )
    for row in own.model:
        if row.id.partition(":")[0] not in merged.providers():
            raise ConfigError(f"{extra}, model {row.id}: there is no such provider; add a [[provider]] row for it")
    return merged


def _read(path: Path) -> Table:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return Table.model_validate(content)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        said = "there is no such key" if problem["type"] == "extra_forbidden" else problem["msg"].replace("Input should", "it must", 1)
        raise ConfigError(f"{path}, {place}: {said}; correct it") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not in UTF-8; save it as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not readable as TOML ({error}); correct it") from error
