"""Whom a definite noun calls by: the festival is the Lagos Film Festival, 集团 the 成都轨道交通集团 named before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.datamodel.document import BlockKind
from pipeline.datamodel.fact import Entity
from pipeline.extract.choosing import only
from pipeline.extract.reading import Line, Reading
from pipeline.extract.tokens import NAMES, Token

FIRM = re.compile(r"the (?:company|firm)\b|该?公司|该企业|这家公司")
FIRMS = ("organization", "unknown")
LINES = 12  # sentences over which a name is called by its noun
ENGLISH = re.compile(r"the (?P<noun>[a-z]{4,})(?:'s|’s)? ")
CHINESE = re.compile("该?(?P<noun>集团|公司|银行|医院|博物馆|大学|学院|研究所)")


def called(reading: Reading, line: Line, before: int, rest: str) -> tuple[Entity, int] | None:
    """The name that the masked words `rest` call by its noun, with the sentence that has it; None where they call nobody, or in English several.

    before: the masked position of those words. Chinese takes the nearest name that ends with the noun.
    """
    if reading.is_chinese:
        noun = CHINESE.match(rest)
        return next(((e, m) for m, words, e in _named(reading, line, before) if words.endswith(noun["noun"])), None) if noun is not None else None
    if not rest.startswith("the "):
        return None
    pointed = ENGLISH.match(reading.folded, reading.folded.find("the ", line.masked.starts[before]))
    found: dict[str, tuple[Entity, int]] = {}
    for m, words, entity in _named(reading, line, before) if pointed is not None else ():
        parts = words.split()
        if pointed is not None and len(parts) > 1 and (parts[-1] == pointed["noun"] or parts[:2] == [pointed["noun"], "of"]):
            found.setdefault(entity.id, (entity, m))
    return next(iter(found.values())) if len(found) == 1 else None


def headed(reading: Reading, line: Line, rest: str) -> Entity | None:
    """The one firm that the title names, where the masked words `rest` are `the company` or 公司; None under another heading than the title."""
    first = reading.lines[0]
    if FIRM.match(rest) is None or first.kind is not BlockKind.HEADING or line is first or any(n != 1 for n in line.headings):
        return None
    title = reading.folded[first.masked.span.start : first.masked.span.end]
    firms = [t.entity for t in reading.tokens if t.entity is not None and t.kind in FIRMS and reading.folded[t.start : t.end] in title]
    return only(firms, FIRMS)


def _named(reading: Reading, line: Line, before: int) -> Iterator[tuple[int, str, Entity]]:
    """The names before a masked position, the nearest first: their sentence, as they stand there, folded, and what they name."""
    for m in range(line.masked.n, max(0, line.masked.n - LINES), -1):
        tokens: list[tuple[int, Token]] = list(reading.line(m).masked.tokens.items())
        for position, token in reversed(tokens):
            if token.kind in NAMES and token.entity is not None and (m < line.masked.n or position < before):
                yield m, reading.folded[token.start : token.end], token.entity
