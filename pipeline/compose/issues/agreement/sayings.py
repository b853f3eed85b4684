"""A fact as one document tells it, in terms that no language, script or way of writing figures changes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from pipeline.compose.dedup import UNTYPED, Item, merge
from pipeline.compose.issues.agreement.amounts import Amount, amount
from pipeline.compose.issues.agreement.bodies import JOINT, Bodies
from pipeline.compose.issues.agreement.moments import Moment, moment
from pipeline.compose.labels import type_weight
from pipeline.datamodel.fact import Claim, Fact
from pipeline.datamodel.issue import Voice

REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a claim says, without its words. Two claims of one `frame` tell of one thing; ids are those of `Bodies`.

    type: the claim's, or the one that tells the same figure. date: the value of what is measured in dates (a knowledge cutoff).
    """

    type: str
    subject: str
    attribute: str | None
    objects: frozenset[str]
    condition: str | None
    attribution: str | None
    modality: str
    moment: Moment
    amount: Amount | None
    date: str

    @property
    def frame(self) -> tuple[str | None, ...]:
        """What is told of, without what can be left out or written otherwise."""
        unit = self.amount.unit if self.amount is not None else "date" if self.date else None
        return (type_weight(self.type).includes or self.type, self.subject, self.attribute, unit, self.modality)

    @property
    def thing(self) -> tuple[str | None, ...]:
        """The frame without the hedge: what is foreseen, and what has happened, are of one thing."""
        return self.frame[:-1]

    @property
    def value(self) -> str:
        """What is told of it: an amount, a date, or nothing."""
        return self.amount.key if self.amount is not None else self.date

    @property
    def key(self) -> tuple[str, ...]:
        """All of it, however it is written."""
        frame = (part or "" for part in self.frame)
        objects = JOINT.join(sorted(self.objects))
        return (*frame, self.type, objects, self.condition or "", self.attribution or "", self.moment.text, self.value)


@dataclass(frozen=True, slots=True)
class Saying:
    """What one document says of something, with its facts that say so."""

    voice: Voice
    item: Item
    terms: Terms

    @property
    def claim(self) -> Claim:
        """The claim of the document's telling fact."""
        return self.item.fact.claim

    @property
    def is_typed(self) -> bool:
        """False for words that no type tells: a free statement, a quotation."""
        return self.claim.type not in UNTYPED


def sayings(voices: Iterable[Voice]) -> list[Saying]:
    """What all documents say, each thing once a document."""
    told = [(voice, item) for voice in voices for item in merge(map(_with_clauses, voice.document.facts))]
    bodies = Bodies.of_claims(item.fact.claim for _, item in told)
    return [Saying(voice, item, terms(item.fact.claim, bodies, voice.document.published)) for voice, item in told]


def terms(claim: Claim, bodies: Bodies, published: str | None) -> Terms:
    """What a claim says in a document published on that ISO date.

    A figure that is only reported is told as what somebody says, by nobody's name.
    """
    value = claim.value
    is_hearsay = claim.modality == REPORTED and value is not None and claim.attribution is None
    return Terms(
        type=_tables().same.get(claim.type, claim.type),
        subject=bodies.id(claim.subject),
        attribute=bodies.optional(claim.attribute),
        objects=frozenset(part for entity in claim.objects for part in _tables().parts.get(entity.id, (bodies.id(entity),))),
        condition=bodies.optional(claim.condition),
        attribution=REPORTED if is_hearsay else bodies.optional(claim.attribution),
        modality="" if is_hearsay else claim.modality,
        moment=moment(claim, published),
        amount=amount(claim),
        date=value.low if value is not None and value.is_date and claim.attribute is not None else "",
    )


def may_leave_out_who(type: str) -> bool:
    """True for what happens once, so that who did it needs not be said."""
    return type in _tables().makers


def is_told_of_each(type: str) -> bool:
    """True for what is told of every one of its objects: text and vision, of text."""
    return type in _tables().each


def _with_clauses(fact: Fact) -> Fact:
    return fact if fact.clauses else replace(fact, clauses=fact.texts)


@dataclass(frozen=True, slots=True)
class _Tables:
    """`data/kin.toml`."""

    same: Mapping[str, str]
    makers: frozenset[str]
    each: frozenset[str]
    parts: Mapping[str, tuple[str, ...]]


@cache
def _tables() -> _Tables:
    rows = tomllib.loads(resources.files("pipeline.compose.issues.agreement").joinpath("data", "kin.toml").read_text(encoding="utf-8"))
    parts = {id: tuple(names) for id, names in rows["parts"].items()}
    return _Tables(rows["same"], frozenset(rows["lists"]["makers"]), frozenset(rows["lists"]["each"]), parts)
