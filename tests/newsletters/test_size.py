"""An issue of five hundred digests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.workflows import run_corpus
from tests.bench.newsletters import DOCUMENTS, articles, make

MOST_SECONDS, MOST_MEGABYTES = 10, 300


@pytest.mark.slow
def test_an_issue_of_five_hundred_digests_is_made_in_time_and_twice_the_same(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for name, text in articles(DOCUMENTS):
        (tmp_path / "corpus" / name).write_text(text, encoding="utf-8")
    assert run_corpus([str(tmp_path / "corpus")], Settings(outputs=tmp_path / "outputs")).count("done") == DOCUMENTS
    (first, files), (second, files_again) = make(tmp_path), make(tmp_path)
    assert f"{DOCUMENTS} sources" in first.said
    assert min(first.seconds, second.seconds) < MOST_SECONDS, "the faster of two, for the machine may be busy"
    assert max(first.peak, second.peak) < MOST_MEGABYTES
    assert files == files_again
