"""What a document itself says that a name is called in the other script: 聯發科（MediaTek）, MediaTek（聯發科）, Nordsee Bank (北海銀行).

Both spellings are then one name, wherever the document has either, and every edition has a spelling that its readers can read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import ALL_EDITIONS
from pipeline.extract.tokens import HAN, Token, slug

_LATIN = r"[A-Z][A-Za-z0-9.&'’-]{1,30}(?: [A-Z0-9][A-Za-z0-9.&'’-]{0,30}){0,4}"
_HAN = r"[\u3400-\u9fff·]{2,12}"
BEHIND = re.compile(rf"[（(](?:英文名?[:：]?|英文名称为?)?\s?(?P<other>{_LATIN})[）)]")  # 名字（Latin）
PAIRED = re.compile(rf"(?P<latin>{_LATIN})\s?[（(](?:中文名?[:：]?)?(?P<han>{_HAN})[）)]")  # Latin（名字）
BEFORE = re.compile(r"(?:^|(?<=[^\u3400-\u9fff·]))[\u3400-\u9fff·]{2,12}$")
NAMED = frozenset({"organization", "person", "product", "work", "unknown", "event", "platform"})
FORM = re.compile(r"^[A-Z]{1,5}s?$|^(?:CEO|CTO|CFO|COO|AI|API|USD)$")  # an abbreviation may stand for the words before it, not for a name
WORDS = re.compile(r"^(?:[这那该此其每各一两几本]|目前|全球|今年|去年|以及|其中|名为|叫做)|的")
FIRM = re.compile(
    r"(?:电子|電子|科技|集团|集團|公司|汽车|汽車|制药|製藥|药厂|藥廠|药业|藥業|生技|生物|半导体|半導體|银行|銀行|能源|航空|证券|證券|电力|電力|大学|大學)$"
)
LONG = 4  # Han characters of a firm's name from which on its first two are a short form
COMMON = frozenset(
    {
        "国家",
        "國家",
        "国际",
        "國際",
        "中央",
        "全国",
        "全國",
        "全球",
        "世界",
        "亚洲",
        "亞洲",
        "人民",
        "联合",
        "聯合",
        "第一",
        "新加",
        "大众",
        "大眾",
        "环球",
        "環球",
    }
)
GOES_ON = r"(?:去年|今年|前年|昨天|今天|上周|上週|本周|本週|计划|計畫|計劃|将|將|宣布|預計|预计|表示|目前|的|在|已|也|还|還|公布|第[一二三四]季)"
WHOLE = 6  # Han characters of a clause that may be nothing but a name
OPENS = re.compile(r"^$|[\s，。；：、「“《（(]")
SHORT = 3  # Han characters up to which a name's other places are no evidence: 中华 stands in other names


@dataclass(frozen=True, slots=True)
class Alias:
    """A Chinese and a Latin spelling of one name, and what it names."""

    han: str
    latin: str
    entity: Entity


def aliased(document: Document, tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with each name that the document gives in both scripts as one entity; places of it that no token covers become tokens."""
    found = {alias.entity.id: alias for alias in _aliases(document, tokens)}
    if not found:
        return list(tokens)
    spelt = {spelling: alias.entity for alias in found.values() for spelling in (alias.han, alias.latin)}
    kept = [_renamed(token, document.text, spelt) for token in tokens]
    kept += _more(document.text, kept, spelt)
    return sorted([*kept, *_shortened(document.text, kept, found.values())], key=lambda t: t.start)


def _renamed(token: Token, text: str, spelt: dict[str, Entity]) -> Token:
    entity = spelt.get(text[token.start : token.end]) if token.entity is not None else None
    return token if entity is None else replace(token, kind=entity.kind, entity=entity)


def _more(text: str, tokens: Sequence[Token], spelt: dict[str, Entity]) -> Iterator[Token]:
    """The places of the names that overlap no token."""
    starts = [t.start for t in tokens]
    taken: set[int] = set()
    for spelling in sorted(spelt, key=len, reverse=True):
        if len(spelling) < SHORT and HAN.search(spelling):
            continue
        for match in re.finditer(re.escape(spelling), text):
            start, end = match.span()
            first = max(0, bisect_left(starts, start) - 1)
            is_free = all(t.end <= start or t.start >= end for t in tokens[first : bisect_left(starts, end)])
            if is_free and taken.isdisjoint(range(start, end)) and _is_whole(text, start, end):
                taken.update(range(start, end))
                yield Token(start, end, spelt[spelling].kind, entity=spelt[spelling])


