"""What stands where in a document: names, terms, figures, dates and moments, as tokens that do not overlap."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from pipeline.datamodel.document import Document
from pipeline.datamodel.language import Language
from pipeline.extract.cues import Cues
from pipeline.extract.recurring import recurring_names
from pipeline.extract.tokens import HAN, MAX_NAME, Token, unit_class, unknown_entity
from pipeline.text.dates import Date
from pipeline.text.glossary import Glossary
from pipeline.text.readings import reading_of

STRONG_KINDS = frozenset(
    {"model", "product", "organization", "person", "benchmark", "platform", "place"}
)  # a figure inside them is a part of the name
_L = "A-Za-zÀ-ɏ"  # Latin letters, those of European names among them
_WORD = rf"[A-ZÀ-ÞŠŽČĆŁ][{_L}0-9]*(?:[-.&][{_L}0-9]+)*"
SOLID = (STRONG_KINDS - {"place"}) | {"language", "programming_language", "modality", "metric"}
_BODIES = ("Center", "Centers", "Centre", "Institute", "Office", "Department", "Council", "Campaign", "Commissioner", "Society", "Foundation")
_BODY = "(?:" + "|".join(f"(?<={word} )" for word in _BODIES) + ")"  # whose names go on with `for`
LATIN_NAME = re.compile(
    rf"[A-ZÀ-ÞŠŽČĆŁ](?<![{_L}0-9_.@/#].)(?<![{_L}]-.)[{_L}0-9]*(?:[-.&’'][{_L}0-9]+)*"
    rf"(?:[ ](?:of[ ]|the[ ]|and[ ](?=[A-Z])|{_BODY}for[ ]|[A-Z]\.[ ](?=[A-Z][a-z]))?"
    rf"(?:{_WORD}|\d+(?:\.\d+)*(?!\d|[.,]\d|%|[-–][\da-z])[A-Za-z]?\b)){{0,5}}"
)
LATIN_PRODUCT = re.compile(r"[a-z](?<![A-Za-z0-9_.@/#-].)[a-z]{0,2}[A-Z][A-Za-z0-9]*(?:[ -](?:[A-Z][A-Za-z0-9]*|\d+(?:\.\d+)*))*")
QUOTED_EDITION = re.compile(r"[\"“「『'‘](?P<word>[A-Za-z]{2,8})[\"”」』'’](?:版本|版|型号)?的?\s?$")
_EDITION = r"(?:Pro|Max|Plus|Ultra)"
_COUNTED = "个款台部代月年日万亿倍次家种天人位号世分秒小多余"  # a counter behind the number: it counts, and names nothing
VARIANT = re.compile(  # a model or product of its own: what is said of it is not said of the one whose name it begins with
    r" ?(?:Ultra|Pro|Max|Plus|Mini|Lite|Air|SE|Turbo|Nano|Ti|Super|XR|XS|X|II|III|IV)(?![A-Za-z0-9])"
    rf"| \d{{1,2}}(?= ?{_EDITION}?(?:[\s，。,（(、：:；;]|$|系列|的|(?![{_COUNTED}])[㐀-鿿]))(?: {_EDITION}){{0,2}}"
)
INSIDE = re.compile(r"[A-Z](?<=[a-z0-9,;)] .)[A-Za-z0-9]*(?:[-.&’'][A-Za-z0-9]+)*")  # a word capitalised within a sentence
OPENING_WORD = re.compile(r"(?:(?<=^)|(?<=[.!?] ))[A-Z][a-z]{3,}\b", re.MULTILINE)
SMALL_WORD = re.compile(r"\b[a-z]{4,}\b")
NO_APPOSITION = (
    "However|Besides|Elsewhere|Nevertheless|Nonetheless|Thus|Indeed|Earlier|Later|Afterwards?|Otherwise|Hence|Therefore|Likewise|Next|Overall"
    "|Meanwhile|Instead|Today|Yesterday|Tomorrow|Moreover|Furthermore"
)
APPOSED = re.compile(  # Solmar, the largest hotel chain, opened …
    rf"(?:(?<=^)|(?<=[.!?] ))(?!(?:{NO_APPOSITION})\b)(?P<word>[A-Z][a-z]{{2,}})(?=, (?:an? |the )[a-z][^,.;]{{2,50}}, [a-z])", re.MULTILINE
)
COMMON_FORM = re.compile("(?:ly|ing|ed|[^sui]s|ers|men|women)$")  # of adverbs, participles and plurals, which are no names by themselves
OFFICE = re.compile(
    "(?:Vice President|Prime Minister|President|Representative|Secretary|Judge|Justice|Professor|Detective|Officer|Captain|Chancellor|Mayor|Governor"
    "|Senator|Minister|Premier|Administrator"
    "|Foreign Secretary|Attorney General|Director|Chairman|Chairwoman|Congressman|Congresswoman|Sheriff) (?=[A-Z])"
)
LASTING = {"organization": 4, "product": 4, "person": 3}  # Han characters of a name from which on it is known wherever it stands
HEADLINE_VERB = re.compile(  # in a headline verbs are capitalised as names are
    r" (?:Raises?|Launch(?:es)?|Releases?|Unveils?|Introduces?|Announces?|Acquires?|Buys?|Sues?|Says?|Gets?|Cuts?|Adds?|Hires?|Plans|Wins?|Opens"
    r"|Closes|Takes|Makes|Becomes|Brings|Joins?|Signs|Files|Faces|Hits|Drops|Sells|Strikes?|Expands|Reports|Warns|Reveals|Is|Are|Will|Has)(?= |$).*"
)
PART_OF = re.compile("[A-Z][a-z]+ (?:for|of|of the|on) $")  # before the end of a longer name (High Commissioner for Human Rights)
CALLED = re.compile("(?:entitled|titled|called|dubbed|named|film|movie|book|song|album|series|article|paper|essay|play|novel),? [\"“‘']$")
JOINED = re.compile("-[a-z]")  # a place in an adjective (China-specific)
OWNING = re.compile("[’']s$")
POSSESSIVE = re.compile(r"[’']s(?= \d|$)")
NO_NAME = re.compile(  # words in capitals that name nothing
    r"^(?:(?:Rights|Affairs|Services|Prevention|Group|University|Institute|Labs?|Bank|Capital|Company|Council|Commission|Ministry|Department|Agency|Association|Committee|Hospital|Health"
    r"|Partners|Holdings|Systems|Foundation|Airlines)$|[A-Z]{4,}(?: [A-Z]{4,})+$)"  # a noun by itself, a line in capitals
    r"|(?:^| )(?:Rep|Sen|Gov|Lt|Sgt|Gen|Col|Mr|Mrs|Ms|Dr|Prof|Hon|Rt)$"
    r"|^(?:(?:Rep|Sen|Gov|Lt|Sgt|Gen|Col|Mr|Mrs|Ms|Dr|Prof|Jr|Sr|Lots|Republican|Democratic)$|[A-Z]-[a-z]+|(?:Why|How|What|When|Where|I)\b.*)$"
    r"| I$|['’](?:ll|ve|re|m|d)$"
)
NARRATED = re.compile(
    r"(?:next|following|previous|same) (?:day|morning|evening|night)|day (?:before|after)$|第二天|次日|翌日|隔天|前一天|当天|當天|当日|當日"
)
AT_HAN = "(?<![㐀-鿿])"  # how a pattern begins that stands only where Han begin
HAN_RUN = re.compile("[㐀-鿿]+")
SPAN = re.compile(
    r"in (?:the )?(?:\d+|an?|[a-z]+(?:-[a-z]+)?) (?:days?|weeks?|months?|years?|hours?|minutes?)$"
)  # how long it took, or when it will be
TITLE = re.compile(r"《[^《》\n]{1,38}》")


def annotate(document: Document, glossary: Glossary, cues: Cues) -> list[Token]:
    """The tokens of a document in order: where two overlap, names of the glossary and dates win over figures, figures over terms.

    `“Mini”版本的GPT-4o` is the model that the glossary knows as GPT-4o mini.
    """
    text, language = document.text, document.language
    anchor = _anchor(document)
    candidates: list[tuple[int, Token]] = []
    reading = reading_of(text, language, glossary)
    quantities = reading.figures
    counted = {q.end: q.start for q in quantities if q.unit is not None and q.unit.startswith("count:")}
    for mention in reading.mentions:
        entity = mention.entity
        if entity.kind == "model" and (edition := QUOTED_EDITION.search(text, max(0, mention.start - 16), mention.start)) is not None:
            whole = glossary.find(f"{mention.surface} {edition['word']}")
            if len(whole) == 1 and whole[0].entity.id != entity.id:
                candidates.append((4, Token(edition.start(), mention.end, entity.kind, entity=whole[0].entity, is_inferred=True)))
        if entity.kind == "place" and JOINED.match(text, mention.end):
            continue
        is_noun = entity.kind == "platform" and counted.get(mention.end, mention.start) < mention.start  # 120 万台笔电
        rank = 3 if entity.kind in STRONG_KINDS and not is_noun else 1
        candidates.append((rank, Token(mention.start, mention.end, entity.kind, entity=entity)))
        if entity.kind in ("model", "product") and (variant := VARIANT.match(text, mention.end)) is not None:
            name = unknown_entity(text[mention.start : variant.end()], language, "product")
            candidates.append((4, Token(mention.start, variant.end(), "product", entity=name)))
    dates = [d for d in reading.dates(anchor) if not _is_said(d)]
    candidates += [(3, Token(d.start, d.end, "date", date=d)) for d in dates]
    candidates += [(2, Token(q.start, q.end, unit_class(q.unit), quantity=q)) for q in quantities]
    tokens = settle(candidates, len(text))
    names = [(2 if _is_a_whole(t, text) and _holds_less(t, tokens) else 0, t) for t in unknown_names(document, tokens, cues)]
    return settle([*((1, t) for t in tokens), *names], len(text))


def _is_said(date: Date) -> bool:
    """True for a moment that stays as it is said: next week, and the day after what is told, which no document's date resolves."""
    surface = date.surface.lower()
    return date.is_resolved and (date.precision == "week" or NARRATED.search(surface) is not None or SPAN.match(surface) is not None)


