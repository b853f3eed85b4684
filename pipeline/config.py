"""Settings of a run: flags over environment over `pipeline.toml` over defaults; and the user's glossary.

Every setting is a flag of the same name, a key of `pipeline.toml` and an environment variable `PIPELINE_NAME` (lists with commas).
What the newsletter is like stands in a file of its own, `newsletter.toml`: see `newsletters.planning`.
"""

from __future__ import annotations

import logging
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from pipeline.datamodel.language import ALL_EDITIONS, Edition
from pipeline.errors import ConfigError

log = logging.getLogger(__name__)

RULES = "rules"
CONFIG_NAME = "pipeline.toml"
GLOSSARY_NAME = "glossary.toml"
PREFIX = "PIPELINE_"


def _as_list(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _as_editions(value: object) -> object:
    return _as_list(value.replace("+", ",")) if isinstance(value, str) else value


Listed = BeforeValidator(_as_list)
Editions = Annotated[tuple[Edition, ...], BeforeValidator(_as_editions), Field(min_length=1)]
WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_ORDERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")  # control and direction


class Settings(BaseModel):
    """What shapes a run. Paths are relative to the working directory, in `pipeline.toml` to the file itself.

    models: a table of models of the user's own. max_cost: US dollars that a run may spend. concurrency: requests in flight. batch: requests
    go out by the job; guard: the model that judges what goes in and comes out.
    from_list: files that list sources, for a run that names none itself. parquet: a run ends with a table of the facts of all runs.
    engine: where documents are worked on: by processes of this machine, or on a Ray cluster, at ray_address or on this machine.
    Of a newsletter: the week (`2024-W30`) or the days, both included; edition: what it is written in; format: which files.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    outputs: Path = Path("outputs")
    languages: Annotated[tuple[Edition, ...], Listed] = (Edition.ZH_HANS, Edition.ZH_HANT_TW, Edition.EN)
    length: Literal["short", "medium", "long"] = "medium"
    model: str = RULES
    models: Path | None = None
    base_url: str | None = None
    prompts: Path | None = None
    max_cost: Decimal | None = Field(default=None, ge=0)
    dry_run: bool = False
    batch: bool = False
    guard: str | None = None
    concurrency: int = Field(default=10, ge=1, le=1000)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)
    processes: int | None = Field(default=None, ge=1)
    engine: Literal["local", "ray"] = "local"
    ray_address: str | None = None
    from_list: Annotated[tuple[Path, ...], Listed] = ()
    include: Annotated[tuple[str, ...], Listed] = ()
    exclude: Annotated[tuple[str, ...], Listed] = ()
    encoding: str | None = None
    published: str | None = None
    templates: Path | None = None
    extras: Annotated[tuple[str, ...], Listed] = ()
    glossary: Path | None = None
    allow_private: bool = False
    parquet: bool = False
    force: bool = False
    week: str | None = None
    since: date | None = None
    until: date | None = None
    edition: Editions | None = None
    format: Annotated[tuple[Literal["md", "html", "eml"], ...], Listed, Field(min_length=1)] = ("md", "html", "eml")
    include_undated: bool = False

    @field_validator("week")
    @classmethod
    def _is_week(cls, value: str | None) -> str | None:
        """A week of ISO 8601, whose first day is a Monday."""
        if value is None:
            return None
        found = WEEK.fullmatch(value.strip())
        try:
            year, week, _ = date.fromisocalendar(int(found[1]), int(found[2]), 1).isocalendar() if found else (0, 0, 0)
        except ValueError:
            found = None
        if found is None:
            raise ValueError("not a week; write it as 2024-W30 (ISO 8601: from Monday to Sunday)")
        return f"{year}-W{week:02}"

    @field_validator("since", "until", mode="before")
    @classmethod
    def _is_day(cls, value: object) -> object:
        return _day(value) if isinstance(value, str) else value

    @field_validator("languages")
    @classmethod
    def _distinct(cls, value: tuple[Edition, ...]) -> tuple[Edition, ...]:
        if not value:
            raise ValueError("name at least one edition")
        return tuple(dict.fromkeys(value))

    @field_validator("model")
    @classmethod
    def _names_provider_and_model(cls, value: str) -> str:
        provider, _, model = value.partition(":")
        if value != RULES and not (provider.strip() and model.strip()):
            raise ValueError("write rules, or provider:model (openai:gpt-4o-mini)")
        return value

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("write it with http:// or https:// (http://127.0.0.1:8000/v1)")
        return value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                "".encode(value)
            except LookupError:
                raise ValueError("no such encoding; for example utf-8, gb18030, big5hkscs or utf-16") from None
        return value

    @field_validator("published")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            _day(value)
        return value


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("not a date; write it as 2024-07-18") from None


class GlossaryEntry(BaseModel):
    """A row of the user's `glossary.toml`: an `[[entity]]` table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    kind: str = "term"
    names: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    exact: bool = False

    @field_validator("names")
    @classmethod
    def _known_tags(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        known = [str(edition) for edition in ALL_EDITIONS]
        if unknown := sorted(set(value) - set(known)):
            raise ValueError(f"unknown edition {unknown[0]}; the editions are {', '.join(known)}")
        if not value:
            raise ValueError("give the name in at least one edition")
        return value

    @field_validator("names", "aliases")
    @classmethod
    def _are_printable(cls, value: Mapping[str, str] | tuple[str, ...]) -> Mapping[str, str] | tuple[str, ...]:
        for name in value.values() if isinstance(value, Mapping) else value:
            if not name.strip() or _ORDERS.search(name):
                raise ValueError(f"{name!a} is no name; write it on one line, without control characters")
        return value

    def __hash__(self) -> int:
        return hash((self.id, self.kind, tuple(sorted(self.names.items())), self.aliases, self.exact))


class _GlossaryFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    entity: tuple[GlossaryEntry, ...] = ()


def load_settings(flags: Mapping[str, Any], config: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a run. flags: those that were given, by name; config: a file named by the user (else `pipeline.toml`, if it is there).

    Raises ConfigError, naming the flag, variable or key that is wrong.
    """
    table = _table(config)
    environment = os.environ if environment is None else environment
    variables = {name: environment[PREFIX + name.upper()] for name in Settings.model_fields if PREFIX + name.upper() in environment}
    _warn_of_unknown(environment)
    merged = {**table, **variables, **_given(flags)}
    if "glossary" not in merged:
        merged["glossary"] = glossary_path(None)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise ConfigError(explain(error, _origins(config or Path(CONFIG_NAME), table, variables, flags))) from error


def glossary_path(given: Path | None) -> Path | None:
    """The user's glossary: the one that is given, else `glossary.toml` of the working directory, if it is there."""
    return given or (Path(GLOSSARY_NAME) if Path(GLOSSARY_NAME).is_file() else None)


def load_glossary(path: Path | None) -> tuple[GlossaryEntry, ...]:
    """The rows of the user's glossary; none where there is no file. Raises ConfigError."""
    if path is None:
        return ()
    table = read_toml(path)
    try:
        return _GlossaryFile.model_validate(table).entity
    except ValidationError as error:
        raise ConfigError(explain(error, {"": str(path)})) from error


def _table(config: Path | None) -> dict[str, Any]:
    path = config or Path(CONFIG_NAME)
    if config is None and not path.is_file():
        return {}
    table = read_toml(path)
    for key in ("outputs", "templates", "glossary", "prompts", "models"):
        if isinstance(table.get(key), str):
            table[key] = path.parent / Path(table[key])
    lists = _as_list(table.get("from_list"))
    if isinstance(lists, list) and all(isinstance(name, str) for name in lists):
        table["from_list"] = [name if name == "-" else path.parent / name for name in lists]
    return table


def read_toml(path: Path) -> dict[str, Any]:
    """The table of a file. Raises ConfigError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not in UTF-8; save it as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not readable as TOML ({error}); correct it") from error


def _warn_of_unknown(environment: Mapping[str, str]) -> None:
    """A variable that is no setting may be a slip, or another program's: it is told, not refused."""
    names = sorted(variable.removeprefix(PREFIX) for variable in environment if variable.startswith(PREFIX))
    for name in names:
        if name.lower() not in Settings.model_fields:
            near = get_close_matches(name.lower(), Settings.model_fields, 1)
            meant = f"did you mean {PREFIX}{near[0].upper()}?" if near else "it is not used"
            log.warning("environment variable %s%s: there is no such setting; %s", PREFIX, name, meant)


def _origins(config: Path, table: Mapping[str, Any], variables: Mapping[str, str], flags: Mapping[str, Any]) -> dict[str, str]:
    """Where each setting was said, in the user's words."""
    return {
        **{name: f"{config}, key {name}" for name in table},
        **{name: f"environment variable {PREFIX}{name.upper()}" for name in variables},
        **{name: f"--{name.replace('_', '-')}" for name in _given(flags)},
    }


def _given(flags: Mapping[str, Any]) -> dict[str, Any]:
    """The flags that were given; 0 is a value."""
    return {name: value for name, value in flags.items() if value is not None and value is not False and value != ()}


EXPLAINED = {
    "missing": "it is missing; add it",
    "too_short": "give at least one",
    "string_pattern_mismatch": "write it with small letters, digits and hyphens (mistral-nemo)",
    "string_type": "it must be text, in quotation marks",
    "decimal_parsing": "it must be a number (0.50)",
    "decimal_type": "it must be a number (0.50)",
    "int_parsing": "it must be a whole number",
    "int_type": "it must be a whole number",
    "bool_parsing": "it must be true or false",
    "bool_type": "it must be true or false",
    "tuple_type": "it must be a list, in brackets",
    "dict_type": "it must be a table of names",
    "model_type": "it must be a table of keys",
    "path_type": "it must be a path, in quotation marks",
}  # what pydantic says in its own terms, by its type of error


ROW = re.compile(r"\.(\d+)(?:\.|$)")  # within a list, counted from 0


def row_number(row: re.Match[str]) -> str:
    """A place in a list as a reader counts, from 1.

    >>> ROW.sub(row_number, "entity.0.names")
    'entity 1, names'
    """
    return f" {int(row[1]) + 1}{', ' if row[0].endswith('.') else ''}"


def explain(error: ValidationError, origins: Mapping[str, str]) -> str:
    """The first thing that is wrong, in one line. origins: where each key was said; of `""`: the file that holds them all."""
    problem = error.errors()[0]
    place = [str(part) for part in problem["loc"]]
    where = origins.get(place[0] if place else "") or ", ".join(filter(None, [origins.get(""), ROW.sub(row_number, ".".join(place))]))
    message = EXPLAINED.get(problem["type"]) or problem["msg"].removeprefix("Value error, ").replace("Input should", "it must", 1)
    if problem["type"] == "extra_forbidden":
        message = "there is no such key" if "" in origins else f"there is no such setting; {_meant(place[0])}"
    return f"{where}: {message}"


def _meant(name: str) -> str:
    near = get_close_matches(name, Settings.model_fields, 1)
    return f"did you mean {near[0]}?" if near else f"the settings are {', '.join(Settings.model_fields)}"


def changed_settings(settings: Settings, names: Sequence[str]) -> dict[str, str]:
    """The named settings as text, for a fingerprint."""
    return {name: str(getattr(settings, name)) for name in names}
