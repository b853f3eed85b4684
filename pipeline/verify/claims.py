"""Claims to facts: a claim becomes a fact only where the sentences that it cites bear out its figures, names, words and polarity.

Nothing else makes a `Fact`. What fails becomes a `Rejection` with its reason; nothing is dropped in silence.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Claim, Entity, Fact, Rejection
from pipeline.text.compare import disagreements
from pipeline.text.glossary import Glossary
from pipeline.verify.evidence import cut_evidence
from pipeline.verify.instructions import SAID, instructions_in
from pipeline.verify.polarity import contradiction, is_said_in_words
from pipeline.verify.reading import Found, Reading, reading_of
from pipeline.verify.rules import rules
from pipeline.verify.sentences import Sentences
from pipeline.verify.topic import turned_to

log = logging.getLogger(__name__)

_ENCODED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
MAX_QUOTE = 80  # characters of the nearest sentence in a rejection's detail


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Need:
    """Something that must stand in the sentences cited. role: `value`, `subject`, `attribute`, `object`, `attribution`, `circumstance`, `words`."""

    role: str
    what: str
    found: Found


def verify(document: Document, claims: Sequence[Claim], glossary: Glossary) -> tuple[list[Fact], list[Rejection]]:
    """The facts among the claims, in their order, each with its evidence; and a rejection for every other claim.

    A claim whose figures and names do not stand in the sentences it cites, but together in one other, is moved there.
    Claims that say the same make one fact, the most important of them.
    """
    reading = reading_of(document, glossary)
    instructions = instructions_in(document)
    facts: dict[str, Fact] = {}
    rejections: list[Rejection] = []
    for claim in claims:
        is_order = bool(claim.sentences) and instructions.issuperset(claim.sentences)
        outcome = _Failure("citation", SAID) if is_order else _check(reading, claim)
        if isinstance(outcome, _Failure):
            detail = f"{outcome.detail}{_nearest(reading, claim)}"
            rejections.append(Rejection(document=document.id, claim=claim, reason=outcome.reason, detail=detail))
            log.debug("rejected (%s): %s", outcome.reason, detail)
            continue
        known = facts.get(outcome.id)
        if known is None:
            facts[outcome.id] = outcome
        elif outcome.claim.importance > known.claim.importance:
            facts[outcome.id] = replace(known, claim=replace(known.claim, importance=outcome.claim.importance))
    return list(facts.values()), rejections


def fact_id(document: str, claim: Claim) -> str:
    """16 hex digits that are the same for the same thing said of the same document, in whatever words or sentence."""
    content = _ENCODED(_content(claim))
    return hashlib.sha256(f"{document}\n{content}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _content(claim: Claim) -> dict[str, Any]:
    """What the claim says, without its words, unless it has nothing but them."""
    value = claim.value
    typed = {
        "attribute": _id(claim.attribute),
        "value": [value.low, value.high, value.unit, value.per, str(value.bound)] if value else None,
        "objects": [entity.id for entity in claim.objects],
        "when": _id(claim.when),
    }
    needs_words = is_said_in_words(claim) or not any(typed.values())
    return {
        "kind": str(claim.kind),
        "type": claim.type,
        "subject": claim.subject.id,
        **typed,
        "condition": _id(claim.condition),
        "attribution": _id(claim.attribution),
        "modality": claim.modality,
        "words": "".join((claim.words or "").split()) if needs_words else None,
    }


def _id(entity: Entity | None) -> str | None:
    return entity.id if entity is not None else None


def _check(reading: Reading, claim: Claim) -> Fact | _Failure:
    document = reading.document
    cited = sorted({n for n in claim.sentences if 1 <= n <= len(document.sentences)})
    if not cited:
        return _Failure("citation", f"cites no sentence of the document ({', '.join(map(str, claim.sentences)) or 'none'})")
    found = _needs(reading, claim, cited)
    if isinstance(found, _Failure):
        moved = _moved(reading, claim, cited)
        if moved is None:
            return _told_otherwise(reading, claim, cited) if found.reason == "citation" else found
        claim, found = moved
        return _borne_out(reading, claim, found, "moved")
    return _borne_out(reading, claim, found, "cited")


def _nearest(reading: Reading, claim: Claim) -> str:
    """Where the document comes nearest to a claim that failed: the sentence with its figure, else with its subject, by those cited; or ''."""
    numbers = range(1, len(reading.document.sentences) + 1)
    near = sorted(numbers, key=lambda n: (min((abs(n - c) for c in claim.sentences), default=0), n))
    value = claim.value
    n = next((n for n in near if value is not None and reading.value(value, [n]).spans), None)
    n = n or next((n for n in near if reading.name(claim.subject, [n]).spans), None)
    return f"; nearest is sentence {n}, “{' '.join(reading.document.quote(n)[:MAX_QUOTE].split())}”" if n is not None else ""


def _told_otherwise(reading: Reading, claim: Claim, cited: Sequence[int]) -> _Failure:
    """Why words that do not stand in the sentences cited are not what those say: another figure, another name, a denial."""
    document = reading.document
    source = "\n".join(document.quote(n) for n in cited)
    found = disagreements(claim.words or "", source, document.language, document.language, reading.glossary)
    if not found:
        return _Failure("citation", f"“{claim.words}” is not in the sentences cited")
    instead = f", the source “{found[0].found}”" if found[0].found else ""
    return _Failure(found[0].kind, f"the claim says “{found[0].said}”{instead}")


def _moved(reading: Reading, claim: Claim, cited: Sequence[int]) -> tuple[Claim, list[_Need]] | None:
    """The claim with the nearest other sentence that holds all that it needs, and the places there; None where no sentence does."""
    if claim.value is None and not claim.objects and not claim.words:
        return None
    others = [n for n in range(1, len(reading.document.sentences) + 1) if n not in cited]
    for n in sorted(others, key=lambda n: (min(abs(n - c) for c in cited), n)):
        found = _needs(reading, claim, [n])
        if not isinstance(found, _Failure):
            return replace(claim, sentences=(n,), span=None), found
    return None


def _needs(reading: Reading, claim: Claim, sentences: Sequence[int]) -> list[_Need] | _Failure:
    """All that the claim needs, with its places in the sentences given; or what is missing first."""
    needs: list[_Need] = []
    for need in _looked_up(reading, claim, sentences):
        if not need.found.spans:
            instead = f", which have {need.found.instead}" if need.found.instead else ""
            return _Failure(need.found.reason, f"{need.what} is not in the sentences cited{instead}")
        needs.append(need)
    return needs


def _looked_up(reading: Reading, claim: Claim, sentences: Sequence[int]) -> Iterator[_Need]:
    tag = str(reading.document.language)
    if claim.value is not None:
        yield _Need("value", claim.value.surface, reading.value(claim.value, sentences))
    for role, entity in _named(claim):
        yield _Need(role, entity.name(tag), reading.name(entity, sentences))
    if claim.words:
        yield _Need("words", f"“{claim.words}”", reading.words(claim.words, sentences))


def _named(claim: Claim) -> Iterator[tuple[str, Entity]]:
    """The entities that must be named, with their roles: all but attributes that only label a figure (a price, a size)."""
    yield "subject", claim.subject
    if claim.attribute is not None and claim.attribute.kind in rules()["named_attributes"]["kinds"]:
        yield "attribute", claim.attribute
    yield from (("object", entity) for entity in claim.objects)
    if claim.attribution is not None:
        yield "attribution", claim.attribution
    yield from (("circumstance", entity) for entity in (claim.condition, claim.when) if entity is not None and entity.kind == "unknown")


def _borne_out(reading: Reading, claim: Claim, needs: Sequence[_Need], match: str) -> Fact | _Failure:
    document = reading.document
    bearing = _bearing(reading.sentences, claim, needs)
    against = contradiction(reading.sentences, claim, _core(claim, needs, bearing))
    if against:
        return _Failure("polarity", against)
    other = "" if is_said_in_words(claim) else turned_to(reading, claim, _places(needs, "subject"), _core(claim, needs, bearing))
    if other:
        return _Failure("name", f"the text has turned to {other} before it says so")
    evidence = cut_evidence(reading.sentences, [need.found.spans for need in needs], bearing, match)
    if evidence is None:
        return _Failure("citation", "needs more of the text as evidence than a reader takes in")
    return Fact(id=fact_id(document.id, claim), document=document.id, claim=claim, evidence=evidence)


def _places(needs: Sequence[_Need], role: str) -> tuple[Span, ...]:
    return next((need.found.spans for need in needs if need.role == role), ())


def _bearing(sentences: Sentences, claim: Claim, needs: Sequence[_Need]) -> Span | None:
    """The clause that bears the claim, where it is known: the one given, else that of its words."""
    span, text = claim.span, sentences.document.text
    is_within = span is not None and 0 <= span.start < span.end <= len(text)
    if span is not None and is_within and sentences.at(span.start) in claim.sentences and span.of(text).strip():
        return span
    words = [need.found.spans[0] for need in needs if need.role == "words"]
    return words[0] if words else None


def _core(claim: Claim, needs: Sequence[_Need], bearing: Span | None) -> Span:
    """Where the claim says what it says of its subject: its figure, its object or its words, in the bearing clause if there."""
    roles = ("words",) if is_said_in_words(claim) else ("value", "object", "words", "subject")
    places = next((need.found.spans for role in roles for need in needs if need.role == role), needs[0].found.spans)
    return next((place for place in places if bearing is not None and bearing.overlaps(place)), places[0])
