"""Who does it to whom, and who says it: parties exchanged, another subject, another speaker, a rumour made an announcement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from pipeline.text.agreement.passages import Disagreement, Passage, Word, grams, most_like, nearest, table
from pipeline.text.agreement.stance import HEDGE
from pipeline.text.fold import fold

_CONFIDENT = 2.0  # likeness from which a passage of the source is taken to be what a statement speaks of
_PASSIVE = re.compile(r"被|遭|\bby\b")
_ORIGIN = re.compile(r"(?:从|向)([^，,；;。]{2,16}?)(?:手中|手里|手上|处|那里)|(?<=\bfrom )([a-z][\w&'-]+)")
_SPEAKING = re.compile(r"(?:表示|宣布|透露|指出|称|说|认为|强调|预测|预计|预期|估计|批评|呼吁|警告|提醒|建议|要求|希望|担心)")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十]+")
_EDGE = re.compile(r"[，,；;。.：:、（）()\s「」“”\"]+")
_QUOTES = re.compile("[「」“”\"'《》]")
_AGENT = re.compile(r"由([^，,；;。、：:]{4,16})")
_BORDER = re.compile(r"[，,；;。.：:、（）()\n「」“”\"]+")  # of what may hold a speaker; Latin names have spaces
_ADVERBS = re.compile(r"(?:联合|共同|正式|同时|突然|随后|曾|已|也|还|又|再次|今天|日前|近日|首次|则|都|均|并|便|就)+$")
_MOST = 20  # words of a kind in a sentence that are looked at
_MAX_COMPARED = 600  # characters of a sentence that are searched for a common run


def exchanged_parties(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Verbs of two parties whose sides stand the other way round in the source."""
    for verb in _words(statement, "parties", "active"):
        left, right = _sides(statement, verb)
        if not left or not right:
            continue
        for passage in passages:
            for other in _words(passage, "parties", "active"):
                their_left, their_right = _sides(passage, other)
                straight = len(left & their_left) + len(right & their_right)
                crossed = min(len(left & their_right), len(right & their_left))
                if crossed and crossed * 2 > straight:
                    yield Disagreement("name", statement.text, passage.text)
                    return


def _words(passage: Passage, group: str, row: str) -> list[Word]:
    return [word for word in passage.words if (word.group, word.row) == (group, row)][:_MOST]


def _sides(passage: Passage, verb: Word) -> tuple[set[str], set[str]]:
    """What tells the parties apart on both sides of a verb: names, places, and pairs of characters or words. Nothing for a passive."""
    start, end = verb.start - passage.span.start, verb.end - passage.span.start
    if _PASSIVE.search(passage.folded[max(0, start - 12) : end + 12]):
        return set(), set()
    after = re.split(r"[，,；;。.]", passage.folded[end:], maxsplit=1)[0]
    sides = []
    for text, low, high in ((passage.folded[:start], 0, start), (after, end, end + len(after))):
        places = {w.row for w in passage.words if w.group == "places" and low <= w.start - passage.span.start < high}
        sides.append(set(grams(text, passage.language)) | places)
    return sides[0] - sides[1], sides[1] - sides[0]


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
    verbs = _words(passage, "parties", "active")
    return [(match.group(1) or match.group(2)).strip() for match in _ORIGIN.finditer(passage.folded)] if verbs else []


