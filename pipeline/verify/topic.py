"""Whether the text has turned to somebody else between the name of a claim's subject and its figure."""

from __future__ import annotations

import re
from functools import cache

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Claim, Entity
from pipeline.text.fold import fold
from pipeline.verify.reading import Reading
from pipeline.verify.rules import rules

FAR = 12  # sentences between the name and the figure that are looked through
NEAR = 48  # characters before a name in which the words stand that make it the topic
BESIDE = 16  # characters of a clause that does no more than set another's figure beside the subject's


def turned_to(reading: Reading, claim: Claim, subjects: tuple[Span, ...], core: Span) -> str:
    """The name that the text turns to between the subject's and `core`, of a kind that the claim's subject could be; empty where none.

    A name counts that opens a clause or follows words that turn to a topic (`再看X`, `as for X`), unless it is set beside a figure of its own
    for comparison, or stands in a list. A claim whose own sentence names its subject is not questioned.
    """
    document, sentences = reading.document, reading.sentences
    group, home = _group(claim.subject), sentences.at(core.start)
    before = [span for span in subjects if span.end <= core.start]
    if group is None or not before or any(sentences.at(span.start) == home for span in subjects):
        return ""
    start = max(before).end
    first = sentences.at(start)
    beside = {claim.subject.id, *(entity.id for entity in claim.objects)}
    turned = ""
    for n in range(first, home + 1) if home - first <= FAR else ():
        for span, entity in reading.mentions(n):
            if not start <= span.start < core.start:
                continue
            if entity.id == claim.subject.id:
                turned = ""
            elif _group(entity) == group and entity.id not in beside and not _is_kin(entity.id, claim.subject.id) and _is_topic(document, span, n):
                turned = entity.name(str(document.language))
    return turned


def _group(entity: Entity) -> str | None:
    return next((name for name, kinds in sorted(rules()["topic"]["groups"].items()) if entity.kind in kinds), None)


def _is_kin(one: str, other: str) -> bool:
    """True for a model and one of its sizes (llama-3.1, llama-3.1-405b)."""
    short, long = sorted((one, other), key=len)
    return long.startswith(f"{short}-") and re.fullmatch(r"\d+(?:\.\d+)?[bmt]", long[len(short) + 1 :]) is not None


def _is_topic(document: Document, name: Span, n: int) -> bool:
    sentence = document.sentence(n).span
    before = fold(document.text[max(sentence.start, name.start - NEAR) : name.start])
    after = fold(document.text[name.end : min(sentence.end, name.end + NEAR)])
    turn, opening, listed, clause_end = _patterns(document.language.is_chinese)
    if turn.search(before):
        return True
    is_cut = name.start - sentence.start > NEAR
    if opening.search(before if not is_cut else f"…{before}") is None or listed.match(after):
        return False
    rest = clause_end.split(after, maxsplit=1)[0]
    is_beside = len(rest) <= BESIDE and re.search(r"\d", rest) is not None
    earlier = document.text[document.sentence(max(1, n - 1)).span.start : name.start]
    return not (is_beside and re.search(r"\d", earlier))


@cache
def _patterns(is_chinese: bool) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What turns to a name, what stands before one that opens a clause, what follows one of a list, and where a clause ends."""
    table = rules()["topic"]
    turns = "|".join(table["turns_zh" if is_chinese else "turns_en"])
    leads = "|".join(table["leads_zh" if is_chinese else "leads_en"])
    borders = r"(?:^|[。!?;,:\n])" if is_chinese else r"(?:^|[.!?;]\s)"
    return (
        re.compile(rf"(?:{turns})\s*$"),
        re.compile(rf"{borders}[\s\"“「*]*(?:{leads})*[\s\"“「*]*$"),
        re.compile(r"\s*(?:、|和|与|及|以及|,? and |, )"),
        re.compile(r"[。!?;,:\n]|[.]\s"),
    )
