"""Which items the body of a page has beside key points and tables: those that fit in its room, by score, balanced over subjects and aspects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compose.dedup import UNTYPED, Item
from pipeline.compose.labels import label
from pipeline.compose.notes import Wording
from pipeline.compose.sections import LATIN, Place, han_length, place, stands_alone
from pipeline.compose.statements import STANDS
from pipeline.compose.telling import has_figure, is_remark
from pipeline.datamodel.language import Edition

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
PARTS, SPREADING = 8, 0.75  # of the source; what each further statement of a part keeps: the words shown are taken from all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """An item with what it takes on the page. size: of its own text; headings: those above it, with the characters that each takes."""

    item: Item
    where: Place
    size: int
    headings: Mapping[str, int]


class Body:
    """What may stand in a body, weighed once; it is then filled for a room of any size.

    Views have a small part of the room to themselves. Items that some edition cannot show in its own language take at most UNTRANSLATED of
    the page, more only where there is little else; they are taken from all parts of the source in turn.
    told: how many items stand on the page already, in so many `lines`.
    """

    def __init__(self, items: Sequence[Item], wording: Wording, told: int, lines: int = 0) -> None:
        has_enough = sum(item.is_common for item in items) + told >= ENOUGH
        able = [item for item in items if item.standing >= STANDS and (item.is_common or not (has_enough and is_remark(item.claim)))]
        self._offers = [_offer(item, wording) for item in _balanced(able, wording)]
        self._views = [offer for offer in self._offers if offer.where.kind == "views"]
        self._heralds = list(_heralds(self._offers))
        self._figures = [offer for offer in self._offers if _bears_figure(offer.item)]
        self._common = [len(wording.own(offer.item, alone=False).text) + 2 for offer in self._offers if offer.item.is_common]
        self._latin = LATIN if wording.source == Edition.EN else 1
        self._told = told
        self._lines = lines

    def fitting(self, room: int) -> list[Item]:
        """The items that fit in `room` characters."""
        common = self._common_in(room) + self._told
        limit = round(common * UNTRANSLATED / (1 - UNTRANSLATED))
        page = _Page()
        page.fill(self._views, limit, int(room * VIEWS))
        page.fill(self._heralds, limit, room)
        page.fill(self._figures, limit, page.used + int(room * WORDS))
        page.fill(self._offers, limit, room)
        wanted = LEAST_POINTS + max(0, int(room / self._latin) - LONG_PAGE) // PER_POINT
        page.fill(self._offers, max(limit, wanted - self._lines - page.common // A_POINT), room)
        return page.chosen()

    def _common_in(self, room: int) -> int:
        """How many translated items the room holds, about."""
        sizes = self._common
        return min(len(sizes), int(room / (sum(sizes) / len(sizes)))) if sizes else 0


class _Page:
    """Takes items as long as they fit."""

    def __init__(self) -> None:
        self._chosen: dict[str, Item] = {}
        self._opened: set[str] = set()
        self._foreign = 0
        self._used = 0

    def fill(self, offers: Iterable[_Offer], limit: int, room: int) -> None:
        """Takes the items that fit in `room` characters in all, and at most `limit` that some edition cannot show in its own language."""
        for offer in offers:
            item = offer.item
            if item.fact.id in self._chosen or not (item.is_common or self._foreign < limit):
                continue
            cost = offer.size + sum(size for name, size in offer.headings.items() if name not in self._opened)
            if self._used + cost <= room:
                self._chosen[item.fact.id] = item
                self._foreign += not item.is_common
                self._used += cost
                self._opened.update(offer.headings)

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


def _offer(item: Item, wording: Wording) -> _Offer:
    where = place(item)
    size = len(wording.own(item, alone=stands_alone(item)).text) + 1
    return _Offer(item=item, where=where, size=size, headings=_headings(where, wording.source))


def _headings(where: Place, tag: str) -> dict[str, int]:
    """The heading and the label of a place, with the characters that each takes."""
    if where.about is None:
        return {where.kind: len(label("section", where.kind).name(tag)) + 3}
    about, aspect = where.about.name(tag), label("aspect", where.aspect).name(tag)
    if where.kind != "subject":
        return {f"{where.kind} {about}": len(about) + 1}
    return {about: len(about) + 3, f"{about} {aspect}": len(aspect) + 1}


def _heralds(offers: Iterable[_Offer]) -> Iterator[_Offer]:
    """The best typed item of each subject of which the source says several things: none of these is left out for more of another."""
    typed = [offer for offer in offers if offer.item.is_common and offer.where.kind == "subject"]
    counts = Counter(offer.item.claim.subject.id for offer in typed)
    met: set[str] = set()
    for offer in typed:
        subject = offer.item.claim.subject.id
        if counts[subject] >= SEVERAL and subject not in met:
            met.add(subject)
            yield offer


def _bears_figure(item: Item) -> bool:
    """True for words that stand by themselves and bear a figure: what they tell is lost where no typed fact has it."""
    return item.claim.type in UNTYPED and item.standing >= WHOLE and has_figure(item.claim.words or "")


def _balanced(items: Sequence[Item], wording: Wording) -> list[Item]:
    """The items by score; each further one of a subject and aspect, each long one, and each further untranslated one of a part of the source
    counting less."""
    worth = _worths(items, wording)
    end = max((item.position for item in items if not item.is_common), default=0) + 1
    taken: Counter[int] = Counter()
    for item in sorted(items, key=lambda i: (-worth[i.fact.id], i.order)):
        if not item.is_common:
            part = item.position * PARTS // end
            worth[item.fact.id] *= SPREADING ** taken[part]
            taken[part] += 1
    return sorted(items, key=lambda i: (-worth[i.fact.id], i.order))


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
