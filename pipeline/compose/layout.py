"""What stands on a page of a given room: the outline is decided once, the body is filled until the page is as long as it may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.compose.body import Body
from pipeline.compose.conflicts import Pair, find_conflicts, of_untold_periods
from pipeline.compose.dedup import Item, letters, merge
from pipeline.compose.headline import best_news, headline, main_subjects
from pipeline.compose.keypoints import choose_key_points
from pipeline.compose.notes import Notebook, Wording
from pipeline.compose.pointing import point
from pipeline.compose.ranking import rank, subject_weights
from pipeline.compose.sections import conflict_section, sections
from pipeline.compose.size import FIXED, page_size, plan_size
from pipeline.compose.tables import Plan, build_table, plan_tables
from pipeline.datamodel.digest import Point, Section, Table
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Aspect, Fact
from pipeline.datamodel.language import Edition, Localized

TABLE_SHARE = 0.45  # of the page
FITTINGS = 6  # pages that are laid out to find the one that fits
LOOSE = 4  # characters that a page may fall short


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What does not depend on how much of the body fits: title, key points, tables, contradictions; and the items that are left for the body.

    order: ids of the subjects, the weightiest first. heading: characters of the title. room: characters left for the body, about.
    """

    title: Localized
    order: Sequence[str]
    key: Sequence[Sequence[Item]]
    plans: Sequence[Plan]
    conflicts: Sequence[Pair]
    told: Sequence[Item]
    left: Sequence[Item]
    heading: int
    room: int
    wording: Wording
    editions: Sequence[Edition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it stands."""

    key_points: tuple[Point, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    notebook: Notebook


def lay_out(document: Document, facts: Sequence[Fact], editions: Sequence[Edition], allowed: int) -> tuple[Outline, Page]:
    """The page of at most `allowed` characters that says most; longer only where the outline alone is.

    It is measured in the source's own language, whether that is written or not, so that what is chosen does not depend on the editions.
    """
    outline = outline_of(document, facts, editions, allowed)
    body, sizes = _body(outline), _Sizes(outline)
    best: list[Item] = []
    room, longest = outline.room, -1
    for _ in range(FITTINGS):
        chosen = body.fitting(room)
        size = sizes.of(chosen)
        if longest < size <= allowed or longest < 0:
            best, longest = chosen, size if size <= allowed else -1
        if 0 <= allowed - size <= LOOSE:
            break
        room += allowed - size
    return outline, _page(outline, best, outline.wording)


def outline_of(document: Document, facts: Sequence[Fact], editions: Sequence[Edition], allowed: int) -> Outline:
    """What a page of `allowed` characters has whatever its body."""
    wording = Wording(tags=tuple(str(edition) for edition in editions), source=str(document.language))
    merged = merge(facts)
    weights = subject_weights(merged, document)
    ranked = [_placed(item, document) for item in rank(merged, weights, document)]
    conflicts = find_conflicts(ranked, document)
    disputed = {item.fact.id for pair in conflicts for item in pair}
    untold = of_untold_periods(item for item in ranked if item.fact.id not in disputed)
    items = [item for item in ranked if item.fact.id not in disputed | untold]
    subjects = main_subjects(ranked, weights, document)
    news = best_news(items, subjects, editions)
    title = headline(news, subjects, document, editions)
    heading = len(document.title) if document.title else max(map(len, title.values()), default=0)
    room = allowed - FIXED - heading
    plans = _affordable(plan_tables(items), int(room * TABLE_SHARE), wording.source)
    tabled = [item for plan in plans for item in plan.items.values()]
    key = choose_key_points(items, tabled, news, [entity.id for entity in subjects], weights, room, wording)
    told = [*tabled, *(item for bundle in key for item in bundle)]
    shown = {item.fact.id for item in told}
    room -= sum(plan_size(plan, wording.source) for plan in plans)
    room -= sum(len(wording.own(item, alone=n == 0).text) + 1 for bundle in key for n, item in enumerate(bundle))
    return Outline(
        title=title,
        order=sorted(weights, key=lambda key: (-weights[key], key)),
        key=key,
        plans=plans,
        conflicts=conflicts,
        told=told,
        left=[item for item in items if item.fact.id not in shown and not _is_title(item, document)],
        heading=heading,
        room=room,
        wording=wording,
        editions=editions,
    )


def _body(outline: Outline) -> Body:
    lines = len(outline.key) + sum(len(plan.subjects if plan.subjects_in_rows else plan.measures) for plan in outline.plans)
    return Body(outline.left, outline.wording, len({item.fact.id for item in outline.told}), lines)


class _Sizes:
    """Characters of the page with one body or another, in the source's own language."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._wording = Wording(tags=(outline.wording.source,), source=outline.wording.source)
        fixed = _page(outline, (), self._wording)
        self._fixed = outline.heading + page_size(fixed.key_points, fixed.sections, outline.plans, self._wording.source)
        self._known: dict[tuple[str, ...], int] = {}

    def of(self, chosen: Sequence[Item]) -> int:
        """Characters of the page with these items in its body."""
        key = tuple(item.fact.id for item in chosen)
        if key not in self._known:
            made = sections(chosen, _told(self._outline), self._outline.order, Notebook(), self._wording)
            self._known[key] = self._fixed + page_size((), made, (), self._wording.source)
        return self._known[key]


def _page(outline: Outline, chosen: Sequence[Item], wording: Wording) -> Page:
    notebook = Notebook()
    key_points = tuple(point(bundle, notebook, wording, [n == 0 for n in range(len(bundle))]) for bundle in outline.key)
    tables = tuple(build_table(plan, notebook, outline.editions) for plan in outline.plans)
    body = (*conflict_section(outline.conflicts, notebook, wording), *sections(chosen, _told(outline), outline.order, notebook, wording))
    return Page(key_points=key_points, tables=tables, sections=body, notebook=notebook)


def _told(outline: Outline) -> Counter[str]:
    """How many items of each subject stand in key points and tables."""
    return Counter({item.fact.id: item.claim.subject.id for item in outline.told}.values())


def _placed(item: Item, document: Document) -> Item:
    """The item; what plainly happened on a day before the source's is no outlook."""
    claim, published = item.claim, document.published
    if claim.aspect is not Aspect.OUTLOOK or claim.modality or claim.value is None or published is None:
        return item
    day = claim.value.high
    is_over = claim.value.is_date and day[:1].isdigit() and day < published.date[: len(day)]
    return replace(item, fact=replace(item.fact, claim=replace(claim, aspect=Aspect.OTHER))) if is_over else item


def _is_title(item: Item, document: Document) -> bool:
    """True for words that the source's title says."""
    words = item.claim.words or ""
    return bool(document.title) and not item.is_common and letters(words) in letters(document.title or "")


def _affordable(plans: Sequence[Plan], room: int, tag: str) -> list[Plan]:
    """The tables that fit, the first ones first, cut to fewer rows where that makes them fit."""
    kept: list[Plan] = []
    for plan in plans:
        fitting = next((cut for cut in plan.cuts() if plan_size(cut, tag) <= room), None)
        if fitting is not None:
            kept.append(fitting)
            room -= plan_size(fitting, tag)
    return kept
