"""E-mails and saved pages in MIME (`.eml`, `.mhtml`): which part is the text, in which encoding; `letters` and `newsletters` make passages of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from pipeline.datamodel.document import Source
from pipeline.errors import EncodingError, SourceError
from pipeline.ingest.base import Reading, suffix
from pipeline.ingest.documents.letters import Letter, read_letter, unflowed
from pipeline.ingest.documents.newsletters import is_laid_out, read_newsletter
from pipeline.ingest.pages.html import HtmlIngestor
from pipeline.ingest.tables import pattern
from pipeline.text.encoding import decode
from pipeline.text.fold import fold

_HEADER = re.compile(rb"(?:From [^\r\n]*\r?\n)?[!-9;-~]{1,60}:[ \t]?[^\r\n]*\r?\n")
_BLOCK_END = re.compile(rb"\r?\n\r?\n|\r\r")
_KNOWN = re.compile(rb"^(from|date|message-id|mime-version|received|subject|to|content-type|return-path|delivered-to|x-mailer):", re.I | re.M)
_MIN_KNOWN = 3  # of these headers, `From` or `MIME-Version` among them, in a file whose name does not say that it is a mail
_MAX_HEADERS = 200_000  # bytes in which the first headers end
_PART = re.compile(rb"^content-type:", re.I | re.M)
_MAX_PARTS = 2000
_BOUNDARY = re.compile(rb"\bboundary\s*=", re.I)
_MAX_DEPTH = 60  # multiparts; a mail forwarded ten times has twenty
_MAILS = (".eml", ".msg", ".mht", ".mhtml")
_BULK = ("List-Unsubscribe", "List-Id", "List-Post", "Feedback-ID")
_NO_NAME = re.compile(r"(?:saved by|no-?reply|mailer|postmaster|admin|info|newsletter)\b.*|[^\w]*", re.I)


class MailContainer:
    """Reads e-mails, and pages that a browser saved with all their files."""

    name = "eml"

    def accepts(self, source: Source) -> bool:
        """True for a file that begins with the headers of a mail."""
        data = source.data.lstrip(b"\xef\xbb\xbf\r\n \t")[:_MAX_HEADERS]
        if _HEADER.match(data) is None:
            return False
        end = _BLOCK_END.search(data)
        known = {name.lower() for name in _KNOWN.findall(data[: end.start()] if end else data)}
        if suffix(source) in _MAILS:
            return bool(known)
        return len(known) >= _MIN_KNOWN and bool(known & {b"mime-version", b"message-id", b"received"}) and b"from" in known

    def read(self, source: Source) -> Reading:
        """The text of the mail, or the page. A passage's line is counted in the part of the mail that holds the text.

        Raises SourceError for a mail without text or with too many parts, EncodingError for text in no encoding.
        """
        address = source.ref.address
        data = source.data.lstrip(b"\xef\xbb\xbf\r\n \t")
        if len(_PART.findall(data)) > _MAX_PARTS or len(_BOUNDARY.findall(data)) > _MAX_DEPTH:
            raise SourceError(f"{address}: a mail of too many parts; save its text as a file")
        message = message_from_bytes(data, policy=policy.compat32)
        page = _page(message)
        if page is not None:
            return _read_page(source, message, page)
        return _read_mail(source, message)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The first parts of a mail that are text; the mail that it carries, if it does."""

    plain: Message | None
    html: Message | None
    forwarded: Message | None


def _page(message: Message) -> Message | None:
    """The root of a saved page; None for a mail."""
    if message.get_content_type() == "text/html" and message.get("Snapshot-Content-Location"):
        return message
    if message.get_content_type() != "multipart/related":
        return None
    parts = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    is_saved = message.get("Snapshot-Content-Location") is not None or (parts and parts[0].get("Content-Location") and not message.get("To"))
    return parts[0] if parts and is_saved else None