def _is_a_whole(name: Token, text: str) -> bool:
    """True for a name that may stand over the tokens in it: a firm's, or Latin words of which a term or a place is one (Lunar Lake)."""
    is_han = name.kind in ("person", "unknown") and HAN.search(text[name.start]) is not None  # 林国泰: no part of it is an airline
    return name.kind == "organization" or is_han or (" " in text[name.start : name.end] and text[name.start].isascii())


def _holds_less(name: Token, tokens: Sequence[Token]) -> bool:
    """True when the name is longer than all that it overlaps, and none of that is a strong name but a place's (长江 in 长江电动)."""
    first = max(0, bisect_left(tokens, name.start, key=lambda t: t.start) - 1)
    inside = [t for t in tokens[first : bisect_left(tokens, name.end, key=lambda t: t.start)] if t.end > name.start]
    is_han_person = name.kind == "person" and name.entity is not None and HAN.match(name.entity.id) is not None
    return bool(inside) and all(
        name.start <= t.start
        and t.end <= name.end
        and len(t.span) < len(name.span)
        and (t.kind == "place" or t.kind not in STRONG_KINDS or (is_han_person and t.kind != "person"))
        for t in inside
    )


def settle(candidates: Iterable[tuple[int, Token]], length: int) -> list[Token]:
    """The candidates that do not overlap a better one: higher rank first, then the longer, then the earlier."""
    taken = bytearray(length)
    kept = []
    for _, token in sorted(candidates, key=lambda c: (-c[0], c[1].start - c[1].end, c[1].start, c[1].kind)):
        if token.end > token.start and taken.find(1, token.start, token.end) < 0:
            taken[token.start : token.end] = b"\x01" * (token.end - token.start)
            kept.append(token)
    return sorted(kept, key=lambda t: t.start)


