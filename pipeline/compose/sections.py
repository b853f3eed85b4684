"""Which items stand on the page beside key points and tables, and where: sections by subject, labels by aspect, points of a few clauses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.compose.dedup import UNTYPED, Item
from pipeline.compose.labels import label, type_weight
from pipeline.compose.notes import Notebook, Wording
from pipeline.compose.pointing import next_to_change, point
from pipeline.compose.telling import has_figure, is_remark
from pipeline.datamodel.digest import Group, Point, Section
from pipeline.datamodel.fact import Aspect, Entity, Kind
from pipeline.datamodel.language import Edition

MIN_ITEMS = 3  # on the whole page; a subject with fewer stands under "in brief"
MAX_SUBJECTS = 6
MAX_CLAUSES = 3  # in a point
WIDE, NARROW = 64, 40  # Han characters of a point: clauses of one family, and of several
LATIN = 2.4  # Latin characters that say as much as one Han character
DAMPING = 0.985  # each further item of one subject and aspect counts so much less: the page keeps its balance
FIRST = 1.25  # the first view, or outlook, of each owner is worth more: a page shows what is thought and what comes next
SHORT, BREVITY = 12, 0.5  # Han characters that a clause has room for; how much longer ones lose
WORDS, WHOLE = 0.2, 0.5  # share of the room that words with a figure have to themselves; what these must be worth by themselves
VIEWS = 0.12  # share of the room that views have to themselves, where there are any
UNTRANSLATED = 0.25  # share of the items that an edition may show in the source's language
LEAST_POINTS = 12  # a page with fewer shows more of the source's own words, as long as there is room
LONG_PAGE, PER_POINT = 1200, 500  # Han characters of room from which on a page has more points, and for how many of them one more
A_POINT = 2  # typed facts that make a point, on average
SEVERAL = 3  # typed facts that make a subject one of the page's
ENOUGH = 3  # translated facts from which on a page needs no remarks
STANDS = 0.4  # what words must be worth by themselves
PARTS, SPREADING = 8, 0.75  # of the source; what each further statement of a part keeps: the words shown are taken from all of them

ASPECTS = tuple(Aspect)
FREE = "free"
HAN = re.compile(r"[\u2e80-\U0010ffff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an item belongs: the kind of section, and who or what the text is about there."""

    kind: str
    about: Entity | None
    aspect: Aspect


def place(item: Item) -> Place:
    """Where the item belongs.

    Quotations and opinions with an owner are views, by owner; statements in words that do not name their subject are details, about nobody;
    what is expected of the future is outlook; all else stands with its subject.
    """
    claim = item.claim
    if claim.kind is Kind.QUOTATION:
        return Place(kind="views", about=claim.subject, aspect=claim.aspect)
    if claim.aspect is Aspect.OPINION and claim.attribution is not None:
        return Place(kind="views", about=claim.attribution, aspect=claim.aspect)
    if not item.is_named:
        return Place(kind="details", about=None, aspect=claim.aspect)
    if claim.aspect is Aspect.OUTLOOK:
        return Place(kind="outlook", about=claim.subject, aspect=claim.aspect)
    return Place(kind="subject", about=claim.subject, aspect=claim.aspect)


