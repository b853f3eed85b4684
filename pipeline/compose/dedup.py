"""Facts that say the same are one item of the digest, borne by the evidence of all of them."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from operator import add

from pipeline.compose.labels import type_weight
from pipeline.compose.statements import is_fragment, names_subject
from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Claim, Entity, Evidence, Fact, Kind, Value

MAX_EVIDENCE = 3  # what a reader checks; a fact told more often is not better borne out by a longer note
SAME_WORDS = 0.7  # share of the shorter statement's bigrams that stand in the longer one
SAME_FIGURES = 0.45  # the same where both have the same figures
NO_LETTERS = re.compile(r"[\W_]+")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
COVERED = 0.6  # share of a free statement's clause that typed facts already tell
LONGEST_CLAUSE = 960  # code points that the evidence of one fact may have, in Latin script
REMEMBERED = 100  # statements of a subject that a new one is compared with
SAME_THINGS = 0.85  # share of the letters of what something is good for that another fact has too
PURPOSES = ("suited_for", "use_case", "excels_at", "designed_for")  # what something is good for, in four ways
UNTYPED = ("free", "quotation")

Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A fact as the digest tells it, with the facts that say the same.

    facts: their ids, the telling one's first. position: offset of the first evidence; order: among all items, in the order of the source and,
    within a sentence, of extraction. score: how much it matters, 0 to 1.
    standing: what it is worth by itself, 1.0 for a typed fact. front: how far it is what the source's title and first paragraph tell, 0 to 1.
    is_common: every edition has it in its own language. is_named: false for a free statement whose words do not name its subject.
    """

    fact: Fact
    facts: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    position: int
    is_common: bool
    is_named: bool = True
    order: int = 0
    score: float = 0.0
    standing: float = 1.0
    front: float = 0.0

    @property
    def claim(self) -> Claim:
        """The claim of the telling fact."""
        return self.fact.claim

    @property
    def is_in_name(self) -> bool:
        """True for a figure that the subject's own name bears (7B parameters of Mistral 7B)."""
        claim = self.claim
        if claim.value is None or claim.kind is not Kind.MEASUREMENT:
            return False
        figure = re.match(r"\d[\d.,]*\s*[A-Za-z]?", claim.value.surface.strip())
        return figure is not None and any(_has_figure(name, figure[0].strip()) for name in claim.subject.names.values())


def merge(facts: Iterable[Fact]) -> list[Item]:
    """One item for all facts that say the same, in the order of the source.

    Facts without texts are left out: no edition could show them; so are words that are no statement by themselves. Of facts that say the
    same the most precisely written one tells, then the most important, then the more particular (with a condition), then the earlier.
    """
    groups: dict[Key, list[Fact]] = {}
    for fact in facts:
        if fact.evidence and fact.texts and fact.clauses and not _is_fragment(fact.claim):
            groups.setdefault(_key(fact), []).append(fact)
    placed = sorted(((_position(group), group) for group in groups.values()), key=lambda one: one[0])
    numbered = [_item(group, position, n) for n, (position, group) in enumerate(placed)]
    return sorted(_without_retold(_without_echoes(_without_vaguer(numbered))), key=lambda item: item.order)


def same_amount(a: Value | None, b: Value | None) -> bool:
    """True when two values are one amount, however they are written (82 % and 82.0 %)."""
    return _amount(a) == _amount(b)


def _has_figure(name: str, figure: str) -> bool:
    return figure in name and re.search(rf"(?<![\w.]){re.escape(figure)}(?![\d.])", name) is not None


def _is_fragment(claim: Claim) -> bool:
    return claim.type in UNTYPED and claim.words is not None and is_fragment(claim.words)


def _position(group: Iterable[Fact]) -> int:
    return min(f.claim.span.start if f.claim.span else f.evidence[0].span.start for f in group)


def _item(group: Sequence[Fact], position: int, order: int) -> Item:
    ordered = group if len(group) == 1 else sorted(group, key=_telling_first)
    first = ordered[0]
    is_named = first.claim.type != "free" or names_subject(first.claim)
    borne = [e for fact in ordered for e in (fact.evidence if is_named else _own_evidence(fact))]
    evidence = tuple(borne) if len(borne) == 1 else tuple(sorted(tuple(dict.fromkeys(borne))[:MAX_EVIDENCE], key=lambda e: e.span))
    return Item(
        fact=first,
        facts=tuple(f.id for f in ordered),
        evidence=evidence,
        position=position,
        is_common=all(origin != "untranslated" for origin in first.origins.values()),
        is_named=is_named,
        order=order,
    )


