"""Wrong usage of every command: one line on standard error, true, with what to do; exit code 2, and nothing written."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

ARTICLE = "Kestrel Labs released Heron 3 on July 23, 2024.\nHeron 3 scored 81.5% on MMLU.\n"
WRONG = [
    ("runn", "pipeline: no such command 'runn'; did you mean 'run'? type pipeline --help"),
    ("corpus/ --force", "pipeline: no such command 'corpus/'; did you mean 'pipeline run corpus/'? type pipeline --help"),
    ("run --modle rules", "pipeline run: no such option '--modle'; did you mean '--model'? type pipeline run --help"),
    ("run --length", "pipeline run: option '--length' requires an argument; type pipeline run --help"),
    ("run --length huge", "--length: it must be 'short', 'medium' or 'long'"),
    ("run --languages fr", "--languages: it must be 'zh-Hans', 'zh-Hant-TW', 'zh-Hant-HK' or 'en'"),
    ("run --model gpt", "--model: write rules, or provider:model (openai:gpt-4o-mini)"),
    ("run --model nobody:x", "there is no provider nobody; the providers are openai"),
    ("run --model openai:gpt-4o-mini", "set the variable OPENAI_API_KEY"),
    ("run --max-cost much", "--max-cost: it must be a number (0.50)"),
    ("run --max-cost -1", "--max-cost: it must be greater than or equal to 0"),
    ("run --concurrency many", "pipeline run: invalid value for '--concurrency': 'many' is not a valid integer; type pipeline run --help"),
    ("run --processes 0", "--processes: it must be greater than or equal to 1"),
    ("run --engine spark", "--engine: it must be 'local' or 'ray'"),
    ("run --base-url localhost", "--base-url: write it with http:// or https://"),
    ("run --published yesterday", "--published: not a date; write it as 2024-07-18"),
    ("run --encoding klingon", "--encoding: no such encoding; for example utf-8"),
    ("run --include *.pdf", "corpus/: no documents; check --include and --exclude"),
    ("run --prompts nowhere --model ollama:mistral-nemo", "nowhere: no such folder; --prompts takes a folder of prompts"),
    ("run --templates nowhere", "nowhere: no such folder; --templates takes a folder of templates"),
    ("run --extras wechatt", "--extras: there is no template wechatt; the packaged ones are wechat"),
    ("run --glossary nowhere.toml", "nowhere.toml: cannot be read (No such file or directory); check the path"),
    ("run --glossary nameless.toml", "nameless.toml, entity 1, names: it is missing; add it"),
    ("run --config nowhere.toml", "nowhere.toml: cannot be read"),
    ("run --config long.toml", "long.toml, key length: it must be 'short', 'medium' or 'long'"),
    ("run --config slip.toml", "slip.toml, key lenght: there is no such setting; did you mean length?"),
    ("run --config many.toml", "many.toml, key concurrency: it must be a whole number"),
    ("run --config open.toml", "open.toml: not readable as TOML"),
    ("run --config notepad.toml", "notepad.toml: not in UTF-8; save it as UTF-8"),
    ("models --models notepad.toml", "notepad.toml: not in UTF-8; save it as UTF-8"),
    ("run nowhere", "nowhere: no such file or folder; give the path of a document or of a folder of documents"),
    ("run empty", "empty: no documents; put articles or transcripts there"),
    ("run http://", "http://: not a web address; write it as https://example.org/page"),
    ("run corpus -o corpus", "corpus: the digests are written there; name the folder of the documents, or another for the digests with --outputs"),
    ("run -q -v", "pipeline run: --quiet and --verbose exclude each other; type pipeline run --help"),
    ("newsletter", "outputs: no digests; make them with: pipeline run, or name their folder with --outputs"),
    ("newsletter corpus", "pipeline newsletter: got unexpected extra argument (corpus); type pipeline newsletter --help"),
    ("newsletter --week 2024-W54", "--week: not a week; write it as 2024-W30"),
    ("newsletter --format pdf", "--format: it must be 'md', 'html' or 'eml'"),
    ("newsletter --config topics.toml", "topics.toml, topic 1, terms: give at least one"),
    ("facts", "outputs: no digests; make them with: pipeline run"),
    ("facts --format xml", "pipeline facts: invalid value for '--format': 'xml' is not one of 'table', 'jsonl', 'csv', 'parquet'"),
    ("facts --since lately", "--since: not a date; write it as 2024-07-18"),
    ("eval", "pipeline eval: missing option '--gold'; type pipeline eval --help"),
    ("eval --gold nowhere", "nowhere: no such folder; --gold takes a folder of NAME.jsonl files"),
    ("eval --gold empty", "empty: no gold facts; put a NAME.jsonl there"),
    ("models --models slip.toml", "slip.toml, lenght: there is no such key; correct it"),
    ("models --for nowhere", "nowhere: no such file or folder"),
    ("check", "pipeline check: missing argument 'SUMMARY'; type pipeline check --help"),
    ("check said.md", "pipeline check: missing option '--against'; type pipeline check --help"),
    ("check nowhere.md --against corpus", "nowhere.md: no such file or folder"),
    ("check said.md --against empty", "empty: no documents to check against; give the source that was summarized"),
    ("check - --against -", "--against -: standard input is for the summary; give the source as a file"),
    ("convert nowhere.md", "nowhere.md: no such file or folder"),
    ("convert empty -o there", "empty: nothing to convert; of a folder, files are taken whose names end in .txt"),
    ("convert corpus", "several files need a folder to write to: add -o FOLDER, or --in-place"),
    ("convert said.md --to zh-TW", "no conversion to 'zh-TW'; choose one of zh-Hans, zh-Hant, zh-Hant-TW, zh-Hant-HK"),
    ("convert said.md --check --diff", "--in-place, --check, --diff and --output exclude each other; give one of them"),
    ("convert said.md --output-encoding klingon", "--output-encoding klingon: no such encoding; for example utf-8"),
    ("convert - --in-place", "--in-place writes each file over itself; standard input has no file"),
    ("init said.md", "said.md: cannot be written"),
    ("init a b", "pipeline init: got unexpected extra argument (b); type pipeline init --help"),
]
FILES = {
    "corpus/2024-07-23-heron.md": ARTICLE,
    "said.md": "Heron 3 scored 81.5% on MMLU.\n",
    "nameless.toml": '[[entity]]\nid = "heron"\n',
    "long.toml": 'length = "huge"\n',
    "slip.toml": 'lenght = "short"\n',
    "many.toml": 'concurrency = "many"\n',
    "open.toml": "length = [",
    "topics.toml": '[[topic]]\ntitle = "Birds"\nterms = []\n',
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    Path("corpus").mkdir()
    Path("empty").mkdir()
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    Path("notepad.toml").write_text('length = "short"\n', encoding="utf-16")
    return tmp_path


def pipeline(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="pipeline", catch_exceptions=False)


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_wrong_usage_is_told_in_one_line_that_says_what_to_do(line: str, message: str, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    result = pipeline(*line.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(folder.rglob("*")) == before


def test_every_command_is_used_wrongly_here() -> None:
    assert {line.split()[0] for line, _ in WRONG} >= set(main.commands)


def test_without_a_command_the_help_is_shown() -> None:
    result = pipeline()
    assert "newsletter" in result.output
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--batch"], "--batch does nothing without --model: the rules find the facts, and no model is asked"),
        (["--guard", "ollama:guard"], "--guard does nothing without --model"),
        (["--prompts", "mine"], "--prompts does nothing without --model"),
        (["--ray-address", "auto"], "--ray-address does nothing without --engine ray: documents are worked on here"),
    ],
)
def test_a_flag_that_does_nothing_is_told_and_the_run_goes_on(flags: list[str], message: str) -> None:
    result = pipeline("run", *flags)
    assert result.exit_code == 0
    assert message in result.stderr


def test_neither_digests_nor_settings_are_sources_where_the_working_folder_is_digested() -> None:
    for path in Path().glob("*.toml"):
        path.unlink()
    for name in ("pipeline.toml", "glossary.toml", "newsletter.toml"):
        Path(name).touch()
    assert "2 documents (2 done" in pipeline("run", ".").stdout
    again = pipeline("run", ".")
    assert "2 documents (0 done, 2 unchanged, 0 failed)" in again.stdout, again.output


def test_parquet_is_not_written_to_a_screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert pipeline("run", "-q").exit_code == 0
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(SystemExit) as end:
        main(["facts", "--format", "parquet"])
    told = capsys.readouterr()
    assert (end.value.code, told.out) == (2, "")
    assert told.err == "Error: --format parquet: not for a screen; write it to a file: pipeline facts --format parquet > facts.parquet\n"


def test_convert_does_not_wait_for_a_keyboard_unasked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    keyboard = StringIO()
    monkeypatch.setattr(keyboard, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", keyboard)
    with pytest.raises(SystemExit) as end:
        main(["convert"])
    assert (end.value.code, capsys.readouterr().err) == (2, "Error: nothing to convert; name a file or a folder, or - for what you type here\n")
