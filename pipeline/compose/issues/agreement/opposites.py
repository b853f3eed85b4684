"""Statements of two documents that cannot both be right, told by their types; and words by which two that seem so can."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.compose.issues.agreement.abouts import about
from pipeline.compose.issues.agreement.bodies import bare
from pipeline.compose.issues.agreement.moments import same_moment
from pipeline.compose.issues.agreement.sayings import Terms
from pipeline.datamodel.fact import Claim, Entity, Fact
from pipeline.datamodel.language import Localized
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from pipeline.text.wording.spacing import has_han

FIRST, FREE, SAME_AS = "first", "free", "same_as"
USED = ("uses", "based_on")
THINGS = (SAME_AS, *USED)
WITHIN = 20  # characters between a word and what it is said of
Told = tuple[Fact, Terms]


def may_be_opposed(fact: Fact) -> bool:
    """True for a statement of a type that another one can stand against."""
    type = fact.claim.type
    if type == FREE:
        return _tables().first.search(fold(fact.claim.words or "")) is not None
    return type in _tables().types


def opposed(one: Told, other: Told) -> Localized | None:
    """What two statements disagree about, by edition; None where both can be right."""
    for a, b in ((one, other), (other, one)):
        if (_excludes(a[1], b[1]) or _turns_round(a[1], b[1]) or _says_opposite(a[1], b[1])) and are_of_one_time(a[0], b[0]):
            return about(a[0].claim)
        if (thing := _same_and_changed(a, b)) is not None:
            return about(a[0].claim, thing)
        if _first_of_fewer(a, b):
            return about(a[0].claim)
    return None


def are_of_one_time(one: Fact, other: Fact) -> bool:
    """True where no words tell of a change, of another time, version or part, and both facts depend on the same (a quarter, a way of testing)."""
    quotes = [[fold(evidence.quote) for evidence in fact.evidence] for fact in (one, other)]
    if any(_tables().change[has_han(quote)].search(quote) for quote in (*quotes[0], *quotes[1])):
        return False
    settings = [{name for name, pattern in _tables().settings.items() if any(map(pattern.search, said))} for said in quotes]
    return settings[0] == settings[1]


def _excludes(a: Terms, b: Terms) -> bool:
    """One subject, two things of which it has one."""
    if a.type != b.type or a.type not in _tables().exclusive or not _of_one(a, b):
        return False
    return len(a.objects) == len(b.objects) == 1 and a.objects != b.objects and not (a.objects | b.objects) & _tables().beside_others


def _turns_round(a: Terms, b: Terms) -> bool:
    """What one does to the other, the other does to the one."""
    if a.type != b.type or a.type not in _tables().one_way or (a.attribute, a.condition) != (b.attribute, b.condition):
        return False
    return a.subject != b.subject and a.subject in b.objects and b.subject in a.objects


def _says_opposite(a: Terms, b: Terms) -> bool:
    """One subject, two types that say the opposite of the same."""
    if b.type not in _tables().opposite.get(a.type, ()) or not _of_one(a, b) or a.attribute != b.attribute:
        return False
    return same_moment(a.moment, b.moment) and (bool(a.objects & b.objects) or a.objects == b.objects)


def _of_one(a: Terms, b: Terms) -> bool:
    return a.subject == b.subject and a.condition == b.condition


def _same_and_changed(a: Told, b: Told) -> Entity | None:
    """What the subject has as another has it by the one account, and in a better form by the other: the thing; None for no such two accounts."""
    first, second = a[0].claim, b[0].claim
    if first.type not in THINGS or second.type not in USED or a[1].subject != b[1].subject:
        return None
    for used in second.objects:
        for thing in _things(first):
            owners = first.objects if first.type == SAME_AS else _owner(used)
            if _ends_alike(used, thing) and _mentions(a[0], owners) and _mentions(b[0], owners) and _is_same(a[0]) and _is_changed(b[0], thing):
                return thing
    return None


def _things(claim: Claim) -> Sequence[Entity]:
    """What is the same, or what is used."""
    return claim.objects if claim.type != SAME_AS else (claim.attribute,) if claim.attribute is not None else ()


def _owner(of: Entity) -> Sequence[Entity]:
    """What a thing is a part of (GPT-4o, of its tokenizer), where the glossary knows it."""
    parent = Glossary.builtin().parent(of.id)
    entity = Glossary.builtin().get(parent) if parent is not None else None
    return () if entity is None else (entity,)


def _ends_alike(whole: Entity, part: Entity) -> bool:
    """True for GPT-4o’s tokenizer and the tokenizer, in any language."""
    return any(name.endswith(end) for name in _names((whole,)) for end in _names((part,)))


def _names(entities: Iterable[Entity]) -> list[str]:
    return [name for entity in entities for name in map(bare, entity.names.values()) if name]


def _mentions(fact: Fact, entities: Iterable[Entity]) -> bool:
    quoted = bare(_quoted(fact))
    return any(name in quoted for name in _names(entities))


def _quoted(fact: Fact) -> str:
    return fold(" ".join(evidence.quote for evidence in fact.evidence))


def _is_same(fact: Fact) -> bool:
    return fact.claim.type == SAME_AS or _tables().same.search(_quoted(fact)) is not None


def _is_changed(fact: Fact, thing: Entity) -> bool:
    """True where the words call the thing itself improved, and none of them the same."""
    names = "|".join(re.escape(fold(name)) for name in thing.names.values())
    quoted = _quoted(fact)
    return not _tables().same.search(quoted) and re.search(rf"(?:{_tables().changed})[^,.;，。；]{{0,{WITHIN}}}?(?:{names})", quoted) is not None


def _first_of_fewer(a: Told, b: Told) -> bool:
    """The first of all by the one account, by the other only the first of one maker's."""
    one, other = a[0].claim, b[0].claim
    if one.type != FIRST or other.type not in (FIRST, FREE) or a[1].subject != b[1].subject or not _mentions(b[0], one.objects):
        return False
    maker = Glossary.builtin().related(one.subject.id)
    entity = Glossary.builtin().get(maker) if maker is not None else None
    return entity is not None and _is_of_maker(b[0], entity) and not _is_of_maker(a[0], entity)


