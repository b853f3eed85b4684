"""Edition parity from end to end: a wrong row of the phrase tables, a template that gives an edition less."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Settings
from pipeline.datamodel.language import Edition
from pipeline.engines.local import LocalEngine
from pipeline.text.phrases import Phrasebook
from pipeline.workflows import run_corpus

TEXT = """# Heron 3 is out

Larkspur Labs released Heron 3 on March 4, 2031. Heron 3 scores 61.5% on MMLU.

The context window of Heron 3 is 64K tokens.
"""
FILES = ("digest.zh-Hans.md", "digest.zh-Hant-TW.md", "digest.en.md", "digest.bilingual.md", "digest.html")
Change = Callable[[dict[Edition, Any]], None]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "heron.md").write_text(TEXT, encoding="utf-8")
    return tmp_path / "corpus"


def lowered(tables: dict[Edition, Any]) -> None:
    """English says another figure than the fact's."""
    tables[Edition.EN]["types"]["score"] = {"sentence": "{s} scores {v} and 16.5% on {a}", "clause": "scores {v} and 16.5% on {a}"}


def simplified(tables: dict[Edition, Any]) -> None:
    """The Traditional edition has a Simplified row."""
    tables[Edition.ZH_HANT_TW]["types"]["score"] = {"sentence": "{s} 在 {a} 测试中得分 {v}", "clause": "在 {a} 测试中得分 {v}"}


@pytest.mark.parametrize("change", [lowered, simplified])
def test_a_wrong_row_of_the_tables_never_reaches_a_page(change: Change, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = copy.deepcopy(dict(Phrasebook.builtin()._tables))
    change(tables)
    wrong = Phrasebook(tables)
    monkeypatch.setattr(Phrasebook, "builtin", classmethod(lambda cls: wrong))
    report = run_corpus([str(corpus)], Settings(outputs=corpus.parent / "out"), engine=LocalEngine(1))
    assert [one.status for one in report.documents] == ["done"]
    (folder,) = (corpus.parent / "out" / "digests").glob("heron*")
    rejected = [json.loads(line) for line in (folder / "rejections.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["value"]["surface"] for one in rejected if one["reason"] == "parity"] == ["61.5%"]
    assert "61.5" not in (folder / "facts.jsonl").read_text(encoding="utf-8")
    for name in FILES:
        shown = (folder / name).read_text(encoding="utf-8").split("<!-- provenance -->")[0]
        assert "16.5" not in shown
        assert "测试中" not in shown or "zh-Hant" not in name
    assert "March 4, 2031" in (folder / "digest.zh-Hant-TW.md").read_text(encoding="utf-8")


def test_a_template_that_gives_an_edition_less_fails_its_document(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "digest.md.j2").write_text("# {{ digest.title[tag] }}\n{% if tag == 'en' %}\n* less\n{% endif %}\n", encoding="utf-8")
    settings = Settings(outputs=tmp_path / "out", templates=tmp_path / "own")
    (report,) = run_corpus([str(corpus)], settings, engine=LocalEngine(1)).documents
    assert report.status == "failed"
    assert report.reason is not None
    assert "digest.en.md has 1 list items" in report.reason
    assert not list((tmp_path / "out" / "digests").glob("heron*"))


def test_an_endless_template_fails_its_document_in_one_line(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    (tmp_path / "own" / "digest.loop.md.j2").write_text(loop, encoding="utf-8")
    settings = Settings(outputs=tmp_path / "out", templates=tmp_path / "own")
    (report,) = run_corpus([str(corpus)], settings, engine=LocalEngine(1)).documents
    assert report.status == "failed"
    assert report.reason is not None
    assert "rounds of loops" in report.reason
    assert "\n" not in report.reason


def test_extra_pages_are_delivered_with_the_others(corpus: Path, tmp_path: Path) -> None:
    run_corpus([str(corpus)], Settings(outputs=tmp_path / "out", extras=("wechat",)), engine=LocalEngine(1))
    (folder,) = (tmp_path / "out" / "digests").glob("heron*")
    assert sorted(path.name for path in folder.glob("digest.wechat.*")) == ["digest.wechat.zh-Hans.html", "digest.wechat.zh-Hant-TW.html"]
