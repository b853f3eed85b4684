"""The order of the stages for one document and a chat model: pure steps between which somebody carries requests and answers.

`begin` reads the document, lets the rules do what they can, and says what is to be asked; `go_on` takes the answers and says what is to be asked
next, or finishes. No step raises and none waits, so that a step can be run in any process, and again: the same answers give the same digest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from pipeline.datamodel.asking import Answer, Ask, Purpose, Status, Talk, Wanted
from pipeline.datamodel.document import Document, Source
from pipeline.datamodel.fact import Claim, Fact, Kind, Rejection
from pipeline.datamodel.report import Failed
from pipeline.errors import PipelineError
from pipeline.express.chat import MAX_BATCH, express_said, lacking, translation_ask, with_translations
from pipeline.extract.chat import ask_for, asks_for, mend_ask, passages_of, quoted_passages, read_claims
from pipeline.extract.chunking import Part
from pipeline.extract.registry import extract
from pipeline.ingest.registry import read_document
from pipeline.llm.replies import read_translations_reply
from pipeline.runs.digesting import Digested, Recipe, finished, glossary_of, kept_as_text, make_digest
from pipeline.text.agreement.passages import grams
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from pipeline.text.parity import figures_in
from pipeline.verify.claims import verify
from pipeline.verify.said import script_of, verify_said

log = logging.getLogger(__name__)

FEWEST = 4  # a part is halved down to this share of what it was at first: a quarter
FREE = "free"
UNTYPED = (FREE, "quotation")
FEW_LOST, LOST = 1, 0.15  # statements without a second language that are worth another request: so many, and that share of a model's facts
TOLD = 0.6  # share of the words of a free statement or a quotation that tells nothing beside a model's facts
NO_ANSWER = Answer(status=Status.FAULT, reason="no answer came")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a document between two steps.

    wanted: passages to translate along the way, or in the last request. sizes: sentences of each part at first. claims: a model's, as read.
    broken: items of replies that could not be read. lost: parts that the model did not do, each with the reason. facts, failed: a model's claims
    that are borne out, and those that are not. translations: by the passage's key. accepted: keys of the replies worth keeping.
    """

    wanted: tuple[Wanted, ...] = ()
    sizes: Mapping[int, int] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    broken: tuple[Rejection, ...] = ()
    lost: tuple[tuple[Part, str], ...] = ()
    facts: tuple[Fact, ...] = ()
    failed: tuple[Rejection, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A document that waits for answers to `asks`. stage: `reading`, `mending` or `translating`."""

    document: Document
    source: Source
    asks: tuple[Ask, ...]
    known: Known
    stage: str = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A document that is done. accepted: keys of the replies worth keeping; status: `done`, `partial` or `fallback`; reason: why it is not `done`."""

    digested: Digested
    accepted: tuple[str, ...]
    status: str
    reason: str | None = None


Step = Pending | Finished | Failed


def begin(source: Source, recipe: Recipe) -> Step:
    """What is to be asked of the recipe's model about a source; finished at once where there is nothing to ask."""
    try:
        return _begun(source, recipe)
    except PipelineError as error:
        return Failed(reason=str(error))
    except Exception as error:
        return _bug(source, error)


def go_on(pending: Pending, answers: Mapping[str, Answer], recipe: Recipe) -> Step:
    """What follows from the answers, by `Ask.key` of the model, to all requests of `pending`; one that is missing counts as a fault."""
    try:
        return _Conversation(pending, answers, recipe).step()
    except PipelineError as error:
        return Failed(reason=str(error))
    except Exception as error:
        return _bug(pending.source, error)


def _bug(source: Source, error: Exception) -> Failed:
    log.debug("%s", source.ref.address, exc_info=True)
    return Failed(reason=f"{source.ref.address}: internal error ({type(error).__name__}: {error}); please report it with the document")


def _talk(recipe: Recipe) -> Talk:
    if recipe.talk is None:
        raise ValueError("the recipe names no model to talk to")
    return recipe.talk


def _begun(source: Source, recipe: Recipe) -> Step:
    talk, glossary = _talk(recipe), glossary_of(recipe.glossary)
    document = read_document(source)
    if not document.language.is_processed:
        return Finished(digested=kept_as_text(document, source, recipe), accepted=(), status="done")
    if not document.sentences:
        return Finished(digested=make_digest(source, recipe), accepted=(), status="done")
    wanted = tuple(quoted_passages(document))
    asks = asks_for(document, glossary, talk, wanted)
    known = Known(wanted=wanted, sizes={ask.part: ask.last - ask.first + 1 for ask in asks})
    return Pending(document=document, source=source, asks=asks, known=known)


@lru_cache(maxsize=2)
def _by_rules(document: Document, glossary: Glossary) -> tuple[list[Fact], list[Rejection]]:
    """What the rules find; remembered, because it is looked at before the last request and after it."""
    return verify(document, extract(document, glossary), glossary)


class _Conversation:
    """One step: the answers to what was pending, and what follows."""

    def __init__(self, pending: Pending, answers: Mapping[str, Answer], recipe: Recipe) -> None:
        self.pending = pending
        self.document = pending.document
        self.recipe = recipe
        self.talk = _talk(recipe)
        self.glossary: Glossary = glossary_of(recipe.glossary)
        self.known = pending.known
        self.answered = [(ask, ask.key(self.talk.model)) for ask in pending.asks]
        self.answers = answers

    def step(self) -> Step:
        """The stage that was waited for, and all that can be done after it without asking."""
        if self.pending.stage == "reading":
            return self._read()
        if self.pending.stage == "mending":
            return self._mended()
        return self._translated()

    def _read(self) -> Step:
        """The replies about the parts read; what must be asked again; else all claims verified."""
        again: list[Ask] = []
        for ask, key in self.answered:
            again += self._read_part(ask, key, self.answers.get(key, NO_ANSWER))
        if again:
            return self._pending("reading", again)
        facts, failed = verify_said(self.document, self.known.claims, self.glossary)
        self.known = replace(self.known, facts=tuple(facts), failed=tuple(failed))
        if failed and not self.known.lost:
            return self._pending("mending", [mend_ask(self.document, self.glossary, self.talk, failed)])
        return self._merged()

    def _read_part(self, ask: Ask, key: str, answer: Answer) -> list[Ask]:
        """A part's reply taken in; the requests that follow where it was cut off or could not be read."""
        part, known = Part(ask.first, ask.last), self.known
        if answer.status is Status.TRUNCATED:
            return self._halved(ask, part)
        if answer.status not in (Status.ANSWERED, Status.EMPTY):
            self._lose(part, answer.reason or str(answer.status))
            return []
        read = read_claims(self.document, answer.text, self.glossary, self.talk)
        if read.problem:
            if _is_repeated(ask):
                self._lose(part, f"the reply could not be read ({read.problem})")
                return []
            return [ask_for(self.document, self.glossary, self.talk, part, ask.part, known.wanted, read.problem)]
        passages = passages_of(part, known.wanted)
        told = {passage.key: read.translations[i] for i, passage in passages if i in read.translations}
        self.known = replace(
            known,
            claims=(*known.claims, *read.claims),
            broken=(*known.broken, *read.broken),
            translations={**known.translations, **told},
            accepted=(*known.accepted, key),
        )
        return []

    def _halved(self, ask: Ask, part: Part) -> list[Ask]:
        """The requests for the halves of a part whose reply was cut off; none where it is small already."""
        halves = part.halves()
        is_small = (part.last - part.first + 1) * FEWEST <= self.known.sizes.get(ask.part, 1)
        if halves is None or is_small:
            self._lose(part, "the reply was cut off at the model's output limit")
            return []
        return [ask_for(self.document, self.glossary, self.talk, half, ask.part, self.known.wanted) for half in halves]

    def _lose(self, part: Part, reason: str) -> None:
        self.known = replace(self.known, lost=(*self.known.lost, (part, reason)))

    def _mended(self) -> Step:
        """Claims that were written again, verified; those that fail again are rejected. No answer: the first rejections stand."""
        [(_, key)] = self.answered
        answer = self.answers.get(key, NO_ANSWER)
        known = self.known
        if answer.status is Status.ANSWERED:
            read = read_claims(self.document, answer.text, self.glossary, self.talk)
            if not read.problem:
                facts, failed = verify_said(self.document, read.claims, self.glossary)
                first = {fact.id for fact in known.facts}
                self.known = replace(
                    known,
                    facts=(*known.facts, *(fact for fact in facts if fact.id not in first)),
                    failed=(*known.failed, *failed),
                    broken=(*known.broken, *read.broken),
                    accepted=(*known.accepted, key),
                )
        elif not known.facts:
            self._lose(Part(1, len(self.document.sentences)), answer.reason or str(answer.status))
        return self._merged()

    def _merged(self) -> Step:
        """All facts with their texts; where many statements of the model's lost a language, what lacks one is asked for once."""
        facts, rejections = self._facts()
        new = {fact.id for fact in self.known.facts}
        wanted = lacking(facts, self.document)
        lost = sum(passage.key in new for passage in wanted)
        if lost >= max(FEW_LOST, LOST * len(new)) and not self.known.lost:
            wanted = sorted(wanted, key=lambda passage: passage.key not in new)[:MAX_BATCH]
            self.known = replace(self.known, wanted=tuple(wanted))
            return self._pending("translating", [translation_ask(self.document, wanted, self.glossary, self.talk)])
        return self._finished(facts, rejections)

    def _translated(self) -> Step:
        """The translations taken in; what has none stays untranslated."""
        [(_, key)] = self.answered
        answer = self.answers.get(key, NO_ANSWER)
        if answer.status in (Status.ANSWERED, Status.TRUNCATED):
            reply = read_translations_reply(answer.text)
            told = {passage.key: reply.translations[i] for i, passage in enumerate(self.known.wanted, 1) if i in reply.translations}
            accepted = () if reply.problem or answer.status is Status.TRUNCATED else (key,)
            self.known = replace(self.known, translations={**self.known.translations, **told}, accepted=(*self.known.accepted, *accepted))
        return self._finished(*self._facts())

    def _facts(self) -> tuple[list[Fact], list[Rejection]]:
        """The model's facts, the rules' typed facts and quotations, and their free statements where the model has nothing; and what failed."""
        known = self.known
        checked, refused = _by_rules(self.document, self.glossary)
        told = _Told(known.facts, self.document)
        ruled = [fact for fact in checked if fact.claim.type not in UNTYPED or fact.claim.words in known.translations or not told.tells(fact)]
        said = express_said([*ruled, *_new(known.facts, ruled)], self.document, self.recipe.editions, self.talk.model)
        translations = known.translations if known.facts else {}
        facts = with_translations(said, translations, self.document, self.glossary, self.talk.model)
        return facts, [*refused, *known.failed, *known.broken]

    def _finished(self, facts: Sequence[Fact], rejections: Sequence[Rejection]) -> Finished:
        known = self.known
        digested = finished(self.document, self.pending.source, facts, rejections, self.recipe)
        status, reason = "done", None
        if known.lost:
            status, reason = "partial", f"the rules did what {self.talk.model} did not: {known.lost[0][1]}"
        elif not known.facts:
            status, reason = "fallback", f"nothing that {self.talk.model} said is borne out by the text; the rules did it"
        return Finished(digested=digested, accepted=known.accepted, status=status, reason=reason)

    def _pending(self, stage: str, asks: Sequence[Ask]) -> Pending:
        return replace(self.pending, asks=tuple(asks), known=self.known, stage=stage)


class _Told:
    """What a model's facts tell, by sentence, in the document's language."""

    def __init__(self, said: Sequence[Fact], document: Document) -> None:
        self.language = document.language
        self._words: dict[int, frozenset[str]] = {}
        for fact in said:
            words = grams(fold(fact.claim.words or ""), self.language)
            for n in fact.claim.sentences:
                self._words[n] = self._words.get(n, frozenset()) | words

    def tells(self, fact: Fact) -> bool:
        """True for words of the rules' that the facts from their sentence tell as well."""
        words = grams(fold(fact.claim.words or ""), self.language)
        return len(words & self._words.get(max(fact.claim.sentences), frozenset())) >= TOLD * max(1, len(words))


def _is_repeated(ask: Ask) -> bool:
    return ask.purpose is Purpose.MEND


def _new(said: Sequence[Fact], ruled: Sequence[Fact]) -> list[Fact]:
    """A model's facts but those whose figures typed facts of the rules tell already, from the same sentences."""
    told: dict[int, set[str]] = {}
    for fact in ruled:
        if fact.claim.value is not None and fact.claim.kind is not Kind.QUOTATION and fact.claim.type != FREE:
            for n in fact.claim.sentences:
                told.setdefault(n, set()).update((fact.claim.value.low, fact.claim.value.high))
    return [fact for fact in said if not _is_told(fact, set().union(*(told.get(n, set()) for n in fact.claim.sentences)))]


def _is_told(fact: Fact, told: set[str]) -> bool:
    """True for a statement that has figures or dates, all of them among those told."""
    text = next(iter((fact.claim.said or {}).values()), "")
    figures = {end for low, high, _ in figures_in(text, script_of(text)) for end in (low, high)}
    plain = {format(Decimal(end).normalize(), "f") if _NUMBER.fullmatch(end) else end for end in told}
    return bool(figures) and figures <= plain


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
