"""What stands in Markdown without being Markdown (HTML tables, scripts, a template's or component's marks, formulas), rewritten as Markdown.

Line for line: a line that goes is left empty, so that every other one keeps its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_FENCE = re.compile(r"\s*(?P<mark>`{3,}|~{3,})\s*(?P<info>[^`]*)$")
_WRAPPER = re.compile(r"\s*`{3,}\s*(?:markdown|md|text|txt)\s*$", re.I)
_SKIPPED = re.compile(r"\s*<(?P<tag>script|style|iframe|video|audio|svg|object|noscript)\b(?![^<]*/>\s*$)", re.I)
_COMPONENT = re.compile(r"\s*(?:</?[A-Z][\w.]{0,60}(?:\s[^<>]{0,500})?/?>|</>|<>)\s*$")
_IMPORT = re.compile(r"\s*(?:import\s(?:[\w{},*\s]{1,200}\sfrom\s+)?['\"][^'\"]+['\"]|export\s+(?:const|default|function)\b.*);?\s*$")
_TEMPLATE = re.compile(r"\s*\{[%{][-<%]?\s*(?P<end>end|/)?\s*(?P<word>highlight|codeblock|code|raw|verbatim)\b[^{}]*[%}>]?[%}]\}?\s*$")
_FORMULA = re.compile(r"\s*(?P<open>\$\$|\\\[)(?P<rest>.*?)\s*$")
_HEADING = re.compile(r"\s*<h(?P<rank>[1-6])\b[^<>]*>(?P<words>.*\S.*)</h(?P=rank)>\s*$", re.I)
_ADMONITION = re.compile(r"(?P<indent>\s*)(?:!!!|\?\?\?\+?)\s+[\w-]+(?:\s+\"(?P<title>[^\"]{0,200})\")?\s*$")
_PLAIN_CALLOUT = re.compile(r"(?P<quote>\s*(?:>\s?)+)\*\*(?:note|tip|warning|important|caution|注意|提示|警告|说明|說明)\*\*[:：]?\s*$", re.I)
_CALLOUT = re.compile(r"(?P<quote>\s*(?:>\s?)+)\[!\w+\][+-]?\s*(?P<title>.*)$")
_CONTENTS = re.compile(r"\s*(?:@?\[\[?_?toc_?\]?\](?:\([^()]{0,40}\))?|\{:toc\}|\$\{toc\}|<toc\s?/?>|\*\s+(?:toc|目录)\s*\{:.*\})\s*$", re.I)
_ROW = re.compile(r"<tr\b[^<>]*>(?P<cells>.*?)(?=</tr|<tr\b|</table|$)", re.I | re.S)
_CELL = re.compile(r"<t[hd]\b[^<>]*>(?P<words>.*?)(?=</t[hd]|<t[hd]\b|</tr|$)", re.I | re.S)
_TAGS = re.compile(r"</?(?:p|br|div|ul|ol|li)\b[^<>]{0,300}>", re.I)
_MAX_TABLE = 2000  # lines of an HTML table, after which one that is never closed is text
_THOUGHT = re.compile(r"</(?:think|thinking|thought|reasoning|reflection)>", re.I)
_WHOLE = 0.4  # share of a text that a fence around all of it holds
_EDGE = 4  # lines that hold words before and after such a fence


@dataclass(slots=True)
class _Islands:
    """Reads lines in order. fence: the mark that ends the code that stands open. skip: the closing tag up to which everything goes."""

    fence: str | None = None
    skip: str | None = None
    formula: str | None = None
    table: list[str] = field(default_factory=list)

    def line(self, text: str) -> list[str]:
        """The lines that stand for one line: none while a table is being gathered, all of its lines at its end."""
        if self.table:
            return self._table_line(text)
        if self.skip is not None:
            self.skip = None if self.skip in text.lower() else self.skip
            return [""]
        if self.formula is not None:
            closes = text.rstrip().endswith(self.formula)
            self.formula = None if closes else self.formula
            return ["```" if closes else text]
        if self.fence is not None:
            self._close_fence(text)
            return [text]
        return self._open(text)

    def _close_fence(self, text: str) -> None:
        stripped = text.strip()
        if self.fence is not None and stripped.startswith(self.fence) and not stripped.strip(self.fence[0]):
            self.fence = None

    def _open(self, text: str) -> list[str]:
        if fence := _FENCE.match(text):
            self.fence = fence["mark"]
            return [text]
        if "<" in text and "<table" in text.lower():
            return self._table_line(text)
        if template := _TEMPLATE.match(text):
            return ["" if template["word"] in ("raw", "verbatim") else "```"]
        if formula := _FORMULA.match(text):
            return [self._formula(text, formula)]
        return [self._single(text)]

    def _formula(self, text: str, formula: re.Match[str]) -> str:
        """A formula that stands alone: a code block where it goes over several lines, else nothing a sentence could cite."""
        close = "$$" if formula["open"] == "$$" else "\\]"
        if not formula["rest"]:
            self.formula = close
            return "```"
        return "" if formula["rest"].endswith(close) else text

    def _single(self, text: str) -> str:
        if skipped := _SKIPPED.match(text):
            close = f"</{skipped['tag'].lower()}"
            self.skip = None if close in text.lower() else close
            return "" if self.skip else text
        if heading := _HEADING.match(text):
            return f"{'#' * int(heading['rank'])} {heading['words']}"
        if admonition := _ADMONITION.match(text):
            title = admonition["title"]
            return f"{admonition['indent']}**{title}**\n" if title else ""
        if callout := _PLAIN_CALLOUT.match(text):
            return callout["quote"]
        if callout := _CALLOUT.match(text):
            return f"{callout['quote']}**{callout['title']}**\n{callout['quote']}" if callout["title"].strip() else callout["quote"]
        return "" if _COMPONENT.match(text) or _IMPORT.match(text) or _CONTENTS.match(text) else text

    def _table_line(self, text: str) -> list[str]:
        self.table.append(text)
        if "</table" in text.lower() or len(self.table) > _MAX_TABLE:
            gathered, self.table = self.table, []
            return _rows(gathered)
        return []


def _rows(lines: Sequence[str]) -> list[str]:
    """The rows of an HTML table as rows of a Markdown table, each on the line where it ends or, where that is taken, below."""
    source = "\n".join(lines)
    start = source.lower().index("<table")
    if _CELL.search(source) is None:
        return list(lines)
    made = [""] * len(lines)
    made[0] = source[:start].replace("\n", " ")
    for row in _ROW.finditer(source, start):
        cells = [" ".join(_TAGS.sub(" ", cell["words"]).replace("|", r"\|").split()) for cell in _CELL.finditer(row["cells"])]
        at = source.count("\n", 0, row.start())
        if any(cells):
            written = "| " + " | ".join(cells) + " |"
            made[at] = f"{made[at]}\n{written}" if made[at] else written
    return made


def as_markdown(lines: Sequence[str]) -> list[str]:
    """The lines with islands rewritten; as many as there were. What takes more than its line has line breaks within it (`numbered`)."""
    islands = _Islands()
    made: list[str] = []
    for line in lines:
        made.extend(islands.line(line))
    return made + islands.table


def unwrapped(lines: Sequence[str]) -> list[str]:
    """The lines without a fence around all of them, in which a chat model hands over a text that it wrote."""
    thought = next((index for index, line in enumerate(lines) if _THOUGHT.search(line)), -1)
    full = [index for index, line in enumerate(lines) if line.strip() and index > thought]
    opening = next((index for index in full[:_EDGE] if _WRAPPER.match(lines[index])), None)
    closing = next((index for index in reversed(full[-_EDGE:]) if lines[index].strip() in ("```", "````")), None)
    if opening is None or closing is None or closing <= opening:
        return list(lines)
    inner = sum(map(len, lines[opening + 1 : closing]))
    if inner < _WHOLE * sum(map(len, lines[thought + 1 :])):
        return list(lines)
    return [*lines[:opening], "", *lines[opening + 1 : closing], "", *lines[closing + 1 :]]


def numbered(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each line with its index; a line that holds several gives each of them under the same index."""
    for index, line in enumerate(lines):
        for part in line.split("\n"):
            yield index, part
