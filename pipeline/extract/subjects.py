"""Whom a clause speaks of: the name in it, or the one carried from the clauses, sentences or headings before it.

A name is an *anchor* where it stands in a clause as a subject would (at its opening, but for adverbs and time words) or where something is
introduced (`发布了新的小模型 X`). A name after 比, 与, than or with is none. Where nobody can be told, nobody is named.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.datamodel.document import BlockKind
from pipeline.datamodel.fact import Entity
from pipeline.extract.choosing import distinct, only
from pipeline.extract.reading import Clause, Line, Reading
from pipeline.extract.tokens import CLASSES, FIGURES, KIND_CHARS, MAX_NAME, NAMES, Token, char_class, unknown_entity
from pipeline.text.fold import fold

NOUNS = frozenset({"term", "platform", "product", "task", "organization", "event", "unknown"})  # what a place's name can be the head of
SCOPES = frozenset({"global", "nationwide", "overseas", "ai"})  # where something holds, nobody that anything is said of
OWNERS = frozenset({"organization", "place", "unknown", "audience"})
THINGS = CLASSES["thing"]
NO_PERSON = (*CLASSES["thing"], "organization", "place", "event")  # whom a sentence without a subject may be about
ANCHOR_KINDS = frozenset(NAMES) - {"benchmark", "platform"}
NAME_CLASS = f"[{char_class('name')}]"
ANY_TOKEN = f"[{KIND_CHARS['model']}-\U000fffff]"
FIRM_OR_THING = frozenset({"organization", "product", "model"})
OFTEN = 3  # mentions from which on a name may be what a document is about
CARRY_LINES = 6  # sentences that a subject is carried over in prose
CARRY_LINES_SPOKEN = 10  # a transcript names its subject more rarely


@dataclass(frozen=True, slots=True)
class Anchor:
    """Names that stand where a subject stands. position: of the first, masked; entities: more than one for `A和B`.

    No entity: a topic is over, or several are meant that are not all known; nothing is carried over it. is_shift: the talk turns to it (`再看X`), so
    that nothing said before carries over it either, fitting or not.
    """

    n: int
    position: int
    end: int
    entities: tuple[Entity, ...]
    is_shift: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A resolved subject. n: the sentence that names it. is_own: named in the clause itself; is_text: no known name, the text's own words."""

    entity: Entity
    n: int
    is_own: bool = True
    is_text: bool = False


