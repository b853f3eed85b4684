"""What stands beside a file about it: `NAME.meta.toml`, by the user; beside captions yt-dlp's `NAME.info.json`."""

from __future__ import annotations

import json
import logging
import os
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from pipeline.datamodel.video_info import video_fields
from pipeline.errors import SourceError
from pipeline.storage.paths import as_address

log = logging.getLogger(__name__)

SIDECAR = ".meta.toml"
VIDEO = ".info.json"
MAX_SIDECAR = 100_000  # bytes
MAX_VIDEO = 20_000_000
_MAX_VALUE = 2_000  # characters
_FIELDS = ("title", "url", "published", "author", "language")
_CAPTIONS = (".vtt", ".srt", ".ass", ".ssa", ".ttml", ".dfxp", ".srv1", ".srv2", ".srv3", ".json3", ".sbv", ".lrc")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def metadata_beside(path: str) -> dict[str, str]:
    """What is said of a file beside it: title, url, published, author, language; the user's word counts more than yt-dlp's.

    Raises SourceError for a `.meta.toml` that is broken.
    """
    return {**_of_video(path), **_of_user(path + SIDECAR)}


def describes_captions(name: str, names: Collection[str]) -> bool:
    """True for `NAME.info.json` where `NAME.vtt`, `NAME.en.vtt` or other captions of the same video are among the folder's names."""
    stem = name.removesuffix(VIDEO)
    return name.endswith(VIDEO) and any(stem in _videos(other) for other in names)


def _videos(name: str) -> Iterator[str]:
    """The names that the video of a caption file may have: `talk.en.vtt` belongs to `talk.en` or `talk`."""
    stem, extension = os.path.splitext(name)
    if extension.lower() in _CAPTIONS:
        yield stem
        yield os.path.splitext(stem)[0]


def _of_user(beside: str) -> dict[str, str]:
    if not os.path.isfile(beside):
        return {}
    shown = as_address(beside)
    try:
        if os.path.getsize(beside) > MAX_SIDECAR:
            raise SourceError(f"{shown}: larger than {MAX_SIDECAR // 1000} kB; keep title, url, published, author and language in it")
        with open(beside, encoding="utf-8-sig") as file:
            table = tomllib.loads(file.read(MAX_SIDECAR))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise SourceError(f"{shown}: not readable as TOML ({reason}); correct or remove it") from error
    wrong = next((key for key in _FIELDS if isinstance(table.get(key), (list, dict, bool))), None)
    if wrong is not None:
        raise SourceError(f"{shown}: {wrong} is no text; write it in quotation marks, on one line")
    return _cleaned(table)


def _of_video(path: str) -> dict[str, str]:
    folder, name = os.path.split(path)
    for video in _videos(name):
        beside = os.path.join(folder, video + VIDEO)
        if not os.path.isfile(beside) or os.path.getsize(beside) > MAX_VIDEO:
            continue
        try:
            with open(beside, encoding="utf-8-sig") as file:
                return _cleaned(video_fields(json.load(file)))
        except (OSError, ValueError, RecursionError) as error:
            log.warning("%s: not readable as JSON (%s); what it says of the video is left out", as_address(beside), " ".join(str(error).split()))
    return {}


def _cleaned(table: Mapping[str, object]) -> dict[str, str]:
    """The known fields that hold something, without control characters, at most 2,000 characters each."""
    said = {key: str(table[key]) for key in _FIELDS if isinstance(table.get(key), (str, int, float, date))}
    tidy = {key: _CONTROLS.sub(" ", value).strip()[:_MAX_VALUE] for key, value in said.items()}
    return {key: value for key, value in tidy.items() if value}
