"""The report of a fact-check as Markdown: what is not borne out first, with the reason in plain words and the nearest place of the source."""

from __future__ import annotations

from pipeline.datamodel.check import CheckedSentence, CheckReport, Reason, Support
from pipeline.render.environment import markdown_environment
from pipeline.render.source import clock

_WORDS = {
    "number": "number",
    "unit": "unit or scale",
    "date": "date",
    "name": "name",
    "polarity": "yes or no, more or less, sure or perhaps",
    "bound": "bound or scope",
    "attribution": "who says so",
}
_MAX_QUOTE = 120  # characters of a source's sentence; twice as many in Latin script


def render_check(report: CheckReport) -> str:
    """The report as Markdown, in English around the texts' own words. Ends with one line break."""
    several = len(report.sources) > 1
    page: str = (
        markdown_environment(None)
        .get_template("check.md.j2")
        .render(report=report, reason=explained, place=lambda support: place(support, several), shortened=shortened)
    )
    return page.strip() + "\n"


def explained(reason: Reason, sentence: CheckedSentence) -> str:
    """A reason in plain words.

    >>> from pipeline.datamodel.check import Verdict
    >>> explained(Reason("number", "40%", "60%"), CheckedSentence(text="40% agreed.", line=1, verdict=Verdict.UNSUPPORTED))
    'number: it says “40%”, the source “60%”'
    """
    said = "it says so" if reason.said.strip() == sentence.text.strip() else f"it says “{shortened(reason.said)}”"
    found = f"the source “{shortened(reason.found)}”" if reason.found else "the source does not"
    return f"{_WORDS.get(reason.kind, reason.kind)}: {said}, {found}"


def place(support: Support, with_source: bool) -> str:
    """Where a sentence stands: its time for captions, else its line; with the source's address where there are several."""
    if support.time is not None:
        where = clock(support.time)
    else:
        where = f"line {support.line}" if support.line is not None else f"sentence {support.sentence}"
    return f"{support.source}, {where}" if with_source else where


def shortened(text: str) -> str:
    """A quotation on one line, cut where it is long.

    >>> shortened("one\\ntwo")
    'one two'
    """
    flat = " ".join(text.split())
    limit = _MAX_QUOTE * 2 if flat.isascii() else _MAX_QUOTE
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
