"""An editor's pages taken over: read before anything else is done, held against the issue that they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.datamodel.issue import Issue, Period
from pipeline.errors import ConfigError
from pipeline.newsletters.picking import period_of
from pipeline.render.issues.clauses import edits
from pipeline.render.issues.editing.applying import apply_edits
from pipeline.render.issues.editing.grafting import grafted
from pipeline.render.issues.editing.reading import EditedIssue, read_edited
from pipeline.render.issues.markdown import markdown_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A page that an editor changed, where it is, and the period of its issue."""

    path: Path
    page: EditedIssue
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Handwork:
    """An issue with an editor's changes. edits: how many clauses he wrote or changed; findings: what to look at again, a line each.

    figures: how many of the findings are figures that were changed away from their evidence.
    """

    issue: Issue
    edits: int = 0
    findings: tuple[str, ...] = ()
    figures: int = 0


def read_pages(paths: Sequence[Path]) -> tuple[Edited, ...]:
    """The pages as they stand. Raises ConfigError for one that cannot be read, is no page of an issue, or is of another issue than the first."""
    pages = tuple(_read(path) for path in paths)
    for one in pages[1:]:
        if one.period != pages[0].period:
            raise ConfigError(f"{one.path}: a page of issue {one.period.id}, {pages[0].path} is of {pages[0].period.id}; make one issue at a time")
    return pages


def take_over(pages: Sequence[Edited], issue: Issue, templates: Path | None = None) -> Handwork:
    """The issue with what the pages changed; the issue itself where there are none.

    The first page says which items there are and in which order, the others what they say in their language; of two that change the same words
    the later has the last word. Raises ConfigError where a page is in a language that the issue has not.
    """
    revised, findings, figures = issue, [], 0
    for n, one in enumerate(pages):
        page = one.page
        if n > 0 and set(page.tags) <= set(issue.editions):
            base, current = (read_edited(markdown_page(of, page.tags, templates)) for of in (issue, revised))
            page = grafted(page, base, current)
        try:
            revision = apply_edits(revised, page, templates)
        except ConfigError as error:
            raise ConfigError(f"{one.path}: {error}") from error
        revised = revision.issue
        findings += [f"{one.path}, {finding}" for finding in revision.findings]
        figures += sum(finding.kind == "figure" for finding in revision.findings)
    return Handwork(issue=revised, edits=edits(revised), findings=tuple(findings), figures=figures)


def _read(path: Path) -> Edited:
    page = read_edited(_text(path), str(path))
    try:
        return Edited(path=path, page=page, period=period_of(page.period))
    except ValueError as error:
        raise ConfigError(f"{path}: issue {page.period!r} names no week or days; leave it as pipeline newsletter wrote it") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name a newsletter.EDITION.md") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not in UTF-8; save it as UTF-8") from error
