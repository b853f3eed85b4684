"""What templates call: names, labels, points, quotes; as Markdown or as HTML, escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape as html_escape

from markupsafe import Markup

from pipeline.datamodel.digest import Cell, Coverage, Digest, Note, Piece, Point, Table
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import NEAREST_TAGS, Entity, Evidence
from pipeline.datamodel.language import Edition, Localized
from pipeline.datamodel.report import DigestEntry
from pipeline.render import labels
from pipeline.render.joining import Run, capital, quote_marks, runs
from pipeline.render.moments import moment
from pipeline.render.source import Part, Row, clock

SPECIAL = re.compile(r"[\\`*\[\]<{]|&(?=#?\w+;)|(?<!\w)_|_(?!\w)|~(?=~)|%(?=%)|(?<=\S)\$(?!\d)")  # { %% $: Hugo, Hexo, Obsidian
ORDINAL = re.compile(r"^(\d+)([.)])(?=\s|$)")
GLUE = re.compile(r"(?<=[0-9]) (?=[\u3400-\u9fff%])")
NUMBERED = re.compile(r"\b([A-Z][\w-]*) (?=\d)")
MODEL = re.compile(r"[A-Z][A-Za-z]*(?:-[\w.]+)+(?: (?:mini|nano|turbo|pro|max|ultra|Mini|Turbo|Pro|Max|Ultra|Nano)\b)?")
CONTROL = re.compile(r"[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
BAR, FULL = 260, 100
REMEMBERED = 2048  # escaped texts: the pages of a digest write the same ones again and again


# ── shared ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def t(name: str, tag: str, **values: object) -> str:
    """A label of the page in an edition."""
    return labels.text(name, tag, **values)


def name(entity: Entity, tag: str) -> str:
    """An entity's name in an edition, as a heading or label has it: an English one begins with a capital."""
    return capital(entity.name(tag)) if tag == Edition.EN else entity.name(tag)


def place(evidence: Evidence, document: Document, tag: str) -> str:
    """Where evidence stands: its time for captions, else its line or lines, else its sentence."""
    if evidence.time is not None:
        return clock(evidence.time)
    if evidence.line is None:
        return labels.text("sentence", tag, a=evidence.sentences[0])
    last = document.origin(max(evidence.span.start, evidence.span.end - 1)).line
    return labels.text("lines", tag, a=evidence.line, b=last) if last > evidence.line else labels.text("line", tag, a=evidence.line)


def moment_url(evidence: Evidence, document: Document) -> str | None:
    """Where the recording that the document tells of plays what evidence quotes; None for what is no recording."""
    return moment(document.url, evidence.time)


def gaps(coverage: Coverage, document: Document, tag: str) -> str:
    """The places of the passages that nothing cites."""
    places = []
    for first, last in coverage.gaps:
        a, b = document.sentence(first), document.sentence(last)
        if a.time is not None and b.time is not None:
            places.append(f"{clock(a.time)}–{clock(b.time)}")
        elif a.line is not None and b.line is not None:
            places.append(labels.text("lines" if b.line > a.line else "line", tag, a=a.line, b=b.line))
        else:
            places.append(f"{labels.text('sentence', tag, a=first)}–{last}")
    return (", " if tag == Edition.EN else "、").join(places)


def numeral(n: int, tag: str) -> Markup:
    """The number before a section's heading."""
    return Markup(labels.numeral(n, tag))


def percent(share: float) -> int:
    """A share as whole percents."""
    return round(100 * share)


def grouped(n: int) -> str:
    """A count with its digits in groups of three."""
    return f"{n:,}"


def pieces(digest: Digest) -> list[Piece]:
    """All pieces of a digest."""
    points = [*digest.key_points, *(p for s in digest.sections for g in s.groups for p in g.points)]
    return [piece for point in points for piece in point.pieces]


def headline(entry: DigestEntry, tag: str) -> str:
    """A digest's headline in an edition, else in the nearest one there is, else the name of its source."""
    tags = (tag, *NEAREST_TAGS.get(tag, ()), *entry.headline)
    return next((entry.headline[key] for key in tags if entry.headline.get(key)), entry.name)


def has_untranslated(digest: Digest, tag: str) -> bool:
    """True where the edition shows words in another language."""
    return any(not piece.is_translated(tag) for piece in pieces(digest))


def model_name(model: str, tag: str) -> str:
    """The extractor as a reader is told of it."""
    return labels.text("about/rules", tag) if model == "rules" else model


