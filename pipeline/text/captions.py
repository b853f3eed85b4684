"""Caption lines put together again: what each line break is, where paragraphs begin, which lines make a sentence.

Captions that are punctuated are joined by their punctuation. Chinese ones that are not are judged by their words (data/captions.toml):
a line that is no more than a frame, a condition, a name or a speech verb waits for the next; a bare predicate goes on with the subject
before it; between two whole clauses the opener of the second and the length of the sentence so far decide.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise

from pipeline.datamodel.language import Language
from pipeline.text.detect import detect
from pipeline.text.fold import to_simplified

_ENDS = re.compile(r"(?:[。！？!?｡]|…|(?<!\.)\.)[”’」』）)\"']*\s*\Z")
_PAUSES = re.compile(r"[，；：、,;:—–][”’」』）)\"']*\s*\Z")
_STOPS = re.compile(r"[。！？｡]|[.!?](?=\s|[\"”')]|\Z)")
_INNER_PAUSE = re.compile(r"[，；：,;:](?=.)")
_CUT_DECIMAL = re.compile(r"(?<![0-9])0。\s*\Z")  # "0." before its decimals, the point taken for a full stop by a caption tool
_DECIMALS = re.compile(r"\s*(?!(?:19|20)\d\d ?年|[0-9]{1,3}\.)[0-9]")  # neither a year nor an enumerator
_PUNCTUATED = 0.2  # sentence marks per line from which punctuation is trusted alone
_FRAMED = re.compile(r"[在当从与和除][^在当从与和除]{1,24}\Z")
_MEASURED = r"(?<=..)[0-9零一二两三四五六七八九十百千万亿半几点.]+(?:[一-鿿]{1,2}|%)\Z"  # "全长四十五米" is a clause
_DEGREE = r"(?<=.)(?:更|很|太|挺|较|越来越|非常|十分|相当|特别|有点|比较)[一-鿿]{1,3}\Z"
_COUNTED = re.compile(r"[一两二三四五六七八九十几0-9]+[个款种台部辆家位名支项条座艘枚只件本副颗间所份張张隻]")
_NOUN_PHRASE = re.compile(r".+的[^的]{1,6}")
_PURPOSE = re.compile(r"..来(?![看说讲自源])[一-鿿]{2}")  # "根据前文来背诵": the main verb stands in the line
_WHEN = re.compile(r"(?:时|时候|之?前|以前|之?后|以后)\Z")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9]")

_ENGLISH_SENTENCE = 8  # words; shorter sentences are rare in speech
_BASE = -0.5  # log odds of a sentence's end between two clauses, apart from their words and number; set on 4,000 of prose and speech
_BY_CLAUSES = (-1.2, -1.2, 0.0, 0.5, 0.7, 0.9, 1.1)  # added by the clauses so far; the share of ends after one is .09, then .28, .44
_REACH = 100  # characters at each end of a line that are looked at; captions are shorter
_LONG_CLAUSE = 13  # characters; a line of twice as many counts as two clauses
_NAME_WEIGHT = 1.3
_OTHER_WEIGHT = 1.0
_FRAME_WEIGHT = 2.6
_REPORT_WEIGHT = 1.5
_END_OF_OBJECT = 0.6
_OPENS = 1.5
_ADJUNCT_WEIGHT = 0.8
_PREDICATE_WEIGHT = -4.0


class Break(StrEnum):
    """What the end of a caption line is in running text."""

    SENTENCE_END = "sentence_end"
    CLAUSE_COMMA = "clause_comma"
    NO_BREAK = "no_break"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opener:
    name: str
    weight: float
    waits: bool
    paragraph: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The compiled tables of data/captions.toml."""

    openers: Mapping[str, _Opener]
    opener: re.Pattern[str]
    tails: Mapping[str, str]
    tail: re.Pattern[str]
    fragments: frozenset[str]
    particle: re.Pattern[str]
    particle_weight: float
    closer: re.Pattern[str]
    closer_weight: float
    correlatives: tuple[tuple[str, str], ...]
    correlative_weight: float
    time: re.Pattern[str]
    connective: re.Pattern[str]
    first: re.Pattern[str]
    anywhere: re.Pattern[str]
    never: re.Pattern[str]
    strong: re.Pattern[str]
    transitive: re.Pattern[str]
    frame_then_bare: re.Pattern[str]
    english_opener: re.Pattern[str]
    english_waits: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What is seen in a folded line. last: the clause after its last comma; the fields but the first two are that clause's."""

    text: str
    opener: _Opener | None
    last: str
    waits: str
    joins: str
    starts_bare: bool
    is_adjunct: bool
    is_noun_phrase: bool
    has_predicate: bool


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def _words() -> _Words:
    data = tomllib.loads(files("pipeline.text").joinpath("data/captions.toml").read_text(encoding="utf-8"))
    openers = {
        word: _Opener(name=name, weight=row["weight"], waits=row.get("waits", False), paragraph=row.get("paragraph", False))
        for name, row in data["openers"].items()
        for word in row["words"]
    }
    tails = {word: row["joins"] for row in data["tails"].values() if "joins" in row and not row.get("whole") for word in row["words"]}
    predicates = data["predicates"]
    first = re.compile(_any(predicates["first"] + predicates["verbs"]))
    english = data["english"]
    return _Words(
        openers=openers,
        english_opener=re.compile(rf"(?:{_any(english['openers'])})\b", re.I),
        english_waits=re.compile(rf"\b(?:{_any(english['waits'])})\Z", re.I),
        opener=re.compile(_any(list(openers))),
        tails=tails,
        tail=re.compile(rf"(?:{_any(list(tails))})\Z"),
        fragments=frozenset(data["tails"]["fragment"]["words"]),
        particle=re.compile(rf"(?:{_any(data['tails']['particle']['words'])})\Z"),
        particle_weight=data["tails"]["particle"]["weight"],
        closer=re.compile(rf"(?:{_any(data['closers']['words'])})...."),
        closer_weight=data["closers"]["weight"],
        correlatives=tuple((first, second) for first, second in data["correlatives"]["pairs"]),
        correlative_weight=data["correlatives"]["weight"],
        time=re.compile(rf"[^的]{{0,10}}(?:{_any(data['nouns']['time'])})\Z"),
        connective=re.compile(_any(data["tails"]["fragment"]["words"])),
        first=first,
        anywhere=re.compile(rf"(?:{_any(predicates['anywhere'] + predicates['verbs'])})(?!的)|{_MEASURED}|{_DEGREE}"),
        strong=re.compile(_any(predicates["strong"])),
        never=re.compile(_any(predicates["never"])),
        transitive=re.compile(rf"(?:{_any(predicates['transitive'])})\Z"),
        frame_then_bare=re.compile(rf".{{2,12}}(?:{_any(predicates['frame_ends'])})(?<!同时)(?<!小时)(?<!及时)(?:{first.pattern})"),
    )


