"""An issue's way from its digests to its files: pick, compose, take over what an editor changed, render, write."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.compose.issues.issue import compose_issue
from pipeline.compose.issues.memory import printed_of
from pipeline.compose.issues.parity import EvenIssue
from pipeline.config import Settings
from pipeline.datamodel.issue import Issue, Period, Plan, Status
from pipeline.datamodel.report import IssueReport
from pipeline.errors import ConfigError
from pipeline.newsletters.editing import Edited, Handwork, take_over
from pipeline.newsletters.picking import Picked, check_editions, choose_period, pick
from pipeline.newsletters.planning import NewsletterFile, make_plan
from pipeline.render.issues.clauses import all_notes
from pipeline.render.issues.feed import join_feeds, render_feed
from pipeline.render.issues.mail import render_mail
from pipeline.render.issues.markdown import render_markdown
from pipeline.render.issues.page import render_page
from pipeline.render.parity import check_pages
from pipeline.storage.issues import ENTRY, Issues
from pipeline.storage.ledger import LEDGER, SqliteLedger

PAGE, MAIL = "newsletter.html", "newsletter.eml"


def make_issue(settings: Settings, file: NewsletterFile, today: date, edited: Sequence[Edited] = ()) -> IssueReport:
    """Make the issue of the days that the settings name, or that an editor's pages are of, and write its files; the editor's own stay.

    The outputs folder must be held. Raises ConfigError where nothing can be made of what was asked for, and where it would overwrite what an
    editor changed; OutputError where an earlier issue cannot be read or the files cannot be written.
    """
    began = time.monotonic()
    issues = Issues(settings.outputs)
    with closing(SqliteLedger(settings.outputs / LEDGER)) as ledger:
        period = _period(settings, edited, ledger, today)
        plan = make_plan(file, settings, issues.editions(period) if edited else ())
        picked = pick(ledger, period, settings.include_undated, issues.used_before(period))
        check_editions(picked.documents, plan, ledger)
    earlier = issues.known_to(period) if edited else issues.before(period)
    even = compose_issue(picked.documents, period, plan, issues.number(period), earlier, picked.candidates)
    if not settings.force:
        _refuse_to_lose_edits(issues, period, edited)
    work = take_over(edited, replace(even.issue, notes=all_notes(even.issue)), settings.templates)
    given = {one.path.resolve() for one in edited}
    pages = render(work.issue, plan, settings.format, settings.templates)
    if not edited:
        check_pages({name: data.decode() for name, data in pages.items() if name.endswith(".md")}, plan.editions)
    pages = {name: data for name, data in pages.items() if (issues.folder(period) / name).resolve() not in given}
    files = write(work.issue, pages, issues)
    return _report(work, even, picked, files, issues.folder(period), time.monotonic() - began)


def _period(settings: Settings, edited: Sequence[Edited], ledger: SqliteLedger, today: date) -> Period:
    """The days of the edited pages, else those that the settings name. Raises ConfigError where both are named and differ."""
    if not edited:
        return choose_period(settings, ledger.published(), today)
    period = edited[0].period
    if settings.week or settings.since or settings.until:
        asked = choose_period(settings, ledger.published(), today)
        if asked != period:
            raise ConfigError(f"{edited[0].path}: a page of issue {period.id}, not of {asked.id}; leave out the days, or give a page of that issue")
    return period


def render(issue: Issue, plan: Plan, formats: Sequence[str], templates: Path | None) -> dict[str, bytes]:
    """The issue's files by name, in those formats, and what it has in the feed. Raises ConfigError where a template is wrong."""
    pages: dict[str, bytes] = {}
    if "md" in formats:
        pages |= {name: text.encode() for name, text in render_markdown(issue, templates).items()}
    if "html" in formats:
        pages[PAGE] = render_page(issue, templates).encode()
    if "eml" in formats:
        pages[MAIL] = render_mail(issue, plan, templates)
    pages[ENTRY] = render_feed([issue], plan, templates).encode()
    return pages


def write(issue: Issue, pages: Mapping[str, bytes], issues: Issues) -> list[Path]:
    """Write the issue, and the feed of all of them; the paths of what a reader opens, the page first."""
    written = issues.deliver(issue, printed_of(issue), pages)
    issues.write_feed(join_feeds(pages[ENTRY].decode(), issues.entries(except_of=issue.period)))
    return sorted((path for path in written if path.name != ENTRY), key=lambda path: (path.name != PAGE, path.suffix == ".json", path.name))


def _refuse_to_lose_edits(issues: Issues, period: Period, edited: Sequence[Edited]) -> None:
    """Raises ConfigError where an editor changed a page of the issue that is not among those to make it of."""
    given = {one.path.resolve() for one in edited}
    for path in issues.edited(period):
        if path.resolve() not in given:
            named = " ".join(f"--from {one}" for one in (*(one.path for one in edited), path))
            raise ConfigError(f"{path}: changed since it was made; take it over with: pipeline newsletter {named}, or lose the changes with --force")


def _report(work: Handwork, even: EvenIssue, picked: Picked, files: Sequence[Path], folder: Path, seconds: float) -> IssueReport:
    issue = work.issue
    told = [*issue.stories, *issue.briefs]
    facts = [merged for story in told for merged in story.facts]
    return IssueReport(
        period=issue.period.id,
        number=issue.number,
        since=issue.period.since.isoformat(),
        until=issue.period.until.isoformat(),
        editions=tuple(map(str, issue.editions)),
        stories=len(issue.stories),
        briefs=len(issue.briefs),
        sources=len(issue.voices),
        facts=len(facts),
        conflicts=sum(len(story.conflicts) for story in told),
        updates=sum(merged.status is Status.UPDATE for merged in facts),
        repeats=issue.repeats,
        undated=tuple(voice.document.name for voice in issue.voices if not voice.is_dated),
        dropped=tuple(rejection.detail for rejection in even.rejections),
        outdated=tuple(picked.outdated),
        edits=work.edits,
        findings=work.findings,
        figures=work.figures,
        files=tuple(files),
        folder=folder,
        seconds=seconds,
    )
