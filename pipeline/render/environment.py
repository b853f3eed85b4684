"""The Jinja environments: strict, escaping; the user's folder is looked up before the packaged templates, and with it all is sandboxed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from pipeline.errors import ConfigError
from pipeline.render import filters


@cache
def markdown_environment(templates: Path | None = None) -> Environment:
    """The environment of the Markdown templates: every text that no filter made is escaped for Markdown."""
    environment = _environment(templates, filters.MARKDOWN)
    environment.finalize = _markdown_finalize
    return environment


@cache
def html_environment(templates: Path | None = None) -> Environment:
    """The environment of the page's templates: every text that no filter made is escaped for HTML."""
    return _environment(templates, filters.HTML)


def check_templates(templates: Path) -> None:
    """Compile every template of the user's folder. Raises ConfigError naming the file and line of the first that is wrong."""
    for path in sorted(templates.rglob("*.j2")):
        name = path.relative_to(templates).as_posix()
        environment = markdown_environment(templates) if name.endswith(".md.j2") else html_environment(templates)
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            raise ConfigError(f"{path}, line {error.lineno}: {error.message}; correct the template") from error
        except (TemplateError, UnicodeDecodeError, OSError) as error:
            raise ConfigError(f"{path}: {error}; correct the template") from error


def _environment(templates: Path | None, own: dict[str, Callable[..., object]]) -> Environment:
    packaged = PackageLoader("pipeline.render", "templates")
    kind, loader = (Environment, packaged) if templates is None else (SandboxedEnvironment, ChoiceLoader([FileSystemLoader(templates), packaged]))
    environment = kind(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters.update({**filters.SHARED, **own})
    return environment


def _markdown_finalize(value: object) -> object:
    return value if isinstance(value, Markup | int | float) else Markup(filters.markdown_escape(str(value)))
