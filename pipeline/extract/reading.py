"""A document as the rules read it: its sentences masked and cut into clauses, with the block and the headings that each stands under."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from pipeline.datamodel.document import Block, BlockKind, Document, Span
from pipeline.extract.aliases import aliased
from pipeline.extract.annotate import annotate
from pipeline.extract.cues import Cues, folder, load_cues
from pipeline.extract.established import Established
from pipeline.extract.interviews import Label, find_labels
from pipeline.extract.masks import CLAUSE_BORDER, Masked, mask
from pipeline.extract.tables import Tables, load_tables
from pipeline.extract.tokens import Token
from pipeline.text.glossary import Glossary
from pipeline.text.readings import reading_of

NEAR = 4
LEAST_AGAIN = 3  # characters of a name that is known by being spoken of again
PROPER = re.compile(
    r"[a-z0-9.&-][A-Z]|[A-Z][A-Za-z0-9]|^[A-Z]$|《|(?:公司|集团|集團|大学|大學|银行|銀行|研究院|研究所|实验室|實驗室|委员会|委員會|协会|協會|医院|醫院|法院|基金会|基金會|部|局|厅|廳|署)$"
)
GENERIC = re.compile(
    r"因[为為]|由于|大?多[数數]|很多|[许許]多|不少|一些|所有|部分|其[他它]|每|各|[两兩几幾]家|整[个個]|先[说說]|普通|一般|中小|小型|大型|[全当當][年季月天]|[单單][季日]"
)
START = attrgetter("start")
MAX_SENTENCE = 1200  # masked characters; what is longer is read in its first part only, so that time stays linear on hostile input


class Clause(NamedTuple):
    """A clause of a masked sentence: masked positions, half-open, borders left out."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as the rules read it. block: index of its block; headings: numbers of the headings above it, nearest first."""

    masked: Masked
    clauses: tuple[Clause, ...]
    block: int
    kind: BlockKind
    headings: tuple[int, ...]

    def clause_at(self, position: int) -> Clause:
        """The clause that holds the masked position, or the last one before it."""
        return self.clauses[max(0, bisect_right(self.clauses, position, key=START) - 1)]

    def around(self, span: Span, limit: int) -> Span:
        """The span with the clauses about it that let a reader judge it, at most `limit` characters: the whole sentence where that is short."""
        clauses = [self.masked.source(c.start, c.end) for c in self.clauses]
        for clause in [c for c in clauses if c.start >= span.end] + [c for c in reversed(clauses) if c.end <= span.start]:
            if max(span.end, clause.end) - min(span.start, clause.start) <= limit:
                span = Span(min(span.start, clause.start), max(span.end, clause.end))
        return span