def _read_page(source: Source, message: Message, page: Message) -> Reading:
    text = _text(page, source.ref.address)
    reading = HtmlIngestor().read(source, text)
    location = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "").strip()
    url = reading.url or (location if location.startswith(("http://", "https://")) else None)
    return replace(reading, format="mhtml", url=url, title=reading.title or _header(message, "Subject"))


def _read_mail(source: Source, message: Message) -> Reading:
    """The mail's own text; where it only carries another mail, that one's."""
    address = source.ref.address
    texts = _texts(message)
    if texts.plain is None and texts.html is None and texts.forwarded is None:
        raise SourceError(f"{address}: a mail without text; save what is attached to it")
    is_bulk = any(message.get(name) for name in _BULK) or str(message.get("Precedence", "")).lower() in ("bulk", "list")
    html = _text(texts.html, address) if texts.html is not None else ""
    if html and (texts.plain is None or is_bulk or is_laid_out(html)):
        letter = read_newsletter(html)
    elif texts.plain is not None:
        letter = read_letter(_plain(texts.plain, address))
    else:
        letter = Letter([])
    if texts.forwarded is not None and letter.is_short:
        return _read_mail(source, texts.forwarded)
    return Reading(
        format=MailContainer.name,
        passages=letter.passages,
        title=_subject(letter.subject or _header(message, "Subject")),
        author=_name(letter.sender or _header(message, "From")),
        published_metadata=letter.date or _date(message),
    )


def _texts(message: Message) -> _Texts:
    found: dict[str, Message] = {}
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        kind = part.get_content_type()
        payload = part.get_payload() if part.is_multipart() else None  # a text would be decoded, by a codec that the mail names
        if kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Message):
            found.setdefault(kind, payload[0])
        elif isinstance(payload, list):
            waiting = [inner for inner in payload if isinstance(inner, Message)] + waiting
        elif kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
            found.setdefault(kind, part)
    return _Texts(found.get("text/plain"), found.get("text/html"), found.get("message/rfc822"))


def _text(part: Message, address: str) -> str:
    """The words of a part in the encoding that it names, or in the one that they are in."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError, UnicodeError):
        charset = None
    return _decoded(data, charset, address)


def _decoded(data: bytes, charset: str | None, address: str) -> str:
    for given in (charset, None) if charset and charset != "us-ascii" else (None,):
        try:
            return decode(data, given)[0]
        except EncodingError as error:
            last = error
    raise EncodingError(f"{address}: {last}")


def _plain(part: Message, address: str) -> str:
    text = _text(part, address)
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    return unflowed(text, joint="" if str(part.get_param("delsp", "")).lower() == "yes" else " ")


def _header(message: Message, name: str) -> str | None:
    """The words of a header, decoded; None where there are none."""
    value = message.get(name)
    if value is None:
        return None
    words: list[str] = []
    try:
        chunks = decode_header(value)
    except (HeaderParseError, ValueError):
        chunks = [(str(value), None)]
    for chunk, charset in chunks:
        data = chunk.encode("utf-8", "surrogateescape") if isinstance(chunk, str) else chunk
        try:
            words.append(_decoded(data, None if charset == "unknown-8bit" else charset, "") if data.strip() else " ")
        except EncodingError:
            return None
    return " ".join("".join(words).split()) or None


def _subject(subject: str | None) -> str | None:
    """The subject without the marks of answers and forwarding."""
    while subject and (match := re.match(r"\s*([^:：\s]{1,6})\s*[:：]\s*(?=\S)", subject)):
        if pattern("mail", "subject", "prefix").fullmatch(fold(match[1]).strip()) is None:
            break
        subject = subject[match.end() :]
    return subject


def _name(sender: str | None) -> str | None:
    """The name of a sender without the address."""
    if not sender:
        return None
    name = parseaddr(sender)[0].strip(" '\"") or sender.partition("<")[0].strip(" '\"")
    return None if "@" in name or _NO_NAME.fullmatch(name) else name


def _date(message: Message) -> str | None:
    try:
        return parsedate_to_datetime(str(message.get("Date"))).date().isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
