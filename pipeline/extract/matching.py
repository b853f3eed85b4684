"""Typed claims: the rows of the pattern tables tried on every sentence, their slots filled, their subjects found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from pipeline.datamodel.document import BlockKind, Span
from pipeline.datamodel.fact import Aspect, Bound, Claim, Entity, Kind, Value
from pipeline.extract.carrying import has_another_before
from pipeline.extract.conditions import conditions, filling
from pipeline.extract.fitting import BASIS, CHANGES, DATED_BASIS, YEARLY, counted, fitted, is_step, of_audience
from pipeline.extract.hedges import COMING, hedge, is_ahead, is_partial
from pipeline.extract.owning import AHEAD, WEEKDAYS, is_average_only, is_common, is_intended, is_of_another
from pipeline.extract.pairing import paired
from pipeline.extract.periods import next_figure, opening_moment, period
from pipeline.extract.pricing import price_metric
from pipeline.extract.reading import GENERIC, Line, Reading
from pipeline.extract.speech import Speakers
from pipeline.extract.subjects import Subject, Subjects, fits
from pipeline.extract.tables import THINGS, Row
from pipeline.extract.tokens import FIGURES, MAX_NAME, NAMES, Token, joined_entity, unknown_entity

EXTRACTOR = "rules/1"
MAX_WORDS = {True: 160, False: 320}  # characters of a claim's words, by the contract: Chinese, Latin script
MAX_SURFACE = 40
CONTEXT = {True: 60, False: 180}  # characters of a claim's span, with the clauses about it


@dataclass(frozen=True, slots=True)
class Told:
    """A measure or a count that later words of its sentence may go on with. position: masked."""

    n: int
    position: int
    subject: Subject
    attribute: Entity


@dataclass
class Matcher:
    """Tries the tables on a document, sentence by sentence, in order."""

    reading: Reading
    subjects: Subjects
    speakers: Speakers
    borne: dict[int, list[Span]] = field(default_factory=dict)
    taken: set[tuple[int, int]] = field(default_factory=set)
    said: set[tuple[int, str, str, tuple[str, ...]]] = field(default_factory=set)
    last: tuple[int, str] | None = None
    measured: list[Told] = field(default_factory=list)
    actor: tuple[int, Subject, Entity, str] | None = None
    tallied: list[Told] = field(default_factory=list)
    compared: tuple[int, Subject, tuple[Entity, ...]] | None = None
    prices: set[str] = field(default_factory=set)

    def claims(self) -> Iterator[Claim]:
        """Typed claims in the order of the text, and of the tables within a sentence."""
        for line in self.reading.lines:
            if line.kind in UNREAD or line.masked.n in self.reading.skipped:
                continue
            hits = [(begin(match), number, row, match) for number, row, match in self._hits(line)]
            for _, _, row, match in sorted(hits, key=lambda hit: (hit[1], hit[0])):
                yield from self._claims(line, row, match)

    def _hits(self, line: Line) -> Iterator[tuple[int, Row, re.Match[str]]]:
        masked, tables = line.masked, self.reading.tables
        for number in tables.calling.rows(masked.text, masked.characters):
            row = tables.rows[number]
            for pattern in row.patterns:
                for match in pattern.in_text(masked.text, masked.characters):
                    yield number, row, match

    def _claims(self, line: Line, row: Row, match: re.Match[str]) -> Iterator[Claim]:
        text = line.masked.text
        clause = line.clause_at(begin(match))
        cues = self.reading.cues
        denied = not row.negated and cues.negation.search(text, max(clause.start, begin(match) - 2), match.end())
        if not (denied or row.negated or self.reading.is_chinese):
            denied = JUST_DENIED.search(text, clause.start, begin(match))
        is_count = row.type in COUNTED
        if denied or cues.doubt.search(text, 0 if is_count else clause.start):
            return
        if is_count and row.attribute != "@deed" and self._is_another(line, match):
            return
        if row.surface is not None and not self._holds(line, match, row.surface):
            return
        if self.reading.is_chinese and is_partial(match):
            return
        slots = match.groupdict()
        values = filling(line, match, "v")
        if "v" in slots and (not values or any((line.masked.n, t.start) in self.taken for t in values)):
            return
        if is_average_only(line, begin(match), match):
            return
        if row.attribute == "@rival":
            yield from self._rivals(line, row, match, values)
            return
        subjects = self._subjects(line, row, match, slots)
        attribute, cited = self._attribute(line, row, match, values)
        if row.attribute in ("@measure", "@deed", "@tally"):
            told = self._told_before(line, row, match)
            subjects, attribute = ([told.subject], told.attribute) if told is not None else ([], None)
        subjects = [subject for subject in subjects if subject.entity in self.reading.established]
        if not subjects or ((row.attribute or slots.get("a") or slots.get("t")) and attribute is None):
            return
        named = [t for slot in ("o", "o1", "o2") for t in filling(line, match, slot)]
        objects = tuple({t.entity.id: t.entity for t in named if t.entity is not None and t.entity in self.reading.established}.values())
        if row.type == "superlative" and slots.get("r"):
            owner = self.subjects.owner(line, match.start("r"))
            objects, cited = ((owner.entity,), (*cited, owner.n)) if owner is not None else ((), cited)
            if owner is None:
                return
        if row.type in COMPARED and objects and len(subjects) == 1:
            self.compared = (line.masked.n, subjects[0], objects)
        elif row.type == "multiple":
            if self.compared is None or self.compared[0] != line.masked.n:
                return
            subjects, objects = [self.compared[1]], self.compared[2]
        if (slots.get("o") and not objects) or any(o.id == s.entity.id for o in objects for s in subjects):
            return
        for subject, value_token, condition in paired(
            subjects, values, conditions(self.reading, line, match, len(values)), self.reading.document.language
        ):
            claim = self._claim(line, row, match, subject, attribute, value_token, condition, objects, cited)
            if claim is not None:
                yield claim
        for step in filling(line, match, "v1") if row.type.endswith("_to") and len(subjects) == 1 else []:
            step_row, about = replace(row, type=row.type.removesuffix("_to")), conditions(self.reading, line, match, 1)
            together = joined_entity(about, self.reading.document.language) if about else None
            claim = self._claim(line, step_row, match, subjects[0], attribute, step, together, objects, cited)
            if claim is not None:
                yield claim

    def _told_before(self, line: Line, row: Row, match: re.Match[str]) -> Told | None:
        """What the row goes on with: the deed told last, or the measure or count told last before the match in its sentence."""
        n = line.masked.n
        if row.attribute == "@deed":
            return Told(n, 0, self.actor[1], self.actor[2]) if self.actor is not None and self.actor[0] == n else None
        told = self.measured if row.attribute == "@measure" else self.tallied
        before = [t for p, t in line.masked.tokens.items() if t.kind in FIGURES and p < begin(match)]
        if row.attribute == "@measure" and self.reading.is_chinese and before and (n, before[-1].start) not in self.taken:
            return None  # the figure right before it was not read
        earlier = [t for t in takewhile(lambda t: t.n == n, reversed(told)) if t.position < begin(match)]
        return max(earlier, key=lambda t: t.position, default=None)

    def _claim(
        self, line: Line, row: Row, match: re.Match[str], subject: Subject, attribute: Entity | None, value_token: Token | None,
        condition: Entity | None, objects: tuple[Entity, ...], cited: tuple[int, ...],
    ) -> Claim | None:  # fmt: skip
        if subject.entity.kind == "unknown" and row.subject[:1] == ("person",):
            subject = replace(subject, entity=replace(subject.entity, kind="person"))
        if subject.is_text and attribute is not None and attribute.kind == "metric" and attribute.id.startswith(subject.entity.id):
            return None
        n, clause_start = line.masked.n, line.clause_at(self._spoken_at(line, match)).start
        value = value_token.value() if value_token is not None else None
        if value is not None and len(value.surface) > MAX_SURFACE:
            return None
        if row.type == "count" and value is not None and value.low == "1":
            return None
        value = self._of_what(line, row, match, attribute, value) if value is not None else None
        if row.attribute == "@price" and value_token is not None:
            attribute = self._price(line, value_token)
        if value is not None and attribute is not None and (value := fitted(value, attribute.id, row.type)) is None:
            return None
        key = (n, row.type, subject.entity.id + (attribute.id if attribute else "") + (value.low if value else ""), tuple(o.id for o in objects))
        same = (n, f"clause {clause_start}", subject.entity.id, tuple(o.id for o in objects))
        if key in self.said or (objects and value is None and attribute is None and same in self.said):
            return None
        if row.type in CHANGES and value is not None and not is_step(value, attribute is not None or subject.is_text):
            return None
        self.said |= {key, same}
        when, dated = self._when(line, row, match) if row.type != "version" else (None, None)
        is_amount = row.type == "measure" and row.aspect is Aspect.OTHER
        if row.type in CHANGES and (when is not None or dated is not None):
            when, dated, condition = self._counted_from(line, row, match, when, dated, condition)
        if row.type in PERIODIC or is_amount:
            dated = period(self.reading, line, match, begin(match))
        if is_amount and when is not None and when.id in WEEKDAYS and not self.reading.is_chinese:
            when = None  # the day on which something was decided or told, not that of the amount
        if value is None and dated is not None and row.kind is Kind.STATEMENT:
            value = dated.value()
        elif when is None and dated is not None and (is_amount or row.type in PERIODIC | COUNTED) and dated.date is not None:
            when = Entity(id=dated.date.iso, names={self.reading.document.language.value: dated.date.surface}, kind="date")
        if row.type == "deed" and attribute is not None:
            self.actor = (n, subject, attribute, value.unit if value is not None else "")
        if row.type in COUNTED and attribute is not None:
            self.tallied.append(Told(n, begin(match), subject, attribute))
        if value_token is not None:
            self.taken.add((n, value_token.start))
        if row.type == "measure" and attribute is not None:
            self.measured.append(Told(n, begin(match), subject, attribute))
        if row.type == "score" and attribute is not None and value_token is not None:
            self.last = (n, value_token.kind)
        words, span = self.words(line, begin(match), match.end())
        self.borne.setdefault(n, []).append(span)
        span = line.around(span, CONTEXT[self.reading.is_chinese])
        named_in = self.reading.names(subject.entity.id, subject.n)
        if named_in is None:
            return None
        sentences = tuple(sorted(dict.fromkeys([n, named_in, *cited][:3])))
        return Claim(
            kind=row.kind, type=row.type, aspect=row.aspect, subject=subject.entity, sentences=sentences, extractor=EXTRACTOR, attribute=attribute,
            value=value, objects=objects, condition=condition, when=when, attribution=self.speakers.attribution(line, begin(match), subject.entity),
            modality=row.modality or self._modality(line, row, match, when, value), words=words, span=span, importance=row.importance,
        )  # fmt: skip

    def _of_what(self, line: Line, row: Row, match: re.Match[str], attribute: Entity | None, value: Value) -> Value:
        """The value with the unit that the words about it tell: what was counted, what the people are."""
        if row.attribute == "@deed" and value.unit == "count" and self.actor is not None:
            value = replace(value, unit=self.actor[3])
        if match.groupdict().get("about"):
            value = replace(value, bound=Bound.ABOUT)
        value = counted(value, self._noun(line, match)) if row.type in COUNTED else value
        if attribute is not None and attribute.id == "staff" and row.type == "measure" and value.unit == "count:person":
            value = replace(value, unit="count:employee")
        people = attribute.name(str(self.reading.document.language)) if attribute is not None and attribute.kind == "audience" else ""
        return of_audience(value, people)

    def _rivals(self, line: Line, row: Row, match: re.Match[str], values: Sequence[Token]) -> Iterator[Claim]:
        """Two prices of a rival, set beside an input and an output price told before: its input and its output price."""
        tokens = filling(line, match, "s")
        if len(values) != 2 or len(tokens) != 1 or tokens[0].entity is None or not {"input_price", "output_price"} <= self.prices:
            return
        subject = Subject(tokens[0].entity, line.masked.n)
        told = self.reading.divisor(line)
        for token, name in zip(values, ("input_price", "output_price"), strict=True):
            cited: tuple[int, ...] = ()
            if told is not None and token.quantity is not None and token.quantity.per is None:
                token, cited = replace(token, quantity=replace(token.quantity, per=told[1])), (told[0],)
            claim = self._claim(line, row, match, subject, self.reading.glossary.get(name), token, None, (), cited)
            if claim is not None:
                yield claim

    def words(self, line: Line, start: int, end: int) -> tuple[str, Span]:
        """The clauses that the masked range lies in, as the text has them, at most as long as a claim's words may be."""
        document = self.reading.document
        clauses = [c for c in line.clauses if c.end > start and c.start < end]
        first, last = (clauses[0].start, clauses[-1].end) if clauses else (start, end)
        span = line.masked.source(first, last)
        limit = MAX_WORDS[self.reading.is_chinese]
        if len(span) > limit:
            span = line.masked.source(start, max(end, start + 1))
        if len(span) > limit:
            span = Span(span.start, span.start + limit)
        return span.of(document.text).strip(" \t\n，,；;：:。、"), span

    def _noun(self, line: Line, match: re.Match[str]) -> str:
        """Folded words that say what a count counts: its noun (受影响的设备约有850万台), or all before `of them`; "" for none."""
        is_back = "of them" in match[0]
        start, end = (0, begin(match)) if is_back else match.span("d") if match.groupdict().get("d") else (0, 0)
        return line.masked.source(start, end).of(self.reading.folded) if end > start else ""

    def _holds(self, line: Line, match: re.Match[str], surface: re.Pattern[str]) -> bool:
        span = line.masked.source(begin(match), match.end())
        return surface.search(self.reading.folded, span.start, span.end) is not None

    def _is_another(self, line: Line, match: re.Match[str]) -> bool:
        """True where a count is denied before it begins, or is another occasion's (the quake of 2010, 上届)."""
        start = line.clause_at(begin(match)).start
        span = line.masked.source(start, match.end())
        cues = self.reading.cues
        return bool(cues.denial.search(line.masked.text, start, begin(match)) or cues.elsewhen.search(self.reading.folded, span.start, span.end))

    def _subjects(self, line: Line, row: Row, match: re.Match[str], slots: Mapping[str, str | None]) -> list[Subject]:
        n = line.masked.n
        if slots.get("s"):
            named = [t.entity for t in filling(line, match, "s") if t.entity is not None]
            if row.type in TOGETHER and len(named) > 1:
                named = [joined_entity(named, self.reading.document.language)]
            return [Subject(entity, n) for entity in named]
        if slots.get("n"):
            start, end = match.span("n")
            if (called := self.subjects.called(line, start, end)) is not None:
                return [called]
            surface = line.masked.source(start, end).of(self.reading.document.text).strip()
            if not self.reading.is_chinese and is_common(line, start, surface):
                surface = surface[0].lower() + surface[1:]
            is_told = 2 <= len(surface) <= MAX_NAME and not GENERIC.match(surface) and not self._is_metric_only(line, start, end, surface)
            return [Subject(unknown_entity(surface, self.reading.document.language), n, is_text=True)] if is_told else []
        kinds = row.subject
        if kinds == ("@topic",):
            topic = self.subjects.matter(line, match.end())
            return [topic] if topic is not None else []
        if kinds == ("@deed",):
            return [self.actor[1]] if self.actor is not None and self.actor[0] == n else []
        if not kinds:
            tokens = filling(line, match, "a")
            metric = tokens[0].entity.id if tokens and tokens[0].entity is not None else row.attribute
            kinds = self.reading.tables.bearers.get(metric or "", ())
        inner = self._inner(line, match)
        if inner:
            entity = inner[0].entity
            is_owner = OF.search(line.masked.text, 0, line.masked.position(inner[0].start)) is not None
            return [Subject(entity, n)] if len(inner) == 1 and entity is not None and is_owner and fits(entity, kinds) else []
        at = self._spoken_at(line, match)
        found = self.subjects.resolve(line, at, kinds, allow_text=not row.subject) or self._of_seller(line, row, at)
        found = self._of_the_sentence(n, found, kinds)
        return (
            [found]
            if found and not self._is_far(line, match, found) and not is_of_another(self.reading, line, row, begin(match), match, found)
            else []
        )

    def _of_the_sentence(self, n: int, found: Subject | None, kinds: Sequence[str]) -> Subject | None:
        """The subject of the figure told last in the sentence, where one was only carried to it from another sentence."""
        told = self.measured[-1] if self.measured and self.measured[-1].n == n else None
        if told is None or self.reading.document.is_transcript or not fits(told.subject.entity, kinds):
            return found
        if found is not None and (found.is_own or found.n == n):
            return found
        return replace(told.subject, is_own=False) if found is not None or told.subject.is_text else found

    def _is_metric_only(self, line: Line, start: int, end: int, surface: str) -> bool:
        """True for words that are a metric of somebody who is not named (营收), unlike 黄金价格, electricity prices."""
        tokens = line.masked.tokens_in(start, end)
        if end - start > 1 or not tokens or tokens[0].kind != "metric" or tokens[0].entity is None:
            return False
        is_bare = len(surface.split()) == 1 and len(surface) <= BARE[self.reading.is_chinese]
        return is_bare or tokens[0].entity.id in self.reading.tables.bearers or has_another_before(self.reading, line, start)

    def _spoken_at(self, line: Line, match: re.Match[str]) -> int:
        """Where the words are whose subject is asked for: a pronoun in the match, a longer metric that its metric closes, or the match itself."""
        slots = match.groupdict()
        if slots.get("p"):
            return match.start("p")
        if not self.reading.is_chinese and slots.get("a") and match.start("a") == begin(match):
            before = COMPOUND_EN.search(line.masked.text, max(0, match.start("a") - 24), match.start("a"))
            return before.start() if before is not None else match.start("a")
        return begin(match)

    def _of_seller(self, line: Line, row: Row, position: int) -> Subject | None:
        """The thing spoken of before, where the clause tells what its maker charges for it (`OpenAI charges 15 cents …`)."""
        clause = line.clause_at(position)
        own = [a for a in self.subjects.anchors(line.masked.n) if clause.start <= a.position < position]
        if row.subject != THINGS or not own or len(own[-1].entities) != 1 or not SELLS.match(line.masked.text, own[-1].end, position):
            return None
        found = self.subjects.resolve(line, clause.start, row.subject)
        return found if found is not None and self.reading.glossary.related(found.entity.id) == own[-1].entities[0].id else None

    def _counted_from(
        self, line: Line, row: Row, match: re.Match[str], when: Entity | None, dated: Token | None, condition: Entity | None
    ) -> tuple[Entity | None, Token | None, Entity | None]:
        """The moment of a change without what it is counted from (`from a year earlier`), which is a condition of the step, not its moment."""
        text = line.masked.text
        yearly = self.reading.glossary.get("year_on_year") if row.type in ("increase", "decrease") else None
        if dated is not None and DATED_BASIS.search(text, 0, line.masked.position(dated.start)):
            is_yearly = YEARLY.search(self.reading.folded, dated.start, dated.end) is not None
            dated, condition = None, condition or (replace(yearly, kind="basis") if is_yearly and yearly is not None else None)
        if when is not None and when.id == "same_period_last_year":
            return None, dated, condition or (replace(yearly, kind="basis") if yearly is not None else None)
        places = [p for p, t in line.masked.tokens.items() if t.entity is not None and when is not None and t.entity.id == when.id]
        if any(BASIS.search(text, 0, p) for p in places):
            when = None
        return when, dated, condition

    def _is_far(self, line: Line, match: re.Match[str], subject: Subject) -> bool:
        """True when much stands between a subject and a metric that opens a match: the metric is then another's (美国经济陷入衰退的比率)."""
        if not subject.is_own or subject.is_text or not filling(line, match, "a") or match.start("a") != begin(match):
            return False
        ends = [a.end for a in self.subjects.anchors(line.masked.n) if a.end <= begin(match)]
        text = line.masked.text
        lead = self.reading.cues.lead.match(text, max(ends, default=begin(match)), begin(match))
        between = text[lead.end() if lead else max(ends, default=begin(match)) : begin(match)]
        return len(re.findall("[㐀-鿿]", between)) > FAR

    def _inner(self, line: Line, match: re.Match[str]) -> list[Token]:
        """Names between the slots of a match with a metric (`unemployment in Spain fell to …`): nobody else can be its subject."""
        if not filling(line, match, "a") or "o" in match.groupdict():
            return []
        filled = [match.span(slot) for slot, text in match.groupdict().items() if text is not None]
        tokens = line.masked.tokens_in(match.start("a"), match.end())
        places = [(line.masked.position(t.start), t) for t in tokens if t.kind in NAMES and t.kind != "benchmark"]
        return [t for p, t in places if not any(a <= p < b for a, b in filled)]

    def _attribute(self, line: Line, row: Row, match: re.Match[str], values: Sequence[Token]) -> tuple[Entity | None, tuple[int, ...]]:
        if (tokens := filling(line, match, "a")) and tokens[0].entity is not None:
            metric, value = tokens[0].entity, values[0].value() if values else None
            if value is not None and fitted(value, metric.id, row.type) is None:
                return None, ()
            return self._compound(line, match.start("a"), metric), ()
        if match.groupdict().get("t"):
            start, end = match.span("t")
            surface = line.masked.source(start, end).of(self.reading.document.text).strip()
            return (unknown_entity(surface, self.reading.document.language, "metric"), ()) if 2 <= len(surface) <= MAX_NAME else (None, ())
        if row.attribute in ("@benchmark", "@last", "@same"):
            if row.attribute == "@last" and not self._goes_on(line, values):
                return None, ()
            return self._benchmark(line, begin(match), only_one=row.attribute == "@same")
        name = "price" if row.attribute == "@price" else row.attribute
        return (self.reading.glossary.get(name), ()) if name else (None, ())

    def _compound(self, line: Line, position: int, metric: Entity) -> Entity:
        """The metric, or the longer one in the text's own words that it closes: 居民消费价格 is not 价格."""
        before = (COMPOUND if self.reading.is_chinese else COMPOUND_EN).search(line.masked.text, max(0, position - 24), position)
        if metric.kind != "metric" or before is None:
            return metric
        surface = line.masked.source(before.start(), position + 1).of(self.reading.document.text)
        if not self.reading.is_chinese and before.start() == 0 and surface[1:2].islower():
            surface = surface[0].lower() + surface[1:]
        return unknown_entity(surface, self.reading.document.language, "metric") if len(surface) <= MAX_NAME else metric

    def _goes_on(self, line: Line, values: Sequence[Token]) -> bool:
        """True when a score of the same unit was told in this sentence or one of the two before."""
        return self.last is not None and line.masked.n - self.last[0] <= 2 and bool(values) and values[0].kind == self.last[1]

    def _benchmark(self, line: Line, position: int, only_one: bool = False) -> tuple[Entity | None, tuple[int, ...]]:
        """The benchmark named last before the masked position, in this sentence or one of the two before.

        only_one: none where the sentence names several (`the same test` is then either).
        """
        for n in range(line.masked.n, max(0, line.masked.n - 3), -1):
            other = self.reading.line(n)
            if other.headings != line.headings:
                break
            named = [t for p, t in other.masked.tokens.items() if t.kind == "benchmark" and (n < line.masked.n or p < position)]
            if named:
                distinct = {t.entity.id for t in named if t.entity is not None}
                return (None, ()) if only_one and len(distinct) > 1 else (named[-1].entity, (n,))
        return None, ()

    def _price(self, line: Line, token: Token) -> Entity | None:
        name = price_metric(self.reading, line, token)
        if name != "price":
            self.prices.add(name)
        return self.reading.glossary.get(name)

    def _when(self, line: Line, row: Row, match: re.Match[str]) -> tuple[Entity | None, Token | None]:
        tokens = filling(line, match, "w")
        if not tokens:
            first, last = line.clause_at(begin(match)), line.clause_at(max(begin(match), match.end() - 1))
            start = opening_moment(self.reading, line, first)
            end = next_figure(line, match.end(), last.end) if row.type in COUNTED else last.end
            tokens = [t for t in line.masked.tokens_in(start, end) if t.kind in ("time", "date")]
        when = next((t.entity for t in tokens if t.kind == "time"), None)
        if when is not None and row.type == "measure" and row.aspect is Aspect.TECHNICAL and COMING.match(when.id):
            return None, None  # of what is still to come: its release is the plan, not its size
        return when, next((t for t in tokens if t.kind == "date"), None)

    def _modality(self, line: Line, row: Row, match: re.Match[str], when: Entity | None, value: Value | None) -> str:
        if row.type in SETTLED:
            return ""
        if found := hedge(self.reading.cues, line, begin(match), match.end(), row.type, when):
            return found
        if is_ahead(self.reading.document, row.type, value) or is_intended(line, begin(match)):
            return "planned"
        return self._told_of_a_count(line, match) if row.type in COUNTED | {"investment"} else ""

    def _told_of_a_count(self, line: Line, match: re.Match[str]) -> str:
        """The hedge of a count from the rest of its sentence: a plan that is told before (计划招募 …，并兴建 …), a source that no table names."""
        cues, text = self.reading.cues, line.masked.text
        if self.reading.is_chinese and AHEAD.search(match[0]) is not None:
            return "planned"
        if not match.groupdict().get("s") and not cues.finished.search(match[0]):
            for name, pattern in cues.modalities:
                if name == "planned" and pattern.search(text, 0, match.end()):
                    return name
        speech = self.speakers.of(line.masked.n)
        is_told = speech is not None and speech.start <= begin(match) < speech.end
        return "reported" if not is_told and cues.hearsay.search(text) else ""


