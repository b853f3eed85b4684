"""An editor's Markdown, read: what stands in it, line by line, and by which comment each item is known. It says nothing of what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import yaml

from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError

_FRONT = re.compile(r"\A\ufeff?---\r?\n(.*?)\n---\r?\n", re.S)
_MARKER = re.compile(r"<!--\s*([pndh]:[0-9a-f]{8})\s*-->")
_SECTION = re.compile(r"<!--\s*(s:[0-9a-f]{8}|numbers|briefs|follow-ups)\s*-->")
_TABLE = re.compile(r"<!--\s*(t:[0-9a-f]{8})\s*-->")
_PROGRAMS = re.compile(r"<!--\s*(?:masthead|differ|sources|remark|empty)\s*-->")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_BULLET = re.compile(r"\A\s*(?:[*+-]|\d+[.)])\s+(?=\S)")
_NUMERAL = re.compile(r"(?:[零一二三四五六七八九十]+、|\d+\\?\.\s+)")
_NOTE = re.compile(r"(?<!\\)\[\^([\w-]+)\]")
_LABEL = re.compile(r"\*\*((?:[^*\\]|\\.)+)\*\*(?:：|:\s*)")
_BOLD_LINE = re.compile(r"\*\*((?:[^*\\]|\\.)+)\*\*")
_LINK = re.compile(r"(?<![\\!])\[((?:[^\]\\]|\\.){0,999})\]\(([^()\s]*)\)")
_EMPHASIS = re.compile(r"(?<!\\)(\*\*|__|\*|`|~~)(?=\S)(.+?)(?<=[^\s\\])\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&(lt|gt|amp|quot);")
_ORDERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # control and direction characters
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bullet up to a footnote's mark. note: the footnote's number; None after the last one, or where it is no number."""

    text: str
    note: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedItem:
    """A bullet or a paragraph. line: from 1. marker: the comment that names it, or None. label: in bold before it, or "".

    texts: its lines, one a language of the page, in segments. after: what stands behind the comment.
    """

    line: int
    marker: str | None
    label: str
    texts: tuple[tuple[Segment, ...], ...]
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedTable:
    """A table. rows: the texts of its cells, header first, footnotes' marks left out."""

    line: int
    marker: str | None
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedSection:
    """What stands under a heading of the second level. marker: `s:…` of a story, `numbers`, `briefs`, `follow-ups`; None: the editor's own."""

    line: int
    marker: str | None
    titles: tuple[str, ...]
    items: tuple[EditedItem, ...]
    tables: tuple[EditedTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedIssue:
    """The page. period: the issue's id. tags: its languages, one or two. headline, lead: by tag, with the line each begins in."""

    period: str
    tags: tuple[str, ...]
    headline: dict[str, str]
    headline_line: int
    lead: dict[str, str]
    lead_line: int
    sections: tuple[EditedSection, ...]


def read_edited(text: str, address: str = "newsletter.md") -> EditedIssue:
    """The page as it stands. Raises ConfigError, naming `address`, for a text that is no issue: no front matter with `issue` and `lang`."""
    text = _ORDERS.sub("", text)
    match = _FRONT.match(text)
    try:
        front = yaml.safe_load(match[1]) if match else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date of month 13 is a ValueError alone
        raise ConfigError(f"{address}: its front matter is no YAML ({' '.join(str(error).split())}); correct it") from error
    if not match or not isinstance(front, dict) or "issue" not in front:
        raise ConfigError(f"{address}: it has no front matter that names its issue; edit the newsletter.EDITION.md that pipeline newsletter wrote")
    lang = front.get("lang")
    tags = tuple(str(tag) for tag in (lang if isinstance(lang, list) else [lang]))
    if not 1 <= len(tags) <= 2 or not set(tags) <= set(Edition):
        raise ConfigError(f"{address}: lang {lang!r} names no edition; leave it as pipeline newsletter wrote it")
    period = front["issue"]
    body = text[match.end() :].replace("\r\n", "\n")
    first = text[: match.end()].count("\n") + 1
    return _Reader(tags).read(period.isoformat() if isinstance(period, date) else str(period), body.split("\n"), first)


@dataclass(slots=True)
class _Block:
    """Lines that belong together: a bullet with its continuation, a paragraph, a table, a heading."""

    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class _Section:
    line: int
    marker: str | None
    titles: list[str]
    items: list[EditedItem] = field(default_factory=list)
    tables: list[EditedTable] = field(default_factory=list)
    table: str | None = None

    def done(self) -> EditedSection:
        return EditedSection(line=self.line, marker=self.marker, titles=tuple(self.titles), items=tuple(self.items), tables=tuple(self.tables))


class _Reader:
    """Walks the blocks of a page once."""

    def __init__(self, tags: tuple[str, ...]) -> None:
        self._tags = tags
        self._headline: list[str] = []
        self._headline_line = self._lead_line = 0
        self._lead: list[str] = []
        self._sections: list[_Section] = []
        self._pending: str | None = None

    def read(self, period: str, lines: Sequence[str], first: int) -> EditedIssue:
        """The page of these lines, the first of which has the number `first`."""
        for block in _blocks(lines, first):
            self._take(block)
        leads = self._by_tag(self._lead)
        return EditedIssue(
            period=period,
            tags=self._tags,
            headline=dict(zip(self._tags, self._headline, strict=False)),
            headline_line=self._headline_line,
            lead=leads,
            lead_line=self._lead_line,
            sections=tuple(section.done() for section in self._sections),
        )

    def _take(self, block: _Block) -> None:
        text = block.text.strip()
        section = _SECTION.fullmatch(text)
        if section:
            self._pending = section[1]
        elif text.startswith("## "):
            title = plain(_NUMERAL.sub("", _COMMENT.sub("", text[3:]).strip(), count=1))
            self._sections.append(_Section(block.line, self._pending, [title]))
            self._pending = None
        elif text.startswith("# ") and not self._sections:
            self._headline, self._headline_line = [plain(_COMMENT.sub("", text[2:]))], block.line
        elif _PROGRAMS.search(text):
            return
        elif not self._sections:
            self._above(block, text)
        else:
            self._within(self._sections[-1], block, text)

    def _above(self, block: _Block, text: str) -> None:
        """The second headline, or a paragraph of the lead."""
        bold = _BOLD_LINE.fullmatch(text)
        if bold and len(self._tags) == 2 and len(self._headline) == 1 and not self._lead:
            self._headline.append(plain(bold[1]))
            return
        self._lead_line = self._lead_line or block.line
        self._lead.append(plain(_NOTE.sub("", _COMMENT.sub("", _BULLET.sub("", text)))))

    def _within(self, section: _Section, block: _Block, text: str) -> None:
        table = _TABLE.search(text)
        bold = _BOLD_LINE.fullmatch(text)
        if table:
            section.table = table[1]
        elif text.startswith("|"):
            section.tables.append(_table(block, section.table))
            section.table = None
        elif bold and len(self._tags) == 2 and len(section.titles) == 1 and not section.items:
            section.titles.append(plain(bold[1]))
        elif _COMMENT.sub("", text).strip():
            section.items.append(_item(block))

    def _by_tag(self, paragraphs: Sequence[str]) -> dict[str, str]:
        """The paragraphs of a lead by language, where the page has two."""
        if len(self._tags) == 1:
            return {self._tags[0]: _joined(paragraphs)}
        chinese = [one for one in paragraphs if 2 * len(_HAN.findall(one)) > len(_LATIN.findall(one)) / 2]
        english = [one for one in paragraphs if one not in chinese]
        return {tag: _joined(english if tag == Edition.EN else chinese) for tag in self._tags}


def _joined(paragraphs: Sequence[str]) -> str:
    joint = "" if paragraphs and _HAN.search(paragraphs[0]) else " "
    return joint.join(paragraphs)


def _blocks(lines: Sequence[str], first: int) -> Iterator[_Block]:
    """The blocks before the part on how the page was made."""
    block: _Block | None = None
    for number, line in enumerate(lines, first):
        if line.strip() == "<!-- provenance -->":
            break
        stripped = line.strip()
        alone = stripped.startswith("#") or _SECTION.fullmatch(stripped) is not None
        begins = alone or _BULLET.match(line) is not None or (stripped.startswith("|") != (block is not None and block.lines[0].startswith("|")))
        if block and (not stripped or begins):
            yield block
            block = None
        if stripped and block is None:
            block = _Block(number, [line])
        elif stripped and block:
            block.lines.append(line)
        if alone and block:
            yield block
            block = None
    if block:
        yield block


def _item(block: _Block) -> EditedItem:
    text = _BULLET.sub("", block.text, count=1)
    found = _MARKER.search(text)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text, "")
    lines = [line.strip() for line in before.split("\n") if line.strip()]
    label = _LABEL.match(lines[0]) if lines else None
    return EditedItem(
        line=block.line,
        marker=found[1] if found else None,
        label=plain(label[1]) if label else "",
        texts=tuple(tuple(_segments(_LABEL.sub("", line, count=1) if label else line)) for line in lines),
        after=plain(_NOTE.sub("", after)),
    )


def _segments(line: str) -> Iterator[Segment]:
    at = 0
    for match in _NOTE.finditer(line):
        yield Segment(plain(line[at : match.start()]), int(match[1]) if match[1].isdecimal() else None)
        at = match.end()
    if plain(line[at:]):
        yield Segment(plain(line[at:]), None)


def _table(block: _Block, marker: str | None) -> EditedTable:
    rows = []
    for line in block.lines:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|") if not line.strip().endswith("\\|") else line)]
        if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            rows.append(tuple(plain(_NOTE.sub("", cell)) for cell in cells))
    return EditedTable(line=block.line, marker=marker, rows=tuple(rows))


def plain(text: str) -> str:
    r"""Markdown of a line as the text that it shows; an address stays behind its link's text.

    >>> plain(r"**a** \*b\* [c](https://d.example) &lt;e>")
    'a *b* c (https://d.example) <e>'
    """
    text = _COMMENT.sub("", text)
    text = _LINK.sub(lambda match: f"{match[1]} ({match[2]})" if match[2] else match[1], text)
    while (bare := _EMPHASIS.sub(r"\2", text)) != text:
        text = bare
    return " ".join(_ESCAPE.sub(lambda match: match[1] or _ENTITIES[match[2]], text).split())
