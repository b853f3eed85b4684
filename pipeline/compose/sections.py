"""Which items stand on the page beside key points and tables, and where: sections by subject, labels by aspect, points of a few clauses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compose.dedup import Item
from pipeline.compose.labels import label, type_weight
from pipeline.compose.notes import Notebook, Wording
from pipeline.datamodel.digest import Group, Point, Section
from pipeline.datamodel.fact import Aspect, Entity, Kind

MIN_ITEMS = 3  # on the whole page; a subject with fewer stands under "in brief"
MAX_SUBJECTS = 6
MAX_CLAUSES = 3  # in a point
WIDE, NARROW = 64, 40  # Han characters of a point: clauses of one family, and of several
LATIN = 2.4  # Latin characters that say as much as one Han character
DAMPING = 0.985  # each further item of one subject and aspect counts so much less: the page keeps its balance
FIRST = 1.25  # the first view, or outlook, of each owner is worth more: a page shows what is thought and what comes next
SHORT, BREVITY = 20, 0.2  # Han characters that a clause has room for; how much longer ones lose
VIEWS = 0.12  # share of the room that views have to themselves, where there are any
UNTRANSLATED = 0.25  # share of the items that an edition may show in the source's language
FEW = 8  # with fewer translated items than this, an edition shows more of the others

ASPECTS = tuple(Aspect)
HAN = re.compile(r"[\u2e80-\U0010ffff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an item belongs: the kind of section, and who or what the text is about there."""

    kind: str
    about: Entity
    aspect: Aspect


def place(item: Item) -> Place:
    """Where the item belongs.

    Quotations and opinions with an owner are views, by owner; what is expected of the future is outlook; all else stands with its subject.
    """
    claim = item.claim
    if claim.kind is Kind.QUOTATION:
        return Place(kind="views", about=claim.subject, aspect=claim.aspect)
    if claim.aspect is Aspect.OPINION and claim.attribution is not None:
        return Place(kind="views", about=claim.attribution, aspect=claim.aspect)
    if claim.aspect is Aspect.OUTLOOK:
        return Place(kind="outlook", about=claim.subject, aspect=claim.aspect)
    return Place(kind="subject", about=claim.subject, aspect=claim.aspect)


def choose(items: Sequence[Item], room: int, wording: Wording, told: int) -> list[Item]:
    """The items that fit in `room` characters, by score, balanced over subjects and aspects; told: items that stand on the page already.

    Views have a small part of the room to themselves. Items that some edition cannot show in its own language take at most UNTRANSLATED of
    the page, more only where there is little else.
    """
    ordered = _balanced(items, wording)
    common = _fitting(sum(item.is_common for item in items), ordered, room, wording) + told
    limit = round(common * UNTRANSLATED / (1 - UNTRANSLATED))
    page = _Page(wording)
    page.fill([item for item in ordered if place(item).kind == "views"], limit, int(room * VIEWS))
    page.fill(ordered, limit, room)
    page.fill(ordered, max(limit, FEW - common), room)
    return page.chosen()


