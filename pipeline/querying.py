"""What `pipeline facts` does: names looked up, the ledger asked, facts joined across documents, written in the form that is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path

from pipeline.compose.joining import join
from pipeline.config import Settings, load_glossary
from pipeline.datamodel.issue import Period
from pipeline.datamodel.language import Edition
from pipeline.datamodel.recorded import FactQuery, Joined, Recorded
from pipeline.errors import ConfigError
from pipeline.render.facts.delimited import render_csv
from pipeline.render.facts.parquet import check_parquet, render_parquet
from pipeline.render.facts.sheets import fact_sheet, joined_sheet
from pipeline.render.facts.table import render_table
from pipeline.runs.digesting import glossary_of
from pipeline.storage.ledger import LEDGER, SqliteLedger, reporting_trouble
from pipeline.storage.records import fact_record
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary

_APART = re.compile(r"[\s\-_·]+")
BEGINS = "*"
NEAR = 3  # names that a message proposes


@dataclass(frozen=True, slots=True)
class Found:
    """The facts that a query found, or their values joined, to be read once. remarks: what a reader should know of it besides, a line each."""

    rows: Iterable[Recorded] | Iterable[Joined]
    is_joined: bool
    remarks: tuple[str, ...]


def query_facts(settings: Settings, subjects: Sequence[str] = (), attributes: Sequence[str] = (), *, joined: bool = False) -> Found:
    """The facts of all current digests in `settings.outputs` that are of one of the subjects and attributes, and published within the days.

    A subject or attribute is named by its id, by a name in any language, script or edition, or by how one of these begins (`llama*`) or what
    stands in it; an attribute also by the type of the facts that have none (`release`). joined: facts that have a value, one row for each value.
    Raises ConfigError where there is no ledger, OutputError where it cannot be read.
    """
    path = settings.outputs / LEDGER
    if not path.is_file():
        raise ConfigError(f"{settings.outputs}: no digests; make them with: pipeline run, or name their folder with --outputs")
    remarks: list[str] = []
    with reporting_trouble(path), closing(SqliteLedger(path)) as ledger:
        glossary = glossary_of(load_glossary(settings.glossary)) if subjects or attributes else None
        query = FactQuery(
            subjects=_looked_up("subject", subjects, ledger.subjects, glossary, remarks),
            attributes=_looked_up("attribute", attributes, ledger.attributes, glossary, remarks),
            dates=_dates(settings, ledger.published(), remarks),
        )
        if outdated := ledger.outdated():
            remarks.append(f"left out: {_digests(len(outdated))} of an earlier version ({', '.join(outdated[:NEAR])}); run pipeline run again")
    rows = _facts(path, query)
    first = list(islice(rows, 1))
    if not (first or remarks):
        remarks.append("no facts")
    return Found(join(chain(first, rows)) if joined else chain(first, rows), joined, tuple(remarks))


def _facts(path: Path, query: FactQuery) -> Iterator[Recorded]:
    """The facts one after another, so that a million of them need no more room than one."""
    with reporting_trouble(path), closing(SqliteLedger(path)) as ledger:
        yield from ledger.facts(query)


def written(found: Found, form: str, settings: Settings, width: int | None) -> Iterator[bytes]:
    """What is found, as `table`, `jsonl`, `json`, `csv` or `parquet`, with names and texts in the settings' first edition.

    width: of the terminal, in columns; None where it goes elsewhere, and nothing is cut.
    Raises MissingDependencyError where Parquet's package is missing, ConfigError for Parquet on a terminal.
    """
    edition = settings.edition[0] if settings.edition else Edition.EN
    if form in ("json", "jsonl"):
        found_records = records(found, edition)
        lines = [json.dumps(list(found_records), ensure_ascii=False, indent=1)] if form == "json" else map(_as_line, found_records)
        yield from (line.encode() + b"\n" for line in lines)
        return
    if found.is_joined:
        sheet = joined_sheet((row for row in found.rows if isinstance(row, Joined)), edition)
    else:
        sheet = fact_sheet((row for row in found.rows if isinstance(row, Recorded)), edition)
    if form == "parquet":
        if width is not None:
            raise ConfigError("--format parquet: not for a terminal; write it to a file: pipeline facts --format parquet > facts.parquet")
        check_parquet("--format parquet")
        yield from render_parquet(sheet)
    elif form == "csv":
        yield from (line.encode() for line in render_csv(sheet))
    else:
        yield from (line.encode() + b"\n" for line in render_table(sheet, width))


def records(found: Found, edition: Edition) -> Iterator[Mapping[str, object]]:
    """As JSON: a fact as in `facts.jsonl`, with its document's name, source, title and date; a joined value with its documents."""
    for row in found.rows:
        if isinstance(row, Recorded):
            of_document = {key: getattr(row, key) for key in ("name", "source", "title", "published", "duplicate_of", "derived_from")}
            yield {**fact_record(row.fact), **of_document}
        else:
            (cells,) = joined_sheet([row], edition).rows
            told = [{"id": one.fact.document, "name": one.name, "published": one.published, "fact": one.fact.id} for one in row.facts]
            yield {**cells, "documents": told, "names": {"subject": row.subject.names, "attribute": row.named.names if row.named else None}}


