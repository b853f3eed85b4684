"""Sentences and clauses as spans: lossless, for Chinese and English prose, one pass. Line breaks of captions are judged in `captions`."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.datamodel.document import Span
from pipeline.datamodel.language import Language

CLOSERS = "”’」』）)】》〉]｝}\"'"
_BLANK_LINE = re.compile(r"\n[ \t\u3000]*\n")
_STOP = re.compile(
    r"(?P<mark>[。！？!?｡….](?:(?<=[。！？!?｡])[。！？!?｡]*|(?<=…)…*|(?<=\.)(?:\.{2,}|(?<!\.\.)(?![.0-9A-Za-z_]))))"
    r"(?P<close>[”’」』）)】》〉\]｝}\"']*)"
    r"(?P<notes>(?:\[\d{1,3}\]|[¹²³⁰-⁹]){0,8})"
)
_BRACKET = re.compile(r"[（(【\[《〈）)】\]》〉“”「」『』\"]")
_OPENING = {"（": "）", "(": ")", "【": "】", "[": "]", "《": "》", "〈": "〉", "“": "”", "「": "」", "『": "』"}
_CLOSING = frozenset(_OPENING.values())
_SPEECH = frozenset('“「『"')
_MAX_BRACKET = 200  # characters; a bracket that closes later, or never, holds no sentence together
_MAX_SPEECH = 40  # characters; a longer quotation is split at its own sentences
_MAX_SENTENCE = 600  # characters; longer ones have lost their punctuation, and would be compared with themselves for minutes
_BORDER = re.compile(r"[，；：、,;:。！？](?![0-9])|\s")
_CLAUSE = re.compile(r"[，；：｡]|[,;](?=\s|[\u3400-\u9fff])|:(?=\s|[\u3400-\u9fff])|\n")
_DECIMAL = re.compile(r"[0-9][。｡](?: |(?<=0[。｡])\n)?(?!(?:19|20)\d\d ?年|\n[0-9]{1,3}\.)[0-9]")  # the point taken for a full stop by a caption tool
_ENUMERATOR = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})\Z")
_LAST_WORD = re.compile(r"(?:[A-Za-z]+(?:\.[A-Za-z]+)*)\Z")
_NEXT_WORD = re.compile(r"[ \t\n]*[\"'“‘(]?([A-Za-z][A-Za-z']*)?")
_WORD_REACH = 24  # characters before a full stop that an abbreviation may take


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    never: frozenset[str]
    maybe: frozenset[str]
    openers: frozenset[str]
    after_quotation: re.Pattern[str]


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, words))


@cache
def _tables() -> _Tables:
    folder = files("pipeline.text").joinpath("data")
    words = tomllib.loads(folder.joinpath("abbreviations.toml").read_text(encoding="utf-8"))
    phrases = tomllib.loads(folder.joinpath("sentences.toml").read_text(encoding="utf-8"))
    return _Tables(
        never=frozenset(words["never"]),
        maybe=frozenset(words["maybe"]),
        openers=frozenset(words["openers"]),
        after_quotation=re.compile(rf"{_any(phrases['after_quotation'])}|[^，。！？\n]{{0,8}}(?:{_any(phrases['reporting'])})[，。：；,:]"),
    )


def split_sentences(text: str, language: Language) -> list[Span]:
    """Spans of the sentences of `text`, in order, covering every non-space character once.

    A closing quotation mark stays with its sentence (after GB/T 15834-2011). A blank line ends a sentence, a single line break does not.
    Short brackets and titles are never cut, nor abbreviations, decimals, initials and enumerators. What has no end for 600 characters is cut
    at a comma or space, where there is one.
    >>> text = "他说：“好。”走了。Dr. Wu paid $3.5 million. Then he left."
    >>> [span.of(text) for span in split_sentences(text, Language.ZH_HANS)]
    ['他说：“好。”', '走了。', 'Dr. Wu paid $3.5 million.', 'Then he left.']
    """
    spans = []
    for start, end in _paragraphs(text):
        begin = start
        for stop in (*_stops(text, start, end), end):
            for cut in (*_cuts(text, begin, stop), stop):
                spans.append(_trimmed(text, begin, cut))
                begin = cut
    return [span for span in spans if span is not None]


def _cuts(text: str, begin: int, end: int) -> Iterator[int]:
    """Offsets at which a sentence that is too long is cut."""
    while end - begin > _MAX_SENTENCE:
        last = begin + _MAX_SENTENCE
        begin = max((match.end() for match in _BORDER.finditer(text, last - _MAX_SENTENCE // 2, last)), default=last)
        yield begin


def split_clauses(text: str, language: Language) -> list[Span]:
    """Spans of the clauses of one sentence: cut after ，；：,;: and at line breaks, not at 、, nor within quotations, brackets and numbers.

    >>> text = "价格下调，降至 1,000 元；“好，很好”，他说"
    >>> [span.of(text) for span in split_clauses(text, Language.ZH_HANS)]
    ['价格下调，', '降至 1,000 元；', '“好，很好”，', '他说']
    """
    shut = _brackets(text, 0, len(text))
    starts = [start for start, _, _ in shut]
    spans = []
    begin = 0
    for match in _CLAUSE.finditer(text):
        if match.group() == "\n" or not _within(shut, starts, match.start()):
            spans.append(_trimmed(text, begin, match.end()))
            begin = match.end()
    spans.append(_trimmed(text, begin, len(text)))
    return [span for span in spans if span is not None]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _BLANK_LINE.finditer(text):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None where nothing is left."""
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    right = len(part.rstrip())
    return Span(start + left, start + right) if right > left else None


