from __future__ import annotations

from collections.abc import Sequence

from pipeline.ingest.captions.cues import Cue, CueLine
from pipeline.ingest.captions.highlights import without_highlights


def shown(*texts: str) -> list[tuple[float, float, str]]:
    cues = [Cue(float(n), n + 1.0, (CueLine(text, n + 1),)) for n, text in enumerate(texts)]
    return lines(without_highlights(cues))


def lines(cues: Sequence[Cue]) -> list[tuple[float, float, str]]:
    return [(cue.start, cue.end, line.text) for cue in cues for line in cue.lines]


def test_a_line_whose_mark_moves_on_is_one_cue() -> None:
    assert shown("<u>We</u> met", "We <u>met</u>", "We met", "<u>at</u> noon", "at <u>noon</u>") == [(0, 3, "We met"), (3, 5, "at noon")]


def test_a_line_said_again_begins_with_its_first_word() -> None:
    assert shown("<u>We</u> met", "We <u>met</u>", "<u>We</u> met", "We <u>met</u>", "<u>No</u>", "<u>No</u>") == [
        (0, 2, "We met"),
        (2, 4, "We met"),
        (4, 5, "No"),
        (5, 6, "No"),
    ]


def test_italics_in_edited_captions_join_nothing() -> None:
    found = shown("No.", "<i>No.</i>", "We met.", "Then we left.", "It rained.", "All day.")
    assert [text for _, _, text in found] == ["No.", "No.", "We met.", "Then we left.", "It rained.", "All day."]
