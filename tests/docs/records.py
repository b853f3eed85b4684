"""The fields of the JSON files with their types, told from records that the program makes of hand-made facts and an issue."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.datamodel.document import DateOrigin, Document, Published
from pipeline.datamodel.fact import Aspect, Bound, Claim
from pipeline.datamodel.language import ALL_EDITIONS, Language
from pipeline.datamodel.report import DocumentReport, RunReport, Spent, Stop
from pipeline.storage.issue_records import issue_record
from pipeline.storage.records import document_record, fact_record, rejection_record
from tests.factories import claim, document, entity, fact, rejection, value
from tests.issues import sample_issue

TAGS = frozenset({*map(str, ALL_EDITIONS), str(Language.ZH_HANT), "zh"})
ENTITY = {"id", "kind", "names"}
NAMES = {"models": "MODEL", "versions": "NAME", "fingerprints": "PART", "told": "DOCUMENT"}  # tables whose keys are names, not fields
LONGEST = 40
SPENT = Spent(requests=1, prompt=900, completion=300, cost=Decimal("0.0003"))
RUN = RunReport(
    documents=(
        DocumentReport(
            source="corpus/a.txt", status="done", id="a-1b2c3d4e", facts=3, spent=SPENT, duplicate_of="b-5f6a7b8c", derived_from="c-9d0e1f2a"
        ),
        DocumentReport(source="corpus/b.txt", status="failed", reason="corpus/b.txt: empty; put text into it or remove it"),
    ),
    seconds=1.25,
    outputs=Path("outputs"),
    fingerprints={"rules": "5e8f…"},
    versions={"bidigest": "0.1.0"},
    models={"openai:gpt-4o-mini": SPENT},
    stopped=Stop.COST,
    advice="raise the cap",
)
Row = tuple[str, str, str]


def field_rows() -> dict[str, list[Row]]:
    """By file: each field's path, its types, and an example. Of an issue's facts only what they have besides a fact's own fields."""
    plain = document("Tern costs about $0.10 per million input tokens in Europe.", Language.EN)
    known = replace(
        document("Tern 每百万 token 0.10 美元", title="Tern", is_transcript=True),
        author="Nora Feld",
        url="https://example.org/tern",
        published=Published(date="2024-07-18", precision="day", origin=DateOrigin.NAME),
    )
    claims = (full(), replace(full(), value=value("64.2%", "64.2")), bare())
    linked = {"duplicate_of": "b-5f6a7b8c", "derived_from": "c-9d0e1f2a"}
    facts = rows([fact_record(fact(plain, said.words or plain.text, said, {"en": "Tern costs [$0.10]"})) for said in claims] + [timed(known)])
    own = {f"stories[].facts[].{path}" for path, _, _ in facts}
    return {
        "document.json": rows([{**document_record(known), **linked}, document_record(plain)]),
        "facts.jsonl": facts,
        "rejections.jsonl": rows(rejection_record(rejection(said)) for said in claims),
        "run.json": rows([RUN.record(), replace(RUN, stopped=None, advice=None).record()]),
        "issue.json": [row for row in rows([issue_record(sample_issue())]) if row[0] not in own],
    }


def full() -> Claim:
    """A claim with all that one can have."""
    said = claim(
        entity("Tern"),
        "price",
        aspect=Aspect.PRICING,
        attribute=entity("Input price", kind="metric"),
        value=replace(value("about $0.10", "0.10", "USD", per="1000000 token", bound=Bound.ABOUT), unit_surface="$"),
        objects=[entity("Larkspur 2")],
        condition=entity("Europe", kind="place"),
        attribution=entity("Bright Harbor", kind="organization"),
        modality="planned",
        words="Tern costs about $0.10",
    )
    return replace(said, when=entity("next_week", en="next week", kind="time"), said={"zh": "Tern 约 0.10 美元", "en": "Tern costs about $0.10"})


def bare() -> Claim:
    """A claim with no more than it must have."""
    return claim(entity("Tern"), "free")


def timed(source: Document) -> dict[str, object]:
    """The record of a fact from captions."""
    return dict(fact_record(fact(source, "0.10 美元", bare(), {"zh-Hans": "Tern 0.10 美元"})))


def rows(records: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The fields of records of one kind."""
    seen: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        gather(json.loads(json.dumps(record, ensure_ascii=False)), "", seen)
    return [(path, types(found), example(found)) for path, found in seen.items()]


def gather(record: Mapping[str, Any], before: str, seen: dict[str, list[Any]]) -> None:
    """Add every value of a record under its path; a list's items go under `path[]`."""
    for key, held in record.items():
        path = f"{before}{'TAG' if key in TAGS else key}"
        seen[path].append(held)
        for item in held if isinstance(held, list) else [held]:
            if isinstance(item, dict) and set(item) != ENTITY:
                named = dict.fromkeys([NAMES[key]], next(iter(item.values()), None)) if key in NAMES else item
                gather(named, path + ("[]." if isinstance(held, list) else "."), seen)


def types(found: Sequence[Any]) -> str:
    """All types of a field, `null` last."""
    names = dict.fromkeys(type_name(value) for value in found)
    known = [name for name in names if name not in ("null", "list")] or [name for name in names if name == "list"]
    return " or ".join([*known, *(["`null`"] if "null" in names else [])])


def type_name(value: Any) -> str:
    """The type of a JSON value in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return "text"
        case []:
            return "list"
        case list():
            return f"list of {type_name(value[0])}"
        case dict() if set(value) == ENTITY:
            return "entity"
    return "object"


def example(found: Sequence[Any]) -> str:
    """The first short value that says something."""
    plain = [value for value in found if isinstance(value, str | int | float) and not isinstance(value, bool)]
    shown = next((json.dumps(value, ensure_ascii=False) for value in plain if len(str(value)) <= LONGEST and value != ""), "")
    return f"`{shown}`" if shown and "`" not in shown else ""
