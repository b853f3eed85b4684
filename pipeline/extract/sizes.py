"""Parameter counts that stand in a model's name: `Mistral NeMo 12B` says that it has 12 billion parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.datamodel.fact import Aspect, Claim, Kind, Value
from pipeline.extract.matching import EXTRACTOR
from pipeline.extract.reading import Reading

BESIDE = re.compile(r"(?:[高低优胜]于|胜过|超过|比|than|against|versus|vs\.?) ?(?:the )?$")  # what follows is only set beside another
SIZE = re.compile(r"(?<![\d.×xX])(\d+(?:\.\d+)?)\s?[Bb](?![A-Za-z])")


def size_claims(reading: Reading, typed: Sequence[Claim]) -> Iterator[Claim]:
    """A parameter count for each model whose name says it and that typed claims speak of, unless one of them tells it; at its first mention.

    A model that another is only measured against (`above CodeGemma 7B`) has none from there.
    """
    parameters = reading.glossary.get("parameters")
    if parameters is None:
        return
    spoken_of = {c.subject.id for c in typed}
    known = {c.subject.id for c in typed if c.attribute is not None and c.attribute.id == "parameters"}
    for line in reading.lines:
        for position, token in line.masked.tokens.items():
            if token.kind != "model" or token.entity is None or token.entity.id not in spoken_of - known:
                continue
            surface = reading.document.text[token.start : token.end]
            size = SIZE.search(surface)
            if BESIDE.search(line.masked.text, max(0, position - 12), position):
                continue
            if size is None or SIZE.search(surface, size.end()) or re.search(r"\d\s?[×xX]\s?\d", surface):
                continue
            known.add(token.entity.id)
            clause = line.clause_at(position)
            span = line.masked.source(clause.start, clause.end)
            amount = format(Decimal(size[1]) * 10**9, "f")
            yield Claim(
                kind=Kind.MEASUREMENT, type="measure", aspect=Aspect.TECHNICAL, subject=token.entity, sentences=(line.masked.n,), extractor=EXTRACTOR,
                attribute=parameters, value=Value(surface=size[0], low=amount, high=amount, unit="parameter", unit_surface="B"),
                words=span.of(reading.document.text)[:160].strip(), span=span, importance=0.6,
            )  # fmt: skip