def _telling_first(fact: Fact) -> tuple[object, ...]:
    claim = fact.claim
    return -_decimals(claim.value), -claim.importance, claim.condition is None, fact.evidence[0].span, fact.id


def _decimals(value: Value | None) -> int:
    """How many decimals a value is written with: of 82% and 82.0%, the second is told."""
    written = re.search(r"\d\.(\d+)", value.surface) if value else None
    return len(written[1]) if written else 0


def _own_evidence(fact: Fact) -> Sequence[Evidence]:
    """The evidence that holds the fact's words, without the place where its subject was named."""
    span = fact.claim.span
    return [e for e in fact.evidence if span and e.span.overlaps(span)] or fact.evidence


def _key(fact: Fact) -> Key:
    claim = fact.claim
    if claim.type in UNTYPED:
        return (claim.kind, claim.subject.id, letters(claim.words or ""))
    return (
        *(claim.kind, claim.type, claim.subject.id, _id(claim.attribute), *_amount(claim.value), _id(claim.condition), _id(claim.when)),
        *(_id(claim.attribution), claim.modality, *sorted(o.id for o in claim.objects)),
    )


def _id(entity: Entity | None) -> str | None:
    return entity.id if entity else None


def _amount(value: Value | None) -> tuple[str | None, ...]:
    if value is None:
        return (None,) * 5
    ends = (value.low, value.high) if value.is_date else (_plain(value.low), _plain(value.high))
    return (*ends, value.unit, value.per, value.bound)


def _plain(number: str) -> str:
    return format(Decimal(number).normalize(), "f")


def _without_vaguer(items: Sequence[Item]) -> list[Item]:
    """Drops a typed fact that another one repeats with a condition, with objects or a date added; its facts and evidence go over to that one."""
    by_value: dict[Key, list[Item]] = {}
    for item in items:
        claim = item.claim
        what = (_id(claim.attribute), *_amount(claim.value)) if claim.kind is Kind.MEASUREMENT else ()
        key = (type_weight(claim.type).includes or claim.type, claim.subject.id, *what, _id(claim.attribution), claim.modality)
        by_value.setdefault((item.fact.id,) if claim.type in UNTYPED else key, []).append(item)
    kept: list[Item] = []
    for group in by_value.values():
        distinct: list[Item] = []
        for item in sorted(group, key=lambda i: (-_particulars(i.claim), i.order)):
            wider = next((n for n, other in enumerate(distinct) if _says_more(other.claim, item.claim)), None)
            if wider is None:
                distinct.append(item)
            else:
                distinct[wider] = _joined(distinct[wider], item)
        kept += distinct
    return kept


def _without_echoes(items: Sequence[Item]) -> list[Item]:
    """Drops what something is good for where another fact of the same kin says so of the same things and more (suited for, used for, excels at)."""
    kept: list[Item] = []
    told: dict[Key, list[int]] = {}
    for item in sorted(items, key=lambda i: (-len(i.claim.objects), -i.claim.importance, i.order)):
        claim = item.claim
        if claim.type not in PURPOSES or not claim.objects:
            kept.append(item)
            continue
        things = _things(item)
        others = told.setdefault((claim.subject.id, _id(claim.attribution), claim.modality), [])
        wider = next((n for n in others if len(things & _things(kept[n])) >= SAME_THINGS * len(things)), None)
        if wider is None:
            others.append(len(kept))
            kept.append(item)
        else:
            kept[wider] = _joined(kept[wider], item)
    return kept


def _things(item: Item) -> frozenset[str]:
    """The pairs of letters of the names of what an item tells of besides its subject."""
    return frozenset[str]().union(*(_bigrams(o.name("zh-Hans")) for o in item.claim.objects))


def _particulars(claim: Claim) -> int:
    said = (claim.attribute, claim.value, claim.condition, claim.when, type_weight(claim.type).includes)
    return sum(part is not None for part in said) + len(claim.objects)


