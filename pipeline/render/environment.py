"""The Jinja environments: strict, escaping; the user's folder is looked up before the packaged templates, and with it all is sandboxed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from traceback import extract_tb

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from pipeline.datamodel.digest import Point
from pipeline.errors import ConfigError
from pipeline.render import filters
from pipeline.render.joining import Run, runs
from pipeline.render.sandbox import Sandbox, finalized, render_bounded


def clauses(point: Point, tag: str, source: str, begins: bool = True, remarks: bool = True) -> list[Run]:
    """A point's clauses in an edition as plain parts, for templates with marks of their own; see `joining.Run`."""
    return list(runs(point, tag, source, begins, remarks))


def _as_markdown(value: object) -> object:
    return value if isinstance(value, Markup | int | float) else Markup(filters.markdown_escape(str(value)))


@cache
def markdown_environment(templates: Path | None = None) -> Environment:
    """The environment of the Markdown templates: every text that no filter made is escaped for Markdown."""
    return _environment(templates, filters.MARKDOWN, _as_markdown)


@cache
def html_environment(templates: Path | None = None) -> Environment:
    """The environment of the page's templates: every text that no filter made is escaped for HTML."""
    return _environment(templates, filters.HTML)


def page_environment(name: str, templates: Path | None = None) -> Environment:
    """The environment of the page `name` (`digest.brief.html`): by its ending. Raises ConfigError for an ending that is not written."""
    ending = name.rpartition(".")[2]
    if ending not in ENVIRONMENTS:
        raise ConfigError(f"{name}: pages are written as {' or '.join(ENVIRONMENTS)}; name the template digest.NAME.md.j2 or digest.NAME.html.j2")
    return ENVIRONMENTS[ending](templates)


def rendered(environment: Environment, name: str, **values: object) -> str:
    """The page of a template; a user's own one within bounds. Raises ConfigError naming the template that is wrong, and where."""
    try:
        template = environment.get_template(name)
        return render_bounded(template, values) if isinstance(environment, Sandbox) else template.render(values)
    except TemplateSyntaxError as error:
        raise ConfigError(f"{error.filename or error.name}, line {error.lineno}: {error.message}; correct the template") from error
    except TemplateError as error:
        raise ConfigError(f"template {name}{_line_of(error)}: {error}; correct the template") from error


def check_templates(templates: Path) -> None:
    """Compile every template of the user's folder. Raises ConfigError naming the file and line of the first that is wrong."""
    for path in sorted(templates.rglob("*.j2")):
        name = path.relative_to(templates).as_posix()
        environment = markdown_environment(templates) if name.endswith(".md.j2") else html_environment(templates)
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            raise ConfigError(f"{path}, line {error.lineno}: {error.message}; correct the template") from error
        except (TemplateError, UnicodeDecodeError, OSError, RecursionError) as error:
            raise ConfigError(f"{path}: {error}; correct the template") from error


def _line_of(error: TemplateError) -> str:
    """Where in the templates an error arose, as jinja's rewritten traceback tells."""
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    cause = [frame for frame in extract_tb(error.__cause__.__traceback__) if frame.filename.endswith(".j2")] if error.__cause__ else []
    last = (cause or frames)[-1:]
    return "".join(f" ({frame.filename}, line {frame.lineno})" for frame in last)


def _environment(templates: Path | None, own: dict[str, Callable[..., object]], write: Callable[[object], object] | None = None) -> Environment:
    packaged = PackageLoader("pipeline.render", "templates")
    kind, loader = (Environment, packaged) if templates is None else (Sandbox, ChoiceLoader([FileSystemLoader(templates), packaged]))
    environment = kind(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=write if templates is None else partial(finalized, write=write) if write is not None else finalized,
    )
    environment.filters.update({**filters.SHARED, "clauses": clauses, **own})
    if isinstance(environment, Sandbox):
        environment.seal()
    return environment


ENVIRONMENTS: dict[str, Callable[[Path | None], Environment]] = {"md": markdown_environment, "html": html_environment}
