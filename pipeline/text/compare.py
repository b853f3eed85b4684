"""Whether a sentence says the same as its source: figures, units, bounds, dates, names, polarity, attribution, in any of the three languages.

Figures and dates are compared by value. The rest stands on tables (`data/compare.toml`, `data/stance.toml`): a word of one side where the
passage of the source that is most like has the other side. What no table knows is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from decimal import Decimal

from pipeline.datamodel.fact import Bound
from pipeline.datamodel.language import Language
from pipeline.text.agreement.parties import dropped_hearsay, exchanged_parties, other_speaker, other_subject
from pipeline.text.agreement.passages import Disagreement, Passage, Word, is_counter, plain_numbers, read_passages, same_figure, same_unit, table
from pipeline.text.agreement.polarity import polarity_disagreements
from pipeline.text.agreement.stance import LIMIT
from pipeline.text.dates import Date
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from pipeline.text.quantities import Quantity


def disagreements(said: str, source: str, said_language: Language, source_language: Language, glossary: Glossary | None = None) -> list[Disagreement]:
    """What `said` says otherwise than `source`, in order of the kinds; empty when nothing disagrees.

    >>> disagreements("Revenue fell 8%.", "收入上涨8%。", Language.EN, Language.ZH_HANS)
    [Disagreement(kind='polarity', said='fell', found='上涨')]
    """
    known = glossary or Glossary.builtin()
    statements = read_passages(said, said_language, known)
    passages = read_passages(source, source_language, known)
    numbers = {number for passage in passages for number in plain_numbers(passage)}
    found: list[Disagreement] = []
    for statement in statements:
        found += _figures(statement, passages, numbers)
        found += _digits(statement, numbers)
        for check in (_dates, _names, polarity_disagreements, _scope, _attribution):
            found += check(statement, passages)
    return list(dict.fromkeys(found))


_DIRECTIONS = {Bound.AT_LEAST: 1, Bound.MORE_THAN: 1, Bound.AT_MOST: -1, Bound.LESS_THAN: -1}


def _figures(statement: Passage, passages: Sequence[Passage], numbers: Set[Decimal]) -> Iterator[Disagreement]:
    """Figures that the source does not have, has of another unit, or bounds otherwise."""
    theirs = [q for passage in passages for q in passage.quantities]
    bounds = {q.start: _bound_of(q, passage) for passage in passages for q in passage.quantities}
    for figure in statement.quantities:
        if _overlaps(figure, statement.dates) or _overlaps(figure, [w for w in statement.words if w.group.startswith("moments")]):
            continue
        same = [q for q in theirs if same_figure(figure, q) or _same_share(figure, q)]
        if same:
            if not any(bounds[q.start] == _bound_of(figure, statement) for q in same):
                yield Disagreement("bound", _outer(figure, statement), same[0].surface)
        elif not (is_counter(figure) and figure.number in numbers):
            yield _other_figure(figure, theirs)


def _overlaps(figure: Quantity, others: Iterable[Date | Word]) -> bool:
    return any(other.start < figure.end and figure.start < other.end for other in others)


def _bound_of(figure: Quantity, passage: Passage) -> int:
    """1 for a lower bound, -1 for an upper one; also one that stands apart from its figure, in the same clause (最多可去除自来水中99.2%)."""
    if figure.bound in _DIRECTIONS:
        return _DIRECTIONS[figure.bound]
    for clause in passage.clauses:
        if clause.span.start <= figure.start < clause.span.end:
            sides = {mark.side for mark in clause.marks if mark.family == LIMIT}
            return {"most": -1, "least": 1}[sides.pop()] if len(sides) == 1 else 0
    return 0


def _outer(figure: Quantity, statement: Passage) -> str:
    start = statement.span.start
    return statement.text[figure.outer_start - start : figure.outer_end - start] or figure.surface


def _same_share(a: Quantity, b: Quantity) -> bool:
    """True when one is a share in percent and the other the same as a fraction (五成, 一半)."""
    for percent, fraction in ((a, b), (b, a)):
        if percent.unit == "percent" and is_counter(fraction) and (percent.low, percent.high) == (fraction.low * 100, fraction.high * 100):
            return True
    return False


def _other_figure(figure: Quantity, theirs: Sequence[Quantity]) -> Disagreement:
    """What is wrong with a figure that the source does not have: its unit or scale where the digits stand there, else the number."""
    for other in theirs:
        if (figure.low, figure.high) == (other.low, other.high) or figure.number == other.number or _digits_of(figure) == _digits_of(other):
            return Disagreement("unit", figure.surface, other.surface)
    kin = next((other.surface for other in theirs if same_unit(figure, other)), "")
    return Disagreement("number", figure.surface, kin)


def _digits_of(quantity: Quantity) -> str:
    return re.sub(r"\D", "", f"{quantity.number:f}").strip("0")


_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _digits(statement: Passage, numbers: Set[Decimal]) -> Iterator[Disagreement]:
    """Digits that belong to no figure or date (those of a name) and that the source does not have."""
    covered = [(x.start, x.end) for found in (statement.quantities, statement.dates, statement.words) for x in found]
    for match in _DIGITS.finditer(statement.folded):
        start, end = (statement.span.start + offset for offset in match.span())
        if any(a < end and start < b for a, b in covered):
            continue
        if Decimal(match.group().replace(",", "")) not in numbers:
            yield Disagreement("number", statement.text[match.start() : match.end()], "")


def _dates(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Dates and moments (weekdays, quarters, last year) that the source does not have."""
    dates = [d for passage in passages for d in passage.dates]
    for date in statement.dates:
        if dates and not any(_same_date(date.iso, d.iso) for d in dates):
            yield Disagreement("date", date.surface, ", ".join(d.surface for d in dates[:3]))
    for group in sorted({word.group for word in statement.words if word.group.startswith("moments")}):
        theirs: dict[str, str] = {}
        for passage in passages:
            theirs.update(passage.rows(group))
        for row, surface in statement.rows(group).items():
            if theirs and row not in theirs:
                yield Disagreement("date", surface, ", ".join(theirs.values()))


