"""A model's claims to facts: each language's statement is held against the sentences cited, and the two against each other.

A statement that fails loses its language; a claim that has none left becomes a rejection.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Claim, Entity, Fact, Rejection, Value
from pipeline.datamodel.language import Language
from pipeline.text.agreement.amounts import same_figure
from pipeline.text.agreement.moments import same_date
from pipeline.text.agreement.nearness import likeness
from pipeline.text.agreement.passages import Passage, grams, read_passages
from pipeline.text.compare import compare
from pipeline.text.fold import fold, to_simplified
from pipeline.text.glossary import Glossary
from pipeline.text.parity import Wording, have_same_figures
from pipeline.text.wording.spacing import has_han
from pipeline.verify.borne import denial, unborne, verbatim
from pipeline.verify.evidence import cut_evidence
from pipeline.verify.instructions import SAID, instructions_in, is_instruction
from pipeline.verify.meaning import foreign_word, speaks_of_the_same
from pipeline.verify.reading import reading_of
from pipeline.verify.statements import StatementJudge
from pipeline.verify.topic import turned_to

MAX_TEXT = {"zh": 160, "en": 320}  # characters
MAX_SENTENCES = 4  # that may bear a claim, with the one that names its subject
SAME = 0.8  # share of a statement's words that a sentence has that is surely meant
BACK = 12  # sentences before those cited in which the subject may be named
NAMED = frozenset({"organization", "person", "model", "product", "place", "benchmark"})
LENGTHS = (0.8, 9.0)  # of an English statement by its Chinese twin's, at the least and at the most
SHORT = 12  # characters more, for short ones
ACROSS = frozenset({"number", "unit", "date", "name", "polarity"})  # kinds of disagreement that tell between two languages
CLOSE = 3.0  # likeness to its source of a statement whose twin in the source's own language failed


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    detail: str
    sentences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement as it was read. names: those of what it is about, which hold no figures."""

    text: str
    names: frozenset[str]
    language: Language
    parts: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Borne:
    """The sentences that bear statements, and how they were found."""

    sentences: tuple[int, ...]
    match: str


def verify_said(document: Document, claims: Sequence[Claim], glossary: Glossary) -> tuple[list[Fact], list[Rejection]]:
    """The facts among a model's claims, with the statements that stand; a rejection for every other claim. Claims that say the same make one fact."""
    verifier = _verifier(document, glossary)
    facts: dict[str, Fact] = {}
    rejections: list[Rejection] = []
    for claim in claims:
        outcome = verifier.verified(claim)
        if isinstance(outcome, Fact):
            facts.setdefault(outcome.id, outcome)
        else:
            cited = replace(claim, sentences=outcome.sentences or claim.sentences)
            rejections.append(Rejection(document=document.id, claim=cited, reason=outcome.reason, detail=outcome.detail))
    return list(facts.values()), rejections


def script_of(text: str) -> Language:
    """The language of a statement: English without Han, else the script that its characters are of."""
    if not has_han(text):
        return Language.EN
    return Language.ZH_HANS if to_simplified(text) == text else Language.ZH_HANT


@lru_cache(maxsize=2)
def _verifier(document: Document, glossary: Glossary) -> _Verifier:
    """The verifier of a document; remembered, because claims that failed come a second time."""
    return _Verifier(document, glossary)


