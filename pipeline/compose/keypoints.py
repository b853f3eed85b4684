"""The three to five things that a reader must know, of different kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.compose.dedup import Item
from pipeline.compose.labels import type_weight
from pipeline.compose.notes import Wording
from pipeline.compose.sections import NARROW, WIDE, han_length
from pipeline.datamodel.fact import Kind

LEAST, MOST = 3, 5
MAX_OF_SUBJECT = 3  # points that one subject may have
SHARE = 0.3  # of the page
CLAUSES = 2  # in a point
UNTRANSLATED = 0.7  # what a point that not every edition can show in its own language is worth
TABLED = 0.9  # what a point is worth whose figure stands in a table below


def choose_key_points(items: Sequence[Item], tabled: Sequence[Item], first: Item | None, room: int, wording: Wording) -> list[list[Item]]:
    """The items of each key point: a sentence that stands alone, and at most one more clause of the same subject and kind.

    Each further point of a subject or of a family must matter more to be taken. first: the news that the headline tells, which
    opens the list. room: characters of the whole page.
    """
    in_tables = {item.fact.id for item in tabled}
    chosen: list[list[Item]] = []
    used: set[str] = set()
    subjects: Counter[str] = Counter()
    families: Counter[str] = Counter()
    left = room * SHARE
    pool = [item for item in items if item.claim.kind is not Kind.QUOTATION or item.is_common]
    while len(chosen) < MOST:
        ranked = [item for item in pool if item.fact.id not in used and subjects[item.claim.subject.id] < MAX_OF_SUBJECT]
        best = max(ranked, key=lambda i: (_worth(i, in_tables, subjects, families, first), -i.order), default=None)
        if best is None or (len(chosen) >= LEAST and not best.is_common):
            break
        cost = len(wording.own(best, alone=True).text) + 1
        used.add(best.fact.id)
        if cost > left and chosen:
            continue
        bundle = [best]
        mate = _mate(best, [item for item in pool if item.fact.id not in used], wording)
        if mate is not None and cost + len(wording.own(mate, alone=False).text) + 1 <= left:
            used.add(mate.fact.id)
            bundle.append(mate)
            cost += len(wording.own(mate, alone=False).text) + 1
        chosen.append(bundle)
        left -= cost
        subjects[best.claim.subject.id] += 1
        families[type_weight(best.claim.type).family] += 1
    return chosen


def _worth(item: Item, in_tables: set[str], subjects: Counter[str], families: Counter[str], first: Item | None) -> float:
    if first is not None and item.fact.id == first.fact.id:
        return 2.0
    worth = item.score * 0.93 ** subjects[item.claim.subject.id] * 0.7 ** families[type_weight(item.claim.type).family]
    if not item.is_common:
        worth *= UNTRANSLATED
    if han_length(wording_length(item)) > WIDE:
        worth *= 0.5
    return worth * (TABLED if item.fact.id in in_tables else 1.0)


def wording_length(item: Item) -> str:
    """The longest of the item's sentences that is measured in Han characters."""
    return max((phrase.text for phrase in item.fact.texts.values()), key=han_length)


def _mate(lead: Item, others: Sequence[Item], wording: Wording) -> Item | None:
    """The best other item of the lead's subject and kind that makes no long point of it."""
    family = type_weight(lead.claim.type).family
    fitting = [
        item
        for item in others
        if item.claim.subject.id == lead.claim.subject.id
        and item.is_common == lead.is_common
        and type_weight(item.claim.type).family == family
        and han_length(wording.own(lead, alone=True).text + wording.own(item, alone=False).text) <= NARROW + len(lead.claim.subject.name(wording.source)) / 2
    ]
    return max(fitting, key=lambda item: (item.score, -item.order), default=None)
