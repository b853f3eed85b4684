"""The text of a mail as one person writes it: without what is answered to, signatures and small print; a forwarded text under its own headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.datamodel.document import Source, SourceRef
from pipeline.ingest.base import Passage, source_lines
from pipeline.ingest.tables import pattern
from pipeline.ingest.texts.markdown import MarkdownIngestor
from pipeline.ingest.texts.plain import PlainIngestor
from pipeline.text.fold import fold

_SIGNATURE = re.compile(r"-- ?$")
_QUOTED = re.compile(r"(?:> ?)+")
_FIELD = re.compile(r"\W{0,3}([^:：\n]{1,12})\W{0,3}[:：]\W{0,3}\s*(.*)$")
_SHORT = 200  # characters: a note over a forwarded text, not a text of its own
_MAX_LINE = 300  # characters of a line that may be a mail program's
_FOOT = 0.5  # share of a mail after which its small print begins
_MAX_SIGNATURE = 15  # lines
_FIELDS = 8  # lines over a forwarded text in which its headers stand
_HEADERS = ("from", "date", "subject", "other")
_TEXTS = (MarkdownIngestor(), PlainIngestor())


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says: its passages, and the headers of the text that it forwards."""

    passages: Sequence[Passage]
    subject: str | None = None
    sender: str | None = None
    date: str | None = None

    @property
    def is_short(self) -> bool:
        """True for a note that only accompanies something."""
        return sum(len(passage.text) for passage in self.passages) < _SHORT


def unflowed(text: str, joint: str) -> str:
    """Text in `format=flowed` (RFC 3676) with its soft line ends taken out. joint: what stands for one: a space, or nothing under `delsp=yes`.

    >>> unflowed("one \\ntwo\\n-- \\nA", " ")
    'one two\\n-- \\nA'
    """
    lines: list[str] = []
    soft = False
    for line in source_lines(text):
        line = line.removeprefix(" ") if not line.startswith("  ") else line
        if soft and line != "-- " and line.startswith(">") == lines[-1].startswith(">"):
            lines[-1] = lines[-1].removesuffix(" ") + joint + _QUOTED.sub("", line, count=1)
        else:
            lines.append(line)
        soft = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def read_letter(text: str) -> Letter:
    """The passages of a mail's plain text. Lines keep their numbers; those that are cut become empty."""
    lines = source_lines(text)
    fields: dict[str, str] = {}
    begin, at = 0, _find(lines, "forward")
    if at is not None and len("".join(lines[:at]).strip()) < _SHORT:
        begin = _skip_fields(lines, at + 1, fields)
    kept = _unquoted(lines, begin) or _dequoted(lines, begin)
    kept = _without_signature(kept)
    source = Source(ref=SourceRef(address="mail", name="mail"), data=b"")
    body = "\n".join(kept)
    reading = next(ingestor for ingestor in _TEXTS if ingestor.accepts(source, body)).read(source, body)
    return Letter(without_small_print(reading.passages), fields.get("subject"), fields.get("from"), fields.get("date"))


def _is(line: str, *keys: str) -> bool:
    return len(line) <= _MAX_LINE and pattern("mail", *keys).fullmatch(fold(line).strip()) is not None


def _find(lines: Sequence[str], key: str, begin: int = 0) -> int | None:
    return next((index for index in range(begin, len(lines)) if _is(lines[index], key, "begins")), None)


def _skip_fields(lines: Sequence[str], begin: int, fields: dict[str, str]) -> int:
    """Notes the headers of a forwarded text; the line after them."""
    at = begin
    for index in range(begin, min(len(lines), begin + _FIELDS + 4)):
        line = lines[index].strip()
        key = _header_key(line)
        if key:
            fields.setdefault(key, re.split(r"[:：]", line, maxsplit=1)[1].strip(" *"))
            at = index + 1
        elif line:
            break
    return at


def _unquoted(lines: Sequence[str], begin: int) -> list[str]:
    """The lines with those emptied that are quoted, up to an unmarked text that is answered to; nothing where no words are left."""
    kept = [""] * begin
    while len(kept) < len(lines):
        index = len(kept)
        parted = _attribution(lines, index)
        follows = next((line for line in lines[index + parted :] if line.strip()), "") if parted else ""
        if (parted and not follows.startswith(">")) or _begins_headers(lines, index):
            break
        own = lines[index]
        kept.extend([""] * parted or ["" if own.startswith(">") or _is(own, "line", "whole") else own])
    return kept if any(line.strip() for line in kept) else []


def _attribution(lines: Sequence[str], index: int) -> int:
    """How many lines name whom the mail answers (`On … wrote:`): none, one, or two where the line was wrapped."""
    line = lines[index].strip()
    if _is(line, "reply", "begins"):
        return 1
    whole = " ".join((line, *(after.strip() for after in lines[index + 1 : index + 2])))
    return 2 if line and whole != line and not line.startswith(">") and _is(whole, "reply", "begins") else 0


def _begins_headers(lines: Sequence[str], index: int) -> bool:
    """True where a mail program wrote the headers of the mail that is answered."""
    if _header_key(lines[index]) != "from":
        return False
    return {"from", "date", "subject"} <= {_header_key(line) for line in lines[index : index + _FIELDS]}


def _header_key(line: str) -> str | None:
    match = _FIELD.match(line.strip()) if len(line) <= _MAX_LINE else None
    return next((key for key in _HEADERS if match and _is(match[1], "header", key)), None)


def _dequoted(lines: Sequence[str], begin: int) -> list[str]:
    """The lines of a mail that only quotes, without the marks of quotation."""
    return [""] * begin + [_QUOTED.sub("", line, count=1) if line.startswith(">") else "" for line in lines[begin:]]


def _without_signature(lines: Sequence[str]) -> list[str]:
    """Without what follows the last `-- `, where few lines do."""
    for index in range(len(lines) - 1, 0, -1):
        if _SIGNATURE.match(lines[index]) and len([line for line in lines[index:] if line.strip()]) <= _MAX_SIGNATURE:
            return list(lines[:index])
    return list(lines)


def without_small_print(passages: Sequence[Passage]) -> list[Passage]:
    """Passages without a program's lines, and without the sender's small print from its first words on."""
    kept = [passage for passage in passages if not _is(passage.text, "line", "whole")]
    total = sum(len(passage.text) for passage in kept)
    before = 0
    for index, passage in enumerate(kept):
        if before >= _FOOT * total and index and _is(" ".join(passage.text.split()), "footer", "begins"):
            return kept[:index]
        before += len(passage.text)
    return kept
