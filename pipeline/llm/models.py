"""The models that can be asked: found by `provider:model`, and what is missing before one can be."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.errors import ConfigError
from pipeline.llm.table import Batch, ModelRow, PriceRow, ProviderRow, Structured, Table, WireName, read_table

CONNECT_SECONDS = 0.3  # a server of one's own answers at once or is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """USD per million tokens. cached: of a prompt that the server has kept; date: when the source was made."""

    input: Decimal
    output: Decimal
    cached: Decimal | None
    batch_input: Decimal | None
    batch_output: Decimal | None
    source: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """All that is known of a model.

    id: `provider:name`. extra: what installs its package, None where it comes with the program. key: the variable that holds the key.
    window: tokens of prompt and reply together; output: of the reply alone. temperature: None leaves it to the server.
    tokens: the family of its tokenizer. local: a server of the user's own. note: what a user should know of it, or "".
    """

    id: str
    provider: str
    name: str
    wire: WireName
    package: str
    extra: str | None
    key: str | None
    key_optional: bool
    base_url: str | None
    base_url_variable: str | None
    local: bool
    window: int
    output: int
    output_key: str
    temperature: float | None
    structured: Structured
    tokens: str
    price: Price | None
    batch: Batch | None
    note: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a model can be asked. missing: what is missing, each with what to do, one line each."""

    ready: bool
    missing: tuple[str, ...]


def find_model(name: str, *, extra: Path | None = None, base_url: str | None = None, environ: Mapping[str, str] | None = None) -> ModelSpec:
    """The model that `provider:model` names. extra: the user's own table; base_url: an address in place of the provider's.

    A name that a known provider does not list has the provider's defaults and no price. The address is the one given, else that of the
    provider's variable in `environ` (the process's, where it is None), else the table's. Raises ConfigError, naming near names.

    >>> find_model("mistral:open-mistral-nemo", environ={}).temperature
    0.3
    """
    table = read_table(extra)
    provider = table.providers().get(name.partition(":")[0])
    if ":" not in name or not name.partition(":")[2] or provider is None:
        raise ConfigError(_unknown(name, table))
    spec = _spec(provider, table.models().get(name, ModelRow(id=name)))
    variables = os.environ if environ is None else environ
    address = base_url or variables.get(spec.base_url_variable or "", "") or spec.base_url
    return replace(spec, base_url=address)


def all_models(extra: Path | None = None) -> tuple[ModelSpec, ...]:
    """Every listed model, in the table's order."""
    table = read_table(extra)
    providers = table.providers()
    return tuple(_spec(providers[row.id.partition(":")[0]], row) for row in table.model)


def readiness(spec: ModelSpec, environ: Mapping[str, str]) -> Readiness:
    """What is missing here: package, key, address. Nothing is connected to."""
    missing = []
    if find_spec(spec.package) is None:
        install = f"pip install 'bidigest[{spec.extra}]'" if spec.extra else f"pip install {spec.package.replace('_', '-')}"
        missing.append(f"package {spec.package.replace('_', '-')}: install it with: {install}")
    if spec.key and not spec.key_optional and not environ.get(spec.key, "").strip():
        missing.append(f"key: set the variable {spec.key}")
    if spec.wire == "openai" and not spec.base_url:
        missing.append(f"address: give --base-url or set {spec.base_url_variable}")
    return Readiness(not missing, tuple(missing))


def probed_readiness(spec: ModelSpec, environ: Mapping[str, str]) -> Readiness:
    """As `readiness`, and whether the user's own server, where the model needs one, takes connections (asked for at most 0.3 s)."""
    known = readiness(spec, environ)
    if not spec.local or spec.base_url is None or _answers(spec.base_url):
        return known
    missing = (*known.missing, f"server: none answers at {spec.base_url}; start it or give --base-url")
    return Readiness(False, missing)


def _answers(address: str) -> bool:
    parts = urlsplit(address if "://" in address else f"http://{address}")
    try:
        with socket.create_connection((parts.hostname or "", parts.port or {"https": 443}.get(parts.scheme, 80)), CONNECT_SECONDS):
            return True
    except (OSError, ValueError):
        return False


def _spec(provider: ProviderRow, row: ModelRow) -> ModelSpec:
    temperature = provider.temperature if row.temperature is None else row.temperature
    return ModelSpec(
        id=row.id,
        provider=provider.id,
        name=row.id.partition(":")[2],
        wire=provider.wire,
        package=provider.package,
        extra=provider.extra,
        key=provider.key,
        key_optional=provider.key_optional,
        base_url=row.base_url or provider.base_url,
        base_url_variable=provider.base_url_variable,
        local=provider.local,
        window=row.window or provider.window,
        output=row.output or provider.output,
        output_key=provider.output_key,
        temperature=None if isinstance(temperature, str) else temperature,
        structured=row.structured or provider.structured,
        tokens=row.tokens or provider.tokens,
        price=_price(row.price or provider.price),
        batch=provider.batch,
        note=row.note or provider.note,
    )


def _price(row: PriceRow | None) -> Price | None:
    return None if row is None else Price(**dict(row))


def _unknown(name: str, table: Table) -> str:
    known = [row.id for row in table.model]
    prefix, colon, rest = name.partition(":")
    if colon and prefix in table.providers():
        return f"--model {name}: name the model too, as {prefix}:MODEL"
    tails = {model.partition(":")[2] for model in known}
    near_tails = get_close_matches(rest if colon else name, tails, 1)
    near = [model for model in known if model.partition(":")[2] in near_tails]
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    if colon:
        return f"--model {name}: there is no provider {prefix}; the providers are {', '.join(table.providers())}{meant}"
    return f"--model {name}: name the provider too, as provider:model{meant}"
