"""Who says it: another speaker, another office, hearsay told as said; within one language and across."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from pipeline.datamodel.document import Span
from pipeline.text.agreement.linking import linked
from pipeline.text.agreement.nearness import likeness, most_like
from pipeline.text.agreement.passages import Disagreement, Passage, Word, grams, stem, table
from pipeline.text.agreement.persons import names_a_person
from pipeline.text.agreement.stance import HEDGE
from pipeline.text.fold import fold

_CONFIDENT = 2.0  # likeness from which a passage of the source is taken to be what a statement speaks of
_ACROSS = 0.8  # the same between languages
_LEAST, _LEAD = 1.2, 0.4  # likeness of a passage that is by so much the likest
_AHEAD = 0.5  # by how much the sentence of another speaker must be liker than any of the statement's
_BORDER = re.compile(r"[，,；;。.：:、（）()\n「」“”\"]+")  # of what may hold a speaker; Latin names have spaces
_ADVERBS = re.compile(
    r"(?:联合|共同|正式|同时|突然|随后|曾|已|也|还|又|再次|今天|日前|近日|首次|则|都|均|并|便|就|还|却|而"
    r"|赛后|赛前|会后|会上|事后|受访时|接受采访时|在[^，]{1,10}[上中时])+$"
)
_QUOTED = re.compile(r"[「“\"][^」”\"]{4,}[」”\"]")
_LONG = 5  # characters of a speaker who is told by more than a pronoun (他的邻居周平)
_APPOSED = 3  # parts of a sentence with something between commas
_BESIDES = ("which ", "who ", "whose ", "where ", "the ", "a ", "an ", "in ", "on ", "at ", "his ", "her ", "its ", "their ")
_LEADS = re.compile(r"^(?:赛后|赛前|会后|事后|不过|但是?|而|对此|此前|随后|同时|此外|另外|later |but |and |yet |however )+")
_ACCORDING = re.compile(
    r"\baccording to (?:the )?([^,.;:]{3,60})|(?:^|[，,])(?:根据|据|按照?)([^，,；;。的]{2,16}?)"
    r"(?:称|说|表示|介绍|透露|统计|估计|估算|的?说法|的?数据)"
)
_INVERTED = re.compile(r"\s+((?:[\w'’-]+\s+){0,5}[\w'’-]+)\s*[,.;]")
_AFTER = re.compile(r",\s+(?:the\s+)?((?:[\w'’-]+\s+){0,6}?[\w'’-]+)\s+$")
_BACK = 3  # passages before a pronoun in which its person may be named
_MOST = 20  # words of a kind in a sentence that are looked at
_KINDS_OF_SPEAKERS = frozenset(
    map(
        stem,
        ("economists", "economist", "analysts", "analyst", "officials", "official", "researchers", "researcher", "scientists", "experts", "expert"),
    )
) | {"spokesman", "spokeswoman", "spokesperson", "professor", "head", "director", "union", "minister"}
_NO_PERSON = frozenset({"其他", "吉他"})
_TELLING = ("titles", "places", "topics", "things", "acts", "concepts")


def dropped_hearsay(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """What the source only has from hearsay, told as said or as fact."""
    if _words(statement, "speech", "hearsay"):
        return
    passage, alike = most_like(statement, passages)
    second = max((likeness(statement, p) for p in passages if p is not passage), default=0.0)
    if passage is not None and (alike >= _CONFIDENT or alike >= max(_LEAST, second + _LEAD)):
        hearsay = [word for word in _words(passage, "speech", "hearsay") if not _is_aside(word, statement, passage)]
        said = _words(statement, "speech", "say")
        if hearsay and _hedges(statement) <= _hedges(passage):
            yield Disagreement("attribution", said[0].surface if said else statement.text, hearsay[0].surface)


def _is_aside(word: Word, statement: Passage, passage: Passage) -> bool:
    """True for hearsay in a clause behind the one that says what the statement does."""
    clause, _ = most_like(statement, passage.clauses)
    return clause is not None and clause.span.end <= word.start


def _hedges(passage: Passage) -> int:
    """How many words hedge what a passage says, but for those of hearsay."""
    told = [(w.start, w.end) for w in _words(passage, "speech", "hearsay")]
    return sum(m.family == HEDGE and not any(a < m.end and m.start < b for a, b in told) for m in passage.marks)


def other_office(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A speaker of another office (首席财务官 for chief executive) than the one who says it in the source."""
    ours = _offices(statement)
    speaking = [passage for passage in passages if _offices(passage)]
    passage, alike = most_like(statement, speaking)
    if ours and passage is not None and alike >= _CONFIDENT:
        theirs = _offices(passage)
        if not ours.keys() & theirs.keys():
            yield Disagreement("attribution", next(iter(ours.values())), next(iter(theirs.values())))


