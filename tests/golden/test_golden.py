"""The pages of three sample documents, byte for byte; `make golden` rewrites them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.runs.digesting import make_digest
from pipeline.storage.corpus import find_sources, read_source
from pipeline.storage.outputs import as_json, as_lines
from pipeline.workflows import make_recipe

CORPUS = Path(__file__).parents[2] / "corpus"
OUTPUTS = Path(__file__).parent / "outputs"
SAMPLES = ("2024-07-19-gpt-4o-mini-fast-take.txt", "2024-07-21-crowdstrike-outage.md", "2024-07-26-a-week-of-open-weights.md")


def pages_of(name: str) -> dict[str, bytes]:
    """What the sample digests to, by file name; the source's path as it stands in the repository."""
    (ref,) = find_sources([str(CORPUS / name)])
    source = replace(read_source(ref), ref=replace(ref, address=f"corpus/{name}"))
    digested = make_digest(source, make_recipe(Settings()))
    pages = {**digested.pages, "document.json": as_json(digested.document), "facts.jsonl": as_lines(digested.row.facts)}
    pages["rejections.jsonl"] = as_lines(digested.row.rejections)
    return {page: text.encode() for page, text in pages.items()}


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_digests_to_the_golden_pages(name: str, request: pytest.FixtureRequest) -> None:
    folder = OUTPUTS / Path(name).stem
    pages = pages_of(name)
    if request.config.getoption("--update-golden"):
        folder.mkdir(parents=True, exist_ok=True)
        for stale in {path.name for path in folder.iterdir()} - set(pages):
            (folder / stale).unlink()
        for page, data in pages.items():
            (folder / page).write_bytes(data)
    golden = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(golden) == sorted(pages)
    for page, data in pages.items():
        assert data.decode() == golden[page].decode(), f"{folder.name}/{page}: run `make golden` and review the diff"


def test_update_flag_is_off_in_continuous_integration(request: pytest.FixtureRequest) -> None:
    assert not (os.environ.get("CI") and request.config.getoption("--update-golden"))
