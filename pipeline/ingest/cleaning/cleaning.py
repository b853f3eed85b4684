"""Takes off what is not the text itself: blog boilerplate and a show's greetings and sign-offs; `chat`, `marks` and `spoken` see to the rest.

Whole passages, lines or sentences are left out; what is kept is unchanged and in order. The phrases are tables in `data/`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Passage
from pipeline.ingest.cleaning.chat import is_closing, without_chat
from pipeline.ingest.cleaning.marks import without_marks
from pipeline.ingest.cleaning.spoken import with_turns
from pipeline.ingest.tables import pattern
from pipeline.text.fold import fold

_SENTENCE = re.compile(r"(?:[^。！？!?….]|\.(?!\s|$))*(?:[。！？!?…]+|\.(?=\s|$)|$)[”」』）)\"'’]*\s*")
_CLAUSE_END = re.compile(r"\s*[,;、。!?~…]+\s*|(?<![a-z0-9])\s+(?![a-z0-9])|\.\s+|\.$")
_LABEL = re.compile(r"\W{0,4}([^:：]{1,24}?)\s{0,3}[:：]\s{0,3}(.*)$", re.S)
_URL = re.compile(r"https?://[^\s<>()\[\]（）]+")
_LAST_URL = re.compile(r"(?:\s+[-–—])?\s*(?P<open>[(（<\[])?https?://[^\s()（）<>，。；！？、]+[)）>\]]?(?P<stop>[。.！!？?]?)\s*$")
_ANNOUNCED = re.compile(r"[^:：。！？]{17}[:：]\s?https?://\S+$")
_BYLINE = re.compile(
    r"By (?P<author>[A-Z][\w.'’-]{0,24}(?: [A-Z][\w.'’-]{0,24}){1,3}(?:(?: and |, )[A-Z][\w.'’-]{0,24}(?: [A-Z][\w.'’-]{0,24}){1,3}){0,3})"
)
_BAR = re.compile(r"\s+[|·•]\s+")
_IS_SENTENCE = re.compile(r"[。！？?!][”」』）)\"']?$")
_STOP = re.compile(r"[。！？]|[.!?](?:\s|$)")
_PUNCTUATED = 0.2  # share of caption lines with a sentence mark from which the captions were edited
_MAX_CALL = 40  # characters at the end of a line in which a call to click stands
_MAX_LABEL = 16  # characters of words that only announce an address
_MIN_CONTENTS = 3  # items of a table of contents
_CONTENTS_SHARE = 0.7  # of its items, those that repeat a heading
_CONTENTS_WITHIN = 3  # passages before a table of contents that nothing announces
_FIELDS = ("author", "url", "date", "other")
_TITLED = ("url", "title")  # fields whose value may be a title, and so a question
_UNNAMED = ("链接", "link", "permalink", "url")  # fields whose words are no title
_MAX_BOILERPLATE = 300  # characters; longer passages are text
_FIELD_PASSAGES = 14  # at the top, in which fields stand
_MAX_FIELD = 200  # characters
_MAX_CLAUSE = 60  # characters of a clause that may be formulas
_SHOW_LINES = 12  # lines or sentences at either end that may be greetings
_TAIL_SHARE = 0.25  # of the text, the most that an about-us tail may take
_TAIL_MIN = 800  # characters that such a tail may always take


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What is left, and what the text's own fields say of it."""

    passages: tuple[Passage, ...]
    title: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None


@dataclass(slots=True)
class _Fields:
    """Fields that the text gives of itself, while they are found."""

    found: dict[str, str] = field(default_factory=dict)

    def note(self, key: str, value: str) -> None:
        """Keeps the first value of a field."""
        if value:
            self.found.setdefault(key, value)


