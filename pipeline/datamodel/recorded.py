"""Facts as the ledger has them, beside the documents that tell them; and as documents tell them together (`Joined`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipeline.datamodel.fact import Entity, Fact, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuery:
    """Which facts are asked for; None: all. subjects: ids. attributes: ids, or types for facts that have no attribute. dates: of publication."""

    subjects: Collection[str] | None = None
    attributes: Collection[str] | None = None
    dates: Collection[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A fact with its document. name: of the source, relative to its folder; source: its path or address as read; published: an ISO date or None.

    duplicate_of, derived_from: ids of other documents.
    """

    fact: Fact
    name: str
    source: str
    title: str | None
    published: str | None
    duplicate_of: str | None
    derived_from: str | None

    @property
    def root(self) -> str:
        """The document that this one counts as one source with."""
        return self.duplicate_of or self.fact.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """One value that documents tell of one thing. attribute: its id, or the facts' type; named: the attribute where it has names.

    facts: all that tell it, the earliest first. independent: how many of their documents count: duplicates once, derived texts not.
    values: how many different values all documents tell of the same thing.
    """

    subject: Entity
    attribute: str
    named: Entity | None
    condition: Entity | None
    value: Value
    facts: tuple[Recorded, ...]
    independent: int
    values: int
