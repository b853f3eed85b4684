"""Who does it to whom: verbs of two parties and comparisons whose sides stand the other way round in the source, also across languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text.agreement.linking import linked
from pipeline.text.agreement.passages import Disagreement, Passage, Word, grams

_MOST = 20  # verbs of a sentence that are looked at
_PASSIVE_HAN = re.compile(r"(.*)(?:被|遭到?)(.*)", re.DOTALL)
_BY_HAN = re.compile(r"(.*)由([^，,；;。]{2,20})", re.DOTALL)
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be|being)\s+(?:\w+ly\s+)?$")
_BY = re.compile(r"^(?:[^,;.]{0,30}?)\bby\b")
_STOP_HAN = re.compile(r"[，,；;。：:（(]")
_STOP = re.compile(r"[,;.:(]")
_END_HAN = re.compile(r"[，,；;。：:（(]|出任|担任|成为|以(?=\d)")  # of the one to whom it is done
_END = re.compile(r"[,;.:(]|\s(?:of|for|over|after|in|on|at|to|with|as|from|while|before)\s")
_FRONTED = re.compile(r"(.*?),?\s(?:which|that|whom)\s+(?:it|he|she|they|we)\s+(?:\w+\s+)?", re.DOTALL)  # what it is done to stands first
_TOWARD = re.compile(r"对(?![手方象外内于])(?=[^，,；;。的]{1,12}的)")
_THAN = re.compile(r"\bthan\b|(?<![同对好相百环正无占\d])比(?![例赛分较重率起方如利亚特尔])")
_BESIDE = 26  # characters beside `than` in which the compared stand
_BESIDE_HAN = 8
_TOWARD_EN = re.compile(
    r"\b(?:tariffs?|tax(?:es)?|duties|ban|sanctions|lawsuit|case|complaint|attacks?|exports?|embargo|claim|war)\s+(?:on|against|to|from|over)\s"
)
_CLAUSE, _CLAUSE_HAN = 60, 16  # characters before it in which the one stands who does something toward another
_NO_DOER = (
    "拟",
    "将",
    "已",
    "以",
    "正",
    "并",
    "计划",
    "打算",
    "准备",
    "斥资",
    "出资",
    "同意",
    "决定",
    "也",
    "还",
    "再",
    "曾",
    "会",
    "预计",
    "成功",
    "首次",
    "最终",
)
_WHERE_HAN = re.compile(r"\A\s*在[^，,；;。]{1,20}[中里上内]\s*\Z")
_LEAD_HAN = re.compile(r"\A(.{3,}?)(?:拟|将以|计划以|宣布以|公告以|正以|斥资|出资).*\Z", re.DOTALL)  # a doer and with what
_TAIL_HAN = re.compile(r"\A([^\d]{2,}?)(?:\d[\d.,]*\s?[%％]|全部|部分)的?(?:股权|股份).*\Z", re.DOTALL)  # a target and what of it
_COMPARED = "than"
_SUBJECTS = ("places", "things", "concepts", "titles", "topics", "bodies", "people")
_SIDED = ("degree", "comparison", "direction")  # families that say which of two compared has more


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb with the texts of its two sides, folded: who does it, and to whom."""

    row: str
    doer: str
    target: str


