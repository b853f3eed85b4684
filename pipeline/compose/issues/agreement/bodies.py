"""Who is who in an issue: a name that no glossary knows has an id of its own in every document, made of its letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from pipeline.datamodel.fact import Claim, Entity
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from pipeline.text.wording.spacing import has_han

UNKNOWN, EVENT = "unknown", "event"
JOINT = "+"  # between the ids of several things in one (`source_code+chinese`)
SHORTEST = 2  # letters of a name by which two things are taken for one
_NOISE = re.compile(r"[^\w+#.]|_|\.(?!\d)|(?<!\d)\.")


class Bodies:
    """One id for each thing that the documents of an issue name.

    A thing that the glossary knows keeps its id. One that it does not know is the known one of the same name, where there is just one; else all
    unknown ones that share a name are one. A name is the same in any edition and script, whatever its case, width, spaces and hyphens; two
    things whose Chinese names differ are two, however their English ones are spelt. Where just one edition of an event is named (the Paris
    Olympics), that is the event.
    """

    def __init__(self, entities: Iterable[Entity]) -> None:
        names: dict[str, set[str]] = defaultdict(set)
        chinese: dict[str, set[str]] = defaultdict(set)
        known: set[str] = set()
        events: set[str] = set()
        for entity in {(entity.id, entity.kind, *entity.names.values()): entity for entity in entities}.values():
            names[entity.id] |= {name for name in map(bare, entity.names.values()) if len(name) >= SHORTEST and not name.isdigit()}
            chinese[entity.id] |= {name for name in names[entity.id] if has_han(name)}
            if entity.kind != UNKNOWN:
                known.add(entity.id)
            if entity.kind == EVENT:
                events.add(entity.id)
        self._ids = _united(names, chinese, known) | _editions(events)

    @classmethod
    def of_claims(cls, claims: Iterable[Claim]) -> Bodies:
        """Of all that claims name."""
        return cls(entity for claim in claims for entity in mentioned(claim))

    def id(self, entity: Entity) -> str:
        """The one id of what an entity is; that of several things in one does not depend on their order."""
        if JOINT in entity.id:
            return JOINT.join(sorted(self._ids.get(part, part) for part in entity.id.split(JOINT)))
        return self._ids.get(entity.id, entity.id)

    def optional(self, entity: Entity | None) -> str | None:
        """The same, where there may be none."""
        return None if entity is None else self.id(entity)


def mentioned(claim: Claim) -> list[Entity]:
    """All that a claim names."""
    others = (claim.attribute, claim.condition, claim.when, claim.attribution)
    return [claim.subject, *claim.objects, *(entity for entity in others if entity is not None)]


def bare(name: str) -> str:
    """A name as it is compared: folded, without spaces, hyphens and the like; the point in a number stays.

    >>> bare("ＧＰＴ-4o mini") == bare("gpt 4o-mini"), bare("Llama 3.1"), bare("百川智能") == bare("百川智能 ")
    (True, 'llama3.1', True)
    """
    return _NOISE.sub("", fold(name))


def _united(names: Mapping[str, set[str]], chinese: Mapping[str, set[str]], known: set[str]) -> dict[str, str]:
    """The id of each unknown thing that is one with another."""
    holders: dict[str, list[str]] = defaultdict(list)
    for id in sorted(names):
        for name in sorted(names[id]):
            holders[name].append(id)
    parents: dict[str, str] = {}

    def top(id: str) -> str:
        while id in parents:
            id = parents[id]
        return id

    for ids in holders.values():
        strangers = [id for id in ids if id not in known]
        for first, second in pairwise(strangers):
            if not _differ(chinese[first], chinese[second]) and (one := top(first)) != (other := top(second)):
                parents[max(one, other)] = min(one, other)
    crowds: dict[str, list[str]] = defaultdict(list)
    for id in names:
        if id not in known:
            crowds[top(id)].append(id)
    united: dict[str, str] = {}
    for first, crowd in crowds.items():
        met = {id for member in crowd for name in names[member] for id in holders[name] if id in known and not _differ(chinese[id], chinese[member])}
        united |= dict.fromkeys(crowd, next(iter(met)) if len(met) == 1 else first)
    return united


def _editions(events: Iterable[str]) -> dict[str, str]:
    """Of each event that is the only edition of another one to be named, that other one."""
    named: dict[str, list[str]] = defaultdict(list)
    for id in sorted(events):
        if (whole := Glossary.builtin().parent(id)) is not None:
            named[whole].append(id)
    return {editions[0]: whole for whole, editions in named.items() if len(editions) == 1}


def _differ(one: set[str], other: set[str]) -> bool:
    """True where both have names in Chinese and share none."""
    return bool(one) and bool(other) and not one & other
