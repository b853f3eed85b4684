"""Whose it is: another subject of the same words, another agent, another giver."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from pipeline.text.agreement.nearness import nearest
from pipeline.text.agreement.passages import Disagreement, Passage, grams, table
from pipeline.text.agreement.stance import find_marks

_ORIGIN = re.compile(r"(?:从|向)([^，,；;。]{2,16}?)(?:手中|手里|手上|处|那里)|(?<=\bfrom )([a-z][\w&'-]+)")
_SPEAKING = re.compile(r"(?:表示|宣布|透露|指出|称|说|认为|强调|预测|预计|预期|估计|批评|呼吁|警告|提醒|建议|要求|希望|担心)")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十]+")
_EDGE = re.compile(r"[，,；;。.：:、（）()\n「」“”\"]+")
_GAP = re.compile(r"(?<=[^a-z\d])\s+|\s+(?=[^a-z\d])")
_LABEL = re.compile(r"\A[^：:，,]{1,40}[：:]")
_QUOTES = re.compile("[「」“”\"'《》]")
_AGENT = re.compile(r"由([^，,；;。、：:]{4,16})")
_WORD = re.compile(r"[a-z\d][\w.,%'’-]*[\w%]|[a-z\d]")
_COUNTS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "half", "all", "most"})
_MOST_WORDS = 120  # of a sentence that are searched for a common run
_LEAST_RUN, _LONGEST_LEAD = 5, 5  # words
_SAID = frozenset({"said", "says", "warned", "warns", "argued", "predicted", "predicts", "believes", "announced"})
_UNFINISHED = ("于", "是", "为", "在", "有", "把", "将", "被", "从", "对", "向")  # no subject ends so
_MAX_COMPARED = 600  # characters of a sentence that are searched for a common run


def exchanged_origin(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Whom something is taken from (从X手中收购, bought from X), where the source has the other party there."""
    for origin in _origins(statement):
        for passage in passages:
            theirs = _origins(passage)
            if any(_shares(origin, other, statement) for other in theirs):
                break
            rest = grams(statement.folded.replace(origin, " "), statement.language)
            if origin in passage.folded and any(grams(other, passage.language) & rest for other in theirs):
                yield Disagreement("name", origin, theirs[0])
                return


def _origins(passage: Passage) -> list[str]:
    verbs = any(word.group == "parties" for word in passage.words)
    return [(match.group(1) or match.group(2)).strip() for match in _ORIGIN.finditer(passage.folded)] if verbs else []


def other_subject(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A statement that repeats a run of the source word for word, after another subject; not behind a label (Price: …)."""
    if _LABEL.match(statement.folded):
        return
    if not statement.language.is_chinese:
        yield from _other_english_subject(statement, passages)
        return
    for passage in nearest(statement, [p for p in passages if p.language.is_chinese]):
        a, b = _run(statement.folded), _run(passage.folded)
        match = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
        if match.size < 6 or match.size < 0.6 * len(a):
            continue
        before, theirs = _subject(a[: match.a]), _subject(b[: match.b])
        if find_marks(theirs) or before.endswith(_UNFINISHED):
            continue
        if 1 <= len(before) <= 8 and theirs and not _NUMERAL.fullmatch(before) and not _akin(before, theirs, passage):
            yield Disagreement("attribution" if _SPEAKING.match(a[match.a :]) else "name", before, theirs)
            return


def _other_english_subject(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    ours = _WORD.findall(statement.folded)[:_MOST_WORDS]
    for passage in nearest(statement, [p for p in passages if not p.language.is_chinese]):
        theirs = _WORD.findall(passage.folded)[:_MOST_WORDS]
        match = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
        if match.size < _LEAST_RUN or match.size < 0.6 * len(ours) or not 1 <= match.a <= _LONGEST_LEAD:
            continue
        before = grams(" ".join(ours[: match.a]), statement.language)
        lead = passage.folded[: _place(theirs, match.b, passage.folded)]
        known = grams(lead, passage.language)
        is_kin = bool(statement.kin & passage.names.keys() or passage.kin & statement.names.keys())
        if (
            before
            and known
            and not is_kin
            and not before & known
            and not find_marks(" ".join(ours[: match.a]))
            and not _is_pronoun(ours, theirs[: match.b])
        ):
            kind = "attribution" if ours[match.a - 1] in _SAID else "number" if all(word in _COUNTS for word in ours[: match.a]) else "name"
            yield Disagreement(kind, " ".join(ours[: match.a]), " ".join(theirs[: match.b][-_LONGEST_LEAD:]))
            return


def _place(words: Sequence[str], count: int, folded: str) -> int:
    """Where the word of that number begins."""
    at = 0
    for word in words[:count]:
        at = folded.find(word, at) + len(word)
    return at


def _is_pronoun(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    pronouns = tuple(word.strip() for word in table()["roles"]["pronouns"] if word.isascii())
    return ours[0] in pronouns or " ".join(ours[:2]) in pronouns or (bool(theirs) and any(word in pronouns for word in theirs[-2:]))


def other_agent(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """By whom something is done in a Chinese sentence (由X资助), where the source has another for the same verb."""
    theirs = [match.group(1) for passage in passages for match in _AGENT.finditer(passage.folded)]
    for match in _AGENT.finditer(statement.folded):
        agent, verb = match.group(1)[:-2], match.group(1)[-2:]
        others = [other[:at] for other in theirs if (at := other.find(verb)) > 1]
        if others and not any(set(agent) & set(other) for other in others):
            yield Disagreement("name", agent, others[0])


def _run(folded: str) -> str:
    return _GAP.sub("", _EDGE.sub("，", _QUOTES.sub("", folded[:_MAX_COMPARED])))


def _subject(text: str) -> str:
    return text.rsplit("，", 1)[-1]


def _akin(a: str, b: str, source: Passage) -> bool:
    """True when two subjects may be one: one ends the other or is a pronoun, they share two characters in a row, or one that the source has."""
    if a.endswith(b) or b.endswith(a) or any(text.startswith(tuple(table()["roles"]["pronouns"])) for text in (a, b)):
        return True
    return any(a[i : i + 2] in b for i in range(len(a) - 1)) or (len(a) > 1 and a in source.folded and bool(set(a) & set(b)))


def _shares(a: str, b: str, statement: Passage) -> bool:
    return a in b or b in a or bool(grams(a, statement.language) & grams(b, statement.language))
