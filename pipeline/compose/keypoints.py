"""The three to five things that a reader must know, of different kinds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod

from pipeline.compose.dedup import UNTYPED, Item
from pipeline.compose.labels import fact_weight, type_weight
from pipeline.compose.notes import Wording
from pipeline.compose.pointing import next_to_change
from pipeline.compose.sections import NARROW, WIDE, han_length
from pipeline.compose.statements import STANDS, leans
from pipeline.datamodel.fact import Kind

LEAST, MOST = 3, 5
MAX_OF_SUBJECT = 3  # points that one subject may have
SHARE = 0.3  # of the page
POOL = 200  # items that are looked at
SIDE = 0.35  # what a subject loses at most for not being the main one
FRONT = 0.2  # what an item loses at most for not being what the source's title tells
AGAIN_SUBJECT, AGAIN_FAMILY, AGAIN_ELSEWHERE = 0.93, 0.7, 0.85  # what each point after the first of a subject, of a family, keeps
FIGURE = re.compile(r"\d")
PLAIN = 0.6  # what words without a figure are worth
TITLE_TOLD = 0.5  # words that tell so much of what the title does need no figure
MINOR, LEAST_WEIGHT = 0.7, 0.5  # what a fact of a type of less than this weight is worth: what something is based on, what is told of in passing
ASIDE = 0.8  # what a figure is worth that tells how others took the news
LENGTHY = 0.5  # what a long sentence is worth
UNTRANSLATED = 0.6  # what a point that not every edition can show in its own language is worth
LEADS = 0.85  # of the best point's worth that a point of a subject of the headline must have to stand before it
TABLED = 0.8  # what a point is worth whose figure stands in a table below


def choose_key_points(
    items: Sequence[Item],
    tabled: Sequence[Item],
    first: Item | None,
    leads: Sequence[str],
    weights: Mapping[str, float],
    room: int,
    wording: Wording,
) -> list[list[Item]]:
    """The items of each key point: a sentence that stands alone, and at most one more clause of the same subject and kind.

    Each further point of a subject or of a family must matter more to be taken. What the source's title tells comes first.
    items: ranked. tabled: those that stand in tables. first: the news that the headline tells, which opens the list.
    leads: ids of the subjects that share the headline, each of which has a point if it is worth nearly as much as the best.
    weights: of the subjects. room: characters of the whole page.
    """
    worth = _Worth(tabled, first, weights)
    pool = [item for item in items[:POOL] if worth.may_lead(item)] or [item for item in items[:POOL] if item.claim.kind is Kind.QUOTATION]
    chosen: list[list[Item]] = []
    left = room * SHARE
    while len(chosen) < MOST:
        wanted = leads[len(chosen)] if len(chosen) < len(leads) else None
        best = _best(pool, worth)
        lead = _best([i for i in pool if i.claim.subject.id == wanted and not _is_plain(i)], worth)
        if best is not None and lead is not None and worth.of(lead) >= LEADS * worth.of(best):
            best = lead
        if best is None or worth.of(best) == 0 or (len(chosen) >= LEAST and not best.is_common):
            break
        pool.remove(best)
        cost = len(wording.own(best, alone=True).text) + 1
        if cost > left and chosen:
            continue
        bundle = [best]
        mate = _mate(best, pool, wording)
        if mate is not None and cost + len(wording.own(mate, alone=False).text) + 1 <= left:
            pool.remove(mate)
            bundle.append(mate)
            cost += len(wording.own(mate, alone=False).text) + 1
        chosen.append(next_to_change(bundle))
        left -= cost
        worth.took(best)
    return sorted(chosen, key=lambda bundle: (first not in bundle, all(item.front < TITLE_TOLD for item in bundle)))


def _best(items: Sequence[Item], worth: _Worth) -> Item | None:
    return max(items, key=lambda item: (worth.of(item), -item.order), default=None)


class _Worth:
    """What an item is worth as the next key point, given those that were taken."""

    def __init__(self, tabled: Sequence[Item], first: Item | None, weights: Mapping[str, float]) -> None:
        self._tabled = {item.fact.id for item in tabled}
        self._first = first.fact.id if first else None
        self._weights = weights
        self._top = max(weights.values(), default=1.0)
        self._subjects: Counter[str] = Counter()
        self._families: Counter[tuple[str, str]] = Counter()
        self._forms: dict[str, float] = {}

    def may_lead(self, item: Item) -> bool:
        """False for words that not all can read or that lean on others, for figures of side subjects that a table shows, and for those of a name."""
        if (item.claim.kind is Kind.QUOTATION and not item.is_common) or item.standing < STANDS or leans(item.claim):
            return False
        return not item.is_in_name and (item.fact.id not in self._tabled or self._weights[item.claim.subject.id] == self._top)

    def _by_itself(self, item: Item) -> float:
        """What the item is worth for its form alone."""
        if item.fact.id not in self._forms:
            plain = _is_plain(item) and item.front < TITLE_TOLD
            lengthy = any(han_length(phrase.text) > WIDE for phrase in item.fact.texts.values())
            factors = (
                (UNTRANSLATED, not item.is_common),
                (PLAIN, plain),
                (LENGTHY, lengthy),
                (ASIDE, fact_weight(item.claim) < type_weight(item.claim.type).weight),
                (TABLED, item.fact.id in self._tabled),
                (MINOR, type_weight(item.claim.type).weight < LEAST_WEIGHT and item.claim.type not in UNTYPED),
            )
            self._forms[item.fact.id] = prod(factor for factor, holds in factors if holds)
        return self._forms[item.fact.id]

    def of(self, item: Item) -> float:
        """The worth; 0 for a subject that has its share."""
        if item.fact.id == self._first:
            return 2.0
        subject, family = item.claim.subject.id, type_weight(item.claim.type).family
        if self._subjects[subject] >= MAX_OF_SUBJECT:
            return 0.0
        worth = item.score * (1 - FRONT + FRONT * item.front) * (1 - SIDE + SIDE * self._weights[subject] / self._top)
        worth *= AGAIN_SUBJECT ** self._subjects[subject] * AGAIN_FAMILY ** self._families[family, subject]
        worth *= AGAIN_ELSEWHERE ** (self._families[family, ""] - self._families[family, subject])
        return worth * self._by_itself(item)

    def took(self, item: Item) -> None:
        """Notes that the item leads a point."""
        self._subjects[item.claim.subject.id] += 1
        family = type_weight(item.claim.type).family
        self._families.update([(family, ""), (family, item.claim.subject.id)])


def _is_plain(item: Item) -> bool:
    """True for words of the source without a figure."""
    return item.claim.type == "free" and not FIGURE.search(item.claim.words or "")


def _opens(text: str, name: str) -> bool:
    """True where a sentence begins with the name, or has it right after whose word it is: a clause after it is then read of the same subject."""
    return name in text and re.match(rf"(?:[^,，]{{1,48}}[,，]\s*)?(?:[Tt]he )?{re.escape(name)}", text) is not None


def _mate(lead: Item, others: Sequence[Item], wording: Wording) -> Item | None:
    """The best other item of the lead's subject and kind that makes no long point of it; none where the lead does not begin with their subject."""
    if not all(_opens(phrase.text, lead.claim.subject.name(tag)) for tag, phrase in lead.fact.texts.items()):
        return None
    family = type_weight(lead.claim.type).family
    fitting = [
        item
        for item in others
        if item.claim.subject.id == lead.claim.subject.id
        and item.is_common == lead.is_common
        and item.claim.aspect is lead.claim.aspect
        and type_weight(item.claim.type).family == family
        and han_length(wording.own(lead, alone=True).text, wording.own(item, alone=False).text)
        <= NARROW + len(lead.claim.subject.name(wording.source)) / 2
    ]
    return max(fitting, key=lambda item: (item.score, -item.order), default=None)