def choose(items: Sequence[Item], room: int, wording: Wording, told: int, lines: int = 0) -> list[Item]:
    """The items that fit in `room` characters, by score, balanced over subjects and aspects; told: items that stand on the page already, in
    so many `lines`.

    Views have a small part of the room to themselves. Items that some edition cannot show in its own language take at most UNTRANSLATED of
    the page, more only where there is little else; they are taken from all parts of the source in turn.
    """
    has_enough = sum(item.is_common for item in items) + told >= ENOUGH
    ordered = _balanced(
        [item for item in items if item.standing >= STANDS and (item.is_common or not (has_enough and is_remark(item.claim)))], wording
    )
    common = _fitting(sum(item.is_common for item in ordered), ordered, room, wording) + told
    limit = round(common * UNTRANSLATED / (1 - UNTRANSLATED))
    page = _Page(wording)
    page.fill([item for item in ordered if place(item).kind == "views"], limit, int(room * VIEWS))
    page.fill(_heralds(ordered), limit, room)
    page.fill([item for item in ordered if _bears_figure(item)], limit, page.used + int(room * WORDS))
    page.fill(ordered, limit, room)
    wanted = LEAST_POINTS + max(0, int(room / (LATIN if wording.source == Edition.EN else 1)) - LONG_PAGE) // PER_POINT
    page.fill(ordered, max(limit, wanted - lines - page.common // A_POINT), room)
    return page.chosen()


def _heralds(ordered: Sequence[Item]) -> Iterator[Item]:
    """The best typed item of each subject of which the source says several things: none of these is left out for more of another."""
    typed = [item for item in ordered if item.is_common and place(item).kind == "subject"]
    counts = Counter(item.claim.subject.id for item in typed)
    met: set[str] = set()
    for item in typed:
        subject = item.claim.subject.id
        if counts[subject] >= SEVERAL and subject not in met:
            met.add(subject)
            yield item


def _bears_figure(item: Item) -> bool:
    """True for words that stand by themselves and bear a figure: what they tell is lost where no typed fact has it."""
    return item.claim.type in UNTYPED and item.standing >= WHOLE and has_figure(item.claim.words or "")


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
            opened = sum(size for name, size in headings.items() if name not in self._opened)
            cost = len(self._wording.own(item, alone=_stands_alone(item)).text) + 1 + opened
            if self._used + cost <= room:
                self._chosen[item.fact.id] = item
                self._foreign += not item.is_common
                self._used += cost
                self._opened.update(headings)

    @property
    def used(self) -> int:
        """The characters taken."""
        return self._used

    @property
    def common(self) -> int:
        """How many translated items were taken."""
        return len(self._chosen) - self._foreign

    def chosen(self) -> list[Item]:
        """What was taken, in the order of taking."""
        return list(self._chosen.values())


def sections(items: Sequence[Item], told: Mapping[str, int], order: Sequence[str], notebook: Notebook, wording: Wording) -> tuple[Section, ...]:
    """The sections of the page: subjects in the given `order` of ids, then what is told in brief, details, views, outlook.

    told: how many items of each subject stand in key points and tables. A free statement in the source's words stands with its subject only
    where the subject has a section; else it is a detail.
    """
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(place(item).kind, []).append(item)
    counts = Counter(item.claim.subject.id for item in by_kind.get("subject", ()))
    own = [s for s in order if counts[s] > 1 and counts[s] + told.get(s, 0) >= MIN_ITEMS][:MAX_SUBJECTS]
    made: list[Section] = []
    for subject in own:
        group = [item for item in by_kind["subject"] if item.claim.subject.id == subject]
        made.append(Section(kind="subject", heading=group[0].claim.subject, groups=_by_aspect(group, notebook, wording)))
    rest = [*(item for item in by_kind.get("subject", ()) if item.claim.subject.id not in own), *by_kind.get("details", ())]
    brief = [item for item in rest if _is_told_of_its_subject(item)]
    details = sorted((item for item in rest if not _is_told_of_its_subject(item)), key=lambda item: item.order)
    if brief:
        heading = label("section", "more" if own or details else "details")
        made.append(Section(kind="more", heading=heading, groups=_by_owner(brief, order, notebook, wording)))
    if details:
        made.append(Section(kind="details", heading=_details_heading(wording), groups=(_details(details, notebook, wording),)))
    made += [
        Section(kind=kind, heading=label("section", kind), groups=_by_owner(by_kind[kind], order, notebook, wording))
        for kind in ("views", "outlook")
        if by_kind.get(kind)
    ]
    return tuple(made)


def _is_told_of_its_subject(item: Item) -> bool:
    """True for what every edition can tell under its subject's name: typed facts, and what a model says in every language."""
    return item.claim.type != FREE or (item.claim.said is not None and item.is_common)


def conflict_section(pairs: Iterable[tuple[Item, Item]], notebook: Notebook, wording: Wording) -> tuple[Section, ...]:
    """The section of what the source says in two ways, each pair as one point under its subject; none where there is no such pair."""
    subjects: dict[str, Entity] = {}
    made: dict[str, list[Point]] = {}
    for pair in pairs:
        subject = pair[0].claim.subject
        subjects.setdefault(subject.id, subject)
        made.setdefault(subject.id, []).append(point(pair, notebook, wording, [False, False]))
    groups = tuple(Group(label=subjects[key], points=tuple(points)) for key, points in made.items())
    return (Section(kind="conflicts", heading=label("section", "conflicts"), groups=groups),) if groups else ()


def _details(items: Iterable[Item], notebook: Notebook, wording: Wording) -> Group:
    return Group(label=None, points=tuple(Point(pieces=(wording.piece(item, notebook, alone=True),)) for item in items))


def _details_heading(wording: Wording) -> Entity:
    """Details in the source's own language; in another one, what says that the words are the source's."""
    plain, foreign = label("section", "details"), label("section", f"excerpts_{'en' if wording.source == Edition.EN else 'zh'}")
    names = {tag: (plain if (tag == Edition.EN) == (wording.source == Edition.EN) else foreign).name(tag) for tag in (*wording.tags, wording.source)}
    return replace(plain, names=names)


def points(items: Iterable[Item], notebook: Notebook, wording: Wording) -> tuple[Point, ...]:
    """Points of at most MAX_CLAUSES clauses: neighbours in the source that tell of one thing stand together; translated ones first.

    A figure that something rose or fell to goes on from the figure by which it did.
    """
    runs: dict[tuple[bool, str], list[Item]] = {}
    for item in sorted(items, key=lambda i: (not i.is_common, i.order)):
        runs.setdefault((item.is_common, type_weight(item.claim.type).family), []).append(item)
    bundles: list[list[Item]] = []
    for run in runs.values():
        for item in next_to_change(run):
            if bundles and _join(bundles[-1], item, wording):
                bundles[-1].append(item)
            else:
                bundles.append([item])
    return tuple(point(bundle, notebook, wording, [_stands_alone(item) for item in bundle]) for bundle in bundles)


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
        owner = place(item).about or item.claim.subject
        owners.setdefault(owner.id, owner)
        groups.setdefault(owner.id, []).append(item)
    ranks = {key: n for n, key in enumerate(order)}
    ordered = sorted(groups, key=lambda key: (ranks.get(key, len(ranks)), min(i.order for i in groups[key])))
    return tuple(Group(label=owners[key], points=points(groups[key], notebook, wording)) for key in ordered)


def _stands_alone(item: Item) -> bool:
    """True where the heading above the item does not name its subject: an opinion stands under its owner's name, a detail under no name."""
    about = place(item).about
    return about is None or about.id != item.claim.subject.id


def _balanced(items: Iterable[Item], wording: Wording) -> list[Item]:
    """The items by score; each further one of a subject and aspect, each long one, and each further untranslated one of a part of the source
    counting less."""
    kept = list(items)
    worth = _worths(kept, wording)
    end = max((item.position for item in kept if not item.is_common), default=0) + 1
    taken: Counter[int] = Counter()
    for item in sorted(kept, key=lambda i: (-worth[i.fact.id], i.order)):
        if not item.is_common:
            part = item.position * PARTS // end
            worth[item.fact.id] *= SPREADING ** taken[part]
            taken[part] += 1
    return sorted(kept, key=lambda i: (-worth[i.fact.id], i.order))


def _worths(items: Iterable[Item], wording: Wording) -> dict[str, float]:
    """What the items are worth on a page, by the ids of their facts."""
    seen: Counter[object] = Counter()
    worth: dict[str, float] = {}
    for item in items:
        key = (item.claim.subject.id, item.claim.aspect)
        where = place(item)
        owner = (where.kind, where.about.id if where.about else None)
        first = FIRST if where.kind in ("views", "outlook") and not seen[owner] else 1.0
        seen[owner] += 1
        length = max(SHORT, han_length(wording.own(item, alone=False).text))
        worth[item.fact.id] = item.score * first * DAMPING ** seen[key] * (SHORT / length) ** BREVITY
        seen[key] += 1
    return worth


def _fitting(common: int, ordered: Sequence[Item], room: int, wording: Wording) -> int:
    """How many translated items the room holds, about."""
    sizes = [len(wording.own(item, alone=False).text) + 2 for item in ordered if item.is_common]
    return min(common, int(room / (sum(sizes) / len(sizes)))) if sizes else 0


def _headings(item: Item, tag: str) -> dict[str, int]:
    """The heading and the label that the item stands under, with the characters that each takes."""
    where = place(item)
    if where.about is None:
        return {where.kind: len(label("section", where.kind).name(tag)) + 3}
    about, aspect = where.about.name(tag), label("aspect", where.aspect).name(tag)
    if where.kind != "subject":
        return {f"{where.kind} {about}": len(about) + 1}
    return {about: len(about) + 3, f"{about} {aspect}": len(aspect) + 1}
