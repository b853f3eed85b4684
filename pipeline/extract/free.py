"""Free statements: clauses that tell something of somebody and that no typed claim bears, in the text's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.datamodel.document import BlockKind, Span
from pipeline.datamodel.fact import Aspect, Claim, Entity, Kind
from pipeline.extract.matching import EXTRACTOR, MAX_WORDS
from pipeline.extract.reading import Clause, Line, Reading
from pipeline.extract.speech import Speakers, Speech
from pipeline.extract.standing import is_said_whole, stands
from pipeline.extract.subjects import THINGS, Subjects
from pipeline.extract.tokens import CONCEPTS, FIGURES, NAMES, Token, char_class
from pipeline.extract.topics import Topics

TARGET = {True: 120, False: 300}  # characters of a free statement that is cut from a long sentence
SPOKEN_TARGET = 64  # the same of a transcript, which has no full stops
MIN_LETTERS = {True: 8, False: 24}  # below this a clause tells nothing by itself
MIN_SAID = {True: 12, False: 30}  # the same of what somebody says in a conversation
MIN_WORDS = {True: 3, False: 10}  # letters besides names and figures: a name alone tells nothing
FIRMS = frozenset({"organization", "place"})  # whose statements are told as theirs, and quoted only where the text sets them in quotation marks
PAIRS = (("(", ")"), ("（", "）"), ("[", "]"), ("「", "」"), ("『", "』"), ("“", "”"), ('"', '"'))
FRAGMENT = re.compile(r"的|以及|等等|之类")  # words that open no Chinese sentence
MARKS = re.compile(r"[ \"“”‘’()·…¦-]*")
QUOTED = re.compile('[“”「」『』"]')
DATELINE = re.compile(rf"[㐀-鿿{char_class('place')}]{{1,6}}(?:消息|讯|电),")
PEOPLE = frozenset({"person", "audience"})
UNMEANT = re.compile(r"\b(?:him|them|her(?=[ ,.;]+(?:on|in|at|to|from|for|with|by|and|a|the|until|after|of)\b|[,.;]|$))")  # somebody named before
UNTOLD = (BlockKind.HEADING, BlockKind.CODE, BlockKind.TABLE_ROW)  # blocks whose words are no sentences
NAME_KINDS, FIGURE_KINDS, CONCEPT_KINDS = frozenset(NAMES), frozenset((*FIGURES, "date")), frozenset(CONCEPTS)
COVERED = 0.6  # share of a unit that typed claims may bear before it is no free statement


class Unit:
    """Clauses that are read as one statement. start, end: masked positions; text: masked; span: the place in the document; tokens: those in it."""

    __slots__ = ("end", "line", "span", "start", "text", "tokens")

    def __init__(self, line: Line, start: int, end: int) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.text = line.masked.text[start:end]
        self.span = line.masked.source(start, end)
        self.tokens = line.masked.tokens_in(start, end)


@dataclass(slots=True)
class Told:
    """How much clauses tell: how many names, figures (dates among them) and concepts they have; named: letters of the names."""

    names: int = 0
    figures: int = 0
    concepts: int = 0
    named: int = 0


def told_by(tokens: Sequence[Token]) -> Told:
    """What tokens tell."""
    told = Told()
    for token in tokens:
        if token.kind in NAME_KINDS:
            told.names += 1
            told.named += token.end - token.start
        elif token.kind in FIGURE_KINDS:
            told.figures += 1
        elif token.kind in CONCEPT_KINDS:
            told.concepts += 1
    return told


def free_claims(reading: Reading, subjects: Subjects, speakers: Speakers, spans: Mapping[int, Sequence[Span]]) -> Iterator[Claim]:
    """A free statement for each informative unit that typed claims do not bear (`spans`: their clauses, by sentence), with its subject and aspect."""
    topics = Topics(reading, subjects)
    for line in reading.lines:
        if line.kind in UNTOLD or line.masked.n in reading.skipped:
            continue
        borne = sorted(spans.get(line.masked.n, ()))
        speech = speakers.of(line.masked.n)
        if speech is None and reading.labels:
            continue
        cuts = [speech.start, speech.end] if speech is not None and not speech.is_source else []
        turned = [a for a in subjects.anchors(line.masked.n) if a.is_shift or not a.entities]
        cuts = sorted({*cuts, *(line.clause_at(a.position).start for a in turned)})
        target = SPOKEN_TARGET if reading.document.is_transcript and reading.is_chinese else TARGET[reading.is_chinese]
        whole = Unit(line, _behind_dateline(line), len(line.masked.text))
        for unit in [whole] if not cuts and _is_told_whole(reading, whole, borne) else units_of(line, borne, target, reading.cues.exemplifying, cuts):
            claim = _claim(reading, subjects, topics, speakers, _on_its_feet(reading, topics, unit, speech), borne)
            if claim is not None:
                yield claim


def _behind_dateline(line: Line) -> int:
    """Where a sentence begins behind the words that say whence it was sent (重庆消息，)."""
    dateline = DATELINE.match(line.masked.text)
    return dateline.end() if dateline is not None and dateline.end() < len(line.masked.text) else 0


def _on_its_feet(reading: Reading, topics: Topics, unit: Unit, speech: Speech | None) -> Unit:
    """The unit without what leads up to it: clauses of a transcript that hang on what was said before, or words that point and end in a colon."""
    line, cues = unit.line, reading.cues
    if not reading.document.is_transcript:
        colon = line.masked.text.find(":", unit.start, unit.end - 1)
        return Unit(line, colon + 1, unit.end) if colon > 0 and topics.points_nowhere(line, unit.start, unit.end) else unit
    starts = [unit.start, *(c.start for c in line.clauses if unit.start < c.start < unit.end)]
    is_within = speech is not None and speech.start <= unit.start < speech.end
    has_hung = True
    for at in starts[:2] if is_within else starts:
        if cues.conditional.match(reading.folded, line.masked.starts[at]):
            break
        hangs = cues.hanging.match(reading.folded, line.masked.starts[at]) is not None
        stands = is_within or topics.opens_named(line, at, unit.end) or (has_hung and topics.goes_on(line, at, unit.end))
        if stands and not hangs:
            return Unit(line, at, unit.end)
        has_hung = has_hung and hangs
    return unit


def _is_told_whole(reading: Reading, unit: Unit, borne: Sequence[Span]) -> bool:
    """True for a written sentence that a statement can hold and that typed claims do not bear for the most part."""
    span = unit.line.masked.span
    return not reading.document.is_transcript and len(span) <= MAX_WORDS[reading.is_chinese] and covered(span, borne) <= COVERED


def units_of(line: Line, borne: Sequence[Span], target: int, examples: re.Pattern[str], cuts: Sequence[int] = ()) -> Iterator[Unit]:
    """The clauses in runs of about the target length; a run ends where clauses that typed claims bear begin or end, and at `cuts`.

    examples: how a clause opens that stays with the one before it; cuts: masked positions where reported speech begins and ends.
    """
    start, end, was_borne = -1, -1, False
    for clause in _cut(line.clauses, cuts):
        is_borne = covered(line.masked.source(clause.start, clause.end), borne) > COVERED
        goes_on = (
            start >= 0
            and line.masked.ends[clause.end - 1] - line.masked.starts[start] <= TARGET[True]
            and examples.match(line.masked.text, clause.start)
        )
        long = start >= 0 and not goes_on and line.masked.ends[clause.end - 1] - line.masked.starts[start] > target and end - start > target // 4
        if start >= 0 and (long or is_borne != was_borne or any(start < cut <= clause.start for cut in cuts)):
            yield Unit(line, start, end)
            start = -1
        start = clause.start if start < 0 else start
        end, was_borne = clause.end, is_borne
    if end > start >= 0:
        yield Unit(line, start, end)


def _cut(clauses: Sequence[Clause], cuts: Sequence[int]) -> Iterator[Clause]:
    for clause in clauses:
        at = clause.start
        for cut in [c for c in cuts if clause.start < c < clause.end]:
            yield Clause(at, cut)
            at = cut
        yield Clause(at, clause.end)


def _claim(reading: Reading, subjects: Subjects, topics: Topics, speakers: Speakers, unit: Unit, borne: Sequence[Span]) -> Claim | None:
    speech = speakers.of(unit.line.masked.n)
    within = speech if speech is not None and speech.start <= unit.start < speech.end else None
    told = told_by(unit.tokens)
    if covered(unit.span, borne) > COVERED or not _tells(reading, unit, told, within):
        return None
    if speech is None and _is_advice(reading, unit.text, unit.span.of(reading.folded)):
        return None
    if speech is not None and speech.verb < unit.end <= speech.start:
        return None
    if within is None and not reading.document.is_transcript and UNMEANT.search(unit.text) and not any(t.kind in PEOPLE for t in unit.tokens):
        return None
    if _leans(reading, unit) or not stands(reading, unit.line, unit.start, unit.end):
        return None
    if within is not None and within.is_turn and not _is_quotable(reading, speakers, unit, within):
        return None
    teller = _teller(reading, subjects, topics, unit, within)
    words = trimmed(unit.span.of(reading.document.text)) if teller is not None else None
    if teller is None or words is None:
        return None
    subject, source, said, cited = teller
    return Claim(
        kind=Kind.QUOTATION if said else Kind.STATEMENT, type="quotation" if said else "free",
        aspect=Aspect.OPINION if said else aspect_of(reading, unit.span), subject=subject, sentences=tuple(sorted({unit.line.masked.n, *cited})),
        extractor=EXTRACTOR, attribution=source, words=words, span=unit.span, modality=modality_of(reading, unit.text),
        importance=_importance(told, said),
    )  # fmt: skip


def _tells(reading: Reading, unit: Unit, told: Told, speech: Speech | None) -> bool:
    """True for clauses of the right length that tell something besides names, and ask nothing; speech: that in which they stand."""
    is_chinese, cues = reading.is_chinese, reading.cues
    is_turn = speech is not None and speech.is_turn
    if not (told.names or told.figures):
        is_rich = told.concepts >= 2 or (told.concepts and len(unit.text) > MIN_LETTERS[is_chinese] * 1.5)
        if is_turn or (speech is None and not is_rich):
            return False
    if len(unit.span) > MAX_WORDS[is_chinese] or "?" in unit.text:
        return False
    if not has_letters(unit.span.of(reading.document.text), max(MIN_LETTERS[is_chinese], MIN_WORDS[is_chinese] + told.named)):
        return False
    return not cues.asking.search(unit.text) and (told.figures > 0 or speech is not None or not cues.weak.search(unit.text))


def has_letters(words: str, least: int) -> bool:
    """True where so many letters, digits and Han stand in the words."""
    return len(list(islice(filter(str.isalnum, words), least))) == least


def _is_advice(reading: Reading, masked_text: str, words: str) -> bool:
    """True where the writer speaks of the own doings or to the reader; what a transcript says on is told by its weak sentences."""
    if reading.document.is_transcript:
        return reading.cues.aside.search(words) is not None
    return reading.cues.personal.search(masked_text) is not None or reading.cues.instruction.search(words) is not None


def _is_quotable(reading: Reading, speakers: Speakers, unit: Unit, speech: Speech) -> bool:
    """True for a guest's whole sentence that tells a reader something: no courtesy, nothing that one says of oneself."""
    text, cues = unit.text, reading.cues
    if not has_letters(unit.span.of(reading.document.text), MIN_SAID[reading.is_chinese]):
        return False
    if cues.small_talk.search(text) or cues.personal.search(text) or speakers.is_host(speech):
        return False
    return is_said_whole(reading, unit.line, unit.start, unit.end)


