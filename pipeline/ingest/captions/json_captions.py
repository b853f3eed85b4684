"""Captions in JSON, told apart by their shape: YouTube's json3, and the segments of speech recognition and its kin."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.datamodel.document import Source
from pipeline.ingest.base import Reading, unify_line_ends
from pipeline.ingest.captions.cues import Cue, Track
from pipeline.ingest.captions.json_cues import timed_texts
from pipeline.ingest.captions.transcript import transcript
from pipeline.ingest.captions.youtube import is_json3, json3_cues

_OPENS = re.compile(r"\ufeff?\s{0,99}[{\[]")
_EVENT = re.compile(r'(?<!\\)"tStartMs"\s*:')
_SEGMENT = re.compile(r'(?<!\\)"(?:text|content)"\s*:\s*"')


class JsonCaptionsIngestor:
    """Reads captions in JSON."""

    name = "json-captions"

    def accepts(self, source: Source, text: str) -> bool:
        """True for JSON with timed texts."""
        if _OPENS.match(text) is None:
            return False
        data = parsed(text)
        return is_json3(data) or bool(timed_texts(data))

    def read(self, source: Source, text: str) -> Reading:
        """One line for each line of a segment, with its time. Raises SourceError for captions without words."""
        return transcript(source, json_track(text))


def json_track(text: str) -> Track:
    """The cues of a JSON text, each with the number of its line; without a cue where it holds none."""
    data = parsed(text)
    if is_json3(data):
        events = data["events"] if isinstance(data, dict) else []
        return Track(format="json3", cues=_on_lines(json3_cues(data), text, _EVENT, len(events)))
    cues = timed_texts(data)
    return Track(format="segments", cues=_on_lines(cues, text, _SEGMENT, len(cues)), language=_language(data))


def parsed(text: str) -> object:
    """What the JSON says; None where it is broken."""
    try:
        data: object = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return data


def _language(data: object) -> str | None:
    """The tag that speech recognition names (`en`, `zh`), at the top or under `result`."""
    if not isinstance(data, dict):
        return None
    result = data.get("result")
    said = data.get("language") or (result.get("language") if isinstance(result, dict) else None)
    return said if isinstance(said, str) and 2 <= len(said) <= 12 else None


def _on_lines(cues: Sequence[Cue], text: str, key: re.Pattern[str], count: int) -> list[Cue]:
    """The cues with the lines of the file instead of their places in the list, where each place has one `key`; else all on line 1."""
    text = unify_line_ends(text)
    offsets = [match.start() for match in key.finditer(text)]
    breaks = [match.start() for match in re.finditer("\n", text)]
    rows = [bisect_right(breaks, offset) + 1 for offset in offsets] if len(offsets) == count else []
    return [
        replace(cue, lines=tuple(replace(line, number=rows[line.number - 1] if line.number <= len(rows) else 1) for line in cue.lines))
        for cue in cues
    ]
