"""What stands beside a file about it: `NAME.meta.toml`, by the user; beside captions yt-dlp's `NAME.info.json`."""

from __future__ import annotations

import json
import logging
import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
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
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")

Read = Callable[[str, int], bytes | None]  # of a path: at most so many bytes, None where nothing is. Raises OSError


def from_disk(path: str, most: int) -> bytes | None:
    """At most so many bytes of a regular file; None where there is none. Raises OSError."""
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return file.read(most)


def metadata_beside(path: str, read: Read = from_disk) -> dict[str, str]:
    """What is said of a file beside it: title, url, published, author, language; the user's word counts more than yt-dlp's.

    read: how what stands beside it is read. Raises SourceError for a `.meta.toml` that is broken.
    """
    return {**_of_video(path, read), **_of_user(path + SIDECAR, read)}


def names_beside(name: str) -> tuple[str, ...]:
    """The names of what may describe a file."""
    return (name + SIDECAR, *(video + VIDEO for video in _videos(name)))


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


def _of_user(beside: str, read: Read) -> dict[str, str]:
    shown = as_address(beside)
    try:
        data = read(beside, MAX_SIDECAR + 1)
        if data is None:
            return {}
        if len(data) > MAX_SIDECAR:
            raise SourceError(f"{shown}: larger than {MAX_SIDECAR // 1000} kB; keep title, url, published, author and language in it")
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError alone
        reason = " ".join(str(error).split())
        raise SourceError(f"{shown}: not readable as TOML ({reason}); correct or remove it") from error
    wrong = next((key for key in _FIELDS if isinstance(table.get(key), (list, dict, bool))), None)
    if wrong is not None:
        raise SourceError(f"{shown}: {wrong} is no text; write it in quotation marks, on one line")
    return _cleaned(table)


def _of_video(path: str, read: Read) -> dict[str, str]:
    name = os.path.basename(path)
    for video in _videos(name):
        beside = path.removesuffix(name) + video + VIDEO
        try:
            data = read(beside, MAX_VIDEO + 1)
            if data is not None and len(data) <= MAX_VIDEO:
                return _cleaned(video_fields(json.loads(data.decode("utf-8-sig"))))
        except (OSError, ValueError, RecursionError) as error:
            log.warning("%s: not readable as JSON (%s); what it says of the video is left out", as_address(beside), " ".join(str(error).split()))
            return {}
    return {}


def _cleaned(table: Mapping[str, object]) -> dict[str, str]:
    """The known fields that hold something, without control characters, at most 2,000 characters each."""
    said = {key: str(table[key]) for key in _FIELDS if isinstance(table.get(key), (str, int, float, date))}
    tidy = {key: _CONTROLS.sub(" ", value).strip()[:_MAX_VALUE] for key, value in said.items()}
    return {key: value for key, value in tidy.items() if value}
