"""The classes and ids of a page's elements, which often say what an element holds. What they say is a table, `data/pages.toml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.ingest.tables import pattern

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CAMEL = re.compile(r"([a-z0-9])([A-Z])")
_ASIDE = ("aside", "footer", "nav", "li")


def names_of(element: HtmlElement) -> str:
    """An element's class and id in lower case, the parts of a name joined by hyphens (`postBody` and `post_body` are `post-body`)."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    return _spelled(names) if names else ""


@lru_cache(maxsize=4096)
def _spelled(names: str) -> str:
    return _CAMEL.sub(r"\1-\2", names).replace("_", "-").lower()


@cache
def whole_names(key: str) -> re.Pattern[str]:
    """A list of names in the table, as whole words."""
    return re.compile(rf"\b(?:{pattern('pages', 'names', key).pattern})\b")


def stands_aside(element: HtmlElement) -> bool:
    """True for an element in a comment, a list of other articles, or a bar."""
    foreign, listed = whole_names("foreign"), whole_names("listed")
    return any(part.tag in _ASIDE or foreign.search(names_of(part)) or listed.search(names_of(part)) for part in (element, *element.iterancestors()))