def _same_date(a: str, b: str) -> bool:
    """True when one date is the other, at its precision or without its year."""
    if a.startswith(b) or b.startswith(a):
        return True
    short, full = sorted((a, b), key=lambda iso: iso.startswith("-"), reverse=True)
    return short.startswith("--") and (full[5:].startswith(short[2:]) or short[2:].startswith(full[5:] or "?"))


def _names(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Names of the glossary, places and Latin names that the source does not have; parties exchanged."""
    names = {name: surface for passage in passages for name, surface in passage.names.items()}
    folded = "\n".join(passage.folded for passage in passages)
    named_places = {fold(word.surface) for word in statement.words if word.group == "places"}
    for name, surface in statement.names.items():
        if name not in names and fold(surface) not in folded and fold(surface) not in named_places:
            yield Disagreement("name", surface, ", ".join(list(names.values())[:3]))
    places: dict[str, str] = {}
    for passage in passages:
        places.update({**passage.rows("implied"), **passage.rows("places")})
    for row, surface in statement.rows("places").items():
        if row not in places:
            yield Disagreement("name", surface, ", ".join(list(places.values())[:3]))
    yield from exchanged_parties(statement, passages)
    yield from other_subject(statement, passages)
    yield from _ended_names(statement, folded)


def _ended_names(statement: Passage, folded: str) -> Iterator[Disagreement]:
    """Chinese names with an end of the table (队, 大学) whose beginning the source has not, while it has others with that end."""
    if not statement.language.is_chinese:
        return
    for end in table()["names"]["ends"]:
        for match in re.finditer(rf"[㐀-鿿]{{2}}{end}", statement.folded):
            theirs = {m.group() for m in re.finditer(rf"[㐀-鿿]{{2}}{end}", folded)}
            if theirs and match.group() not in folded and match.group()[:2] not in folded:
                yield Disagreement("name", statement.text[match.start() : match.end()], ", ".join(sorted(theirs)[:3]))


def _scope(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """An `only` or a `first` that the source does not say."""
    theirs = {row for passage in passages for row in passage.rows("scope")}
    for row, surface in statement.rows("scope").items():
        if row in ("only", "first") and row not in theirs:
            yield Disagreement("bound", surface, "")


def _attribution(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    yield from dropped_hearsay(statement, passages)
    yield from other_speaker(statement, passages)
