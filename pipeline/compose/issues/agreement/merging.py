"""The same fact of several documents is one fact, with evidence from all that bear it, across languages and scripts.

The rules, in the order in which they are asked. Two documents **agree** when they tell of the same thing (type, subject, attribute, hedge) and
 * the amounts are one: 82% and 82.0%, 4050 亿 and 405B, a price for 1K and the same for 1M, a figure and its rounding; of dates one holds the other;
 * the objects, the condition and the moment are the same; who did it may be left out of what happens once (a release);
 * the speaker is the same, or only one of them names one: then most sources decide whether it is told as that speaker's claim, and in doubt it is.
Words agree with nearly the same words in the same language (`likeness`). What could agree with two that do not agree with each other stays apart.

A fact that **says less** than another one (no date, no condition, fewer objects, "more than 40%" beside 45%, a plan beside what has happened) is not
told besides it; but its sources do not bear the fuller one, and are not counted for it. Where only the condition, or "more than", differs, what
most sources say is told. Two conditions, or two speakers, are two facts.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.compose.dedup import MAX_EVIDENCE
from pipeline.compose.issues.agreement.amounts import precision
from pipeline.compose.issues.agreement.bodies import UNKNOWN
from pipeline.compose.issues.agreement.fullness import agree, is_other_bound, is_told_by_most, says_less
from pipeline.compose.issues.agreement.likeness import ANY_SUBJECT, SAME_WORDS, Words, are_alike, neighbours, wordings
from pipeline.compose.issues.agreement.sayings import Saying, Terms, sayings
from pipeline.compose.issues.voices import in_order, independent
from pipeline.datamodel.fact import Evidence, Kind
from pipeline.datamodel.issue import Merged, Voice

MANY = 200  # ways of telling one thing; with more of them only the very same ones agree
ANOTHER = 0.8  # what is left of the doubt about a fact with each further source


@dataclass(frozen=True, slots=True)
class Agreed:
    """What several documents say of one thing. telling: who tells it; besides: what of theirs says less."""

    sayings: tuple[Saying, ...]
    telling: Saying
    besides: tuple[Saying, ...] = ()

    @property
    def independent(self) -> int:
        """How many sources bear it."""
        return independent(saying.voice for saying in self.sayings)


def merge(voices: Iterable[Voice]) -> list[Merged]:
    """The facts of all documents, each once, the weightiest first; the same whatever order the documents come in."""
    told = sayings(in_order(voices))
    frames: dict[tuple[str | None, ...], list[Saying]] = defaultdict(list)
    for saying in told:
        if saying.is_typed:
            frames[saying.terms.frame].append(saying)
    things: dict[tuple[str | None, ...], list[Agreed]] = defaultdict(list)
    for frame in frames.values():
        things[frame[0].terms.thing] += _in_frame(frame)
    agreed = [one for thing in things.values() for one in _without_lesser(thing)]
    agreed += _in_words([saying for saying in told if not saying.is_typed])
    merged = _numbered(agreed)
    return sorted(merged, key=lambda one: (-one.score, one.id))


def _in_frame(told: Sequence[Saying]) -> list[Agreed]:
    """What is said of one thing, each account once."""
    ways: dict[Terms, list[Saying]] = defaultdict(list)
    for saying in told:
        ways[saying.terms].append(saying)
    each = list(ways)
    pairs = combinations(range(len(each)), 2) if len(each) <= MANY else ()
    edges = [(a, b) for a, b in pairs if agree(each[a], each[b])]
    return [_agreed([saying for place in part for saying in ways[each[place]]]) for part in parted(len(each), edges)]


def _in_words(told: Sequence[Saying]) -> list[Agreed]:
    """What is said in the same or nearly the same words, of the source or of a chat model that put them in the other language too."""
    groups: dict[tuple[str, str, str], list[Saying]] = defaultdict(list)
    for saying in told:
        speaker = saying.terms.subject if saying.claim.kind is Kind.QUOTATION else ""
        groups[saying.claim.type, speaker, wordings(saying.item.fact)[0].letters].append(saying)
    each = list(groups.values())
    edges: set[tuple[int, int]] = set()
    for is_chinese in (True, False):
        said = [(n, words) for n, group in enumerate(each) for words in wordings(group[0].item.fact) if words.is_chinese is is_chinese]
        for one, other in neighbours([words for _, words in said]):
            (a, first), (b, second) = said[one], said[other]
            if a != b and _told_alike(each[a][0], each[b][0], first, second):
                edges.add((a, b))
    return [_agreed([saying for place in part for saying in each[place]]) for part in parted(len(each), edges)]


def _told_alike(one: Saying, other: Saying, first: Words, second: Words) -> bool:
    same_subject = one.terms.subject == other.terms.subject
    if one.claim.type != other.claim.type or (one.claim.kind is Kind.QUOTATION and not same_subject):
        return False
    speakers = {one.terms.attribution, other.terms.attribution} - {None}
    return len(speakers) < 2 and are_alike(first, second, SAME_WORDS if same_subject else ANY_SUBJECT)


def parted(count: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The places 0 to `count` in parts of which all agree with all; what agrees with two parts that do not agree is a part by itself.

    >>> parted(4, [(0, 1)]), parted(3, [(0, 1), (1, 2)]), parted(3, [(0, 1), (1, 2), (0, 2)])
    ([[0, 1], [2], [3]], [[0], [1], [2]], [[0, 1, 2]])
    """
    near: dict[int, set[int]] = {place: set() for place in range(count)}
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    return sorted(_cliques(near))


