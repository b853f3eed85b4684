"""What a model is asked, as sandboxed Jinja2 templates: the user's folder is looked up before the packaged one."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

NAMES = ("system.j2", "claims.j2", "mend.j2", "translate_system.j2", "translate.j2")


def prompt(name: str, folder: Path | None, **given: object) -> str:
    """The template `name` with what it is given, without white space at its ends. Raises ConfigError for a template that cannot be used."""
    from jinja2 import TemplateError

    try:
        return _environment(folder).get_template(name).render(given).strip()
    except (TemplateError, UnicodeDecodeError, OSError, TypeError, ValueError) as error:
        raise ConfigError(f"{_path(name, folder)}: {error}; correct the template") from error


def check_prompts(folder: Path | None) -> None:
    """Compile every template that a run may use. Raises ConfigError for a folder that is missing and for a template that is wrong."""
    from jinja2 import TemplateError, TemplateSyntaxError

    if folder is not None and not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder; --prompts takes a folder of prompts")
    for name in NAMES:
        try:
            _environment(folder).get_template(name)
        except TemplateSyntaxError as error:
            raise ConfigError(f"{_path(name, folder)}, line {error.lineno}: {error.message}; correct the template") from error
        except (TemplateError, UnicodeDecodeError, OSError) as error:
            raise ConfigError(f"{_path(name, folder)}: {error}; correct the template") from error


def fingerprint(folder: Path | None) -> str:
    """SHA-256 of the templates that are used, by name and content."""
    used = hashlib.sha256()
    for name in NAMES:
        path = _path(name, folder)
        used.update(f"{name}\0".encode())
        used.update(path.read_bytes() if path.is_file() else b"")
    return used.hexdigest()


def packaged() -> Path:
    """The folder of the packaged templates: in the package where it is installed, beside it in a checkout."""
    inside = Path(str(resources.files("pipeline"))) / "prompts"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "prompts"


def _path(name: str, folder: Path | None) -> Path:
    own = folder / name if folder is not None else None
    return own if own is not None and own.is_file() else packaged() / name


@cache
def _environment(folder: Path | None) -> SandboxedEnvironment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    folders = [packaged()] if folder is None else [folder, packaged()]
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
