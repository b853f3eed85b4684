"""Which of many documents are duplicates of, or derived from, which: precision first, one original for all, no chains.

A duplicate is the same text: in the other script, under another title, with another header or small cuts. A derived text is a
restructuring, an excerpt or a translation. Two articles on the same news are neither, however many figures they share. What comes
out depends on the documents alone, not on the order in which they came.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from math import log2
from zlib import crc32

from pipeline.datamodel.relation import UNRELATED, Card, Relation
from pipeline.text.similarity import aligned_figures, common_figures, has_figures, shared_names, shared_wording, telling_figures

SAME_WORDING = 0.75  # of one of the two; a conversion into the other script with its region's words keeps .89, a restructuring .60
SAME_WHOLE = 0.6  # of the other, which may have a header and footer of its own
SAME_FIGURES = 0.9  # reports from one template differ by their figures alone
DERIVED_WORDING = 0.4  # two accounts of the same news share .16 at the most
RESTRUCTURED_WORDING = 0.28  # where a chat model's hand shows
DERIVED_FIGURES = 0.7
MIN_ALIGNED = 10  # figures that a translation has in its original's order
TRANSLATED, TRANSLATED_WHOLE = 0.8, 0.6  # shares of the figures of the one with fewer and of the other; two accounts reach .64 and .50
TRANSLATED_NAMES = 0.6

_ANCHORS = 48  # of a text's hashes, by which its kin are looked for
_SHARED_ANCHORS = 3
_CROWD = 256  # texts that share an anchor; where more do, it belongs to a form, not to a text
_LEADERS = 12  # of a crowd with whom the others are compared
_PLACES = 32  # bits below an anchor for the place of the text that has it

Kin = Mapping[str, Sequence[Card]]
Told = Mapping[str, Sequence[str]]  # by a document's id, the figures of its text that tell something


def relate(cards: Iterable[Card]) -> dict[str, Relation]:
    """The relation of every document that has one, by its id. Linear but for the pairs that share wording."""
    ranked = sorted(cards, key=_rank)
    texts: dict[str, Card] = {}
    for card in ranked:
        texts.setdefault(card.text_hash, card)
    told = {card.id: telling_figures(card.sketch) for card in texts.values()}
    kin = _kin(list(texts.values()), told)
    duplicates = _duplicates(ranked, kin)
    unlike = [card for card in ranked if card.id not in duplicates]
    parents = {card.id: parent for card in unlike if (parent := _parent(card, kin.get(card.id, ()), duplicates, told))}
    place = {card.id: position for position, card in enumerate(ranked)}
    relations = {}
    for card in ranked:
        first = duplicates.get(card.id)
        relation = Relation(first, _origin(first or card.id, parents, place))
        if relation != UNRELATED:
            relations[card.id] = relation
    return relations


def _rank(card: Card) -> tuple[bool, bool, str, int, str, str]:
    """Originals first: no model's hand, dated early, full, recorded early."""
    return card.is_restructured, card.published is None, card.published or "", -_fullness(card), card.since, card.id


def _fullness(card: Card) -> int:
    """A text's length in steps of 6%: a title more or less makes no text the fuller one."""
    return round(12 * log2(max(1, card.characters)))


def _kin(ranked: Sequence[Card], told: Told) -> Kin:
    """The texts that each may be of one kind with, the likeliest original first."""
    kin: dict[str, set[int]] = defaultdict(set)
    for (first, second), shared in Counter(chain(_sharing_words(ranked), _sharing_figures(ranked, told))).items():
        if shared >= _SHARED_ANCHORS:
            kin[ranked[first].id].add(second)
            kin[ranked[second].id].add(first)
    return {id_: [ranked[position] for position in sorted(positions)] for id_, positions in kin.items()}


def _sharing_words(ranked: Sequence[Card]) -> Iterator[tuple[int, int]]:
    """Pairs of positions, once for every anchor that the two share."""
    for crowd in _crowds((anchor, position) for position, card in enumerate(ranked) for anchor in card.sketch.wording[:_ANCHORS]):
        for at, second in enumerate(crowd):
            for first in crowd[: min(at, _LEADERS)]:
                yield first, second


def _sharing_figures(ranked: Sequence[Card], told: Told) -> Iterator[tuple[int, int]]:
    """The same across languages: an anchor is a number with the one after it."""
    rich = [(position, told[card.id]) for position, card in enumerate(ranked) if len(told[card.id]) >= MIN_ALIGNED]
    anchors = ((position, {crc32(" ".join(pair).encode()) for pair in pairwise(figures)}) for position, figures in rich)
    for crowd in _crowds((anchor, position) for position, held in anchors for anchor in held):
        others, chinese = ([position for position in crowd if ranked[position].is_chinese is is_chinese] for is_chinese in (False, True))
        met = {(o, c) for o in others for c in chinese[:_LEADERS]} | {(o, c) for o in others[:_LEADERS] for c in chinese}
        yield from ((min(pair), max(pair)) for pair in met)