def unknown_names(document: Document, tokens: Sequence[Token], cues: Cues) -> list[Token]:
    """Proper names that the glossary does not have: capitalised runs, product-like spellings, titles in 《》, names before a word of speech."""
    text, language = document.text, document.language
    starts = [t.start for t in tokens]
    found = []
    inside = _names_of_one_word(document) if language is Language.EN else frozenset()
    for match in [*LATIN_NAME.finditer(text), *LATIN_PRODUCT.finditer(text)]:
        if _is_covered(match.start(), match.end(), tokens, starts):
            continue
        start, end = _trimmed(text, match.start(), match.end(), cues, language, inside)
        office = OFFICE.match(text, match.start()) if language is Language.EN else None
        if (verb := HEADLINE_VERB.search(text, start + 1, end)) is not None and language is Language.EN:
            end = verb.start()
        end = start + len(POSSESSIVE.split(text[start:end])[0])
        name = text[start:end]
        is_tail = PART_OF.search(text, max(0, start - 24), start) is not None and not OFFICE.match(text, start)
        if is_tail and language is Language.EN:
            continue
        is_cut = CALLED.search(text, max(0, start - 16), start) is not None and text[end : end + 2].strip()[:1].islower()
        if is_cut or NO_NAME.search(name):
            continue
        if len(name) > 1 and name.lower() not in cues.not_names and len(name) <= MAX_NAME:
            kind = "person" if office is not None and office.end() == start else cues.kind_of_name(name)
            found.append(Token(start, end, kind, entity=unknown_entity(name, language, kind)))
    found += [Token(m.start(), m.end(), "work", entity=unknown_entity(m[0][1:-1], language, "work")) for m in TITLE.finditer(text)]
    begins = [run.start() for run in HAN_RUN.finditer(text)]
    for pattern, kind in cues.name_patterns:
        for match in _named_by(pattern, text, begins):
            start, end = match.span("name")
            if language is Language.EN and PART_OF.search(text, max(0, start - 24), start) is not None:
                continue
            found.append(Token(start, end, kind, entity=unknown_entity(text[start:end], language, kind)))
    if language.is_chinese:
        found += _mentioned_again(text, found)
        found += recurring_names(document, tokens, cues)
    return found


