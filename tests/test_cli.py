"""End to end, through the command line, with the embedded rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.storage.lock import held
from pipeline.text.convert import Converter

TEXTS: dict[str, str] = json.loads((Path(__file__).parent / "vectors/related.json").read_text(encoding="utf-8"))["texts"]
ARTICLE = """---
title: Nimbus 2 released
date: 2024-07-18
---
Acme released Nimbus 2 on July 18. Nimbus 2 has a context window of 128K tokens.
It scored 82.0% on MMLU, compared with 77.9% for Gemini Flash.
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pipeline(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin, catch_exceptions=False)


def write(name: str, data: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def digests() -> list[str]:
    return sorted(path.name for path in Path("outputs/digests").iterdir() if not path.name.startswith("."))


def test_run_writes_every_page_and_says_which_to_open() -> None:
    write("corpus/nimbus.md", ARTICLE)
    result = pipeline("run")
    assert result.exit_code == 0
    assert "1 document (1 done, 0 unchanged, 0 failed)" in result.stdout
    assert "Open outputs/index.html" in result.stdout
    assert Path("outputs/index.html").exists()
    (folder,) = Path("outputs/digests").glob("nimbus-*")
    expected = {"document.txt", "document.json", "facts.jsonl", "rejections.jsonl", "digest.html", "digest.bilingual.md"}
    expected |= {"digest.zh-Hans.md", "digest.zh-Hant-TW.md", "digest.en.md"}
    assert {path.name for path in folder.iterdir()} == expected


def test_every_fact_quotes_its_document_exactly() -> None:
    write("corpus/nimbus.md", ARTICLE)
    pipeline("run")
    (folder,) = Path("outputs/digests").glob("nimbus-*")
    text = (folder / "document.txt").read_text(encoding="utf-8")
    facts = [json.loads(line) for line in (folder / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert facts
    for fact in facts:
        for evidence in fact["evidence"]:
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert "82.0" in {(fact["value"] or {}).get("low") for fact in facts}


def test_a_second_run_does_nothing_and_force_does_it_again() -> None:
    write("corpus/nimbus.md", ARTICLE)
    pipeline("run")
    assert "0 done, 1 unchanged" in pipeline("run").stdout
    assert "1 done, 0 unchanged" in pipeline("run", "--force").stdout


def test_a_page_that_was_removed_is_made_again() -> None:
    write("corpus/nimbus.md", ARTICLE)
    pipeline("run")
    (page,) = Path("outputs/digests").glob("nimbus-*/digest.en.md")
    page.unlink()
    assert "1 done" in pipeline("run").stdout
    assert page.exists()


def test_a_changed_source_supersedes_its_digest_and_a_vanished_one_is_kept() -> None:
    write("corpus/nimbus.md", ARTICLE)
    write("corpus/other.md", ARTICLE.replace("Nimbus", "Stratus"))
    pipeline("run")
    before = digests()
    write("corpus/nimbus.md", ARTICLE.replace("82.0%", "83.0%"))
    Path("corpus/other.md").unlink()
    result = pipeline("run")
    assert "1 gone (digests kept)" in result.stdout
    after = digests()
    assert len(before) == len(after) == 2
    (old,) = Path("outputs/digests/.old").iterdir()
    assert old.name in before
    assert old.name not in after


def relations() -> dict[str, tuple[str, str]]:
    """What each document is of others, by the beginning of its id, from `document.json`."""
    found = {}
    for path in sorted(Path("outputs/digests").glob("*/document.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found[short(record["id"])] = (short(record["duplicate_of"]), short(record["derived_from"]))
    return found


def short(id: str | None) -> str:
    return id.rpartition("-")[0] if id else ""


def test_the_same_text_twice_makes_two_documents_that_know_of_each_other() -> None:
    write("corpus/a.md", ARTICLE)
    write("corpus/b.md", ARTICLE)
    assert "1 duplicate" in pipeline("run").stdout
    assert relations() == {"a": ("", ""), "b": ("a", "")}


def test_the_same_name_and_text_in_two_folders_makes_two_documents_in_two_runs() -> None:
    write("monday/a.md", ARTICLE)
    write("tuesday/a.md", ARTICLE)
    for _ in range(2):
        pipeline("run", "monday")
        result = pipeline("run", "tuesday")
    assert "0 done, 1 unchanged" in result.stdout
    (first, second) = sorted(relations().items())
    assert first == ("a", ("", ""))
    assert second[1] == ("a", "")


def test_a_file_that_was_moved_keeps_its_id() -> None:
    write("monday/a.md", ARTICLE)
    pipeline("run", "monday")
    before = digests()
    Path("monday").rename("tuesday")
    pipeline("run", "tuesday")
    assert digests() == before


def test_duplicates_and_derived_texts_are_told_across_runs_and_shown() -> None:
    report, restructured = TEXTS["report"], TEXTS["restructured"]
    write("corpus/b-report.txt", report)
    pipeline("run")
    write("corpus/a-copy.txt", Converter("zh-Hant-TW").convert(report))
    write("corpus/c-restructured.md", f"好的，以下是我為您整理後的版本：\n\n{restructured}\n")
    write("corpus/d-column.txt", TEXTS["column"])
    result = pipeline("run")
    assert "1 duplicate, 1 derived" in result.stdout
    expected = {"a-copy": ("b-report", ""), "b-report": ("", ""), "c-restructured": ("", "b-report"), "d-column": ("", "")}
    assert relations() == expected
    documents = json.loads(Path("outputs/run.json").read_text(encoding="utf-8"))["documents"]
    assert {short(d["id"]): (short(d["duplicate_of"]), short(d["derived_from"])) for d in documents} == expected
    page = Path("outputs/index.html").read_text(encoding="utf-8")
    assert "same text as b-report.txt" in page
    assert "derived from b-report.txt" in page


def test_a_relation_ends_when_its_text_changes() -> None:
    write("corpus/a.txt", TEXTS["report"])
    write("corpus/b.txt", TEXTS["report"])
    pipeline("run")
    write("corpus/a.txt", TEXTS["forecast"])
    pipeline("run")
    assert relations() == {"a": ("", ""), "b": ("", "")}


def test_relations_do_not_depend_on_the_order_of_the_runs() -> None:
    names = ("report", "translation", "column", "restructured")
    for name in names:
        write(f"corpus/{name}.txt", TEXTS[name])
    pipeline("run", "-o", "at-once")
    for name in reversed(names):
        pipeline("run", f"corpus/{name}.txt", "-o", "outputs")
    Path("at-once").rename("other")
    one_by_one = relations()
    Path("outputs").rename("done")
    Path("other").rename("outputs")
    assert relations() == one_by_one == {"report": ("", ""), "column": ("", ""), "translation": ("", "report"), "restructured": ("", "report")}


ITALIAN = (
    "Il nuovo tram attraversa la città dal porto vecchio fino all’università. La prima corsa è partita sabato mattina, piena di curiosi.\n\n" * 4
)


def test_a_page_in_another_language_is_kept_as_text_without_a_digest() -> None:
    write("corpus/tram.txt", ITALIAN)
    write("corpus/good.md", ARTICLE)
    for run in ("first", "second"):
        result = pipeline("run")
        assert result.exit_code == 1, run
        assert "written in Italian, kept as text without a digest" in result.stderr
    assert "0 done, 1 unchanged, 1 failed" in result.stdout
    (folder,) = Path("outputs/digests").glob("tram-*")
    assert {path.name for path in folder.iterdir()} == {"document.txt", "document.json"}
    record = json.loads((folder / "document.json").read_text(encoding="utf-8"))
    assert (record["language"], len(record["sentences"])) == ("it", 8)
    failed = next(d for d in json.loads(Path("outputs/run.json").read_text(encoding="utf-8"))["documents"] if d["status"] == "failed")
    assert failed["id"] == folder.name
    assert "tram" not in Path("outputs/index.html").read_text(encoding="utf-8")
    write("corpus/tram.txt", TEXTS["translation"])
    assert "1 done" in pipeline("run").stdout
    assert [path.name for path in Path("outputs/digests/.old").iterdir()] == [folder.name]


def test_a_second_run_counts_the_facts_of_what_stands() -> None:
    write("corpus/nimbus.md", ARTICLE)
    first = json.loads(pipeline("run", "--json").stdout)["totals"]
    second = json.loads(pipeline("run", "--json").stdout)["totals"]
    assert first["facts"] == second["facts"] > 0
    assert first["rejections"] == second["rejections"]


def test_run_json_tells_what_made_it() -> None:
    write("corpus/nimbus.md", ARTICLE)
    pipeline("run")
    record = json.loads(Path("outputs/run.json").read_text(encoding="utf-8"))
    assert set(record["versions"]) == {"bidigest", "python", "opencc", "trafilatura"}
    assert set(record["fingerprints"]) == {"recipe", "program", "tables", "settings", "own"}
    pipeline("run", "--length", "short")
    again = json.loads(Path("outputs/run.json").read_text(encoding="utf-8"))["fingerprints"]
    assert {name for name, value in again.items() if value != record["fingerprints"][name]} == {"recipe", "settings"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("digest.md.j2", "# x\n{% if %}", "digest.md.j2, line 2: "),
        ("mine/part.html.j2", "{{ 1|nosuchfilter }}", "part.html.j2, line 1: "),
        ("digest.html.j2", b"\xff\xfe{{", "digest.html.j2"),
    ],
)
def test_a_broken_template_is_told_before_the_run(name: str, text: str | bytes, message: str) -> None:
    write("corpus/nimbus.md", ARTICLE)
    write(f"mine/{name}", text)
    result = pipeline("run", "--templates", "mine")
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not Path("outputs").exists()


def test_a_glossary_row_of_an_unknown_kind_is_told() -> None:
    write("corpus/nimbus.md", ARTICLE)
    write("glossary.toml", '[[entity]]\nid = "acme"\nkind = "firm"\nnames = { en = "Acme" }\n')
    result = pipeline("run")
    assert result.exit_code == 2
    assert "glossary.toml, entity 1, kind: no such kind 'firm'; the kinds are " in result.stderr
    assert "organization" in result.stderr


@pytest.mark.parametrize("arguments", [["-q", "-v"], ["--verbose", "--quiet"]])
def test_quiet_and_verbose_exclude_each_other(arguments: list[str]) -> None:
    write("corpus/nimbus.md", ARTICLE)
    result = pipeline("run", *arguments)
    assert result.exit_code == 2
    assert "--quiet and --verbose exclude each other" in result.stderr


def test_a_folder_that_another_run_uses_is_told() -> None:
    write("corpus/nimbus.md", ARTICLE)
    with held(Path("outputs")):
        result = pipeline("run")
    assert result.exit_code == 2
    assert "outputs: another run uses this folder; wait for it, or choose another with --outputs" in result.stderr


def test_bad_documents_get_one_line_each_and_the_others_are_delivered() -> None:
    write("corpus/empty.txt", "")
    write("corpus/binary.txt", bytes(range(256)) * 40)
    write("corpus/french.txt", "Le nouveau modèle est disponible depuis hier et coûte deux fois moins cher que le précédent, selon la société. " * 5)
    write("corpus/good.md", ARTICLE)
    result = pipeline("run")
    assert result.exit_code == 1
    assert "1 done, 0 unchanged, 3 failed" in result.stdout
    assert "Traceback" not in result.output
    lines = [line for line in result.stderr.splitlines() if line.startswith("failed:")]
    assert len(lines) == 3
    assert all(name in " ".join(lines) for name in ("empty.txt", "binary.txt", "french.txt"))
    report = json.loads(Path("outputs/run.json").read_text(encoding="utf-8"))
    assert [document["status"] for document in report["documents"]] == ["failed", "failed", "failed", "done"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "nowhere"],
        ["run", "--length", "tiny"],
        ["run", "--languages", "fr"],
        ["run", "--no-such-flag"],
        ["convert", "--to", "fr"],
        ["convert", "--check", "--diff"],
        ["convert", "-", "--in-place"],
        ["frobnicate"],
    ],
)
def test_wrong_usage_is_exit_code_two_in_one_line(arguments: list[str]) -> None:
    result = pipeline(*arguments, stdin="文")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_an_empty_folder_is_wrong_usage() -> None:
    Path("corpus").mkdir()
    result = pipeline("run")
    assert result.exit_code == 2
    assert "no documents" in result.stderr


def test_a_hostile_title_stays_inside_outputs_and_is_escaped(elsewhere: Path) -> None:
    title = "../../x <script>alert(1)</script> " + "长" * 300
    write("corpus/hostile.md", ARTICLE.replace("Nimbus 2 released", json.dumps(title)))
    before = {path for path in elsewhere.rglob("*") if "outputs" not in path.parts}
    assert pipeline("run").exit_code == 0
    assert {path for path in elsewhere.rglob("*") if "outputs" not in path.parts} == before
    (page,) = Path("outputs/digests").glob("*/digest.html")
    assert "<script>alert(1)" not in page.read_text(encoding="utf-8")


def test_standard_input_is_a_document() -> None:
    result = pipeline("run", "-", stdin=ARTICLE)
    assert result.exit_code == 0
    assert digests()[0].startswith("stdin-")


def test_json_report_is_all_that_stands_on_standard_output() -> None:
    write("corpus/nimbus.md", ARTICLE)
    report = json.loads(pipeline("run", "--json").stdout)
    assert report["totals"]["done"] == 1


def test_only_the_editions_asked_for_are_written() -> None:
    write("corpus/nimbus.md", ARTICLE)
    pipeline("run", "--languages", "zh-Hant-HK,en")
    (folder,) = Path("outputs/digests").iterdir()
    assert {path.name for path in folder.glob("digest.*.md")} == {"digest.zh-Hant-HK.md", "digest.en.md", "digest.bilingual.md"}


def test_convert_writes_to_standard_output_a_file_a_folder_or_in_place() -> None:
    write("in/a.md", "软件 `数组`\n")
    write("in/sub/b.txt", "鼠标\n")
    assert pipeline("convert", "in/a.md").stdout == "軟體 `数组`\n"
    assert pipeline("convert", "-", "--to", "zh-Hans", stdin="發佈頭髮").stdout.strip() == "发布头发"
    assert pipeline("convert", "in", "-o", "out").exit_code == 0
    assert Path("out/sub/b.txt").read_text(encoding="utf-8") == "滑鼠\n"
    assert pipeline("convert", "in", "--in-place").exit_code == 0
    assert Path("in/a.md").read_text(encoding="utf-8") == "軟體 `数组`\n"


def test_convert_lists_risks_and_changes_and_writes_nothing() -> None:
    write("a.txt", "软件\n质量很高\n")
    diff = pipeline("convert", "a.txt", "--diff")
    assert (diff.exit_code, "a.txt:1: 软件 → 軟體" in diff.stdout) == (0, True)
    risky = pipeline("convert", "a.txt", "--check", "--json")
    assert risky.exit_code == 1
    assert {"source", "line", "surface", "converted", "alternatives", "context"} == set(json.loads(risky.stdout)[0])
    assert Path("a.txt").read_text(encoding="utf-8") == "软件\n质量很高\n"
    write("b.txt", "plain English\n")
    assert pipeline("convert", "b.txt", "--check").exit_code == 0


def test_convert_changes_the_values_of_json_and_not_its_keys() -> None:
    write("a.json", '{"软件": ["软件", "\\u8f6f\\u4ef6"]}')
    assert pipeline("convert", "a.json").stdout == '{"软件": ["軟體", "\\u8edf\\u9ad4"]}'


def test_convert_in_place_keeps_the_files_encoding() -> None:
    write("a.txt", "这是一段简体中文，说的是软件。".encode("gb18030"))
    assert pipeline("convert", "a.txt", "--in-place").exit_code == 0
    assert Path("a.txt").read_bytes().decode("gb18030") == "這是一段簡體中文，說的是軟體。"


def test_convert_reports_the_text_that_goes_to_no_file() -> None:
    write("a.txt", "软件")
    (report,) = json.loads(pipeline("convert", "a.txt", "--json").stdout)
    assert (report["status"], report["text"]) == ("converted", "軟體")


def test_convert_asks_where_to_write_several_files() -> None:
    write("in/a.md", "软件")
    result = pipeline("convert", "in")
    assert result.exit_code == 2
    assert "-o FOLDER" in result.stderr


def test_convert_names_a_character_that_the_output_encoding_lacks() -> None:
    write("a.txt", "软件😀")
    result = pipeline("convert", "a.txt", "--output-encoding", "big5hkscs", "-o", "b.txt")
    assert result.exit_code == 1
    assert "a.txt" in result.stderr
    assert not Path("b.txt").exists()


def test_init_writes_what_a_project_starts_from_and_keeps_what_is_there() -> None:
    write("mine/glossary.toml", "# mine\n")
    assert pipeline("init", "mine").exit_code == 0
    assert Path("mine/glossary.toml").read_text(encoding="utf-8") == "# mine\n"
    write("mine/corpus/nimbus.md", ARTICLE)
    assert pipeline("run", "mine/corpus", "--config", "mine/pipeline.toml", "--glossary", "mine/glossary.toml").exit_code == 0


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = pipeline(command, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.stdout
