"""What keeps a typed claim from saying more, or less, than its sentence: hedges, what is still to come, and lists that go on."""

from __future__ import annotations

import re

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity, Value
from pipeline.extract.cues import Cues
from pipeline.extract.reading import Clause, Line

OBJECTS = ("o", "o1", "o2")
COMING = re.compile(r"^(?:next_|day_after_tomorrow|soon|later_this|future|coming)")  # ids of moments that are still to come
DONE_BY_MOMENT = frozenset(
    {
        "release",
        "launch",
        "availability",
        "announcement",
        "open_source",
        "replacement",
        "opening",
        "closing",
        "held",
        "begins",
        "takes_effect",
        "results",
    }
)
GOES_ON = re.compile(r"、|,?(?:以及|和|与|及)(?![^,;。:¦]{0,8}(?:相比|相当|一样|相同|合作|持平|竞争))(?=[㐀-鿿])")
WENT_BEFORE = re.compile(r"(?:、|[㐀-鿿](?:以及|和|及))$")
FORECAST = frozenset({"measure", "increase", "decrease", "increase_to", "decrease_to", "share"})  # figures that somebody foretells, nobody plans
DAY = "2024-07-26"
HEDGES_BEFORE = frozenset({"reported", "possible"})  # hedges that govern the clause after theirs


def is_partial(match: re.Match[str]) -> bool:
    """True when the list of a Chinese match's objects goes on, or began before, with what the pattern did not take."""
    groups = match.groupdict()
    begun = {match.start(slot) for slot in OBJECTS if groups.get(slot)}
    for slot in OBJECTS:
        if not groups.get(slot):
            continue
        after = GOES_ON.match(match.string, match.end(slot))
        if after is not None and after.end() not in begun and not any(after.start() < at <= after.end() + 4 for at in begun):
            return True
        if WENT_BEFORE.search(match.string, max(0, match.start(slot) - 3), match.start(slot)) and match.start(slot) - 1 not in begun and slot == "o":
            return True
    return False


def hedge(cues: Cues, line: Line, start: int, end: int, type_: str, when: Entity | None) -> str:
    """The hedge of what stands in a masked range: in its clause, in a clause of hearsay before it, or in a moment that is still to come."""
    text = line.masked.text
    clause = line.clause_at(start)
    before = _before(line, clause)
    if before is not None:
        for name, pattern in cues.modalities:
            if name in HEDGES_BEFORE and (found := pattern.search(text, before.start, before.end)) is not None and found.end() >= before.end - 1:
                weaker = dict(cues.modalities)["possible"].search(text, clause.start, end)
                return "possible" if weaker is not None else name
    for name, pattern in cues.modalities:
        if pattern.search(text, clause.start, end):
            is_forecast = name == "planned" and type_ in FORECAST and cues.forecast.search(text, 0, end) is not None
            return "expected" if is_forecast else name
    return "planned" if type_ in DONE_BY_MOMENT and when is not None and COMING.match(when.id) else ""


def is_ahead(document: Document, type_: str, value: Value | None) -> bool:
    """True for a deed dated later than the day on which its document was published: it was still to come."""
    if type_ not in DONE_BY_MOMENT or value is None or value.unit != "date" or document.published is None:
        return False
    return len(value.low) == len(DAY) == len(document.published.date[: len(DAY)]) and value.low > document.published.date[: len(DAY)]


def _before(line: Line, clause: Clause) -> Clause | None:
    index = line.clauses.index(clause)
    return line.clauses[index - 1] if index else None
