"""Markdown with or without front matter: headings, lists, quotes, tables, code and paragraphs, without their marks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.datamodel.document import BlockKind, Source
from pipeline.ingest.base import Line, Passage, Reading, source_lines, suffix, unify_line_ends
from pipeline.ingest.texts.inline import plain_words
from pipeline.ingest.texts.islands import as_markdown, numbered, unwrapped
from pipeline.ingest.texts.prose import paragraphs

_SCALARS = (str, int, float, date)
MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_FRONT_MATTER = re.compile(r"\A\ufeff?\s*?^(---|\+\+\+)[ \t]*\n(.{0,20000}?)^(?:\1|\.\.\.)[ \t]*$", re.S | re.M)
_SIGNS = re.compile(
    r"^[ ]{0,3}#{1,6}[ ]+\S|^[ ]{0,3}(?:```|~~~)|\*\*[^*\s][^*\n]{0,200}\*\*|!?\[[^\[\]\n]{0,200}\]\([^()\s]{1,2000}\)"
    r"|^\|?[ ]{0,9}:?-{3,}:?[ ]{0,9}\|",
    re.M,
)
_MIN_SIGNS = 3  # in the first characters of a text whose name does not say that it is Markdown
_LOOKED_AT = 20_000  # characters

_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*[\w+#.{}:=\" -]*$")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+|(?<=##)(?=[^#\s]))(.*?)(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,40}|(?:-\s*){3,200}|(?:_\s*){3,200})$")
_ITEM = re.compile(r"(\s*)(?:[-*+•‣▪◦●○■·](?:\s+|$)|\d{1,3}[.)](?:\s+|$)|\d{1,3}[、．]\s*|[(（]\d{1,3}[)）]\s*)(.*)$")
_TASK = re.compile(r"\[[ xX]\]\s+")
_QUOTE = re.compile(r" {0,3}> ?")
_ADMONITION = re.compile(r"\s*\[!\w+\]\s*$|\s*:::.*$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\[\]]{1,200}\]:\s*\S+")
_NOTE = re.compile(r" {0,3}\[\^[^\[\]\s]{1,40}\]:\s*")
_CODE_INDENT = re.compile(r"(?: {4}|\t)")
_CODE_SIGNS = re.compile(r"[{}();=<>$]|^\s*(?:#|//|import |from |def |\$ )")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CELL = re.compile(r"(?<!\\)\|")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,80})(?<=\S)\1[:：]?$")
_BOLD_LABEL = re.compile(r"[。！？!?.，,；;]$")
_BOLD_LEVEL = 7
_MIN_HEADLINE = 5  # characters
_ADDRESS = re.compile(r"\]\(\s{0,9}<?(https?://[^\s()<>]{1,2000})")


@dataclass(slots=True)
class _Parser:
    """Reads Markdown line by line; what stands open is a paragraph, a list item, a table or a code block."""

    passages: list[Passage] = field(default_factory=list)
    open_lines: list[Line] = field(default_factory=list)
    open_kind: BlockKind = BlockKind.PARAGRAPH
    open_level: int = 0
    indents: list[int] = field(default_factory=list)
    fence: str | None = None
    after_blank: bool = True
    in_comment: bool = False

    def close(self) -> None:
        """Ends what stands open."""
        lines, kind, level = self.open_lines, self.open_kind, self.open_level
        self.open_lines, self.open_kind, self.open_level = [], BlockKind.PARAGRAPH, 0
        if not lines:
            return
        if kind is BlockKind.CODE:
            full = [index for index, line in enumerate(lines) if line.text.strip()]
            if full:
                self.passages.append(Passage(kind, tuple(lines[full[0] : full[-1] + 1])))
            return
        self.passages.extend(_finished(lines, kind, level))

    def open(self, kind: BlockKind, text: str, number: int, level: int = 0) -> None:
        """Ends what stands open and begins a block."""
        self.close()
        self.open_kind, self.open_level = kind, level
        self.open_lines.append(Line(text, number))

    def feed(self, text: str, number: int, following: str, in_quote: bool = False) -> None:
        """Takes one line. following: the line after it, which makes a heading or a table of it."""
        if self.fence is not None:
            self._feed_code(text, number)
        elif not text.strip():
            self.close()
            self.after_blank = True
        else:
            if not self._feed_comment(text):
                self._feed_block(text, number, following, in_quote)
            self.after_blank = False

    def _feed_code(self, text: str, number: int) -> None:
        stripped = text.strip()
        if self.fence is not None and stripped.startswith(self.fence) and not stripped.strip(self.fence[0]):
            self.fence = None
            self.close()
        else:
            self.open_lines.append(Line(text, number))

    def _feed_comment(self, text: str) -> bool:
        """True when the line stands in an HTML comment that goes over several lines."""
        if self.in_comment:
            self.in_comment = "-->" not in text
            return True
        if text.lstrip().startswith("<!--") and "-->" not in text:
            self.close()
            self.in_comment = True
            return True
        return False

    def _feed_block(self, text: str, number: int, following: str, in_quote: bool) -> None:
        fence = _FENCE.match(text)
        if fence:
            self.close()
            self.fence, self.open_kind = fence.group(1), BlockKind.CODE
        elif heading := _HEADING.match(text):
            self.indents.clear()
            self.open(BlockKind.HEADING, heading.group(2), number, len(heading.group(1)))
            self.close()
        elif self._is_underline(text):
            self._make_heading(text)
        elif _RULE.match(text) or _DEFINITION.match(text) or _ADMONITION.match(text):
            self.close()
        elif "|" in text and self._feed_row(text, number, following):
            return
        elif item := _ITEM.match(text):
            self._feed_item(item, number)
        elif self.open_lines and self.open_kind is not BlockKind.TABLE_ROW:
            self.open_lines.append(Line(text.strip(), number))
        elif self.after_blank and not self.indents and _CODE_INDENT.match(text) and not _HAN.search(text) and _CODE_SIGNS.search(text):
            self.close()
            self.passages.append(Passage(BlockKind.CODE, (Line(text, number),)))
        else:
            if not text[0].isspace():
                self.indents.clear()
            self.open(BlockKind.QUOTE if in_quote else BlockKind.PARAGRAPH, _NOTE.sub("", text).strip(), number)

    def _is_underline(self, text: str) -> bool:
        return len(self.open_lines) == 1 and self.open_kind is BlockKind.PARAGRAPH and len(text.strip()) > 1 and bool(_UNDERLINE.match(text))

    def _make_heading(self, text: str) -> None:
        self.open_kind, self.open_level = BlockKind.HEADING, 1 if "=" in text else 2
        self.close()

    def _feed_item(self, item: re.Match[str], number: int) -> None:
        indent = len(item.group(1).expandtabs(4))
        while self.indents and indent <= self.indents[-1] - (indent > 0):
            self.indents.pop()
        if not self.indents or indent > self.indents[-1]:
            self.indents.append(indent)
        self.open(BlockKind.LIST_ITEM, _TASK.sub("", item.group(2), count=1), number, len(self.indents))

    def _feed_row(self, text: str, number: int, following: str) -> bool:
        """Takes a row of a table; False when the line is none."""
        in_table = self.open_kind is BlockKind.TABLE_ROW and bool(self.open_lines)
        if not in_table and not ("-" in following and "|" in following and _TABLE_RULE.match(following)) and not text.strip().startswith("|"):
            return False
        if _TABLE_RULE.match(text) and "-" in text:
            return True
        self.open(BlockKind.TABLE_ROW, _row(text), number)
        return True


def _row(text: str) -> str:
    """The cells of a table's row with ` | ` between them."""
    cells = [plain_words(cell).strip() for cell in _CELL.split(text.strip().strip("|"))]
    return " | ".join(cells) if any(cells) else ""