def _crowds(held: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """The positions that share an anchor, ascending, for each of which that is no form's; sorted as plain numbers, which needs least room."""
    ordered = sorted(anchor << _PLACES | position for anchor, position in held)
    for _, group in groupby(ordered, key=lambda one: one >> _PLACES):
        crowd = [one & (1 << _PLACES) - 1 for one in group]
        if 1 < len(crowd) <= _CROWD:
            yield crowd


def _duplicates(ranked: Sequence[Card], kin: Kin) -> dict[str, str]:
    """Each duplicate's original: the first in rank that it is the same as, and that is no duplicate itself."""
    originals: dict[str, str] = {}
    duplicates: dict[str, str] = {}
    earlier: set[str] = set()
    for card in ranked:
        same = (other.id for other in kin.get(card.id, ()) if other.id in earlier and other.id not in duplicates and _is_same(card, other))
        found = originals.get(card.text_hash) or next(same, None)
        originals.setdefault(card.text_hash, found or card.id)
        if found is not None:
            duplicates[card.id] = found
        earlier.add(card.id)
    return duplicates


def _is_same(one: Card, other: Card) -> bool:
    """True for one text in two forms that differ by no figure but those of a header, a footer or a cut."""
    if one.is_restructured != other.is_restructured:
        return False
    a, b = one.sketch, other.sketch
    less, more = sorted(shared_wording(a, b))
    few, many = sorted((a, b), key=lambda sketch: len(sketch.figures))
    return more >= SAME_WORDING and less >= SAME_WHOLE and has_figures(few, many, SAME_FIGURES)


def _parent(card: Card, kin: Sequence[Card], duplicates: Mapping[str, str], told: Told) -> str | None:
    """The text that the card's was made from: of several, the one that it is nearest to."""
    found = ((share, other.id) for other in kin if other.id not in duplicates and (share := _derived(card, other, told)))
    return max(found, key=lambda pair: pair[0], default=(0.0, None))[1]


def _derived(card: Card, origin: Card, told: Told) -> float:
    """How near a text is to the one that it was made from; 0 where it was not."""
    made, source = card.sketch, origin.sketch
    if not _precedes(origin, card):
        return 0.0
    share, _ = shared_wording(made, source)
    if share >= (RESTRUCTURED_WORDING if _is_made_by_model(card, origin) else DERIVED_WORDING) and has_figures(made, source, DERIVED_FIGURES):
        return share
    return _translated(card, origin, told) if card.is_chinese != origin.is_chinese else 0.0


def _translated(card: Card, origin: Card, told: Told) -> float:
    """The share of a text's figures that a text in another language has in the same order; 0 where it is too small for a translation.

    A translation has nearly all; a model's summary need not have all of its source's.
    """
    made, source = told[card.id], told[origin.id]
    is_made_by_model = _is_made_by_model(card, origin)

    def suffices(figures: int) -> bool:
        of_made, of_source = (figures / max(1, len(all_)) for all_ in (made, source))
        is_whole = max(of_made, of_source) >= TRANSLATED and min(of_made, of_source) >= TRANSLATED_WHOLE
        return figures >= MIN_ALIGNED and (is_whole or (is_made_by_model and of_made >= TRANSLATED))

    chinese, other = (card, origin) if card.is_chinese else (origin, card)
    if not suffices(common_figures(made, source)) or shared_names(chinese.sketch, other.sketch) < TRANSLATED_NAMES:
        return 0.0
    aligned = aligned_figures(made, source)
    return aligned / len(made) if suffices(aligned) else 0.0


def _is_made_by_model(card: Card, origin: Card) -> bool:
    return card.is_restructured and not origin.is_restructured


def _precedes(one: Card, other: Card) -> bool:
    """Which of two is the original: the earlier published, the one without a model's hand, the fuller, the earlier recorded."""
    if one.published and other.published:
        known = min(len(one.published), len(other.published))
        if one.published[:known] != other.published[:known]:
            return one.published < other.published
    if one.is_restructured != other.is_restructured:
        return other.is_restructured
    across = one.is_chinese != other.is_chinese
    full, less_full = (len(card.sketch.figures) if across else _fullness(card) for card in (one, other))
    return (-full, one.since, one.id) < (-less_full, other.since, other.id)


def _origin(id_: str, parents: Mapping[str, str], place: Mapping[str, int]) -> str | None:
    """The text at the end of a document's line of parents; of a ring, the first in rank. None where it is the document itself."""
    line = [id_]
    while (parent := parents.get(line[-1])) is not None:
        if parent in line:
            last = min(line[line.index(parent) :], key=place.__getitem__)
            return last if last != id_ else None
        line.append(parent)
    return line[-1] if len(line) > 1 else None
