"""The headline: made from the facts, so that every edition has it in its own language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.compose.dedup import UNTYPED, Item
from pipeline.compose.labels import type_weight
from pipeline.compose.pointing import begun_small
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity, Fact
from pipeline.datamodel.language import Edition, Localized
from pipeline.text.convert import Converter
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from pipeline.text.phrases import Phrasebook

HAN = re.compile(r"[\u3400-\u9fff]")
MAX_HAN, MAX_LATIN = 40, 90  # characters of a headline
TITLE_TOLD = 0.5  # a fact that tells so much of what the source's title does serves as a headline
ACRONYM = 3  # letters up to which a Latin name alone tells nothing
LATIN_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9.]*[A-Z])[A-Za-z][A-Za-z0-9.+-]{2,}(?: (?:[A-Z][A-Za-z0-9.+-]*|\d+(?:\.\d+)?|mini|nano|turbo|pro|max)\b)*"
)
DOMINANT = 0.35  # share of the document that a subject must have for its news to be the title
EQUAL = 0.8  # a second subject of this part of the first one's weight always shares the title
MOSTLY = 0.2  # share of the document that subjects must have that its title does not name
CANDIDATES = 12  # subjects that are looked at
MENTIONS, A_FACT = 12, 4  # mentions that count at most; how many weigh as much as a fact
TOLD = 1.4  # weight of a subject below which it is a name that came up once
MOST = 3  # subjects of a title
RIVAL = 0.5  # subjects of at least this part of the first one's weight share the title with it
LEADING = ("model", "organization", "event", "product", "service", "company")
NAMED = (*LEADING, "person", "place", "technology", "method", "framework", "language")


def headline(best: Item | None, subjects: Sequence[Entity], document: Document, editions: Sequence[Edition]) -> Localized:
    """The title by edition's tag: the source's own title in the editions of its language, a headline made from the facts in the others.

    best: `best_news`; subjects: `main_subjects`. The headline is the sentence of the best news, led by the one main subject where it does not name
    it; else what the source's title names in Latin letters; else the names of the main subjects; else the source's title or its first words.
    """
    tags = [str(edition) for edition in editions]
    if best is not None:
        made = _led(timeless(best.fact, editions), best, subjects)
    else:
        named = [] if _is_bare(subjects, document) else subjects
        made = {tag: _joined(_title_names(document, subjects, tag) or [e.name(tag) for e in named], tag) for tag in tags}
    return {tag: _own_title(document, Edition(tag)) or made[tag] or _first_words(document) for tag in tags}


def best_news(items: Sequence[Item], subjects: Sequence[Entity], editions: Sequence[Edition]) -> Item | None:
    """The item whose sentence makes the best title, readable and short enough in every edition: news of the one main subject.

    Where it has none, what the source's own title tells. None where several subjects share the title.
    """
    if len(subjects) != 1:
        return None
    subject = subjects[0]
    tags = [str(edition) for edition in editions]
    fitting = [item for item in items if item.is_common and all(tag in item.fact.texts and _fits(item.fact.texts[tag].text, tag) for tag in tags)]
    about = [item for item in fitting if item.claim.subject.id == subject.id or any(o.id == subject.id for o in item.claim.objects)]

    def worth(item: Item) -> float:
        part = 1.0 if item.claim.subject.id == subject.id else 0.8
        return part * type_weight(item.claim.type).headline * (0.5 + item.score)

    news = [item for item in about if type_weight(item.claim.type).headline]
    titled = [item for item in fitting if item.front >= TITLE_TOLD and item.claim.type not in UNTYPED]
    if news:
        return max(news, key=lambda item: (worth(item), -item.order))
    return max(titled, key=lambda item: (item.score, -item.order), default=None)


def _led(said: Localized, best: Item, subjects: Sequence[Entity]) -> Localized:
    """The sentences, led by the subject's name where they are of something else, and where there is room for it."""
    if len(subjects) != 1 or _is_told_of(subjects[0], best):
        return said
    names = {tag: subjects[0].name(tag) for tag in said}
    led = {tag: f"{names[tag]}: {begun_small(text)}" if tag == Edition.EN else f"{names[tag]}：{text}" for tag, text in said.items()}
    return led if all(_fits(text, tag) for tag, text in led.items()) else said


def _is_told_of(subject: Entity, item: Item) -> bool:
    """True where the item names the subject, or something whose name is a part of its name."""
    own = [fold(name) for name in subject.names.values()]
    named = [fold(name) for entity in (item.claim.subject, *item.claim.objects) for name in entity.names.values()]
    return any(a in b or b in a for a in own for b in named)


