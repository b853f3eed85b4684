"""What can be measured on the pages alone: figures that no source holds, and editions that do not say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Fact
from pipeline.datamodel.language import Edition, Language
from pipeline.text.dates import find_dates
from pipeline.text.normalize import normalize
from pipeline.text.quantities import find_figures

NOTE = re.compile(r"\[\^\d+\]")
NOTE_TEXT = re.compile(r"^\[\^[^\]]+\]:.*$", re.M)
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
BULLET = re.compile(r"^\s*[*-] ", re.M)
NUMBERING = re.compile(r"^#+\s*[一二三四五六七八九十\d]+[、.]", re.M)
HAN = re.compile(r"[\u3400-\u9fff]")

Figure = tuple[str, str]
"""A value's two ends, as canonical text; of a date its ISO form without the year, twice."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The values that a text holds. surface: the text without spaces, for figures that are only copied."""

    values: frozenset[Decimal]
    dates: frozenset[str]
    surface: str


@dataclass(slots=True)
class PageFindings:
    """foreign: figures by page that the source does not hold. uneven: what editions disagree in. figures, compared: of how many."""

    figures: int = 0
    compared: int = 0
    foreign: dict[str, list[str]] = field(default_factory=dict)
    uneven: list[str] = field(default_factory=list)


def judge_pages(document: Document, facts: Sequence[Fact], pages: Mapping[str, str], editions: Sequence[Edition]) -> PageFindings:
    """Foreign figures on every Markdown page, and the parity of the editions' pages and of the facts' texts."""
    findings = PageFindings()
    source = _figures_of(document)
    for name, page in sorted(pages.items()):
        if name.startswith("digest.") and name.endswith(".md"):
            count, foreign = foreign_figures(page_body(page), _language_of(name), source)
            findings.figures += count
            if foreign:
                findings.foreign[name] = foreign
    _compare_pages(pages, editions, findings)
    for fact in facts:
        _compare_texts(fact, editions, findings)
    return findings


def page_body(page: str) -> str:
    """A page's prose: front matter, notes and the section on provenance off."""
    body = FRONT_MATTER.sub("", page).split("<!-- provenance -->")[0]
    return NUMBERING.sub("# ", NOTE.sub("", NOTE_TEXT.sub("", body)))


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


def figures_in(text: str, language: Language) -> list[Figure]:
    """The values and dates of a text, sorted, to compare two editions by."""
    dates = find_dates(text, language)
    quantities = [q for q in find_figures(text, language) if not any(d.start < q.end and q.start < d.end for d in dates)]
    ends = [(format(q.low.normalize(), "f"), format(q.high.normalize(), "f")) for q in quantities]
    return sorted([*ends, *((d.iso, d.iso) for d in dates)])


def _figures_of(document: Document) -> Figures:
    anchor = date.fromisoformat(document.published.date) if document.published and document.published.precision == "day" else None
    text = f"{document.title or ''}\n{document.text}"
    quantities = find_figures(text, document.language)
    dates = {d.iso for d in (*find_dates(text, document.language), *find_dates(text, document.language, anchor))}
    if document.published:
        dates.add(document.published.date)
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


def _compare_texts(fact: Fact, editions: Sequence[Edition], findings: PageFindings) -> None:
    written = [e for e in editions if str(e) in fact.texts and fact.origins.get(e) != "untranslated"]
    said = {str(edition): figures_in(_without_names(fact, edition), edition.language) for edition in written}
    findings.compared += 1
    if len({tuple(figures) for figures in said.values()}) > 1:
        findings.uneven.append(" | ".join(fact.texts[tag].text for tag in said))


def _without_names(fact: Fact, edition: Edition) -> str:
    """The fact's text with the names in it (`Llama 3.1`) out of the way: they are the same in every edition, and no figures."""
    claim = fact.claim
    named = (claim.subject, claim.attribute, claim.condition, claim.attribution, *claim.objects)
    text = fact.texts[edition].text
    for name in sorted({entity.name(edition) for entity in named if entity}, key=lambda name: (-len(name), name)):
        text = text.replace(name, "·")
    return text
