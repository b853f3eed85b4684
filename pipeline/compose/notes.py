"""Numbers the evidence: the same places of the source bear the same number, in the order in which a page first needs them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compose.dedup import Item
from pipeline.datamodel.digest import Note, Piece
from pipeline.datamodel.fact import Evidence, Phrase


class Notebook:
    """Hands out note numbers from 1 on."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[str, int, int], ...], int] = {}
        self._notes: list[Note] = []
        self._facts: set[str] = set()

    def number(self, item: Item) -> int:
        """The number of the note that bears the item."""
        self._facts.update(item.facts)
        return self._number(item.evidence)

    def _number(self, evidence: tuple[Evidence, ...]) -> int:
        key = tuple((e.document, e.span.start, e.span.end) for e in evidence)
        if key not in self._numbers:
            self._numbers[key] = len(self._notes) + 1
            self._notes.append(Note(n=len(self._notes) + 1, evidence=evidence))
        return self._numbers[key]

    def notes(self) -> tuple[Note, ...]:
        """All notes, by number."""
        return tuple(self._notes)

    def facts(self) -> frozenset[str]:
        """Ids of the facts that have a note."""
        return frozenset(self._facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The tags to write texts for, and the tag of the source's own language."""

    tags: tuple[str, ...]
    source: str

    def own(self, item: Item, alone: bool) -> Phrase:
        """The item in the source's own language: its sentence where it stands `alone`, else its clause under a heading that names the subject."""
        texts = item.fact.texts if alone else item.fact.clauses
        return texts[self.source] if self.source in texts else next(iter(texts.values()))

    def piece(self, item: Item, notebook: Notebook, alone: bool) -> Piece:
        """The item as a piece of a point; an edition that has no text of its own gets the source's words, of the origin `untranslated`."""
        texts = item.fact.texts if alone else item.fact.clauses
        phrases, origins = {}, {}
        for tag in self.tags:
            origin = item.fact.origins.get(tag, "source") if tag in texts else "untranslated"
            is_own = origin == "untranslated" and (tag not in texts or item.claim.type == "free")
            phrases[tag] = self.own(item, alone) if is_own else texts[tag]
            origins[tag] = origin
        return Piece(phrases=phrases, origins=origins, note=notebook.number(item), facts=item.facts)