COMPOUND = re.compile(
    r"(?<![㐀-鿿])(?!并|实现|完成|录得|取得|创造|虽|尽管|因|由于|如果|即使|若|确切|具体|准确|相同|同样|一样|一致|公司|集团|旗下|当日|当天)(?![这该此本每各那的其了和与及、总年月度期该将使让把对从在向至到以为是有占比达被但而且也都则均仅约其中目前全])[㐀-鿿]{2,6}$|(?<=的)(?![这该此本每各那总])[㐀-鿿]{2,6}$"
)
COMPOUND_EN = re.compile(
    r"(?<![a-z'’])(?!(?:its|the|their|his|her|our|a|an|total|quarterly|annual|overall|said|says|that|and|or|but|record|average|global|worldwide|full|of|in|with|from"
    r"|by|for|on|at|to|as|whose|more|less|higher|lower|net|company|reported|posted|had|has|have|new|current|same|while|whilst|yearly|monthly|expects|sees)\b)"
    r"[a-z-]+ $"
)
FAR = 4  # Han characters
BARE = {True: 3, False: 40}  # characters of a metric of one word that says nothing of what it is a metric
COMPARED = frozenset({"difference", "multiple"})
UNREAD = frozenset({BlockKind.CODE, BlockKind.TABLE_ROW})  # a table's cells are read by their columns (grids.py)
SETTLED = frozenset({"rescheduled"})  # that what is moved was planned goes without saying
COUNTED = frozenset({"count", "deed"})  # types of the news tables
TOGETHER = frozenset({"victory"})  # types whose several subjects did it as one
JUST_DENIED = re.compile(
    r"(?:\bnot|n't|\bnever|\bcannot|\bno longer|\bneither|\bfail(?:s|ed)? to|\brefus[a-z]+ to|\bwithout|\brather than|\binstead of)"
    r"(?: (?!but\b|only\b|just\b)[a-z]+){0,3} $"
)
PERIODIC = CHANGES | {"funding", "penalty", "investment", "donation", "deal"}  # amounts of a period or a day
SELLS = re.compile(r" (?:also |now |still |only )?(?:charges?|charged|asks|sells? it|sold it|prices? it|offers? it)\b")
OF = re.compile(r" (?:in|of|at|for|from|across) (?:the )?$")


def begin(match: re.Match[str]) -> int:
    """Where the words of a match begin, after the pause or comma that it may open with."""
    start, end = match.span()
    while start < end - 1 and match.string[start] in "¦, ":
        start += 1
    return start


def with_importance(claim: Claim, importance: float) -> Claim:
    """The claim with another importance, kept within 0 and 1."""
    return replace(claim, importance=round(min(1.0, max(0.0, importance)), 3))