def _is_bare(subjects: Sequence[Entity], document: Document) -> bool:
    """True where the one name that a headline would be says less than the title of an English source: a place's, or one that nobody knows."""
    if len(subjects) != 1 or not document.title or document.language.is_chinese:
        return False
    return subjects[0].kind == "place" or Glossary.builtin().get(subjects[0].id) is None


def _title_names(document: Document, subjects: Sequence[Entity], tag: str) -> list[str]:
    """What a Chinese title names for English readers: its Latin names and the main subjects in it, in its order; none without a Latin name."""
    title = document.title or ""
    if tag != Edition.EN or not document.language.is_chinese:
        return []
    found = {match.start(): match[0] for match in LATIN_NAME.finditer(title)}
    if not any(len(name) > ACRONYM for name in found.values()):
        return []
    for entity in subjects:
        places = [title.find(name) for name in entity.names.values() if HAN.search(name) and name in title]
        found |= {min(places): entity.name(tag)} if places else {}
    return list(dict.fromkeys(found[place] for place in sorted(found)))[:MOST]


def main_subjects(items: Sequence[Item], weights: Mapping[str, float], document: Document) -> list[Entity]:
    """The one named subject that dominates the document, else the two or three that share it; none where nothing has a name.

    What the source's title names comes first, then models, organizations and their like, before places and people. A name that is hardly told
    of is none of them, nor is the maker of another one, nor a name that a longer one holds; none are of a document on many things.
    """
    names = {i.claim.subject.id: i.claim.subject for i in items} | {o.id: o for i in items for o in i.claim.objects}
    heaviest = sorted((key for key in weights if key in names and _has_name(names[key])), key=lambda k: (-weights[k], k))[:CANDIDATES]
    text, title = fold(document.text), fold(document.title or "")
    worth: dict[str, float] = {key: weights[key] + min(MENTIONS, _mentions(names[key], text)) / A_FACT for key in heaviest}
    ranked = [names[key] for key in sorted(heaviest, key=lambda k: (-worth[k], k)) if worth[key] >= TOLD]
    titled = _leading([entity for entity in ranked if _mentions(entity, title)])
    first = _leading(ranked)
    rivals = [entity for entity in first if worth[entity.id] >= RIVAL * worth[first[0].id]]
    shared = _unrelated(list({entity.id: entity for entity in (*titled, *rivals)}.values()))[:MOST]
    if not titled and sum(worth[entity.id] for entity in shared) < MOSTLY * sum({**weights, **worth}.values()):
        return []
    if len(titled) < 2 and len(shared) > 1 and _dominates([worth[entity.id] for entity in shared], sum({**weights, **worth}.values())):
        return shared[:1]
    return shared


def _leading(entities: Sequence[Entity]) -> Sequence[Entity]:
    """Those of the kinds that make news, where there are any."""
    return [entity for entity in entities if entity.kind in LEADING] or entities


def _dominates(worths: Sequence[float], total: float) -> bool:
    return worths[1] < EQUAL * worths[0] and worths[0] >= DOMINANT * total


def _mentions(entity: Entity, folded: str) -> int:
    """How often one of the entity's names stands in a folded text; the name that stands most often."""
    return max(folded.count(name) for name in {fold(name) for name in entity.names.values()})


def _unrelated(entities: Sequence[Entity]) -> list[Entity]:
    """The entities without the makers of other ones among them, and without those whose name a longer name among them holds."""
    if len(entities) < 2:
        return list(entities)
    makers = {Glossary.builtin().related(entity.id) for entity in entities}
    names = {entity.id: [fold(name) for name in entity.names.values()] for entity in entities}
    held = {a for a, own in names.items() for b, others in names.items() if a != b and any(x != y and x in y for x in own for y in others)}
    return [entity for entity in entities if entity.id not in makers and entity.id not in held]


def _has_name(entity: Entity) -> bool:
    """True for a named thing with a proper name that English readers can read."""
    name = entity.name("en")
    return entity.kind in NAMED and not HAN.search(name) and (name[:4] == "the " or any(c.isupper() for c in name))


def _fits(text: str, tag: str) -> bool:
    return len(text) <= (MAX_LATIN if tag == Edition.EN else MAX_HAN)


def timeless(fact: Fact, editions: Sequence[Edition]) -> Localized:
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
    """The source's title, in the edition's script; None where the edition is in another language than it."""
    if not document.title:
        return None
    if edition.is_chinese != document.language.is_chinese:
        return document.title if document.language.is_chinese and not HAN.search(document.title) else None
    if edition.language is document.language:
        return document.title
    return Converter(str(edition)).convert(document.title)


def _first_words(document: Document) -> str:
    if document.title:
        return document.title
    first = " ".join(document.quote(1).split()) if document.sentences else document.ref.name
    return first if len(first) <= MAX_HAN else f"{first[: MAX_HAN - 1]}…"
