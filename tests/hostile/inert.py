"""What the pages of an outputs folder may hold: no script but ours, nothing that loads by itself, no link but to the web, no order to a program."""

from __future__ import annotations

import base64
import csv
import email
import hashlib
import io
import re
from collections.abc import Iterator
from email import policy
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import yaml
from markdown_it import MarkdownIt

from tests.hostile.yard import ORDERS, SECRET, holds_key

LOADING = {"img", "iframe", "object", "embed", "video", "audio", "source", "track", "link", "base", "form", "frame", "applet", "math", "portal"}
LINK = re.compile(r"#|https?://|mailto:|(?:\.{1,2}/)*[\w.%~-]+(?:/[\w.%~-]+)*(?:[#?]|\Z)", re.I)
OWN_LINK = re.compile(r"https?://|#|mailto:|\Z|%E2%80%9[8C]|%E3%80%8[CE]", re.I)  # a note's quotation is a link's target to readers without footnotes
FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]")
FIGURE = re.compile(r"[+-]?\d[\d.,/:eE+%-]*\Z|--\d\d(?:-\d\d)?\Z")
HEADERS = {"content-language", "content-type", "date", "from", "list-unsubscribe", "message-id", "mime-version", "subject", "to", "x-unsent"}
FORBIDDEN = ("default-src 'none'", "base-uri 'none'", "form-action 'none'")


class Elements(HTMLParser):
    """What of a page acts: elements that load, scripts by their hash, attributes that run, links by where they lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.scripts: list[str] = []
        self.policy = ""
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_script = tag == "script"
        if tag == "meta" and given.get("http-equiv", "") == "Content-Security-Policy":
            self.policy = given.get("content") or ""
        elif tag == "meta" and "http-equiv" in given:
            self.found.append(f"<meta http-equiv={given['http-equiv']}>")
        if tag in LOADING:
            self.found.append(f"<{tag}>")
        self.found += [
            f"<{tag} {name}>" for name in given if name.startswith("on") or name in ("src", "srcset", "action", "formaction", "ping", "data")
        ]
        self.found += [f"<{tag} href={given['href']!r}>" for _ in range(1) if not LINK.match(given.get("href") or "#")]
        self.found += [
            f"<{tag} style={value!r}>" for name, value in given.items() if name == "style" and re.search(r"url|@import|expression", value or "", re.I)
        ]

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def faults(outputs: Path) -> list[str]:
    """Every page that would do more than be read, with what it would do."""
    checks = {".html": _page, ".md": _markdown, ".eml": _mail, ".xml": _feed, ".csv": _rows, ".wechat": _pasted}
    found: list[str] = []
    for path in sorted(path for path in outputs.rglob("*") if path.is_file()):
        data = path.read_bytes()
        told = ["a key"] if holds_key(data) else []
        told += ["what is in a file that nobody named"] if SECRET.encode() in data else []
        told += ["an order to a terminal"] if path.suffix in (".md", ".html", ".xml", ".txt") and ORDERS.search(data.decode("utf-8")) else []
        kind = ".wechat" if ".wechat." in path.name else path.suffix
        told += list(checks.get(kind, _nothing)(data)) if ".old" not in path.parts else []
        found += [f"{path.relative_to(outputs)}: {fault}" for fault in told]
    return found


def _nothing(data: bytes) -> Iterator[str]:
    yield from ()


def _page(data: bytes) -> Iterator[str]:
    elements = Elements()
    elements.feed(data.decode("utf-8"))
    yield from elements.found
    allowed = set(re.findall(r"'(sha256-[^']+)'", elements.policy))
    for script in elements.scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        if f"sha256-{digest}" not in allowed:
            yield f"a script that is not ours: {script[:80]!r}"
    yield from (f"its policy lacks {rule}" for rule in FORBIDDEN if rule not in elements.policy)
    if re.search(r"http|(?<!style-src )'unsafe", elements.policy):
        yield f"its policy is {elements.policy}"


def _pasted(data: bytes) -> Iterator[str]:
    return _body(data.decode("utf-8"))


def _body(html: str) -> Iterator[str]:
    """As a page, but without a policy: what others show, in a reader of their own."""
    elements = Elements()
    elements.feed(html)
    yield from elements.found
    yield from (f"a script: {script[:80]!r}" for script in elements.scripts)


def _markdown(data: bytes) -> Iterator[str]:
    """Held against a reader of Markdown that lets markup through."""
    text = data.decode("utf-8")
    front = re.match(r"---\n(.*?\n)---\n", text, re.S)
    if front is None or not isinstance(yaml.safe_load(front[1]), dict):
        yield "no front matter"
        return
    if text.count("\n<!-- provenance -->\n") > 1:
        yield "a second provenance"
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text[front.end() :]):
        for one in (token, *(token.children or ())):
            if one.type in ("html_block", "html_inline") and not re.fullmatch(
                r"<!-- ?[\w /:.-]+ ?-->\s*|<a id=\"[\w-]+\"></a>|</?(?:sup|br|b|small)/?>", one.content
            ):
                yield f"markup: {one.content[:80]!r}"
            if one.type == "image":
                yield f"an image: {one.attrGet('src')!r}"
            if one.type == "link_open" and not OWN_LINK.match(str(one.attrGet("href"))):
                yield f"a link: {one.attrGet('href')!r}"


def _mail(data: bytes) -> Iterator[str]:
    message = email.message_from_bytes(data, policy=policy.default)
    names = {name.lower() for name in message} - HEADERS
    yield from (f"a header {name}" for name in sorted(names))
    yield from (f"the header of it is broken: {defect}" for value in message.values() for defect in getattr(value, "defects", ()))
    for part in message.walk():
        if part.is_attachment():
            yield f"an attachment {part.get_filename()!r}"
        elif part.get_content_type() == "text/html":
            yield from _body(part.get_content())


def _feed(data: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(data).iter():
        if element.tag.endswith("}link") and not OWN_LINK.match(element.get("href") or ""):
            yield f"a link: {element.get('href')!r}"
        if element.get("type") == "html":
            yield from _body(element.text or "")
        elif re.search(r"<script", unescape(element.text or "")) and element.get("type") == "xhtml":
            yield "a script"


def _rows(data: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        yield from (f"a formula: {cell!r}" for cell in row if FORMULA.match(cell) and not FIGURE.match(cell))