def label_breaks(lines: Sequence[str], language: Language | None = None) -> list[Break]:
    """What the break after each of `lines` is.

    >>> [str(label) for label in label_breaks(["在安全方面", "团队加入了新的措施", "此外", "价格没有变化"])]
    ['clause_comma', 'sentence_end', 'clause_comma', 'sentence_end']
    """
    if not lines:
        return []
    if language is None:
        language = detect("\n".join(lines))
    if _is_punctuated(lines):
        labels = [_by_punctuation(line, following) for line, following in pairwise([*lines, ""])]
        return [*labels[:-1], labels[-1] if labels[-1] is Break.CLAUSE_COMMA else Break.SENTENCE_END]
    return _by_english_words(lines) if language is Language.EN else _by_words(lines)


def _is_punctuated(lines: Sequence[str]) -> bool:
    return sum(len(_STOPS.findall(line)) for line in lines) >= _PUNCTUATED * len(lines)


def _by_punctuation(line: str, following: str) -> Break:
    if _ENDS.search(line) and not (_CUT_DECIMAL.search(line) and _DECIMALS.match(following)):
        return Break.SENTENCE_END
    return Break.CLAUSE_COMMA if _PAUSES.search(line) else Break.NO_BREAK


def _by_english_words(lines: Sequence[str]) -> list[Break]:
    """Breaks of English captions without punctuation: a sentence ends before a frequent opener when it has words enough."""
    words = _words()
    labels = []
    so_far = 0
    for line, following in pairwise([*lines, ""]):
        so_far += len(line.split())
        label = _by_punctuation(line, following)
        if label is Break.NO_BREAK:
            opener = words.english_opener.match(following.strip())
            if not following.strip() or (opener and so_far >= _ENGLISH_SENTENCE and not words.english_waits.search(line.rstrip())):
                label = Break.SENTENCE_END
        if label is Break.SENTENCE_END:
            so_far = 0
        labels.append(label)
    return labels