def clean(passages: Sequence[Passage], *, is_transcript: bool) -> Cleaned:
    """The passages without what is not the text itself. They come normalised. Of captions only a show's greetings and sign-offs go."""
    fields = _Fields()
    kept = list(passages)
    if not is_transcript:
        kept = _without_fields(without_marks(kept), fields)
        kept, title = without_chat(kept)
        fields.note("title", title or "")
        kept = _cut_end(_without_contents(with_turns(kept)), is_closing)
        kept = _without_tail(kept)
        kept = [passage for passage in map(_without_address, kept) if not _is_boilerplate(passage)]
    if is_transcript and _is_punctuated(kept):
        return Cleaned(passages=tuple(kept))
    kept = _without_sign_off(_without_greeting(kept))
    while kept and kept[-1].kind is BlockKind.HEADING:
        kept.pop()
        kept = _without_sign_off(kept)
    found = fields.found
    return Cleaned(
        passages=tuple(kept),
        title=found.get("title") or _original(kept, found.get("original")),
        author=found.get("author"),
        url=found.get("url"),
        published=found.get("date"),
    )


def _original(passages: Sequence[Passage], title: str | None) -> str | None:
    """The title of the original that a translation names, where the translation itself has no headline."""
    return None if any(passage.kind is BlockKind.HEADING and passage.level == 1 for passage in passages) else title


def _is_punctuated(passages: Sequence[Passage]) -> bool:
    """True for captions that were edited: they are sentences, and a greeting among them is part of the text."""
    lines = [line.text for passage in passages for line in passage.lines]
    return sum(_STOP.search(line) is not None for line in lines) >= _PUNCTUATED * len(lines)


def _length(passages: Sequence[Passage]) -> int:
    return sum(len(line.text) for passage in passages for line in passage.lines)


def _is_boilerplate(passage: Passage) -> bool:
    """True for a passage that is in the table, or that has no words."""
    if passage.kind is BlockKind.CODE:
        return not any(line.text.strip() for line in passage.lines)
    text = passage.text
    if len(text) > _MAX_BOILERPLATE:
        return False
    if not text or passage.kind is BlockKind.TABLE_ROW:
        return not any(character.isalnum() for character in text)
    folded = fold(text)
    return any(pattern("boilerplate", rows).fullmatch(folded) is not None for rows in ("passage", "pages"))


def _without_address(passage: Passage) -> Passage:
    """The passage without the address or the call to click at its end, and without a label that only announced it."""
    if passage.kind in (BlockKind.CODE, BlockKind.TABLE_ROW) or not passage.lines:
        return passage
    last = passage.lines[-1]
    left = last.text
    if "://" in left and not (passage.kind is not BlockKind.LIST_ITEM and _ANNOUNCED.search(left)):
        left = _without_last_url(left)
    call = pattern("boilerplate", "call", "ends").search(fold(left[-_MAX_CALL:]))
    if call is not None:
        stop = "。" if last.text.rstrip().endswith("。") and call.start() else ""
        left = left[: max(0, len(left) - _MAX_CALL) + call.start()].rstrip()
        left += stop if left and left[-1].isalnum() else ""
    if left == last.text:
        return passage
    if _is_label(left):
        left = ""
    elif passage.kind is BlockKind.LIST_ITEM:
        left = left.rstrip(" :：-–—")
    lines = (*passage.lines[:-1], replace(last, text=left)) if left else passage.lines[:-1]
    return replace(passage, lines=lines)


def _without_last_url(text: str) -> str:
    """The text without the address at its end; one that the sentence needs (`see https://…`) stays."""
    match = _LAST_URL.search(text)
    if match is None:
        return text
    left = text[: match.start()].rstrip()
    is_needed = match["open"] is None and pattern("boilerplate", "call", "needs").search(fold(left[-_MAX_CALL:])) is not None
    return text if is_needed and not _is_label(left) else left + match["stop"]


def _is_label(text: str) -> bool:
    """True for words that only announce an address."""
    bare = text.rstrip(" :：-–—")
    return len(bare) <= _MAX_LABEL and pattern("boilerplate", "call", "labels").fullmatch(fold(bare).strip()) is not None


