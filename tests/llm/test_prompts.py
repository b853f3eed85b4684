"""The user's templates are used before the packaged ones, in a sandbox; what is wrong with one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.llm.prompts import NAMES, check_prompts, fingerprint, packaged, prompt


def test_every_template_is_packaged() -> None:
    assert set(NAMES) <= {path.name for path in packaged().glob("*.j2")}
    check_prompts(None)


def test_the_users_template_is_used_before_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "translate_system.j2").write_text("Into {{ other }}, please.", encoding="utf-8")
    assert prompt("translate_system.j2", tmp_path, other="English") == "Into English, please."
    assert "Reply with JSON only" in prompt("system.j2", tmp_path, claims=3, aspects=["other"], script="Simplified", other="English")


def test_the_fingerprint_is_that_of_the_templates_used(tmp_path: Path) -> None:
    assert fingerprint(tmp_path) == fingerprint(None)
    (tmp_path / "notes.j2").write_text("not used", encoding="utf-8")
    assert fingerprint(tmp_path) == fingerprint(None)
    (tmp_path / "mend.j2").write_text("again", encoding="utf-8")
    assert fingerprint(tmp_path) != fingerprint(None)


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{% if %}", "line 1"),
        ("{{ nobody }}", "nobody"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{% include '/etc/passwd' %}", "passwd"),
    ],
)
def test_a_wrong_template_is_told_with_its_place(tmp_path: Path, template: str, told: str) -> None:
    (tmp_path / "translate_system.j2").write_text(template, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"translate_system\.j2.*{told}"):
        _checked(tmp_path)


def _checked(folder: Path) -> str:
    check_prompts(folder)
    return prompt("translate_system.j2", folder, other="English")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        check_prompts(tmp_path / "none")
