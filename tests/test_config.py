from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Settings, load_glossary, load_settings
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_flag_over_environment_over_file_over_default(empty_folder: Path) -> None:
    (empty_folder / "pipeline.toml").write_text('length = "long"\nlanguages = ["en"]\noutputs = "o1"\n', encoding="utf-8")
    settings = load_settings({"outputs": Path("o3"), "length": None}, environment={"PIPELINE_OUTPUTS": "o2", "PIPELINE_LANGUAGES": "zh-Hans, en"})
    assert settings == Settings(outputs=Path("o3"), length="long", languages=(Edition.ZH_HANS, Edition.EN))


def test_paths_in_a_settings_file_are_relative_to_it(empty_folder: Path) -> None:
    (empty_folder / "sub").mkdir()
    (empty_folder / "sub/mine.toml").write_text('outputs = "out"\nglossary = "names.toml"\n', encoding="utf-8")
    settings = load_settings({}, Path("sub/mine.toml"), environment={})
    assert (settings.outputs, settings.glossary) == (Path("sub/out"), Path("sub/names.toml"))


def test_a_glossary_beside_is_found(empty_folder: Path) -> None:
    (empty_folder / "glossary.toml").write_text("", encoding="utf-8")
    assert load_settings({}, environment={}).glossary == Path("glossary.toml")


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"length": "tiny"}, "--length: it must be 'short', 'medium' or 'long'"),
        ({"languages": "zh-Hans,fr"}, "--languages"),
        ({"encoding": "klingon"}, "--encoding: no such encoding"),
        ({"published": "yesterday"}, "--published: not a date; write it as 2024-07-18"),
        ({"processes": -1}, "--processes"),
        ({"processes": 0}, "--processes"),
        ({"model": "gpt-4o-mini"}, "--model: write rules, or provider:model (openai:gpt-4o-mini)"),
        ({"max_cost": "-1"}, "--max-cost"),
        ({"base_url": "localhost:8000"}, "--base-url: write it with http://"),
    ],
)
def test_a_wrong_flag_is_named(flags: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(flags, environment={})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_key_variable_or_file_is_named(empty_folder: Path) -> None:
    with pytest.raises(ConfigError, match="environment variable PIPELINE_LENGTH"):
        load_settings({}, environment={"PIPELINE_LENGTH": "tiny"})
    (empty_folder / "pipeline.toml").write_text('lenght = "long"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"pipeline\.toml, key lenght: there is no such setting; did you mean length\?"):
        load_settings({}, environment={})
    with pytest.raises(ConfigError, match=r"missing\.toml: cannot be read"):
        load_settings({}, Path("missing.toml"), environment={})
    (empty_folder / "broken.toml").write_text("a = = b", encoding="utf-8")
    with pytest.raises(ConfigError, match="not readable as TOML"):
        load_settings({}, Path("broken.toml"), environment={})


def test_a_variable_that_is_no_setting_is_told(caplog: pytest.LogCaptureFixture) -> None:
    load_settings({}, environment={"PIPELINE_LENGHT": "long", "PIPELINE_WORKSPACE_ID": "7", "OTHER": "x", "PIPELINE_LENGTH": "long"})
    assert [record.getMessage() for record in caplog.records] == [
        "environment variable PIPELINE_LENGHT: there is no such setting; did you mean PIPELINE_LENGTH?",
        "environment variable PIPELINE_WORKSPACE_ID: there is no such setting; it is not used",
    ]


def test_a_setting_that_is_yes_or_no(empty_folder: Path) -> None:
    assert not load_settings({}, environment={}).allow_private
    assert load_settings({"allow_private": True}, environment={}).allow_private
    assert load_settings({"allow_private": False}, environment={"PIPELINE_ALLOW_PRIVATE": "true"}).allow_private
    with pytest.raises(ConfigError, match="environment variable PIPELINE_ALLOW_PRIVATE"):
        load_settings({}, environment={"PIPELINE_ALLOW_PRIVATE": "perhaps"})


def test_reads_the_users_names(empty_folder: Path) -> None:
    path = empty_folder / "glossary.toml"
    row = 'id = "acme"\nkind = "organization"\nnames = { zh-Hans = "极点", en = "Acme" }\naliases = ["ACME"]\n'
    path.write_text(f"[[entity]]\n{row}", encoding="utf-8")
    (entry,) = load_glossary(path)
    assert (entry.id, dict(entry.names), entry.aliases) == ("acme", {"zh-Hans": "极点", "en": "Acme"}, ("ACME",))
    assert load_glossary(None) == ()
    assert hash(entry) == hash(entry.model_copy())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('id = "Ac me"\nnames = { en = "A" }', "entity 1, id: write it with small letters, digits and hyphens"),
        ('id = "a"\nnames = { fr = "A" }', "unknown edition fr"),
        ('id = "a"\nnames = {}', "at least one edition"),
        ('id = "a"\nnames = { en = "A" }\ncolour = "red"', "there is no such key"),
        ('id = "a"\nnames = { en = "A\\u001b[2J" }', "write it on one line, without control characters"),
        ('id = "a"\nnames = { en = "A" }\naliases = [" "]', "write it on one line, without control characters"),
    ],
)
def test_a_wrong_glossary_row_is_named(empty_folder: Path, row: str, message: str) -> None:
    path = empty_folder / "g.toml"
    path.write_text(f"[[entity]]\n{row}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"g\.toml") as caught:
        load_glossary(path)
    assert message in str(caught.value)
