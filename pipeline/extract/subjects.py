"""Whom a clause speaks of: the name in it, or the one carried from the clauses, sentences or headings before it.

A name is an *anchor* where it stands in a clause as a subject would (at its opening, but for adverbs and time words) or where something is
introduced (`发布了新的小模型 X`). A name after 比, 与, than or with is none. Where nobody can be told, nobody is named.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.datamodel.document import BlockKind
from pipeline.datamodel.fact import Entity
from pipeline.extract.carrying import is_teller, opens_with_another
from pipeline.extract.choosing import distinct, only
from pipeline.extract.definite import called, headed
from pipeline.extract.reading import Clause, Line, Reading
from pipeline.extract.tokens import CLASSES, FIGURES, KIND_CHARS, MAX_NAME, NAMES, Token, char_class, unknown_entity

NOUNS = frozenset(
    {"work", "audience", "term", "platform", "product", "task", "organization", "event", "unknown"}
)  # what a place's name can be the head of
SCOPES = frozenset({"global", "nationwide", "overseas", "ai"})  # where something holds, nobody that anything is said of
OWNERS = frozenset({"organization", "place", "unknown", "audience"})
THINGS = CLASSES["thing"]
NO_PERSON = (*CLASSES["thing"], "organization", "place", "event")  # whom a sentence without a subject may be about
ANCHOR_KINDS = frozenset(NAMES) - {"benchmark", "platform"}
OPENING_KINDS = ANCHOR_KINDS | {"platform"}
NAME_CLASS = f"[{char_class('name')}]"
POINTED = re.compile(r"(?:这|那|该|此)(?:一|个|种|款|项|套|类|次|座|家)*(?P<noun>(?!模型|产品|芯片|公司)[㐀-鿿]{2})")
METHOD = re.compile("方法|机制|技术|架构|算法|协议|标准|策略")  # what a term is the name of
POINTED_AT = (*NAMES, "term", "task")
FIRM_NOUN = re.compile(r"the (?:[a-z-]+ ){0,2}(?!agency|organi[sz]ation|university|team|group)[a-z-]+|该?公司|该企业|这家公司")  # a commercial firm
PUBLIC = re.compile(
    r"\b(?:Commission|Ministry|Council|Agency|University|Department|Court|Union|Government|Parliament|Congress|Administration|Police)\b"
)
WITHIN = re.compile(r"\b(?:in|at|near|of|from|outside|for|with) (?:the )?$")
IT_WORD = re.compile(r"it\b")
OWN_WORD = re.compile(r"(?:it|its|they|their)\b")
RELATIVE = re.compile(r"[ ,]*(?:which|who)\b")
ANY_TOKEN = f"[{KIND_CHARS['model']}-\U000fffff]"
FIRM_OR_THING = frozenset({"organization", "product", "model"})
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

    def _section_subjects(self) -> defaultdict[tuple[int, ...], Counter[str]]:
        """How often each name stands as a subject in the lines under the same headings."""
        sections: defaultdict[tuple[int, ...], Counter[str]] = defaultdict(Counter)
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
        if not rest and not self._reading.is_chinese and RELATIVE.match(text, clause.start) and not OWN_WORD.match(text, position):
            return self._before_relative(line, clause.start, kinds)
        if not rest:
            return self._carried(line, clause.start, kinds)
        if cues.family.match(rest):
            return self.family(line, clause.start)
        if IT_WORD.match(rest) and self._has_another(line, clause):
            return None
        if (firm := headed(self._reading, line, rest)) is not None and fits(firm, kinds):
            return Subject(firm, 1, is_own=False)
        if (meant := self.same_noun(line, clause.start, rest)) is not None:
            return meant if fits(meant.entity, (*kinds, "term") if kinds else ()) else None
        for pattern, fitting_kinds in cues.pronouns:
            if pattern.match(rest):
                meant = self._carried(line, clause.start, [k for k in kinds if k in fitting_kinds] if kinds else fitting_kinds)
                return None if meant is not None and FIRM_NOUN.match(rest) and PUBLIC.search(meant.entity.name("en")) else meant
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

    def _before_relative(self, line: Line, start: int, kinds: Sequence[str]) -> Subject | None:
        """The name that a clause with `which` follows; nobody where a common noun stands there (a clinic, which will cost …)."""
        named = [(p, t.entity) for p, t in line.masked.tokens.items() if start - 3 <= p < start and t.entity is not None]
        if not named or not fits(named[-1][1], kinds) or named[-1][1].kind not in NAMES:
            return None
        if WITHIN.search(line.masked.text, 0, named[-1][0]) is not None:
            return None  # its plant in Oulu, which employs 1,100 people: the plant
        return Subject(named[-1][1], line.masked.n)

    def same_noun(self, line: Line, before: int, rest: str) -> Subject | None:
        """What `rest` points at with a noun (这个方法, 该系统): the name or term with that very noun, in this sentence or the two before."""
        if (meant := called(self._reading, line, before, rest)) is not None:
            return Subject(meant[0], meant[1], is_own=False)
        pointed = POINTED.match(rest)
        for m in range(line.masked.n, max(0, line.masked.n - 3), -1) if pointed is not None else ():
            masked = self._reading.line(m).masked
            for position, token in reversed(list(masked.tokens.items())):
                if token.entity is None or token.kind not in POINTED_AT or (m == line.masked.n and position >= before):
                    continue
                name, noun = self._reading.folded[token.start : token.end], pointed["noun"] if pointed is not None else ""
                is_called = masked.text.startswith(noun, position + 1) and (token.kind in NAMES or METHOD.match(noun) is not None)
                if is_called or (name.endswith(noun) and len(name) > len(noun)):
                    return Subject(token.entity, m, is_own=False)
        return None

    def called(self, line: Line, start: int, end: int) -> Subject | None:
        """The name that a definite English noun between two masked positions stands for (the council: the city council)."""
        if self._reading.is_chinese or start < 4:
            return None
        meant = called(self._reading, line, start - 4, line.masked.text[start - 4 : end] + " ")
        return Subject(meant[0], meant[1], is_own=False) if meant is not None else None

    def _has_another(self, line: Line, clause: Clause) -> bool:
        """True for a later clause of an English sentence whose `it` may mean what an earlier one tells of: none of its subjects is one name alone."""
        text, first = line.masked.text, line.clauses[0].start
        own = [
            a for a in self._anchors[line.masked.n - 1] if a.position < clause.start and len(a.entities) == 1 and not text.startswith("'s ", a.end)
        ]
        return not own and self._reading.cues.predicate.search(text, first, clause.start) is not None

    def family(self, line: Line, before: int) -> Subject | None:
        """The family that the model spoken of is one of (Llama 3.1 405B: Llama 3.1), where the document names it."""
        carried = self._carried(line, before, ("model", "product"))
        if carried is None:
            return None
        named = [(other.masked.n, t.entity) for other in self._reading.lines for t in other.masked.tokens.values() if t.entity is not None]
        heads = [(n, e) for n, e in named if carried.entity.id.startswith(f"{e.id}-")]
        if heads:
            n, head = max(heads, key=lambda named_in: (len(named_in[1].id), -abs(named_in[0] - line.masked.n)))
            return Subject(head, n, is_own=False)
        return carried if any(e.id.startswith(f"{carried.entity.id}-") for _, e in named) else None

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
            words = self._reading.document.quote(n).strip(" #:：\n")
            if 2 <= len(words) <= MAX_NAME and self._reading.cues.disaster.search(heading.text) is not None:
                return Subject(unknown_entity(words, self._reading.document.language), n, is_own=False, is_text=True)
        return self._of_the_lead(line, cause) if not line.headings and not title else None

    def _of_the_lead(self, line: Line, cause: re.Match[str] | None) -> Subject | None:
        """The one event or threat of the first sentence of a text without headings."""
        first = self._reading.lines[0].masked
        entity = only([t.entity for t in first.tokens.values() if t.entity is not None], ("event", "threat")) if line.masked.n > 1 else None
        if entity is None or (cause is not None and cause["word"] not in self._reading.folded[first.span.start : first.span.end]):
            return None
        return Subject(entity, 1, is_own=False)

    def best(self, entities: Sequence[Entity]) -> Entity:
        """The name that the document mentions most."""
        return max(entities, key=lambda e: self.mentions[e.id])

    def _worded(self, line: Line, start: int, words: str) -> Subject | None:
        span = line.masked.source(start, start + len(words))
        surface = span.of(self._reading.document.text).strip()
        if not 2 <= len(surface) <= MAX_NAME or not self._reading.is_proper(surface):
            return None
        return Subject(unknown_entity(surface, self._reading.document.language), line.masked.n, is_text=True)

    def _carried(self, line: Line, before: int, kinds: Sequence[str]) -> Subject | None:
        if self._opens_otherwise(line, before):
            return None
        for m, anchors in self._earlier(line, before):
            if not anchors and self._speaks_of_another(self._reading.line(m), before if m == line.masked.n else None):
                return None
            for anchor in reversed(anchors):
                if m == line.masked.n and self._reading.cues.said_of.match(line.masked.text, anchor.end):
                    continue
                if m == line.masked.n and is_teller(self._reading, line, anchor.position, anchor.end, before):
                    return None
                fitting = [e for e in anchor.entities if fits(e, kinds)]
                if len(fitting) == 1 and self._is_rivalled(line, m, fitting[0], kinds):
                    return None
                if len(fitting) == 1:
                    is_owner = fitting[0].kind == "place" and self._reading.line(m).masked.text.startswith("的", anchor.end)
                    return None if is_owner or self._heads_a_name(anchor, fitting[0]) else Subject(fitting[0], m, is_own=False)
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

    def heads_a_name(self, anchor: Anchor) -> bool:
        """True for an anchor whose most mentioned name is a place that more words follow."""
        return self._heads_a_name(anchor, self.best(anchor.entities))

    def section(self, line: Line) -> Counter[str]:
        """How often each name stands as a subject under the headings of the line."""
        return self._sections[line.headings]

    def _heads_a_name(self, anchor: Anchor, entity: Entity) -> bool:
        """True for a place that more words follow (台北捷运环状线): the name of something there, or what happened there; not carried as a subject."""
        masked = self._reading.line(anchor.n).masked
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
            if is_sibling and not self.is_parent(other, line):
                continue
            yield m, self._anchors[m - 1]

    def _speaks_of_another(self, line: Line, before: int | None) -> bool:
        """True when a clause that begins before `before` has a subject in words that no anchor knows: nothing is carried over it."""
        n = line.masked.n
        if n not in self._strangers:
            self._strangers[n] = self._first_stranger(line)
        first = self._strangers[n]
        return first is not None and (before is None or first < before)

    def _opens_otherwise(self, line: Line, before: int) -> bool:
        """True for a later clause of a written Chinese sentence whose first one tells what a body did that no anchor knows (某队以3比1获胜，…)."""
        if self._reading.document.is_transcript or not self._reading.is_chinese or line.clauses[0].end >= before or self._anchors[line.masked.n - 1]:
            return False
        return opens_with_another(self._reading, line)

    def _is_rivalled(self, line: Line, m: int, entity: Entity, kinds: Sequence[str]) -> bool:
        """True for a firm carried in English over a sentence in between, where another that fits was a subject not long before."""
        is_firm = "organization" in kinds and "model" not in kinds
        if self._reading.is_chinese or self._reading.document.is_transcript or not is_firm or m >= line.masked.n - 1:
            return False
        near = [a for n in range(max(1, line.masked.n - CARRY_LINES), line.masked.n) for a in self._anchors[n - 1]]
        return any(e.id != entity.id and e.kind == entity.kind and fits(e, kinds) for a in near for e in a.entities)

    def _first_stranger(self, line: Line) -> int | None:
        """Where the first clause begins that has a subject in words that no anchor knows."""
        text, cues = line.masked.text, self._reading.cues
        for clause in line.clauses:
            lead = cues.lead.match(text, clause.start, clause.end)
            if cues.stranger.match(text, lead.end() if lead else clause.start, clause.end):
                return clause.start
        return None

    def is_parent(self, other: Line, line: Line) -> bool:
        """True where the row of a list stands under the other one."""
        blocks = self._reading.document.blocks
        return blocks[other.block].level < blocks[line.block].level

    def _names(self, line: Line) -> Iterator[list[Entity]]:
        found = [t.entity for t in line.masked.tokens.values() if t.entity is not None and t.kind in ANCHOR_KINDS]
        things = [e for e in found if e.kind in ("model", "product")]
        yield things or found

    def _find(self, line: Line) -> Iterator[Anchor]:
        cues, n, text = self._reading.cues, line.masked.n, line.masked.text
        if SOURCE_LINE.match(text):
            return
        found: dict[int, Anchor] = {}
        said_by = self._reading.label_end(line)
        names_at = [position for position, token in line.masked.tokens.items() if token.kind in OPENING_KINDS]
        for clause in line.clauses if names_at else ():
            is_named = any(clause.start <= position < clause.end for position in names_at)
            if is_named and clause.end > said_by and (anchor := self._opening(line, clause)):
                found[anchor.position] = anchor
        for turn in cues.turns.finditer(text):
            within = [p for p in found if turn.start() <= p < turn.end()]
            for position in within:
                del found[position]
            found[turn.start()] = Anchor(n, turn.start(), turn.end(), ())
        for (start, end), is_shift in (self._introduced(line) if names_at else {}).items():
            named = _anchoring(line, start, end) or _anchoring(line, end, end + 1)
            if named and (is_shift or start not in found):
                found[start] = Anchor(n, start, end, named, is_shift)
        yield from (found[p] for p in sorted(found))

    def _introduced(self, line: Line) -> dict[tuple[int, int], bool]:
        """The masked places of names that the talk turns to or that are introduced; whether it turns."""
        text, characters, cues = line.masked.text, line.masked.characters, self._reading.cues
        introduced = {m.span("t"): False for pattern in cues.introduces for m in pattern.in_text(text, characters)}
        return introduced | {m.span("t"): True for pattern in cues.shifts for m in pattern.in_text(text, characters)}

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
        if token is None or token.entity is None or token.entity.id in SCOPES or self._is_adjective(text, at, token):
            return None
        if token.kind not in ANCHOR_KINDS and not (token.kind == "platform" and ACTOR.match(text, at + 1)):
            return None
        if self._is_elliptical(line, clause, at) or DATELINE.match(text, at + 1):
            return None
        if token.kind in OWNERS and MADE_UNNAMED.match(text, at + 1, clause.end):
            return None
        owned = OWNED.match(text, at + 1, clause.end) if token.kind in OWNERS else None
        if owned and (other := line.masked.tokens.get(owned.end() - 1)) is not None and other.entity is not None:
            at, token = owned.end() - 1, other
        return self._listed(line, clause, at, token)

    def _is_adjective(self, text: str, at: int, token: Token) -> bool:
        """True for a word in capitals that only says which (Unsupervised learning is …): the noun behind it is the subject."""
        is_word = token.kind == "unknown" and token.entity is not None and token.entity.name("en").isalpha() and token.entity.name("en").istitle()
        if self._reading.is_chinese:
            return token.kind in OWNERS | {"work"} and STAFF.match(text, at + 1) is not None and not self._reading.document.is_transcript
        is_noun = NOUN.match(text, at + 1) is not None and self._reading.cues.predicate.match(text, at + 2) is None
        if token.kind in ("organization", "unknown") and ROLE.match(text, at + 1) is not None:
            return True
        return (is_word and COMMON_HEAD.match(text, at + 1) is not None) or (is_noun and (token.kind == "place" or is_word))

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


ACTOR = re.compile(  # a platform that does something
    r" ?(?:首席|ceo|官方|总裁|公司|团队|宣布|表示|推出|发布|计划|已|将|新增|上线|的?母公司|(?:says?|said|announced|launched|plans|will|has|is)\b)"
)
_VERBS = r"is|are|was|were|has|have|had|can|could|will|would|may|tend"
NOUN = re.compile(  # a common noun behind a name: that is the subject, and the name says which
    r" (?!(?:also|now|still|already|then|later|today|first|only|just|never|once|even|since|and|but|with|for|from|who|which|that|the|into|under|over"
    r"|than|not)\b)[a-z]{3,}(?<!ly)\b"
)
_VERBS = r"is|are|was|were|has|have|had|can|could|will|would|may|tend"
NOUN = re.compile(  # a common noun behind a name: that is the subject, and the name says which
    r" (?!(?:also|now|still|already|then|later|today|first|only|just|never|once|even|since|and|but|with|for|from|who|which|that|the|into|under)\b)"
    r"(?!(?:over|than|not)\b)[a-z]{3,}(?<!ly)\b"
)
STAFF = re.compile("(?:一[名位])?(?:记者|院士|教授|专家|媒体|网友|员工|发言人|业主)")  # people of a body, who are not the body
ROLE = re.compile(  # people of a body, who are not the body
    r" (?:reporter|correspondent|spokes[a-z]+|officials?|employees?|workers?|analysts?|sources?|users?|customers?|residents?"
    r"|students?|powers|members?|staff|leaders?|executives?|bosses|chiefs?|supporters|fans|voters|lawmakers|authorities|troops|forces|teachers|players)\b"
)
COMMON_HEAD = re.compile(rf" (?!(?:{_VERBS})\b)[a-z]+(?: [a-z]+)? (?:{_VERBS})\b")
DATELINE = re.compile(
    r"\)? ?(?:[-–—]+ |电[,\s(])|(?:, .{1,10})? [-–—] |[^,;。:]{0,6}电(?![子影脑视话力动商竞器池])|\) ?[-–—]|,? ?\([^()]{1,12}\) ?[-–—]"
    r"|(?:的?官网|网站|官微|官方微博|公众号)[^,;。:]{0,12}?(?:介绍|显示|公布|报道|发布|发表|消息|资料|,)"
)  # an agency and its dash: who tells it
SOURCE_LINE = re.compile(r"[ ¦*-]*(?:来源|图片来源|source|photo|image|credit)s? ?:")  # names who told or drew it, not what it is about
HAN = re.compile(r"(?!的)[㐀-鿿]")
NAMED = re.compile(rf"[ ¦]*{NAME_CLASS}(?:(?:、|和|与|及|以及| and | or | & ){NAME_CLASS})*[ ¦等]*")  # nothing but names
WITH = re.compile(r"¦?(?:和|与|跟|同)")
SET_BESIDE = re.compile(r"[^,;。:¦]{0,12}?(?:同一|相当|持平|相比|相同|一样|一致|不相上下|竞争|合作|联手|接近|类似|相似|旗鼓|看齐|抗衡|媲美)")
LISTED = re.compile(rf"¦?(?:、|和|与|及|以及| and | & |, and )¦?(?:the )?{NAME_CLASS}")
_TITLED = r"'s | (?:ceo|cto|coo|founder|co-founder|president|chief [a-z]+(?: officer)?) "
_MADE = (
    rf"(?:\([^()]{{1,8}}\))? ?[㐀-鿿{char_class('moment')}]{{0,10}}?"
    rf"(?:提出|推出|发布|开发|研发|打造|开源|公布|设计|训练|收购|投资|成立|创办|运营)的[㐀-鿿{char_class('concept')}]{{0,8}}?"
)
MADE_UNNAMED = re.compile(rf"{_MADE}[a-z]")  # what somebody made, in small letters that no table knows as a name
_BELONGING = rf"旗下的?[㐀-鿿{char_class('concept')}]{{0,6}}?(?={NAME_CLASS})"
OWNED = re.compile(rf"(?:的|{_TITLED}|[^,;:。¦]{{0,12}}?(?=[{KIND_CHARS['person']}])|{_BELONGING}|{_MADE})[㐀-鿿]{{0,4}}?{NAME_CLASS}")
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
