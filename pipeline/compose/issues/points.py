"""A story's bullets: its weightiest facts of different kinds, clauses joined only where exactly the same sources bear them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.compose.dedup import UNTYPED, Item
from pipeline.compose.issues.days import within_year
from pipeline.compose.issues.ranking import item_of
from pipeline.compose.issues.subjects import root
from pipeline.compose.labels import type_weight
from pipeline.compose.notes import Notebook, Wording
from pipeline.compose.pointing import next_to_change, point
from pipeline.compose.sections import MAX_CLAUSES, NARROW, WIDE, han_length
from pipeline.datamodel.digest import Piece, Point
from pipeline.datamodel.fact import Aspect, Claim, Entity
from pipeline.datamodel.issue import Merged, Period, StoryPoint, Voice

AGAIN = 0.72  # what each further bullet of one kind of fact keeps
TABLED = 0.9  # what a fact keeps whose figure stands in a table
OTHER = 0.8  # what a fact keeps of another subject than the heading's
FOREIGN, FEW = 0.5, 4  # what words keep that some edition cannot read; typed facts below which they are taken at their full worth
LEAST = 0.04  # worth below which a fact makes no bullet
SOMETHING = 0.001  # worth below which a story has no bullet at all
SPECIFICATIONS = ("figures", "make", "license", "ability", "performance")  # kinds of facts that go together in one bullet
KIN = 0.3  # score of a clause that may join another


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all bullets of an issue share: where notes are numbered, its editions and days, the sources by document, the languages of these."""

    notebook: Notebook
    tags: tuple[str, ...]
    period: Period
    voices: Mapping[str, Voice]

    def wording(self, one: Merged) -> Wording:
        """The editions, and the language of the source that tells the fact."""
        return Wording(tags=self.tags, source=str(self.voices[one.fact.document].document.language))

    def letters(self, documents: Iterable[str]) -> tuple[str, ...]:
        """The letters of documents, in the order of the voices."""
        wanted = set(documents)
        return tuple(voice.letter for id, voice in self.voices.items() if id in wanted)


def choose(
    facts: Sequence[Merged], subject: Entity, tabled: Collection[str], most: int, tags: Sequence[str], first: Sequence[str] = ()
) -> list[list[Merged]]:
    """The facts of at most `most` bullets, the weightiest first. facts: by score; tabled: ids of those in tables; first: ids that stand whatever."""
    left = [one for one in facts if one.fact.texts and one.fact.clauses]
    items = {one.id: item_of(one, tags, n) for n, one in enumerate(left)}
    typed = sum(items[one.id].is_common and one.fact.claim.type not in UNTYPED for one in left)
    families: Counter[str] = Counter()
    bundles: list[list[Merged]] = []

    def worth(one: Merged) -> float:
        value = one.score * AGAIN ** families[type_weight(one.fact.claim.type).family]
        value *= TABLED if one.id in tabled and one.id not in first else 1.0
        value *= OTHER if one.fact.claim.subject.id != subject.id else 1.0
        return value * (FOREIGN if not items[one.id].is_common and typed >= min(FEW, most) else 1.0)

    while left and len(bundles) < most:
        best = max(left, key=lambda one: (one.id in first, worth(one)))
        if best.id not in first and worth(best) < (LEAST if bundles else SOMETHING):
            break
        left.remove(best)
        bundle = [best]
        while len(bundle) < MAX_CLAUSES and (mate := _mate(bundle, left, items, tags[0])):
            left.remove(mate)
            bundle.append(mate)
        families[type_weight(best.fact.claim.type).family] += 1
        bundles.append(bundle)
        left = [one for one in left if not any(_is_told(one.fact.claim, other.fact.claim) for other in bundle)]
    return sorted(bundles, key=lambda bundle: (not items[bundle[0].id].is_common, not any(map(_is_key_figure, bundle)), -bundle[0].score))


def can_all_read(facts: Iterable[Merged], tags: Sequence[str]) -> bool:
    """True where one of the facts is told in every edition's own language."""
    return any(item_of(one, tags, 0).is_common for one in facts if one.fact.texts and one.fact.clauses)


def _is_key_figure(one: Merged) -> bool:
    """True for a figure of price, size or performance, or for a fact in numbers of its own; not for statements or what something is compared with."""
    claim = one.fact.claim
    return claim.value is not None and not claim.value.is_date and type_weight(claim.type).family in ("price", "money", "counts", "figures", "change")


