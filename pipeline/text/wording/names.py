"""Names as they stand in a phrase: joined, in the singular, without what the phrase says itself; whether a verb after one is plural."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Edition
from pipeline.text.glossary import Glossary

COMMON_KINDS = frozenset(
    {"audience", "modality", "metric", "language", "term", "task", "time", "superlative", "comparative", "condition", "use", "platform", "part"}
)
PLURAL = re.compile(r"[a-z](?<!s)(?<!u)(?<!i)s$")
_SINGULAR_IN_S = ("series", "news")


def in_full(entity: Entity, edition: Edition, lists: Mapping[str, str]) -> str | None:
    """Several things as one, all named where a name has no room for them (instruction following and others); None where the glossary lacks one."""
    parts = [Glossary.builtin().get(key) for key in entity.id.split("+")] if "+" in entity.id else []
    known = [part.name(edition.value) for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    last = lists["last_of_lists"] if any(lists["last"] in name for name in known) else lists["last"]
    return join_names(known, lists["between"], last)


def without_suffix(name: str, suffixes: Sequence[str]) -> str:
    """`name` without the first of the suffixes that it ends with, in any case; a name that is no more than that stays."""
    found = next((suffix for suffix in suffixes if name.lower().endswith(suffix) and len(name) > len(suffix)), "")
    return name[: len(name) - len(found)].rstrip()


def singular(name: str) -> str | None:
    """A plural name in the singular; None where that takes more than the s away.

    >>> singular("open-source models"), singular("companies")
    ('open-source model', None)
    """
    return None if name.endswith(_NO_PLAIN_PLURAL) else name.removesuffix("s")


_NO_PLAIN_PLURAL = ("ies", "ses", "xes", "ches", "shes", "ves", "zes", "oes")


def join_names(names: Sequence[str], between: str, last: str) -> str:
    """Names as a list: `A、B 和 C`, `A, B and C`.

    >>> join_names(["A", "B", "C"], ", ", " and ")
    'A, B and C'
    """
    return names[0] if len(names) == 1 else between.join(names[:-1]) + last + names[-1]


def capitalized(text: str) -> str:
    """`text` with a capital first letter, unless it opens with a name that is written small (iPhone).

    >>> capitalized("free users have it"), capitalized("iPhone sales rose")
    ('Free users have it', 'iPhone sales rose')
    """
    first = re.match(r"[a-z]+(?=[\s,;:’-]|$)", text)
    return text[0].upper() + text[1:] if first else text


def is_plural_name(entity: Entity, edition: Edition) -> bool:
    """True when an English verb after the entity's name is plural (`free users have it`, `the Olympic Games have`)."""
    name = entity.name(edition.value)
    is_common = entity.kind in (*COMMON_KINDS, "event") or (entity.kind == "unknown" and name == name.lower())
    if edition.is_chinese or not is_common:
        return False
    last = name.split(" of ")[0].split()[-1]
    return PLURAL.search(last) is not None and last.casefold() not in _SINGULAR_IN_S
