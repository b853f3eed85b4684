"""`pipeline newsletter`, end to end, with the embedded rules."""

from __future__ import annotations

import json
import re
import sqlite3
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.storage.lock import held

ATOM = "{http://www.w3.org/2005/Atom}"
ISSUE = Path("outputs/newsletter/2024-W30")
FILES = {"newsletter.html", "newsletter.eml", "newsletter.zh-Hant-TW.md", "newsletter.en.md", "newsletter.bilingual.md", "issue.json", "memory.json"}

ENGLISH = """---
title: {title}
date: {date}
---
Acme released Nimbus 2 on July 22. Nimbus 2 scored {score}% on MMLU.
Nimbus 2 costs {price} cents per million input tokens. It has a context window of 128K tokens.
"""
CHINESE = """---
title: Nimbus 2 发布
date: {date}
---
Nimbus 2 于 7 月 22 日发布。Nimbus 2 在 MMLU 上的得分是 {score}%。
Nimbus 2 的输入价格是每百万 token {price} 美分。它的上下文窗口是 128K token。
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pipeline(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def digest_a_week(price: int = 15, score: str = "82.0") -> None:
    write("corpus/a.md", ENGLISH.format(title="Nimbus 2 is out", date="2024-07-23", score="82.0", price=price))
    write("corpus/b.md", CHINESE.format(date="2024-07-24", score=score, price=price))
    assert pipeline("run").exit_code == 0


def issue_json(folder: Path = ISSUE) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((folder / "issue.json").read_text(encoding="utf-8"))
    return record


def facts_of(record: dict[str, Any], type: str) -> list[dict[str, Any]]:
    return [fact for story in record["stories"] for fact in story["facts"] if fact["type"] == type]


def refused(*arguments: str) -> str:
    """What is said of a command that ends with 2, on one line."""
    result = pipeline(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def test_an_issue_has_every_file_and_a_last_line_that_says_what_is_in_it() -> None:
    digest_a_week()
    result = pipeline("newsletter", "--week", "2024-W30")
    assert result.exit_code == 0
    assert re.fullmatch(
        r"Issue 1, 2024-W30 \(zh-Hant-TW, en\): 1 story, 2 sources, \d+ facts, 0 repeats left out, \d+\.\d s\n"
        r"Open outputs/newsletter/2024-W30/newsletter\.html\n",
        result.stdout,
    )
    assert {path.name for path in ISSUE.iterdir()} == FILES | {"entry.xml"}
    assert Path("outputs/newsletter/feed.xml").exists()


def test_two_sources_in_two_languages_make_one_fact_with_evidence_from_both() -> None:
    digest_a_week()
    pipeline("newsletter", "--week", "2024-W30")
    record = issue_json()
    for type, low in (("score", "82.0"), ("price", "0.15")):
        (fact,) = facts_of(record, type)
        assert fact["value"]["low"] == low
        assert {evidence["document"].partition("-")[0] for evidence in fact["evidence"]} == {"a", "b"}
        assert fact["independent"] == 2
    for evidence in (evidence for story in record["stories"] for fact in story["facts"] for evidence in fact["evidence"]):
        text = Path(f"outputs/digests/{evidence['document']}/document.txt").read_text(encoding="utf-8")
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_sources_that_differ_stand_side_by_side() -> None:
    digest_a_week(score="79.5")
    assert "1 disagreement" in pipeline("newsletter", "--week", "2024-W30").stdout
    (sides,) = [sides for story in issue_json()["stories"] for sides in story["conflicts"]]
    assert {fact["value"]["low"] for fact in facts_of(issue_json(), "score") if fact["id"] in sides} == {"82.0", "79.5"}


def test_the_last_week_that_is_over_is_the_default_and_days_may_be_named() -> None:
    digest_a_week()
    assert "2024-W30" in pipeline("newsletter").stdout
    assert "Issue 2, 2024-07-01_2024-07-31" in pipeline("newsletter", "--since", "2024-07-01", "--until", "2024-07-31").stdout
    assert Path("outputs/newsletter/2024-07-01_2024-07-31/newsletter.html").exists()


def test_the_same_issue_twice_is_the_same_bytes() -> None:
    digest_a_week()
    pipeline("newsletter")
    before = {path: path.read_bytes() for path in Path("outputs/newsletter").rglob("*") if path.is_file()}
    assert pipeline("newsletter").exit_code == 0
    assert {path: path.read_bytes() for path in Path("outputs/newsletter").rglob("*") if path.is_file()} == before


def test_the_next_week_repeats_nothing_and_marks_a_price_that_fell() -> None:
    digest_a_week()
    pipeline("newsletter", "--week", "2024-W30")
    write("corpus/c.md", ENGLISH.format(title="Nimbus 2 gets cheaper", date="2024-07-30", score="82.0", price=12))
    pipeline("run")
    result = pipeline("newsletter", "--week", "2024-W31")
    record = issue_json(Path("outputs/newsletter/2024-W31"))
    assert record["number"] == 2
    assert record["repeats"] >= 1
    assert f"{record['repeats']} repeat" in result.stdout
    assert "1 update" in result.stdout
    assert facts_of(record, "score") == []
    (price,) = facts_of(record, "price")
    assert (price["status"], price["earlier"]) == ("update", "2024-W30")
    assert "15" in price["was"]["en"]
    feed = ElementTree.parse("outputs/newsletter/feed.xml").getroot()
    assert len(feed.findall(f"{ATOM}entry")) == 4
    assert (feed.findtext(f"{ATOM}updated") or "").startswith("2024-08-04")


def test_editions_and_formats_are_chosen() -> None:
    digest_a_week()
    assert pipeline("newsletter", "--edition", "zh-Hans+en", "--format", "md").exit_code == 0
    assert {path.name for path in ISSUE.glob("newsletter.*")} == {"newsletter.zh-Hans.md", "newsletter.en.md", "newsletter.bilingual.md"}
    assert pipeline("newsletter", "-o", "outputs", "--languages", "en", "--format", "eml,html").exit_code == 0
    assert issue_json()["editions"] == ["en"]
    mail = message_from_bytes((ISSUE / "newsletter.eml").read_bytes(), policy=policy.default)
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}


def test_settings_of_the_newsletter_are_used() -> None:
    digest_a_week()
    write("newsletter.toml", 'title = { en = "Nimbus Weekly" }\nedition = "en"\nsite = "https://example.org/news"\nsender = "Ed <ed@example.org>"\n')
    assert pipeline("newsletter").exit_code == 0
    assert "Nimbus Weekly" in (ISSUE / "newsletter.html").read_text(encoding="utf-8")
    mail = message_from_bytes((ISSUE / "newsletter.eml").read_bytes(), policy=policy.default)
    assert mail["From"] == "Ed <ed@example.org>"
    assert "https://example.org/news/feed.xml" in Path("outputs/newsletter/feed.xml").read_text(encoding="utf-8")


def test_an_undated_digest_joins_by_its_facts_or_when_asked_for() -> None:
    digest_a_week()
    write("corpus/same.md", ENGLISH.format(title="Undated", date="", score="82.0", price=15).replace("date: \n", ""))
    write("corpus/other.md", "---\ntitle: Other\n---\nStratus 9 scored 55.5% on MMLU. Stratus 9 costs 99 cents per million input tokens.\n")
    pipeline("run")
    report = json.loads(pipeline("newsletter", "--json").stdout)
    assert report["undated"] == ["same.md"]
    report = json.loads(pipeline("newsletter", "--include-undated", "--json").stdout)
    assert sorted(report["undated"]) == ["other.md", "same.md"]


def test_an_undated_digest_is_of_the_first_issue_that_took_it() -> None:
    digest_a_week()
    write("corpus/same.md", ENGLISH.format(title="Undated", date="", score="82.0", price=15).replace("date: \n", ""))
    write("corpus/c.md", ENGLISH.format(title="Nimbus 2 again", date="2024-07-30", score="82.0", price=15))
    pipeline("run")
    for week, undated in (("2024-W30", ["same.md"]), ("2024-W31", []), ("2024-W30", ["same.md"])):
        assert json.loads(pipeline("newsletter", "--week", week, "--json").stdout)["undated"] == undated


def test_the_report_as_json_and_quiet() -> None:
    digest_a_week()
    report = json.loads(pipeline("newsletter", "--json").stdout)
    assert (report["id"], report["number"], report["sources"]) == ("2024-W30", 1, 2)
    assert {Path(path).name for path in report["files"]} == FILES - {"memory.json"}
    assert pipeline("newsletter", "--quiet").output == ""


def test_an_edited_page_is_never_overwritten_unasked() -> None:
    digest_a_week()
    pipeline("newsletter")
    page = ISSUE / "newsletter.en.md"
    page.write_text(page.read_text(encoding="utf-8").replace("128K", "128,000"), encoding="utf-8")
    mine = page.read_bytes()
    said = refused("newsletter")
    assert said.startswith(f"Error: {page}: changed since it was made; take it over with: pipeline newsletter --from {page}")
    assert refused("newsletter", "--format", "html") == said
    assert page.read_bytes() == mine
    assert pipeline("newsletter", "--force").exit_code == 0
    assert page.read_bytes() != mine


def test_page_and_mail_are_made_of_an_edited_page_which_stays() -> None:
    digest_a_week()
    pipeline("newsletter")
    page = ISSUE / "newsletter.en.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"(?i)context window\W* (?:of )?128K tokens", "Room for 128K tokens at once", text), encoding="utf-8")
    result = pipeline("newsletter", "--from", str(page))
    assert result.exit_code == 0, result.output
    assert "1 edit," in result.stdout
    assert "Room for 128K tokens" in page.read_text(encoding="utf-8")
    for name in ("newsletter.html", "newsletter.bilingual.md"):
        assert "Room for" in (ISSUE / name).read_text(encoding="utf-8")
    mail = message_from_bytes((ISSUE / "newsletter.eml").read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Room for 128K tokens" in body.get_content()
    assert pipeline("newsletter", "--from", str(page), "--week", "2024-W30").exit_code == 0, "and again"
    assert "a page of issue 2024-W30, not of 2024-W29" in refused("newsletter", "--from", str(page), "--week", "2024-W29")


def test_an_issue_made_later_for_an_earlier_week_changes_no_page_that_is_taken_over() -> None:
    digest_a_week()
    pipeline("newsletter", "--week", "2024-W30")
    page = ISSUE / "newsletter.en.md"
    pipeline("newsletter", "--from", str(page))
    made = (ISSUE / "newsletter.html").read_bytes()
    write("corpus/c.md", "---\ntitle: From Acme\ndate: 2024-07-16\n---\nAcme says that Nimbus 2 costs 15 cents per million input tokens.\n")
    pipeline("run")
    assert pipeline("newsletter", "--week", "2024-W29").exit_code == 0
    result = pipeline("newsletter", "--from", str(page))
    assert result.exit_code == 0, result.output
    assert (ISSUE / "newsletter.html").read_bytes() == made


def test_a_figure_that_was_changed_by_hand_is_told_with_its_line() -> None:
    digest_a_week()
    pipeline("newsletter")
    page = ISSUE / "newsletter.en.md"
    page.write_text(re.sub(r"(?i)(context window\W* (?:of )?)128K", r"\g<1>256K", page.read_text(encoding="utf-8")), encoding="utf-8")
    result = pipeline("newsletter", "--from", str(page))
    assert result.exit_code == 1
    assert re.search(rf"{re.escape(str(page))}, line \d+: .*256K.* was changed by hand away from its evidence", result.stderr)
    assert "figure" in result.stderr.splitlines()[-1]
    report = json.loads(pipeline("newsletter", "--from", str(page), "--json").stdout)
    assert report["figures"] >= 1
    assert any("256K" in finding for finding in report["findings"])


def test_an_edited_page_that_is_not_named_is_not_lost() -> None:
    digest_a_week()
    pipeline("newsletter")
    for name in ("newsletter.en.md", "newsletter.zh-Hant-TW.md"):
        page = ISSUE / name
        page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    said = refused("newsletter", "--from", str(ISSUE / "newsletter.en.md"))
    assert f"--from {ISSUE}/newsletter.en.md --from {ISSUE}/newsletter.zh-Hant-TW.md" in said
    assert pipeline("newsletter", "--from", f"{ISSUE}/newsletter.en.md", "--from", f"{ISSUE}/newsletter.zh-Hant-TW.md").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--week", "2024-W31"), "no digest is dated in 2024-W31 (2024-07-29 to 2024-08-04); 2024-W30 has 2; choose with --week"),
        (("--week", "30"), "--week: not a week"),
        (("--week", "2024-W30", "--until", "2024-07-31"), "exclude each other"),
        (("--since", "2024-08-01", "--until", "2024-07-01"), "is after --until"),
        (("--edition", "fr"), "--edition"),
        (("--format", "pdf"), "--format"),
        (("--outputs", "nowhere"), "nowhere: no digests; make them with: pipeline run"),
        (("--templates", "nowhere"), "nowhere: no such folder"),
        (("--config", "nowhere.toml"), "nowhere.toml: cannot be read"),
        (("--glossary", "nowhere.toml"), "nowhere.toml: cannot be read"),
        (("--from", "nowhere.md"), "nowhere.md: cannot be read"),
        (("--from", "corpus/a.md"), "corpus/a.md: it has no front matter that names its issue"),
        (("--edition", "zh-Hant-HK+en"), "no zh-Hant-HK edition; make it with: pipeline run corpus/ --languages zh-Hans,zh-Hant-TW,zh-Hant-HK,en"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    digest_a_week()
    assert message in refused("newsletter", *arguments)
    assert not Path("nowhere").exists()


def test_the_command_that_is_named_makes_the_edition_that_lacks() -> None:
    digest_a_week()
    command = refused("newsletter", "--edition", "zh-Hant-HK+en").rpartition("make it with: pipeline ")[2]
    assert pipeline(*command.split()).exit_code == 0
    assert pipeline("newsletter", "--edition", "zh-Hant-HK+en").exit_code == 0


def test_digests_of_an_earlier_version_are_left_out_and_named() -> None:
    digest_a_week()
    connection = sqlite3.connect("outputs/ledger.sqlite")
    connection.execute("UPDATE documents SET form = 0 WHERE name = 'a.md'")
    connection.commit()
    result = pipeline("newsletter")
    assert "left out: 1 digest of an earlier version (a.md); run pipeline run again" in result.stderr
    connection.execute("UPDATE documents SET form = 0")
    connection.commit()
    connection.close()
    assert "a.md, b.md: recorded by an earlier version; digest again with: pipeline run corpus/" in refused("newsletter")


def test_a_script_in_titles_names_and_settings_is_inert_everywhere() -> None:
    script = "<script>alert(1)</script>"
    write(
        "glossary.toml",
        f'[[entity]]\nid = "acme"\nkind = "organization"\nnames = {{ zh-Hans = "极{script}", zh-Hant-TW = "極{script}", en = "Acme {script}" }}\n',
    )
    write("newsletter.toml", f'title = "News {script}"\n[[topic]]\ntitle = "Models {script}"\nterms = ["model"]\n')
    write("corpus/x.md", ENGLISH.format(title=f"'{script}'", date="2024-07-25", score="82.0", price=15))
    digest_a_week()
    assert pipeline("newsletter").exit_code == 0
    texts = {path.name: path.read_text(encoding="utf-8") for path in Path("outputs/newsletter").rglob("newsletter.*") if path.suffix != ".eml"}
    mail = message_from_bytes((ISSUE / "newsletter.eml").read_bytes(), policy=policy.default)
    texts |= {part.get_content_type(): part.get_content() for part in mail.walk() if part.get_content_type() == "text/html"}
    texts["feed.xml"] = Path("outputs/newsletter/feed.xml").read_text(encoding="utf-8").replace("&amp;", "&")
    assert len(texts) == 6
    for name, text in texts.items():
        body = text.partition("\n---\n")[2] if name.endswith(".md") else text  # front matter is data, escaped by who sets it
        assert "alert(1)" in body, name
        assert script not in body, name


def test_one_at_a_time_in_an_outputs_folder() -> None:
    digest_a_week()
    with held(Path("outputs")):
        assert "another run uses this folder" in refused("newsletter")