def _by_words(lines: Sequence[str]) -> list[Break]:
    """Breaks of Chinese captions without punctuation: those that words decide, then the likeliest ends among the others."""
    seen = [_look(to_simplified(line.strip())) for line in lines]
    judged: list[Break | float] = []
    clauses = []
    for line, following in pairwise([*seen, _look("")]):
        continues = judged[-1:] == [Break.NO_BREAK]
        clauses.append(max(1 + len(_INNER_PAUSE.findall(line.text)), len(line.text) // _LONG_CLAUSE))
        judged.append(_judge(line, following, continues=continues))
    return _likeliest(judged, clauses)


def _likeliest(judged: Sequence[Break | float], clauses: Sequence[int]) -> list[Break]:
    """The labels of the greatest total log odds. A number in `judged` is how much speaks for an end there, the sentence's length in clauses apart."""
    longest = len(_BY_CLAUSES) - 1
    totals = {0: 0.0}  # by the number of clauses in the open sentence
    steps: list[dict[int, tuple[int, Break]]] = []
    for verdict, more in zip(judged, clauses, strict=True):
        after: dict[int, float] = {}
        step: dict[int, tuple[int, Break]] = {}
        for before, total in totals.items():
            length = min(before + more, longest)
            if isinstance(verdict, Break):
                options = [(0 if verdict is Break.SENTENCE_END else length, total, verdict)]
            else:
                options = [(0, total + verdict + _BY_CLAUSES[length], Break.SENTENCE_END), (length, total, Break.CLAUSE_COMMA)]
            for state, score, label in options:
                if score > after.get(state, float("-inf")):
                    after[state], step[state] = score, (before, label)
        steps.append(step)
        totals = after
    state = max(totals, key=lambda key: totals[key])
    labels = []
    for step in reversed(steps):
        state, label = step[state]
        labels.append(label)
    return labels[::-1]


def _starts_bare(text: str, opener: int) -> bool:
    """True when the text begins with a verb or an adverb that is longer than its opener of `opener` characters."""
    words = _words()
    match, noun = words.first.match(text), words.never.match(text)
    return match is not None and match.end() > max(opener, noun.end() if noun is not None else 0)


def _look(text: str) -> _Line:
    words = _words()
    if len(text) > 2 * _REACH:
        text = text[:_REACH] + text[-_REACH:]
    last = text[max((match.end() for match in _INNER_PAUSE.finditer(text)), default=0) :].strip()
    first = words.opener.match(text)
    connective = words.connective.match(last)
    opener = words.opener.match(last, connective.end() if connective is not None else 0) or words.opener.match(last)
    found = words.openers[opener.group()] if opener is not None else None
    if found is not None and found.waits and _PURPOSE.search(last):
        found = None
    if found is not None and found.waits and any(last.startswith(f) and s in last[len(f) :] for f, s in words.correlatives):
        found = None
    tail = words.tail.search(last)
    body = last[opener.end() :] if opener is not None else last
    return _Line(
        text=text,
        opener=words.openers[first.group()] if first is not None else None,
        last=last,
        waits=found.name if found is not None and found.waits else "",
        joins="comma" if last in words.fragments else words.tails[tail.group()] if tail is not None else "",
        starts_bare=_starts_bare(text, first.end() if first is not None and words.openers[first.group()].weight >= 0 else 0),
        is_adjunct=found is not None and found.name in ("frame", "preposition") and words.frame_then_bare.match(body) is not None,
        is_noun_phrase=_NOUN_PHRASE.fullmatch(body) is not None
        and words.anywhere.match(body) is not None
        and words.first.match(body) is None
        and words.strong.search(words.never.sub("、", body)) is None,
        has_predicate=words.first.match(body) is not None or words.anywhere.search(words.never.sub("、", body)) is not None,
    )


def _judge(line: _Line, following: _Line, *, continues: bool) -> Break | float:
    """The break between two lines, or how much speaks for a sentence's end there. continues: the line was joined to the one before it."""
    if _ENDS.search(line.text):
        return Break.SENTENCE_END
    if _PAUSES.search(line.text):
        return Break.CLAUSE_COMMA
    opens = following.opener is not None and following.opener.weight >= _OPENS
    if line.joins == "comma":
        return Break.CLAUSE_COMMA
    if following.opener is not None and following.opener.paragraph:
        return Break.SENTENCE_END
    if line.is_noun_phrase and following.starts_bare:
        return Break.NO_BREAK
    if line.joins == "none" and not opens:
        return Break.NO_BREAK
    is_when = line.has_predicate and _WHEN.search(line.last) is not None
    if line.joins == "frame" and (_FRAMED.search(line.last) or not (opens and line.has_predicate and not line.waits)):
        return Break.NO_BREAK if following.starts_bare and line.waits in ("", "parallel") and not is_when else Break.CLAUSE_COMMA
    if not line.is_adjunct and (line.waits in ("frame", "condition", "parallel") or (line.waits and not line.has_predicate)):
        return Break.NO_BREAK if line.waits == "comparison" and following.starts_bare else Break.CLAUSE_COMMA
    if not following.text:
        return Break.SENTENCE_END
    goes_on = line.opener is not None and line.opener.weight < 0
    if not (line.has_predicate or goes_on or continues):
        if opens and line.opener is None:
            return _END_OF_OBJECT
        is_time = _words().time.fullmatch(line.last) is not None
        return Break.NO_BREAK if following.starts_bare and not is_time else Break.CLAUSE_COMMA
    if _words().transitive.search(line.last) and not (following.starts_bare or following.opener or following.has_predicate):
        return Break.NO_BREAK
    return _end_score(line, following)


def _end_score(line: _Line, following: _Line) -> float:
    """How much speaks for a sentence's end between two whole clauses, as log odds."""
    words = _words()
    score = _BASE
    if words.particle.search(line.text):
        score += words.particle_weight
    if words.closer.match(line.text):
        score += words.closer_weight
    if any(first in line.last and second in following.text for first, second in words.correlatives):
        score += words.correlative_weight
    if (following.joins == "frame" and following.waits) or words.time.fullmatch(following.text):
        return score + _FRAME_WEIGHT
    if following.is_adjunct:
        return score - _ADJUNCT_WEIGHT
    if following.opener is not None:
        return score + following.opener.weight
    if following.starts_bare:
        return score + _PREDICATE_WEIGHT
    if not following.has_predicate and _COUNTED.match(following.text) and _COUNTED.search(line.last):
        return score + _PREDICATE_WEIGHT
    return score + (_NAME_WEIGHT if _LATIN_NAME.match(following.text) else _OTHER_WEIGHT)


def paragraph_starts(lines: Sequence[str], breaks: Sequence[Break]) -> list[int]:
    """Indices of the lines that open a new paragraph, the first among them."""
    words = _words()
    found = [0] if lines else []
    for n in range(1, len(lines)):
        if breaks[n - 1] is Break.SENTENCE_END:
            match = words.opener.match(to_simplified(lines[n].strip()))
            if match is not None and words.openers[match.group()].paragraph:
                found.append(n)
    return found


def looks_like_captions(lines: Sequence[str]) -> bool:
    """True when `lines` are caption lines rather than prose: many, short, few of them ending as sentences do."""
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) < 8:
        return False
    ended = sum(bool(_ENDS.search(line)) for line in filled)
    longest = sorted(map(len, filled))[int(0.95 * (len(filled) - 1))]
    latin = sum(line.isascii() for line in filled) > len(filled) / 2
    return ended < 0.5 * len(filled) and longest <= (100 if latin else 50)
