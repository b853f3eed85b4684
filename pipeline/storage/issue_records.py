"""The JSON forms of an issue: `issue.json` for readers of all kinds, `memory.json` for the issues that come after; docs/files.md lists the fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.datamodel.digest import Piece
from pipeline.datamodel.issue import EarlierIssue, Issue, Merged, Period, Printed, Story, StoryPoint, Voice
from pipeline.datamodel.language import Edition
from pipeline.storage.records import Record, fact_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An issue as it was left. editions: what it was written in; documents: ids of its sources; earlier: ids of the periods of the issues
    that it knew of when it was made.

    files: the SHA-256 of each file that the program wrote, by name.
    """

    issue: EarlierIssue
    editions: tuple[Edition, ...]
    documents: frozenset[str]
    earlier: frozenset[str]
    files: Mapping[str, str]


def issue_record(issue: Issue) -> Record:
    """`issue.json`: the stories with a heading and then those of a line each, the facts of each with their evidence from all documents."""
    return {
        **_head(issue.period, issue.number),
        "title": dict(issue.title),
        "editions": [str(edition) for edition in issue.editions],
        "headline": dict(issue.headline),
        "lead": dict(issue.lead),
        "documents": [_voice_record(voice) for voice in issue.voices],
        "repeats": issue.repeats,
        "follow_ups": [_point_record(point) for point in issue.follow_ups],
        "stories": [
            *(_story_record(story, "story") for story in issue.stories),
            *(_story_record(story, "brief") for story in issue.briefs),
        ],
    }


def as_text(record: Record) -> str:
    """The record as JSON with a line for each field, story and fact: an issue of thousands of facts is written in a moment and can be compared."""
    return "{\n" + ",\n".join(f"{_json(key)}: {_field(key, value)}" for key, value in record.items()) + "\n}\n"


def memory_record(issue: Issue, printed: Iterable[Printed], files: Mapping[str, str]) -> Record:
    """`memory.json`. files: SHA-256 by name."""
    return {
        **_head(issue.period, issue.number),
        "title": dict(issue.title),
        "editions": [str(edition) for edition in issue.editions],
        "headline": dict(issue.headline),
        "lead": dict(issue.lead),
        "documents": sorted(voice.document.id for voice in issue.voices),
        "earlier": [one.period.id for one in issue.earlier],
        "files": dict(sorted(files.items())),
        "printed": [{"key": one.key, "value": one.value, "story": one.story, "texts": dict(one.texts)} for one in printed],
    }


def read_memory(record: Mapping[str, Any]) -> Kept:
    """The issue of a `memory.json`. Raises KeyError, TypeError or ValueError for what is none."""
    issue = EarlierIssue(
        period=Period(id=record["id"], since=date.fromisoformat(record["since"]), until=date.fromisoformat(record["until"])),
        number=int(record["number"]),
        title=record["title"],
        headline=record["headline"],
        lead=record["lead"],
        printed=tuple(Printed(key=one["key"], value=one["value"], texts=one["texts"], story=one["story"]) for one in record["printed"]),
    )
    return Kept(
        issue=issue,
        editions=tuple(map(Edition, record["editions"])),
        documents=frozenset(record["documents"]),
        earlier=frozenset(record["earlier"]),
        files=dict(record["files"]),
    )


def _head(period: Period, number: int) -> Record:
    return {"id": period.id, "number": number, "since": period.since.isoformat(), "until": period.until.isoformat()}


def _voice_record(voice: Voice) -> Record:
    document = voice.document
    return {
        "id": document.id,
        "letter": voice.letter,
        "name": document.name,
        "title": document.title,
        "headline": dict(document.headline),
        "url": document.url,
        "language": str(document.language),
        "published": document.published,
        "is_dated": voice.is_dated,
        "counts": voice.counts,
        "counts_with": voice.root,
        "duplicate_of": document.duplicate_of,
        "derived_from": document.derived_from,
    }


def _story_record(story: Story, form: str) -> Record:
    return {
        "id": story.id,
        "form": form,
        "title": dict(story.title),
        "status": str(story.status),
        "topic": dict(story.topic.title) if story.topic else None,
        "score": round(story.score, 3),
        "independent": story.independent,
        "documents": list(story.documents),
        "points": [_point_record(point) for point in story.points],
        "conflicts": [[side.id for side in conflict.sides] for conflict in story.conflicts],
        "facts": [_merged_record(merged) for merged in _all_facts(story)],
    }


def _all_facts(story: Story) -> Iterator[Merged]:
    """The story's facts, and the sides of its conflicts that are none of them."""
    known = {merged.id for merged in story.facts}
    yield from story.facts
    for merged in (side for conflict in story.conflicts for side in conflict.sides):
        if merged.id not in known:
            known.add(merged.id)
            yield merged


def _point_record(point: StoryPoint) -> Record:
    return {
        "facts": list(point.facts),
        "sources": list(point.letters),
        "independent": point.independent,
        "status": str(point.status),
        "texts": _texts(point.point.pieces),
    }


def _texts(pieces: Sequence[Piece]) -> list[Mapping[str, str]]:
    """What a point says, clause by clause."""
    return [{tag: phrase.text for tag, phrase in sorted(piece.phrases.items())} for piece in pieces]


def _merged_record(merged: Merged) -> Record:
    return {
        **fact_record(merged.fact),
        "id": merged.id,
        "documents": list(merged.documents),
        "told": {document: list(ids) for document, ids in merged.told.items()},
        "independent": merged.independent,
        "status": str(merged.status),
        "was": dict(merged.was) if merged.was is not None else None,
        "earlier": merged.earlier,
    }


def _field(key: str, value: object) -> str:
    if key == "stories" and isinstance(value, list):
        return "[\n" + ",\n".join(_story(story) for story in value) + "\n]"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_json, value)) + "\n]"
    return _json(value)


def _story(record: Mapping[str, Any]) -> str:
    head = {key: value for key, value in record.items() if key != "facts"}
    facts = ",\n".join(map(_json, record["facts"]))
    return f'{_json(head)[:-1]}, "facts": [\n{facts}\n]}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
