"""The JSON forms of documents, facts and rejections, field by field; the README's reference lists them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Claim, Entity, Evidence, Fact, Rejection, Value

Record = dict[str, object]


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


def fact_record(fact: Fact) -> Record:
    """A line of `facts.jsonl`."""
    claim = fact.claim
    return {
        "id": fact.id,
        "document": fact.document,
        **_claim_record(claim),
        "texts": {tag: phrase.text for tag, phrase in sorted(fact.texts.items())},
        "origins": dict(sorted(fact.origins.items())),
        "evidence": [_evidence_record(evidence) for evidence in fact.evidence],
        "extractor": claim.extractor,
        "importance": round(claim.importance, 3),
    }


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
    return {"id": entity.id, "names": dict(sorted(entity.names.items()))} if entity else None


def _value_record(value: Value | None) -> Mapping[str, object] | None:
    if value is None:
        return None
    return {"surface": value.surface, "low": value.low, "high": value.high, "unit": value.unit, "per": value.per, "bound": str(value.bound)}


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
