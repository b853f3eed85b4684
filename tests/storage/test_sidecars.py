from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.storage.corpus import find_sources
from pipeline.storage.sidecars import MAX_SIDECAR, metadata_beside

INFO = {"title": "一次演讲", "channel": "实验室", "upload_date": "20240718", "webpage_url": "https://example.org/v", "formats": [], "language": "zh"}


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("title =", "not readable as TOML"),
        ("title = [1, 2]", "title is no text"),
        ("title = " + "9" * 5_000, "not readable as TOML"),
        ("author = {name = 'A'}", "author is no text"),
        ("language = true", "language is no text"),
        ("a = " + "[" * 20_000, "not readable as TOML"),
        ("title = '" + "x" * MAX_SIDECAR + "'", "larger than 100 kB"),
    ],
)
def test_a_hostile_sidecar_gives_one_line(tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "a.md.meta.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SourceError, match=message) as caught:
        metadata_beside(str(tmp_path / "a.md"))
    assert str(caught.value).startswith(str(tmp_path / "a.md.meta.toml"))
    assert "\n" not in str(caught.value)


def test_a_sidecar_in_another_encoding_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.md.meta.toml").write_bytes('title = "模型"'.encode("gb18030"))
    with pytest.raises(SourceError, match="not readable as TOML"):
        metadata_beside(str(tmp_path / "a.md"))


def test_values_are_cleaned_and_unknown_keys_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.md.meta.toml").write_text(
        'title = "甲\\u0000\\u001b[31m\\n乙"\nauthor = " "\npublished = 2024-07-18\nlevel = [1]\n', encoding="utf-8-sig"
    )
    assert metadata_beside(str(tmp_path / "a.md")) == {"title": "甲 [31m 乙", "published": "2024-07-18"}


def test_a_sidecar_that_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md.meta.toml")
    assert metadata_beside(str(tmp_path / "a.md")) == {}


@pytest.mark.parametrize("name", ["talk.vtt", "talk.en.vtt", "talk.zh-Hans.srt"])
def test_captions_get_what_is_known_of_their_video(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("WEBVTT\n", encoding="utf-8")
    (tmp_path / "talk.info.json").write_text(json.dumps(INFO), encoding="utf-8")
    assert [ref.name for ref in find_sources([str(tmp_path)])] == [name]
    expected = {"title": "一次演讲", "author": "实验室", "published": "2024-07-18", "url": "https://example.org/v"}
    assert metadata_beside(str(tmp_path / name)) == expected
    (tmp_path / f"{name}.meta.toml").write_text('title = "更好的题目"', encoding="utf-8")
    assert metadata_beside(str(tmp_path / name)) == {**expected, "title": "更好的题目"}


def test_information_on_a_video_without_captions_beside_it_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "talk.info.json").write_text(json.dumps(INFO), encoding="utf-8")
    (tmp_path / "other.en.vtt").write_text("WEBVTT\n", encoding="utf-8")
    assert [ref.name for ref in find_sources([str(tmp_path)])] == ["other.en.vtt", "talk.info.json"]
    assert metadata_beside(str(tmp_path / "other.en.vtt")) == {}


@pytest.mark.parametrize("broken", ["{", "[" * 100_000, "[1]"])
def test_broken_information_on_a_video_is_left_out(tmp_path: Path, broken: str) -> None:
    (tmp_path / "talk.info.json").write_text(broken, encoding="utf-8")
    assert metadata_beside(str(tmp_path / "talk.vtt")) == {}
