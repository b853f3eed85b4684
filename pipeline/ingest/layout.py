"""Lays passages out as a document's text, with its blocks, sentences and line map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.datamodel.document import Block, BlockKind, LineStart, Sentence, Span
from pipeline.datamodel.language import Language
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.texts.prose import joint
from pipeline.text.captions import Break, label_breaks, paragraph_starts
from pipeline.text.sentences import split_sentences

_PAUSE = re.compile(r"[，、；：,;:—–-][”’」』）)\"']*$")
_WHOLE = re.compile(r"(?<![\d.])\d{1,3}。\Z")
_PART = re.compile(r"\d{1,3}(?![\d年月日号號])")
_TIGHT = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


@dataclass(slots=True)
class Page:
    """A text while it is written: its pieces, and what lies over them."""

    language: Language
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    starts: list[LineStart] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self.pieces)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, numbered, each with the line and time where it begins."""
        found = []
        at = 0
        for n, span in enumerate(self.spans, start=1):
            while at + 1 < len(self.starts) and self.starts[at + 1].offset <= span.start:
                at += 1
            found.append(Sentence(n=n, span=span, line=self.starts[at].line, time=self.starts[at].time))
        return tuple(found)

    def write(self, text: str) -> None:
        """Appends a text."""
        self.pieces.append(text)
        self.length += len(text)

    def write_line(self, line: Line) -> None:
        """Appends a source line and notes where it comes from."""
        last = self.starts[-1] if self.starts else None
        if last is None or (last.line, last.time) != (line.number, line.time):
            self.starts.append(LineStart(self.length, line.number, line.time))
        self.write(line.text)

    def part(self, kind: BlockKind) -> None:
        """Writes what stands between the last block and one of this kind: a line break within lists and tables, else a blank line."""
        if self.blocks:
            self.write("\n" if kind in _TIGHT and self.blocks[-1].kind is kind else "\n\n")


def lay_out(passages: Sequence[Passage], language: Language, *, is_transcript: bool) -> Page:
    """The page of passages. Captions are put together into sentences and paragraphs; no punctuation is added."""
    page = Page(language)
    for passage in passages:
        if is_transcript:
            _write_captions(page, passage)
        else:
            _write_block(page, passage)
    return page


def _write_block(page: Page, passage: Passage) -> None:
    page.part(passage.kind)
    start = page.length
    written = len(page.pieces)
    is_code = passage.kind is BlockKind.CODE
    before = ""
    for index, line in enumerate(passage.lines):
        if index:
            page.write("\n" if is_code else joint(before, line.text))
        page.write_line(line)
        before = line.text
    page.blocks.append(Block(kind=passage.kind, span=Span(start, page.length), level=passage.level))
    if not is_code:
        text = "".join(page.pieces[written:])
        page.spans.extend(span.shifted(start) for span in split_sentences(text, page.language))


def _write_captions(page: Page, passage: Passage) -> None:
    """Paragraphs of sentences: a pause stays a line break in Chinese, a sentence ends with one, a break within a clause goes."""
    texts = [line.text for line in passage.lines]
    breaks = label_breaks(texts, page.language)
    firsts = set(paragraph_starts(texts, breaks))
    paragraph_start = sentence_start = page.length
    for index, line in enumerate(passage.lines):
        if index == 0 or index in firsts:
            if index:
                _end_sentence(page, sentence_start)
                page.blocks.append(Block(kind=passage.kind, span=Span(paragraph_start, page.length)))
            page.part(passage.kind)
            paragraph_start = sentence_start = page.length
        elif breaks[index - 1] is Break.SENTENCE_END:
            _end_sentence(page, sentence_start)
            page.write("\n")
            sentence_start = page.length
        else:
            page.write(_caption_joint(texts[index - 1], line.text, breaks[index - 1], page.language))
        page.write_line(line)
    _end_sentence(page, sentence_start)
    page.blocks.append(Block(kind=passage.kind, span=Span(paragraph_start, page.length)))


def _caption_joint(before: str, after: str, label: Break, language: Language) -> str:
    """What stands between two caption lines of one sentence."""
    if label is Break.CLAUSE_COMMA and language.is_chinese and not _PAUSE.search(before):
        return "\n"
    return joint(before, after)


def _end_sentence(page: Page, start: int) -> None:
    """Notes the sentences of what was written since `start`; a caption line may hold several."""
    text = _written_since(page, start)
    for span in split_sentences(text, page.language):
        if page.spans and _is_decimal(page.spans[-1].shifted(-start), span, text):
            page.spans[-1] = Span(page.spans[-1].start, start + span.end)
        else:
            page.spans.append(span.shifted(start))


def _is_decimal(before: Span, after: Span, text: str) -> bool:
    """True where a full stop between two spans is a decimal point that a translating machine wrote as `。` (`0。5`)."""
    if before.end != after.start or not _PART.match(text, after.start):
        return False
    return _WHOLE.search(text, max(0, before.start), before.end) is not None


def _written_since(page: Page, start: int) -> str:
    """The text from offset `start` on, which is where a piece begins."""
    left = page.length - start
    pieces = []
    for piece in reversed(page.pieces):
        if left <= 0:
            break
        pieces.append(piece)
        left -= len(piece)
    return "".join(reversed(pieces))
