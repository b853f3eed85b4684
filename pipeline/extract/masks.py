"""A sentence with its tokens folded into one character each, so that short regular expressions can read it.

Every kind of token has a private-use character; a pattern's slot `{model}` is the set of the characters of its kinds. Names that
a pattern asks for one by one (`{=context_window}`) have a character of their own. Chinese text loses its spaces, and a line break
inside a sentence becomes a pause (`¦`); English keeps single spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.datamodel.document import Span
from pipeline.extract.tokens import CONCEPTS, KIND_CHARS, NAMES, Token

PAUSE = "¦"
COMMA = "、"
LISTED = frozenset({*CONCEPTS, *NAMES}) - {"benchmark", "term", "metric", "other", "unknown"}
PER_UNIT = re.compile(r"[每/,，;；。\n]|\b(?:per|an?|each|every)\b")
CLAUSE_BORDER = re.compile(r"[,;:。¦!?]+")


@dataclass(frozen=True)
class Masked:
    """A masked sentence. starts, ends: for each masked character, the place in the document that it stands for."""

    n: int
    span: Span
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    tokens: Mapping[int, Token]

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens of the masked range."""
        return [self.tokens[i] for i in self._positions[bisect_left(self._positions, start) : bisect_left(self._positions, end)]]

    def source(self, start: int, end: int) -> Span:
        """The place in the document of the masked range, which must not be empty."""
        return Span(self.starts[start], self.ends[end - 1])

    def position(self, offset: int) -> int:
        """The masked position of the character at `offset` of the document."""
        return max(0, bisect_right(self.starts, offset) - 1)

    @cached_property
    def _positions(self) -> list[int]:
        return list(self.tokens)


def mask(n: int, span: Span, folded: str, tokens: Sequence[Token], own: Mapping[str, str], literals: str, is_chinese: bool) -> Masked:
    """The sentence `n` masked.

    folded: the document's text, folded (same length). tokens: those of the sentence, in order. own: characters of the names that
    patterns ask for by id. literals: the words that patterns spell out; a term that stands in one stays in letters.
    """
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    placed: dict[int, Token] = {}
    at = span.start
    for token in tokens:
        start, end = _bounds(token, folded, at, span.end)
        _copy(folded, at, start, is_chinese, text, starts, ends)
        char = _character(token, folded, own, literals)
        if char is None:
            _copy(folded, token.start, token.end, is_chinese, text, starts, ends)
        else:
            if is_chinese and text and text[-1] == " ":
                _pop(text, starts, ends)
            if is_chinese and _is_listed(placed.get(len(text) - 1), token, folded):
                text.append(COMMA)
                starts.append(start - 1)
                ends.append(start)
            placed[len(text)] = token
            text.append(char)
            starts.append(start)
            ends.append(end)
        at = end if char is not None else token.end
    _copy(folded, at, span.end, is_chinese, text, starts, ends)
    return Masked(n, span, "".join(text), tuple(starts), tuple(ends), placed)


def _is_listed(last: Token | None, token: Token, folded: str) -> bool:
    """True when two names or terms of one kind have nothing but a space between them: in captions a space is a list's comma."""
    if last is None or last.kind != token.kind or token.kind not in LISTED or last.end + 1 != token.start:
        return False
    return folded[last.end] == " "


def _bounds(token: Token, folded: str, at: int, limit: int) -> tuple[int, int]:
    """A token's place with the bound words of a figure (超过 … 以上), but without what it is counted by (每百万 …)."""
    quantity = token.quantity
    if quantity is None:
        return token.start, token.end
    before, after = folded[quantity.outer_start : token.start], folded[token.end : quantity.outer_end]
    start = token.start if PER_UNIT.search(before) else max(quantity.outer_start, at)
    return start, (token.end if PER_UNIT.search(after) else min(quantity.outer_end, limit))


def _character(token: Token, folded: str, own: Mapping[str, str], literals: str) -> str | None:
    if token.kind in CONCEPTS or token.kind in ("time", "superlative", "comparative", "platform"):
        if token.entity is not None and token.entity.id in own:
            return own[token.entity.id]
        if folded[token.start : token.end] in literals:
            return None
    return KIND_CHARS.get(token.kind, KIND_CHARS["other"])


def _pop(text: list[str], starts: list[int], ends: list[int]) -> None:
    text.pop()
    starts.pop()
    ends.pop()


def _copy(folded: str, start: int, end: int, is_chinese: bool, text: list[str], starts: list[int], ends: list[int]) -> None:
    for offset in range(start, end):
        char = folded[offset]
        if char == "\n":
            char = PAUSE if is_chinese else " "
        elif char.isspace():
            char = " "
        if char == " ":
            before = text[-1] if text else " "
            if before in " ¦" or (is_chinese and not before.isascii()):
                continue
        elif is_chinese and text and text[-1] == " " and not char.isascii():
            _pop(text, starts, ends)
        text.append(char)
        starts.append(offset)
        ends.append(offset + 1)