class _Page:
    """Takes items as long as they fit."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._chosen: dict[str, Item] = {}
        self._opened: set[str] = set()
        self._foreign = 0
        self._used = 0

    def fill(self, items: Iterable[Item], limit: int, room: int) -> None:
        """Takes the items that fit in `room` characters in all, and at most `limit` that some edition cannot show in its own language."""
        for item in items:
            if item.fact.id in self._chosen or not (item.is_common or self._foreign < limit):
                continue
            headings = _headings(item, self._wording.source)
            cost = len(self._wording.own(item, alone=False).text) + 1 + sum(size for name, size in headings.items() if name not in self._opened)
            if self._used + cost <= room:
                self._chosen[item.fact.id] = item
                self._foreign += not item.is_common
                self._used += cost
                self._opened.update(headings)

    def chosen(self) -> list[Item]:
        """What was taken, in the order of taking."""
        return list(self._chosen.values())


def sections(items: Sequence[Item], told: Mapping[str, int], order: Sequence[str], notebook: Notebook, wording: Wording) -> tuple[Section, ...]:
    """The sections of the page: subjects in the given `order` of ids, then what is told in brief, views, outlook.

    told: how many items of each subject stand in key points and tables.
    """
    places = {item.fact.id: place(item) for item in items}
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(places[item.fact.id].kind, []).append(item)
    counts = Counter(item.claim.subject.id for item in by_kind.get("subject", ()))
    own = [s for s in order if counts[s] > 1 and counts[s] + told.get(s, 0) >= MIN_ITEMS][:MAX_SUBJECTS]
    made: list[Section] = []
    for subject in own:
        group = [item for item in by_kind["subject"] if item.claim.subject.id == subject]
        made.append(Section(kind="subject", heading=group[0].claim.subject, groups=_by_aspect(group, notebook, wording)))
    rest = [item for item in by_kind.get("subject", ()) if item.claim.subject.id not in own]
    if rest:
        heading = label("section", "more" if own else "details")
        made.append(Section(kind="more", heading=heading, groups=_by_owner(rest, order, notebook, wording)))
    made += [
        Section(kind=kind, heading=label("section", kind), groups=_by_owner(by_kind[kind], order, notebook, wording))
        for kind in ("views", "outlook")
        if by_kind.get(kind)
    ]
    return tuple(made)


def points(items: Iterable[Item], notebook: Notebook, wording: Wording) -> tuple[Point, ...]:
    """Points of at most MAX_CLAUSES clauses: neighbours in the source that tell of one thing stand together; translated ones first."""
    runs: dict[tuple[bool, str], list[Item]] = {}
    for item in sorted(items, key=lambda i: (not i.is_common, i.order)):
        runs.setdefault((item.is_common, type_weight(item.claim.type).family), []).append(item)
    bundles: list[list[Item]] = []
    for run in runs.values():
        for item in run:
            if bundles and _join(bundles[-1], item, wording):
                bundles[-1].append(item)
            else:
                bundles.append([item])
    return tuple(Point(pieces=tuple(wording.piece(i, notebook, alone=_stands_alone(i)) for i in bundle)) for bundle in bundles)


def _join(bundle: Sequence[Item], item: Item, wording: Wording) -> bool:
    if len(bundle) >= MAX_CLAUSES or bundle[0].is_common != item.is_common:
        return False
    text = "".join(wording.own(i, alone=False).text for i in (*bundle, item))
    families = {type_weight(i.claim.type).family for i in (*bundle, item)}
    return han_length(text) <= (WIDE if len(families) == 1 else NARROW)


def han_length(text: str) -> float:
    """Length of a text as its eye sees it: Latin characters count a fraction of a Han character.

    >>> han_length("价格")
    2.0
    """
    latin = len(HAN.sub("", text))
    return len(text) - latin + latin / LATIN


def _by_aspect(items: Sequence[Item], notebook: Notebook, wording: Wording) -> tuple[Group, ...]:
    groups: dict[Aspect, list[Item]] = {}
    for item in items:
        groups.setdefault(item.claim.aspect, []).append(item)
    ordered = sorted(groups, key=ASPECTS.index)
    return tuple(
        Group(
            label=label("aspect", aspect) if len(groups) > 1 or aspect is not Aspect.OTHER else None, points=points(groups[aspect], notebook, wording)
        )
        for aspect in ordered
    )


def _by_owner(items: Sequence[Item], order: Sequence[str], notebook: Notebook, wording: Wording) -> tuple[Group, ...]:
    groups: dict[str, list[Item]] = {}
    owners: dict[str, Entity] = {}
    for item in items:
        owner = place(item).about
        owners.setdefault(owner.id, owner)
        groups.setdefault(owner.id, []).append(item)
    ranks = {key: n for n, key in enumerate(order)}
    ordered = sorted(groups, key=lambda key: (ranks.get(key, len(ranks)), min(i.order for i in groups[key])))
    return tuple(Group(label=owners[key], points=points(groups[key], notebook, wording)) for key in ordered)


def _stands_alone(item: Item) -> bool:
    """True where the heading above the item does not name its subject: an opinion on something stands under its owner's name."""
    return place(item).about.id != item.claim.subject.id


def _balanced(items: Iterable[Item], wording: Wording) -> list[Item]:
    """The items by score, each further one of a subject and aspect, and each long one, counting a little less."""
    seen: Counter[object] = Counter()
    worth: dict[str, float] = {}
    kept = list(items)
    for item in kept:
        key = (item.claim.subject.id, item.claim.aspect)
        where = place(item)
        owner = (where.kind, where.about.id)
        first = FIRST if where.kind != "subject" and not seen[owner] else 1.0
        seen[owner] += 1
        length = max(SHORT, han_length(wording.own(item, alone=False).text))
        worth[item.fact.id] = item.score * first * DAMPING ** seen[key] * (SHORT / length) ** BREVITY
        seen[key] += 1
    return sorted(kept, key=lambda i: (-worth[i.fact.id], i.order))


def _fitting(common: int, ordered: Sequence[Item], room: int, wording: Wording) -> int:
    """How many translated items the room holds, about."""
    sizes = [len(wording.own(item, alone=False).text) + 2 for item in ordered if item.is_common]
    return min(common, int(room / (sum(sizes) / len(sizes)))) if sizes else 0


def _headings(item: Item, tag: str) -> dict[str, int]:
    """The heading and the label that the item stands under, with the characters that each takes."""
    where = place(item)
    about, aspect = where.about.name(tag), label("aspect", where.aspect).name(tag)
    if where.kind != "subject":
        return {f"{where.kind} {about}": len(about) + 1}
    return {about: len(about) + 3, f"{about} {aspect}": len(aspect) + 1}