def _brackets(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Outermost bracketed or quoted stretches, sorted, as (start, end, is it speech); only those that close soon enough."""
    found: list[tuple[int, int, bool]] = []
    stack: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text, start, end):
        mark, at = match.group(), match.start()
        if mark == '"':
            mark = "”" if any(opener == '"' for opener, _ in stack[-4:]) else '"'
            opens = mark == '"'
        else:
            opens = mark in _OPENING
        if opens:
            stack.append((mark, at))
            continue
        depth = next((n for n in range(len(stack) - 1, max(-1, len(stack) - 5), -1) if _OPENING.get(stack[n][0], "”") == mark), None)
        if depth is None:
            continue
        opener, begin = stack[depth]
        del stack[depth:]
        if at + 1 - begin <= _MAX_BRACKET:
            while found and found[-1][0] > begin:
                found.pop()
            found.append((begin, at + 1, opener in _SPEECH))
    return found


def _within(shut: list[tuple[int, int, bool]], starts: list[int], at: int) -> bool:
    n = bisect_right(starts, at) - 1
    return n >= 0 and at < shut[n][1]


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets at which a sentence ends, before the paragraph's end."""
    shut = _brackets(text, start, end)
    starts = [begin for begin, _, _ in shut]
    begin = start
    for match in _STOP.finditer(text, start, end):
        n = bisect_right(starts, match.start()) - 1
        if n >= 0 and match.start() < shut[n][1]:
            _, close, is_speech = shut[n]
            inside = match.end("close") < close
            if (inside or not is_speech) and (not is_speech or close - shut[n][0] <= _MAX_SPEECH):
                continue
        if _ends(text, match, begin, end):
            yield match.end()
            begin = match.end()


def _ends(text: str, match: re.Match[str], begin: int, end: int) -> bool:
    """True when the mark that `match` found ends the sentence that begins at `begin`."""
    mark, after = match["mark"], text[match.end() : match.end() + 48]
    if match.end() >= end or not after.strip():
        return True
    if mark == ".":
        return _full_stop_ends(text, match, begin, after)
    following = after.lstrip()
    if mark in ("。", "｡") and _DECIMAL.match(text, max(begin, match.start() - 1)):
        return False
    if mark[0] in "。｡":
        return following[0] not in "，,、；;：:" + CLOSERS
    if following[0] in "，,、；;：:）)】》":
        return False
    if match["close"] and _tables().after_quotation.match(following):
        return False
    if following[0].islower() and mark[0] not in "！？":
        return False
    if not mark.isascii():
        return True
    return after[0].isspace() or bool(match["close"]) or (mark[0] != "." and "\u3400" <= after[0] <= "\u9fff")


def _full_stop_ends(text: str, match: re.Match[str], begin: int, after: str) -> bool:
    """True when a single ASCII full stop ends its sentence."""
    if not (after[0].isspace() or "\u3000" <= after[0] <= "\u9fff" or match["notes"]):
        return False
    at = match.start()
    before = text[max(begin, at - _WORD_REACH) : at]
    if at - begin <= 4 and _ENUMERATOR.fullmatch(before.strip()):
        return False
    following = _NEXT_WORD.match(after)
    next_word = following[1] if following is not None else None
    if next_word is not None and next_word[0].islower():
        return False
    last = _LAST_WORD.search(before)
    if last is None or match["close"]:
        return True
    word = last.group()
    tables = _tables()
    if word in tables.never or word.lower() in ("e.g", "i.e"):
        return word.lower() in ("no", "al") and next_word in tables.openers
    if word in tables.maybe or (len(word) == 1 and word.isupper()) or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word):
        return next_word in tables.openers
    return True
