"""Runs over lists and over stores: what is delivered, what is left alone, what is gone, what fails by itself, and no login in anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.config import Settings
from pipeline.datamodel.report import RunReport
from pipeline.newsletters.picking import run_command
from pipeline.storage.ledger import SqliteLedger
from pipeline.workflows import estimate_corpus, run_corpus
from tests.faults.papers import paper
from tests.storage.shelf import SECRET, Shelf


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def papers(*numbers: int, folder: str = "b/t") -> dict[str, bytes | str]:
    return {f"{folder}/nimbus-{n}.txt": paper(n) for n in numbers}


def run(*paths: str, **options: object) -> RunReport:
    return run_corpus(paths, Settings(processes=1).model_copy(update=options))


def statuses(report: RunReport) -> Sequence[tuple[str, str]]:
    return [(Path(document.source).stem, document.status) for document in report.documents]


def test_a_run_over_a_store_delivers_leaves_alone_and_tells_what_is_gone(shelf: type[Shelf]) -> None:
    shelf.put({**papers(1, 2, 3), "b/t/nimbus-1.txt.meta.toml": "published = 2024-07-18"})
    first = run("s3://b/t/")
    assert statuses(first) == [("nimbus-1", "done"), ("nimbus-2", "done"), ("nimbus-3", "done")]
    assert all(document.facts for document in first.documents)
    found = json.loads(Path(f"outputs/digests/{first.documents[0].id}/document.json").read_bytes())
    assert (found["source"], found["published"]["date"]) == ("s3://b/t/nimbus-1.txt", "2024-07-18")
    shelf.put({**papers(2, 4), "b/t/nimbus-3.txt": paper(3, version=1)})
    assert statuses(run("s3://b/t/")) == [("nimbus-2", "unchanged"), ("nimbus-3", "done"), ("nimbus-4", "done"), ("nimbus-1", "vanished")]


def test_what_was_not_asked_for_is_not_gone(shelf: type[Shelf]) -> None:
    shelf.put({**papers(1, 2), **papers(3, folder="b/u")})
    run("s3://b/t/", "s3://b/u")
    assert statuses(run("s3://b/t/", include=("*-1.txt",))) == [("nimbus-1", "unchanged")]
    shelf.put(papers(1))
    assert statuses(run("s3://b/t/nimbus-1.txt")) == [("nimbus-1", "unchanged")]
    assert statuses(run("s3://b/t")) == [("nimbus-1", "unchanged"), ("nimbus-2", "vanished")]


def test_what_cannot_be_told_is_not_called_gone(shelf: type[Shelf]) -> None:
    shelf.put(papers(1, 2))
    run("s3://b/t/")
    shelf.put(papers(2))
    find = shelf.find
    answers = iter([find, lambda *given, **options: 1 / 0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "find", lambda *given, **options: next(answers)(*given, **options))
        assert statuses(run("s3://b/t/")) == [("nimbus-2", "unchanged")]


def test_a_page_that_a_list_in_a_store_names_is_not_gone_with_it(shelf: type[Shelf]) -> None:
    items = [{"id": "1", "title": "Nimbus 1", "content_text": "", "content_html": f"<p>{paper(1)}</p>" * 8}]
    shelf.put({"b/t/feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Acme", "items": items})})
    assert run("s3://b/t/").count("done") == 1
    items[0]["id"] = "2"
    shelf.put({"b/t/feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Acme", "items": items})})
    assert run("s3://b/t/").count("vanished") == 0


def test_one_object_that_fails_does_not_keep_the_others_from_their_digests(shelf: type[Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    shelf.put({**papers(1, 7, 8), "b/t/empty.txt": ""})
    shelf.faults["/b/t/nimbus-7.txt"] = [RuntimeError(f"the key {SECRET} may not read this")]
    report = run("s3://b/t/")
    assert (report.count("done"), report.count("failed")) == (2, 2)
    assert {str(document.reason) for document in report.documents if document.status == "failed"} >= {
        "s3://b/t/empty.txt: empty; put text into it or remove it"
    }
    assert not [path for path in Path("outputs").rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


def test_an_estimate_reads_a_store_too(shelf: type[Shelf]) -> None:
    shelf.put(papers(1, 2))
    assert len(estimate_corpus(["s3://b/t/"], Settings(processes=1)).documents) == 2
    assert not Path("outputs").exists()


def test_the_command_that_makes_the_digests_again_names_the_folder_of_the_store(shelf: type[Shelf]) -> None:
    shelf.put(papers(1, 2))
    run("s3://b/t/")
    ledger = SqliteLedger(Path("outputs/ledger.sqlite"))
    assert run_command(ledger) == "pipeline run s3://b/t/"
    ledger.close()


def write_list(*lines: str) -> None:
    Path("lists").mkdir()
    for n in (1, 2):
        Path(f"lists/nimbus-{n}.txt").write_text(paper(n), encoding="utf-8")
    Path("lists/papers.txt").write_text("\n".join(lines), encoding="utf-8")


def test_a_list_is_digested_and_its_lines_fail_by_themselves(shelf: type[Shelf]) -> None:
    shelf.put(papers(3))
    write_list("# of July", "nimbus-1.txt", "gone.txt", "s3://b/t/", "s3://b/t/nimbus-9.txt", "nimbus-2.txt")
    result = CliRunner().invoke(main, ["run", "--from-list", "lists/papers.txt"])
    assert result.exit_code == 1
    assert "failed: lists/papers.txt, line 3: lists/gone.txt: cannot be read (No such file or directory)" in result.output
    assert "failed: lists/papers.txt, line 5: s3://b/t/nimbus-9.txt: there is no such object" in result.output
    assert "5 documents (3 done, 0 unchanged, 2 failed)" in result.output


def test_a_listed_file_that_is_gone_is_told_once() -> None:
    write_list("nimbus-1.txt", "nimbus-2.txt")
    run(from_list=(Path("lists/papers.txt"),))
    Path("lists/nimbus-2.txt").unlink()
    assert statuses(run(from_list=(Path("lists/papers.txt"),))) == [("nimbus-1", "unchanged"), ("nimbus-2", "failed")]


def test_what_a_list_names_no_more_is_not_gone() -> None:
    write_list("nimbus-1.txt", "nimbus-2.txt")
    run(from_list=(Path("lists/papers.txt"),))
    Path("lists/nimbus-2.txt").unlink()
    Path("lists/papers.txt").write_text("nimbus-1.txt", encoding="utf-8")
    assert statuses(run(from_list=(Path("lists/papers.txt"),))) == [("nimbus-1", "unchanged")]
    Path("lists/papers.txt").write_text("nimbus-1.txt\n.", encoding="utf-8")
    assert ("nimbus-2", "vanished") in statuses(run(from_list=(Path("lists/papers.txt"),)))


def test_a_list_in_the_settings_is_taken_where_the_command_names_nothing(tmp_path: Path) -> None:
    write_list("nimbus-1.txt", "nimbus-2.txt")
    Path("settings").mkdir()
    Path("settings/pipeline.toml").write_text('from_list = "../lists/papers.txt"\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["run", "--config", "settings/pipeline.toml"])
    assert "2 documents (2 done" in result.output
    result = CliRunner().invoke(main, ["run", "lists/nimbus-1.txt", "--config", "settings/pipeline.toml"])
    assert "1 document (0 done, 1 unchanged" in result.output


def test_a_list_beside_paths_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["run", "--from-list", "papers.txt", "corpus"])
    assert result.exit_code == 2
    assert result.output == "Error: --from-list papers.txt: give it without other paths, or put them into the list\n"


def test_a_list_on_standard_input() -> None:
    write_list()
    result = CliRunner().invoke(main, ["run", "--from-list", "-"], input="lists/nimbus-1.txt\n")
    assert "1 document (1 done" in result.output


def test_a_missing_package_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["run", "gs://bucket/talks/"])
    assert result.exit_code == 2
    assert result.output.startswith("Error: gs://bucket: gs addresses need fsspec and gcsfs; install them with: pip install")


def test_the_objects_of_a_store_are_checked_against_and_not_converted(shelf: type[Shelf]) -> None:
    shelf.put(papers(1))
    Path("summary.txt").write_text("Nimbus 1 scored 50.1% on MMLU.", encoding="utf-8")
    assert CliRunner().invoke(main, ["check", "summary.txt", "--against", "s3://b/t/nimbus-1.txt"]).exit_code == 0
    result = CliRunner().invoke(main, ["convert", "--in-place", "s3://b/t/nimbus-1.txt"])
    assert (result.exit_code, result.output) == (2, "Error: s3://…: convert works on files of this machine; copy them here first\n")
    assert not Path("s3:").exists()
