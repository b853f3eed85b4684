"""Items into points: what goes on from the clause before it does not say again of what it tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.compose.dedup import UNTYPED, Item
from pipeline.compose.notes import Notebook, Wording
from pipeline.datamodel.digest import Piece, Point
from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Entity, Phrase
from pipeline.datamodel.language import Edition
from pipeline.text.wording.figures import write_value

REACHES = {"increase_to": "increase", "decrease_to": "decrease"}  # up to a figure goes on from up by a figure
ZHI, TO = re.compile("[增升降跌减減提上下]?[长長升涨漲调調降跌]?至"), re.compile(r"\bto\b")  # where a figure that is reached begins
SCORES = re.compile(r"\bscores (?=\d)")
SMALL = ("According to ", "About ", "At least ", "At most ", "More than ", "Fewer than ", "Less than ", "Up to ", "The ", "A ", "An ", "In ", "On ")
RIVALS = ("better_than", "worse_than", "level_with")
CHANGES = {*REACHES, *REACHES.values()}


def next_to_change(items: Sequence[Item]) -> list[Item]:
    """The items in their order, but what something rose or fell to next to the figure by which it did."""
    ordered: list[Item] = []
    taken: set[str] = set()
    changes = [item for item in items if item.claim.type in CHANGES]
    for item in items:
        if item.fact.id in taken:
            continue
        others = changes if item.claim.type in CHANGES else ()
        partner = next((other for other in others if other.fact.id not in taken and (_goes_on(item, other) or _goes_on(other, item))), None)
        pair = [item] if partner is None else [item, partner] if _goes_on(item, partner) else [partner, item]
        ordered += pair
        taken.update(one.fact.id for one in pair)
    return ordered


def point(bundle: Sequence[Item], notebook: Notebook, wording: Wording, alone: Sequence[bool]) -> Point:
    """A point of the items in the bundle. alone: for each item, whether its text must name its subject."""
    whole = [_begun_small(wording.piece(item, notebook, alone=names), item) for item, names in zip(bundle, alone, strict=True)]
    pieces = list(whole)
    for n, (before, item) in enumerate(pairwise(bundle), 1):
        if _goes_on(before, item):
            pieces[n] = _going_on(wording.piece(item, notebook, alone=False), before)
        elif before.claim.type == item.claim.type == "score" and not alone[n]:
            pieces[n] = _without_verb(whole[n], whole[n - 1])
        elif not alone[n] and before.claim.type in RIVALS and item.claim.type in RIVALS:
            pieces[n] = _without_measure(whole[n], before, item)
        elif not alone[n] and _is_another(before, item):
            pieces[n] = _priced(whole[n], item) if item.claim.type == "price" else _listed(whole[n], whole[n - 1], before)
    return Point(pieces=tuple(pieces))


def begun_small(sentence: str) -> str:
    """An English sentence as it goes on behind a name or another clause: with a small letter where a word of no name opens it.

    >>> begun_small("About 900 flights were cancelled"), begun_small("Delta cancelled 900 flights")
    ('about 900 flights were cancelled', 'Delta cancelled 900 flights')
    """
    return sentence[0].lower() + sentence[1:] if sentence.startswith(SMALL) else sentence


def _begun_small(piece: Piece, item: Item) -> Piece:
    """The piece of a typed fact with a small letter in English; the page sets the capital where it opens a line."""
    told = piece.phrases.get(Edition.EN)
    if told is None or item.claim.type in UNTYPED or not piece.is_translated(Edition.EN):
        return piece
    return replace(piece, phrases={**piece.phrases, Edition.EN: Phrase(begun_small(told.text), told.mark)})


def _without_measure(piece: Piece, before: Item, item: Item) -> Piece:
    """A Chinese comparison without what it is by, where the clause before it was by the same: 得分优于甲；不及乙."""
    by, told = item.claim.attribute, before.claim
    if by is None or [_id(told.attribute), _id(told.condition)] != [by.id, _id(item.claim.condition)] or not (before.is_common and item.is_common):
        return piece
    cut = dict(piece.phrases)
    for tag, phrase in piece.phrases.items():
        first = before.fact.clauses[tag].text if tag != Edition.EN and tag in before.fact.clauses else ""
        rest = phrase.text[phrase.text.find(by.name(tag)) + len(by.name(tag)) :].lstrip().removeprefix("得分").lstrip()
        at = len(phrase.text) - len(rest)
        if by.name(tag) in phrase.text and first.startswith(phrase.text[:at]):
            cut[tag] = _from(phrase, at)
    return replace(piece, phrases=cut)


def _is_another(before: Item, item: Item) -> bool:
    """True where `item` says of another thing what the clause before it says of one: has 32 sports, has 329 events; two prices for as much."""
    one, other = before.claim, item.claim
    if one.type != other.type or one.type in UNTYPED or not (before.is_common and item.is_common):
        return False
    same = [(c.subject.id, c.modality, _id(c.when), _id(c.attribution), _id(c.condition)) for c in (one, other)]
    if one.type == "price" and one.value and other.value:
        return same[0] == same[1] and one.value.per is not None and (one.value.per, one.value.unit) == (other.value.per, other.value.unit)
    return same[0] == same[1] and _id(one.attribute) == _id(other.attribute)


def _listed(piece: Piece, told: Piece, before: Item) -> Piece:
    """The piece from its figure or object on, where every edition's clauses are alike up to there and end with it; else as it is."""
    cut: dict[str, Phrase] = {}
    for tag, phrase in piece.phrases.items():
        first = before.fact.clauses.get(tag)
        if first is None or first.mark is None or phrase.mark is None or not phrase.mark.start or phrase.mark.end < len(phrase.text):
            return piece
        is_same = first.text[: first.mark.start].rstrip() == phrase.text[: phrase.mark.start].rstrip()
        if not is_same or not told.phrases[tag].text.endswith(first.mark.of(first.text)):
            return piece
        cut[tag] = _from(phrase, phrase.mark.start)
    return replace(piece, phrases=cut, listed=True)