def trimmed(words: str) -> str | None:
    """The words without the marks around them; None where a bracket or a quotation mark is left open."""
    bare = words.strip(" \t\n，,；;：:。、-–—•·")
    for opening, closing in PAIRS:
        if bare.startswith(opening) and bare.endswith(closing) and opening not in bare[1:-1]:
            bare = bare[1:-1].strip()
        if bare.count(opening) != bare.count(closing) and opening != closing:
            bare = bare.strip(opening + closing)
        if bare.count(opening) % 2 if opening == closing else bare.count(opening) != bare.count(closing):
            return None
    return bare or None


def _leans(reading: Reading, unit: Unit) -> bool:
    """True for clauses that tell nothing without those before or after them."""
    text, dependent = unit.line.masked.text, reading.cues.dependent
    lead = MARKS.match(text, unit.start)
    start = lead.end() if lead else unit.start
    opens = dependent.match(text, start) is not None
    if unit.start > unit.line.clauses[0].start or FRAGMENT.match(text, start):
        return opens
    return opens and not reading.is_chinese and unit.end < unit.line.clauses[-1].end and unit.line.clause_at(unit.start).end >= unit.end


def _teller(
    reading: Reading, subjects: Subjects, topics: Topics, unit: Unit, speech: Speech | None
) -> tuple[Entity, Entity | None, bool, tuple[int, ...]] | None:
    """Whom a statement is about, whose it is, whether it is quoted, and the sentences that name them.

    A person is quoted. What a firm says in no quotation marks is told as its statement of what the words name; as its own words where they name
    nothing.
    """
    quoted = speech is not None and QUOTED.search(unit.span.of(reading.document.text)) is not None
    if speech is not None and not speech.is_source and (speech.speaker.kind not in FIRMS or quoted):
        return speech.speaker, None, True, (speech.named_in,)
    topic = topics.of(unit.line, unit.start, unit.end)
    if speech is None:
        return (topic.entity, None, False, (topic.n,)) if topic is not None else None
    if topic is None or topic.is_text or topic.entity.id == speech.speaker.id or topic.entity.kind == "place":
        named = [t.entity for t in unit.tokens if t.kind in THINGS and t.entity is not None]
        carried = subjects.before(unit.line, speech.verb, THINGS) if reading.document.is_transcript and not named else None
        if carried is not None:
            return carried.entity, speech.speaker, False, (carried.n, speech.named_in)
        if len({entity.id for entity in named}) != 1:
            return speech.speaker, None, not speech.is_source, (speech.named_in,)
        return named[0], speech.speaker, False, (speech.named_in,)
    return topic.entity, speech.speaker, False, (topic.n, speech.named_in)


def _importance(told: Told, said: bool) -> float:
    names, figures, concepts = min(told.names, 2), min(told.figures, 2), min(told.concepts, 3)
    return min(0.6, 0.2 + 0.1 * names + 0.12 * figures + 0.04 * concepts + (0.1 if said else 0.0))


def covered(span: Span, borne: Sequence[Span]) -> float:
    """Share of the span that lies in one of the others, which are in order."""
    if not borne:
        return 0.0
    inside, at = 0, span.start
    for other in borne:
        inside += max(0, min(other.end, span.end) - max(other.start, at))
        at = max(at, min(other.end, span.end))
    return inside / max(1, len(span))


def aspect_of(reading: Reading, span: Span) -> Aspect:
    """The aspect whose words stand in the statement; the first of the table that fits."""
    folded = reading.folded[span.start : span.end]
    for name, pattern in reading.cues.aspects:
        if pattern.search(folded):
            return Aspect(name)
    return Aspect.OTHER


def modality_of(reading: Reading, masked_text: str) -> str:
    """The hedge of a statement."""
    for name, pattern in reading.cues.modalities:
        if pattern.search(masked_text):
            return name
    return ""
