"""The extractor that asks a chat model: what is asked for a document or a part of it, and the claims in what comes back.

Nothing here is believed: whatever is read goes to `verify/`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.datamodel.asking import Ask, Purpose, Talk, Wanted
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Aspect, Claim, Entity, Kind, Rejection, Value
from pipeline.datamodel.language import Language
from pipeline.extract.chunking import Part, headings_of, parts_of
from pipeline.llm.prompts import prompt
from pipeline.llm.replies import SaidClaim, claims_schema, read_claims_reply
from pipeline.llm.tokens import estimate
from pipeline.text.dates import find_dates
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from pipeline.text.quantities import find_figures
from pipeline.text.terms import other_language, terms_in
from pipeline.text.wording.spacing import has_han

TOKENS_A_CLAIM = 110  # of a reply: a claim in two languages
SOURCE_A_CLAIM = 55  # tokens of text that one claim is allowed for
LEAST_CLAIMS, MOST_CLAIMS = 6, 120
MAX_TERMS = 16
SOURCE_A_TERM = 200  # characters of text that one term is allowed for
MAX_SUBJECTS = 5  # that are carried over to a part
MAX_PASSAGES = 8  # to translate beside the facts of a part
MAX_PASSAGE = 8  # characters of each end of a passage to translate, by which it is named; three times as many in Latin script
LEAST_QUOTED = {True: 10, False: 40}  # characters with Han, and without
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{8,320})[”」』\"]")
MAX_SENTENCE = 4000  # characters of a sentence that are sent
MAX_PROBLEM = 160
RESERVE = 400  # tokens of the window that are left free, besides those of the instructions
LEAST_PART = 200  # tokens
MAX_NAME = 40
SCRIPTS = {Language.ZH_HANS: "Simplified", Language.ZH_HANT: "Traditional", Language.EN: "Simplified"}
WEIGHTS = {1: 0.35, 2: 0.5, 3: 0.65}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a reply holds.

    translations: by the passage's number in the request. broken: items that could not be read. problem: why nothing could be read.
    """

    claims: tuple[Claim, ...] = ()
    translations: Mapping[int, str] = field(default_factory=dict)
    broken: tuple[Rejection, ...] = ()
    problem: str = ""


