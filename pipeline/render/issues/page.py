"""An issue as one self-contained HTML page in all its editions."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from pipeline.datamodel.digest import Cell, Table
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.issue import Issue, Merged, StoryPoint
from pipeline.datamodel.language import Edition
from pipeline.render.environment import html_environment, rendered
from pipeline.render.filters import bars, html_runs
from pipeline.render.inline import Inline, script, style
from pipeline.render.issues import wording
from pipeline.render.issues.clauses import edits, issue_runs, side_point
from pipeline.render.issues.quotes import Quotes, digest_page, issue_page
from pipeline.render.joining import capital
from pipeline.render.moments import web_address


def render_page(issue: Issue, templates: Path | None = None) -> str:
    """The page `newsletter.html`. The same issue gives the same text.

    templates: the user's folder, looked up before the packaged one. Raises ConfigError where a template is wrong.
    """
    tags = tuple(str(edition) for edition in issue.editions)
    chinese = chinese_edition(issue)
    own_style, own_script = _inline(templates, tags, chinese)
    return rendered(
        html_environment(templates),
        "issue.html.j2",
        issue=issue,
        tags=list(tags),
        view=tags[0],
        zh=str(chinese or ""),
        style=own_style.text,
        script=own_script.text,
        style_hash=own_style.hash,
        script_hash=own_script.hash,
        notes=issue.notes,
        quotes=Quotes(issue),
        said=partial(_said, issue),
        taken=partial(_taken, issue),
        letters_of={voice.document.id: voice.letter for voice in issue.voices},
        undated=sum(not voice.is_dated for voice in issue.voices),
        capital=_capital,
        drawn=drawn,
        leading=partial(leading, issue),
        edits=edits(issue),
        pick=wording.pick,
        at=wording.at,
        counted=wording.counted,
        listed=wording.listed,
        days=wording.days,
        issue_name=partial(wording.issue_name, issue=issue),
        digest_page=digest_page,
        issue_page=issue_page,
        web_address=web_address,
    )


def chinese_edition(issue: Issue) -> Edition | None:
    """The Chinese edition that stands beside the English one; None where there are not both."""
    chinese = next((edition for edition in issue.editions if edition.is_chinese), None)
    return chinese if Edition.EN in issue.editions else None


def drawn(table: Table) -> list[tuple[Entity, list[tuple[Entity, Cell, float]]]]:
    """What of a table is drawn as bars: nothing where its figures may not be; no measure of which all subjects have the same."""
    return [(measure, cells) for measure, cells in bars(table) if len({width for _, _, width in cells}) > 1] if table.chart else []


def leading(issue: Issue, table: Table) -> str | None:
    """The id of what the page tells most of among the subjects of a table; None where it has no story on any of them."""
    subjects = {subject.id for _, cells in table.series() for subject, _ in cells}
    return next((story.subject.id for story in issue.stories if story.subject.id in subjects), None)


def _said(issue: Issue, point: StoryPoint, tag: str, begins: bool = True) -> object:
    """A bullet's text as HTML, its marks opening its evidence; begins: nothing stands before it in its line."""
    return html_runs(issue_runs(point.point, tag, issue, begins), tag)


def _taken(issue: Issue, side: Merged, tag: str) -> object:
    """A side of a disagreement as HTML; its evidence stands below it."""
    return html_runs((replace(run, note=0) for run in issue_runs(side_point(side, issue), tag, issue)), tag)


def _capital(text: str, tag: str) -> str:
    return capital(text) if tag == Edition.EN else text


@cache
def _inline(templates: Path | None, tags: tuple[str, ...], chinese: Edition | None) -> tuple[Inline, Inline]:
    environment = html_environment(templates)
    return style(environment, "issue.css.j2", tags=tags, chinese=chinese), script(environment, "reader.js", "issue.js")