def _without_contents(passages: list[Passage]) -> list[Passage]:
    """Without a table of contents: list items that repeat the headings below them, most of them at least, and the line above that announces it."""
    headings = {_key(passage.text) for passage in passages if passage.kind is BlockKind.HEADING}
    start = 0
    while headings and start < len(passages) // 2:
        end = next((i for i in range(start, len(passages)) if passages[i].kind is not BlockKind.LIST_ITEM), len(passages))
        named = sum(_key(passage.text) in headings for passage in passages[start:end])
        is_announced = start > 0 and pattern("boilerplate", "contents").fullmatch(fold(passages[start - 1].text).strip(" :#")) is not None
        is_contents = end - start >= _MIN_CONTENTS and named >= _CONTENTS_SHARE * (end - start)
        if is_contents and (is_announced or start <= _CONTENTS_WITHIN):
            return passages[: start - 1 if is_announced else start] + passages[end:]
        start = max(end, start + 1)
    return passages


def _key(text: str) -> str:
    """A heading without its number and stops, to be compared."""
    return re.sub(r"^[\d一二三四五六七八九十.、()\s]+|\W+", "", fold(text))


def _without_fields(passages: list[Passage], fields: _Fields) -> list[Passage]:
    """Fields at the top (author, source, date …) noted and taken off; they end at the first passage that is none, but for the title."""
    kept: list[Passage] = []
    headings = 0
    for index, passage in enumerate(passages[:_FIELD_PASSAGES]):
        if passage.kind is BlockKind.HEADING and not headings:
            headings += 1
            kept.append(passage)
        elif _are_fields(passage, fields) or _is_boilerplate(passage) or _is_bare(passage, fields):
            continue
        else:
            return kept + passages[index:]
    return kept + passages[_FIELD_PASSAGES:]


def _is_bare(passage: Passage, fields: _Fields) -> bool:
    """True for a byline, a date or an address that stands alone without a label, or between bars; author and date are noted."""
    parts = _BAR.split(passage.text)
    if len(parts) > 1:
        pieces = [Passage(passage.kind, (replace(passage.lines[0], text=part),)) for part in parts if part]
        return all(_is_bare(piece, fields) or _is_boilerplate(piece) for piece in pieces)
    if byline := _BYLINE.fullmatch(passage.text):
        fields.note("author", byline["author"])
        return True
    if pattern("boilerplate", "field", "bare").fullmatch(fold(passage.text)) is None:
        return False
    if "://" not in passage.text:
        fields.note("date", passage.text)
    return True


def _are_fields(passage: Passage, fields: _Fields) -> bool:
    """True where each line is a field. A title is one among others only: alone it is a headline."""
    keys = _FIELDS if len(passage.lines) == 1 else (*_FIELDS, "title")
    return all(_note_field(line.text, passage.link, fields, keys) for line in passage.lines)


def _note_field(text: str, link: str | None, fields: _Fields, keys: Sequence[str]) -> bool:
    """Notes a field and says so; False for a line that is none."""
    match = _LABEL.match(text)
    if match is None or len(text) > _MAX_FIELD:
        return False
    label, value = fold(match.group(1)).strip(), match.group(2).strip()
    for key in keys:
        if pattern("boilerplate", "field", key).fullmatch(label) and (key in _TITLED or not _IS_SENTENCE.search(value)):
            address = _URL.search(value)
            fields.note(key, (address.group() if address else link or "") if key == "url" else value)
            if key == "url" and address is None and label not in _UNNAMED:
                fields.note("original", value)
            return True
    return False


def _without_tail(passages: list[Passage]) -> list[Passage]:
    """Without references, the author's notice and the like at the end."""
    total = _length(passages)
    after = 0
    start = len(passages)
    for index in range(len(passages) - 1, 0, -1):
        passage = passages[index]
        after += len(passage.text)
        if after > max(_TAIL_MIN, _TAIL_SHARE * total) or after > total / 2:
            break
        if len(passage.text) <= _MAX_BOILERPLATE and pattern("boilerplate", "tail", "begins").match(fold(passage.text)):
            start = index
    return passages[:start]