class Subjects:
    """The anchors of a document, and whom each place of it speaks of."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._strangers: dict[int, int | None] = {}
        self._anchors: list[list[Anchor]] = [list(self._find(line)) for line in reading.lines]
        self.mentions: Counter[str] = Counter(t.entity.id for t in reading.tokens if t.entity is not None and t.kind in ANCHOR_KINDS)
        self._told: dict[tuple[int, ...], dict[str, tuple[int, Entity]]] = defaultdict(dict)
        self._sections = self._section_subjects()
        self._days = sum(t.kind == "date" for t in reading.tokens)
        self._is_manual = sum(block.kind is BlockKind.CODE for block in reading.document.blocks) >= OFTEN

    def _section_subjects(self) -> Mapping[tuple[int, ...], Counter[str]]:
        """How often each name stands as a subject in the lines under the same headings."""
        sections: dict[tuple[int, ...], Counter[str]] = defaultdict(Counter)
        for line in self._reading.lines:
            for entity in (e for anchor in self._anchors[line.masked.n - 1] for e in anchor.entities):
                sections[line.headings][entity.id] += 1
                self._told[line.headings].setdefault(entity.id, (line.masked.n, entity))
        return sections

    def anchors(self, n: int) -> Sequence[Anchor]:
        """The anchors of sentence `n`, in order."""
        return self._anchors[n - 1]

    def resolve(self, line: Line, position: int, kinds: Sequence[str], allow_text: bool = False) -> Subject | None:
        """Who is spoken of at the masked position, of one of `kinds` (empty: any); None where it cannot be told."""
        clause = line.clause_at(position)
        own = [a for a in self._anchors[line.masked.n - 1] if clause.start <= a.position < position]
        own = [a for a in own if a.entities]
        if own and self._reading.cues.said_of.search(line.masked.text, own[-1].end, position):
            return self._carried(line, clause.start, kinds or THINGS)
        for anchor in reversed(own):
            fitting = [e for e in anchor.entities if fits(e, kinds)]
            if len(fitting) == 1:
                return Subject(fitting[0], line.masked.n)
            if len(fitting) > 1:
                return None
        cues = self._reading.cues
        text = line.masked.text
        lead = cues.lead.match(text, clause.start, max(position, clause.start))
        at = lead.end() if lead else clause.start
        scope = line.masked.tokens.get(at)
        at += scope is not None and scope.entity is not None and scope.entity.id in SCOPES
        rest = cues.trailing.sub("", text[at:position].strip())
        if not rest:
            return self._carried(line, clause.start, kinds)
        for pattern, fitting_kinds in cues.pronouns:
            if pattern.match(rest):
                return self._carried(line, clause.start, [k for k in kinds if k in fitting_kinds] if kinds else fitting_kinds)
        if own or re.search(NAME_CLASS, rest):
            return None
        if allow_text and (found := cues.subject_text.fullmatch(rest)) and not re.search(ANY_TOKEN, found["name"]):
            return self._worded(line, text.index(rest, at) + found.start("name"), found["name"])
        return None

    def owner(self, line: Line, position: int) -> Subject | None:
        """The firm that `their` means at the masked position: one named before it in the sentence, else the carried one."""
        before = [t.entity for p, t in line.masked.tokens.items() if p < position and t.kind == "organization" and t.entity is not None]
        return Subject(before[-1], line.masked.n) if before else self._carried(line, position, ("organization",))

    def before(self, line: Line, position: int, kinds: Sequence[str]) -> Subject | None:
        """Who of some kinds is carried up to the masked position."""
        return self._carried(line, position, kinds)

    def topic(self, line: Line, start: int, end: int) -> Subject | None:
        """Whom the clauses between two masked positions are about for a reader: a name in them, else the carried one, else the heading's words."""
        return self._spoken_of(line, start, end) if self._reading.document.is_transcript else self._written_of(line, start, end)

    def _spoken_of(self, line: Line, start: int, end: int) -> Subject | None:
        n = line.masked.n
        anchors = [a for a in self._anchors[n - 1] if a.position < end]
        if anchors and anchors[-1].entities and not self._heads_a_name(n, anchors[-1], best := self._best(anchors[-1].entities)):
            return Subject(best, n)
        if (pointed := self._pointed(line, start, line.clause_at(start).end) or (None if anchors else self._pointed(line, start, end))) is not None:
            return pointed
        carried = self._carried(line, end, NO_PERSON) if not anchors else None
        if carried is not None and self._goes_on(line, start, end) and not self._is_heading_place(carried):
            return carried
        named = distinct([t.entity for t in line.masked.tokens_in(start, end) if t.kind in ANCHOR_KINDS and t.entity is not None])
        for kinds in (NO_PERSON[:-2], ANCHOR_KINDS):
            fitting = [e for e in named if fits(e, tuple(kinds)) and e.id not in SCOPES]
            if fitting:
                return Subject(fitting[0], n)
        return self._heading_words(line) or self._title_matter(line)

    def _written_of(self, line: Line, start: int, end: int) -> Subject | None:
        """Whom written clauses are about: the name that they open with or point at, the one that they go on with, else what the text is about."""
        n = line.masked.n
        opening = self._opening_clause(line, start, end)
        own = [a for a in self._anchors[n - 1] if max(start, opening.start) <= a.position < min(end, opening.end)]
        is_other = bool(own) and bool(own[0].entities) and self._heads_a_name(n, own[0], self._best(own[0].entities))
        if own and own[0].entities and not is_other:
            return Subject(self._best(own[0].entities), n)
        if (pointed := self._pointed(line, start, end)) is not None or (own and not is_other) or start > line.clauses[0].start:
            return pointed
        carried = self._carried(line, opening.start, NO_PERSON)
        if carried is not None and self._stays(line, opening.start, end, carried) and not self._is_heading_place(carried):
            return carried
        if PERSONAL.match(line.masked.text, opening.start):
            return None
        named = self._headed(line) or self._named_in(line, start, end)
        return named or self._heading_words(line) or self._title_matter(line) or self._title_words(line, start, end)

    def _named_in(self, line: Line, start: int, end: int) -> Subject | None:
        """The name in written clauses that the text is about: what a heading above them names, or the only one where they hold a figure."""
        inside = [(p, t.entity) for p, t in line.masked.tokens.items() if start <= p < end and t.kind in ANCHOR_KINDS and t.entity is not None]
        named = distinct([e for _, e in inside if fits(e, NO_PERSON) and e.id not in SCOPES])
        matters = [e for e in named if e.kind != "place" and self._is_matter(line, e)]
        if len(matters) == 1:
            return Subject(matters[0], line.masked.n)
        acting = [e for p, e in inside if ACTING.match(line.masked.text, p + 1) and not BESIDE.search(line.masked.text, max(0, p - 2), p)]
        return Subject(named[0], line.masked.n) if named and acting == list(named) and self._has_digits(line, start, end) else None

    def _has_digits(self, line: Line, start: int, end: int) -> bool:
        tokens = [t for t in line.masked.tokens_in(start, end) if t.kind in FIGURES]
        return any(c.isdigit() for t in tokens for c in t.span.of(self._reading.folded))

    def _stays(self, line: Line, start: int, end: int, carried: Subject) -> bool:
        """True where written clauses are of the subject carried to them.

        They have none of their own, stand in a list under its name, or hold a figure and no name where the section speaks of it most.
        """
        is_bare = self._reading.cues.bare.match(line.masked.text, start) and carried.n != line.masked.n
        if IT.match(line.masked.text, start) or (is_bare and not self._is_manual):
            return True
        source = self._reading.line(carried.n)
        if line.kind is BlockKind.LIST_ITEM and self._reading.is_chinese:
            return source.kind is BlockKind.HEADING or self._is_parent(source, line)
        others = [t for t in line.masked.tokens_in(start, end) if t.kind in ANCHOR_KINDS and t.entity != carried.entity]
        if others or self._reading.is_chinese or not self._has_digits(line, start, end):
            return False
        section = self._sections[line.headings]
        return section[carried.entity.id] == max(section.values(), default=0)

    def _opening_clause(self, line: Line, start: int, end: int) -> Clause:
        """From what leads up to the subject to the end of its clause."""
        lead = self._reading.cues.lead.match(line.masked.text, start, end)
        at = lead.end() if lead else start
        at = min(at, end - 1)
        return Clause(at, max(at + 1, line.clause_at(at).end))

    def _headed(self, line: Line) -> Subject | None:
        """The name that the nearest heading opens with, for a row of a list under it."""
        for n in line.headings[:1] if line.kind is BlockKind.LIST_ITEM and self._reading.is_chinese else ():
            masked = self._reading.line(n).masked
            first = next(((p, t.entity) for p, t in masked.tokens.items() if t.kind in ANCHOR_KINDS and t.entity is not None), None)
            if first is not None and not WORDED.search(masked.text, 0, first[0]) and fits(first[1], NO_PERSON):
                return Subject(first[1], n, is_own=False)
        return None

    def _takes_up(self, heading: str, line: Line) -> bool:
        """True where a sentence has two characters or a word of a heading."""
        said = self._reading.folded[line.masked.span.start : line.masked.span.end]
        words = WORDS.findall(fold(heading).lower())
        return any(part in said for word in words for part in ([word[i : i + 2] for i in range(len(word) - 1)] if HAN.match(word) else [word]))

    def _is_heading_place(self, subject: Subject) -> bool:
        return subject.entity.kind == "place" and self._reading.line(subject.n).kind is BlockKind.HEADING

    def _title_matter(self, line: Line) -> Subject | None:
        """What the title names, for a line that neither names anybody nor takes up the words of its heading."""
        if self._reading.lines[0].kind is not BlockKind.HEADING or line.masked.n == 1:
            return None
        title = [t.entity for t in self._reading.line(1).masked.tokens.values() if t.entity is not None and t.entity.id not in SCOPES]
        entity = only(title, TITLED)
        return Subject(entity, 1, is_own=False) if entity is not None else None

    def _title_words(self, line: Line, start: int, end: int) -> Subject | None:
        """The title of an article, for clauses of it that tell an event: a figure, a place or a moment, or words of it.

        None of a manual, which shows code, nor of an essay, which tells no dates.
        """
        words = self._reading.document.quote(1).strip(" #:：\n")
        if self._reading.lines[0].kind is not BlockKind.HEADING or line.masked.n == 1 or line.kind is not BlockKind.PARAGRAPH:
            return None
        if (
            self._is_manual
            or self._days < OFTEN
            or not 2 <= len(words) <= MAX_NAME
            or self._reading.cues.doubt.search(self._reading.line(1).masked.text)
        ):
            return None
        told = any(t.kind in (*FIGURES, "place", "date", "time") for t in line.masked.tokens_in(start, end))
        if not told and not self._takes_up(words, line):
            return None
        return Subject(unknown_entity(words, self._reading.document.language), 1, is_own=False, is_text=True)

    def _is_matter(self, line: Line, entity: Entity) -> bool:
        """True for what the title or a heading above the line names, or the text most often: the line is about it, subject of a clause or not."""
        if self.mentions[entity.id] >= OFTEN and self.mentions[entity.id] == max(self.mentions.values()):
            return True
        return any(entity == t.entity for n in {1, *line.headings} for t in self._reading.line(n).masked.tokens.values())

    def _goes_on(self, line: Line, start: int, end: int) -> bool:
        """True where clauses of a transcript are of the subject carried to them: without a subject of their own, or not in the author's voice."""
        text, cues = line.masked.text, self._reading.cues
        lead = cues.lead.match(text, start, end)
        return cues.bare.match(text, lead.end() if lead else start) is not None or cues.own_voice.match(text, start) is None

    def _pointed(self, line: Line, start: int, end: int) -> Subject | None:
        """Whom the pronoun or the definite noun means with which the clauses from `start` to `end` open, after what leads up to it."""
        text, cues = line.masked.text, self._reading.cues
        lead = cues.lead.match(text, start, end)
        clause = line.clause_at(lead.end() if lead else start)
        rest = text[lead.end() if lead else start : clause.end]
        for pattern, kinds in cues.pronouns:
            if pattern.match(rest):
                return self._carried(line, clause.start, kinds)
        return None

    def matter(self, line: Line, position: int) -> Subject | None:
        """What happened, or where: an event or a threat of the sentence, a place of the clause up to the masked position; else a heading's matter.

        A cause that the sentence names in words (`the flood killed …`) must stand in that heading.
        """
        start = line.clause_at(max(0, position - 1)).start
        named, near = ([t.entity for t in line.masked.tokens_in(at, position) if t.entity is not None] for at in (0, start))
        own = only(named, ("event", "threat")) or only(near, ("place",))
        if own is not None:
            return Subject(own, line.masked.n)
        cause = self._reading.cues.cause.search(line.masked.text, 0, position)
        title = (1,) if self._reading.lines[0].kind is BlockKind.HEADING and line.masked.n > 1 else ()
        for n in dict.fromkeys((*line.headings, *title)):
            heading = self._reading.line(n).masked
            if cause is not None and cause["word"] not in self._reading.folded[heading.span.start : heading.span.end]:
                continue
            entity = only([t.entity for t in heading.tokens.values() if t.entity is not None], MATTERS)
            if entity is not None:
                return Subject(entity, n, is_own=False)
        return None

    def _best(self, entities: Sequence[Entity]) -> Entity:
        return max(entities, key=lambda e: self.mentions[e.id])

    def _worded(self, line: Line, start: int, words: str) -> Subject | None:
        span = line.masked.source(start, start + len(words))
        surface = span.of(self._reading.document.text).strip()
        if not 2 <= len(surface) <= MAX_NAME or not self._reading.is_proper(surface):
            return None
        return Subject(unknown_entity(surface, self._reading.document.language), line.masked.n, is_text=True)

    def _carried(self, line: Line, before: int, kinds: Sequence[str]) -> Subject | None:
        for m, anchors in self._earlier(line, before):
            if not anchors and self._speaks_of_another(self._reading.line(m), before if m == line.masked.n else None):
                return None
            for anchor in reversed(anchors):
                fitting = [e for e in anchor.entities if fits(e, kinds)]
                if len(fitting) == 1:
                    return None if self._heads_a_name(m, anchor, fitting[0]) else Subject(fitting[0], m, is_own=False)
                if len(fitting) > 1 or not anchor.entities or anchor.is_shift:
                    return None
        if (alone := self._alone_in_section(line, kinds)) is not None:
            return alone
        for heading in line.headings:
            named = {e.id: e for a in self._names(self._reading.line(heading)) for e in a if fits(e, kinds)}
            if len(named) == 1:
                return Subject(next(iter(named.values())), heading, is_own=False)
            if named:
                return None
        return None

    def _alone_in_section(self, line: Line, kinds: Sequence[str]) -> Subject | None:
        """The firm or the thing that is the only one of its kinds to be a subject in the section, and was one before the line."""
        if not line.headings or self._reading.document.is_transcript or line.kind is not BlockKind.PARAGRAPH:
            return None
        told = [(n, e) for n, e in self._told[line.headings].values() if n < line.masked.n]
        fitting = [(n, e) for n, e in told if e.kind in FIRM_OR_THING and fits(e, kinds)]
        return Subject(fitting[0][1], fitting[0][0], is_own=False) if len(fitting) == 1 else None

    def _heads_a_name(self, n: int, anchor: Anchor, entity: Entity) -> bool:
        """True for a place that more words follow (台北捷运环状线): the name of something there, or what happened there; not carried as a subject."""
        masked = self._reading.line(n).masked
        following = masked.tokens.get(anchor.end)
        goes_on = HAN.match(masked.text, anchor.end) is not None or (following is not None and following.kind in NOUNS)
        return entity.kind == "place" and goes_on

    def _earlier(self, line: Line, before: int) -> Iterator[tuple[int, list[Anchor]]]:
        n = line.masked.n
        yield n, [a for a in self._anchors[n - 1] if a.position < before]
        limit = CARRY_LINES_SPOKEN if self._reading.document.is_transcript else CARRY_LINES
        for m in range(n - 1, max(0, n - 1 - limit), -1):
            other = self._reading.line(m)
            if other.headings != line.headings or other.kind is BlockKind.HEADING or (self._reading.labels and other.block != line.block):
                return
            is_sibling = line.kind is other.kind is BlockKind.LIST_ITEM and other.block != line.block
            if is_sibling and not self._is_parent(other, line):
                continue
            yield m, self._anchors[m - 1]

    def _speaks_of_another(self, line: Line, before: int | None) -> bool:
        """True when a clause that begins before `before` has a subject in words that no anchor knows: nothing is carried over it."""
        n = line.masked.n
        if n not in self._strangers:
            self._strangers[n] = self._first_stranger(line)
        first = self._strangers[n]
        return first is not None and (before is None or first < before)

    def _first_stranger(self, line: Line) -> int | None:
        """Where the first clause begins that has a subject in words that no anchor knows."""
        text, cues = line.masked.text, self._reading.cues
        for clause in line.clauses:
            lead = cues.lead.match(text, clause.start, clause.end)
            if cues.stranger.match(text, lead.end() if lead else clause.start, clause.end):
                return clause.start
        return None

    def _is_parent(self, other: Line, line: Line) -> bool:
        blocks = self._reading.document.blocks
        return blocks[other.block].level < blocks[line.block].level

    def _names(self, line: Line) -> Iterator[list[Entity]]:
        found = [t.entity for t in line.masked.tokens.values() if t.entity is not None and t.kind in ANCHOR_KINDS]
        things = [e for e in found if e.kind in ("model", "product")]
        yield things or found

    def _heading_words(self, line: Line) -> Subject | None:
        for n in line.headings:
            words = self._reading.document.quote(n).strip(" #:：\n")
            words = re.sub(r"^(?:[一二三四五六七八九十]+、|\d+[.、)]\s*)", "", words)
            if 2 <= len(words) <= MAX_NAME and not self._reading.cues.vague.search(fold(words).lower()) and self._shares(words, line):
                return Subject(unknown_entity(words, self._reading.document.language), n, is_own=False, is_text=True)
        return None

    def _shares(self, heading: str, line: Line) -> bool:
        """True where a sentence takes up all the words of its heading."""
        return fold(heading).lower() in self._reading.folded[line.masked.span.start : line.masked.span.end]

    def _find(self, line: Line) -> Iterator[Anchor]:
        cues, n, text = self._reading.cues, line.masked.n, line.masked.text
        if SOURCE_LINE.match(text):
            return
        found: dict[int, Anchor] = {}
        said_by = self._reading.label_end(line)
        for clause in line.clauses:
            if clause.end > said_by and (anchor := self._opening(line, clause)):
                found[anchor.position] = anchor
        for turn in cues.turns.finditer(text):
            within = [p for p in found if turn.start() <= p < turn.end()]
            for position in within:
                del found[position]
            found[turn.start()] = Anchor(n, turn.start(), turn.end(), ())
        shifts = {m.span("t"): True for pattern in cues.shifts for m in pattern.finditer(text)}
        introduced = {m.span("t"): False for pattern in cues.introduces for m in pattern.finditer(text)}
        for (start, end), is_shift in {**introduced, **shifts}.items():
            named = _anchoring(line, start, end) or _anchoring(line, end, end + 1)
            if named and (is_shift or start not in found):
                found[start] = Anchor(n, start, end, named, is_shift)
        yield from (found[p] for p in sorted(found))

    def _opening(self, line: Line, clause: Clause) -> Anchor | None:
        text, cues = line.masked.text, self._reading.cues
        is_first = clause.start == line.clauses[0].start
        if not is_first and (cues.apposition.match(text, clause.start) or self._is_example(text, clause)):
            return None
        lead = cues.lead.match(text, clause.start, min(clause.end + 1, len(text)))
        at = lead.end() if lead else clause.start
        if at >= clause.end:
            return None
        modifier = cues.modifier.match(text, at, clause.end)
        at = modifier.end() if modifier else at
        token = line.masked.tokens.get(at)
        if token is None or token.kind not in ANCHOR_KINDS or token.entity is None or token.entity.id in SCOPES:
            return None
        if self._is_elliptical(line, clause, at):
            return None
        owned = OWNED.match(text, at + 1, clause.end) if token.kind in OWNERS else None
        if owned and (other := line.masked.tokens.get(owned.end() - 1)) is not None and other.entity is not None:
            at, token = owned.end() - 1, other
        return self._listed(line, clause, at, token)

    def _is_example(self, text: str, clause: Clause) -> bool:
        """True for a clause of nothing but names in a list of examples (including A, B and C)."""
        return NAMED.fullmatch(text, clause.start, clause.end) is not None and self._reading.cues.examples.search(text[: clause.start]) is not None

    def _listed(self, line: Line, clause: Clause, at: int, token: Token) -> Anchor | None:
        """The anchor of the names of a list that begins at a token; of none where the list goes on with what is no name."""
        text = line.masked.text
        entities = [token.entity] if token.entity is not None else []
        end = at + 1
        party = 0
        joined = LISTED.match(text, end, clause.end)
        while joined and (other := line.masked.tokens.get(joined.end() - 1)) is not None and other.entity is not None:
            party = party or (len(entities) if WITH.match(joined[0]) else 0)
            entities.append(other.entity)
            end = joined.end()
            joined = LISTED.match(text, end, clause.end)
        if party and SET_BESIDE.match(text, end, clause.end):
            entities = entities[:party]
        if text.startswith("、", end):
            entities = []
        return Anchor(line.masked.n, at, end, distinct(entities))

    def _is_elliptical(self, line: Line, clause: Clause, at: int) -> bool:
        """True for `而 X 为 77.9%`: a figure set beside the subject's, which does not change whom the text speaks of."""
        text = line.masked.text
        if any(p < at and t.kind in FIGURES for p, t in line.masked.tokens.items()):
            return ELLIPTICAL.fullmatch(text, at, clause.end) is not None
        before = {t.kind for t in self._reading.line(line.masked.n - 1).masked.tokens.values()} if line.masked.n > 1 else set()
        return "benchmark" in before and not before.isdisjoint(FIGURES) and RIVAL.fullmatch(text, at, clause.end) is not None


