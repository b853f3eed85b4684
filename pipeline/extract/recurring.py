"""Chinese names that no table has and no word announces: what opens a clause, stands so again elsewhere, and is followed each time by a new word.

`滇池新材料与曲靖锂能宣布合并。…滇池新材料营收为58.2亿元，曲靖锂能没有公布数据。` names two firms. The words that follow names, and those that are
none, are rows of `data/names/recurring.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.datamodel.document import BlockKind, Document
from pipeline.extract.cues import Cues
from pipeline.extract.tokens import FIGURES, Token, unknown_entity
from pipeline.text.fold import fold

LEAST, MOST = 3, 8  # characters of a name
OPENING = re.compile(r"(?:^|(?<=[,。;:!?、\n\"“「]))[ \n#*-]*(?:(?:去年|今年|目前|同时|其中|不过|而|但|此外|另外),?)?", re.MULTILINE)
RUN = re.compile("(?:(?![的是不就在和与为被把让对从向给了着过等有这那很最也还会要于])[㐀-鿿A-Za-z0-9]){2,8}")
HAN = re.compile("[㐀-鿿]")
FOLLOWING = frozenset({"metric", *FIGURES, "date", "time"})  # kinds of tokens that go on with a name


@dataclass(frozen=True, slots=True)
class _Words:
    """What follows a name, names of two characters, and what is none."""

    after: re.Pattern[str]
    short: re.Pattern[str]
    never: re.Pattern[str]


def recurring_names(document: Document, tokens: Sequence[Token], cues: Cues) -> list[Token]:
    """The names of a Chinese document that recur, wherever something goes on with them; none of a transcript, nor of a manual, which shows code."""
    if document.is_transcript or any(block.kind is BlockKind.CODE for block in document.blocks):
        return []
    folded, title = fold(document.text), fold(document.title or "")
    follows = {t.start for t in tokens if t.kind in FOLLOWING} | {m.start() for m in _words().after.finditer(folded)}
    opened = Counter(name for m in OPENING.finditer(folded) for name in _candidates(folded, m.end(), follows))
    names = [name for name in opened if HAN.search(name) and not _words().never.match(name) and _recurs(name, title, folded, follows)]
    taken = bytearray(len(folded))
    for token in tokens:
        if token.kind not in ("place", "term"):
            taken[token.start : token.end] = b"\x01" * (token.end - token.start)
    found = []
    for name in names:
        if any(name != longer and name in longer and opened[longer] >= opened[name] for longer in names):
            continue
        places = [
            m.span() for m in re.finditer(re.escape(name), folded) if _is_followed(folded, m.end(), follows) and not any(taken[m.start() : m.end()])
        ]
        for start, end in places:
            surface = document.text[start:end]
            kind = cues.kind_of_name(surface)
            found.append(Token(start, end, kind, entity=unknown_entity(surface, document.language, kind)))
    return found


def _candidates(folded: str, start: int, follows: set[int]) -> Iterator[str]:
    """The runs of characters from `start` that something goes on with as with a name. follows: where such words begin."""
    run = RUN.match(folded, start)
    for end in range(start + 2, (run.end() if run else start) + 1):
        if not _is_followed(folded, end, follows):
            continue
        if LEAST <= end - start <= MOST or _words().short.fullmatch(folded, start, end):
            yield folded[start:end]


def _is_followed(folded: str, end: int, follows: set[int]) -> bool:
    """True where a word that goes on with a name begins at `end`, a space apart or not."""
    while folded.startswith(" ", end):
        end += 1
    return end in follows


def _recurs(name: str, title: str, folded: str, follows: set[int]) -> bool:
    """True for a name that stands at two places, each time with something that goes on with it, the title being one with whatever follows."""
    at = len(title) if folded.startswith(title) else 0
    return (name in title) + sum(_is_followed(folded, m.end(), follows) for m in re.compile(re.escape(name)).finditer(folded, at)) > 1


@cache
def _words() -> _Words:
    rows = tomllib.loads(resources.files("pipeline.extract").joinpath("data", "names", "recurring.toml").read_text(encoding="utf-8"))
    after, short, first, last = ("|".join(rows[key]) for key in ("after", "short", "never_first", "never_last"))
    return _Words(re.compile(rf"{after}|\d"), re.compile(short), re.compile(f"{first}|.*(?:{last})$"))