def _says_more(wide: Claim, narrow: Claim) -> bool:
    objects = {o.id for o in wide.objects}
    return (
        narrow.type == (wide.type if narrow.type == wide.type else type_weight(wide.type).includes)
        and (narrow.attribute is None or _id(narrow.attribute) == _id(wide.attribute))
        and (narrow.value is None or same_amount(narrow.value, wide.value))
        and (narrow.condition is None or _id(narrow.condition) == _id(wide.condition))
        and (narrow.when is None or _id(narrow.when) == _id(wide.when))
        and all(o.id in objects for o in narrow.objects)
    )


def _joined(wide: Item, narrow: Item) -> Item:
    evidence = tuple(dict.fromkeys((*wide.evidence, *narrow.evidence)))[:MAX_EVIDENCE]
    first = min(wide, narrow, key=lambda item: item.order)
    return replace(wide, facts=(*wide.facts, *narrow.facts), evidence=evidence, position=first.position, order=first.order)


def _without_retold(items: Sequence[Item]) -> list[Item]:
    """Drops free statements whose clause typed facts tell already, or that another free statement repeats."""
    typed: list[Span] = sorted(i.claim.span or i.evidence[0].span for i in items if i.claim.type not in UNTYPED)
    starts = [span.start for span in typed]
    kept: list[Item] = []
    told = _Statements()
    for item in sorted(items, key=lambda i: (i.claim.type == "free", -i.claim.importance, i.order)):
        if item.claim.type == "free":
            span = item.claim.span or item.evidence[0].span
            if _covered(span, typed, starts) >= COVERED * max(1, len(span)):
                continue
            words = _Told(item.claim.subject.id, _bigrams(item.claim.words or ""), frozenset(FIGURE.findall(item.claim.words or "")))
            if told.have(words):
                continue
            told.add(words)
        kept.append(item)
    return kept


@dataclass(frozen=True, slots=True)
class _Told:
    """What a free statement says: its subject, the pairs of its letters, its figures."""

    subject: str
    grams: frozenset[str]
    figures: frozenset[str]

    def repeats(self, other: _Told, shared: int) -> bool:
        """True for the same words of one subject, all the same words of any, or the same figures with many of the same words.

        shared: the pairs of letters that both have.
        """
        sizes = len(self.grams), len(other.grams)
        if self.figures and self.figures == other.figures and shared >= SAME_FIGURES * min(sizes):
            return True
        return shared >= SAME_WORDS * (min(sizes) if self.subject == other.subject else max(sizes))


class _Statements:
    """The free statements that were told, the last REMEMBERED of them looked up by the pairs of their letters."""

    def __init__(self) -> None:
        self._told: list[_Told] = []
        self._having: dict[str, deque[int]] = defaultdict(deque)
        self._shortest = sys.maxsize

    def add(self, words: _Told) -> None:
        """Remember a statement, and forget the one that is too long ago."""
        for gram in self._told[-REMEMBERED].grams if len(self._told) >= REMEMBERED else ():
            self._having[gram].popleft()
        for gram in words.grams:
            self._having[gram].append(len(self._told))
        self._told.append(words)
        self._shortest = min(self._shortest, len(words.grams))

    def have(self, words: _Told) -> bool:
        """True where one of them says the same."""
        shared = Counter(chain.from_iterable(self._having[gram] for gram in words.grams if gram in self._having))
        least = SAME_FIGURES * min(len(words.grams), self._shortest)
        near = [(self._told[n], count) for n, count in shared.items() if count >= least]
        return any(words.repeats(told, count) for told, count in near)


def _covered(span: Span, others: Sequence[Span], starts: Sequence[int]) -> int:
    """Code points of `span` that the sorted `others` cover."""
    reached, total = span.start, 0
    for other in others[bisect_left(starts, span.start - LONGEST_CLAUSE) : bisect_left(starts, span.end)]:
        low, high = max(other.start, reached), min(other.end, span.end)
        if low < high:
            total += high - low
            reached = high
    return total


def letters(text: str) -> str:
    """The letters and digits of a text, in lower case.

    >>> letters("GPT-4o，快")
    'gpt4o快'
    """
    return NO_LETTERS.sub("", text.casefold())


def _bigrams(text: str) -> frozenset[str]:
    bare = letters(text)
    return frozenset(map(add, bare, bare[1:])) if len(bare) > 1 else frozenset({bare})
