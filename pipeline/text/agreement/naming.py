"""Names of a statement against those of its source: names of the glossary, places, Chinese names by their ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.text.agreement.amounts import same_figure
from pipeline.text.agreement.linking import linked
from pipeline.text.agreement.passages import Disagreement, Passage, table
from pipeline.text.agreement.sounds import heard_as, is_pinyin
from pipeline.text.fold import fold

_LATIN_NAME = re.compile(r"(?<![\w-])(?:[A-Za-z]+-?\d(?:[\w.]*\w)?|[A-Z][a-z]\w*)(?![\w-])", re.ASCII)
_PEOPLES = ("an", "ans", "ese", "ish", "ic")  # ends of words for what comes from a place
_SQUEEZED = re.compile(r"[\s\-‐-―_.]")
_OPENERS = " \t\n\"'“‘(*-"
_LETTERS = 4  # letters by which a name is known in other forms of it (Kenya, Kenyan)
_NUMBERED = re.compile(r"([㐀-鿿]{2})(\d{1,3}|[一二三四五六七八九十]{1,3})号(?!线|楼|院|文|馆|门|公路)")
_ROMANIZED = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}(?![\w-])", re.ASCII)  # not the first word
_INITIALS = re.compile(r"[A-Z]{2,6}\Z")


def name_disagreements(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Names and places that the source does not have."""
    names = {name: surface for passage in passages for name, surface in passage.names.items()}
    text = "\n".join(passage.text for passage in passages)
    folded = "\n".join(passage.folded for passage in passages)
    named_places = {fold(word.surface) for word in statement.words if word.group in ("places", "reach")}
    for name, surface in statement.names.items():
        if surface.islower() and not statement.language.is_chinese:
            continue  # a common word (abroad)
        if (
            fold(surface) in folded
            or fold(surface) in named_places
            or _is_in_longer(surface, statement)
            or any(passage.has_name(name, statement) for passage in passages)
        ):
            continue
        if not _is_short_for(surface, text):
            yield Disagreement("name", surface, ", ".join(list(names.values())[:3]))
    places: dict[str, str] = {}
    for passage in passages:
        places.update({**passage.rows("implied"), **passage.rows("places")})
    heard = [surface for passage in passages for surface in (linked(statement, passage) if statement.language.is_chinese else ())]
    for row, surface in statement.rows("places").items():
        if (
            row not in places
            and f"(in {surface}" not in statement.text
            and not _is_of_company(surface, statement)
            and not _is_part(fold(surface), heard, statement.folded)
        ):
            yield Disagreement("name", surface, ", ".join(list(places.values())[:3]))
    events = {row: surface for passage in passages for row, surface in passage.rows("events").items()}
    for row, surface in statement.rows("events").items():
        if events and row not in events:
            yield Disagreement("name", surface, next(iter(events.values())))
    yield from _other_known(statement, passages, folded)
    yield from _other_holder(statement, passages)
    yield from _numbered_names(statement, folded)
    yield from _ended_names(statement, folded)
    yield from _english_ended_names(statement, text)


def _other_known(statement: Passage, passages: Sequence[Passage], folded: str) -> Iterator[Disagreement]:
    """Well-known bodies and people that the source does not have, where it has another of their class (a bank, a head of state)."""
    theirs = {row: word for passage in passages for row, word in passage.well_known().items()}
    for row, word in statement.well_known().items():
        others = [other for other in theirs.values() if other.group == word.group]
        if row not in theirs and others and fold(word.surface) not in folded:
            yield Disagreement("name", word.surface, others[0].surface)