IT = re.compile(r"it\b")
PERSONAL = re.compile(r"他|她|(?:he|she|they)\b")
WORDED = re.compile(r"[㐀-鿿a-z]")
BESIDE = re.compile(r"[和与跟同比被由用在对把向给从于以]$")
ACTING = re.compile(r"(?:已经?|也|将|还|才|仅|则|共|约)?(?:拥有|有|是|为|会|能|可|被|宣布|推出|发布|提供|支持|表示|计划|公布|占|达)")
SOURCE_LINE = re.compile(r"[ ¦*-]*(?:来源|图片来源|source|photo|image|credit)s? ?:")  # names who told or drew it, not what it is about
HAN = re.compile(r"(?!的)[㐀-鿿]")
WORDS = re.compile(r"[㐀-鿿]{2,}|[a-z][a-z0-9-]{3,}")
NAMED = re.compile(rf"[ ¦]*{NAME_CLASS}(?:(?:、|和|与|及|以及| and | or | & ){NAME_CLASS})*[ ¦等]*")  # nothing but names
WITH = re.compile(r"¦?(?:和|与|跟|同)")
SET_BESIDE = re.compile(r"[^,;。:¦]{0,12}?(?:同一|相当|持平|相比|相同|一样|一致|不相上下|竞争|合作|联手|接近|类似|相似|旗鼓|看齐|抗衡|媲美)")
LISTED = re.compile(rf"¦?(?:、|和|与|及|以及| and | & |, and )¦?(?:the )?{NAME_CLASS}")
_TITLED = r"'s | (?:ceo|cto|coo|founder|co-founder|president|chief [a-z]+(?: officer)?) "
_BELONGING = rf"旗下的?[㐀-鿿{char_class('concept')}]{{0,6}}?(?={NAME_CLASS})"
OWNED = re.compile(rf"(?:的|{_TITLED}|[^,;:。¦]{{0,12}}?(?=[{KIND_CHARS['person']}])|{_BELONGING})[㐀-鿿]{{0,4}}?{NAME_CLASS}")
_IS_AT = r"的?(?:得分|分数|成绩)?(?:则|仅|只)?(?:为|是|有)|(?: at| with| scored)? "
RIVAL = re.compile(rf"{NAME_CLASS}(?:(?:则|仅|只|也)*(?:为|是)?| at | scored | got )[{char_class('score')}]")
ELLIPTICAL = re.compile(rf"{NAME_CLASS}(?:{_IS_AT})[^,;]{{1,3}}")


def fits(entity: Entity, kinds: Sequence[str]) -> bool:
    """True when the entity is of one of the kinds; no kinds, no condition."""
    return not kinds or entity.kind in kinds


def _anchoring(line: Line, start: int, end: int) -> tuple[Entity, ...]:
    """The names between two masked positions that a text can go on to speak of."""
    return distinct([t.entity for t in line.masked.tokens_in(start, end) if t.kind in ANCHOR_KINDS and t.entity is not None])


MATTERS = ("event", "threat", "organization", "product", "model", "work", "platform", "unknown", "place", "term")
TITLED = ("event", "threat")
