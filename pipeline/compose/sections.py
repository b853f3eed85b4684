"""Where items stand on the page beside key points and tables: sections by subject, labels by aspect, points of a few clauses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.compose.dedup import Item
from pipeline.compose.labels import label, type_weight
from pipeline.compose.notes import Notebook, Wording
from pipeline.compose.pointing import next_to_change, point
from pipeline.datamodel.digest import Group, Point, Section
from pipeline.datamodel.fact import Aspect, Entity, Kind
from pipeline.datamodel.language import Edition

MIN_ITEMS = 3  # on the whole page; a subject with fewer stands under "in brief"
MAX_SUBJECTS = 6
MAX_CLAUSES = 3  # in a point
WIDE, NARROW = 64, 40  # Han characters of a point: clauses of one family, and of several
LATIN = 2.4  # Latin characters that say as much as one Han character
ASPECTS = tuple(Aspect)
FREE = "free"
REMEMBERED = 2048  # clauses: each is measured beside several others
HAN = re.compile(r"[\u2e80-\U0010ffff]+")


class Place(NamedTuple):
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
    return tuple(point(bundle, notebook, wording, [stands_alone(item) for item in bundle]) for bundle in bundles)


def _join(bundle: Sequence[Item], item: Item, wording: Wording) -> bool:
    if len(bundle) >= MAX_CLAUSES or bundle[0].is_common != item.is_common:
        return False
    length = han_length(*(wording.own(i, alone=False).text for i in (*bundle, item)))
    families = {type_weight(i.claim.type).family for i in (*bundle, item)}
    return length <= (WIDE if len(families) == 1 else NARROW)


def han_length(*texts: str) -> float:
    """Length of texts, one behind the other, as the eye sees it: Latin characters count a fraction of a Han character.

    >>> han_length("价格"), han_length("价格", "降了")
    (2.0, 4.0)
    """
    latin = sum(map(_latin, texts))
    return sum(map(len, texts)) - latin + latin / LATIN


@lru_cache(maxsize=REMEMBERED)
def _latin(text: str) -> int:
    return len(HAN.sub("", text))


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


def stands_alone(item: Item) -> bool:
    """True where the heading above the item does not name its subject: an opinion stands under its owner's name, a detail under no name."""
    about = place(item).about
    return about is None or about.id != item.claim.subject.id
