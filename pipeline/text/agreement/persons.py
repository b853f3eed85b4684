"""Who may be named in a passage: strings that a source uses as names of persons, without a list of persons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.text.agreement.passages import Passage, table
from pipeline.text.agreement.sounds import foreign_runs, names_of

_BEFORE = r"(?:说|表示|称|指出|认为|透露|强调|介绍|坦言|承认|提醒|回应|宣布|批评|警告|呼吁|解释|补充)"
_GIVEN = r"[㐀-鿿]{1,2}"
_LEAST = 3  # characters of a run that writes a foreign name


def names_a_person(passage: Passage, everything: Sequence[Passage]) -> bool:
    """True where the passage has the name of a person, as far as can be told from the text itself: a surname before a verb of saying or
    behind an office anywhere in the source, a foreign name, an English name of two words."""
    if not passage.language.is_chinese:
        known = [(w.start - passage.span.start, w.end - passage.span.start) for w in passage.words if w.group == "places"]
        return any(" " in passage.text[a:b] for a, b in names_of(passage.text, known))
    if any(len(run) >= _LEAST for run in foreign_runs(passage.folded)):
        return True
    return any(name in passage.folded for other in everything for name in _names(other))


def _names(passage: Passage) -> set[str]:
    """The Chinese names that stand before a verb of saying or behind an office."""
    return {match.group("name") or match.group("speaker") for match in _patterns().finditer(passage.folded)}


@cache
def _patterns() -> re.Pattern[str]:
    surnames = f"[{table()['persons']['surnames']}]"
    offices = "|".join(sorted({word for words in table()["titles"].values() for word in words if not word.isascii()}, key=lambda w: -len(w)))
    others = "|".join(table()["persons"]["offices"])
    return re.compile(rf"(?:(?:{offices}|{others})(?P<name>{surnames}{_GIVEN}))|(?:(?<![㐀-鿿])(?P<speaker>{surnames}{_GIVEN})(?={_BEFORE}))")
