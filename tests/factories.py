"""Documents, entities, claims and facts for tests, made without the stages that make them in a run.

`document` splits a text into sentences by its line breaks and full stops; `fact` finds its quote in the text. Texts are our own words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.datamodel.document import Block, BlockKind, Document, LineStart, Sentence, SourceRef, Span
from pipeline.datamodel.fact import Aspect, Bound, Claim, Entity, Evidence, Fact, Kind, Phrase, Rejection, Value
from pipeline.datamodel.language import Edition, Language

EDITIONS = (Edition.ZH_HANS, Edition.ZH_HANT_TW, Edition.EN)


def entity(id: str, zh: str | None = None, en: str | None = None, hant: str | None = None, kind: str = "model") -> Entity:
    """An entity whose names are its id but where others are given."""
    name = zh or id
    return Entity(id=id.lower().replace(" ", "-"), names={"zh-Hans": name, "zh-Hant-TW": hant or name, "en": en or name}, kind=kind)


def value(surface: str, low: str, unit: str = "percent", high: str | None = None, per: str | None = None, bound: Bound = Bound.EXACT) -> Value:
    """A value in base units."""
    return Value(surface=surface, low=low, high=high or low, unit=unit, per=per, bound=bound)


def document(text: str, language: Language = Language.ZH_HANS, title: str | None = None, is_transcript: bool = False) -> Document:
    """A document of `text`: a sentence a line or full stop, a block a paragraph."""
    pattern = re.compile(r"[^.!?\n]+[.!?]?(?:(?<=\d\.)\d[^.!?\n]*[.!?]?)*") if language is Language.EN else re.compile(r"[^。！？\n]+[。！？]?")
    spans = [Span(m.start() + len(m[0]) - len(m[0].lstrip()), m.end()) for m in pattern.finditer(text) if m[0].strip()]
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    lines = tuple(LineStart(offset, n, 4.0 * n if is_transcript else None) for n, offset in enumerate(starts, 1))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    found = Document(
        id=f"sample-{digest}",
        ref=SourceRef(address="corpus/sample.txt", name="sample.txt"),
        title=title,
        author=None,
        language=language,
        format="text",
        is_transcript=is_transcript,
        url=None,
        published=None,
        text=text,
        sentences=(),
        blocks=tuple(Block(kind=BlockKind.PARAGRAPH, span=Span(m.start(), m.end())) for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)),
        line_starts=lines,
        source_characters=len(text),
    )
    sentences = [Sentence(n=n, span=span, line=found.origin(span.start).line, time=found.origin(span.start).time) for n, span in enumerate(spans, 1)]
    return replace(found, sentences=tuple(sentences))


def evidence(of: Document, quote: str) -> Evidence:
    """The first place of `quote` in the document. Raises ValueError where it does not stand in it."""
    start = of.text.index(quote)
    span = Span(start, start + len(quote))
    cited = [s for s in of.sentences if s.span.overlaps(span)]
    origin = of.origin(start)
    return Evidence(document=of.id, sentences=tuple(s.n for s in cited), span=span, quote=quote, line=origin.line, time=origin.time)


def claim(
    subject: Entity,
    type: str,
    *,
    kind: Kind | None = None,
    aspect: Aspect = Aspect.OTHER,
    attribute: Entity | None = None,
    value: Value | None = None,
    objects: Sequence[Entity] = (),
    condition: Entity | None = None,
    attribution: Entity | None = None,
    modality: str = "",
    words: str | None = None,
    span: Span | None = None,
    sentences: tuple[int, ...] = (1,),
    importance: float = 0.5,
) -> Claim:
    """A claim; its kind follows from its type unless given."""
    guessed = Kind.QUOTATION if type == "quotation" else Kind.MEASUREMENT if value is not None and attribute is not None else Kind.STATEMENT
    return Claim(
        kind=kind or guessed,
        type=type,
        aspect=aspect,
        subject=subject,
        sentences=sentences,
        extractor="rules/1",
        attribute=attribute,
        value=value,
        objects=tuple(objects),
        condition=condition,
        attribution=attribution,
        modality=modality,
        words=words,
        span=span,
        importance=importance,
    )


def fact(of: Document, quote: str, said: Claim, texts: Mapping[str, str], clauses: Mapping[str, str] | None = None) -> Fact:
    """A fact that `quote` bears out. texts, clauses: by tag; the part between `[` and `]` is marked; a tag that lacks is untranslated."""
    proof = evidence(of, quote)
    complete = replace(said, sentences=proof.sentences, span=said.span or proof.span)
    full = {tag: phrase(text) for tag, text in texts.items()}
    short = {tag: phrase(text) for tag, text in (clauses or texts).items()}
    tags = [*map(str, EDITIONS), str(of.language)]
    own = "source" if said.type in ("free", "quotation") else "phrase"
    origins = {tag: own if tag in texts else "untranslated" for tag in tags}
    for mapping in (full, short):
        for tag in tags:
            mapping.setdefault(tag, mapping[str(of.language)])
    key = hashlib.sha256(f"{of.id} {proof.span} {full}".encode()).hexdigest()[:8]
    return Fact(id=key, document=of.id, claim=complete, evidence=(proof,), texts=full, clauses=short, origins=origins)


def phrase(text: str) -> Phrase:
    """A phrase whose marked part stands between `[` and `]`."""
    if "[" not in text:
        return Phrase(text)
    before, rest = text.split("[", 1)
    marked, after = rest.split("]", 1)
    return Phrase(before + marked + after, Span(len(before), len(before) + len(marked)))


def rejection(said: Claim, reason: str = "number") -> Rejection:
    """A claim that failed."""
    return Rejection(document="sample", claim=said, reason=reason, detail="the figure does not stand in the sentences cited")
