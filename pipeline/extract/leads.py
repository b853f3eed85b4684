"""Lead sentences: where rules find little to tell (a manual, an essay, a talk), the first whole sentence of each section, as its heading's matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.datamodel.document import BlockKind, Span
from pipeline.datamodel.fact import Claim, Entity, Kind
from pipeline.extract.free import aspect_of, has_letters, modality_of, trimmed
from pipeline.extract.matching import EXTRACTOR, MAX_WORDS
from pipeline.extract.reading import Line, Reading
from pipeline.extract.speech import Speakers
from pipeline.extract.standing import stands
from pipeline.extract.tokens import MAX_NAME, unknown_entity
from pipeline.extract.topics import takes_up
from pipeline.text.fold import fold

ENOUGH = 8  # claims from which a document needs no leads
MOST = 8
MIN_HEADING = {True: 6, False: 16}  # letters of a heading that says what its section does
MIN_LETTERS = {True: 16, False: 50}
IMPORTANCE = 0.3
NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[.、)]\s*|#+\s*)")
JOINED = re.compile(  # how a sentence opens that goes on with another
    "但|可是?|其中|不过|然而|因此|所以|于是|其次|最后|然后|接着|例如|比如|同样|一样|虽然|既然|尽管|总之|而|并且|and |but |so |yet |however|then "
)
# how one chats
LOOSE = re.compile("[吗呢吧啊哦嘛啦喔呀]|qq|xd|搞定|上面|刚刚|大家|这样|那样|[!~]$|如下")
OPEN = ("：", ":", "，", ",", "、", "…")


def lead_claims(reading: Reading, speakers: Speakers, told: Sequence[Claim]) -> Iterator[Claim]:
    """A statement for the first sentence of a section that stands alone, of the heading above it; of an interview, what a guest's turn says first.

    told: the claims that the rules have; with ENOUGH of them there are none.
    """
    if len(told) >= ENOUGH or reading.document.is_transcript:
        return
    cited = {n for claim in told for n in claim.sentences}
    leads = list(islice(_turns(reading, speakers, cited) if reading.labels else _sections(reading, cited), MOST))
    yield from leads or (() if told else islice(_outline(reading), MOST))


def _sections(reading: Reading, cited: set[int]) -> Iterator[Claim]:
    """The leads that take up a word of their heading; where nothing else is told of the document, all of them."""
    found = list(_headed(reading, cited))
    sure = [(line, n, entity) for line, n, entity in found if takes_up(reading, reading.document.quote(n), line)]
    for line, n, entity in sure if cited or sure else found:
        yield _claim(reading, line, Kind.STATEMENT, entity, n)


def _headed(reading: Reading, cited: set[int]) -> Iterator[tuple[Line, int, Entity]]:
    """The first sentence of each section that stands alone, with its heading's sentence and what that names."""
    begun: set[tuple[int, ...]] = set()
    for line in reading.lines:
        if line.headings in begun or line.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTE) or not _is_lead(reading, line):
            continue
        begun.add(line.headings)
        heading = next(((n, entity) for n in line.headings if (entity := _matter(reading, n)) is not None), None)
        if heading is not None and line.masked.n not in cited:
            yield line, *heading


def _outline(reading: Reading) -> Iterator[Claim]:
    """Of a document that tells nothing in sentences (code, lists): what its sections do, in their headings' words, as the title's matter."""
    for line in reading.lines:
        matter = _matter(reading, line.headings[-1]) if line.kind is BlockKind.HEADING and line.headings else None
        if matter is not None and has_letters(line.masked.text, MIN_HEADING[reading.is_chinese]):
            yield _claim(reading, line, Kind.STATEMENT, matter, line.headings[-1])


def _turns(reading: Reading, speakers: Speakers, cited: set[int]) -> Iterator[Claim]:
    """The first lead of each long turn of a guest, the longest turns first."""
    leads: dict[int, tuple[int, Line]] = {}
    lengths: dict[int, int] = {}
    for line in reading.lines:
        speech = speakers.of(line.masked.n)
        if speech is None or not speech.is_turn or speakers.is_host(speech):
            continue
        lengths[speech.named_in] = lengths.get(speech.named_in, 0) + len(line.masked.span)
        if speech.named_in not in leads and not reading.label_end(line) and line.masked.n not in cited and _is_lead(reading, line):
            leads[speech.named_in] = (speech.named_in, line)
    for named_in in sorted(leads, key=lambda n: (-lengths[n], n)):
        line = leads[named_in][1]
        speech = speakers.of(line.masked.n)
        if speech is not None:
            yield _claim(reading, line, Kind.QUOTATION, speech.speaker, named_in)


def _is_lead(reading: Reading, line: Line) -> bool:
    """True for a whole sentence that stands alone: no question, no advice, nothing that the writer tells of the own doings."""
    cues, text = reading.cues, line.masked.text
    words = line.masked.span.of(reading.document.text).strip()
    if len(words) > MAX_WORDS[reading.is_chinese] or words.endswith(OPEN) or not has_letters(words, MIN_LETTERS[reading.is_chinese]):
        return False
    if trimmed(words) is None or "?" in text or any(p.search(text) for p in (cues.asking, cues.skip, cues.personal, cues.small_talk)):
        return False
    folded = line.masked.span.of(reading.folded)
    opening = cues.lead.match(text)
    if JOINED.match(folded) or cues.pointing.match(text, opening.end() if opening is not None else 0):
        return False
    is_talk = bool(reading.labels) and (cues.chatter.search(folded) or cues.weak.search(text)) is not None
    return (
        not is_talk
        and LOOSE.search(folded) is None
        and cues.instruction.search(folded) is None
        and cues.dependent.match(text) is None
        and stands(reading, line, 0, len(text))
    )


def _matter(reading: Reading, n: int) -> Entity | None:
    """What a heading names, as it stands there; None for one too long to be a name, for a question and for a word that any text has (Notes)."""
    words = NUMBERED.sub("", reading.document.quote(n).strip(" #:：\n")).strip()
    is_name = 2 <= len(words) <= MAX_NAME and reading.cues.vague.search(fold(words).lower()) is None
    return unknown_entity(words, reading.document.language) if is_name else None


def _claim(reading: Reading, line: Line, kind: Kind, subject: Entity, named_in: int) -> Claim:
    span = Span(line.masked.span.start, line.masked.span.end)
    words = span.of(reading.document.text).strip()
    return Claim(
        kind=kind,
        type="quotation" if kind is Kind.QUOTATION else "free",
        aspect=aspect_of(reading, span),
        subject=subject,
        sentences=tuple(sorted({line.masked.n, named_in})),
        extractor=EXTRACTOR,
        words=(trimmed(words) or words).rstrip("。."),
        span=span,
        modality=modality_of(reading, line.masked.text),
        importance=IMPORTANCE,
    )
