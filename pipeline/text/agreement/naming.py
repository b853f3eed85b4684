"""Names of a statement against those of its source: names of the glossary, places, Chinese names by their ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.text.agreement.passages import Disagreement, Passage, table
from pipeline.text.fold import fold

_INITIALS = re.compile(r"[A-Z]{2,6}\Z")


def name_disagreements(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Names and places that the source does not have."""
    names = {name: surface for passage in passages for name, surface in passage.names.items()}
    text = "\n".join(passage.text for passage in passages)
    folded = "\n".join(passage.folded for passage in passages)
    named_places = {fold(word.surface) for word in statement.words if word.group == "places"}
    for name, surface in statement.names.items():
        if fold(surface) in folded or fold(surface) in named_places or any(passage.has_name(name, statement) for passage in passages):
            continue
        if not _is_short_for(surface, text):
            yield Disagreement("name", surface, ", ".join(list(names.values())[:3]))
    places: dict[str, str] = {}
    for passage in passages:
        places.update({**passage.rows("implied"), **passage.rows("places")})
    for row, surface in statement.rows("places").items():
        if row not in places:
            yield Disagreement("name", surface, ", ".join(list(places.values())[:3]))
    yield from _ended_names(statement, folded)


def _is_short_for(surface: str, text: str) -> bool:
    """True for the initials of words that stand in the text (WHO, World Health Organization)."""
    if not _INITIALS.match(surface):
        return False
    words = r"\s+(?:(?:of|the|for|and|on)\s+){0,2}".join(rf"{letter}[a-z]+" for letter in surface)
    return re.search(rf"\b{words}\b", text) is not None


def _ended_names(statement: Passage, folded: str) -> Iterator[Disagreement]:
    """Chinese names with an end of the table (队, 大学) whose beginning the source has not, while it has others with that end."""
    if not statement.language.is_chinese:
        return
    rules = table()["names"]
    ours, their = _without(statement.folded, rules["none"]), _without(folded, rules["none"])
    for end in rules["ends"]:
        pattern = re.compile(rf"(?:(?![{rules['never']}])[㐀-鿿]){{2}}{end}")
        theirs = {match.group() for match in pattern.finditer(their)}
        for match in pattern.finditer(ours):
            if theirs and match.group() not in folded and match.group()[:2] not in folded:
                yield Disagreement("name", statement.text[match.start() : match.end()], ", ".join(sorted(theirs)[:3]))


def _without(folded: str, words: Sequence[str]) -> str:
    """The text with the words blanked out, at the same length."""
    return re.sub("|".join(words), lambda match: " " * len(match.group()), folded)
