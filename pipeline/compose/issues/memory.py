"""What earlier issues printed is not news again: a fact is new, an update, a follow-up or a repeat.

A fact's key says what it tells of, its value what it tells of it. The same key and value again is a **repeat**, however the value is written; the
same key with another value is an **update**, and so is a day that was not known or was moved. What was foreseen and has happened, and what is new
of a subject of which an earlier issue told, is a **follow-up**. Where an issue printed two values of one thing, nothing says which of them changed.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import zip_longest

from pipeline.compose.dedup import UNTYPED
from pipeline.compose.issues.agreement.amounts import Match, dates_match, match, read_amount
from pipeline.compose.issues.agreement.bodies import JOINT, Bodies
from pipeline.compose.issues.agreement.likeness import are_alike, wordings, words_of
from pipeline.compose.issues.agreement.sayings import Terms, is_told_of_each, may_leave_out_who, terms
from pipeline.datamodel.issue import EarlierIssue, Issue, Merged, Printed, Status

BETWEEN, HEDGED = "|", "~"  # between the parts of a key; between a hedge and the value that is hedged
STEM = re.compile(r"[a-z]+(?:-[a-z]+)*-\d+")  # of a model's id: its line and version (llama-3 of llama-3-400b)


@dataclass(frozen=True, slots=True)
class Key:
    """What a fact tells of: family of types, subject, what is measured, other parties, and the rest."""

    type: str
    subject: str
    attribute: str
    objects: frozenset[str]
    rest: str

    def __str__(self) -> str:
        return BETWEEN.join((self.type, self.subject, self.attribute, JOINT.join(sorted(self.objects)), self.rest))

    @classmethod
    def read(cls, text: str) -> Key:
        """The key of a text; the parts that it lacks are empty."""
        type, subject, attribute, objects, rest = (text.split(BETWEEN, 4) + [""] * 5)[:5]
        return cls(type, subject, attribute, frozenset(filter(None, objects.split(JOINT))), rest)


@dataclass(frozen=True, slots=True)
class Said:
    """A fact of this issue with its key and value."""

    merged: Merged
    key: Key
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """What an earlier issue printed, and the id of its period."""

    printed: Printed
    key: Key
    issue: str


def remember(merged: Iterable[Merged], earlier: Iterable[EarlierIssue]) -> tuple[list[Merged], int]:
    """The facts with their status beside what earlier issues printed, in their order, and how many of them are repeats.

    earlier: the issues before, newest first. An update has what was printed in `was` and the period of that issue in `earlier`, a follow-up
    has at least the latter.
    """
    told = [Told(printed, Key.read(printed.key), issue.period.id) for issue in earlier for printed in issue.printed]
    by_key: dict[str, list[Told]] = defaultdict(list)
    by_subject: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_key[one.printed.key].append(one)
        by_subject[one.key.subject].append(one)
    said = _said(list(merged))
    values: dict[str, list[str]] = defaultdict(list)
    for fact in said:
        values[str(fact.key)].append(fact.value)
    marked = [_marked(fact, by_key[str(fact.key)], by_subject, values[str(fact.key)]) for fact in said]
    return marked, sum(one.status is Status.REPEAT for one in marked)


def printed_of(issue: Issue) -> tuple[Printed, ...]:
    """What an issue prints, for the issues after it: each fact of its points, tables and disagreements once."""
    stories = (*issue.stories, *issue.briefs)
    points = [*(point for story in stories for point in story.points), *issue.follow_ups]
    shown = {id for point in points for id in point.facts}
    shown |= {side.id for story in stories for conflict in story.conflicts for side in conflict.sides}
    shown |= {id for numbers in issue.numbers for _, cells in numbers.table.rows for cell in cells if cell for id in cell.facts}
    facts = {one.id: (one, story.id) for story in stories for one in story.facts if one.id in shown}
    said = _said([one for one, _ in facts.values()])
    return tuple(
        Printed(
            key=str(fact.key),
            value=fact.value,
            texts={tag: phrase.text for tag, phrase in sorted(fact.merged.fact.texts.items())},
            story=facts[fact.merged.id][1],
        )
        for fact in said
    )


def _said(merged: Sequence[Merged]) -> list[Said]:
    bodies = Bodies.of_claims(one.fact.claim for one in merged)
    return [_keyed(one, terms(one.fact.claim, bodies, None)) for one in merged]


def _keyed(one: Merged, said: Terms) -> Said:
    """The fact's key and value: a day is the value of what happens, and part of what a figure is told of."""
    claim = one.fact.claim
    if claim.type in UNTYPED:
        letters = hashlib.sha256(wordings(one.fact)[0].letters.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return Said(one, Key(claim.type, said.subject, "", frozenset(), letters), "")
    day = said.moment.text if said.moment.is_said else ""
    value = said.amount.written() if said.amount is not None else said.date or day
    family, _, attribute, unit, _ = said.frame
    rest = [unit or "", said.condition or "", day if said.value else ""]
    if said.type in _tables().changes:
        rest.append(said.value)
    objects = frozenset() if may_leave_out_who(said.type) else said.objects
    hedge = claim.modality
    return Said(
        one,
        Key(family or "", said.subject, attribute or "", objects, BETWEEN.join(rest)),
        f"{hedge}{HEDGED}{value}" if hedge else value,
    )


def _marked(fact: Said, same: Sequence[Told], by_subject: Mapping[str, Sequence[Told]], now: Sequence[str]) -> Merged:
    """The fact with its status. same: what was printed of the same key, newest first; now: the values that it has in this issue."""
    if same and (beside := _beside(fact, same, now)).status is not Status.NEW:
        return beside
    if fact.merged.fact.claim.type in UNTYPED and any(_in_other_words(fact, one) for one in by_subject.get(fact.key.subject, ())):
        return replace(fact.merged, status=Status.REPEAT)
    if any(_says_as_much(one, fact) for one in by_subject.get(fact.key.subject, ())):
        return replace(fact.merged, status=Status.REPEAT)
    foreseen = next((one for one in _of_kin(fact, by_subject) if _foresaw(one, fact)), None)
    if foreseen is not None:
        return replace(fact.merged, status=Status.FOLLOW_UP, was=foreseen.printed.texts, earlier=foreseen.issue)
    goes_on = by_subject.get(fact.key.subject, ())
    if goes_on and fact.merged.fact.claim.subject.kind in _tables().stories:
        return replace(fact.merged, status=Status.FOLLOW_UP, earlier=goes_on[0].issue)
    return fact.merged


def _beside(fact: Said, same: Sequence[Told], now: Sequence[str]) -> Merged:
    """The fact beside what was printed of the same: what was printed last decides, where it was one value."""
    last = [one for one in same if one.issue == same[0].issue]
    changes = {_change(one.printed.value, fact.value) for one in last}
    if Status.REPEAT in changes or (len(last) > 1 and any(_change(one.printed.value, fact.value) is Status.REPEAT for one in same)):
        return replace(fact.merged, status=Status.REPEAT)
    if len(last) > 1 or any(_change(last[0].printed.value, other) is Status.REPEAT for other in now):
        return fact.merged
    status = changes.pop()
    return fact.merged if status is Status.NEW else replace(fact.merged, status=status, was=last[0].printed.texts, earlier=last[0].issue)


def _change(before: str, now: str) -> Status:
    """What a value is beside the one printed before. What is only said to be, or to come, corrects nothing that is: it is new.

    >>> _change("planned~2024-08", "planned~2024-08-20").value, _change("planned~", "").value, _change("2024-07-18", "2024-07-23").value
    ('update', 'follow_up', 'update')
    """
    (hedge, old), (hedge_now, new) = _parts(before), _parts(now)
    if hedge and not hedge_now:
        return Status.FOLLOW_UP
    corrects = Status.NEW if hedge_now and not hedge else Status.UPDATE
    one, other = read_amount(old), read_amount(new)
    if one is not None and other is not None:
        found = match(one, other)
        is_loose = any(amount.bound or amount.is_about for amount in (one, other)) and found is not Match.AT_ODDS
        return Status.REPEAT if found is Match.SAME or is_loose else corrects
    if old == new or not new:
        return Status.REPEAT
    if not old:
        return Status.UPDATE if hedge or hedge_now else Status.REPEAT
    is_finer = len(new) > len(old) and bool(hedge or hedge_now)
    return Status.REPEAT if dates_match(old, new) is Match.SAME and not is_finer else corrects


def _parts(value: str) -> tuple[str, str]:
    """A value's hedge and the value."""
    hedge, mark, plain = value.rpartition(HEDGED)
    return (hedge, plain) if mark else ("", value)


def _in_other_words(fact: Said, one: Told) -> bool:
    """True where an earlier issue printed a statement in nearly the same words."""
    if one.key.type != fact.key.type:
        return False
    tags = (tag for tag in one.printed.texts if tag in fact.merged.fact.texts)
    return any(are_alike(words_of(one.printed.texts[tag]), words_of(fact.merged.fact.texts[tag].text)) for tag in tags)


def _says_as_much(one: Told, fact: Said) -> bool:
    """True where what was printed has the same value with a condition or a day more or less, or of more things than the fact tells of."""
    before, now = one.key, fact.key
    if (
        (before.type, before.attribute) != (now.type, now.attribute)
        or now.type in UNTYPED
        or _change(one.printed.value, fact.value) is not Status.REPEAT
    ):
        return False
    if before.objects != now.objects and not (now.objects and now.objects < before.objects and is_told_of_each(now.type)):
        return False
    parts = zip_longest(before.rest.split(BETWEEN), now.rest.split(BETWEEN), fillvalue="")
    return all(was == is_ or (n > 0 and not (was and is_)) for n, (was, is_) in enumerate(parts))


def _of_kin(fact: Said, by_subject: Mapping[str, Sequence[Told]]) -> list[Told]:
    """What was printed of the same subject, or of the version of a model whose size or successor it is (Llama 3 400B, Llama 3.1)."""
    near = [one for id, told in by_subject.items() if id != fact.key.subject and _is_of_line(id, fact.key.subject) for one in told]
    return [*by_subject.get(fact.key.subject, ()), *near]


def _is_of_line(before: str, now: str) -> bool:
    stem = STEM.match(before)
    return stem is not None and now.startswith(stem[0]) and now[len(stem[0]) :][:1] in ("", ".", "-")


def _foresaw(one: Told, fact: Said) -> bool:
    """True where what was printed said that this would be."""
    hedge, _ = _parts(one.printed.value)
    if HEDGED in fact.value or not (hedge or one.key.type in _tables().foreseeing):
        return False
    if one.key.type == fact.key.type:
        return one.key.subject != fact.key.subject and may_leave_out_who(fact.key.type)
    if one.key.type not in _tables().foreseen.get(fact.key.type, ()) or one.key.subject != fact.key.subject:
        return False
    return bool(one.key.objects & fact.key.objects) or may_leave_out_who(fact.key.type)


@dataclass(frozen=True, slots=True)
class _Tables:
    """`data/memory.toml`."""

    changes: frozenset[str]
    foreseeing: frozenset[str]
    foreseen: Mapping[str, Sequence[str]]
    stories: frozenset[str]


@cache
def _tables() -> _Tables:
    rows = tomllib.loads(resources.files("pipeline.compose.issues").joinpath("data", "memory.toml").read_text(encoding="utf-8"))
    return _Tables(
        changes=frozenset(rows["changes"]["types"]),
        foreseeing=frozenset(rows["foreseeing"]["types"]),
        foreseen=rows["foreseen"],
        stories=frozenset(rows["stories"]["kinds"]),
    )
