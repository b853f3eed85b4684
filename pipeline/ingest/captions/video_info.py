"""yt-dlp's information on a video (`.info.json`): the captions that it holds, where it holds any."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.datamodel.document import Source
from pipeline.datamodel.video_info import video_fields
from pipeline.errors import SourceError
from pipeline.ingest.base import Reading
from pipeline.ingest.captions.cues import Track
from pipeline.ingest.captions.json_captions import parsed
from pipeline.ingest.captions.texts import track_of
from pipeline.ingest.captions.transcript import transcript

_ORIGINS = ("requested_subtitles", "subtitles", "automatic_captions")  # by people before by machines
_NOT_SPOKEN = frozenset({"live_chat", "danmaku", "comments", "rechat"})
_OPENS = re.compile(r"\ufeff?\s{0,99}\{")
_READ_FIRST = ("json3", "vtt", "srt", "srv3", "srv1", "ttml", "json", "ass")


class VideoInfoIngestor:
    """Reads the captions within yt-dlp's information on a video."""

    name = "info"

    def accepts(self, source: Source, text: str) -> bool:
        """True for JSON with a title and lists of captions or formats."""
        return _OPENS.match(text) is not None and '"title"' in text and is_video_info(parsed(text))

    def read(self, source: Source, text: str) -> Reading:
        """The captions with the video's title, author, address and date; all on line 1, for the lines are not the file's.

        Raises SourceError where the information holds no captions but their addresses.
        """
        info = parsed(text)
        track = captions_within(info)
        if track is None:
            raise SourceError(
                f"{source.ref.address}: information on a video without its captions; get them with yt-dlp --write-subs --write-auto-subs "
                "--skip-download, and give the caption file"
            )
        fields = video_fields(info)
        cues = [replace(cue, lines=tuple(replace(line, number=1) for line in cue.lines)) for cue in track.cues]
        said = replace(
            track, cues=cues, title=fields.get("title"), author=fields.get("author"), url=fields.get("url"), published=fields.get("published")
        )
        return transcript(source, said)


def is_video_info(data: object) -> bool:
    """True for the information on a video: it has a title, and lists of captions or of formats."""
    if not isinstance(data, dict) or not isinstance(data.get("title"), str):
        return False
    return any(isinstance(data.get(key), (dict, list)) for key in (*_ORIGINS, "formats")) and (
        "webpage_url" in data or "extractor" in data or "id" in data
    )


def captions_within(info: object) -> Track | None:
    """The track of the best captions whose text the information holds; None where it holds addresses alone.

    The video's own language is read before Chinese, Chinese before English, and that before others.
    """
    if not isinstance(info, dict):
        return None
    spoken = info.get("language")
    for origin in _ORIGINS:
        by_language = info.get(origin)
        if not isinstance(by_language, dict):
            continue
        tags = sorted((tag for tag in by_language if tag not in _NOT_SPOKEN), key=lambda tag: _rank(tag, spoken))
        for tag in tags:
            for text in _texts(by_language[tag]):
                track = track_of(text)
                if track is not None and track.cues:
                    return track
    return None


def _rank(tag: str, spoken: object) -> tuple[bool, int, str]:
    base = tag.lower().split("-")[0]
    is_spoken = isinstance(spoken, str) and spoken.lower().split("-")[0] == base
    return (not is_spoken, {"zh": 0, "en": 1}.get(base, 2), tag)


def _texts(entries: object) -> Iterator[str]:
    """The texts of a language's entries, in the formats that say most first."""
    rows = [row for row in (entries if isinstance(entries, list) else [entries]) if isinstance(row, dict)]
    for row in sorted(rows, key=_format_rank):
        data = row.get("data")
        if isinstance(data, str) and data.strip():
            yield data
        elif isinstance(data, (dict, list)):
            yield json.dumps(data)


def _format_rank(row: Mapping[str, object]) -> int:
    ext = row.get("ext")
    return _READ_FIRST.index(ext) if isinstance(ext, str) and ext in _READ_FIRST else len(_READ_FIRST)
