"""The pages of a digest have the same structure in every edition, whoever wrote their templates; else the document fails."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
PROVENANCE = "<!-- provenance -->"
NOTE_TEXT = re.compile(r"^\[\^[^\]]+\]:.*$", re.M)
HEADING = re.compile(r"^(#+ |\* (?=.*<!-- h:)).*$", re.M)  # and a headline in a list
MARKS = {
    "md": (
        ("headings", re.compile(r"^#+(?= )", re.M)),
        ("list items", re.compile(r"^ *(?:[*+-]|\d+[.)])(?= )", re.M)),
        ("table rows", re.compile(r"^\|", re.M)),
        ("notes", re.compile(r"\[\^[^\]]+\]")),
        ("links", re.compile(r"\]\([^)\s]+|https?://[^\s)>\]]+")),  # each begins with a letter of its own: a search skips to it
    ),
    "html": (
        ("headings", re.compile(r"<h[1-6]\b")),
        ("list items", re.compile(r"<li\b")),
        ("table rows", re.compile(r"<tr\b")),
        ("notes", re.compile(r"<sup\b[^>]*>[^<]*</sup>")),
        ("links", re.compile(r"(?<=\bhref=\")[^\"]*")),
    ),
}


def check_pages(pages: Mapping[str, str], editions: Sequence[Edition]) -> None:
    """Compare the pages that are written once an edition (`digest.en.md`, `digest.wechat.zh-Hans.html`), name by name.

    Raises ConfigError naming the page that has other headings, list items, table rows, notes or links than its sisters.
    """
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edition in editions:
        for name in pages:
            stem, _, ending = name.rpartition(".")
            if stem.endswith(f".{edition}") and ending in MARKS:
                families[stem.removesuffix(f".{edition}"), ending].append(name)
    for (_, ending), names in families.items():
        bodies = [body(pages[name]) for name in names]
        for what, pattern in MARKS[ending]:
            _compare(what, names, [pattern.findall(text) for text in bodies])


def body(page: str) -> str:
    """A page without what is told of each edition apart: its front matter, its notes' texts, the part on how it was made, the words of its headings
    (a source's own title, with an address in it, may head one edition only).
    """
    return HEADING.sub(r"\1", NOTE_TEXT.sub("", FRONT_MATTER.sub("", page).split(PROVENANCE)[0]))


def _compare(what: str, names: Sequence[str], found: Sequence[list[str]]) -> None:
    for name, marks in zip(names[1:], found[1:], strict=True):
        if marks == found[0]:
            continue
        if len(marks) != len(found[0]):
            raise ConfigError(f"{name} has {len(marks)} {what} and {names[0]} {len(found[0])}; editions must not differ: correct the template")
        here, there = next((a.removeprefix("]("), b.removeprefix("](")) for a, b in zip(marks, found[0], strict=True) if a != b)
        raise ConfigError(f"{name} has {here} where {names[0]} has {there}; editions must not differ in their {what}: correct the template")