def asks_for(document: Document, glossary: Glossary, talk: Talk, wanted: Sequence[Wanted] = ()) -> tuple[Ask, ...]:
    """The requests for a document's facts, one a part. wanted: passages that are to be translated along the way."""
    room = talk.window - min(talk.output, talk.window // 2) - _tokens(talk, _system(document, talk, MOST_CLAIMS)) - RESERVE
    parts = parts_of(document, max(LEAST_PART, room), lambda text: _tokens(talk, text))
    return tuple(ask_for(document, glossary, talk, part, number, wanted) for number, part in enumerate(parts))


def ask_for(document: Document, glossary: Glossary, talk: Talk, part: Part, number: int, wanted: Sequence[Wanted] = (), problem: str = "") -> Ask:
    """The request for the facts of a part. problem: what was wrong with the reply before this one."""
    lines = _lines(document, range(part.first, part.last + 1))
    text = "\n".join(str(line["text"]) for line in lines)
    claims = _how_many(talk, text)
    user = prompt(
        "claims.j2",
        talk.prompts,
        title=document.title or "",
        published=document.published.date if document.published else "",
        headings=headings_of(document, part.first) if part.first > 1 else [],
        subjects=_spoken_of(document, glossary, part.first),
        terms=terms_in(text, glossary, document.language, _terms(text)),
        lines=lines,
        passages=[{"i": i, "n": passage.n, "text": _ends(passage.text)} for i, passage in passages_of(part, wanted)],
        problem=problem[:MAX_PROBLEM],
    )
    return Ask(
        document=document.id,
        purpose=Purpose.MEND if problem else Purpose.CLAIMS,
        system=_system(document, talk, claims),
        user=user,
        schema=claims_schema(),
        max_output=_output(talk, claims),
        part=number,
        first=part.first,
        last=part.last,
    )


def passages_of(part: Part, wanted: Sequence[Wanted]) -> list[tuple[int, Wanted]]:
    """The passages that are to be translated with a part, each with its number in the request."""
    inside = [passage for passage in wanted if part.first <= passage.n <= part.last]
    return list(enumerate(inside[:MAX_PASSAGES], 1))


def quoted_passages(document: Document) -> list[Wanted]:
    """What stands in quotation marks and is long enough to be somebody's words; to be translated with the facts."""
    found: list[Wanted] = []
    for sentence in document.sentences:
        for match in _QUOTED.finditer(document.quote(sentence.n)):
            words = " ".join(match[1].split())
            if len(words) >= LEAST_QUOTED[has_han(words)]:
                found.append(Wanted(key=words, n=sentence.n, text=words))
    return found


def mend_ask(document: Document, glossary: Glossary, talk: Talk, rejections: Sequence[Rejection]) -> Ask:
    """One request for all claims of a document that failed, with the sentences around those cited and the reasons."""
    most = max(LEAST_CLAIMS, min(MOST_CLAIMS, talk.output // TOKENS_A_CLAIM))
    chosen = rejections[:most]
    near = sorted({m for r in chosen for n in r.claim.sentences[:3] for m in (n - 1, n, n + 1) if 1 <= m <= len(document.sentences)})
    lines = _lines(document, near or range(1, min(4, len(document.sentences)) + 1))
    text = "\n".join(str(line["text"]) for line in lines)
    refused = [
        {"n": list(r.claim.sentences[:3]), "text": " / ".join((r.claim.said or {}).values())[:400], "reason": f"{r.reason}: {r.detail[:MAX_PROBLEM]}"}
        for r in chosen
    ]
    user = prompt("mend.j2", talk.prompts, terms=terms_in(text, glossary, document.language, _terms(text)), lines=lines, refused=refused)
    return Ask(
        document=document.id,
        purpose=Purpose.MEND,
        system=_system(document, talk, len(chosen)),
        user=user,
        schema=claims_schema(),
        max_output=_output(talk, len(chosen)),
        first=near[0] if near else 0,
        last=near[-1] if near else 0,
    )


def read_claims(document: Document, text: str, glossary: Glossary, talk: Talk) -> Read:
    """The claims of a reply, with their subjects looked up in the glossary; what they cite is not looked at here."""
    reply = read_claims_reply(text)
    extractor = f"model:{talk.model}"
    claims = tuple(_claim(document, said, glossary, extractor) for said in reply.claims)
    broken = tuple(_broken(document, item, problem, extractor) for item, problem in reply.broken)
    return Read(claims=claims, translations=reply.translations, broken=broken, problem=reply.problem)


def entity_of(surface: str, glossary: Glossary) -> Entity:
    """The entity that a name stands for: the glossary's where one covers it, else one of its own."""
    name = " ".join(surface.split())[:MAX_NAME]
    for mention in glossary.find(name):
        if mention.end - mention.start >= len(name) - 2:
            return mention.entity
    slug = "-".join("".join(c if c.isalnum() else " " for c in fold(name)).split()) or "unknown"
    return Entity(id=slug, names={"zh-Hans": name, "zh-Hant-TW": name, "en": name})


def _claim(document: Document, said: SaidClaim, glossary: Glossary, extractor: str) -> Claim:
    statements = {tag: " ".join(text.split()) for tag, text in (("zh", said.zh), ("en", said.en)) if text}
    known = {str(aspect) for aspect in Aspect}
    return Claim(
        kind=Kind.STATEMENT,
        type="free",
        aspect=Aspect(said.k) if said.k in known else Aspect.OTHER,
        subject=entity_of(said.s, glossary),
        sentences=tuple(dict.fromkeys(said.n)),
        extractor=extractor,
        attribute=entity_of(said.a, glossary) if said.a else None,
        value=_value(said.v, document.language) if said.v else None,
        words=statements.get("zh" if document.language.is_chinese else "en"),
        importance=WEIGHTS[said.w],
        said=statements,
    )


def _value(surface: str, language: Language) -> Value | None:
    """The figure or the date that a value's words give, where they give just one."""
    figures, dates = find_figures(surface, language), find_dates(surface, language)
    if len(dates) == 1:
        return dates[0].value()
    return figures[0].value() if len(figures) == 1 and not dates else None


def _broken(document: Document, item: str, problem: str, extractor: str) -> Rejection:
    unknown = Entity(id="unknown", names={"en": "unknown"})
    claim = Claim(
        kind=Kind.STATEMENT, type="free", aspect=Aspect.OTHER, subject=unknown, sentences=(), extractor=extractor, words=item[:MAX_PROBLEM]
    )  # fmt: skip
    return Rejection(document=document.id, claim=claim, reason="citation", detail=f"the reply's item cannot be read ({problem})")


def _system(document: Document, talk: Talk, claims: int) -> str:
    script, aspects = SCRIPTS.get(document.language, "Simplified"), [str(aspect) for aspect in Aspect]
    return prompt("system.j2", talk.prompts, claims=claims, aspects=aspects, script=script, other=other_language(document.language))


def _how_many(talk: Talk, text: str) -> int:
    """How many claims a text is allowed, by its length and by what the model may write."""
    by_length = max(LEAST_CLAIMS, min(MOST_CLAIMS, _tokens(talk, text) // SOURCE_A_CLAIM))
    return max(1, min(by_length, talk.output // TOKENS_A_CLAIM))


def _output(talk: Talk, claims: int) -> int:
    return min(talk.output, talk.window // 2, claims * TOKENS_A_CLAIM + 300)


def _tokens(talk: Talk, text: str) -> int:
    return round(estimate(text, talk.family) * talk.factor)


def _terms(text: str) -> int:
    return min(MAX_TERMS, 3 + len(text) // SOURCE_A_TERM)


def _ends(text: str) -> str:
    """A passage by its beginning and its end, where it is long; its sentence stands in the prompt."""
    short = MAX_PASSAGE if has_han(text) else 3 * MAX_PASSAGE
    return text if len(text) <= 2 * short else f"{text[:short].rstrip()} … {text[-short:].lstrip()}"


def _lines(document: Document, numbers: Sequence[int]) -> list[dict[str, object]]:
    """Sentences for a prompt; what would close the text's marker is broken open."""
    return [{"n": n, "text": " ".join(document.quote(n)[:MAX_SENTENCE].split()).replace("</", "< /")} for n in numbers]


def _spoken_of(document: Document, glossary: Glossary, first: int) -> list[str]:
    """The names most spoken of in the sentences before a part."""
    if first <= 1:
        return []
    text = document.text[: document.sentence(first).span.start]
    counts = Counter(mention.entity.id for mention in glossary.find(text) if mention.entity.kind in ("model", "organization", "person", "product"))
    return [glossary.entity(name).name(str(document.language)) for name, _ in counts.most_common(MAX_SUBJECTS)]
