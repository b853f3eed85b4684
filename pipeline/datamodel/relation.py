"""Which documents are the same text, or made from one another: what is kept of a text to tell (`Sketch`), and what was told (`Relation`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is kept of a text so that it can be compared with ten thousand others.

    wording: the 32-bit hashes of its runs of words that lie below `2**32 >> thinned`, ascending. figures: its numbers in their order,
    without commas and needless noughts. names: its words in Latin letters that look like names, in lower case, sorted.
    """

    wording: Sequence[int] = ()
    thinned: int = 0
    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A document as the comparison sees it.

    text_hash: of the cleaned text. published: an ISO date or None. characters: the text's length. is_restructured: a chat model or a
    translator says something around it. since: when its source was first recorded, ISO 8601.
    """

    id: str
    text_hash: str
    is_chinese: bool
    published: str | None
    characters: int
    is_restructured: bool
    since: str
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document is of another one, by the other's id: the same text, or made from it."""

    duplicate_of: str | None = None
    derived_from: str | None = None


UNRELATED = Relation()