def _finished(lines: Sequence[Line], kind: BlockKind, level: int) -> list[Passage]:
    """The passages of a block's lines, without inline marks."""
    source = "\n".join(line.text for line in lines)
    address = _ADDRESS.search(source) if "](" in source else None
    link = address.group(1) if address else None
    if kind is BlockKind.PARAGRAPH and len(lines) == 1 and (bold := _BOLD_LINE.match(source)) and not _BOLD_LABEL.search(bold.group(2)):
        kind, level = BlockKind.HEADING, _BOLD_LEVEL
    words = source if kind is BlockKind.TABLE_ROW else plain_words(source)
    texts = words.split("\n")
    plain = [Line(text.strip(), line.number) for text, line in zip(texts, lines, strict=True) if text.strip()]
    if kind is BlockKind.PARAGRAPH and len(plain) > 1 and _HAN.search(words):
        return [Passage(kind, chunk, level, link) for chunk in paragraphs(plain)]
    return [Passage(kind, tuple(plain), level, link)] if plain else []


def read_blocks(lines: Sequence[str], first: int = 1) -> list[Passage]:
    """The passages of Markdown lines; `first` is the number of the first line."""
    parser = _Parser()
    source = list(numbered(as_markdown(lines)))
    bare = [_unquote(line) for _, line in source]
    was_quote = False
    for index, (text, is_quote) in enumerate(bare):
        if is_quote != was_quote and parser.fence is None and (is_quote or not text.strip() or not parser.open_lines):
            parser.close()
            parser.after_blank = True
        if parser.fence is not None and not is_quote:
            text = source[index][1]
        following = bare[index + 1][0] if index + 1 < len(bare) else ""
        parser.feed(text, first + source[index][0], following, in_quote=is_quote)
        was_quote = is_quote
    parser.close()
    return _merged_code(parser.passages)


