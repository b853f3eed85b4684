"""A model's claims to facts: each language's statement is held against the sentences cited, and the two against each other.

A statement that fails loses its language; a claim that has none left becomes a rejection.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Claim, Entity, Fact, Rejection
from pipeline.datamodel.language import Language
from pipeline.text.agreement.moments import same_date
from pipeline.text.agreement.passages import Passage, likeness, read_passages, same_figure
from pipeline.text.compare import compare
from pipeline.text.fold import fold, to_simplified
from pipeline.text.glossary import Glossary
from pipeline.text.wording.spacing import has_han
from pipeline.verify.borne import unborne
from pipeline.verify.evidence import cut_evidence
from pipeline.verify.instructions import SAID, instructions_in, is_instruction
from pipeline.verify.reading import Reading
from pipeline.verify.statements import Judged, StatementJudge
from pipeline.verify.topic import turned_to

MAX_TEXT = {"zh": 160, "en": 320}  # characters
MAX_SENTENCES = 4  # that may bear a claim, with the one that names its subject
BACK = 8  # sentences before those cited in which the subject may be named
CLOSE = 3.0  # likeness to its source of a statement whose twin in the source's own language failed


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    detail: str
    sentences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement as it was read. tag: `zh` or `en`."""

    tag: str
    language: Language
    parts: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Borne:
    """The sentences that bear statements, and how they were found."""

    sentences: tuple[int, ...]
    match: str


def verify_said(document: Document, claims: Sequence[Claim], glossary: Glossary) -> tuple[list[Fact], list[Rejection]]:
    """The facts among a model's claims, with the statements that stand; a rejection for every other claim. Claims that say the same make one fact."""
    verifier = _Verifier(document, glossary)
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


