"""What a fact is told of, beyond its name: one key for a model and its sizes, for a games and its edition, for a name in either Chinese script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.compose.dedup import letters
from pipeline.datamodel.fact import Claim, Entity
from pipeline.datamodel.issue import Merged
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary

REMEMBERED = 8192
DIGIT = re.compile(r"\d")
UNKNOWN = "unknown"
LEADING = ("model", "organization", "event", "product", "service", "company", "body", "platform")  # kinds that make news


def root(entity: Entity) -> str:
    """The key of what the entity is of: Llama 3.1 for Llama 3.1 405B; but a model's line (Llama) is not what its versions are."""
    return _root(entity.id, entity.kind)


@lru_cache(maxsize=REMEMBERED)
def _root(id: str, kind: str) -> str:
    glossary = Glossary.builtin()
    seen = {id}
    while (parent := glossary.parent(id)) and parent not in seen and (kind != "model" or DIGIT.search(parent)):
        seen.add(parent)
        id = parent
    return fold(id) if kind == UNKNOWN else id


@lru_cache(maxsize=REMEMBERED)
def maker(key: str) -> str | None:
    """The key of who makes what has this key, where it is known."""
    return Glossary.builtin().related(key)


def is_known(one: Merged, headings: Iterable[str]) -> bool:
    """True for a fact of several documents, of a name of the glossary, or of one that a heading holds: fit to stand where all readers look."""
    subject = one.fact.claim.subject
    names = {name for name in map(letters, subject.names.values()) if name}
    held = any(name in heading for heading in map(letters, headings) for name in names)
    return held or len(one.documents) > 1 or Glossary.builtin().get(root(subject)) is not None


def parties(claim: Claim) -> Iterator[Entity]:
    """All that a claim names, its subject first."""
    named = (claim.subject, *claim.objects, claim.attribute, claim.condition, claim.attribution)
    return (entity for entity in named if entity is not None)