@dataclass(frozen=True)
class Reading:
    """All that the rules know of a document before they match anything."""

    document: Document
    glossary: Glossary
    cues: Cues
    tables: Tables
    tokens: tuple[Token, ...]
    lines: tuple[Line, ...]
    folded: str = field(repr=False)
    labels: Mapping[int, Label] = field(default_factory=dict)

    @cached_property
    def is_chinese(self) -> bool:
        """True when the document is read with the Chinese tables."""
        return self.document.language.is_chinese

    @cached_property
    def established(self) -> Established:
        """The names that typed claims may be of."""
        return Established(self.document, self.folded, self.glossary)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.masked.span.start for line in self.lines]

    @cached_property
    def skipped(self) -> frozenset[int]:
        """The sentences that are no matter for a digest, by number."""
        return frozenset(line.masked.n for line in self.lines if self.cues.skip.search(line.masked.text) is not None)

    def names(self, entity_id: str, n: int) -> int | None:
        """The sentence nearest to `n` that has the name whole, at most `NEAR` away; `n` itself when it does not infer the name."""
        for m in sorted(range(max(1, n - NEAR), min(len(self.lines), n + NEAR) + 1), key=lambda m: (abs(m - n), m)):
            inferred = [t.is_inferred for t in self.lines[m - 1].masked.tokens.values() if t.entity is not None and t.entity.id == entity_id]
            if (m == n and not any(inferred)) or (inferred and not all(inferred)):
                return m
        return None

    def divisor(self, line: Line) -> tuple[int, str] | None:
        """What the prices told last are counted by (a million tokens), and the sentence that says so, at most three before."""
        for n in range(line.masked.n, max(0, line.masked.n - 4), -1):
            for token in self.line(n).masked.tokens.values():
                if token.kind == "money" and token.quantity is not None and token.quantity.per is not None:
                    return n, token.quantity.per
        return None

    def is_proper(self, words: str) -> bool:
        """True when words that no glossary knows name somebody: written like a name, what the title or a heading is about, or spoken of again."""
        if GENERIC.match(words):
            return False
        if PROPER.search(words) or words in (self.document.title or ""):
            return True
        return words in self._heading_words or self._is_spoken_of_again(words)

    @cached_property
    def _heading_words(self) -> str:
        """The words of all headings, a line each."""
        return "\n".join(self.document.quote(line.masked.n) for line in self.lines if line.kind is BlockKind.HEADING)

    def _is_spoken_of_again(self, words: str) -> bool:
        """True for Chinese words of a name's length that open several clauses, each going on in another way (滇池新材料与…；滇池新材料营收…)."""
        if not self.is_chinese or len(words) < LEAST_AGAIN:
            return False
        return len({m[1] for m in re.finditer(rf"(?:^|[，。；、：！？“「\s]){re.escape(words)}(.)", self.document.text)}) > 1

    def label_end(self, line: Line) -> int:
        """The masked position where the label of the speaker ends that the line opens with; 0 when it has none."""
        label = self.labels.get(line.block)
        if label is None or not label.start <= line.masked.span.start < label.end:
            return 0
        return sum(start < label.end for start in line.masked.starts)

    def tokens_between(self, start: int, end: int) -> Sequence[Token]:
        """The tokens that begin between two offsets of the document."""
        first = bisect_left(self.tokens, start, key=lambda t: t.start)
        return self.tokens[first : bisect_left(self.tokens, end, key=lambda t: t.start)]

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence at or before an offset of the document."""
        return max(1, bisect_right(self._starts, offset))

    def line(self, n: int) -> Line:
        """The line of sentence number `n`."""
        return self.lines[n - 1]


def read(document: Document, glossary: Glossary) -> Reading:
    """The document annotated, masked and cut."""
    name = folder(document.language)
    cues, tables = load_cues(name), load_tables(name)
    tokens = aliased(document, annotate(document, glossary, cues))
    folded = reading_of(document.text, document.language, glossary).folded
    starts = [t.start for t in tokens]
    lines = []
    places = _places(document)
    for sentence, (block, headings) in zip(document.sentences, places, strict=True):
        span = Span(sentence.span.start, min(sentence.span.end, sentence.span.start + MAX_SENTENCE))
        inside = [t for t in tokens[bisect_left(starts, span.start) : bisect_left(starts, span.end)] if t.end <= span.end]
        masked = mask(sentence.n, span, folded, inside, tables.own, tables.literals, document.language.is_chinese)
        kind = document.blocks[block].kind if document.blocks else BlockKind.PARAGRAPH
        lines.append(Line(masked, clauses_of(masked.text), block, kind, headings))
    return Reading(document, glossary, cues, tables, tuple(tokens), tuple(lines), folded, find_labels(document))


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a masked sentence, cut at commas, semicolons, colons and pauses."""
    clauses = []
    at = 0
    for border in CLAUSE_BORDER.finditer(text):
        if border.start() > at:
            clauses.append(Clause(at, border.start()))
        at = border.end()
    if at < len(text):
        clauses.append(Clause(at, len(text)))
    elif text and not clauses:
        clauses.append(Clause(0, len(text)))
    return tuple(clauses)


def _places(document: Document) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For each sentence its block's index and the sentences of the headings above it, nearest first."""
    blocks: Sequence[Block] = document.blocks
    starts = [b.span.start for b in blocks]
    stack: list[tuple[int, int]] = []
    for sentence in document.sentences:
        index = max(0, bisect_right(starts, sentence.span.start) - 1)
        if blocks and blocks[index].kind is BlockKind.HEADING:
            level = blocks[index].level
            stack = [(deep, n) for deep, n in stack if deep < level or (deep == level and n == sentence.n - 1 and _same_block(document, index, n))]
            yield index, tuple(n for _, n in reversed(stack))
            stack.append((level, sentence.n))
        else:
            yield index, tuple(n for _, n in reversed(stack))


def _same_block(document: Document, index: int, n: int) -> bool:
    return document.blocks[index].span.contains(document.sentence(n).span)