def _mate(bundle: Sequence[Merged], others: Iterable[Merged], items: Mapping[str, Item], tag: str) -> Merged | None:
    """The weightiest other fact of the same subject and kind that the same sources bear, if it makes no long bullet."""
    lead = bundle[0]
    kind = type_weight(lead.fact.claim.type).family
    if not items[lead.id].is_common or lead.fact.claim.type in UNTYPED or lead.was:
        return None
    size = sum(_size(one, tag) for one in bundle)
    fitting = (
        one
        for one in others
        if one.documents == lead.documents
        and one.fact.claim.subject.id == lead.fact.claim.subject.id
        and one.fact.claim.type not in UNTYPED
        and not one.was
        and (one.status, one.earlier) == (lead.status, lead.earlier)
        and items[one.id].is_common
        and one.score >= KIN
        and _is_of_a_kind(one.fact.claim, lead.fact.claim, kind)
        and size + _size(one, tag) <= (WIDE if type_weight(one.fact.claim.type).family == kind else NARROW)
    )
    return max(fitting, key=lambda one: (_measured(one.fact.claim) == _measured(bundle[-1].fact.claim), one.score), default=None)


def _measured(claim: Claim) -> tuple[str | None, str | None]:
    return claim.attribute.id if claim.attribute else None, claim.condition.id if claim.condition else None


def _is_of_a_kind(claim: Claim, lead: Claim, family: str) -> bool:
    own = type_weight(claim.type).family
    return own == family or (claim.aspect is lead.aspect is Aspect.TECHNICAL) or {own, family} <= set(SPECIFICATIONS)


def _size(one: Merged, tag: str) -> float:
    return han_length(one.fact.clauses[tag].text) if tag in one.fact.clauses else WIDE


def _is_told(claim: Claim, told: Claim) -> bool:
    """True for what a bullet tells already in another way: who released it, where it is when; available to free users, where to all."""
    if claim.type != told.type or claim.type in UNTYPED or root(claim.subject) != root(told.subject) or _measured(claim) != _measured(told):
        return False
    if type_weight(claim.type).family == "news" or not claim.objects or not told.objects:
        return claim.when == told.when or type_weight(claim.type).family == "news"
    return not {one.id for one in claim.objects}.isdisjoint(one.id for one in told.objects)


def bullet(bundle: Sequence[Merged], subject: Entity | None, desk: Desk) -> StoryPoint:
    """A bullet. A clause does not name again what the heading or the clause before it is told of."""
    ordered = _in_order(bundle, desk.tags)
    lead = bundle[0]
    named = [subject.id if subject else None, *(one.fact.claim.subject.id for one in ordered)]
    alone = [one.fact.claim.subject.id not in (named[0], named[n] if n else None) for n, one in enumerate(ordered)]
    made = point([item_of(one, desk.tags, n) for n, one in enumerate(ordered)], desk.notebook, desk.wording(lead), alone)
    pieces = tuple(_without_year(piece, desk) for piece in made.pieces)
    return StoryPoint(
        point=Point(pieces=pieces),
        facts=tuple(one.id for one in ordered),
        letters=desk.letters(lead.documents),
        independent=lead.independent,
        status=lead.status,
        was=lead.was,
        earlier=lead.earlier,
    )


def _in_order(bundle: Sequence[Merged], tags: Sequence[str]) -> list[Merged]:
    """The clauses: figures, what it is made of, licence, abilities, scores; what something rose to next to by how much it rose."""
    by_id = {one.id: one for one in bundle}
    families = [type_weight(one.fact.claim.type).family for one in bundle]
    if set(families) <= set(SPECIFICATIONS):
        bundle = [one for family in SPECIFICATIONS for one, own in zip(bundle, families, strict=True) if own == family]
    items = next_to_change([item_of(one, tags, n) for n, one in enumerate(bundle)])
    return [by_id[item.facts[0]] for item in items]


def _without_year(piece: Piece, desk: Desk) -> Piece:
    return replace(piece, phrases={tag: within_year(phrase, tag, desk.period) for tag, phrase in piece.phrases.items()})


def told_in(points: Iterable[StoryPoint]) -> Iterator[str]:
    """Ids of the facts that the bullets tell."""
    return (fact for one in points for fact in one.facts)