def _names_of_one_word(document: Document) -> frozenset[str]:
    """English words that are capitalised within a sentence, or that open several (the title one of them) and are never written small."""
    text = f"{document.title or ''}\n{document.text}"
    opening = Counter(m[0] for m in OPENING_WORD.finditer(text))
    small = frozenset(SMALL_WORD.findall(text))
    again = {word for word, count in opening.items() if count > 1 and word.lower() not in small and COMMON_FORM.search(word) is None}
    apposed = {m["word"] for m in APPOSED.finditer(document.text) if COMMON_FORM.search(m["word"]) is None}
    return frozenset({m[0] for m in INSIDE.finditer(document.text)} | again | apposed)


def _named_by(pattern: re.Pattern[str], text: str, begins: Sequence[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern of names; one that asks for the beginning of Han is tried only where they begin."""
    if not pattern.pattern.startswith(AT_HAN):
        yield from pattern.finditer(text)
        return
    end = 0
    for begin in begins:
        if begin >= end and (match := pattern.match(text, begin)) is not None:
            end = match.end()
            yield match


def _mentioned_again(text: str, found: Sequence[Token]) -> list[Token]:
    """The other places of names that a pattern found once (玉山科技 after 玉山科技宣布); none of those too short to be told from common words."""
    named = {text[t.start : t.end]: t for t in found if t.kind in LASTING and HAN.search(text[t.start : t.end])}
    again = []
    for name, token in named.items():
        places = re.finditer(re.escape(name), text) if len(name) >= LASTING[token.kind] else ()
        again += [Token(m.start(), m.end(), token.kind, entity=token.entity) for m in places if m.start() != token.start]
    return again


def _is_covered(start: int, end: int, tokens: Sequence[Token], starts: Sequence[int]) -> bool:
    """True when a token lies in the range, unless the range is longer and holds nothing but places and terms."""
    first = max(0, bisect_left(starts, start) - 1)
    inside = [t for t in tokens[first : bisect_left(starts, end)] if t.end > start]
    return any((t.start <= start and t.end >= end) or t.end > end or t.start < start or t.kind in SOLID for t in inside)


def _trimmed(text: str, start: int, end: int, cues: Cues, language: Language, inside: Collection[str]) -> tuple[int, int]:
    """A capitalised run without the ordinary word that a sentence opens with (English capitalises it).

    inside: the words that are capitalised within a sentence somewhere.
    """
    if language is not Language.EN:
        return start, end
    office = OFFICE.match(text, start, end)
    start = office.end() if office is not None else start
    words = text[start:end].split(" ")
    while words and words[0].lower() in cues.openers:
        start += len(words[0]) + 1
        words = words[1:]
    opens = re.search(r"(?:^|[.!?:\n>*“\"(]\s*)$", text[max(0, start - 4) : start]) is not None
    if len(words) == 1 and opens and not re.search(r"[a-z][A-Z]|[A-Z]{2}|\d", words[0]) and OWNING.sub("", words[0]) not in inside:
        return start, start
    return min(start, end), end


def _anchor(document: Document) -> date | None:
    """The day that relative words are counted from: the publication date, when the day is known."""
    if document.published is None or document.published.precision != "day":
        return None
    return date.fromisoformat(document.published.date[:10])
