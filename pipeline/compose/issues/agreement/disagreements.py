"""Where documents cannot both be right: one thing, two values, and nothing in their words that lets both stand.

A false alarm costs more than a miss. Only facts without a hedge are held against each other, of sources that count and are not one source; never
where a source tells both, where the words tell of a change or of another version, where the two depend on other settings or periods, or where
a story simply goes on.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import combinations

from pipeline.compose.dedup import UNTYPED
from pipeline.compose.issues.agreement.abouts import about
from pipeline.compose.issues.agreement.amounts import Match, dates_match, match
from pipeline.compose.issues.agreement.bodies import Bodies
from pipeline.compose.issues.agreement.moments import DAY, same_moment
from pipeline.compose.issues.agreement.opposites import are_of_one_time, may_be_opposed, opposed
from pipeline.compose.issues.agreement.sayings import Terms, may_leave_out_who, terms
from pipeline.datamodel.issue import Conflict, Merged, Voice
from pipeline.datamodel.language import Localized
from pipeline.text.glossary import Glossary

MANY = 100  # facts of one thing, or statements of one subject, that are held against each other
SIZE = re.compile(r"-\d+(?:\.\d+)?[bmk]$")  # of an id: a model's size


@dataclass(frozen=True, slots=True)
class Side:
    """A fact that may stand against another one. voices: of all documents that bear it; day: when the one that tells it was published."""

    merged: Merged
    terms: Terms
    voices: tuple[Voice, ...]
    day: str | None


def conflicts(merged: Iterable[Merged], voices: Iterable[Voice]) -> list[Conflict]:
    """What the documents disagree about, the weightiest first; the sides with most sources first."""
    known = {voice.document.id: voice for voice in voices}
    facts = list(merged)
    bodies = Bodies.of_claims(one.fact.claim for one in facts)
    sides = [_side(one, known, bodies) for one in facts]
    found = [*_of_figures(sides), *_of_statements(sides)]
    return sorted(found, key=lambda conflict: (-max(side.score for side in conflict.sides), conflict.sides[0].id))


def _side(one: Merged, known: Mapping[str, Voice], bodies: Bodies) -> Side:
    telling = known[one.fact.document]
    return Side(one, terms(one.fact.claim, bodies, telling.document.published), tuple(known[id] for id in one.documents), telling.document.published)


def _of_figures(sides: Sequence[Side]) -> Iterator[Conflict]:
    """Measurements and dates of which one thing has two."""
    things: dict[tuple[object, ...], list[Side]] = defaultdict(list)
    for side in sides:
        said = side.terms
        if side.merged.fact.claim.type not in UNTYPED and not said.modality and (said.value or said.moment.is_said):
            things[said.type, said.frame, said.objects if said.value else None, said.condition].append(side)
    families = _families(sides)
    for group in things.values():
        if group[0].terms.subject in families or len(group) > MANY:
            continue
        pairs = [(a, b) for a, b in combinations(group, 2) if _values_oppose(a, b) and _are_apart(a, b) and _are_of_one_time(a, b)]
        met = {side.merged.id for pair in pairs for side in pair}
        against = [side for side in group if side.merged.id in met]
        if against and len(against) <= _tables().most and not _has_versions(group):
            yield _conflict(against)


def _of_statements(sides: Sequence[Side]) -> Iterator[Conflict]:
    """Statements that say the opposite, or of which only one can be true; those about one thing side by side."""
    subjects: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        if not side.terms.modality and may_be_opposed(side.merged.fact):
            for id in {side.terms.subject, *side.terms.objects}:
                subjects[id].append(side)
    found: dict[tuple[str, ...], tuple[Localized, list[Side]]] = {}
    for group in subjects.values():
        for a, b in combinations(sorted(group, key=_prominence)[:MANY], 2):
            what = opposed((a.merged.fact, a.terms), (b.merged.fact, b.terms)) if _are_apart(a, b) else None
            if what is not None:
                _, against = found.setdefault(tuple(what.values()), (what, []))
                against += [side for side in (a, b) if side not in against]
    for what, against in found.values():
        yield _conflict(_once_a_source(against), what)


def _once_a_source(sides: Iterable[Side]) -> list[Side]:
    """Without a side that only sources of another side tell."""
    kept: list[Side] = []
    for side in sorted(sides, key=_prominence):
        if not any(set(side.merged.documents) <= set(other.merged.documents) for other in kept):
            kept.append(side)
    return kept


def _prominence(side: Side) -> tuple[object, ...]:
    """Most sources first, then what matters most, then what is typed most fully."""
    one = side.merged
    return (-one.independent, -one.score, one.fact.claim.attribute is None, one.id)


def _are_apart(a: Side, b: Side) -> bool:
    """True for facts of different sources, both of which count."""
    counted = [any(voice.counts for voice in side.voices) for side in (a, b)]
    return all(counted) and not {voice.root for voice in a.voices} & {voice.root for voice in b.voices}


def _values_oppose(a: Side, b: Side) -> bool:
    one, other = a.terms, b.terms
    if one.amount is not None and other.amount is not None:
        if one.type not in _tables().figures or not same_moment(one.moment, other.moment):
            return False
        is_volatile = one.attribute in _tables().volatile and not (one.moment.is_said and other.moment.is_said)
        is_one_of_many = one.type in _tables().many and not one.objects and one.condition is None
        at_odds = match(one.amount, other.amount) is match(other.amount, one.amount) is Match.AT_ODDS
        return at_odds and not is_volatile and not is_one_of_many
    if one.date and other.date:
        return _days_oppose(one.date, other.date)
    return not one.value and not other.value and _events_oppose(a, b)


def _events_oppose(a: Side, b: Side) -> bool:
    """True for two days of what happens once."""
    one, other, table = a.terms, b.terms, _tables()
    if one.type not in table.dates or (a.merged.fact.claim.subject.kind in table.doers and one.type not in table.of_doers):
        return False
    same_parties = one.objects == other.objects or (may_leave_out_who(one.type) and not (one.objects and other.objects))
    return same_parties and one.moment.is_said and other.moment.is_said and _days_oppose(one.moment.text, other.moment.text)


def _days_oppose(one: str, other: str) -> bool:
    if dates_match(one, other) is not Match.AT_ODDS:
        return False
    if DAY.fullmatch(one) and DAY.fullmatch(other):
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) > _tables().slack
    return True


def _are_of_one_time(a: Side, b: Side) -> bool:
    """True where no words let both be right, and it is no count that is higher the later it is told."""
    if not are_of_one_time(a.merged.fact, b.merged.fact):
        return False
    if a.terms.type not in _tables().growing:
        return True
    if not (a.day and b.day) or a.day == b.day:
        return a.day is not None and a.day == b.day
    first, last = (side.terms.amount for side in sorted((a, b), key=lambda side: side.day or ""))
    return first is None or last is None or first.low > last.low


def _has_versions(group: Sequence[Side]) -> bool:
    """True where one source tells two values itself."""
    told = [document for side in group for document in side.merged.documents]
    return len(told) != len(set(told))


def _families(sides: Iterable[Side]) -> frozenset[str]:
    """What comes in several sizes that the issue names: the figures of one are not those of another."""
    glossary = Glossary.builtin()
    subjects = {side.terms.subject for side in sides}
    sized = {SIZE.sub("", id) for id in subjects if SIZE.search(id)}
    return frozenset(sized | {parent for id in subjects if (parent := glossary.parent(id))})


def _conflict(sides: Iterable[Side], what: Localized | None = None) -> Conflict:
    ordered = sorted(sides, key=_prominence)
    return Conflict(about=what or about(ordered[0].merged.fact.claim), sides=tuple(side.merged for side in ordered))


@dataclass(frozen=True, slots=True)
class _Tables:
    """`data/disagreements.toml`."""

    figures: frozenset[str]
    growing: frozenset[str]
    volatile: frozenset[str]
    most: int
    many: frozenset[str]
    dates: frozenset[str]
    doers: frozenset[str]
    of_doers: frozenset[str]
    slack: int


@cache
def _tables() -> _Tables:
    rows = tomllib.loads(resources.files("pipeline.compose.issues.agreement").joinpath("data", "disagreements.toml").read_text(encoding="utf-8"))
    figures, dates = rows["figures"], rows["dates"]
    return _Tables(
        figures=frozenset(figures["types"]),
        growing=frozenset(figures["growing"]),
        volatile=frozenset(figures["volatile"]),
        most=figures["most"],
        many=frozenset(figures["many"]),
        dates=frozenset(dates["types"]),
        doers=frozenset(dates["doers"]),
        of_doers=frozenset(dates["of_doers"]),
        slack=dates["slack"],
    )