def _without_greeting(passages: list[Passage]) -> list[Passage]:
    """Without a show's greetings at the start; headings before them stay."""
    head = next((index for index, passage in enumerate(passages) if passage.kind is not BlockKind.HEADING), len(passages))
    begun = False
    rest = passages[head:]
    for _ in range(_SHOW_LINES):
        if not rest:
            break
        first, *others = rest[0].lines
        sentence = next(_sentences(first.text[: 2 * _MAX_BOILERPLATE]), "")
        if not _is_show(sentence, "start", "greeting", begun):
            break
        begun = True
        left = first.text[len(sentence) :]
        lines = (replace(first, text=left), *others) if left.strip() else tuple(others)
        rest = [replace(rest[0], lines=lines), *rest[1:]] if lines else rest[1:]
    return passages[:head] + rest


def _without_sign_off(passages: list[Passage]) -> list[Passage]:
    """Without a show's sign-off at the end."""
    return _cut_end(passages, _is_farewell, _is_aside)


def _is_farewell(sentence: str) -> bool:
    return _is_show(sentence, "end", "farewell", begun=False)


def _is_aside(sentence: str) -> bool:
    return _is_show(sentence, "end", "farewell", begun=True)


def _cut_end(passages: list[Passage], test: Callable[[str], bool], aside: Callable[[str], bool] | None = None) -> list[Passage]:
    """Without the sentences at the end that pass `test`, and those beside them that pass `aside`."""
    kept = rest = passages
    for _ in range(_SHOW_LINES):
        if not rest or rest[-1].kind in (BlockKind.HEADING, BlockKind.CODE):
            break
        *others, last = rest[-1].lines
        sentence = _last_sentence(last.text)
        passes = test(sentence)
        if not passes and not (aside and aside(sentence)):
            break
        left = last.text[: len(last.text) - len(sentence)].rstrip()
        lines = (*others, replace(last, text=left)) if left else tuple(others)
        rest = [*rest[:-1], replace(rest[-1], lines=lines)] if lines else rest[:-1]
        if passes or kept is not passages:
            kept = rest
    return kept


def _last_sentence(text: str) -> str:
    """The last sentence of a line; empty where it is too long to be a formula."""
    tail = text[-2 * _MAX_BOILERPLATE :]
    last = deque(_sentences(tail), maxlen=1)
    return last[0] if last and (len(last[0]) < len(tail) or tail is text) else ""


def _is_show(sentence: str, end: str, strong: str, begun: bool) -> bool:
    """True when every clause of a sentence is a greeting (farewell), or one at least with asides; asides alone do when one has `begun` it."""
    folded = fold(sentence).strip()
    if not folded or len(folded) > _MAX_BOILERPLATE:
        return False
    if pattern("shows", end, "sentence").fullmatch(folded):
        return True
    clauses = [clause for clause in _CLAUSE_END.split(folded) if clause]
    strongs = [len(clause) <= _MAX_CLAUSE and _formulas(end, strong).fullmatch(clause) is not None for clause in clauses]
    if not clauses or not (begun or any(strongs)):
        return False
    return all(is_strong or pattern("shows", end, "aside").fullmatch(clause) for clause, is_strong in zip(clauses, strongs, strict=True))


@cache
def _formulas(end: str, strong: str) -> re.Pattern[str]:
    """A greeting (farewell) with up to two more formulas on either side: captions run them together."""
    formula, aside = pattern("shows", end, strong).pattern, pattern("shows", end, "aside").pattern
    either = rf"(?:{formula}|{aside})\s?"
    return re.compile(rf"(?:{either}){{0,2}}?(?:{formula})\s?(?:{either}){{0,2}}?")


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a line, with the space after them; together they are the line."""
    return (match.group() for match in _SENTENCE.finditer(text) if match.group())
