"""What a document is about: the words that it repeats, and those that it sets in front, in its title, its headings and its first paragraph."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from math import log, sqrt
from operator import add

from pipeline.datamodel.document import BlockKind, Document, Span
from pipeline.datamodel.fact import Claim
from pipeline.text.fold import fold
from pipeline.text.quantities import find_quantities

HAN = (0x3400, 0x9FFF)
TITLE, HEADING = 1.0, 0.7  # the least weight of words that stand in the title, in a heading
BEGINNING = 0.08  # share of the text that its first paragraph may take to say what it is about
SMALL = 10  # bare numbers up to this are of names (GPT-4) and of lists
REMEMBERED = 1024  # texts: the words of a name or a claim are asked for more than once
AMPLE = 0.9  # the sentence that says more of the document's words than this share of the others says all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The words of a document by how much it is about them, 0 to 1.

    ample: how much of them a rich sentence says. title, opening: the words of its title and of its first paragraph. figures, surfaces:
    the title's amounts, and their letters as it writes them.
    """

    weights: Mapping[str, float]
    ample: float
    title: frozenset[str]
    opening: frozenset[str]
    figures: frozenset[Decimal]
    surfaces: tuple[str, ...] = ()
    opened: int = 0

    def share(self, text: str) -> float:
        """How much of what the document is about a text says, 0 to 1, for its length."""
        return min(1.0, _density(words(text), self.weights) / self.ample) if self.ample else 0.0

    def front(self, claim: Claim, text: str) -> float:
        """How far a claim, which `text` bears, is what the title tells, or else the first paragraph, besides whom it is about: 0 to 1."""
        subject = {word for name in claim.subject.names.values() for word in words(name)}
        if self.tells_figure(claim) or any(surface in _letters(text) for surface in self.surfaces):
            return 1.0
        said = words(text) - subject
        titled = len(said & (self.title - subject)) / max(2, len(self.title - subject))
        within = claim.span is not None and claim.span.start < self.opened
        opened = 0.0 if within else len(said & (self.opening - subject)) / max(6, len(said))
        return min(1.0, 1.5 * titled + 0.5 * opened)

    def tells_figure(self, claim: Claim) -> bool:
        """True for a typed figure that the title bears; a model's size there is part of its name."""
        value = claim.value
        if not self.figures or value is None or value.is_date or value.unit == "parameter":
            return False
        return not self.figures.isdisjoint((Decimal(value.low), Decimal(value.high)))


def topics(document: Document) -> Topics:
    """What a document is about."""
    folded = fold(document.text)
    sentences = [_words_of(sentence.span.of(folded)) for sentence in document.sentences]
    counts = Counter(word for sentence in sentences for word in sentence)
    top = log(1 + max(counts.values(), default=1))
    weights = {word: log(1 + count) / top for word, count in counts.items() if count > 1}
    title = words(document.title or "")
    headings = [words(block.span.of(document.text)) for block in document.blocks if block.kind is BlockKind.HEADING]
    for word in (word for heading in headings for word in heading):
        weights[word] = max(HEADING, weights.get(word, 0.0))
    weights |= {word: max(TITLE, weights.get(word, 0.0)) for word in title}
    figures = [q for q in find_quantities(document.title or "", document.language) if q.unit or abs(Decimal(q.low)) > SMALL]
    opening = _opening(document)
    densities = sorted(_density(sentence, weights) for sentence in sentences)
    return Topics(
        weights=weights,
        ample=densities[int(len(densities) * AMPLE)] if densities else 0.0,
        title=title,
        opening=words(opening.of(document.text)),
        opened=opening.end,
        figures=frozenset(Decimal(end) for figure in figures for end in (figure.low, figure.high)),
        surfaces=tuple(_letters(figure.surface) for figure in figures if figure.unit != "parameter" and any(c.isdigit() for c in figure.surface)),
    )


@lru_cache(maxsize=REMEMBERED)
def words(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about: Latin ones, and Han characters two by two, folded to one script; without the commonest.

    >>> sorted(words("模型的價格, and its price"))
    ['price', '价格', '模型']
    """
    return _words_of(fold(text))


def _words_of(folded: str) -> frozenset[str]:
    found: set[str] = set()
    for run in _runs().findall(folded):
        if run[0].isascii():
            found.add(run.rstrip(".-+"))
        else:
            found.update(map(add, run, run[1:]))
    return frozenset(found - _common_words())


@cache
def _runs() -> re.Pattern[str]:
    """Latin words, and runs of Han characters of which none is one of the commonest."""
    stops = sorted({HAN[0] - 1, *map(ord, _common()["characters"]["zh"]), HAN[1] + 1})
    ranges = "".join(f"{chr(low + 1)}-{chr(high - 1)}" for low, high in pairwise(stops) if HAN[0] <= low + 1 < high <= HAN[1] + 1)
    return re.compile(rf"[a-z][a-z0-9.+-]{{2,}}|[{ranges}]{{2,}}")


def _density(said: frozenset[str], weights: Mapping[str, float]) -> float:
    """The weight of the words of a text, by the root of their number: neither a word alone nor a long list wins."""
    return sum(weights.get(word, 0.0) for word in said) / sqrt(max(4, len(said)))


def _opening(document: Document) -> Span:
    """The first paragraph, or its beginning where it is long."""
    first = next((block.span for block in document.blocks if block.kind is BlockKind.PARAGRAPH), Span(0, 0))
    return Span(first.start, min(first.end, first.start + max(200, int(BEGINNING * len(document.text)))))


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum() or c in "%％$")


@cache
def _common_words() -> frozenset[str]:
    return frozenset(_common()["words"]["en"].split())


@cache
def _common() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("pipeline.compose").joinpath("data", "common.toml").read_text(encoding="utf-8"))
