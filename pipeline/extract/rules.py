"""The extractor that needs no model: pattern tables over annotated sentences, then free statements for what they leave."""

from __future__ import annotations

import logging

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Claim
from pipeline.extract.currency import in_own_currency
from pipeline.extract.free import free_claims
from pipeline.extract.grids import tabled
from pipeline.extract.importance import weighed
from pipeline.extract.leads import lead_claims
from pipeline.extract.matching import Matcher
from pipeline.extract.reading import read
from pipeline.extract.sizes import size_claims
from pipeline.extract.speech import Speakers
from pipeline.extract.subjects import Subjects
from pipeline.text.glossary import Glossary

log = logging.getLogger(__name__)


def extract_rules(document: Document, glossary: Glossary) -> list[Claim]:
    """Claims in the order of the text; none where the language is not one that is processed."""
    if not document.language.is_processed or not document.sentences:
        return []
    reading = read(document, glossary)
    subjects = Subjects(reading)
    speakers = Speakers(reading)
    matcher = Matcher(reading, subjects, speakers)
    typed = list(matcher.claims())
    typed += tabled(reading, typed)
    typed += size_claims(reading, typed)
    free = list(free_claims(reading, subjects, speakers, matcher.borne))
    leads = list(lead_claims(reading, speakers, [*typed, *free]))
    log.debug("%s: %d typed claims, %d free ones, %d leads", document.id, len(typed), len(free), len(leads))
    claims = weighed([*in_own_currency(typed, document), *free, *leads], reading, subjects)
    return sorted(claims, key=lambda c: (c.span.start if c.span else 0, c.span.end if c.span else 0, c.type, c.subject.id))
