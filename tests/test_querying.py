"""`pipeline facts`, end to end, with the embedded rules."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.storage.lock import held

PAGES = {
    "2024-07-22-nimbus.md": "Acme released Nimbus 2 on July 22. Nimbus 2 scored 82.0% on MMLU. Nimbus 2 costs 15 cents per million input tokens.",
    "2024-07-24-mistral.md": "Mistral released Codestral Mamba. Codestral Mamba scored 75.0% on HumanEval.",
    "2024-08-02-xingyun.md": "Nimbus 2 在 MMLU 上的得分是 82%。Nimbus 2 的输入价格是每百万 token 18 美分。",
    "august.md": "---\ndate: 2024-08\n---\nNimbus 2 has a context window of 128K tokens.",
    "undated.md": "Nimbus 2 scored 61.5% on HumanEval.",
}


@pytest.fixture(autouse=True, scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Digests of five small documents."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "corpus").mkdir()
    for name, text in PAGES.items():
        (folder / "corpus" / name).write_text(text + "\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["run", str(folder / "corpus"), "-o", str(folder / "outputs")]).exit_code == 0
    return folder


def ask(project: Path, *flags: str) -> Result:
    return CliRunner().invoke(main, ["facts", "-o", str(project / "outputs"), *flags], catch_exceptions=False)


def records(project: Path, *flags: str) -> list[dict[str, Any]]:
    result = ask(project, "--format", "jsonl", *flags)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def told(found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(record["published"], record["attribute"]["id"]) for record in found if record["attribute"]}


def test_without_filters_every_fact_of_every_digest_is_there_as_in_its_file(project: Path) -> None:
    lines = [line for path in (project / "outputs/digests").glob("*/facts.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    found = records(project)
    assert len(found) == len(lines) > 6
    extra = {"name", "source", "title", "published", "duplicate_of", "derived_from"}
    as_delivered = [{key: value for key, value in record.items() if key not in extra} for record in found]
    assert sorted(map(repr, as_delivered)) == sorted(repr(json.loads(line)) for line in lines)


@pytest.mark.parametrize("name", ["codestral-mamba", "Codestral Mamba", "CODESTRAL-MAMBA", "codestralmamba", "codestral", "Codestral*", "mamba"])
def test_a_subject_is_named_by_its_id_a_name_how_it_begins_or_what_is_in_it(project: Path, name: str) -> None:
    found = records(project, "--subject", name)
    assert found
    assert {record["subject"]["id"] for record in found} == {"codestral-mamba"}


@pytest.mark.parametrize("name", ["input_price", "input price", "输入价格", "輸入價格", "輸入價", "price", "价格"])
def test_an_attribute_is_named_in_any_language_and_script(project: Path, name: str) -> None:
    assert told(records(project, "--attribute", name)) == {("2024-07-22", "input_price"), ("2024-08-02", "input_price")}


def test_a_fact_without_an_attribute_is_asked_for_by_its_type(project: Path) -> None:
    assert {(record["type"], record["attribute"]) for record in records(project, "--attribute", "release")} == {("release", None)}


def test_an_exact_name_goes_before_those_that_begin_so_and_a_star_takes_all(project: Path) -> None:
    assert {record["subject"]["id"] for record in records(project, "--subject", "Nimbus 2")} == {"nimbus-2"}
    assert {record["subject"]["id"] for record in records(project, "--subject", "nim*", "--subject", "Codestral Mamba")} == {
        "nimbus-2",
        "codestral-mamba",
    }
    assert len(records(project, "--subject", "*")) == len(records(project))


@pytest.mark.parametrize(
    ("flags", "dates", "left_out"),
    [
        (["--since", "2024-07-24"], {"2024-07-24", "2024-08-02", "2024-08"}, 1),
        (["--until", "2024-07-24"], {"2024-07-22", "2024-07-24"}, 1),
        (["--since", "2024-08-01", "--until", "2024-08-15"], {"2024-08-02"}, 2),
        (["--since", "2024-07-22", "--until", "2024-07-22"], {"2024-07-22"}, 1),
    ],
)
def test_dates_are_those_of_publication_and_both_included(project: Path, flags: list[str], dates: set[str], left_out: int) -> None:
    assert {record["published"] for record in records(project, *flags)} == dates
    assert f"left out: {left_out} digest" in ask(project, *flags).stderr


def test_joined_facts_are_one_row_a_value_with_its_documents(project: Path) -> None:
    rows = {(row["attribute_id"], row["value"]): row for row in records(project, "--join", "--subject", "Nimbus 2")}
    score = rows["mmlu", "82.0%"]
    assert [document["name"] for document in score["documents"]] == ["2024-07-22-nimbus.md", "2024-08-02-xingyun.md"]
    assert (score["sources"], score["values"], score["first"], score["last"]) == (2, 1, "2024-07-22", "2024-08-02")
    prices = [row for (attribute, _), row in rows.items() if attribute == "input_price"]
    assert sorted(row["value"] for row in prices) == ["0.15 USD / 1,000,000 token", "0.18 USD / 1,000,000 token"]
    assert {row["values"] for row in prices} == {2}


def test_csv_has_a_row_a_fact_and_is_utf_8(project: Path) -> None:
    result = ask(project, "--format", "csv", "--edition", "zh-Hant-TW", "--attribute", "mmlu")
    rows = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode("utf-8"), newline="")))
    assert [(row["published"], row["low"], row["unit"]) for row in rows] == [("2024-07-22", "82.0", "percent"), ("2024-08-02", "82", "percent")]
    assert rows[1]["quote"].startswith("Nimbus 2 在 MMLU 上的得分是 82%")
    assert "得分" in rows[0]["text"]
    assert result.stdout_bytes.count(b"\r\n") == 3


def test_the_table_is_for_a_reader_and_whole_where_it_is_no_terminal(project: Path) -> None:
    lines = ask(project, "--subject", "nimbus-2", "--attribute", "mmlu", "--edition", "zh-Hans").stdout.splitlines()
    assert lines[0].split() == ["published", "subject", "attribute", "value", "text", "name"]
    assert lines[1].startswith("2024-07-22  Nimbus 2  MMLU")
    assert lines[1].endswith("2024-07-22-nimbus.md")
    assert len(lines) == 3


def test_json_is_one_list(project: Path) -> None:
    assert json.loads(ask(project, "--json", "--attribute", "mmlu").stdout) == records(project, "--attribute", "mmlu")


def test_what_no_fact_has_is_said_with_what_is_near(project: Path) -> None:
    result = ask(project, "--subject", "Nimbos 2")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "no fact has the subject 'Nimbos 2'; did you mean nimbus-2?\n"
    assert ask(project, "--subject", "Nimbus 2", "--attribute", "HumanEval", "--until", "2024-07-30", "-q").stdout == ""


def refused(*flags: str) -> str:
    result = CliRunner().invoke(main, ["facts", *flags])
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    return line


def test_wrong_usage_is_one_line(project: Path, tmp_path: Path) -> None:
    assert "no digests; make them with: pipeline run" in refused("-o", str(tmp_path))
    assert "--since: not a date; write it as 2024-07-18" in refused("-o", str(project / "outputs"), "--since", "July")
    assert "is after --until" in refused("-o", str(project / "outputs"), "--since", "2024-08-01", "--until", "2024-07-01")
    assert "--edition" in refused("-o", str(project / "outputs"), "--edition", "klingon")


def test_the_users_own_names_count(project: Path, tmp_path: Path) -> None:
    glossary = tmp_path / "glossary.toml"
    glossary.write_text('[[entity]]\nid = "codestral-mamba"\naliases = ["Die Mamba"]\nnames = { en = "Codestral Mamba" }\n', encoding="utf-8")
    assert records(project, "--subject", "Die Mamba", "--glossary", str(glossary))
    assert not records(project, "--subject", "Die Mamba")


def test_parquet_without_its_package_names_the_command_that_installs_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert refused("-o", str(project / "outputs"), "--format", "parquet").endswith("install it with: pip install 'bidigest[parquet]'")


def test_parquet_holds_what_csv_holds(project: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    table = parquet.read_table(io.BytesIO(ask(project, "--format", "parquet").stdout_bytes))
    rows = list(csv.DictReader(io.StringIO(ask(project, "--format", "csv").stdout, newline="")))
    assert table.column_names == list(rows[0])
    assert table["quote"].to_pylist() == [row["quote"] or None for row in rows]
    assert [str(value) for value in table["importance"].to_pylist()] == [row["importance"] for row in rows]
    joined = parquet.read_table(io.BytesIO(ask(project, "--join", "--format", "parquet").stdout_bytes))
    assert sum(joined["sources"].to_pylist()) == joined.num_rows + 1


def test_a_run_writes_the_very_table_that_facts_writes(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
    table = project / "outputs/facts.parquet"
    assert not table.exists(), "nobody asked for it"
    (tmp_path / "pipeline.toml").write_text("parquet = true\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["run", str(project / "corpus"), "-o", str(project / "outputs"), "--languages", "zh-Hans,en"]).exit_code == 0
    assert table.read_bytes() == ask(project, "--format", "parquet").stdout_bytes
    table.unlink()


def test_a_run_that_cannot_write_parquet_says_so_before_it_begins(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ran = CliRunner().invoke(main, ["run", str(project / "corpus"), "-o", str(tmp_path / "outputs"), "--parquet"])
    assert ran.exit_code == 2
    assert ran.stderr == "Error: --parquet: Parquet files need pyarrow; install it with: pip install 'bidigest[parquet]'\n"
    assert not (tmp_path / "outputs").exists()


def test_facts_can_be_asked_for_while_a_run_goes_on(project: Path) -> None:
    with held(project / "outputs"):
        assert records(project, "--attribute", "mmlu")


@pytest.mark.slow
def test_a_query_loads_neither_a_model_nor_the_readers(project: Path) -> None:
    program = (
        f"import sys; from click.testing import CliRunner; from pipeline.cli import main; "
        f"result = CliRunner().invoke(main, ['facts', '-o', {str(project / 'outputs')!r}, '--subject', 'nimbus-2']); "
        "assert result.exit_code == 0, result.output; print([name for name in sys.modules if name in ('langchain', 'openai', 'lxml', 'trafilatura')])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    assert ran.stdout.strip() == "[]", ran.stderr