def _unquote(line: str) -> tuple[str, bool]:
    """A line without its quotation marks `>`, and whether it had any."""
    is_quote = False
    for _ in range(9):
        match = _QUOTE.match(line)
        if not match:
            break
        line, is_quote = line[match.end() :], True
    return line, is_quote


def _merged_code(passages: Sequence[Passage]) -> list[Passage]:
    """Indented code, which comes line by line, as one block."""
    merged: list[Passage] = []
    for passage in passages:
        if merged and passage.kind is merged[-1].kind is BlockKind.CODE and passage.lines[0].number == merged[-1].lines[-1].number + 1:
            merged[-1] = Passage(BlockKind.CODE, merged[-1].lines + passage.lines)
        elif passage.lines:
            merged.append(passage)
    return merged


def read_front_matter(text: str) -> tuple[dict[str, str], int]:
    r"""The scalar fields of YAML front matter, and how many characters it takes; ({}, 0) where there is none or it is not YAML.

    >>> read_front_matter("---\ntitle: 标题\ndate: 2024-07-29\n---\n正文")
    ({'title': '标题', 'date': '2024-07-29'}, 34)
    """
    match = _FRONT_MATTER.match(text[:25_000])
    if not match:
        return {}, 0
    try:
        loaded = _loaded(match[1], match[2])
    except (ValueError, RecursionError):
        return _loose_fields(match[2]), match.end()
    if not isinstance(loaded, Mapping):
        return {}, 0
    fields = {}
    for key, value in loaded.items():
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value if isinstance(item, _SCALARS))
        if isinstance(value, _SCALARS) and isinstance(key, str):
            fields[key.lower()] = str(value).strip()
    return fields, match.end()


def _loaded(mark: str, source: str) -> object:
    """The front matter between two marks: TOML between `+++`, else YAML. Raises ValueError where it is neither."""
    if mark == "+++":
        return tomllib.loads(source)
    import yaml

    try:
        return yaml.safe_load(source.expandtabs(2))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _loose_fields(source: str) -> dict[str, str]:
    """`key: value` lines of front matter that is no valid YAML (an unquoted colon in a title)."""
    pairs = (line.partition("=" if "=" in line and ":" not in line else ":") for line in source.splitlines() if line[:1].isalpha())
    return {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs if value.strip()}


class MarkdownIngestor:
    """Reads Markdown."""

    name = "markdown"

    def accepts(self, source: Source, text: str) -> bool:
        """True for front matter, for several of Markdown's marks, or for a name that says so."""
        head = unify_line_ends(text[:_LOOKED_AT])
        if _FRONT_MATTER.match(head) or suffix(source) in MARKDOWN_NAMES:
            return True
        signs = sum(1 for _ in zip(_SIGNS.finditer(head), range(_MIN_SIGNS), strict=False))
        return signs >= _MIN_SIGNS

    def read(self, source: Source, text: str) -> Reading:
        """The passages, with what the front matter says of the source; the title is the front matter's or the first heading."""
        text = unify_line_ends(text)
        fields, length = read_front_matter(text)
        lines = source_lines(text[length:])
        passages = read_blocks(unwrapped(lines), first=len(source_lines(text[:length])))
        return Reading(
            format=self.name,
            passages=passages,
            title=fields.get("title") or first_title(passages),
            author=fields.get("author") or fields.get("authors"),
            url=next((fields[key] for key in ("url", "canonical", "canonical_url", "source") if fields.get(key, "").startswith("http")), None),
            language=fields.get("lang") or fields.get("language"),
            published=next((fields[key] for key in _DATE_KEYS if fields.get(key)), None),
        )


_DATE_KEYS = (
    "published", "date", "publishdate", "publish_date", "published_at", "publishedat", "pubdate", "pub_date", "datepublished",
    "created", "created_at", "time",
)  # fmt: skip


def first_title(passages: Sequence[Passage]) -> str | None:
    """The first heading, where it is of rank 1 or alone in its rank."""
    headings = [passage for passage in passages if passage.kind is BlockKind.HEADING and passage.level <= 6]
    if headings and (headings[0].level == 1 or all(later.level > headings[0].level for later in headings[1:])):
        return headings[0].text
    named = next((heading.text for heading in headings[:3] if heading.level == 1), None)
    return named or (passages[0].text if passages and _is_headline(passages) else None)


def _is_headline(passages: Sequence[Passage]) -> bool:
    """True for a bold line that opens the text, unless it is a label or stands again below, as the name of who speaks does."""
    first = passages[0]
    if first.kind is not BlockKind.HEADING or first.level != _BOLD_LEVEL or first.text.endswith((":", "：")):
        return False
    return len(first.text) >= _MIN_HEADLINE and all(later.text != first.text for later in passages[1:])
