"""`docs/reference.md`, made from the program: commands, settings, files, exit codes, errors."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import EnumType
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline import cli, errors
from pipeline.config import PREFIX, GlossaryEntry, Settings
from pipeline.llm.models import all_models
from pipeline.newsletters.planning import NewsletterFile
from pipeline.text.glossary import Glossary
from tests.docs.pages import ROOT
from tests.docs.records import field_rows

PAGE = ROOT / "docs" / "reference.md"
STARTER = ROOT / "pipeline" / "storage" / "starter" / "pipeline.toml"
DEFAULT = re.compile(r"\s+\[default: (.*)\]$")
COMMENTED = re.compile(r"^# (\w+) = .*?  # (.+)$", re.M)
ON_ALL = frozenset({"as_json", "quiet", "verbose", "no_color"})
EXITS = {
    0: "all is done",
    cli.EXIT_FAILED: "some documents failed, the others are delivered; `check`, `convert --check`, `newsletter --from`: something was found",
    cli.EXIT_USAGE: "wrong usage or configuration, nothing to work on, or outputs that cannot be written; `check` and `eval`: it could not be done",
    cli.EXIT_COST: "stopped at the cost cap; the same command with a higher `--max-cost` goes on",
    cli.EXIT_INTERRUPTED: "interrupted; the same command goes on",
}
HEAD = """# Reference

<!-- made by `make docs` from the program; do not edit -->