# ── Markdown ────────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=REMEMBERED)
def markdown_escape(text: str) -> str:
    """The text on one line with everything escaped that Markdown would read as markup, a link, a footnote or HTML.

    >>> markdown_escape("[x](javascript:1) <b>*a*")
    '\\\\[x\\\\](javascript:1) &lt;b>\\\\*a\\\\*'
    """
    flat = " ".join(CONTROL.sub(" ", text).split())
    safe = SPECIAL.sub(lambda m: {"<": "&lt;", "&": "&amp;"}.get(m[0], f"\\{m[0]}"), flat)
    safe = ORDINAL.sub(r"\1\\\2", safe)
    return re.sub(r"^(?=[#>+\-=|])", r"\\", safe)


def written_in(point: Point, tag: str, other: str | None) -> list[str]:
    """The editions in which a bilingual page shows a point: both, or the one that has its words where the other would only quote them."""
    if other is None or not all(piece.is_translated(tag) for piece in point.pieces):
        return [other or tag]
    return [tag, other] if all(piece.is_translated(other) for piece in point.pieces) else [tag]


def md_point(point: Point, tag: str, source: str, begins: bool = True, notes: bool = True, remarks: bool = True) -> Markup:
    """A point as Markdown, each clause with its note's mark."""
    out = []
    for run in runs(point, tag, source, begins, remarks):
        text = markdown_escape(run.before + run.marked + run.after) if begins and not run.joint else _md_inner(run.before + run.marked + run.after)
        mark = f"[^{run.note}]" if notes else ""
        out.append(f"{run.joint}{text}{_md_inner(run.remark)}{run.stop}{mark}")
    return Markup("".join(out))


def md_cell(cell: Cell | None, tag: str, other: str | None = None) -> Markup:
    """A table's figure as Markdown; where `other` writes it otherwise, both."""
    if cell is None:
        return Markup("–")
    said = [cell.phrases[tag]] if other is None or cell.phrases[other] == cell.phrases[tag] else [cell.phrases[tag], cell.phrases[other]]
    return Markup(f"{' · '.join(md_in_table(text) for text in said)}[^{cell.note}]")


def md_in_table(text: str) -> Markup:
    """A text inside a Markdown table."""
    return Markup(_md_inner(text).replace("|", "\\|"))


def md_quote(note: Note, document: Document, tag: str) -> Markup:
    """A footnote's text: the quotes with their places."""
    opening, closing = quote_marks(tag)
    foreign = "" if tag != Edition.EN or document.language == "en" else f", {labels.text(f'in_language/{document.language}', tag)}"
    foreign = foreign or (f"，{labels.text('in_language/en', tag)}" if document.language == "en" and tag != Edition.EN else "")
    said = []
    for evidence in note.evidence:
        quote = _md_inner(lines(evidence.quote))
        url = moment_url(evidence, document)
        at = _md_inner(place(evidence, document, tag))
        where = (f"[{at}]({url})" if url else at) + _md_inner(foreign)
        said.append(f"{opening}{quote}{closing} ({where})" if tag == Edition.EN else f"{opening}{quote}{closing}（{where}）")
    return Markup(("; " if tag == Edition.EN else "；").join(said))


def yaml(value: object) -> Markup:
    """A value as it stands in YAML: strings in double quotes.

    >>> print(yaml(["a: b", None]))
    ["a: b", null]
    """
    text = json.dumps(value, ensure_ascii=False)
    return Markup(CONTROL.sub(lambda m: f"\\u{ord(m[0]):04x}", text))


@lru_cache(maxsize=REMEMBERED)
def _md_inner(text: str) -> str:
    """Escaped text that does not open a line: what only matters at a line's start stays."""
    flat = " ".join(CONTROL.sub(" ", f"x{text}x").split())
    return SPECIAL.sub(lambda m: {"<": "&lt;", "&": "&amp;"}.get(m[0], f"\\{m[0]}"), flat)[1:-1]


# ── HTML ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def kept_together(text: str) -> Markup:
    """Text as HTML in which model names and a figure with its counter do not break."""
    return Markup(_together(text))


@lru_cache(maxsize=REMEMBERED)
def _together(text: str) -> str:
    glued = html_escape(GLUE.sub("\u00a0", text))
    return MODEL.sub(r'<span class="nb">\g<0></span>', glued)


def heading(text: str) -> Markup:
    """A title as HTML in which a name and its number, a month and its day do not break either.

    >>> heading("Llama 3.1 on July 23")
    Markup('Llama\xa03.1 on July\xa023')
    """
    return kept_together(NUMBERED.sub("\\1\u00a0", text))


