"""Which subjects of a document are stories of their own: what it has news of, and what much of it tells; not what these are compared with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.compose.dedup import UNTYPED, letters
from pipeline.compose.issues.subjects import LEADING, UNKNOWN, maker, root
from pipeline.compose.labels import type_weight
from pipeline.compose.statements import names_subject
from pipeline.datamodel.fact import Claim, Entity, Fact
from pipeline.datamodel.issue import Merged, Reported, Voice
from pipeline.text.fold import fold

NAMED, GUESSED, BESIDE = 0.5, 0.2, 0.25  # what a statement counts for its subject, one that does not name it, a figure beside a weightier one
TITLED = 1.5  # what a subject gains that the title names
SEVERAL, PART = 3.0, 0.15  # facts, and share of the document, that make a subject one of its stories
DOMINANT = 0.4  # share of the document from which on it has one story, and names that no glossary knows are parts of it
COMPARED = ("score", "price", "measure", "better_than", "worse_than", "level_with")
PARTS = ("uses", "part_of")  # facts whose other parties are parts of their subject
SCATTERED, MANY = 0.5, 4  # subjects for each fact, and known names, from which on a document is a list of short items
LEAST_TITLE = 4  # letters


@dataclass(frozen=True, slots=True)
class Telling:
    """A document's telling: the claim, the offset of its evidence, the number of its sentence, the key of its subject.

    fact: the place of the merged fact in the list; None for one that is not in the issue, as told before.
    """

    claim: Claim
    fact: int | None
    position: int
    sentence: int
    subject: str


@dataclass(slots=True)
class Account:
    """What one document tells, in its order. weights: how much of it is told of each subject; kinds, news: of its subjects."""

    document: Reported
    told: Sequence[Telling]
    weights: dict[str, float] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    news: Counter[str] = field(default_factory=Counter)
    heads: tuple[str, ...] = ()


def accounts(merged: Sequence[Merged], voices: Sequence[Voice]) -> list[Account]:
    """What each source tells, with the subjects that are stories of their own, whatever of it was told before; who tells nothing is left out."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, one in enumerate(merged):
        for document, ids in one.told.items():
            for id in ids:
                places[document, id].append(n)
    parts = _parts(voices)
    made = []
    for voice in voices:
        id = voice.document.id
        told = [_telling(fact, n) for fact in voice.document.facts if fact.evidence for n in places.get((id, fact.id), (None,))]
        if told:
            account = Account(voice.document, sorted(told, key=lambda one: one.position))
            _weigh(account)
            account.heads = _heads(account, parts)
            made.append(account)
    return made


def _telling(fact: Fact, place: int | None) -> Telling:
    claim = fact.claim
    position = claim.span.start if claim.span else fact.evidence[0].span.start
    return Telling(claim, place, position, claim.sentences[0] if claim.sentences else 0, root(claim.subject))


def _parts(voices: Iterable[Voice]) -> frozenset[str]:
    """Subjects that are told to be parts of others (a tokenizer, of the model that uses it)."""
    claims = (fact.claim for voice in voices for fact in voice.document.facts)
    return frozenset(root(other) for claim in claims if claim.type in PARTS for other in claim.objects)


def _weigh(account: Account) -> None:
    counts = Counter(one.subject for one in account.told)
    beside: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for one in account.told:
        beside[_figure(one)].add(one.subject)
    for one in account.told:
        claim = one.claim
        account.entities.setdefault(one.subject, claim.subject)
        if claim.type in UNTYPED:
            weight = NAMED if names_subject(claim) else GUESSED
        else:
            rivals = beside[_figure(one)] if claim.type in COMPARED else {one.subject}
            weight = 1.0 if one.subject == max(sorted(rivals), key=lambda key: counts[key]) else BESIDE
            account.news[one.subject] += type_weight(claim.type).headline > 0
        account.weights[one.subject] = account.weights.get(one.subject, 0.0) + weight
    title = letters(account.document.title or "")
    for key, entity in account.entities.items():
        if any(name and name in title for name in map(letters, entity.names.values())):
            account.weights[key] *= TITLED


def _figure(one: Telling) -> tuple[object, ...]:
    """What figures that are compared in one sentence have in common."""
    return (one.sentence, one.claim.type, one.claim.attribute.id if one.claim.attribute else None)


def _heads(account: Account, parts: frozenset[str]) -> tuple[str, ...]:
    """The document's stories by their subjects, the weightiest first; at least one."""
    weights, entities = account.weights, account.entities
    ranked = sorted(weights, key=lambda key: (-weights[key], key))
    total = sum(weights.values())
    able = [key for key in ranked if entities[key].kind in LEADING or (entities[key].kind == UNKNOWN and not is_title(entities[key], account))]
    if not able:
        return (next((key for key in ranked if not is_title(entities[key], account)), ranked[0]),)
    makers = {maker(key) for key in able if entities[key].kind not in ("organization", "body")}
    first = next((key for key in able if key not in makers and key not in parts), able[0])
    is_of_one = weights[first] >= DOMINANT * total
    heads = [first]
    for key in able:
        is_known = entities[key].kind != UNKNOWN
        has_news = account.news[key] > 0 and (is_known or not is_of_one)
        is_much = weights[key] >= max(SEVERAL, PART * total) and key not in makers
        if key != first and (has_news or (is_much and key not in parts)):
            heads.append(key)
    known = [key for key in able if entities[key].kind != UNKNOWN]
    if len(known) >= MANY and len(able) >= SCATTERED * len(account.told):
        heads += [key for key in able if key not in heads and weights[key] >= NAMED and key not in parts]
    return tuple(heads)


def is_title(entity: Entity, account: Account) -> bool:
    """True for the name that a document's facts have where nobody is named: the words of its title."""
    title, name = letters(fold(account.document.title or account.document.name)), letters(fold(entity.id))
    return entity.kind == UNKNOWN and len(name) >= LEAST_TITLE and (name in title or title in name)


def subjects(told: Iterable[Account]) -> Mapping[str, Entity]:
    """The subjects of all stories, by their keys."""
    found: dict[str, Entity] = {}
    for account in told:
        for key in account.heads:
            found.setdefault(key, account.entities[key])
    return found
