"""How long an issue takes to read, by edition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain

from pipeline.compose.size import HAN_A_MINUTE, LATIN_A_MINUTE
from pipeline.datamodel.issue import Numbers, Story, StoryPoint
from pipeline.datamodel.language import Edition, Localized


def minutes(
    texts: Iterable[Localized], numbers: Iterable[Numbers], stories: Iterable[Story], follow_ups: Iterable[StoryPoint], tags: Sequence[str]
) -> dict[str, int]:
    """Minutes, at least one, without the quotes that open on demand."""
    told = list(stories)
    points = [*chain.from_iterable(story.points for story in told), *follow_ups]
    sides = [side.fact for story in told for conflict in story.conflicts for side in conflict.sides]
    cells = [cell for one in numbers for _, row in one.table.rows for cell in row if cell]
    written = [*texts, *(story.title for story in told), *(cell.phrases for cell in cells)]
    made = {}
    for tag in tags:
        total = sum(len(text.get(tag, "")) for text in written)
        total += sum(len(piece.phrases[tag].text) + 1 for one in points for piece in one.point.pieces)
        total += sum(len(side.texts[tag].text) for side in sides if tag in side.texts)
        made[tag] = max(1, math.ceil(total / (LATIN_A_MINUTE if tag == Edition.EN else HAN_A_MINUTE)))
    return made