def _is_of_maker(fact: Fact, maker: Entity) -> bool:
    """True for the first model of OpenAI, OpenAI’s first one, the first one that OpenAI makes."""
    names = "|".join(re.escape(fold(name)) for name in maker.names.values())
    first = _tables().first.pattern
    before = rf"(?:{names})(?:的|旗下|公司|自家|['’]s)* ?(?:{first})"
    behind = rf"(?:{first})[^,.;，。；]{{0,{WITHIN}}}?(?:{names})(?:的|['’]s)* ?(?:模型|产品|models?|products?)"
    return re.search(f"{before}|{behind}", _quoted(fact)) is not None


@dataclass(frozen=True, slots=True)
class _Tables:
    """`data/opposites.toml`. change: in English, in Chinese."""

    exclusive: frozenset[str]
    beside_others: frozenset[str]
    one_way: frozenset[str]
    opposite: Mapping[str, Sequence[str]]
    change: tuple[re.Pattern[str], re.Pattern[str]]
    settings: Mapping[str, re.Pattern[str]]
    same: re.Pattern[str]
    changed: str
    first: re.Pattern[str]

    @property
    def types(self) -> frozenset[str]:
        """All types that can stand against each other."""
        opposite = {*self.opposite, *(type for types in self.opposite.values() for type in types)}
        return self.exclusive | self.one_way | opposite | {*THINGS, FIRST}


@cache
def _tables() -> _Tables:
    rows = tomllib.loads(resources.files("pipeline.compose.issues.agreement").joinpath("data", "opposites.toml").read_text(encoding="utf-8"))
    statements, thing = rows["statements"], rows["thing"]
    return _Tables(
        exclusive=frozenset(statements["exclusive"]),
        beside_others=frozenset(statements["beside_others"]),
        one_way=frozenset(statements["one_way"]),
        opposite=statements["opposite"],
        change=(re.compile(rows["change"]["en"]), re.compile(rows["change"]["zh"])),
        settings={name: re.compile(pattern) for name, pattern in rows["settings"].items()},
        same=re.compile(thing["same"]),
        changed=thing["changed"],
        first=re.compile(rows["first"]["said"]),
    )
