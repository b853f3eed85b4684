"""Facts into stories: each with the subject that is a story, the others with the story that their documents tell around them.

Keys without language decide: subjects, then figures and dates; the likeness of words is asked only where a subject has no known name.
Linear in the facts but for the stories that share figures or words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compose.issues.heads import Account
from pipeline.compose.issues.linking import Told, alike
from pipeline.compose.issues.subjects import root
from pipeline.compose.statements import names_subject
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.issue import Conflict, Merged

SENTENCE, BEFORE, AFTER, PARTY = 3.0, 1.5, 0.5, 2.0  # votes of a fact in the same sentence, before it, after it, of another party that has a story
KINDRED = 0.5  # of the votes that the other facts of the same subject have

Votes = Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A story's facts, by their places in the list. key: of its subject, stable from week to week; documents: ids of those whose story it is."""

    key: str
    subject: Entity
    facts: tuple[int, ...]
    documents: frozenset[str]


def group(merged: Sequence[Merged], told: Sequence[Account], conflicts: Iterable[Conflict]) -> list[Group]:
    """The stories of the merged facts, in the order in which their documents come to them; no fact in two, the sides of a conflict in one."""
    homes = _homes(merged, told)
    _gather_sides(homes, merged, conflicts)
    leading: dict[str, set[str]] = defaultdict(set)
    for account in told:
        for key in account.heads:
            leading[key].add(account.document.id)
    facts: dict[str, list[int]] = {key: [] for key in leading}
    for n, home in sorted(homes.items()):
        facts[home].append(n)
    kept = {key: found for key, found in facts.items() if found}
    firsts = alike([Told(key, _kind(key, told), [merged[n] for n in found], frozenset(leading[key])) for key, found in kept.items()])
    joined: dict[str, list[str]] = defaultdict(list)
    for key in kept:
        joined[firsts[key]].append(key)
    return [_group(sorted(keys, key=lambda key: key != first), kept, merged, leading, told) for first, keys in joined.items()]


def _group(
    keys: Sequence[str], facts: Mapping[str, Sequence[int]], merged: Sequence[Merged], leading: Mapping[str, set[str]], told: Sequence[Account]
) -> Group:
    own = sorted(n for key in keys for n in facts[key])
    subject = _subject([merged[n] for n in own], keys) or next(a.entities[keys[0]] for a in told if keys[0] in a.entities)
    return Group(key=keys[0], subject=subject, facts=tuple(own), documents=frozenset(d for key in keys for d in leading[key]))


def _subject(facts: Iterable[Merged], keys: Sequence[str]) -> Entity | None:
    """The entity that most of the story's facts are told of: the size that all write of, rather than the line of models."""
    counts: Counter[str] = Counter()
    entities: dict[str, Entity] = {}
    for one in facts:
        subject = one.fact.claim.subject
        if root(subject) in keys and (one.fact.claim.type != "free" or names_subject(one.fact.claim)):
            counts[subject.id] += len(one.documents)
            entities.setdefault(subject.id, subject)
    return entities[min(counts, key=lambda id: (-counts[id], id))] if counts else None


def _kind(key: str, told: Iterable[Account]) -> str:
    return next(account.entities[key].kind for account in told if key in account.entities)


def _homes(merged: Sequence[Merged], told: Sequence[Account]) -> dict[int, str]:
    """The story of every fact that a document tells."""
    heads = {key for account in told for key in account.heads}
    homes: dict[int, str] = {}
    votes: dict[int, Votes] = defaultdict(Counter)
    for account in told:
        own = heads if len(account.heads) > 1 else heads & set(account.weights)
        for fact, voted in _votes(account, own):
            votes[fact].update(voted)
    kindred: dict[str, Votes] = defaultdict(Counter)
    for n, voted in votes.items():
        kindred[root(merged[n].fact.claim.subject)].update(voted)
    for account in told:
        for one in account.told:
            if one.fact is None or one.fact in homes:
                continue
            key = root(merged[one.fact].fact.claim.subject)
            homes[one.fact] = key if key in heads and _is_sure(merged[one.fact], account) else _elected(votes[one.fact], kindred[key], account)
    return homes


def _is_sure(one: Merged, account: Account) -> bool:
    """False for words that their subject was only guessed for: in a document of several stories they belong where they stand."""
    return len(account.heads) == 1 or one.fact.claim.type != "free" or names_subject(one.fact.claim)


def _votes(account: Account, heads: Iterable[str]) -> Iterator[tuple[int, Votes]]:
    """For each fact the stories that stand around it, by how near."""
    own = set(heads)
    told = account.told
    following: list[str | None] = [None] * len(told)
    seen: str | None = None
    for n in range(len(told) - 1, -1, -1):
        following[n] = seen
        seen = told[n].subject if told[n].subject in own else seen
    within: dict[int, Votes] = defaultdict(Counter)
    for one in told:
        if one.subject in own:
            within[one.sentence][one.subject] += 1
    before: str | None = None
    for n, one in enumerate(told):
        voted: Votes = Counter()
        around: list[tuple[str | None, float]] = [(before, BEFORE), (following[n], AFTER)]
        around += [(key, SENTENCE) for key in within.get(one.sentence, ())]
        around += [(key, PARTY) for other in one.claim.objects if (key := root(other)) in own]
        for near, weight in around:
            if near is not None:
                voted[near] += weight  # type: ignore[assignment]
        if one.fact is not None:
            yield one.fact, voted
        before = one.subject if one.subject in own else before


def _elected(votes: Votes, kindred: Votes, account: Account) -> str:
    """The story with the most votes; the document's own where there are none."""
    total = sum(kindred.values()) or 1
    worth = {key: count + KINDRED * sum(votes.values()) * kindred[key] / total for key, count in votes.items()}
    return min(worth, key=lambda key: (-worth[key], key)) if worth else account.heads[0]


def _gather_sides(homes: dict[int, str], merged: Sequence[Merged], conflicts: Iterable[Conflict]) -> None:
    """Puts the sides of a conflict into the story of its first side."""
    places = {one.id: n for n, one in enumerate(merged)}
    for conflict in conflicts:
        sides = [places[side.id] for side in conflict.sides if places.get(side.id) in homes]
        for n in sides[1:]:
            homes[n] = homes[sides[0]]
