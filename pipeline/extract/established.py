"""Whether words are a name that typed claims may be of: what only looks like one, where the document says it once, is left to free statements.

`上周公立醫院內科病床入住率為 108%` and `归属于上市公司股东的净利润为 6.7 亿元` open with no name, `Rival Stanmere rose` with more than one. What
opens no name is a row of `data/names/single.toml`; what the glossary knows, the title has or the document says again is a name all the same.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary


class Established:
    """The names of one document. folded: its text, folded."""

    def __init__(self, document: Document, folded: str, glossary: Glossary) -> None:
        self._never = _never_first("zh" if document.language.is_chinese else "en")
        self._title = fold(document.title or "")
        self._folded = folded
        self._glossary = glossary

    def __contains__(self, entity: Entity) -> bool:
        """True for a name that may bear a typed claim."""
        names = [name for name in map(fold, entity.names.values()) if self._never.match(name)]
        return not names or self._glossary.get(entity.id) is not None or any(name in self._title or self._folded.count(name) > 1 for name in names)


@cache
def _never_first(language: str) -> re.Pattern[str]:
    rows = tomllib.loads(resources.files("pipeline.extract").joinpath("data", "names", "single.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(rows[language]["never_first"]))