def _cliques(near: Mapping[int, set[int]]) -> Iterator[list[int]]:
    """What hangs together, taken apart at what agrees with most until all agree with all."""
    for part in _components(near):
        degrees = {place: len(near[place] & part) for place in part}
        if all(degree == len(part) - 1 for degree in degrees.values()):
            yield sorted(part)
            continue
        most = max(degrees.values())
        between = {place for place in part if degrees[place] == most}
        if between == part or len(part) > MANY:
            yield from ([place] for place in part)
        else:
            for rest in (between, part - between):
                yield from _cliques({place: near[place] & rest for place in rest})


def _components(near: Mapping[int, set[int]]) -> Iterator[set[int]]:
    left = set(near)
    while left:
        part, front = set(), {min(left)}
        while front:
            part |= front
            front = {n for place in front for n in near[place]} - part
        left -= part
        yield part


def _without_lesser(agreed: Sequence[Agreed]) -> list[Agreed]:
    """Leaves out what says less than another account, or holds less far and is told by fewer; its facts go over where a source tells both."""
    if not 1 < len(agreed) <= MANY:
        return list(agreed)
    above: dict[int, set[int]] = defaultdict(set)
    for a, b in ((a, b) for a in range(len(agreed)) for b in range(len(agreed)) if a != b):
        if says_less(agreed[a].telling.terms, agreed[b].telling.terms):
            loser, winner = (a, b) if _tells(agreed[b], agreed[a]) else (b, a)
            if loser not in above.get(winner, ()) and (agreed[winner].independent or not agreed[loser].independent):
                above[loser].add(winner)
    besides: dict[int, list[Saying]] = defaultdict(list)
    for loser, winners in above.items():
        for winner in winners:
            besides[winner] += agreed[loser].sayings
    return [replace(one, besides=tuple(besides[place])) for place, one in enumerate(agreed) if place not in above]


def _tells(more: Agreed, less: Agreed) -> bool:
    """True where of two accounts the one that says more is told."""
    if is_other_bound(less.telling.terms, more.telling.terms):
        return more.independent > less.independent
    return more.independent >= less.independent or not is_told_by_most(less.telling.terms, more.telling.terms)


def _agreed(told: Sequence[Saying]) -> Agreed:
    """Accounts that agree, told by the one that is written most precisely, of a source that counts."""
    named = [saying for saying in told if saying.terms.attribution is not None]
    plain = [saying for saying in told if saying.terms.attribution is None]
    most = plain if independent(s.voice for s in plain) > independent(s.voice for s in named) else named or plain
    return Agreed(sayings=tuple(sorted(told, key=_place)), telling=max(sorted(most, key=_place), key=_standing))


def _place(saying: Saying) -> tuple[int, str, int, str]:
    return (len(saying.voice.letter), saying.voice.letter, saying.item.order, saying.item.fact.id)


def _standing(saying: Saying) -> tuple[object, ...]:
    """How well a saying tells for others: of a source that counts, with the day and who did it, in full precision, in every edition."""
    claim = saying.claim
    moment = saying.terms.moment
    is_dated = claim.value is not None and claim.value.is_date and claim.attribute is None
    return (
        saying.voice.counts,
        claim.subject.kind != UNKNOWN,
        len(moment.text) if moment.is_said else 0,
        2 if claim.when is None and not is_dated else is_dated,
        bool(claim.objects),
        claim.type == saying.terms.type,
        precision(claim),
        saying.item.is_common,
        claim.importance,
    )


def _numbered(agreed: Sequence[Agreed]) -> list[Merged]:
    """With ids that are the same from issue to issue."""
    by_id: dict[str, list[Agreed]] = defaultdict(list)
    for one in agreed:
        terms = one.telling.terms
        said = terms.key if one.telling.is_typed else (*terms.frame, wordings(one.telling.item.fact)[0].letters)
        by_id[_hash(*(part or "" for part in said))].append(one)
    numbered: list[Merged] = []
    for id, same in by_id.items():
        for place, one in enumerate(sorted(same, key=lambda o: o.telling.item.fact.id)):
            numbered.append(_merged(one, _hash(id, one.telling.item.fact.id) if place else id))
    return numbered


def _merged(agreed: Agreed, id: str) -> Merged:
    told: dict[str, list[str]] = {}
    borne: dict[str, list[Evidence]] = {}
    for saying in agreed.sayings:
        told.setdefault(saying.voice.document.id, []).extend(saying.item.facts)
        borne.setdefault(saying.voice.document.id, []).extend(saying.item.evidence)
    for saying in agreed.besides:
        if saying.voice.document.id in told:
            told[saying.voice.document.id].extend(saying.item.facts)
    evidence = tuple(one for found in borne.values() for one in sorted(list(dict.fromkeys(found))[:MAX_EVIDENCE], key=lambda e: e.span))
    doubt = 1 - max(saying.claim.importance for saying in agreed.sayings)
    return Merged(
        id=id,
        fact=replace(agreed.telling.item.fact, id=id, evidence=evidence),
        documents=tuple(told),
        told={document: tuple(dict.fromkeys(ids)) for document, ids in told.items()},
        independent=agreed.independent,
        score=round(1 - doubt * ANOTHER ** max(0, agreed.independent - 1), 4),
    )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
