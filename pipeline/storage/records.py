"""The JSON forms of documents, facts and rejections, field by field, and facts read from them again; docs/files.md lists the fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from sys import intern
from typing import Any

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Aspect, Bound, Claim, Entity, Evidence, Fact, Kind, Phrase, Rejection, Value

Record = dict[str, object]

FORM = 1  # of a fact's record; raised when a record of before can no longer be read as a fact
IMPORTANCE_DIGITS = 3
_line = json.JSONEncoder(ensure_ascii=False).encode


def document_record(document: Document) -> Record:
    """`document.json`; what the document is of others is amended at the end of a run."""
    published = document.published
    return {
        "id": document.id,
        "title": document.title,
        "author": document.author,
        "language": str(document.language),
        "source": document.ref.address,
        "url": document.url,
        "format": document.format,
        "published": {"date": published.date, "precision": published.precision, "from": str(published.origin)} if published else None,
        "sentences": [{"n": s.n, "start": s.span.start, "end": s.span.end, "line": s.line, "time": s.time} for s in document.sentences],
        "duplicate_of": None,
        "derived_from": None,
    }


def as_line(record: Mapping[str, object]) -> str:
    """A record in one line, Chinese readable."""
    return _line(record)


def fact_record(fact: Fact) -> Record:
    """A line of `facts.jsonl`."""
    claim = fact.claim
    return {
        "id": fact.id,
        "document": fact.document,
        **_claim_record(claim),
        "texts": {tag: phrase.text for tag, phrase in sorted(fact.texts.items())},
        "marks": {tag: _span_record(phrase.mark) for tag, phrase in sorted(fact.texts.items()) if phrase.mark is not None},
        "clauses": {tag: {"text": phrase.text, "mark": _span_record(phrase.mark)} for tag, phrase in sorted(fact.clauses.items())},
        "origins": dict(sorted(fact.origins.items())),
        "evidence": [_evidence_record(evidence) for evidence in fact.evidence],
        "words": claim.words,
        "said": dict(sorted(claim.said.items())) if claim.said is not None else None,
        "sentences": list(claim.sentences),
        "span": _span_record(claim.span),
        "extractor": claim.extractor,
        "importance": round(claim.importance, IMPORTANCE_DIGITS),
    }


def read_fact(record: Mapping[str, Any]) -> Fact:
    """The fact of a record of this `FORM`; its importance to three digits. Raises KeyError, TypeError or ValueError for another form."""
    marks = record["marks"]
    return Fact(
        id=record["id"],
        document=intern(record["document"]),
        claim=_read_claim(record),
        evidence=tuple(_read_evidence(evidence) for evidence in record["evidence"]),
        texts={intern(tag): Phrase(text, _read_span(marks.get(tag))) for tag, text in record["texts"].items()},
        clauses={intern(tag): Phrase(clause["text"], _read_span(clause["mark"])) for tag, clause in record["clauses"].items()},
        origins={intern(tag): intern(origin) for tag, origin in record["origins"].items()},
    )


def rejection_record(rejection: Rejection) -> Record:
    """A line of `rejections.jsonl`."""
    claim = rejection.claim
    return {
        "document": rejection.document,
        "reason": rejection.reason,
        "detail": rejection.detail,
        **_claim_record(claim),
        "words": claim.words,
        "sentences": list(claim.sentences),
        "extractor": claim.extractor,
    }


def _claim_record(claim: Claim) -> Record:
    return {
        "kind": str(claim.kind),
        "type": claim.type,
        "aspect": str(claim.aspect),
        "subject": _entity_record(claim.subject),
        "attribute": _entity_record(claim.attribute),
        "value": _value_record(claim.value),
        "objects": [_entity_record(entity) for entity in claim.objects],
        "condition": _entity_record(claim.condition),
        "when": _entity_record(claim.when),
        "attribution": _entity_record(claim.attribution),
        "modality": claim.modality or None,
    }


def _entity_record(entity: Entity | None) -> Mapping[str, object] | None:
    return {"id": entity.id, "kind": entity.kind, "names": dict(sorted(entity.names.items()))} if entity else None


def _value_record(value: Value | None) -> Mapping[str, object] | None:
    if value is None:
        return None
    return {
        "surface": value.surface,
        "low": value.low,
        "high": value.high,
        "unit": value.unit,
        "unit_surface": value.unit_surface,
        "per": value.per,
        "bound": str(value.bound),
    }


def _span_record(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _evidence_record(evidence: Evidence) -> Mapping[str, object]:
    return {
        "document": evidence.document,
        "sentences": list(evidence.sentences),
        "start": evidence.span.start,
        "end": evidence.span.end,
        "quote": evidence.quote,
        "line": evidence.line,
        "time": evidence.time,
        "match": evidence.match,
    }


def _read_claim(record: Mapping[str, Any]) -> Claim:
    return Claim(
        kind=Kind(record["kind"]),
        type=intern(record["type"]),
        aspect=Aspect(record["aspect"]),
        subject=_read_named(record["subject"]),
        sentences=tuple(record["sentences"]),
        extractor=intern(record["extractor"]),
        attribute=_read_entity(record["attribute"]),
        value=_read_value(record["value"]),
        objects=tuple(_read_named(entity) for entity in record["objects"]),
        condition=_read_entity(record["condition"]),
        when=_read_entity(record["when"]),
        attribution=_read_entity(record["attribution"]),
        modality=record["modality"] or "",
        words=record["words"],
        span=_read_span(record["span"]),
        importance=record["importance"],
        said=record["said"],
    )


def _read_entity(record: Mapping[str, Any] | None) -> Entity | None:
    return _read_named(record) if record else None


def _read_named(record: Mapping[str, Any]) -> Entity:
    return _entity(record["id"], record["kind"], tuple(record["names"].items()))


@lru_cache(maxsize=1 << 14)
def _entity(id: str, kind: str, names: tuple[tuple[str, str], ...]) -> Entity:
    """One entity for all the facts that name it: of many documents most of what is read are names."""
    return Entity(id=id, names=dict(names), kind=kind)


def _read_value(record: Mapping[str, Any] | None) -> Value | None:
    return Value(**{**record, "bound": Bound(record["bound"])}) if record else None


def _read_evidence(record: Mapping[str, Any]) -> Evidence:
    return Evidence(
        document=intern(record["document"]),
        sentences=tuple(record["sentences"]),
        span=Span(record["start"], record["end"]),
        quote=record["quote"],
        line=record["line"],
        time=record["time"],
        match=intern(record["match"]),
    )


def _read_span(record: list[int] | None) -> Span | None:
    return Span(record[0], record[1]) if record else None
