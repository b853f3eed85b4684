"""How much an item matters: its type, what the extractor thought of it, its subject's weight in the document, its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import sqrt

from pipeline.compose.dedup import UNTYPED, Item, letters
from pipeline.compose.labels import fact_weight
from pipeline.compose.statements import asks, completeness
from pipeline.compose.telling import has_figure, telling
from pipeline.compose.topics import Topics, topics
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Claim, Entity

# Shares of a score; they add up to 1.
IMPORTANCE, TYPE, SUBJECT, FRONT, PLACE, ECHO = 0.36, 0.28, 0.16, 0.10, 0.05, 0.05
WITH_FIGURE = 0.6  # the least weight of words with a figure
IN_NAME = 0.6  # a figure that the subject's name bears tells little
BARE = 0.6  # so does being the largest, of nothing
BEGINNING, OPENING = 0.12, 1.2  # share of the source that says what it is about; what its statements are worth
ASKED = 0.2  # what a question says
TITLED = 1.2  # what a figure that the source's title bears is worth
GUESSED = 0.25  # what a statement counts for a subject that its own words do not name


def rank(items: Sequence[Item], prominence: Mapping[str, float], document: Document) -> list[Item]:
    """The items with their scores, the weightiest first; equal scores in the order of the source. prominence: `subject_weights`."""
    top = max(prominence.values(), default=1.0)
    about = topics(document)
    scored = [_scored(item, prominence, top, document, about) for item in items]
    return sorted(scored, key=lambda item: (-item.score, item.order))


def _scored(item: Item, prominence: Mapping[str, float], top: float, document: Document, about: Topics) -> Item:
    text = item.fact.texts.get(str(document.language))
    standing, front = _standing(item, document), about.front(item.claim, text.text) if text else 0.0
    return replace(
        item, standing=standing, front=front, score=standing * _tells(item, about) * _weight(item, front, prominence, top, document, about)
    )


def subject_weights(items: Sequence[Item], document: Document) -> dict[str, float]:
    """How much of the document is about each subject, by the subject's id.

    A fact counts one for its subject (a quarter where it is a statement that does not name it) and a quarter for each entity that it is
    compared with or tied to. A subject that the source's title names counts half as much again.
    """
    weights: dict[str, float] = {}
    known: dict[str, Entity] = {}
    for item in items:
        known.setdefault(item.claim.subject.id, item.claim.subject)
        weights[item.claim.subject.id] = weights.get(item.claim.subject.id, 0.0) + (1.0 if item.is_named else GUESSED)
        for other in item.claim.objects:
            known.setdefault(other.id, other)
            weights[other.id] = weights.get(other.id, 0.0) + 0.25
    title = letters(document.title or "")
    return {
        key: weight * (1.5 if any(letters(name) in title for name in known[key].names.values() if letters(name)) else 1.0)
        for key, weight in weights.items()
    }


def _weight(item: Item, front: float, prominence: Mapping[str, float], top: float, document: Document, about: Topics) -> float:
    """What an item matters, whatever it is worth by itself. front: see `Item`."""
    claim = item.claim
    is_titled = claim.type not in UNTYPED and about.tells_figure(claim)
    opens = OPENING if claim.type == "free" and item.position < BEGINNING * len(document.text) else 1.0
    return (TITLED if is_titled else opens) * (
        IMPORTANCE * claim.importance
        + TYPE * _type_weight(claim)
        + SUBJECT * sqrt(prominence[claim.subject.id] / top)
        + FRONT * front
        + PLACE * (1 - item.position / max(1, len(document.text)))
        + ECHO * min(1.0, (len(item.facts) - 1) / 2)
    )


def _tells(item: Item, about: Topics) -> float:
    """What words are worth for what they tell; a typed fact tells all."""
    return telling(item.claim, about) if item.claim.type in UNTYPED else 1.0


def _standing(item: Item, document: Document) -> float:
    """What an item is worth by itself: 1.0 for a typed fact, less for one that tells little and for words that do not stand alone."""
    claim = item.claim
    if claim.type == "free":
        return completeness(claim, document)
    if claim.type == "quotation":
        return ASKED if asks(claim, document) else 1.0
    if item.is_in_name:
        return IN_NAME
    return BARE if claim.type == "superlative" and not (claim.condition or claim.objects or claim.when) else 1.0


def _type_weight(claim: Claim) -> float:
    """The type's weight; words that bear a figure weigh more than other words."""
    weight = fact_weight(claim)
    return max(weight, WITH_FIGURE) if claim.type in UNTYPED and has_figure(claim.words or "") else weight
