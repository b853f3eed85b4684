"""Statements in the words of their sources that say the same: in nearly the same words, of the same figures, on the same side.

Only within a language: both Chinese scripts are one. Two statements whose negations, figures or names in Latin letters differ are never alike.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import combinations
from zlib import crc32

from pipeline.datamodel.fact import Fact
from pipeline.text.fold import fold
from pipeline.text.similarity import plain
from pipeline.text.wording.spacing import has_han

SAME_WORDS = 0.7  # of the longer statement's words that stand in the other, where both tell of one subject
ANY_SUBJECT = 0.85  # the same where they do not
SAME_FIGURES = 0.55  # the same of two that have the same figures and tell of one subject
FEWEST = 6  # words; with fewer all must be the same
ANCHORS = 6  # of a statement's words, by which those like it are looked for
REMEMBERED = 8192  # statements whose words are kept at hand
BY_MODEL = "model:"  # how the origin of a text that a chat model wrote begins
CROWD = 64  # statements that share an anchor; where more do, it tells nothing
_WORD = re.compile(r"[a-z][a-z'-]*(?:\d[\w.-]*)?|\d+(?:,\d{3})*(?:\.\d+)?|[㐀-鿿]+")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Words:
    """What is compared of a statement. folded: its text; letters: all of them; pieces: its words, and its Han characters two by two.

    order: its figures and its names in Latin letters as they come.
    """

    is_chinese: bool
    folded: str
    letters: str
    pieces: frozenset[str]
    order: tuple[str, ...]


@lru_cache(maxsize=REMEMBERED)
def words_of(text: str) -> Words:
    """What is compared of a statement in its source's words."""
    folded = fold(text)
    is_chinese = has_han(folded)
    pieces: set[str] = set()
    order: list[str] = []
    for match in _WORD.finditer(folded):
        word = match[0]
        if word[0].isdigit():
            order.append(plain(word))
        elif _LATIN.match(word):
            pieces.add(word)
            if is_chinese or (match.start() > 0 and text[match.start()].isupper()):
                order.append(word)
        else:
            pieces |= {word[n : n + 2] for n in range(max(1, len(word) - 1))}
    return Words(is_chinese, folded, "".join(filter(str.isalnum, folded)), frozenset(pieces), tuple(order))


def wordings(fact: Fact) -> list[Words]:
    """What is compared of a statement that no type tells: the source's words, and a chat model's statement or translation in each language.

    Never empty; one a language.
    """
    claim = fact.claim
    by_model = [phrase.text for tag, phrase in sorted(fact.texts.items()) if fact.origins.get(tag, "").startswith(BY_MODEL)]
    given = [text for text in (claim.words, *(claim.said or {}).values(), *by_model) if text]
    found: dict[bool, Words] = {}
    for words in map(words_of, given or [phrase.text for phrase in fact.texts.values()][:1]):
        found.setdefault(words.is_chinese, words)
    return list(found.values()) or [words_of("")]


def are_alike(one: Words, other: Words, share: float = SAME_WORDS) -> bool:
    """True for two statements of which each says at least that share of the other, on the same side and with the same figures.

    >>> are_alike(words_of("铁路公司说列车周一恢复"), words_of("鐵路公司說，列車週一恢復")), are_alike(words_of("收入上涨8%"), words_of("收入下跌8%"))
    (True, False)
    """
    if one.letters == other.letters:
        return True
    more = max(len(one.pieces), len(other.pieces))
    if share == SAME_WORDS and any(len(figure) > 1 and figure[0].isdigit() for figure in one.order):
        share = SAME_FIGURES
    if one.is_chinese != other.is_chinese or one.order != other.order or more < FEWEST or len(one.pieces & other.pieces) < share * more:
        return False
    sides = _sides(other.folded)
    return _denials(one) == _denials(other) and not any((n, not side) in sides for n, side in _sides(one.folded))


def neighbours(statements: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Pairs of places of statements that may be alike, each once: those that share letters or an anchor."""
    holders: dict[object, list[int]] = defaultdict(list)
    for place, statement in enumerate(statements):
        for anchor in _anchors(statement.pieces):
            holders[anchor].append(place)
    met = {pair for places in holders.values() if len(places) <= CROWD for pair in combinations(places, 2)}
    yield from sorted(met)


def _anchors(pieces: Iterable[str]) -> list[int]:
    """The same few words of two statements that share most of theirs: those whose hashes are the smallest."""
    return sorted(crc32(piece.encode()) for piece in pieces)[:ANCHORS]


def _denials(of: Words) -> int:
    return len(_tables()[0][of.is_chinese].findall(of.folded))


@lru_cache(maxsize=4096)
def _sides(folded: str) -> frozenset[tuple[int, bool]]:
    """Of which pairs of opposites a statement says one alone, and which."""
    said = {(n, side) for n, pair in enumerate(_tables()[1]) for side in (False, True) if pair[side].search(folded)}
    return frozenset((n, side) for n, side in said if (n, not side) not in said)


@cache
def _tables() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]]:
    """Words of denial in English and in Chinese, and the pairs of opposites."""
    rows = tomllib.loads(resources.files("pipeline.compose.issues.agreement").joinpath("data", "likeness.toml").read_text(encoding="utf-8"))
    negation = (re.compile(rows["negation"]["en"]), re.compile(rows["negation"]["zh"]))
    return negation, tuple((re.compile(row["one"]), re.compile(row["other"])) for row in rows["opposites"])