def _priced(piece: Piece, item: Item) -> Piece:
    """A second price for as much of another thing: 每百万 token 输入 15 美分、输出 60 美分. As it is where a Chinese edition puts it otherwise."""
    cut: dict[str, Phrase] = {}
    for tag, phrase in piece.phrases.items():
        figure = write_value(item.claim.value, Edition(tag)) if item.claim.value and tag in set(Edition) else None
        if tag == Edition.EN or figure is None:
            cut[tag] = phrase
        elif phrase.text.startswith(figure.per):
            cut[tag] = _from(phrase, len(phrase.text) - len(phrase.text[len(figure.per) :].lstrip()))
        else:
            return piece
    return replace(piece, phrases=cut, listed=True)


def _without_verb(piece: Piece, before: Piece) -> Piece:
    """An English score without `scores`, where the clause before it said that: scores 88.6% on MMLU; 89.0% on HumanEval."""
    told, phrase = before.phrases.get(Edition.EN), piece.phrases.get(Edition.EN)
    if told is None or phrase is None or not SCORES.search(told.text):
        return piece
    verb = SCORES.match(phrase.text)
    return piece if verb is None else replace(piece, phrases={**piece.phrases, Edition.EN: _from(phrase, verb.end())})


def _goes_on(before: Item, item: Item) -> bool:
    """True where `item` is the figure to which something rose or fell by the figure of `before`."""
    by, to = before.claim, item.claim
    return (
        REACHES.get(to.type) == by.type
        and before.is_common
        and item.is_common
        and not by.objects
        and (by.subject.id, by.modality) == (to.subject.id, to.modality)
        and (to.condition is None or _id(to.condition) == _id(by.condition))
        and [_id(by.attribute), _id(by.attribution)] == [_id(to.attribute), _id(to.attribution)]
    )


def _id(entity: Entity | None) -> str | None:
    return entity.id if entity else None


def _going_on(piece: Piece, before: Item) -> Piece:
    """The piece without what it says as the clause before it does, where every edition can be so cut; else as it is."""
    cut = {tag: _cut(phrase, tag, before.fact.clauses[tag].text if tag in before.fact.clauses else "") for tag, phrase in piece.phrases.items()}
    phrases = {tag: phrase for tag, phrase in cut.items() if phrase is not None}
    return replace(piece, phrases=phrases, continues=True) if len(phrases) == len(piece.phrases) else piece


def _cut(phrase: Phrase, tag: str, before: str) -> Phrase | None:
    """The phrase from its verb on: 增至…, in English from its `to` on; None where the clause before it does not begin as it does."""
    found = (TO if tag == Edition.EN else ZHI).search(phrase.text)
    return _from(phrase, found.start()) if found and before.startswith(phrase.text[: found.start()]) else None


def _from(phrase: Phrase, at: int) -> Phrase:
    mark = phrase.mark
    return Phrase(phrase.text[at:], Span(mark.start - at, mark.end - at) if mark and mark.start >= at else None)
