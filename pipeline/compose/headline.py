"""The headline: made from the facts, so that every edition has it in its own language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.compose.dedup import Item
from pipeline.compose.labels import type_weight
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity, Fact
from pipeline.datamodel.language import Edition, Localized
from pipeline.text.convert import Converter
from pipeline.text.phrases import Phrasebook

HAN = re.compile(r"[\u3400-\u9fff]")
MAX_HAN, MAX_LATIN = 40, 90  # characters of a headline
DOMINANT = 0.35  # share of the document that a subject must have for its news to be the title
EQUAL = 0.8  # a second subject of this part of the first one's weight always shares the title
MOSTLY = 0.4  # share of the document that several subjects must have to be its title
RIVAL = 0.5  # subjects of at least this part of the first one's weight share the title with it
NAMED = ("model", "organization", "person", "product", "place", "event", "service", "company", "technology", "method", "framework", "language")


def headline(
    best: Item | None, subjects: Sequence[Entity], weights: Mapping[str, float], document: Document, editions: Sequence[Edition]
) -> Localized:
    """The title by edition's tag.

    best: `best_news`; subjects: `main_subjects`. Where one subject dominates, the sentence of its best news; else the names of the two or
    three main subjects that the document is mostly about; else the source's own title, or its first words, and for editions in another
    language the main subjects' names. A title with a figure that not every edition could have serves none.
    """
    tags = [str(edition) for edition in editions]
    languages = {edition.is_chinese for edition in editions} | {document.language.is_chinese}
    if best is not None:
        return _timeless(best.fact, editions)
    names = {tag: _joined([e.name(tag) for e in subjects], tag) for tag in tags}
    most = sum(weights[e.id] for e in subjects) >= MOSTLY * sum(weights.values())
    figure = len(languages) > 1 and any(c.isdigit() for c in document.title or "")
    if subjects and (not document.title or figure or (most and len(subjects) > 1)):
        return names
    return {tag: _own_title(document, Edition(tag)) or names[tag] or _first_words(document) for tag in tags}


def best_news(items: Sequence[Item], subjects: Sequence[Entity], editions: Sequence[Edition]) -> Item | None:
    """The item whose sentence makes the best title: news of the one main subject, readable and short enough in every edition.

    None where several subjects share the title, or where the main one has no such news.
    """
    if len(subjects) != 1:
        return None
    subject = subjects[0]
    tags = [str(edition) for edition in editions]
    fitting = [
        item
        for item in items
        if type_weight(item.claim.type).headline
        and (item.claim.subject.id == subject.id or any(o.id == subject.id for o in item.claim.objects))
        and item.is_common
        and all(tag in item.fact.texts and _fits(item.fact.texts[tag].text, tag) for tag in tags)
    ]

    def worth(item: Item) -> float:
        about = 1.0 if item.claim.subject.id == subject.id else 0.8
        return about * type_weight(item.claim.type).headline * (0.5 + item.score)

    return max(fitting, key=lambda item: (worth(item), -item.order), default=None)


def main_subjects(items: Sequence[Item], weights: Mapping[str, float]) -> list[Entity]:
    """The one named subject that dominates the document, else the two or three that share it; none where nothing has a name."""
    names = {i.claim.subject.id: i.claim.subject for i in items} | {o.id: o for i in items for o in i.claim.objects}
    ranked = [names[key] for key in sorted(weights, key=lambda k: (-weights[k], k)) if key in names and _has_name(names[key])]
    rivals = [entity for entity in ranked[:3] if weights[entity.id] >= RIVAL * weights[ranked[0].id]]
    if len(rivals) > 1 and weights[rivals[1].id] < EQUAL * weights[rivals[0].id] and weights[rivals[0].id] >= DOMINANT * sum(weights.values()):
        return rivals[:1]
    return rivals


def _has_name(entity: Entity) -> bool:
    """True for a named thing with a name that English readers can read."""
    return entity.kind in NAMED and not HAN.search(entity.name("en"))


def _fits(text: str, tag: str) -> bool:
    return len(text) <= (MAX_LATIN if tag == Edition.EN else MAX_HAN)


def _timeless(fact: Fact, editions: Sequence[Edition]) -> Localized:
    """The fact's sentence without its moment: a headline has no "today"."""
    bare = replace(fact.claim, when=None)
    phrases = {str(edition): Phrasebook.builtin().sentence(bare, edition) for edition in editions} if fact.claim.when else {}
    said = {tag: phrase.text for tag, phrase in phrases.items() if phrase}
    return {str(e): _bare(said[e] if len(said) == len(editions) else fact.texts[e].text) for e in editions}


def _bare(text: str) -> str:
    return text.rstrip("。.；; ")


def _joined(names: Sequence[str], tag: str) -> str:
    if tag != Edition.EN:
        return "、".join(names)
    joined = " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
    return joined[:1].upper() + joined[1:] if joined.startswith("the ") else joined


def _own_title(document: Document, edition: Edition) -> str | None:
    """The source's title, in the edition's script; None where the edition is in another language."""
    if not document.title or edition.is_chinese != document.language.is_chinese:
        return None
    if edition.language is document.language:
        return document.title
    return Converter(str(edition)).convert(document.title)


def _first_words(document: Document) -> str:
    if document.title:
        return document.title
    first = " ".join(document.quote(1).split()) if document.sentences else document.ref.name
    return first if len(first) <= MAX_HAN else f"{first[: MAX_HAN - 1]}…"
