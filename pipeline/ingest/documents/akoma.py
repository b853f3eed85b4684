"""Akoma Ntoso, the XML of parliaments' debates and of talks on record: speeches under the names of who speaks.

A change of speaker opens a paragraph with the speaker's name and a colon, as interviews in print do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.datamodel.document import BlockKind, Source
from pipeline.errors import SourceError
from pipeline.ingest.base import Line, Passage, Reading
from pipeline.ingest.documents.markup_xml import descendants, first_text, local, parse_xml, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_OPENS = re.compile(r"\A\ufeff?\s*(?:<[!?].{0,3000}?)?<(?:\w{1,20}:)?akomaNtoso\b", re.S)
_LOOKED_AT = 4000
_SPEECHES = frozenset({"speech", "question", "answer", "other"})
_HEADINGS = frozenset({"heading", "subheading", "docTitle"})
_PARAGRAPHS = frozenset({"p", "narrative", "scene", "summary", "block"})
_SKIPPED = frozenset({"meta", "from", "num", "authorialNote", "recordedTime", "coverPage", "preface"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN_WIDE = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uff60]) (?=[\u2e80-\u9fff\uff00-\uff60])")
_BODIES = ("debateBody", "mainBody", "body", "judgmentBody")
_LAST_DEPTH = 6


@dataclass(slots=True)
class _Walker:
    """Gathers the passages of a debate."""

    names: Mapping[str, str]
    passages: list[Passage] = field(default_factory=list)
    speaker: str | None = None
    label: str | None = None

    def add(self, kind: BlockKind, element: _Element, level: int = 0) -> None:
        """Notes the words of an element, under the label that waits for a paragraph."""
        text = _words(element)
        if not text:
            return
        if kind is not BlockKind.HEADING and self.label:
            text = f"{self.label}{'：' if _HAN.search(self.label + text) else ': '}{text}"
            self.label = None
        self.passages.append(Passage(kind, (Line(text, _line(element)),), level))

    def speak(self, element: _Element) -> None:
        """A speech begins: its speaker's name waits for the first paragraph, unless the same person goes on."""
        reference = (element.get("by") or element.get("as") or "").lstrip("#")
        said = next((text_of(child) for child in element if local(child) == "from"), None)
        name = self.names.get(reference) or (said or "").rstrip(" :：") or reference
        self.label = name if name and name != self.speaker else None
        self.speaker = name or None


class AkomaIngestor:
    """Reads debates in Akoma Ntoso."""

    name = "akn"

    def accepts(self, source: Source, text: str) -> bool:
        """True for XML whose root is `akomaNtoso`."""
        return _OPENS.match(text[:_LOOKED_AT]) is not None

    def read(self, source: Source, text: str) -> Reading:
        """The speeches, narratives and headings. Raises SourceError for broken XML, or where there is no text."""
        address = source.ref.address
        root = parse_xml(_utf8(text), address)
        body = next((found for name in _BODIES for found in descendants(root, name)), None)
        if body is None:
            raise SourceError(f"{address}: no debate found in it; give the file with the speeches")
        people = (*descendants(root, "TLCPerson"), *descendants(root, "TLCRole"), *descendants(root, "TLCOrganization"))
        walker = _Walker({_identity(person): shown for person in people if (shown := person.get("showAs"))})
        _walk(body, walker)
        heading = next((passage.text for passage in walker.passages if passage.kind is BlockKind.HEADING), None)
        return Reading(
            format=self.name,
            passages=walker.passages,
            title=_attribute(root, "FRBRtitle", "value") or first_text(root, "docTitle") or heading,
            url=next((value for value in (_attribute(root, "FRBRuri", "value"), _attribute(root, "FRBRthis", "value")) if _is_web(value)), None),
            language=_attribute(root, "FRBRlanguage", "language"),
            published_metadata=_attribute(root, "FRBRdate", "date") or _attribute(root, "docDate", "date"),
        )


def _utf8(text: str) -> bytes:
    """The text as UTF-8 without a declaration of some other encoding."""
    return re.sub(r"\A\ufeff?\s*<\?xml[^>]{0,200}\?>", lambda match: "\n" * match.group().count("\n"), text).encode("utf-8", "ignore")


def _identity(person: _Element) -> str:
    return person.get("id") or person.get("eId") or ""


def _attribute(root: _Element, name: str, attribute: str) -> str | None:
    return next((value for element in descendants(root, name) if (value := element.get(attribute))), None)


def _is_web(address: str | None) -> bool:
    return bool(address) and str(address).startswith(("http://", "https://"))


def _line(element: _Element) -> int:
    """The line of the file where the words of an element begin."""
    text = element.text or ""
    return int(str(element.sourceline)) + text[: len(text) - len(text.lstrip())].count("\n")


def _words(element: _Element) -> str:
    """The words of an element, without notes; the spaces that indentation puts between Chinese characters closed."""
    return _BETWEEN_WIDE.sub("", " ".join("".join(_texts(element)).split()))


def _texts(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local(child) not in _SKIPPED:
            yield " " if local(child) in ("br", "eol") else ""
            yield from _texts(child)
        yield child.tail or ""


def _walk(element: _Element, walker: _Walker, depth: int = 0) -> None:
    """Passages of what an element holds. The parser lets no tree be deeper than 256."""
    for child in element:
        name = local(child)
        if not name or name in _SKIPPED:
            continue
        if name in _HEADINGS:
            walker.add(BlockKind.HEADING, child, max(1, min(depth, _LAST_DEPTH)))
        elif name in ("li", "item") and not _has_blocks(child):
            walker.add(BlockKind.LIST_ITEM, child, 1)
        elif name in _PARAGRAPHS and not _has_blocks(child):
            walker.add(BlockKind.PARAGRAPH, child)
        elif name == "tr":
            _add_row(child, walker)
        else:
            if name in _SPEECHES:
                walker.speak(child)
            _walk(child, walker, depth + name.endswith(("Section", "Group", "part", "section")))


def _has_blocks(element: _Element) -> bool:
    return any(local(child) in ("p", "table", "ul", "ol", "blockList", "block", "li", "item") for child in element)


def _add_row(row: _Element, walker: _Walker) -> None:
    cells = [text for cell in row if (text := _words(cell))]
    if cells:
        kind = BlockKind.TABLE_ROW if len(cells) > 1 else BlockKind.PARAGRAPH
        walker.passages.append(Passage(kind, (Line(" | ".join(cells), _line(row)),)))
