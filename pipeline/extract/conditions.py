"""What a match says of its figure besides whose it is: the conditions under which it holds, in the glossary's words or the text's own."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.datamodel.fact import Entity
from pipeline.extract.pairing import result_of
from pipeline.extract.reading import Line, Reading
from pipeline.extract.tokens import Token, joined_entity, slug, unknown_entity

SIDE_BY_SIDE = re.compile(r"\s?")


def filling(line: Line, match: re.Match[str], slot: str) -> list[Token]:
    """The tokens that fill a slot of the match; none where it has no such slot or the slot is empty."""
    if slot not in match.groupdict() or match[slot] is None:
        return []
    return line.masked.tokens_in(*match.span(slot))


def conditions(reading: Reading, line: Line, match: re.Match[str], wanted: int) -> list[Entity]:
    """The conditions of a match; one that names several (韩语和阿拉伯语) is taken apart where there are several figures."""
    if match.groupdict().get("result"):
        return [result_of(line.masked.source(*match.span("result")).of(reading.document.text))]
    if match.groupdict().get("k"):
        return _worded(reading, line, match)
    if match.groupdict().get("b"):
        return [_branch(reading, line, match)]
    basis = [t.date for slot in ("c", "c2") for t in filling(line, match, slot) if t.date is not None]
    if basis:
        return [Entity(id=basis[0].iso, names={reading.document.language.value: basis[0].surface}, kind="basis")]
    found = [t for t in filling(line, match, "c") if t.entity is not None]
    if len(found) == 2 and SIDE_BY_SIDE.fullmatch(reading.document.text, found[0].end, found[1].start):
        return [_compound([t.entity for t in found if t.entity is not None], reading)]
    if wanted > 1 and len(found) == 1:
        parts = re.split(r"和|与|、|及|/|,| and ", reading.document.text[found[0].start : found[0].end])
        named = [reading.glossary.find(part) for part in parts]
        if len(parts) == wanted and all(len(mentions) == 1 for mentions in named):
            return [mentions[0].entity for mentions in named]
    return [t.entity for t in found if t.entity is not None]


def _compound(parts: list[Entity], reading: Reading) -> Entity:
    """Two names side by side as one (Windows computers), in the editions that have both."""
    editions = [tag for tag in (reading.document.language.value, *parts[0].names) if all(tag in part.names for part in parts)]
    names = {tag: " ".join(part.names[tag] for part in parts) for tag in editions}
    return Entity(id="-".join(part.id for part in parts), names=names, kind=parts[1].kind)


def _worded(reading: Reading, line: Line, match: re.Match[str]) -> list[Entity]:
    """The scope of a superlative in the text's own words (`open model`, `bank in Spain`); none where it says no more than `model`."""
    words = line.masked.source(*match.span("k")).of(reading.document.text)
    places = [t.entity for t in filling(line, match, "c") if t.entity is not None]
    if words.lower() in ("model", "models") and not places:
        return []
    language = reading.document.language
    known = reading.glossary.find(words)
    names = dict(known[0].entity.names) if len(known) == 1 and len(known[0].surface) == len(words) and not places else {}
    names[language.value] = f"{words} in {places[0].name(language.value)}" if places else words
    return [Entity(id=slug(names[language.value]), names=names, kind="condition")]


def _branch(reading: Reading, line: Line, match: re.Match[str]) -> Entity:
    """The part of a whole that a figure is of: cars in `revenue from cars`."""
    language = reading.document.language
    named = [t.entity for t in filling(line, match, "b") if t.entity is not None]
    if named:
        return replace(joined_entity(named, language), kind="part")
    words = line.masked.source(*match.span("b")).of(reading.document.text)
    return unknown_entity(words, language, "part")
