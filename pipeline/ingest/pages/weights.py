"""What each element of a page weighs: its characters, those in links, its sentences. Counted once for the whole tree, from its leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUNCTUATION = re.compile(r"[，。！？；、：]|[,.!?;:](?=[\s\"'”’)]|$|[\u3400-\u9fff“”‘’」』])")
_ENDS = re.compile(r"[。！？]|[.!?…](?=[\s\"'”’)]|$)")


@dataclass(slots=True)
class Weight:
    """Counts of an element and all in it. marks: punctuation; ends: of sentences; links: elements; prose: `<p>` elements that hold sentences."""

    chars: int = 0
    linked: int = 0
    links: int = 0
    marks: int = 0
    ends: int = 0
    prose: int = 0

    def add(self, other: Weight) -> None:
        """Counts what another element holds."""
        self.chars += other.chars
        self.linked += other.linked
        self.links += other.links
        self.marks += other.marks
        self.ends += other.ends
        self.prose += other.prose

    def less(self, other: Weight) -> None:
        """Counts what another element held no longer."""
        self.chars -= other.chars
        self.linked -= other.linked
        self.links -= other.links
        self.marks -= other.marks
        self.ends -= other.ends
        self.prose -= other.prose

    @property
    def unlinked(self) -> int:
        """Characters outside links."""
        return self.chars - self.linked

    @property
    def link_density(self) -> float:
        """Share of the characters that stand in links."""
        return self.linked / self.chars if self.chars else 0.0


class Weights:
    """The weights of a tree's elements."""

    def __init__(self, root: HtmlElement) -> None:
        self.elements = list(root.iter())
        self._of = {element: Weight() for element in self.elements}
        for element in reversed(self.elements):
            self._count(element, root)

    def _count(self, element: HtmlElement, root: HtmlElement) -> None:
        weight = self._of[element]
        _add_text(weight, element.text)
        if element.tag == "a":
            weight.linked, weight.links = weight.chars, weight.links + 1
        if element.tag == "p" and weight.chars > 30 and weight.ends and weight.link_density < 0.5:
            weight.prose += 1
        parent = element.getparent()
        if element is root or parent is None:
            return
        outer = self._of[parent]
        _add_text(outer, element.tail)
        outer.add(weight)

    def drop(self, element: HtmlElement) -> None:
        """Takes an element out of the tree, and its weight from those around it; the text after it stays."""
        parent = element.getparent()
        if parent is None:
            return
        weight, outer = self._of[element], parent
        while outer is not None and outer in self._of:
            self._of[outer].less(weight)
            outer = outer.getparent()
        tail = element.tail
        before = element.getprevious()
        parent.remove(element)
        if tail and before is not None:
            before.tail = (before.tail or "") + tail
        elif tail:
            parent.text = (parent.text or "") + tail

    def own(self, element: HtmlElement, inline: frozenset[str]) -> Weight:
        """The weight of the text that stands in an element itself or in its inline children."""
        weight = Weight()
        _add_text(weight, element.text)
        for child in element:
            _add_text(weight, child.tail)
            if child.tag in inline:
                weight.add(self._of[child])
        return weight

    def __getitem__(self, element: HtmlElement) -> Weight:
        return self._of[element]


def _add_text(weight: Weight, text: str | None) -> None:
    if text and (words := text.split()):
        weight.chars += sum(map(len, words)) + len(words) - 1
        weight.marks += len(_PUNCTUATION.findall(text))
        weight.ends += len(_ENDS.findall(text))
