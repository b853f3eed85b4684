"""A sentence with its tokens folded into one character each, so that short regular expressions can read it.

Every kind of token has a private-use character; a pattern's slot `{model}` is the set of the characters of its kinds. Names that
a pattern asks for one by one (`{=context_window}`) have a character of their own. Chinese text loses its spaces, and a line break
inside a sentence becomes a pause (`¦`); English keeps single spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.datamodel.document import Span
from pipeline.extract.tokens import CONCEPTS, KIND_CHARS, NAMES, Token

PAUSE = "¦"
COMMA = "、"
LISTED = frozenset({*CONCEPTS, *NAMES}) - {"benchmark", "term", "metric", "other", "unknown"}
PER_UNIT = re.compile(r"[每/,，;；。\n]|\b(?:per|an?|each|every)\b")
STRETCH_ZH = re.compile(r"\S+")
STRETCH_EN = re.compile(r"\S+(?:(?<!¦) \S+)*")  # single spaces stay
CLAUSE_BORDER = re.compile(r"[,;:。¦!?]+")


class Masked:
    """A masked sentence.

    starts, ends: for each masked character, the place in the document that it stands for. tokens: by masked position, in order.
    characters: those of the text.
    """

    __slots__ = ("_placed", "_positions", "characters", "ends", "n", "span", "starts", "text", "tokens")

    def __init__(self, n: int, span: Span, text: str, starts: Sequence[int], ends: Sequence[int], tokens: Mapping[int, Token]) -> None:
        self.n = n
        self.span = span
        self.text = text
        self.starts = starts
        self.ends = ends
        self.tokens = tokens
        self.characters = frozenset(text)
        self._positions = list(tokens)
        self._placed = list(tokens.values())

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens of the masked range."""
        return self._placed[bisect_left(self._positions, start) : bisect_left(self._positions, end)]

    def source(self, start: int, end: int) -> Span:
        """The place in the document of the masked range, which must not be empty."""
        return Span(self.starts[start], self.ends[end - 1])

    def position(self, offset: int) -> int:
        """The masked position of the character at `offset` of the document."""
        return max(0, bisect_right(self.starts, offset) - 1)


def mask(n: int, span: Span, folded: str, tokens: Sequence[Token], own: Mapping[str, str], literals: str, is_chinese: bool) -> Masked:
    """The sentence `n` masked.

    folded: the document's text, folded (same length). tokens: those of the sentence, in order. own: characters of the names that
    patterns ask for by id. literals: the words that patterns spell out; a term that stands in one stays in letters.
    """
    made = _Text(folded, is_chinese)
    placed: dict[int, Token] = {}
    at = span.start
    for token in tokens:
        start, end = _bounds(token, folded, at, span.end)
        made.copy(at, start)
        char = _character(token, folded, own, literals)
        if char is None:
            made.copy(token.start, token.end)
        else:
            made.close_up()
            if is_chinese and _is_listed(placed.get(len(made.starts) - 1), token, folded):
                made.put(COMMA, start - 1, start)
            placed[len(made.starts)] = token
            made.put(char, start, end)
        at = end if char is not None else token.end
    made.copy(at, span.end)
    return Masked(n, span, "".join(made.parts), made.starts, made.ends, placed)


class _Text:
    """A masked text while it is put together, with the place in the document that each of its characters stands for."""

    def __init__(self, folded: str, is_chinese: bool) -> None:
        self.folded = folded
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._is_chinese = is_chinese
        self._stretch = STRETCH_ZH if is_chinese else STRETCH_EN

    def put(self, char: str, start: int, end: int) -> None:
        """Adds one character."""
        self.parts.append(char)
        self.starts.append(start)
        self.ends.append(end)

    def copy(self, start: int, end: int) -> None:
        """Adds the folded text between two offsets, what stands between spaces as a whole."""
        while start < end:
            stretch = self._stretch.match(self.folded, start, end)
            if stretch is None:
                self._space(start)
                start += 1
                continue
            words = stretch[0]
            if not words[0].isascii():
                self.close_up()
            self.parts.append(words)
            self.starts += range(start, stretch.end())
            start = stretch.end()
            self.ends += range(stretch.start() + 1, start + 1)

    def close_up(self) -> None:
        """Takes back a space at the end, which Chinese does not have before Han and names."""
        if self._is_chinese and self.parts and self.parts[-1] == " ":
            self.parts.pop()
            self.starts.pop()
            self.ends.pop()

    def _space(self, offset: int) -> None:
        """Adds what the white space at `offset` stands for, unless that stands there already."""
        if self.folded[offset] == "\n" and self._is_chinese:
            self.close_up()
            self.put(PAUSE, offset, offset + 1)
            return
        before = self.parts[-1][-1] if self.parts else " "
        if before not in " ¦" and not (self._is_chinese and not before.isascii()):
            self.put(" ", offset, offset + 1)


@lru_cache(maxsize=1 << 12)
def _is_spelt(words: str, literals: str) -> bool:
    return words in literals


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
    start = token.start if before and PER_UNIT.search(before) else max(quantity.outer_start, at)
    return start, (token.end if after and PER_UNIT.search(after) else min(quantity.outer_end, limit))


def _character(token: Token, folded: str, own: Mapping[str, str], literals: str) -> str | None:
    if token.kind in CONCEPTS or token.kind in ("time", "superlative", "comparative", "platform"):
        if token.entity is not None and token.entity.id in own:
            return own[token.entity.id]
        if _is_spelt(folded[token.start : token.end], literals):
            return None
    return KIND_CHARS.get(token.kind, KIND_CHARS["other"])