def _other_holder(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A well-known body or person that is given a figure which the source has only of another of its class."""
    near = sorted(passages, key=lambda passage: passage.span.start)
    for clause in statement.clauses or (statement,):
        for word in clause.well_known().values():
            for figure in clause.quantities:
                at = [i for i, p in enumerate(near) if any(same_figure(figure, q) for q in p.quantities)]
                around = [p.well_known() for i in at for p in near[max(0, i - 1) : i + 1]]
                others = [other for known in around for other in known.values() if other.group == word.group]
                if others and all(word.row not in known for known in around) and any(word.row in p.well_known() for p in near):
                    yield Disagreement("name", word.surface, others[0].surface)
                    return


def _is_in_longer(surface: str, statement: Passage) -> bool:
    """True for a name that only stands in the name of a well-known body (德国 in 德国铁路)."""
    return any(surface in word.surface and surface != word.surface for word in statement.well_known().values())


def _is_of_company(place: str, statement: Passage) -> bool:
    """True for a place that begins the English name of a company (China Airlines), which Chinese may name without it."""
    return re.search(rf"\b{re.escape(place)} (?:{'|'.join(table()['names']['companies'])})\b", statement.text) is not None


def _is_part(place: str, heard: Sequence[str], folded: str) -> bool:
    """True for what only looks like a place in a foreign name (兰州 in 马兰州, for Marland)."""
    at = folded.find(place)
    return any(start < at + len(place) and at < start + len(name) for name in heard if (start := folded.find(name)) >= 0 and name != place)


def _english_ended_names(statement: Passage, text: str) -> Iterator[Disagreement]:
    """English names with an end of the table (University, Bank), while the source has others with that end."""
    pattern = re.compile(rf"((?:[A-Z][\w&'’-]* )+)({'|'.join(table()['names']['ends_en'])})\b")
    theirs = {(m.group(2), m.group(1).split()[-1]): m.group() for m in pattern.finditer(text)}
    for match in pattern.finditer(statement.text):
        others = [name for (end, _), name in theirs.items() if end == match.group(2)]
        if others and (match.group(2), match.group(1).split()[-1]) not in theirs and not statement.language.is_chinese and match.group() not in text:
            yield Disagreement("name", match.group(), others[0])


def unknown_names(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Latin names and names with numbers (GPT-4o) that stand nowhere in the source, in whatever spacing and case.

    Names in letters are judged only where the source would have them in letters too: not those of an English text about a Chinese source.
    """
    folded = " ".join(passage.folded for passage in everything)
    squeezed = _SQUEEZED.sub("", folded)
    theirs = {row for passage in everything for row in passage.well_known()}
    words = [w for w in statement.words if w.row in theirs or w.row not in statement.well_known()]
    known = [(q.start, q.end) for q in statement.quantities] + [(word.start, word.end) for word in words]
    named = " ".join(statement.names.values())
    is_spelled = statement.language.is_chinese or not any(passage.language.is_chinese for passage in everything)
    is_table = " | " in statement.text or " · " in statement.text
    for match in _LATIN_NAME.finditer(statement.text):
        start = statement.span.start + match.start()
        if any(a <= start < b for a, b in known) or match.group() in named:
            continue
        name = _SQUEEZED.sub("", match.group().lower())
        is_coded = any(character.isdigit() for character in name)
        is_first = statement.text[: match.start()].strip(_OPENERS) == "" and not statement.language.is_chinese
        is_judged = is_coded or (is_spelled and not is_first and not is_table and len(name) >= _LETTERS and not name.endswith(_PEOPLES))
        if is_judged and not (name.removesuffix("s") in squeezed if is_coded else name[:_LETTERS] in folded):
            yield Disagreement("name", match.group(), "")


def _numbered_names(statement: Passage, folded: str) -> Iterator[Disagreement]:
    """Chinese names with a number (长征九号), where the source has the name with another number only."""
    theirs = {(match.group(1), _numeral(match.group(2))): match.group() for match in _NUMBERED.finditer(folded)}
    for match in _NUMBERED.finditer(statement.folded):
        others = [name for (stem, _), name in theirs.items() if stem == match.group(1)]
        if others and (match.group(1), _numeral(match.group(2))) not in theirs:
            yield Disagreement("name", match.group(), others[0])


def _numeral(word: str) -> str:
    """A small numeral in digits."""
    return "".join(str("〇一二三四五六七八九".find(c)) if c in "一二三四五六七八九" else c for c in word)


def romanized_strangers(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Names in Pinyin that no name of a Chinese source sounds like."""
    if statement.language.is_chinese or not any(passage.language.is_chinese for passage in everything):
        return
    folded = " ".join(passage.folded for passage in everything)
    known = [(word.start, word.end) for word in statement.words]
    named = " ".join(statement.names.values())
    for match in _ROMANIZED.finditer(statement.text):
        start, name = statement.span.start + match.start(), match.group()
        if any(a <= start < b for a, b in known) or name in named or name.lower() in folded or not is_pinyin(name):
            continue
        if not any(heard_as(name, passage.text) for passage in everything):
            yield Disagreement("name", name, "")


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
    for pattern in _ended():
        found = list(pattern.finditer(ours))
        theirs = {match.group() for match in pattern.finditer(their)} if found else ()
        for match in found:
            if theirs and match.group() not in folded and match.group()[:2] not in folded:
                yield Disagreement("name", statement.text[match.start() : match.end()], ", ".join(sorted(theirs)[:3]))


@cache
def _ended() -> tuple[re.Pattern[str], ...]:
    rules = table()["names"]
    return tuple(re.compile(rf"(?:(?![{rules['never']}])[㐀-鿿]){{2}}{end}") for end in rules["ends"])


def _without(folded: str, words: Sequence[str]) -> str:
    """The text with the words blanked out, at the same length."""
    return re.sub("|".join(words), lambda match: " " * len(match.group()), folded)
