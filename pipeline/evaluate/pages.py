"""What can be measured on the pages: figures that no source holds, editions that do not say the same, gold facts that are there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.datamodel.language import Edition, Language
from pipeline.evaluate.gold import Gold
from pipeline.evaluate.matching import holds
from pipeline.evaluate.told import Told
from pipeline.text.dates import find_dates
from pipeline.text.normalize import normalize
from pipeline.text.parity import Wording, have_same_figures
from pipeline.text.quantities import find_figures, find_quantities

NOTE = re.compile(r"\[\^\d+\]")
NOTE_TEXT = re.compile(r"^\[\^[^\]]+\]:.*$", re.M)
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
BULLET = re.compile(r"^\s*[*-] ", re.M)
NUMBERING = re.compile(r"^#+\s*[一二三四五六七八九十\d]+[、.]", re.M)
MARKUP = re.compile(r"[*_#>`]+")
RULE = re.compile(r"[|:\- ]*")
HAN = re.compile(r"[\u3400-\u9fff]")
WINDOW = 3  # lines within which a page keeps a fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document as it was read; published: an ISO date of any precision, or None."""

    id: str
    title: str | None
    language: Language
    published: str | None
    text: str

    @classmethod
    def of(cls, record: Mapping[str, Any], text: str) -> Read:
        """The document of a `document.json` and its text. Raises KeyError where a field is missing."""
        published = record["published"]
        return cls(
            id=record["id"],
            title=record["title"],
            language=Language(record["language"]),
            published=published["date"] if published else None,
            text=text,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """The values that a text holds. surface: the text without spaces, for figures that are only copied."""

    values: frozenset[Decimal]
    dates: frozenset[str]
    surface: str


@dataclass(slots=True)
class PageFindings:
    """foreign: figures by page that the source does not hold. uneven: what editions disagree in. figures, compared: of how many.

    windows: neighbouring lines of the page in the source's language, each with what stands over it.
    """

    figures: int = 0
    compared: int = 0
    foreign: dict[str, list[str]] = field(default_factory=dict)
    uneven: list[str] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)

    def keeps(self, gold: Gold) -> bool:
        """True when the page has the gold value and its subject close together."""
        return any(holds(window, gold) for window in self.windows)


def judge_pages(read: Read, facts: Sequence[Told], pages: Mapping[str, str], editions: Sequence[Edition]) -> PageFindings:
    """Foreign figures on every Markdown page, and the parity of the editions' pages and of the facts' texts."""
    findings = PageFindings()
    source = _figures_of(read)
    for name, page in sorted(pages.items()):
        if name.startswith("digest.") and name.endswith(".md"):
            count, foreign = foreign_figures(page_body(page), _language_of(name), source)
            findings.figures += count
            if foreign:
                findings.foreign[name] = foreign
    _compare_pages(pages, editions, findings)
    for fact in facts:
        _compare_texts(fact, editions, findings)
    own = next((e for e in editions if e.language is read.language), editions[0])
    findings.windows = windows(page_body(pages[f"digest.{own}.md"]))
    return findings


def page_body(page: str) -> str:
    """A page's prose: front matter, notes and the section on provenance off."""
    body = FRONT_MATTER.sub("", page).split("<!-- provenance -->")[0]
    return NUMBERING.sub("# ", NOTE.sub("", NOTE_TEXT.sub("", body)))


def windows(body: str) -> list[str]:
    """Every few neighbouring lines of a page, each line with its heading, its parent item and its table's header.

    >>> windows("# A\\n* **B**\\n  * c")[-1].split()
    ['A', 'A', 'B', 'A', 'B', 'c']
    """
    lines: list[str] = []
    heading = parent = header = ""
    for raw in body.splitlines():
        text = MARKUP.sub("", raw).strip()
        if not text or RULE.fullmatch(text):
            header = header if text else ""
            continue
        if raw.startswith("#"):
            heading, parent, header = text, "", ""
            lines.append(text)
            continue
        is_row = raw.startswith("|")
        header = (header or text) if is_row else ""
        over = header if is_row else parent if raw.startswith(" ") else ""
        parent = parent if raw.startswith(" ") else text
        lines.append(f"{heading} {over} {text}")
    return ["\n".join(lines[i : i + WINDOW]) for i in range(max(1, len(lines) - WINDOW + 1))]


def foreign_figures(body: str, language: Language, source: Figures) -> tuple[int, list[str]]:
    """How many figures `body` holds, and those among them that the source does not hold by value, date or letter."""
    count, foreign = 0, []
    for line in body.splitlines():
        spoken = language if language is not Language.UND else (Language.ZH_HANS if HAN.search(line) else Language.EN)
        dates = find_dates(line, spoken)
        count += len(dates)
        foreign += [d.surface for d in dates if not _is_dated(d.iso, source) and not _is_copied(d.surface, source)]
        for quantity in find_figures(line, spoken):
            if any(d.start < quantity.end and quantity.start < d.end for d in dates):
                continue
            count += 1
            if not ({quantity.low, quantity.high} <= source.values or _is_copied(quantity.surface, source)):
                foreign.append(quantity.surface)
    return count, foreign


def _figures_of(read: Read) -> Figures:
    anchor = date.fromisoformat(read.published) if read.published and len(read.published) == len("2024-07-18") else None
    text = f"{read.title or ''}\n{read.text}"
    quantities = find_quantities(text, read.language)  # with what prices are counted by: 每百万 token
    dates = {d.iso for d in (*find_dates(text, read.language), *find_dates(text, read.language, anchor))}
    if read.published:
        dates.add(read.published)
    values = {value for q in quantities for value in (q.low, q.high, q.number)}
    return Figures(values=frozenset(values), dates=frozenset(dates), surface=_squeezed(text))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s,]+", "", normalize(text))


def _is_copied(surface: str, source: Figures) -> bool:
    """True when the figure stands in the source letter by letter, and not as a part of a longer one."""
    return re.search(rf"(?<![\d.]){re.escape(_squeezed(surface))}(?!\.?\d)", source.surface) is not None


def _is_dated(iso: str, source: Figures) -> bool:
    """True when the source holds the date, with or without its year, or more precisely."""
    bare = iso.removeprefix("--")
    return any(known.endswith(bare) or known.startswith(f"{iso}-") or (known.startswith("--") and iso.endswith(known[2:])) for known in source.dates)


def _language_of(page: str) -> Language:
    tag = page.removeprefix("digest.").removesuffix(".md")
    return Edition(tag).language if tag in tuple(Edition) else Language.UND


def _compare_pages(pages: Mapping[str, str], editions: Sequence[Edition], findings: PageFindings) -> None:
    bodies = [FRONT_MATTER.sub("", pages[f"digest.{edition}.md"]).split("<!-- provenance -->")[0] for edition in editions]
    findings.compared += 2
    if len({tuple(NOTE.findall(NOTE_TEXT.sub("", body))) for body in bodies}) > 1:
        findings.uneven.append("the pages' notes differ")
    if len({len(BULLET.findall(body)) for body in bodies}) > 1:
        findings.uneven.append("the pages' points differ in number")


def _compare_texts(fact: Told, editions: Sequence[Edition], findings: PageFindings) -> None:
    written = [e for e in editions if str(e) in fact.texts and fact.origins.get(str(e)) != "untranslated"]
    findings.compared += 1
    if not have_same_figures([Wording(fact.texts[e], e.language, fact.names.get(e, ())) for e in written]):
        findings.uneven.append(" | ".join(fact.texts[edition] for edition in written))