def exchanged_parties(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Deeds and comparisons of the statement that the source has the other way round."""
    for ours in (*_deeds(statement), *_comparisons(statement)):
        theirs = [(other, p) for p in passages for other in (*_deeds(p), *_comparisons(p)) if other.row == ours.row]
        held = [(_standing(ours, statement, other, p), p) for other, p in theirs]
        if any(straight for (straight, _), _ in held):
            continue
        crossed = next((p for (_, is_crossed), p in held if is_crossed), None)
        if crossed is not None:
            yield Disagreement("name", statement.text, crossed.text)
            return


def other_doer(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A deed of an English statement to the same as in the source, by another who stands elsewhere in it (paid for by the university)."""
    if statement.language.is_chinese:
        return
    near = [p for p in passages if not p.language.is_chinese]
    for ours in _deeds(statement):
        a, b = (grams(side, statement.language) for side in (ours.doer, ours.target))
        same = [(deed, p) for p in near for deed in _deeds(p) if deed.row == ours.row]
        theirs = [(grams(deed.doer, p.language), grams(deed.target, p.language), deed.doer, p) for deed, p in same]
        if not a or not b or not theirs or any(a & c or not c or not b & d for c, d, _, _ in theirs):
            continue
        if any(a <= p.grams for p in near if all(p is not other for *_, other in theirs)):
            yield Disagreement("name", ours.doer.strip(), theirs[0][2].strip())
            return


def _standing(ours: _Deed, statement: Passage, theirs: _Deed, passage: Passage) -> tuple[bool, bool]:
    """Whether two deeds have their parties on the same sides, and whether they have them on the opposite ones."""
    names = linked(statement, passage)
    a, b = _tokens(ours.doer, statement, names), _tokens(ours.target, statement, names)
    c, d = _tokens(theirs.doer, passage, {}), _tokens(theirs.target, passage, {})
    if names or statement.language.is_chinese != passage.language.is_chinese:
        heard = frozenset(names.values())
        c, d = c | {n for n in heard if n in theirs.doer}, d | {n for n in heard if n in theirs.target}
    a, b, c, d = a - b, b - a, c - d, d - c
    straight = len(a & c) + len(b & d)
    crossed = min(len(a & d), len(b & c))
    if crossed and (crossed * 2 >= straight or not b & d):
        is_same = ours.row == _COMPARED and _turned(statement, passage)
        return is_same, not is_same
    strong = {t for t in (b & c) | (a & d) if t in _strong(statement, passage, names)}
    return bool(straight), bool(strong) and not straight


def _turned(statement: Passage, passage: Passage) -> bool:
    """True where the words of comparison are exchanged too, so that it comes to the same."""
    ours = {(m.family, m.side) for m in statement.marks if m.family in _SIDED}
    theirs = {(m.family, m.side) for m in passage.marks if m.family in _SIDED}
    return bool(ours and theirs) and not ours & theirs


def _tokens(text: str, passage: Passage, names: Mapping[str, str]) -> frozenset[str]:
    """What tells a party: what stands in the text of one side, by words of its language, by rows of the tables and by names of the other's."""
    start = passage.span.start
    at = passage.folded.find(text) if text else -1
    rows = {w.row for w in passage.words if w.group.startswith(_SUBJECTS) and at >= 0 and at <= w.start - start < at + len(text)}
    ids = {f"#{name}" for name, surface in passage.names.items() if surface.lower() in text}
    heard = {theirs for ours, theirs in names.items() if ours in text}
    return frozenset(grams(text, passage.language) | rows | ids | heard)


def _strong(statement: Passage, passage: Passage, names: Mapping[str, str]) -> frozenset[str]:
    """Tokens that are names: by one alone it can be told that parties are exchanged."""
    ids = {f"#{name}" for name in statement.names}
    places = {w.row for w in statement.words if w.group.startswith(("places", "bodies", "people"))}
    return frozenset({*ids, *places, *names.values(), *_capitalized(statement)})


@lru_cache(maxsize=512)
def _capitalized(passage: Passage) -> frozenset[str]:
    if passage.language.is_chinese:
        return frozenset(word.lower() for word in re.findall(r"[A-Z][A-Za-z]{3,}", passage.text))
    words = re.findall(r"(?<=[a-z,] )[A-Z]\w{2,}(?:-[A-Z]?[a-z]+)?|\A[A-Z]\w{2,}", passage.text)
    return grams(" ".join(words).lower(), passage.language)


@lru_cache(maxsize=512)
def _deeds(passage: Passage) -> tuple[_Deed, ...]:
    verbs = [word for word in passage.words if word.group in ("parties", "parties_back")][:_MOST]
    return tuple(_deed(verb, passage) for verb in verbs)


def _deed(verb: Word, passage: Passage) -> _Deed:
    start = passage.span.start
    before, after = passage.folded[: verb.start - start], passage.folded[verb.end - start :]
    doer, target = _han_sides(before, after) if passage.language.is_chinese else _latin_sides(before, after)
    return _Deed(verb.row, target, doer) if verb.group == "parties_back" else _Deed(verb.row, doer, target)


def _han_sides(before: str, after: str) -> tuple[str, str]:
    """Who does it and to whom, around a Chinese verb. A clause without a subject takes that of the clause before."""
    clauses = [part for part in _STOP_HAN.split(before) if part.strip()] or [""]
    left = clauses[-1] if len(clauses[-1].strip()) > 1 and not before.rstrip().endswith(("，", ",")) else "".join(clauses[-2:-1])
    if len(clauses) > 1 and left == clauses[-1] and left.strip().startswith(_NO_DOER):
        left = "".join(clauses[-2:])
    left, behind = _LEAD_HAN.sub(r"\1", _WHERE_HAN.sub("", left)), _TAIL_HAN.sub(r"\1", _END_HAN.split(after, maxsplit=1)[0])
    for pattern in (_PASSIVE_HAN, _BY_HAN):
        match = pattern.fullmatch(left)
        if match is not None:
            return match.group(2), match.group(1) + ("" if pattern is _PASSIVE_HAN else behind) or "".join(clauses[-2:-1])
    return left, behind


def _latin_sides(before: str, after: str) -> tuple[str, str]:
    """Who does it and to whom, around an English verb, also in the passive."""
    behind = _END.split(after, maxsplit=1)[0]
    fronted = _FRONTED.fullmatch(before)
    if fronted is not None:
        return "", fronted.group(1)
    if _PASSIVE.search(before):
        by = _BY.match(after)
        return (_END.split(f" {after[by.end() :]}", maxsplit=1)[0] if by is not None else ""), before
    return before, behind


@lru_cache(maxsize=512)
def _comparisons(passage: Passage) -> tuple[_Deed, ...]:
    found = []
    for match in [*_THAN.finditer(passage.folded)][:_MOST]:
        near = _BESIDE_HAN if passage.language.is_chinese else _BESIDE
        stop = _STOP_HAN if passage.language.is_chinese else _STOP
        left = stop.split(passage.folded[max(0, match.start() - near) : match.start()])[-1]
        right = stop.split(passage.folded[match.end() : match.end() + near], maxsplit=1)[0]
        found.append(_Deed(_COMPARED, left, right))
    return (*found, *_attitudes(passage))


def _attitudes(passage: Passage) -> list[_Deed]:
    """Who does something toward whom, in a noun phrase (甲对乙的诉讼, its tariff on B)."""
    found = []
    if not passage.language.is_chinese:
        for match in [*_TOWARD_EN.finditer(passage.folded)][:_MOST]:
            left = _STOP.split(passage.folded[max(0, match.start() - _CLAUSE) : match.start()])[-1]
            found.append(_Deed("toward", left, _STOP.split(passage.folded[match.end() : match.end() + _BESIDE], maxsplit=1)[0]))
        return found
    for match in [*_TOWARD.finditer(passage.folded)][:_MOST]:
        left = _STOP_HAN.split(passage.folded[max(0, match.start() - _CLAUSE_HAN) : match.start()])[-1]
        found.append(_Deed("toward", left, passage.folded[match.end() :].split("的", 1)[0]))
    return found
