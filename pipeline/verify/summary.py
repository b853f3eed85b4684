"""Any text against any sources: each sentence of a summary held against the passages of its sources that are nearest to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from pipeline.datamodel.check import CheckedSentence, Reason, Support, Verdict
from pipeline.datamodel.document import BlockKind, Document, Span
from pipeline.datamodel.language import Language
from pipeline.text.agreement.amounts import same_figure
from pipeline.text.agreement.moments import same_date
from pipeline.text.agreement.nearness import likeness
from pipeline.text.agreement.passages import Disagreement, Passage, read_passages
from pipeline.text.agreement.support import context_of
from pipeline.text.compare import compare
from pipeline.text.convert import Converter
from pipeline.text.glossary import Glossary

MAX_EVIDENCE = 3
_LIKE = 1.0  # likeness from which a passage of a source speaks of what a sentence speaks of
_LIKE_ACROSS = 0.8  # the same between languages
_BEARS = 4.0  # likeness from which a passage bears a clause
_SAME_WORDS = 0.5  # share of a sentence's words that a passage has that says the same without figures or names
_HAN = re.compile(r"[㐀-鿿]")
_NO_STATEMENT = re.compile(r"[?？:：][”」』\"')）]*\s*$")  # a question, or a label


class Sources:
    """Documents read for comparison: their sentences in order, as passages, with where each stands."""

    def __init__(self, documents: Sequence[Document], glossary: Glossary) -> None:
        self.documents = documents
        self.glossary = glossary
        self.places = [(document, sentence) for document in documents for sentence in document.sentences]
        self.passages = [
            passage for d in documents for passage in read_passages(d.text, d.language, glossary, [sentence.span for sentence in d.sentences])
        ]
        self._regional: dict[str, list[Passage]] = {}

    def passages_for(self, statement: Passage) -> list[Passage]:
        """The passages in the script and the words of the region that a Chinese statement is in (调用, 呼叫)."""
        target = "zh-Hant-TW" if statement.language is Language.ZH_HANT else "zh-Hans"
        if target not in self._regional:
            self._regional[target] = list(self._converted(target))
        return self._regional[target]

    def _converted(self, target: str) -> Iterator[Passage]:
        converter = Converter(target)
        for document in self.documents:
            if not document.language.is_chinese:
                yield from read_passages(document.text, document.language, self.glossary, [sentence.span for sentence in document.sentences])
                continue
            texts = [converter.convert(sentence.span.of(document.text)) for sentence in document.sentences]
            starts = [0, *accumulate(len(text) + 1 for text in texts)]
            spans = [Span(start, start + len(text)) for start, text in zip(starts, texts, strict=False)]
            yield from read_passages("\n".join(texts), document.language, self.glossary, spans)

    def support(self, index: int) -> Support:
        """The place of a passage."""
        document, sentence = self.places[index]
        return Support(
            source=document.ref.address,
            sentence=sentence.n,
            line=sentence.line,
            time=sentence.time,
            start=sentence.span.start,
            end=sentence.span.end,
            quote=sentence.span.of(document.text),
        )


def check_sentences(summary: Document, sources: Sequence[Document], glossary: Glossary) -> Iterator[CheckedSentence]:
    """The sentences of the summary in order, each with its verdict. The summary may be in another language than its sources, and in several."""
    read = Sources(sources, glossary)
    statements = read_passages(summary.text, summary.language, glossary, [sentence.span for sentence in summary.sentences])
    for sentence, statement in zip(summary.sentences, statements, strict=True):
        is_heading = _is_heading(summary, sentence.span.start)
        yield _checked(_in_its_language(statement, summary, glossary), sentence.line, is_heading, read)


def _in_its_language(statement: Passage, summary: Document, glossary: Glossary) -> Passage:
    """The statement read in the language that it is in, where that is not the summary's (a bilingual page)."""
    is_chinese = _HAN.search(statement.text) is not None
    if is_chinese == summary.language.is_chinese:
        return statement
    language = Language.ZH_HANS if is_chinese else Language.EN
    read = read_passages(statement.text, language, glossary)
    return read[0] if len(read) == 1 else statement


def _is_heading(summary: Document, offset: int) -> bool:
    index = bisect_right(summary.blocks, offset, key=lambda block: block.span.start) - 1
    return index >= 0 and summary.blocks[index].kind is BlockKind.HEADING


def _checked(statement: Passage, line: int | None, is_heading: bool, sources: Sources) -> CheckedSentence:
    context = context_of(statement, sources.passages)
    found = differences(statement, context, sources) if _is_stated(statement, is_heading) else []
    reasons = tuple(Reason(d.kind, d.said, d.found) for d in found)
    is_checkable = bool(reasons) or _is_checkable(statement, is_heading, [sources.passages[i] for i in context])
    verdict = Verdict.UNSUPPORTED if reasons else Verdict.SUPPORTED if is_checkable else Verdict.NOT_CHECKABLE
    bearing = _bearing(statement, context, sources.passages) if is_checkable else []
    return CheckedSentence(
        text=" ".join(statement.text.split()), line=line, verdict=verdict, reasons=reasons, evidence=tuple(sources.support(i) for i in bearing)
    )


def differences(statement: Passage, context: Sequence[int], sources: Sources) -> list[Disagreement]:
    """What a statement says otherwise than the passages of those indices; nothing where it agrees with them in its own region's words."""
    found = compare(statement, [sources.passages[i] for i in context], sources.passages)
    if found and statement.language.is_chinese and any(d.language not in (statement.language, Language.EN) for d in sources.documents):
        regional = sources.passages_for(statement)
        return found if compare(statement, [regional[i] for i in context], regional) else []
    return found


def _is_stated(statement: Passage, is_heading: bool) -> bool:
    """True for a figure, a date or a sentence that is neither a question nor a label nor a heading."""
    return bool(statement.quantities or statement.dates) or not (is_heading or _NO_STATEMENT.search(statement.text))


def _is_checkable(statement: Passage, is_heading: bool, context: Sequence[Passage]) -> bool:
    """True when the sentence says something that can be held against a source: a figure, a date, or what a passage speaks of too."""
    if statement.quantities or statement.dates:
        return True
    if is_heading or _NO_STATEMENT.search(statement.text) or not context:
        return False
    if statement.names or statement.rows("places"):
        return True
    best = max(context, key=lambda passage: likeness(statement, passage))
    if any(mark.family for mark in statement.marks) or statement.words:
        return likeness(statement, best) >= (_LIKE if statement.language.is_chinese == best.language.is_chinese else _LIKE_ACROSS)
    shared = len(statement.grams & best.grams)
    return shared >= _SAME_WORDS * max(1, len(statement.grams))


def _bearing(statement: Passage, context: Sequence[int], passages: Sequence[Passage]) -> list[int]:
    """The likest passage, and those that have figures, dates, names or clauses of the statement that the ones before them have not."""
    wanted: set[str] = set()
    chosen: list[int] = []
    for i in context:
        has = {figure.surface for figure in statement.quantities if any(same_figure(figure, q) for q in passages[i].quantities)}
        has |= {date.iso for date in statement.dates if any(same_date(date.iso, d.iso) for d in passages[i].dates)}
        has |= statement.names.keys() & passages[i].names.keys()
        has |= {clause.text for clause in statement.clauses if likeness(clause, passages[i]) >= _BEARS}
        if not chosen or not has <= wanted:
            chosen.append(i)
            wanted |= has
    return chosen[:MAX_EVIDENCE]
