"""What the commands say of what came out, in a line or a few, for a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.datamodel.report import IssueReport, RunReport, Spent

ALWAYS_SAID = ("done", "unchanged", "failed")
INTERRUPTED = "Interrupted; run again to resume: what was delivered is kept."
_ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


FOR_A_MODEL = ("batch", "guard", "base_url", "prompts")  # the flags that the rules have no use for, and a reader may think that they have


def idle_flags(flags: Mapping[str, object], model: str, engine: str) -> Iterator[str]:
    """The flags that do nothing, as something else is missing.

    >>> list(idle_flags({"batch": True, "guard": None}, "rules", "local"))
    ['--batch does nothing without --model: the rules find the facts, and no model is asked']
    """
    for name in FOR_A_MODEL if model == "rules" else ():
        if flags.get(name):
            yield f"--{name.replace('_', '-')} does nothing without --model: the rules find the facts, and no model is asked"
    if flags.get("ray_address") and engine != "ray":
        yield "--ray-address does nothing without --engine ray: documents are worked on here"


def printable(text: str) -> str:
    r"""A text as a terminal may be told it: each character that it would obey (control, direction) as `\xNN` or `\uNNNN`.

    >>> print(printable("a server’s message\x1b[2J"))
    a server’s message\x1b[2J
    """
    return _ORDERS.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)


def last_line(report: RunReport) -> str:
    """Documents, facts, rejections, seconds; and the page to open."""
    totals = report.record()["totals"]
    assert isinstance(totals, dict)
    gone = report.count("vanished")
    endings = [f"{totals[s]} {s}" for s in ("done", "partial", "fallback", "unchanged", "failed", "postponed") if totals[s] or s in ALWAYS_SAID]
    parts = [
        f"{counted(totals['documents'], 'document')} ({', '.join(endings)})",
        *([f"{gone} gone (digests kept)"] if gone else []),
        *([counted(totals["duplicates"], "duplicate")] if totals["duplicates"] else []),
        *([f"{totals['derived']} derived"] if totals["derived"] else []),
        counted(totals["facts"], "fact"),
        f"{totals['rejections']} rejected",
        *([f"{totals['tokens']:,} tokens", f"${totals['cost']:.4f}"] if totals["requests"] else []),
        f"{report.seconds:.1f} s",
    ]
    line = ", ".join(parts)
    return f"{line}\nOpen {report.outputs / 'index.html'}" if len(report.documents) > report.count("failed", "postponed", "vanished") else line


def stop_line(report: RunReport) -> str | None:
    """Why a run stopped early, and what to do."""
    left = counted(report.count("postponed"), "document")
    match report.stopped:
        case "cost":
            return f"Stopped at the cost cap with ${report.spent.cost:.4f} spent ({left} left); run again with a higher --max-cost to go on."
        case "quota":
            return f"Stopped: {report.advice}. What was delivered is kept; run again to go on."
        case "interrupted":
            return f"Stopped: {report.advice}." if report.advice else INTERRUPTED
    return None


def asked(spent: Spent, is_priced: bool) -> str:
    """Requests, tokens and money for a reader.

    >>> asked(Spent(requests=1, prompt=3200, completion=1200), False)
    '1 request, about 3,200 tokens sent, 1,200 received, price not known'
    """
    money = f"${spent.cost:.4f}" if is_priced else "price not known"
    return f"{counted(spent.requests, 'request')}, about {spent.prompt:,} tokens sent, {spent.completion:,} received, {money}"


def issue_line(report: IssueReport) -> str:
    """Stories, sources, facts, what was left out; and the page to open."""
    parts = [
        counted(report.stories, "story", "stories"),
        *([f"{report.briefs} in brief"] if report.briefs else []),
        counted(report.sources, "source"),
        counted(report.facts, "fact"),
        *([f"{counted(report.conflicts, 'disagreement')}"] if report.conflicts else []),
        *([counted(report.updates, "update")] if report.updates else []),
        f"{counted(report.repeats, 'repeat')} left out",
        *([counted(report.edits, "edit")] if report.edits else []),
        *(["every figure as its evidence has it"] if report.edits and not report.figures else []),
        f"{report.seconds:.1f} s",
    ]
    return f"Issue {report.number}, {report.period} ({', '.join(report.editions)}): {', '.join(parts)}\nOpen {report.files[0]}"


def issue_remarks(report: IssueReport) -> Iterator[str]:
    """What an editor should know of an issue besides what is in it."""
    if report.outdated:
        yield f"left out: {counted(len(report.outdated), 'digest')} of an earlier version ({', '.join(report.outdated[:6])}); run pipeline run again"
    for why in report.dropped:
        yield f"left out: {why}"
    yield from report.findings
    if report.figures:
        yield f"{counted(report.figures, 'figure')} changed by hand away from the evidence; page and mail have them as they were written"


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """The number with its noun.

    >>> counted(1, "fact"), counted(2, "fact"), counted(2, "story", "stories")
    ('1 fact', '2 facts', '2 stories')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {nouns or noun + 's'}"