def _offices(passage: Passage) -> dict[str, str]:
    """The offices named before the first verb of saying, by their rows."""
    verbs = [*_words(passage, "speech", "say"), *_words(passage, "speech", "hearsay")]
    end = min((verb.start for verb in verbs), default=passage.span.start)
    return {word.row: word.surface for word in passage.words if word.group == "titles" and word.end <= end}


def other_speaker(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A speaker other than the one who says it in the source, in a source of the same language."""
    speaker = _speaker(statement)
    near = [p for p in passages if p.language.is_chinese == statement.language.is_chinese]
    passage, alike = most_like(statement, near)
    if not speaker or _is_anyone(speaker) or passage is None or alike < _CONFIDENT:
        return
    named = {name for name, surface in statement.names.items() if fold(surface) in speaker}
    theirs = [s for s in (_speaker(clause) for clause in (*passage.clauses, passage)) if s]
    if named & passage.names.keys() or not theirs or any(_shares(speaker, other, statement) for other in theirs):
        return
    is_known = any(grams(speaker, statement.language) & p.grams for p in near)
    if not (is_known and all(map(_is_anyone, theirs))):
        yield Disagreement("attribution", speaker, theirs[0])


def other_known_speaker(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """A speaker whom the source names, of something that the source has from another; in any language.

    What is said is looked up without the speaker: in the sentence that is the likest, far before all that the speaker stands in.
    """
    speaker = _speaker(statement)
    if not speaker or _is_anyone(speaker):
        return
    if any(_stands_in(speaker, statement, passage) for passage in everything):
        who = _who_says(speaker, statement, everything)
        if who:
            yield Disagreement("attribution", speaker, who)


def other_quoted(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Words in quotation marks given to one whom the source names and never lets speak, while it has others speak in quotation marks."""
    speaker = _speaker(statement)
    if not speaker or _is_anyone(speaker) or not _QUOTED.search(statement.text):
        return
    quoting = [p for p in everything if _QUOTED.search(p.text)]
    others = [who for p in quoting for who in _speakers(p)]
    is_named = any(_stands_in(speaker, statement, p) for p in everything)
    if others and is_named and not any(_stands_in(speaker, statement, p) for p in quoting):
        yield Disagreement("attribution", speaker, others[0])


def strange_speaker(statement: Passage, everything: Sequence[Passage], strangers: Sequence[str]) -> Iterator[Disagreement]:
    """A speaker whose name the source does not have, of something that it has from somebody. strangers: the names that it does not have."""
    speaker = _speaker(statement)
    if speaker and any(fold(stranger) in speaker for stranger in strangers):
        who = _who_says(speaker, statement, everything)
        if who:
            yield Disagreement("attribution", speaker, who)


def _who_says(speaker: str, statement: Passage, everything: Sequence[Passage]) -> str:
    """The other speaker who says in the source what the statement reports; empty where it may be the statement's own."""
    content = _without(statement, speaker)
    own, others = [0.0], []
    before: list[Passage] = []
    for passage in [part for whole in everything for part in _told_parts(whole)]:
        told = _speakers(passage)
        score = likeness(content, passage)
        is_pronoun = bool(told) and _is_person(told[0])
        if _stands_in(speaker, statement, passage) or (
            is_pronoun and any(_stands_in(speaker, statement, p) for p in _named_before(before, everything))
        ):
            own.append(score)
        elif told and (is_pronoun or not any(map(_is_anyone, told))):
            others.append((score, told[0]))
        else:
            own.append(score)  # whose it is cannot be told
        before.append(passage)
    best, who = max(others, default=(0.0, ""))
    is_one_language = any(p.language.is_chinese == statement.language.is_chinese for p in everything)
    least = _CONFIDENT if is_one_language else _ACROSS
    is_other = best >= least and best >= max(own) + _AHEAD and not _is_entitled(speaker, who, statement, everything)
    return who if is_other else ""


def _is_entitled(speaker: str, who: str, statement: Passage, everything: Sequence[Passage]) -> bool:
    """True where the speaker is told by what the source calls the other right before the name (the author; 作家顾长宁)."""
    rows = _rows_in(speaker, statement)
    for passage in everything:
        at = passage.folded.find(who)
        start = passage.span.start + at
        if at >= 0 and not _is_named(speaker, statement) and any(w.row in rows and 0 <= start - w.end <= 1 for w in passage.words):
            return True
    return False


def _named_before(before: Sequence[Passage], everything: Sequence[Passage]) -> Sequence[Passage]:
    """The passages in which the person of a pronoun may be named: back to the nearest that names one."""
    back = 1
    while back < min(len(before), _BACK) and not names_a_person(before[-back], everything):
        back += 1
    return before[-back:]


def _is_person(speaker: str) -> bool:
    """True for a word for one person who has been named before (他, 不过他, later she)."""
    word = speaker.split()[-1]
    return word in table()["roles"]["persons"] or (word[-1] in table()["roles"]["persons"] and word[-2:] not in _NO_PERSON)


@lru_cache(maxsize=512)
def _told_parts(passage: Passage) -> tuple[Passage, ...]:
    """A sentence cut where another begins to speak."""
    starts = [i for i, clause in enumerate(passage.clauses) if _speaker(clause)]
    if len(starts) < 2:
        return (passage,)
    cuts = [0, *starts[1:], len(passage.clauses)]
    return tuple(_part(passage, passage.clauses[a].span.start, passage.clauses[b - 1].span.end) for a, b in pairwise(cuts) if b > a)


def _part(whole: Passage, start: int, end: int) -> Passage:
    """What of a sentence stands between two offsets."""
    a, b = start - whole.span.start, end - whole.span.start
    return replace(
        whole,
        span=Span(start, end),
        text=whole.text[a:b],
        folded=whole.folded[a:b],
        quantities=tuple(q for q in whole.quantities if start <= q.start < end),
        dates=tuple(d for d in whole.dates if start <= d.start < end),
        words=tuple(w for w in whole.words if start <= w.start < end),
        marks=tuple(m for m in whole.marks if start <= m.start < end),
        names={name: surface for name, surface in whole.names.items() if surface in whole.text[a:b]},
        grams=grams(whole.folded[a:b], whole.language),
        clauses=tuple(c for c in whole.clauses if start <= c.span.start < end),
    )


def _stands_in(speaker: str, statement: Passage, passage: Passage) -> bool:
    """True where a passage names the speaker: a name by its id or its sound, else the same words or the same rows of the tables."""
    ids = {name for name, surface in statement.names.items() if surface.lower() in speaker}
    if ids & passage.names.keys() or any(name in speaker for name in linked(statement, passage)):
        return True
    if statement.language.is_chinese == passage.language.is_chinese:
        ours = grams(speaker, statement.language)
        return speaker in passage.folded or len(ours & passage.grams) >= max(1, (2 * len(ours) + 2) // 3)
    if _is_named(speaker, statement):
        return False
    theirs = {w.row for w in passage.words if w.group in _TELLING}
    told = _told_by(speaker, statement)
    return bool(told) and sum(bool(rows & theirs) for rows in told.values()) * 2 >= len(told)


def _is_named(speaker: str, statement: Passage) -> bool:
    """True for an English speaker with a capital letter, who is told by name."""
    if statement.language.is_chinese:
        return False
    at = statement.folded.find(speaker)
    text = list(statement.text)
    for word in statement.words:
        if word.group in _TELLING:
            text[word.start - statement.span.start : word.end - statement.span.start] = " " * (word.end - word.start)
    return re.search(r"(?!\A)\b(?!National|Federal|State|Royal)[A-Z][a-z]", "".join(text)[at : at + len(speaker)]) is not None


def _told_by(text: str, passage: Passage) -> Mapping[int, set[str]]:
    """The rows of the tables for each word of a part of a passage, by where it begins."""
    at = passage.folded.find(text) + passage.span.start
    found: dict[int, set[str]] = {}
    for word in passage.words:
        if word.group in _TELLING and at <= word.start < at + len(text):
            found.setdefault(word.start, set()).add(word.row)
    return found


def _rows_in(text: str, passage: Passage) -> frozenset[str]:
    at = passage.folded.find(text) + passage.span.start
    return frozenset(w.row for w in passage.words if w.group in _TELLING and at <= w.start < at + len(text))


def _without(statement: Passage, speaker: str) -> Passage:
    """The statement without the words of its speaker."""
    at = statement.folded.find(speaker) + statement.span.start
    end = at + len(speaker)
    names: Mapping[str, str] = {name: surface for name, surface in statement.names.items() if surface.lower() not in speaker}
    return replace(
        statement,
        text=statement.text.replace(statement.text[at - statement.span.start : end - statement.span.start], " " * len(speaker)),
        folded=statement.folded.replace(speaker, " " * len(speaker)),
        words=tuple(w for w in statement.words if not at <= w.start < end and w.group != "speech"),
        names=names,
        grams=grams(statement.folded.replace(speaker, " "), statement.language),
    )


def _is_anyone(speaker: str) -> bool:
    if "的" in speaker and len(speaker) >= _LONG:
        return False
    return speaker in table()["speech"]["anyone"] or speaker.startswith(tuple(table()["roles"]["pronouns"])) or _is_person(speaker)


def _speakers(passage: Passage) -> list[str]:
    return [s for s in dict.fromkeys(_speaker(clause) for clause in (passage, *passage.clauses)) if s]


def _speaker(passage: Passage) -> str:
    """Who says what a passage reports: what stands before its first verb of saying, without moments; empty for nobody in particular."""
    verbs = _words(passage, "speech", "say")
    if (not verbs and _ACCORDING.search(passage.folded) is None) or _words(passage, "speech", "hearsay"):
        return ""
    source = _ACCORDING.search(passage.folded)
    if source is not None:
        return next(name for name in source.groups() if name).strip()
    text = passage.folded[: verbs[0].start - passage.span.start]
    behind = _AFTER.search(text)
    if behind is not None and not passage.language.is_chinese and not passage.folded[verbs[0].end - passage.span.start :].strip(" ."):
        return behind.group(1)
    inverted = _INVERTED.match(passage.folded, verbs[0].end - passage.span.start)
    if inverted is not None and text.rstrip().endswith((",", '"', "”", "'")):
        return inverted.group(1)
    text = _ADVERBS.sub("", _BORDER.split(text)[-1].strip()) if passage.language.is_chinese else _last_part(text)
    for word in passage.words:
        if word.group.startswith("moments"):
            text = text.replace(fold(word.surface), "")
    text = _LEADS.sub("", text.strip())
    return text if len(text) > 1 or text in table()["roles"]["persons"] else ""


def _last_part(text: str) -> str:
    """What stands before an English verb of saying in its clause; between commas, the name in apposition (her coach, Dean Marsh, expects)."""
    parts = [part.strip() for part in re.split(r"[,;:\"“”]", text)]
    if parts[-1] or len(parts) < _APPOSED or not text.rstrip().endswith(","):
        return parts[-1]
    return parts[-3] if parts[-2].startswith(_BESIDES) else parts[-2]


def _words(passage: Passage, group: str, row: str) -> list[Word]:
    return [word for word in passage.words if (word.group, word.row) == (group, row)][:_MOST]


def _shares(a: str, b: str, statement: Passage) -> bool:
    """True where two speakers may be one. Words that only say what they are (economists at …) do not make them one."""
    ours, theirs = grams(a, statement.language), grams(b, statement.language)
    kinds: frozenset[str] = frozenset() if statement.language.is_chinese or ours <= theirs or theirs <= ours else _KINDS_OF_SPEAKERS
    return a in b or b in a or bool(ours & theirs - kinds)
