"""Tokens: the annotated spans that patterns see, their kinds, and entities for names that no glossary has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Entity, Value
from pipeline.datamodel.language import ALL_EDITIONS, Language
from pipeline.text.dates import Date
from pipeline.text.quantities import Quantity

MAX_NAME = 40  # characters, by the contract of the facts file
HAN = re.compile(r"[㐀-鿿]")
KINDS = (
    "model", "product", "organization", "person", "benchmark", "metric", "place", "audience", "modality", "language", "platform", "license",
    "time", "term", "unknown", "work", "percent", "money", "times", "tokens", "parameters", "bytes", "seconds", "rate", "count", "points",
    "rank", "number", "measure", "date", "superlative", "comparative", "task", "threat", "use",
    "condition", "programming_language", "event", "sport", "currency", "body", "other",
)  # fmt: skip
NAMES = ("model", "product", "organization", "person", "place", "platform", "unknown", "work", "benchmark", "event", "body")
CONCEPTS = (
    "term", "metric", "modality", "language", "programming_language", "audience", "license", "task", "threat", "use", "condition", "other",
)  # fmt: skip
FIGURES = ("percent", "money", "times", "tokens", "parameters", "bytes", "seconds", "rate", "count", "points", "rank", "number", "measure")
CLASSES: Mapping[str, tuple[str, ...]] = {
    **{kind: (kind,) for kind in KINDS},
    "thing": ("model", "product", "platform", "unknown", "work"),
    "agent": ("organization", "person", "unknown", "place", "body"),
    "maker": ("organization", "unknown"),
    "name": NAMES,
    "concept": CONCEPTS,
    "lingua": ("language", "programming_language"),
    "any": (*NAMES, *CONCEPTS),
    "quantity": FIGURES,
    "amount": tuple(k for k in FIGURES if k not in ("percent", "times", "rank")),
    "score": ("percent", "number", "points"),
    "moment": ("time", "date"),
}
KIND_BASE = 0xE000
OWN_BASE = 0xF0000
KIND_CHARS = {kind: chr(KIND_BASE + n) for n, kind in enumerate(KINDS)}
OWN_RANGE = f"{chr(OWN_BASE)}-{chr(OWN_BASE + 0xFFF)}"
HOLDS_OWN = frozenset({"metric", "concept", "any"})


def char_class(names: str) -> str:
    """The inside of a character class for slot classes joined by `|`. Raises KeyError for an unknown one."""
    parts = names.split("|")
    chars = sorted({KIND_CHARS[kind] for part in parts for kind in CLASSES[part]})
    return "".join(chars) + (OWN_RANGE if any(part in HOLDS_OWN for part in parts) else "")


@dataclass(slots=True, unsafe_hash=True)  # as good as frozen, at a third of the time: a document has thousands
class Token:
    """An annotated span of a document's text, never changed. kind: an entity's kind, a figure's class (`percent`, `money` …) or `date`.

    is_inferred: a name put together from words that are apart (`"Mini"版本的GPT-4o`); what is said of it needs a sentence that has the name whole.
    """

    start: int
    end: int
    kind: str
    entity: Entity | None = None
    quantity: Quantity | None = None
    date: Date | None = None
    is_inferred: bool = False

    @property
    def span(self) -> Span:
        """The token's place in the text."""
        return Span(self.start, self.end)

    def value(self) -> Value | None:
        """The figure or the date as a value; None for a name."""
        if self.quantity is not None:
            return self.quantity.value()
        return self.date.value() if self.date is not None else None


UNIT_CLASSES = {
    "percent": "percent",
    "times": "times",
    "token": "tokens",
    "parameter": "parameters",
    "byte": "bytes",
    "second": "seconds",
    "point": "points",
    "rank": "rank",
}


def unit_class(unit: str | None) -> str:
    """The class of a figure that patterns know, from its unit.

    >>> [unit_class(u) for u in ("percent", "USD", "token/second", "count:language", "metre", None)]
    ['percent', 'money', 'rate', 'count', 'measure', 'number']
    """
    if unit is None:
        return "number"
    if unit in UNIT_CLASSES:
        return UNIT_CLASSES[unit]
    if "/" in unit:
        return "rate"
    if unit.startswith("count:") or unit == "count":
        return "count"
    return "money" if re.fullmatch(r"[A-Z]{3}", unit) else "measure"


def joined_entity(entities: Sequence[Entity], language: Language) -> Entity:
    """Several entities as one, for a condition: their names joined in each edition, as many as a name may hold.

    >>> from pipeline.datamodel.language import Language
    >>> two = [Entity(id="code", names={"en": "code", "zh-Hans": "代码"}), Entity(id="law", names={"en": "law", "zh-Hans": "法律"})]
    >>> joined_entity(two, Language.EN).names["en"], joined_entity(two, Language.EN).name("zh-Hans")
    ('code and law', '代码和法律')
    """
    if len(entities) == 1:
        return entities[0]
    names = {}
    for edition in ALL_EDITIONS:
        parts = [e.name(edition.value) for e in entities]
        comma, last, more = ("、", "和", "等") if edition.is_chinese else (", ", " and ", " and others")
        names[edition.value] = _joined(parts, comma, last, more)
    return Entity(id="+".join(e.id for e in entities), names=names, kind=entities[0].kind)


def _joined(parts: Sequence[str], comma: str, last: str, more: str) -> str:
    whole = comma.join(parts[:-1]) + last + parts[-1]
    count = len(parts)
    while len(whole) > MAX_NAME and count > 1:
        count -= 1
        whole = comma.join(parts[:count]) + more
    return whole[:MAX_NAME]


def slug(surface: str) -> str:
    """A stable id of a name that no glossary knows.

    >>> slug("Zephyr Motors"), slug("长江电力")
    ('zephyr-motors', '长江电力')
    """
    folded = unicodedata.normalize("NFKC", surface).lower()
    return re.sub(r"[^\w㐀-鿿]+", "-", folded).strip("-_") or "unnamed"


@lru_cache(maxsize=1 << 12)  # a text says a name again and again
def unknown_entity(surface: str, language: Language, kind: str = "unknown") -> Entity:
    """An entity of the text's own words. A Latin name is the same in every edition; a Chinese one is known in its own script only."""
    name = " ".join(surface.split())[:MAX_NAME].strip()
    tags = [language.value] if HAN.search(name) else sorted({language.value, *(e.value for e in ALL_EDITIONS)})
    if language is Language.EN and name.islower():
        tags = [language.value]
    return Entity(id=slug(name), names=dict.fromkeys(tags, name), kind=kind)
