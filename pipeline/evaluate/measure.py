"""The measure: what of the gold a document's facts hold, and which of its typed figures are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.evaluate.gold import Gold
from pipeline.evaluate.matching import has_same_bound, has_same_unit, is_quoted, is_right, is_said_by, is_same_figure, is_told, is_typed
from pipeline.evaluate.pages import PageFindings, Read
from pipeline.evaluate.told import Told

Share = tuple[int, int]
"""Right ones, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A document's shares by name, and what is behind them, to read.

    recall: gold facts told by a fact near their quote, in words or typed; important: those of importance 3. typed: gold figures that are
    a typed fact's value. bounds, units: of those, the ones bounded and counted alike. precision: typed figures that are gold ones, of those
    that are judged (a figure that gold knows only of another subject, attribute or condition is wrong; one it does not know is in `unjudged`).
    speech: quotations of gold words whose speaker is the one whom the source lets say them. kept: gold facts on the page in the source's language.
    evidence: evidences that are their place in the text. figures: figures on the pages that the source holds. parity: comparisons of editions
    that found them even.
    """

    shares: Mapping[str, Share]
    missed: Sequence[str] = ()
    untyped: Sequence[str] = ()
    wrong: Sequence[str] = ()
    misquoted: Sequence[str] = ()
    unjudged: Sequence[str] = ()
    foreign: Mapping[str, Sequence[str]] = field(default_factory=dict)
    uneven: Sequence[str] = ()


def score(read: Read, facts: Sequence[Told], gold: Sequence[Gold], pages: PageFindings) -> Score:
    """How well `facts` hold `gold`; a document without gold has the shares of evidence, figures and parity alone."""
    cited = [place for fact in facts for place in fact.evidence]
    shares = {
        "evidence": (sum(read.text[p.start : p.end] == p.quote and p.document == read.id for p in cited), len(cited)),
        "figures": (pages.figures - sum(map(len, pages.foreign.values())), pages.figures),
        "parity": (pages.compared - len(pages.uneven), pages.compared),
    }
    if not gold:
        return Score(shares=shares, foreign=pages.foreign, uneven=pages.uneven)
    typed = {g.id: next((f for f in facts if is_typed(f, g)), None) for g in gold if g.is_figure}
    told = {g.id for g in gold if typed.get(g.id) or any(is_told(f, g, read.language) for f in facts)}
    right, wrong, unjudged = judge_figures(facts, gold)
    heavy = [g.id for g in gold if g.importance == 3]
    quoted = [(fact, spoken) for fact in facts if (spoken := [g for g in gold if g.tells_speakers and is_quoted(fact, g, read.language)])]
    misquoted = [fact for fact, spoken in quoted if not any(is_said_by(fact, g) for g in spoken)]
    held = [(fact, g) for g in gold if (fact := typed.get(g.id))]
    return Score(
        shares={
            "recall": (len(told), len(gold)),
            "important": (sum(id in told for id in heavy), len(heavy)),
            "typed": (len(held), len(typed)),
            "bounds": _share(held, has_same_bound),
            "units": _share(held, has_same_unit),
            "precision": (len(right), len(right) + len(wrong)),
            "speech": (len(quoted) - len(misquoted), len(quoted)),
            "kept": (sum(pages.keeps(g) for g in gold), len(gold)),
            **shares,
        },
        missed=[str(g) for g in gold if g.id not in told],
        untyped=[str(g) for g in gold if g.id in told and g.is_figure and not typed[g.id]],
        wrong=[_text(fact, read) for fact in wrong],
        misquoted=[_text(fact, read) for fact in misquoted],
        unjudged=[_text(fact, read) for fact in unjudged],
        foreign=pages.foreign,
        uneven=pages.uneven,
    )


def judge_figures(facts: Sequence[Told], gold: Sequence[Gold]) -> tuple[list[Told], list[Told], list[Told]]:
    """The typed figures that are gold ones; those that gold knows only of something else; those that it does not know."""
    right, wrong, unjudged = [], [], []
    for fact in facts:
        if not fact.has_typed_value:
            continue
        if any(is_right(fact, g) for g in gold):
            right.append(fact)
        elif any(is_same_figure(fact, g) for g in gold):
            wrong.append(fact)
        else:
            unjudged.append(fact)
    return right, wrong, unjudged


def total(scores: Iterable[Mapping[str, Share]]) -> dict[str, Share]:
    """The shares of all documents together."""
    rows = list(scores)
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _sum(row.get(name, (0, 0)) for row in rows) for name in names}


def ratio(share: Share) -> float:
    """A share as a number; of nothing, all is right.

    >>> ratio((3, 4)), ratio((0, 0))
    (0.75, 1.0)
    """
    return share[0] / share[1] if share[1] else 1.0


def _sum(shares: Iterable[Share]) -> Share:
    right, of = zip(*shares, strict=True)
    return sum(right), sum(of)


def _share(held: Sequence[tuple[Told, Gold]], test: Callable[[Told, Gold], bool]) -> Share:
    return sum(test(fact, g) for fact, g in held), len(held)


def _text(fact: Told, read: Read) -> str:
    said = fact.text("en" if fact.origins.get("en") == "phrase" else read.language)
    quote = " / ".join(place.quote.replace("\n", " ") for place in fact.evidence[-1:])
    return f"{said} « {quote[-120:]} »"