class _Verifier:
    """Verifies the claims about one document, which is read once."""

    def __init__(self, document: Document, glossary: Glossary) -> None:
        self.document = document
        self.glossary = glossary
        self.own = "zh" if document.language.is_chinese else "en"
        self.instructions = instructions_in(document)
        self.reading = reading_of(document, glossary)
        self.judge = StatementJudge(document, glossary)

    def verified(self, claim: Claim) -> Fact | _Failure:
        """The claim as a fact, with the statements that stand, or why there is none."""
        said = dict(claim.said or {})
        cited = tuple(n for n in dict.fromkeys(claim.sentences) if 1 <= n <= len(self.document.sentences))
        if any(map(is_instruction, said.values())) or (cited and self.instructions.issuperset(cited)):
            return _Failure("citation", SAID)
        if not cited:
            return _Failure("citation", f"cites no sentence of the document ({', '.join(map(str, claim.sentences)) or 'none'})")
        cited = tuple(n for n in cited if n not in self.instructions)[:MAX_SENTENCES]
        reach = self._reach(claim, said, cited)
        if isinstance(reach, _Failure):
            home = self._elsewhere(claim, said.get(self.own, ""))
            if home is None:
                return reach
            kept, borne, failure = self._stands(claim, (home,))
            borne = replace(borne, match="moved") if borne else None
        else:
            kept, borne, failure = self._stands(claim, reach)
        if borne is None:
            return replace(failure, sentences=cited)
        if self.instructions.intersection(borne.sentences):
            return _Failure("citation", SAID)
        return self._fact(claim, kept, borne)

    def _reach(self, claim: Claim, said: dict[str, str], cited: tuple[int, ...]) -> tuple[int, ...] | _Failure:
        """The sentences cited, and the nearest ones before them that name the subject and what else the statements name."""
        mentioned = {m.entity.id: m.entity for m in self.glossary.find("\n".join(said.values())) if m.entity.kind in NAMED}
        reach = set(cited)
        if not self.reading.name(claim.subject, cited).spans:
            home = self._home(claim, cited, mentioned)
            if isinstance(home, _Failure):
                return home
            reach.add(home)
        for entity in mentioned.values():
            if len(reach) < MAX_SENTENCES and not self.reading.name(entity, sorted(reach)).spans:
                reach.update(self._before(entity, cited)[:1])
        return tuple(sorted(reach))

    def _home(self, claim: Claim, cited: tuple[int, ...], mentioned: Mapping[str, Entity]) -> int | _Failure:
        """The sentence before those cited that names the subject, where the text has not turned to another since."""
        ends = {n: self._likest_words((claim.said or {}).get(self.own, ""), n).end for n in cited}
        named = [e for n in cited for span, e in self.reading.mentions(n) if span.start < ends[n]]
        rivals = [e for e in named if e.kind == claim.subject.kind and e.id not in mentioned]
        if rivals and claim.subject.kind in NAMED:
            return _Failure("name", f"the sentences cited speak of {rivals[0].name(str(self.document.language))}")
        for n in self._before(claim.subject, cited)[:1]:
            spans = self.reading.name(claim.subject, [n]).spans
            other = turned_to(self.reading, claim, spans, self.document.sentence(min(cited)).span)
            return _Failure("name", f"the text has turned to {other} before it says so") if other else n
        return _Failure("name", f"{claim.subject.name(str(self.document.language))} is not named in the sentences cited nor before them")

    def _elsewhere(self, claim: Claim, statement: str) -> int | None:
        """The sentence that names the subject and has nearly all words of the statement, where there is one."""
        for read in read_passages(statement, self.document.language, self.glossary)[:1]:
            shares = [(len(read.grams & self.judge.passage(s.n).grams), -s.n) for s in self.document.sentences if s.n not in self.instructions]
            shared, n = max(shares, default=(0, 0))
            if shared >= SAME * max(1, len(read.grams)) and self.reading.name(claim.subject, [-n]).spans:
                return -n
        return None

    def _likest_words(self, statement: str, n: int) -> Span:
        """The clause of a sentence that shares most words with a statement in the document's language."""
        own, source = grams(fold(statement), self.document.language), self.judge.passage(n)
        return max(source.clauses or (source,), key=lambda clause: len(own & clause.grams)).span

    def _before(self, entity: Entity, cited: tuple[int, ...]) -> list[int]:
        """The sentences before those cited that name something, the nearest first."""
        near = range(min(cited) - 1, max(0, min(cited) - 1 - BACK), -1)
        return [n for n in near if n not in self.instructions and self.reading.name(entity, [n]).spans]

    def _stands(self, claim: Claim, cited: tuple[int, ...]) -> tuple[dict[str, _Told], _Borne | None, _Failure]:
        """The statements that stand, the sentences that bear them (None where none does), and the first failure."""
        failures: dict[str, _Failure] = {}
        told: dict[str, _Told] = {}
        for tag in ("zh", "en"):
            read = self._told(tag, claim)
            if isinstance(read, _Failure):
                failures[tag] = read
            else:
                told[tag] = read
        own = self._own(told[self.own], cited) if self.own in told else failures[self.own]
        other = next(tag for tag in ("zh", "en") if tag != self.own)
        foreign = self._foreign(told[other], cited, own, told.get(self.own)) if other in told else failures[other]
        results = {self.own: own, other: foreign}
        kept = {tag: told[tag] for tag, result in results.items() if isinstance(result, _Borne)}
        borne = next((result for result in results.values() if isinstance(result, _Borne)), None)
        failure = next((result for result in results.values() if isinstance(result, _Failure)), _Failure("citation", "says nothing"))
        return kept, borne, failure

    def _told(self, tag: str, claim: Claim) -> _Told | _Failure:
        """A statement read, where it is one in its language and of a length that a page takes."""
        text = (claim.said or {}).get(tag, "")
        if not text:
            return _Failure("citation", f"has no statement in {tag}")
        if len(text) > MAX_TEXT[tag]:
            return _Failure("citation", f"the statement in {tag} has {len(text)} characters, more than {MAX_TEXT[tag]}")
        language = script_of(text)
        letters = sum(c.isalpha() for c in text)
        if language.is_chinese != (tag == "zh") or letters < 4:
            return _Failure("citation", f"“{text[:40]}” is no statement in {tag}")
        parts = read_passages(text, language, self.glossary)
        names = frozenset(name for entity in (claim.subject, claim.attribute) if entity for name in entity.names.values())
        return _Told(text, names, language, tuple(parts)) if parts else _Failure("citation", "says nothing")

    def _own(self, told: _Told, cited: tuple[int, ...]) -> _Borne | _Failure:
        """A statement in the document's language: the text's own words, or nothing against it and its words borne out."""
        if verbatim(self.reading.sentences, told.text, cited):
            return _Borne(cited, "cited")
        judged = self.judge.judge_read(told.parts, cited)
        if judged.reason:
            return _Failure(judged.reason, judged.detail)
        sources = [self.judge.passage(n) for n in judged.sentences]
        denied = denial(told.parts, sources)
        if denied:
            return _Failure("polarity", f"the sentences cited say “{denied}”")
        words = unborne(told.parts, sources) or foreign_word(told.parts, [*sources, *self._beside(judged.sentences)])
        return _Failure("citation", f"nothing in the sentences cited is like “{words}”") if words else _Borne(judged.sentences, judged.match)

    def _beside(self, sentences: Sequence[int]) -> list[Passage]:
        """The sentences next to those of these numbers."""
        return [self.judge.passage(m) for n in sentences for m in (n - 1, n + 1) if 1 <= m <= len(self.document.sentences)]

    def _foreign(self, told: _Told, cited: tuple[int, ...], own: _Borne | _Failure, twin: _Told | None) -> _Borne | _Failure:
        """A statement in the other language: it agrees with the source and with its twin; where the twin failed, it must say something else."""
        if isinstance(own, _Failure) or twin is None:
            return own if isinstance(own, _Failure) and twin is not None and not self._differs(told, twin) else self._alone(told, cited)
        for part in told.parts:
            against = [*self.judge.against(part, own.sentences), *compare(part, twin.parts, twin.parts)]
            found = [d for d in against if d.kind in ACROSS or any(c.isdigit() for c in d.said)]
            if found:
                instead = f", the source “{found[0].found}”" if found[0].found else ", which the source does not"
                return _Failure(found[0].kind, f"it says “{found[0].said}”{instead}")
        zh, en = (twin, told) if twin.language.is_chinese else (told, twin)
        if not LENGTHS[0] * len(zh.text) <= len(en.text) <= LENGTHS[1] * len(zh.text) + SHORT:
            return _Failure("citation", f"“{told.text[:40]}” is not as long as “{twin.text[:40]}”")
        if not speaks_of_the_same(told.parts, twin.parts):
            return _Failure("citation", f"“{told.text[:40]}” does not speak of what “{twin.text[:40]}” does")
        return own if self._same_figures(told, twin) else _Failure("number", f"its figures are not those of “{twin.text}”")

    def _alone(self, told: _Told, cited: tuple[int, ...]) -> _Borne | _Failure:
        """A statement in the other language that has no twin: it must have figures and names of the source, and much in common with it."""
        judged = self.judge.judge_read(told.parts, cited)
        near = max((likeness(p, self.judge.passage(n)) for p in told.parts for n in judged.sentences), default=0.0)
        exact = any(p.quantities or p.dates for p in told.parts) and any(p.names for p in told.parts)
        if judged.reason or near < CLOSE or not exact:
            return _Failure(judged.reason or "citation", judged.detail or "the sentences cited say nothing like it")
        return _Borne(judged.sentences, judged.match)

    def _differs(self, told: _Told, twin: _Told) -> bool:
        """True where two statements do not say the same: then one may be right and the other wrong."""
        return not self._same_figures(told, twin) or any(compare(part, twin.parts, twin.parts) for part in told.parts)

    def _same_figures(self, told: _Told, twin: _Told) -> bool:
        return have_same_figures([Wording(t.text, t.language, t.names) for t in (told, twin)])

    def _fact(self, claim: Claim, kept: Mapping[str, _Told], borne: _Borne) -> Fact | _Failure:
        """The fact with its evidence: the clauses that hold its figures, dates and names, and the one most like it in each sentence."""
        statements = [part for told in kept.values() for part in told.parts]
        sentences = [n for n in borne.sentences if n not in self.instructions]
        exact = [spans for n in sentences for spans in self._exact(statements, self.judge.passage(n))]
        subject = self.reading.name(claim.subject, sentences).spans
        best = [[self._likest(statements, self.judge.passage(n))] for n in sentences]
        for needed in ([*exact, subject, *best], [*exact, subject, *best[:1]]):
            evidence = cut_evidence(self.reading.sentences, [spans for spans in needed if spans], None, borne.match)
            if evidence is not None:
                break
        else:
            return _Failure("citation", "needs more of the text as evidence than a reader takes in", tuple(sentences))
        said = {tag: told.text for tag, told in kept.items()}
        words = said.get(self.own) or evidence[0].quote
        whole = replace(claim, said=said, sentences=tuple(sentences), words=words, span=evidence[0].span, value=self._value(claim, sentences))
        return Fact(id=_fact_id(self.document.id, whole), document=self.document.id, claim=whole, evidence=evidence)

    def _value(self, claim: Claim, sentences: Sequence[int]) -> Value | None:
        """The claim's value where the sentences have it; a wrong one is dropped, because the statements say what is said."""
        return claim.value if claim.value is not None and self.reading.value(claim.value, sentences).spans else None

    def _exact(self, statements: Sequence[Passage], source: Passage) -> list[list[Span]]:
        """Where the statements' figures and dates stand in a sentence, each once."""
        found = [[Span(q.start, q.end) for q in source.quantities if same_figure(figure, q)] for s in statements for figure in s.quantities]
        found += [[Span(d.start, d.end) for d in source.dates if same_date(date.iso, d.iso)] for s in statements for date in s.dates]
        return [spans for spans in found if spans]

    def _likest(self, statements: Sequence[Passage], source: Passage) -> Span:
        clauses = source.clauses or (source,)
        return max(clauses, key=lambda clause: (max(likeness(s, clause) for s in statements), len(clause.text))).span


def _fact_id(document: str, claim: Claim) -> str:
    said = json.dumps([claim.subject.id, dict(claim.said or {})], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{document}\n{said}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
