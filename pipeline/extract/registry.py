"""The extractors, by the name that `--model` takes. To add one: a file here and a row."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Claim
from pipeline.extract.rules import extract_rules
from pipeline.text.glossary import Glossary

Extractor = Callable[[Document, Glossary], list[Claim]]

EXTRACTORS: tuple[tuple[str, Extractor], ...] = (("rules", extract_rules),)


def extract(document: Document, glossary: Glossary, name: str = "rules") -> list[Claim]:
    """The claims that the extractor of that name reads from the document. Raises KeyError for an unknown name."""
    return dict(EXTRACTORS)[name](document, glossary)