def _shortened(text: str, tokens: Sequence[Token], aliases: Iterable[Alias]) -> Iterator[Token]:
    """The places where a firm's first two characters open a clause as its name would: 格芯 for 格芯微电子."""
    covered = {offset for t in tokens for offset in range(t.start, t.end)}
    for alias in aliases:
        short = alias.han[:2]
        if alias.entity.kind != "organization" or len(alias.han) < LONG or short in COMMON:
            continue
        for match in re.finditer(rf"(?:^|(?<=[，。；！\n「“])){re.escape(short)}(?={GOES_ON})", text):
            if covered.isdisjoint(range(*match.span())):
                yield Token(match.start(), match.end(), "organization", entity=alias.entity, is_inferred=True)


def _is_whole(text: str, start: int, end: int) -> bool:
    """True unless a Latin word goes on at either side."""
    beside = (text[start - 1 : start], text[end : end + 1])
    return HAN.match(text[start]) is not None or not any(char.isascii() and char.isalnum() for char in beside)


def _aliases(document: Document, tokens: Sequence[Token]) -> Iterator[Alias]:
    text = document.text
    by_end = {t.end: t for t in tokens if t.entity is not None}
    by_start = {t.start: t for t in tokens if t.entity is not None}
    for match in BEHIND.finditer(text):
        latin, token = match["other"], by_end.get(match.start())
        inner = by_start.get(match.start("other"))
        if token is not None and not HAN.search(text[token.start : token.end]):
            continue
        if inner is not None and inner.end == match.end("other") and inner.entity is not None and _is_known(inner.entity):
            yield from _known(text, match.start(), token, inner.entity, latin)
        elif token is not None and token.kind in NAMED and token.entity is not None and not _is_known(token.entity):
            yield Alias(text[token.start : token.end], latin, _entity(document, text[token.start : token.end], latin, token.kind))
        elif token is None and not FORM.match(latin) and (words := _words_before(text, match.start())):
            yield Alias(words, latin, _entity(document, words, latin, inner.kind if inner is not None else "unknown"))
    for match in PAIRED.finditer(text):
        token = by_start.get(match.start("latin"))
        if token is None or token.end != match.end("latin") or token.entity is None or token.kind not in NAMED or WORDS.search(match["han"]):
            continue
        if not _is_known(token.entity) and match.start("han") not in by_start:
            yield Alias(match["han"], match["latin"], _entity(document, match["han"], match["latin"], token.kind))


def _words_before(text: str, at: int) -> str:
    """The Han words that end at `at` where they are a name: those that stand elsewhere too, or all that the clause has; empty where they are none."""
    before = BEFORE.search(text, max(0, at - 14), at)
    run = before[0] if before is not None else ""
    again = next((run[n:] for n in range(len(run) - 2) if text.count(run[n:]) > 1), "")
    name = again or (run if len(run) <= WHOLE and OPENS.search(text[: at - len(run)][-1:]) else "")
    return "" if WORDS.search(name) else name


def _known(text: str, at: int, token: Token | None, entity: Entity, latin: str) -> Iterator[Alias]:
    """A Chinese spelling that the glossary does not have, of a name that it has."""
    han = text[token.start : token.end] if token is not None and token.kind in NAMED else ""
    if han and token is not None and token.entity is not None and not _is_known(token.entity) and entity.kind in NAMED:
        yield Alias(han, latin, entity)


def _is_known(entity: Entity) -> bool:
    """True for a glossary's row: its id is no slug of its only name, or its names differ by edition."""
    return len(set(entity.names.values())) > 1 or entity.id not in {slug(name) for name in entity.names.values()}


def _entity(document: Document, han: str, latin: str, kind: str) -> Entity:
    """One entity: the Latin spelling in English, the Chinese one in a Chinese document's own language; elsewhere whichever the document writes."""
    kind = "organization" if kind == "unknown" and FIRM.search(han) else kind
    if not document.language.is_chinese:
        return Entity(id=slug(latin), names={edition.value: latin for edition in ALL_EDITIONS}, kind=kind)
    return Entity(id=slug(latin), names={document.language.value: han, "en": latin}, kind=kind)
