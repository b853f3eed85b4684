"""A fact as an extractor tells it, read from a line of `facts.jsonl`: the form in which every extractor is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """The value of a typed fact; fields as in `facts.jsonl`."""

    surface: str
    low: str
    high: str
    unit: str
    bound: str

    @property
    def is_date(self) -> bool:
        """True for dates."""
        return self.unit == "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A piece of evidence: `text[start:end] == quote` in the document of the id `document`."""

    document: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact. subject, attribute: ids and names in all languages, one after the other; around: those of all else that it names.

    names: of all of them, by tag.
    """

    id: str
    kind: str
    type: str
    subject: str
    attribute: str
    around: str
    names: Mapping[str, tuple[str, ...]]
    value: Amount | None
    texts: Mapping[str, str]
    origins: Mapping[str, str]
    evidence: tuple[Place, ...]

    @property
    def is_quotation(self) -> bool:
        """True for somebody's words."""
        return self.kind == "quotation"

    @property
    def has_typed_value(self) -> bool:
        """True where a figure or date is data, not words."""
        return self.value is not None and not self.is_quotation

    def text(self, tag: str) -> str:
        """What it says in the language or edition `tag`; empty where it says nothing there."""
        return self.texts.get(tag, "")

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Told:
        """The fact of a record. Raises KeyError where a field is missing."""
        value = record["value"]
        around = [record[name] for name in ("attribute", "condition", "when")] + list(record.get("objects") or ())
        named = [record["subject"], record.get("attribution"), *around]
        return cls(
            id=record["id"],
            kind=record["kind"],
            type=record["type"],
            subject=_said(record["subject"]),
            attribute=_said(record["attribute"]),
            around=" ".join(map(_said, around)),
            names={tag: tuple(e["names"][tag] for e in named if e and tag in e["names"]) for tag in record["texts"]},
            value=Amount(**{name: value[name] for name in ("surface", "low", "high", "unit", "bound")}) if value else None,
            texts=record["texts"],
            origins=record["origins"],
            evidence=tuple(Place(**{name: e[name] for name in ("document", "start", "end", "quote")}) for e in record["evidence"]),
        )


def _said(entity: Mapping[str, Any] | None) -> str:
    return " ".join([entity["id"], *entity["names"].values()]) if entity else ""
