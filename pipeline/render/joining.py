"""Clauses into points: joints, final stops, capitals and the marks of untranslated words, by edition; neither Markdown nor HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.datamodel.digest import Piece, Point
from pipeline.datamodel.fact import Phrase
from pipeline.datamodel.language import Edition
from pipeline.render import labels
from pipeline.text.wording.quotes import CORNERED_WITHIN, CURVED_WITHIN, Marks, is_quoted, pairs, requoted

JOINTS = {False: ("；", "; "), True: ("，", " ")}  # in Chinese and in English; True: before what goes on from the clause before it
FINAL = "。．.;；,，、:： "
SPEAKS_ENOUGH = re.compile(r"(?:[。！？!?…]|\.\.\.|\.(?=[”\"’]))[”」』\"’]?$")  # no stop is set after these
LED = re.compile("[^“”「」：:]{1,60}[：:] ?(?:“[^“”]*”|「[^「」]*」)$")  # a quotation with its speaker before it
PLAIN_WORD = re.compile(r"[a-z][a-z'’-]*(?=[\s,:;]|$)")
SPACE = re.compile(r"\s")
REMEMBERED = 2048  # texts: the pages of a digest write the same ones again and again
QUOTES = {"en": ("“", "”"), "zh-Hans": ("“", "”"), "zh-Hant-TW": ("「", "」"), "zh-Hant-HK": ("「", "」")}
INNER = {"“": str.maketrans("“”", "‘’"), "「": str.maketrans("「」", "『』")}  # marks within quotation marks that have no other half
WITHIN: dict[str, Marks] = {"“": CURVED_WITHIN, "「": CORNERED_WITHIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A clause of a point as an edition shows it: joint, text before, in and after the mark, final stop, note.

    marked: the part that opens the evidence; "" where the whole clause does. remark: what follows words in another language, whose tag is `language`.
    """

    joint: str
    before: str
    marked: str
    after: str
    remark: str
    stop: str
    note: int
    language: str


def runs(point: Point, tag: str, source: str, begins: bool = True, remarks: bool = True) -> Iterator[Run]:
    """The clauses of a point in the edition `tag`; source: the tag of the source's language; begins: the point opens its line.

    remarks: words in another language are marked as such; not where the heading above them says it.
    """
    last = len(point.pieces) - 1
    for n, piece in enumerate(point.pieces):
        foreign = not piece.is_translated(tag)
        phrase = _bare(piece.phrases[tag])
        opening, remark = "", ""
        if foreign:
            opening, phrase, remark = _quoted(phrase, tag, source, remarks)
        elif tag == Edition.EN and begins and n == 0:
            phrase = Phrase(capital(phrase.text), phrase.mark)
        yield _run(piece, phrase, _joint(point.pieces, n, tag), n == last, tag, opening, remark, source if foreign else tag)


def _joint(pieces: Sequence[Piece], n: int, tag: str) -> str:
    """What stands before the clause n: a list goes on with a comma and closes, in English, with `and`."""
    english = tag == Edition.EN
    if n == 0:
        return ""
    if not pieces[n].listed:
        return JOINTS[pieces[n].continues][english]
    if not english:
        return "、"
    if n + 1 < len(pieces) and pieces[n + 1].listed:
        return ", "
    start = next(first for first in range(n - 1, -1, -1) if not pieces[first].listed)
    return ", and " if any(" and " in piece.phrases[tag].text for piece in pieces[start : n + 1]) else " and "


def _run(piece: Piece, phrase: Phrase, joint: str, last: bool, tag: str, opening: str, remark: str, language: str) -> Run:
    text, mark = phrase.text, phrase.mark
    before, marked, after = (text, "", "") if mark is None else (text[: mark.start], mark.of(text), text[mark.end :])
    english = tag == Edition.EN
    stop = "" if not last or (not remark and _speaks_enough(text)) else "." if english else "。"
    return Run(
        joint=joint,
        before=opening + before,
        marked=marked,
        after=after,
        remark=remark,
        stop=stop,
        note=piece.note,
        language=language,
    )


def quote_marks(tag: str) -> tuple[str, str]:
    """Opening and closing quotation mark of an edition."""
    return QUOTES.get(tag, QUOTES["en"])


def _bare(phrase: Phrase) -> Phrase:
    """The phrase on one line without its final stop; offsets stay."""
    text, mark = _unstopped(phrase.text), phrase.mark
    return Phrase(text, mark if mark and mark.end <= len(text) else None)


@lru_cache(maxsize=REMEMBERED)
def _unstopped(text: str) -> str:
    line = SPACE.sub(" ", text).rstrip(" ")
    return line if _speaks_enough(line) and not line.endswith("。") else line.rstrip(FINAL) or line


@lru_cache(maxsize=REMEMBERED)
def _speaks_enough(text: str) -> bool:
    """True for a text after which no stop is set."""
    return SPEAKS_ENOUGH.search(text) is not None


def _quoted(phrase: Phrase, tag: str, source: str, remarks: bool) -> tuple[str, Phrase, str]:
    """Opening mark, text and closing remark of words in another language."""
    said = labels.text(f"in_language/{source}", tag)
    remark = "" if not remarks else f" ({said})" if tag == Edition.EN else f"（{said}）"
    opening, closing = quote_marks(tag)
    text, is_whole = _in_marks(phrase.text, opening, closing)
    return ("", Phrase(text, phrase.mark), remark) if is_whole else (opening, Phrase(text, phrase.mark), closing + remark)


@lru_cache(maxsize=REMEMBERED)
def _in_marks(text: str, opening: str, closing: str) -> tuple[str, bool]:
    """(a quotation in these marks, True) where the text is one, with its speaker or not; else (what stands within such marks, False)."""
    if is_quoted(text) or LED.match(text):
        start = re.search('[“「"『‘]', text)
        at = start.start() if start else 0
        return f"{text[:at]}{opening}{requoted(text[at + 1 : -1], WITHIN[opening])}{closing}", True
    return text.translate(INNER[opening]) if pairs(text) is None else requoted(text, WITHIN[opening]), False


def capital(text: str) -> str:
    """The text with a capital at its start, unless its first word is a name with its own case.

    >>> capital("context window: 128K"), capital("iPhone sales rose"), capital("gpt-4o")
    ('Context window: 128K', 'iPhone sales rose', 'gpt-4o')
    """
    return text[0].upper() + text[1:] if PLAIN_WORD.match(text) else text