class _Verifier:
    """Verifies the claims about one document, which is read once."""

    def __init__(self, document: Document, glossary: Glossary) -> None:
        self.document = document
        self.glossary = glossary
        self.own = "zh" if document.language.is_chinese else "en"
        self.instructions = instructions_in(document)
        self.reading = Reading(document, glossary)
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
        subject = self._subject(claim, cited)
        if isinstance(subject, _Failure):
            return subject
        named, home = subject
        reach = cited if home is None or home in cited else tuple(sorted({*cited, home}))
        kept, borne, failure = self._stands(said, reach)
        if borne is None:
            return replace(failure, sentences=cited)
        if self.instructions.intersection(borne.sentences):
            return _Failure("citation", SAID)
        return self._fact(replace(claim, subject=named), kept, borne)

    def _subject(self, claim: Claim, cited: Sequence[int]) -> tuple[Entity, int | None] | _Failure:
        """The claim's subject and the sentence that names it: one of those cited, else the nearest before them; None where no sentence need be added."""
        if self.reading.name(claim.subject, cited).spans:
            return claim.subject, None
        for n in range(min(cited) - 1, max(0, min(cited) - 1 - BACK), -1):
            spans = self.reading.name(claim.subject, [n]).spans
            if spans and n not in self.instructions:
                other = turned_to(self.reading, claim, spans, self.document.sentence(min(cited)).span)
                return _Failure("name", f"the text has turned to {other} before it says so") if other else (claim.subject, n)
        words = " ".join((claim.said or {}).values())
        mentioned = {m.entity.id for m in self.glossary.find(words)}
        named = next((entity for n in cited for _, entity in self.reading.mentions(n) if entity.id in mentioned), None)
        if named is not None:
            return named, None
        return _Failure("name", f"{claim.subject.name(str(self.document.language))} is not named in the sentences cited nor before them")

    def _stands(self, said: dict[str, str], cited: tuple[int, ...]) -> tuple[dict[str, str], _Borne | None, _Failure]:
        """The statements that stand, the sentences that bear them (None where none does), and the first failure."""
        failures: dict[str, _Failure] = {}
        told: dict[str, _Told] = {}
        for tag in ("zh", "en"):
            read = self._told(tag, said.get(tag, ""))
            if isinstance(read, _Failure):
                failures[tag] = read
            else:
                told[tag] = read
        own = self._own(told[self.own], cited) if self.own in told else failures[self.own]
        other = next(tag for tag in ("zh", "en") if tag != self.own)
        foreign = self._foreign(told[other], cited, own, told.get(self.own)) if other in told else failures[other]
        results = {self.own: own, other: foreign}
        kept = {tag: said[tag] for tag, result in results.items() if isinstance(result, _Borne)}
        borne = next((result for result in results.values() if isinstance(result, _Borne)), None)
        failure = next((result for result in results.values() if isinstance(result, _Failure)), _Failure("citation", "says nothing"))
        return kept, borne, failure

    def _told(self, tag: str, text: str) -> _Told | _Failure:
        """A statement read, where it is one in its language and of a length that a page takes."""
        if not text:
            return _Failure("citation", f"has no statement in {tag}")
        if len(text) > MAX_TEXT[tag]:
            return _Failure("citation", f"the statement in {tag} has {len(text)} characters, more than {MAX_TEXT[tag]}")
        language = script_of(text)
        letters = sum(c.isalpha() for c in text)
        if language.is_chinese != (tag == "zh") or letters < 4:
            return _Failure("citation", f"“{text[:40]}” is no statement in {tag}")
        parts = read_passages(text, language, self.glossary)
        return _Told(tag, language, tuple(parts)) if parts else _Failure("citation", "says nothing")

    def _own(self, told: _Told, cited: tuple[int, ...]) -> _Borne | _Failure:
        """A statement in the document's language: nothing against it, and its words borne out."""
        judged = self.judge.judge_read(told.parts, cited)
        if judged.reason:
            return _Failure(judged.reason, judged.detail)
        words = unborne(told.parts, [self.judge.passage(n) for n in judged.sentences])
        return _Failure("citation", f"nothing in the sentences cited is like “{words}”") if words else _borne(judged)

    def _foreign(self, told: _Told, cited: tuple[int, ...], own: _Borne | _Failure, twin: _Told | None) -> _Borne | _Failure:
        """A statement in the other language: it agrees with the source and with its twin; alone, it must have much in common with the source."""
        if isinstance(own, _Failure) or twin is None:
            judged = self.judge.judge_read(told.parts, cited)
            near = max((likeness(p, self.judge.passage(n)) for p in told.parts for n in judged.sentences), default=0.0)
            exact = any(p.quantities or p.dates for p in told.parts) and any(p.names for p in told.parts)
            if judged.reason or near < CLOSE or not exact:
                return _Failure(judged.reason or "citation", judged.detail or "the sentences cited say nothing like it")
            return _borne(judged)
        for part in told.parts:
            found = [*self.judge.against(part, own.sentences), *compare(part, twin.parts, twin.parts)]
            if found:
                instead = f", the source “{found[0].found}”" if found[0].found else ", which the source does not"
                return _Failure(found[0].kind, f"it says “{found[0].said}”{instead}")
        missing = _lost(twin.parts, told.parts)
        return _Failure("number", f"it leaves out “{missing}”") if missing else own

    def _fact(self, claim: Claim, kept: dict[str, str], borne: _Borne) -> Fact | _Failure:
        """The fact with its evidence: the clauses that hold its figures, dates and names, and the one most like it in each sentence."""
        statements = [p for text in kept.values() for p in read_passages(text, script_of(text), self.glossary)]
        sentences = [n for n in borne.sentences if n not in self.instructions]
        exact = [spans for n in sentences for spans in self._exact(statements, self.judge.passage(n))]
        subject = self.reading.name(claim.subject, sentences).spans
        best = [[self._likest(statements, self.judge.passage(n))] for n in sentences]
        for needed in ([*exact, subject, *best], [*exact, subject, *best[:1]]):
            evidence = cut_evidence(self.document, [spans for spans in needed if spans], None, borne.match)
            if evidence is not None:
                break
        else:
            return _Failure("citation", "needs more of the text as evidence than a reader takes in", tuple(sentences))
        words = kept.get(self.own) or evidence[0].quote
        whole = replace(claim, said=kept, sentences=tuple(sentences), words=words, span=evidence[0].span, value=self._value(claim, sentences))
        return Fact(id=_fact_id(self.document.id, whole), document=self.document.id, claim=whole, evidence=evidence)

    def _value(self, claim: Claim, sentences: Sequence[int]) -> object:
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


def _borne(judged: Judged) -> _Borne:
    return _Borne(judged.sentences, judged.match)


def _lost(twin: Sequence[Passage], told: Sequence[Passage]) -> str:
    """A figure of the one statement that the other does not have; empty where none is lost."""
    theirs = [q for part in told for q in part.quantities]
    digits = " ".join(part.folded for part in told)
    for figure in (q for part in twin for q in part.quantities):
        if not any(same_figure(figure, q) for q in theirs) and fold(figure.surface) not in digits and f"{figure.number:f}" not in digits:
            return figure.surface
    return ""


def _fact_id(document: str, claim: Claim) -> str:
    said = json.dumps([claim.subject.id, dict(claim.said or {})], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{document}\n{said}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
