"""Whom a run of clauses is about for a reader: the name that it opens with, the one that it points at or goes on with, else its heading's matter.

A run that opens with words of its own for a subject is laid on nobody before it; where it cannot be told, there is no topic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from pipeline.datamodel.document import BlockKind
from pipeline.datamodel.fact import Entity
from pipeline.extract.choosing import distinct, only
from pipeline.extract.reading import Clause, Line, Reading
from pipeline.extract.subjects import ANCHOR_KINDS, DATELINE, HAN, NO_PERSON, NOUN, SCOPES, THINGS, Anchor, Subject, Subjects, fits
from pipeline.extract.tokens import FIGURES, MAX_NAME, unknown_entity
from pipeline.text.fold import fold

OFTEN = 3  # mentions from which on a name may be what a document is about
TITLED = ("event", "threat")
EVENTFUL = frozenset((*FIGURES, "place", "date", "time"))
QUOTED = re.compile(r"[\"“「『‘]$")
IT = re.compile(r"it\b")
OWN_NOUN = re.compile(
    r"(?:an? |the )?(?P<noun>[a-z][a-z-]+(?: [a-z][a-z-]+){0,3})(?: (?:in|of|at|on|near|from|for|with|to|between|across|that|who|carrying)\b|,|$)"
)
TURNED = re.compile(  # words that point at something told before, or count, and adverbs: no name of what a sentence is about
    r"(?:[a-z]+ly|this|that|these|those|its|his|her|their|our|others?|another|same|such|some|both|most|many|few|latter|former|first|second|last|two|three|four|half"
    r"|move|plan|decision|increase|rise|drop|fall|figures?|numbers?|results?|deal|total|rest)\b"
)
ADVERBS = re.compile(r"(?: (?:now|also|still|already|soon|then|later|only|just|[a-z]+ly))+$")
SETTING = re.compile(r"(?:at|in|with|for) [^,;:.]{1,14} (?=it )")  # at 16 bits it needs …
DONE_TO = re.compile("曝光|披露|质问|指责|批评|敦促|控告|逮捕|击败|采访|会见|访问|起诉|弹劾|抨击|拘捕")
TOWARDS = re.compile("[对向把被给]$")
RELEASED = re.compile(
    r"(?:(?:has|have|had|is|was|will|also|just|now|today) )*(?:releas|launch|unveil|introduc|announc|open-sourc|publish|debut|report)[a-z]* (?!that)"
)
AHEAD = re.compile(  # what leads up to the subject of an English sentence
    r"(?:after|before|while|when|as|since|although|though|because|once|until|despite|besides|beyond|having"
    r"|(?!(?:during|according)\b)[a-z]{3,}ing)\b[^,]{3,}, "
)
VIEWED = frozenset({"认为", "表示", "指出", "显示"})  # verbs behind which a clause of its own begins
THING_ONLY = re.compile(r"采用|搭载|配备|内置|兼容|支持|集成|使用")  # what a thing does rather than its maker
PERSONAL = re.compile(r"他|她|(?:he|she|they)\b")
WORDED = re.compile(r"[㐀-鿿a-z]")
BESIDE = re.compile(r"[和与跟同比被由用在对把向给从于以让]$|\b(?:in|on|at|from|with|to|by|than|like|via|and|or)(?: the)? $")
ACTING = re.compile(r"(?:已经?|也|将|还|才|仅|则|共|约)?(?:拥有|有|是|为|会|能|可|被|宣布|推出|发布|提供|支持|表示|计划|公布|占|达)")
WORDS = re.compile(r"[㐀-鿿]{2,}|[a-z][a-z0-9-]{3,}")
NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[.、)]\s*)")


class Topics:
    """The topics of a document's clauses."""

    def __init__(self, reading: Reading, subjects: Subjects) -> None:
        self._reading = reading
        self._subjects = subjects
        self._days = sum(t.kind == "date" for t in reading.tokens)
        self._most = max(subjects.mentions.values(), default=0)
        self._headings: dict[int, tuple[str, Subject | None]] = {}
        self._is_manual = sum(block.kind is BlockKind.CODE for block in reading.document.blocks) >= OFTEN

    def of(self, line: Line, start: int, end: int) -> Subject | None:
        """Whom the clauses between two masked positions are about; None where nobody can be told."""
        n = line.masked.n
        opening = self._opening_clause(line, start, end)
        own = [a for a in self._subjects.anchors(n) if opening.start <= a.position < min(end, opening.end)]
        own = [] if own and self._is_object(line, opening.start, own[0].position) else own
        is_place = bool(own) and bool(own[0].entities) and self._subjects.heads_a_name(own[0])
        is_named = bool(own) and bool(own[0].entities) and not is_place
        if self._points(line, opening):
            is_told = is_named and self._reading.is_chinese
            return self._pointed(line, opening) or (Subject(self._subjects.best(own[0].entities), n) if is_told else None)
        if is_named:
            return Subject(self._subjects.best(own[0].entities), n)
        if own and not is_place:
            return None
        return self._spoken_of(line, start, end, opening) if self._reading.document.is_transcript else self._written_of(line, start, end, opening)

    def _is_object(self, line: Line, start: int, position: int) -> bool:
        """True for a name that something is done to (a disease called X spread …, 曝光 X 的大宅); what is released is none."""
        if self._reading.is_chinese:
            begin = line.clause_at(position).start
            done = DONE_TO.search(line.masked.text, max(start, begin), position) or TOWARDS.search(line.masked.text, begin + 1, position)
            return done is not None and not self._reading.document.is_transcript
        verb = self._reading.cues.predicate.search(line.masked.text, start, position)
        return verb is not None and RELEASED.match(line.masked.text, verb.start(), position) is None

    def opens_named(self, line: Line, start: int, end: int) -> bool:
        """True where the clause at `start` opens with its subject: a name, or a pronoun for one that is known."""
        opening = self._opening_clause(line, start, end)
        if self._points(line, opening):
            return self._pointed(line, opening) is not None
        return any(start <= a.position < opening.end and a.entities for a in self._subjects.anchors(line.masked.n))

    def goes_on(self, line: Line, start: int, end: int) -> bool:
        """True where the clause at `start` has no subject and points at nothing: it is of the one before."""
        opening = self._opening_clause(line, start, end)
        return not self._points(line, opening) and self._is_bare(line, opening.start)

    def points_nowhere(self, line: Line, start: int, end: int) -> bool:
        """True for clauses that open with what points at something which cannot be told."""
        return self._points(line, self._opening_clause(line, start, end)) and self.of(line, start, end) is None

    def _is_bare(self, line: Line, start: int) -> bool:
        """True for a clause without a subject of its own; one that opens with a metric holds its figure."""
        text = line.masked.text
        token = line.masked.tokens.get(start)
        has_figure = any(t.kind in FIGURES for t in line.masked.tokens_in(start, line.clause_at(start).end))
        if token is not None and token.kind == "metric" and not has_figure:
            return False
        return self._reading.cues.bare.match(text, start) is not None

    def _spoken_of(self, line: Line, start: int, end: int, opening: Clause) -> Subject | None:
        if self._is_bare(line, opening.start):
            carried = self._subjects.before(line, opening.start, NO_PERSON)
            if carried is not None and not self._is_heading_place(carried):
                return self._of_the_talk(line, carried)
        return self._named_in(line, start, end) or self._heading_words(line)

    def _of_the_talk(self, line: Line, carried: Subject) -> Subject:
        """The family that the talk has turned to (先说 Llama 3.1), where the subject carried is one of it that the clause does not name."""
        for m in range(line.masked.n, 0, -1):
            turned = [a for a in self._subjects.anchors(m) if a.is_shift and a.entities]
            if turned:
                topic = turned[-1].entities[0]
                return Subject(topic, m, is_own=False) if carried.entity.id.startswith(f"{topic.id}-") else carried
        return carried

    def _written_of(self, line: Line, start: int, end: int, opening: Clause) -> Subject | None:
        """Whom written clauses are about that open with no name: the one that they go on with, else what the text is about."""
        if start > line.clauses[0].start and line.masked.text[start - 1] != ":":
            return None
        if (same := self._of_same_metric(line, opening)) is not None:
            return same
        carried = self._subjects.before(line, opening.start, THINGS if THING_ONLY.match(line.masked.text, opening.start) else NO_PERSON)
        is_answer = line.masked.n > 1 and self._reading.line(line.masked.n - 1).masked.text.endswith("?")
        if carried is not None and not is_answer and self._stays(line, opening.start, end, carried) and not self._is_heading_place(carried):
            return carried
        if PERSONAL.match(line.masked.text, opening.start):
            return None
        named = self._headed(line) or self._named_in(line, start, end)
        titled = named or self._heading_words(line) or self._title_matter(line) or self._title_words(line, start, end)
        return titled or self._own_words(line, start, end)

    def _own_words(self, line: Line, start: int, end: int) -> Subject | None:
        """The common noun that an English sentence of news opens with, where it tells a figure (A ferry carrying 231 people sank …: ferry)."""
        reading = self._reading
        is_news = not reading.is_chinese and not self._is_manual and self._days >= OFTEN and line.kind is BlockKind.PARAGRAPH
        told = any(t.kind in FIGURES for t in line.masked.tokens_in(start, end))
        verb = reading.cues.predicate.search(line.masked.text, start, end)
        if not is_news or not told or verb is None or '"' in line.masked.text[max(0, start - 2) : verb.start()]:
            return None
        opening = OWN_NOUN.match(ADVERBS.sub("", line.masked.text[start : verb.start()].rstrip()))
        if opening is None or TURNED.match(opening["noun"]):
            return None
        words = line.masked.source(start + opening.start("noun"), start + opening.end("noun")).of(reading.document.text)
        words = words[0].lower() + words[1:] if words[1:2].islower() else words
        return Subject(unknown_entity(words, reading.document.language), line.masked.n, is_text=True) if 3 <= len(words) <= MAX_NAME else None

    def _points(self, line: Line, opening: Clause) -> bool:
        """True for clauses that open with a pronoun or with what points at something said before (该项目, this method)."""
        return self._reading.cues.pointed.match(line.masked.text[opening.start : opening.end]) is not None

    def _pointed(self, line: Line, opening: Clause) -> Subject | None:
        """Whom the pronoun or the definite noun means with which the clauses open, after what leads up to it."""
        rest, at = line.masked.text[opening.start : opening.end], opening.start
        if self._reading.cues.family.match(rest):
            return self._subjects.family(line, at)
        if (meant := self._subjects.same_noun(line, at, rest)) is not None:
            return meant
        if IT.match(rest):
            return self._it(line, at, rest)
        kinds = next((kinds for pattern, kinds in self._reading.cues.pronouns if pattern.match(rest)), None)
        meant = self._subjects.before(line, at, kinds) if kinds is not None else None
        return None if meant is None or self._is_one_of_several(line, at, meant, kinds or ()) else meant

    def _is_one_of_several(self, line: Line, at: int, meant: Subject, kinds: Sequence[str]) -> bool:
        """True where a definite noun in English (the company) may mean another name as well, beside or behind what it is taken for."""
        if self._reading.is_chinese or self._reading.document.is_transcript:
            return False
        named = [(m, p, t.entity) for m in range(meant.n, line.masked.n + 1) for p, t in self._reading.line(m).masked.tokens.items()]
        return any(e is not None and e.id != meant.entity.id and fits(e, kinds) for m, p, e in named if m < line.masked.n or p < at)

    def _it(self, line: Line, at: int, rest: str) -> Subject | None:
        """What `it` means: the subject of the clauses or of the sentence before; nothing where it means what happened, or a clause to come."""
        if self._reading.cues.happening.match(rest):
            return None
        n = line.masked.n
        first = n - 1
        while first > 1 and IT.match(self._reading.line(first).masked.text):
            first -= 1
        before = [a for a in self._subjects.anchors(n) if a.position < at] or (self._opening_anchors(first) if first > 0 else [])
        if not before:
            return self._subjects.before(line, at, NO_PERSON) if self._reading.document.is_transcript else None
        fitting = [e for e in before[0].entities if fits(e, NO_PERSON)]
        return Subject(fitting[0], before[0].n, is_own=False) if len(fitting) == 1 == len(before[0].entities) else None

    def _opening_anchors(self, n: int) -> list[Anchor]:
        other = self._reading.line(n)
        return [a for a in self._subjects.anchors(n) if a.position < self._opening_clause(other, 0, len(other.masked.text)).end]

    def _opening_clause(self, line: Line, start: int, end: int) -> Clause:
        """From what leads up to the subject to the end of its clause."""
        lead = self._reading.cues.lead.match(line.masked.text, start, end)
        at = lead.end() if lead else start
        setting = SETTING.match(line.masked.text, at, end)
        at = setting.end() if setting else at
        ahead = AHEAD.match(line.masked.text, start, end) if not self._reading.is_chinese else None
        at = max(at, ahead.end()) if ahead is not None else at
        at = min(at, end - 1)
        return Clause(at, max(at + 1, line.clause_at(at).end))

    def _named_in(self, line: Line, start: int, end: int) -> Subject | None:
        """The name in the clauses that the text is about: what a heading above them names, or the only one where they hold a figure.

        A name that only says where, with whom or against whom is none.
        """
        text = line.masked.text
        tokens = [(p, t) for p, t in line.masked.tokens.items() if start <= p < end and t.kind in ANCHOR_KINDS and not DATELINE.match(text, p + 1)]
        inside = [(p, t.entity) for p, t in tokens if t.entity is not None]
        free = [
            (p, e) for p, e in inside if not QUOTED.search(text, 0, p) and not BESIDE.search(text, max(0, p - 8), p) and not self._is_example(line, p)
        ]
        if not self._reading.is_chinese:
            verb = self._reading.cues.predicate.search(text, start, end)
            told = self._reading.document.is_transcript and len(inside) == 1
            before = [(p, e) for p, e in free if verb is not None and p < verb.start() and NOUN.match(text, p + 1) is None]
            free = before or [(p, e) for p, e in free if told and self._is_most_told(e)]
        elif not self._reading.document.is_transcript:
            free = [(p, e) for p, e in free if not self._is_behind_a_verb(line, start, p)]
        named = distinct([e for _, e in inside if fits(e, NO_PERSON) and e.id not in SCOPES])
        matters = distinct([e for _, e in free if fits(e, NO_PERSON) and e.kind != "place" and e.id not in SCOPES and self._is_matter(line, e)])
        if len(matters) == 1:
            return Subject(matters[0], line.masked.n)
        acting = [e for p, e in free if ACTING.match(text, p + 1)]
        return Subject(named[0], line.masked.n) if named and acting == list(named) and self._has_digits(line, start, end) else None

    def _is_behind_a_verb(self, line: Line, start: int, position: int) -> bool:
        """True for a name that a verb of two characters or more stands before in its Chinese clause: whom something is done to."""
        begin = max(start, line.clause_at(position).start)
        return any(m.end() - m.start() > 1 and m[0] not in VIEWED for m in self._reading.cues.predicate.finditer(line.masked.text, begin, position))

    def _is_example(self, line: Line, position: int) -> bool:
        return self._reading.cues.examples.search(line.masked.text[:position]) is not None

    def _has_digits(self, line: Line, start: int, end: int) -> bool:
        tokens = [t for t in line.masked.tokens_in(start, end) if t.kind in FIGURES]
        return any(c.isdigit() for t in tokens for c in t.span.of(self._reading.folded))

    def _stays(self, line: Line, start: int, end: int, carried: Subject) -> bool:
        """True where written clauses are of the subject carried to them.

        They have none of their own, stand in a list under its name, or hold a figure and no name where the section speaks of it most.
        """
        is_bare = self._is_bare(line, start) and carried.n != line.masked.n
        if IT.match(line.masked.text, start) or (is_bare and not self._is_manual):
            return True
        source = self._reading.line(carried.n)
        if line.kind is BlockKind.LIST_ITEM and self._reading.is_chinese:
            return source.kind is BlockKind.HEADING or self._subjects.is_parent(source, line)
        others = [t for t in line.masked.tokens_in(start, end) if t.kind in ANCHOR_KINDS and t.entity != carried.entity]
        money = any(t.kind in ("money", "percent", "measure") for t in line.masked.tokens_in(start, end))
        if others or self._reading.is_chinese or not money or carried.entity.kind != "organization":
            return False
        section = self._subjects.section(line)
        return section[carried.entity.id] == max(section.values(), default=0)

    def _of_same_metric(self, line: Line, opening: Clause) -> Subject | None:
        """Whom the sentence before tells the metric of that the clause opens with."""
        if line.masked.n == 1:
            return None
        before = self._reading.line(line.masked.n - 1)
        wanted = [t.entity for t in line.masked.tokens_in(opening.start, opening.end) if t.kind == "metric"]
        told = [t.entity for t in before.masked.tokens.values() if t.kind == "metric"]
        named = distinct([e for anchor in self._subjects.anchors(before.masked.n) for e in anchor.entities])
        told_here = any(t.kind in FIGURES for t in line.masked.tokens_in(opening.start, opening.end))
        if not told_here or before.headings != line.headings or len(named) != 1 or not wanted or wanted[0] not in told:
            return None
        return Subject(named[0], before.masked.n, is_own=False)

    def _headed(self, line: Line) -> Subject | None:
        """The name that the nearest heading opens with, for a row of a list under it; a firm's thing where the heading names it next to the firm."""
        for n in line.headings[:1] if line.kind is BlockKind.LIST_ITEM and self._reading.is_chinese else ():
            masked = self._reading.line(n).masked
            tokens = [(p, t.entity) for p, t in masked.tokens.items() if t.kind in ANCHOR_KINDS and t.entity is not None]
            if not tokens or WORDED.search(masked.text, 0, tokens[0][0]) or not fits(tokens[0][1], NO_PERSON):
                return None
            is_made = (
                len(tokens) > 1 and tokens[1][0] - tokens[0][0] <= 2 and tokens[0][1].kind == "organization" and tokens[1][1].kind != "organization"
            )
            return Subject(tokens[is_made][1], n, is_own=False)
        return None

    def _is_heading_place(self, subject: Subject) -> bool:
        return subject.entity.kind == "place" and self._reading.line(subject.n).kind is BlockKind.HEADING

    def _heading_words(self, line: Line) -> Subject | None:
        """The words of the nearest heading all of which the sentence takes up, where they name a matter."""
        said = line.masked.span.of(self._reading.folded)
        for n in line.headings:
            if n not in self._headings:
                self._headings[n] = self._heading_matter(n)
            folded, subject = self._headings[n]
            if subject is not None and folded in said:
                return subject
        return None

    def _heading_matter(self, n: int) -> tuple[str, Subject | None]:
        """A heading's words, folded, and what they name in the text's own words; None where they name no matter."""
        words = NUMBERED.sub("", self._reading.document.quote(n).strip(" #:：\n"))
        folded = fold(words).lower()
        if not 2 <= len(words) <= MAX_NAME or self._reading.cues.vague.search(folded):
            return folded, None
        return folded, self._in_words(words, n)

    def _in_words(self, words: str, n: int) -> Subject:
        return Subject(unknown_entity(words, self._reading.document.language), n, is_own=False, is_text=True)

    def _title_matter(self, line: Line) -> Subject | None:
        """What the title names, for a line that neither names anybody nor takes up the words of its heading."""
        return self._title_entity if line.masked.n > 1 else None

    def _title_words(self, line: Line, start: int, end: int) -> Subject | None:
        """The title of an article, for clauses of it that tell an event: a figure, a place or a moment, or words of it."""
        title = self._title_text if line.masked.n > 1 and line.kind is BlockKind.PARAGRAPH else None
        if title is None:
            return None
        words, subject = title
        told = any(t.kind in EVENTFUL for t in line.masked.tokens_in(start, end))
        return subject if told or takes_up(self._reading, words, line) else None

    @cached_property
    def _title_entity(self) -> Subject | None:
        """The event or the threat that the title names."""
        first = self._reading.lines[0]
        if first.kind is not BlockKind.HEADING:
            return None
        entity = only([t.entity for t in first.masked.tokens.values() if t.entity is not None and t.entity.id not in SCOPES], TITLED)
        return Subject(entity, 1, is_own=False) if entity is not None else None

    @cached_property
    def _title_text(self) -> tuple[str, Subject] | None:
        """The title in its own words; None of a manual, which shows code, of an essay, which tells no dates, and of a doubt."""
        first, words = self._reading.lines[0], self._reading.document.quote(1).strip(" #:：\n")
        if first.kind is not BlockKind.HEADING or self._is_manual or self._days < OFTEN or not 2 <= len(words) <= MAX_NAME:
            return None
        return None if self._reading.cues.doubt.search(first.masked.text) else (words, self._in_words(words, 1))

    def _is_matter(self, line: Line, entity: Entity) -> bool:
        """True for what the title or a heading above the line names, or the text most often: the line is about it, subject of a clause or not."""
        if self._is_most_told(entity):
            return True
        return any(entity == t.entity for n in {1, *line.headings} for t in self._reading.line(n).masked.tokens.values())

    def _is_most_told(self, entity: Entity) -> bool:
        return self._subjects.mentions[entity.id] >= max(OFTEN, self._most)


def takes_up(reading: Reading, heading: str, line: Line) -> bool:
    """True where a sentence has two Han characters running, or a word, of a heading."""
    said = line.masked.span.of(reading.folded)
    return any(part in said for part in _parts(heading))


@lru_cache(maxsize=64)
def _parts(heading: str) -> tuple[str, ...]:
    """The pairs of Han characters and the words of a heading, folded."""
    words = WORDS.findall(fold(heading).lower())
    return tuple(dict.fromkeys(part for word in words for part in ([word[i : i + 2] for i in range(len(word) - 1)] if HAN.match(word) else [word])))