def other_subject(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A statement that repeats a run of the source word for word, after another subject."""
    if not statement.language.is_chinese:
        return
    for passage in nearest(statement, [p for p in passages if p.language.is_chinese]):
        a, b = _run(statement.folded), _run(passage.folded)
        match = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
        if match.size < 6 or match.size < 0.6 * len(a):
            continue
        before, theirs = _subject(a[: match.a]), _subject(b[: match.b])
        if 1 <= len(before) <= 8 and theirs and not _NUMERAL.fullmatch(before) and not _akin(before, theirs, passage):
            yield Disagreement("attribution" if _SPEAKING.match(a[match.a :]) else "name", before, theirs)
            return


def other_agent(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """By whom something is done in a Chinese sentence (由X资助), where the source has another for the same verb."""
    theirs = [match.group(1) for passage in passages for match in _AGENT.finditer(passage.folded)]
    for match in _AGENT.finditer(statement.folded):
        agent, verb = match.group(1)[:-2], match.group(1)[-2:]
        others = [other[:at] for other in theirs if (at := other.find(verb)) > 1]
        if others and not any(set(agent) & set(other) for other in others):
            yield Disagreement("name", agent, others[0])


def _run(folded: str) -> str:
    return _EDGE.sub("，", _QUOTES.sub("", folded[:_MAX_COMPARED]))


def _subject(text: str) -> str:
    return text.rsplit("，", 1)[-1]


def _akin(a: str, b: str, source: Passage) -> bool:
    """True when two subjects may be one: one ends the other or is a pronoun, they share two characters in a row, or one that the source has."""
    if a.endswith(b) or b.endswith(a) or any(text.startswith(tuple(table()["roles"]["pronouns"])) for text in (a, b)):
        return True
    return any(a[i : i + 2] in b for i in range(len(a) - 1)) or (len(a) > 1 and a in source.folded and bool(set(a) & set(b)))


def dropped_hearsay(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """What the source only has from hearsay, told as said or as fact."""
    if _words(statement, "speech", "hearsay") or any(mark.family == HEDGE for mark in statement.marks):
        return
    passage, likeness = most_like(statement, passages)
    if passage is not None and likeness >= _CONFIDENT:
        hearsay = _words(passage, "speech", "hearsay")
        said = _words(statement, "speech", "say")
        if hearsay:
            yield Disagreement("attribution", said[0].surface if said else statement.text, hearsay[0].surface)


def other_office(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A speaker of another office (首席财务官 for chief executive) than the one who says it in the source."""
    ours = _offices(statement)
    speaking = [passage for passage in passages if _offices(passage)]
    passage, likeness = most_like(statement, speaking)
    if ours and passage is not None and likeness >= _CONFIDENT:
        theirs = _offices(passage)
        if not ours.keys() & theirs.keys():
            yield Disagreement("attribution", next(iter(ours.values())), next(iter(theirs.values())))


def _offices(passage: Passage) -> dict[str, str]:
    """The offices named before the first verb of saying, by their rows."""
    verbs = [*_words(passage, "speech", "say"), *_words(passage, "speech", "hearsay")]
    end = min((verb.start for verb in verbs), default=passage.span.start)
    return {word.row: word.surface for word in passage.words if word.group == "titles" and word.end <= end}


def other_speaker(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A speaker other than the one who says it in the source; judged within one language only."""
    speaker = _speaker(statement)
    near = [p for p in passages if p.language.is_chinese == statement.language.is_chinese]
    passage, likeness = most_like(statement, near)
    if not speaker or _is_anyone(speaker) or passage is None or likeness < _CONFIDENT:
        return
    theirs = [s for s in (_speaker(clause) for clause in (*passage.clauses, passage)) if s]
    if not theirs or any(_shares(speaker, other, statement) for other in theirs):
        return
    is_known = any(grams(speaker, statement.language) & p.grams for p in near)
    if not (is_known and all(map(_is_anyone, theirs))):
        yield Disagreement("attribution", speaker, theirs[0])


def _is_anyone(speaker: str) -> bool:
    return speaker in table()["speech"]["anyone"]


def _speaker(passage: Passage) -> str:
    """Who says what a passage reports: what stands before its first verb of saying, without moments; empty for nobody in particular."""
    verbs = _words(passage, "speech", "say")
    if not verbs or _words(passage, "speech", "hearsay"):
        return ""
    text = passage.folded[: verbs[0].start - passage.span.start]
    text = _ADVERBS.sub("", _BORDER.split(text)[-1].strip()) if passage.language.is_chinese else re.split(r"[,;:\"“”]", text)[-1].strip()
    for word in passage.words:
        if word.group.startswith("moments"):
            text = text.replace(fold(word.surface), "")
    text = text.strip()
    return text if len(text) > 1 else ""


def _shares(a: str, b: str, statement: Passage) -> bool:
    return a in b or b in a or bool(grams(a, statement.language) & grams(b, statement.language))