[Commands](#commands) · [Exit codes](#exit-codes) · [Settings](#settings) · [glossary.toml](#glossarytoml) · [newsletter.toml](#newslettertoml) ·
[Keys and addresses of models](#keys-and-addresses-of-models) · [Fields of the files](#fields-of-the-files) · [Errors](#errors)
"""


def page() -> str:
    """The whole page."""
    parts = (HEAD, *commands(), exits(), settings(), glossary(), newsletter(), models(), *files(), tree())
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(heads)]
    lines.append(["---"] * len(lines[0]))
    lines.extend([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines) + "\n"


def commands() -> Iterator[str]:
    """A section a command, and first the flags that all of them have."""
    yield "## Commands\n"
    first = next(iter(cli.main.commands.values()))
    yield "Every command has these flags:\n"
    yield table(("flag", "is"), [(flag(option), help_of(option)[0]) for option in options(first) if option.name in ON_ALL])
    for name, command in sorted(cli.main.commands.items()):
        arguments = [parameter.make_metavar(click.Context(command)) for parameter in command.params if isinstance(parameter, click.Argument)]
        text, _, example = inspect.cleandoc(command.help or "").partition("\b\n")
        yield f"### pipeline {name}\n"
        yield f"`{' '.join(['pipeline', name, '[OPTIONS]', *arguments])}`\n"
        yield " ".join(text.split()) + "\n"
        yield f"```text\n{inspect.cleandoc(example.partition(chr(10))[2])}\n```\n"
        if own := [(flag(option), *help_of(option)) for option in options(command) if option.name not in ON_ALL]:
            yield table(("flag", "is", "default"), own)


def options(command: click.Command) -> list[click.Option]:
    """The flags of a command, without --help."""
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


def flag(option: click.Option) -> str:
    """How a flag is written, with what follows it."""
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return names if option.is_flag else f"{names} {option.make_metavar(click.Context(cli.main))}"


def help_of(option: click.Option) -> tuple[str, str]:
    """What a flag is, and its default in words."""
    text = option.help or ""
    said = DEFAULT.search(text)
    shown = f"`{option.default}`" if option.show_default and not said else ""
    default = "must be given" if option.required else shown or (said[1] if said else "")
    return DEFAULT.sub("", text), default


def exits() -> str:
    """The exit codes."""
    return "## Exit codes\n\n" + table(("code", "means"), [(str(code), meaning) for code, meaning in sorted(EXITS.items())])


def settings() -> str:
    """Every setting of a run or an issue."""
    told = dict(COMMENTED.findall(STARTER.read_text(encoding="utf-8")))
    flags: dict[str | None, str] = {}
    for option in (option for command in cli.main.commands.values() for option in options(command)):
        flags.setdefault(option.name, help_of(option)[0])
    rows = [
        (f"`{name}`", type_of(field), shown(field.default), f"`{PREFIX}{name.upper()}`", told.get(name) or flags.get(name) or "")
        for name, field in Settings.model_fields.items()
    ]
    intro = (
        "Each is a key of `pipeline.toml` and an environment variable; most are flags too. A flag wins over the variable, the variable over the\n"
        "file. Lists are written with commas in flags and variables. Paths in `pipeline.toml` are relative to it.\n"
    )
    return f"## Settings\n\n{intro}\n" + table(("key", "type", "default", "variable", "is"), rows)


def glossary() -> str:
    """The keys of a row of `glossary.toml`."""
    kinds = ", ".join(f"`{kind}`" for kind in sorted(Glossary.builtin().kinds))
    rows = [(f"`{name}`", type_of(field), shown(field.default)) for name, field in GlossaryEntry.model_fields.items()]
    return f"## glossary.toml\n\nA row is `[[entity]]`; what the keys mean: [glossary.md](glossary.md).\n\n{table(KEYS, rows)}\nKinds: {kinds}.\n"


def newsletter() -> str:
    """The keys of `newsletter.toml`."""
    rows = [(f"`{name}`", type_of(field), shown(field.default)) for name, field in NewsletterFile.model_fields.items()]
    return f"## newsletter.toml\n\nWhat the keys mean: [newsletter.md](newsletter.md#settings).\n\n{table(KEYS, rows)}"


KEYS = ("key", "type", "default")


def models() -> str:
    """The variables that hold keys and addresses, by provider."""
    found = {spec.provider: spec for spec in all_models()}
    rows = [(f"`{name}`", code(spec.key), code(spec.base_url_variable)) for name, spec in found.items()]
    return "## Keys and addresses of models\n\nMore of them: [models.md](models.md).\n\n" + table(("provider", "key", "address"), rows)


def files() -> Iterator[str]:
    """The fields of each file, as they come out, with their types; what they mean is said in `files.md`."""
    yield "## Fields of the files\n"
    yield (
        "Types as they come out of the program; what each field means: [files.md](files.md). `TAG` stands for an edition or a language. An\n"
        "entity is an object with `id`, `kind` and `names`, by `TAG`.\n"
    )
    for name, rows in field_rows().items():
        yield f"### {name}\n"
        if name == "issue.json":
            yield "A story's facts have all fields of `facts.jsonl`, and those named here.\n"
        yield table(("field", "type", "example"), [(f"`{path}`", kind, example) for path, kind, example in rows])


def tree() -> str:
    """The errors, as they are derived."""

    def below(parent: type[Exception], depth: int) -> Iterator[str]:
        yield f"{'  ' * depth}* `{parent.__name__}`: {inspect.getdoc(parent)}"
        for child in parent.__subclasses__():
            if child.__module__ == errors.__name__:
                yield from below(child, depth + 1)

    intro = (
        "Messages are one line on standard error: where, what, and what to do. For those who call the program as a library, `pipeline.errors`\n"
        f"has these; on the command line `ConfigError`, `MissingDependencyError` and `OutputError` end with {cli.EXIT_USAGE}, the others with\n"
        f"{cli.EXIT_FAILED} (`check` and `eval`: {cli.EXIT_USAGE}).\n"
    )
    return f"## Errors\n\n{intro}\n" + "\n".join(below(errors.PipelineError, 0)) + "\n"


def code(text: str | None) -> str:
    """A name as code, or nothing."""
    return f"`{text}`" if text else ""


def shown(default: object) -> str:
    """A default as it is written in TOML."""
    if default is None or repr(default) == "PydanticUndefined":
        return ""
    match default:
        case bool():
            return f"`{str(default).lower()}`"
        case tuple():
            return f"`[{', '.join(chr(34) + str(part) + chr(34) for part in default)}]`"
        case Path() | str():
            return f'`"{default}"`'
    return f"`{default}`"


def type_of(field: FieldInfo) -> str:
    """The type of a key in words."""
    bounds = [f"{word} {limit}" for name, word in (("ge", "from"), ("le", "to")) for limit in [bound(field, name)] if limit is not None]
    return ", ".join([in_words(field.annotation), *([" ".join(bounds)] if bounds else [])])


def bound(field: FieldInfo, name: str) -> object:
    """A limit of a number, where it has one."""
    return next((value for part in field.metadata for value in [getattr(part, name, None)] if value is not None), None)


WORDS: Mapping[Any, str] = {str: "text", int: "whole number", bool: "`true` or `false`", Path: "path"}


def in_words(kind: Any) -> str:
    """A type for a reader."""
    origin, parts = get_origin(kind), [part for part in get_args(kind) if part is not NoneType and part is not Ellipsis]
    if origin is Annotated:
        return in_words(parts[0])
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(in_words(part) for part in parts))
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin is tuple:
        return f"list of {in_words(parts[0])}"
    if origin is not None:
        return f"{in_words(parts[-1])} by edition"
    if isinstance(kind, EnumType):
        return ", ".join(f"`{member}`" for member in list(kind))  # type: ignore[var-annotated]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "tables (" + ", ".join(f"`{name}`" for name in kind.model_fields) + ")"
    return WORDS.get(kind, {"Decimal": "number", "date": "date"}.get(getattr(kind, "__name__", ""), str(kind)))