def lines(quote: str) -> str:
    """A quote on one line, its line breaks as slashes.

    >>> lines("a\\nb")
    'a / b'
    """
    return " / ".join(line.strip() for line in quote.splitlines() if line.strip())


def html_point(point: Point, tag: str, source: str, remarks: bool = True) -> Markup:
    """A point as HTML: the marked part of each clause, or a number after it, opens its evidence."""
    return html_runs(runs(point, tag, source, remarks=remarks), tag)


def html_runs(clauses: Iterable[Run], tag: str) -> Markup:
    """Clauses as HTML; one of the note 0, which no evidence bears or whose evidence stands beside it, opens nothing."""
    return Markup("".join(_html_run(run, tag) for run in clauses))


def _html_run(run: Run, tag: str) -> str:
    before, after = _together(run.before), _together(run.after)
    if run.language != tag:
        before, after = f'<span lang="{run.language}">{before}', f"{after}</span>"
    if run.remark:
        after += f'<span class="mu">{html_escape(run.remark)}</span>'
    if not run.note:
        return f"{run.joint}{before}{f'<b>{_together(run.marked)}</b>' if run.marked else ''}{after}{run.stop}"
    opening = f'href="#n{run.note}" data-n="{run.note}"'
    if run.marked:
        return f'{run.joint}{before}<a class="f" {opening}>{_together(run.marked)}</a>{after}{run.stop}'
    label = html_escape(labels.text("note", tag, n=run.note))
    return f'{run.joint}{before}{after}{run.stop}<a class="f r" {opening} aria-label="{label}"><sup>{run.note}</sup></a>'


def source_html(rows: Iterable[Row]) -> Markup:
    """The source's lines as list items: sentences with their ids, evidence with its notes' numbers."""
    items = []
    for row in rows:
        parts = "".join(_part(part) for part in row.parts)
        items.append(f'<li data-at="{html_escape(row.place)}" class="{row.kind}{" pa" if row.gap else ""}">{parts}</li>')
    return Markup("\n".join(items))


def _part(part: Part) -> str:
    text = html_escape(part.text)
    if not part.notes and not part.sentence:
        return text
    own_id = f' id="s{part.sentence}"' if part.opens else ""
    notes = f' data-n="{" ".join(map(str, part.notes))}"' if part.notes else ""
    return f'<span{own_id} data-s="{part.sentence}"{notes}>{text}</span>'


def by_edition(localized: Localized, tags: Iterable[str]) -> list[tuple[str | None, str]]:
    """(tag, text) for each edition; (None, text) once where all write the same."""
    said = [(tag, localized[tag]) for tag in tags]
    return [(None, said[0][1])] if len({text for _, text in said}) == 1 else list(said)


def names_by_edition(entity: Entity, tags: Sequence[str]) -> list[tuple[str | None, str]]:
    """(tag, name) for each edition; (None, name) once where all call it the same."""
    return by_edition({tag: name(entity, tag) for tag in tags}, tags)


def bars(table: Table) -> list[tuple[Entity, list[tuple[Entity, Cell, float]]]]:
    """What is drawn: each measure with its subjects, their cells and the lengths of their bars, 0 to BAR.

    Percents fill a bar at 100, other figures at the largest of their measure. Measures of one subject are not drawn.
    """
    drawn = []
    for measure, cells in table.series():
        numbers = [(subject, cell, cell.number) for subject, cell in cells if cell.number is not None]
        top = max((number for _, _, number in numbers), default=0.0)
        full = FULL if table.kind == "scores" and top <= FULL else top
        if len(numbers) >= 2 and full > 0:
            drawn.append((measure, [(subject, cell, round(BAR * number / full, 1)) for subject, cell, number in numbers]))
    return drawn


SHARED: dict[str, Callable[..., object]] = {
    "t": t,
    "name": name,
    "place": place,
    "moment_url": moment_url,
    "gaps": gaps,
    "percent": percent,
    "grouped": grouped,
    "numeral": numeral,
    "has_untranslated": has_untranslated,
    "written_in": written_in,
    "model_name": model_name,
}
MARKDOWN: dict[str, Callable[..., object]] = {
    "point": md_point,
    "cell": md_cell,
    "in_table": md_in_table,
    "quote": md_quote,
    "yaml": yaml,
}
HTML: dict[str, Callable[..., object]] = {
    "point": html_point,
    "headline": headline,
    "lines": lines,
    "together": kept_together,
    "heading": heading,
    "by_edition": by_edition,
    "names_by_edition": names_by_edition,
    "bars": bars,
    "source_html": source_html,
}
