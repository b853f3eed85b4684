"""All issues as an Atom feed (RFC 4287): an entry for each issue and language, its facts in its content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from email.utils import parseaddr
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from markupsafe import Markup, escape

from pipeline.datamodel.digest import Point
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.issue import Issue, Plan, StoryPoint
from pipeline.datamodel.language import Edition
from pipeline.render import labels
from pipeline.render.environment import html_environment, rendered
from pipeline.render.issues import wording
from pipeline.render.issues.addresses import host_of, page_address, site_of
from pipeline.render.issues.clauses import is_editors, issue_runs, side_point
from pipeline.render.joining import capital
from pipeline.render.moments import web_address

_ATOM = "http://www.w3.org/2005/Atom"
_IN_ATOM = f"{{{_ATOM}}}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST = date(2000, 1, 1)  # a feed without an issue
ElementTree.register_namespace("", _ATOM)
ISSUES = 30
"""How many issues a feed holds, the newest."""


def render_feed(issues: Sequence[Issue], plan: Plan, templates: Path | None = None) -> str:
    """The feed of the newest issues, in any order given; each issue is an entry in each of its editions.

    Ids are tag: URIs of the site's host, the date and the period, and stay as long as the site does. Raises ConfigError where the template is
    wrong or the site is no address. Same issues, same text.
    """
    newest = sorted(issues, key=lambda issue: (issue.period.until, issue.period.since, issue.period.id), reverse=True)[:ISSUES]
    tags = [str(edition) for edition in plan.editions]
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, f"{_XML}lang": tags[0]})
    _add(feed, "id", f"tag:{host_of(plan)},{_FIRST.year}:newsletter")
    _add(feed, "title", " · ".join(dict.fromkeys(wording.pick(plan.title, tag) for tag in tags)))
    _add(feed, "updated", _moment(newest[0].period.until if newest else _FIRST))
    _add(ElementTree.SubElement(feed, "author"), "name", _author(plan))
    site = site_of(plan)
    if site:
        _link(feed, rel="self", type="application/atom+xml", href=f"{site}/feed.xml")
        _link(feed, rel="alternate", type="text/html", href=f"{site}/")
    _add(feed, "generator", "bidigest")
    for issue in newest:
        for entry in _entries(issue, plan, templates):
            feed.append(entry)
    ElementTree.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(feed, encoding="unicode")}\n'


def join_feeds(newest: str, others: Iterable[str]) -> str:
    """The feed `newest`, as `render_feed` makes it of one issue, with the entries of the others, the newest first.

    What is said of the feed itself is said by `newest`. Raises ElementTree.ParseError for what is no XML.
    """
    feed = ElementTree.fromstring(newest)
    entries = feed.findall(f"{_IN_ATOM}entry")
    for other in others:
        entries += ElementTree.fromstring(other).findall(f"{_IN_ATOM}entry")
    entries.sort(key=_day, reverse=True)
    for entry in feed.findall(f"{_IN_ATOM}entry"):
        feed.remove(entry)
    by_day = [list(group) for _, group in groupby(entries, _day)]
    for entry in (entry for group in by_day[:ISSUES] for entry in group):
        feed.append(entry)
    updated = feed.find(f"{_IN_ATOM}updated")
    if updated is not None and entries:
        updated.text = _day(entries[0])
    ElementTree.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(feed, encoding="unicode")}\n'


def _entries(issue: Issue, plan: Plan, templates: Path | None) -> Iterator[ElementTree.Element]:
    address = page_address(plan, issue.period.id)
    for tag in map(str, issue.editions):
        entry = ElementTree.Element("entry", {f"{_XML}lang": tag})
        _add(entry, "id", f"tag:{host_of(plan)},{issue.period.until}:newsletter:{issue.period.id}:{tag}")
        _add(entry, "title", f"{capital(labels.text('issue/number', tag, n=issue.number))} · {wording.pick(issue.headline, tag)}")
        _add(entry, "updated", _moment(issue.period.until))
        _add(entry, "published", _moment(issue.period.until))
        if address:
            _link(entry, rel="alternate", type="text/html", hreflang=tag, href=address)
        for story in issue.stories:
            ElementTree.SubElement(entry, "category", {"term": _clean(story.subject.id), "label": _clean(story.subject.name(tag))})
        _add(entry, "summary", wording.pick(issue.lead, tag))
        content = _add(entry, "content", content_html(issue, tag, templates))
        content.set("type", "html")
        yield entry


def content_html(issue: Issue, tag: str, templates: Path | None = None) -> str:
    """An issue as the HTML of an entry, in one edition."""

    def clauses(point: Point, begins: bool = True) -> Markup:
        said = (escape(run.joint + run.before + run.marked + run.after + run.remark + run.stop) for run in issue_runs(point, tag, issue, begins))
        return Markup("".join(said))

    def bullet(of: StoryPoint, one: str, subject: Entity | None = None) -> Markup:
        label = "issue/editors_note" if is_editors(of) else "issue/status/update" if of.status == "update" else None
        heads = [*([labels.text(label, one)] if label else []), *([subject.name(one)] if subject else [])]
        colon = ": " if one == Edition.EN else "："
        told = wording.told_by(of, issue, one)
        sources = "" if not told else f" ({told})" if one == Edition.EN else f"（{told}）"
        return Markup("".join(f"<strong>{escape(head)}</strong>{colon}" for head in heads)) + clauses(of.point, subject is None) + sources

    words = {
        "pick": wording.pick,
        "heading_note": lambda story, one: wording.heading_note(story, issue, one),
        "bullet": bullet,
        "is_editors": is_editors,
        "sources": lambda story, one: wording.listed(wording.letters_of(story, issue), one),
        "side": lambda side, one: f"{wording.listed(wording.letters_of(side, issue), one)} " + clauses(side_point(side, issue)),
        "about_source": lambda voice, one: wording.about_source(voice, issue, one),
        "address": lambda voice: web_address(voice.document.url),
    }
    return rendered(html_environment(templates), "issue.feed.html.j2", issue=issue, tag=tag, **words).strip()


def _author(plan: Plan) -> str:
    name, address = parseaddr(plan.sender or "")
    return name or address or wording.pick(plan.title, str(plan.editions[0]))


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    child.text = _clean(text)
    return child


def _link(parent: ElementTree.Element, **attributes: str) -> None:
    ElementTree.SubElement(parent, "link", attributes)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub(" ", text)


def _moment(day: date) -> str:
    return datetime.combine(day, time(8, tzinfo=UTC)).isoformat().replace("+00:00", "Z")


def _day(entry: ElementTree.Element) -> str:
    return entry.findtext(f"{_IN_ATOM}updated", "")