def _as_line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)


def _looked_up(
    what: str, terms: Sequence[str], known: Callable[[], Mapping[str, Collection[str]]], glossary: Glossary | None, remarks: list[str]
) -> set[str] | None:
    """The ids that the terms name among those that facts have; None where nothing was asked for."""
    if not terms or glossary is None:
        return None
    names = {id_: {_bare(name) for name in (id_, *called)} for id_, called in known().items()}
    found: set[str] = set()
    for term in terms:
        ids = _named(term, names, glossary)
        if not ids:
            near = get_close_matches(_bare(term), sorted(set(chain.from_iterable(names.values()))), NEAR)
            ids_near = sorted(id_ for id_, called in names.items() if called.intersection(near))[:NEAR]
            remarks.append(f"no fact has the {what} {term!r}" + (f"; did you mean {', '.join(ids_near)}?" if ids_near else ""))
        found |= ids
    return found


def _named(term: str, names: Mapping[str, Collection[str]], glossary: Glossary) -> set[str]:
    """The ids of that name; where there is none, or the term ends in a star, those that begin so; else those with it in a name (价格)."""
    asked = _bare(term.removesuffix(BEGINS))
    if not asked:
        return set(names)
    mentions = glossary.find(term)
    by_glossary = {mention.entity.id for mention in mentions if len(mention.surface) == len(term)}
    exact = {id_ for id_, called in names.items() if asked in called or id_ in by_glossary}
    if exact and not term.endswith(BEGINS):
        return exact
    begun = {id_ for id_, called in names.items() if any(name.startswith(asked) for name in called)}
    return begun or {id_ for id_, called in names.items() if any(asked in name for name in called)}


def _bare(name: str) -> str:
    return _APART.sub("", fold(name))


def _digests(number: int) -> str:
    return f"{number} digest{'s' if number > 1 else ''}"


def _dates(settings: Settings, published: Mapping[str | None, int], remarks: list[str]) -> list[str] | None:
    """The dates of publication that lie within the days asked for; None where none were."""
    if settings.since is None and settings.until is None:
        return None
    period = Period(id="", since=settings.since or date.min, until=settings.until or date.max)
    if period.since > period.until:
        raise ConfigError(f"--since {period.since} is after --until {period.until}; exchange them")
    vague = sum(number for day, number in published.items() if period.touches(day) and not period.covers(day))
    if vague:
        remarks.append(f"left out: {_digests(vague)} whose date is not known well enough")
    return [day for day in published if day is not None and period.covers(day)]
