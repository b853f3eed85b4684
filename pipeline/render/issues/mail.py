"""An issue as a mail that any client opens: headers, plain text and HTML, the same bytes for the same issue."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from hashlib import sha256
from pathlib import Path

from pipeline.datamodel.issue import Issue, Plan
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.render import labels
from pipeline.render.issues import wording
from pipeline.render.issues.addresses import NOWHERE, host_of
from pipeline.render.issues.mail_body import flat, mail_html, mail_text, tags_of

_SENT = time(8, tzinfo=UTC)
_MAX_NAME = 60
_MAX_SUBJECT = 160
_UNSUBSCRIBE = re.compile(r"(?:https?://[^\s<>,]+|mailto:[^\s<>,]+@[^\s<>,]+)")


def render_mail(issue: Issue, plan: Plan, templates: Path | None = None) -> bytes:
    """The mail as bytes with CRLF line ends, ready to be opened as a draft or handed to a mail server.

    Without a sender it is from nobody (an address at `.invalid`), without a recipient to nobody.
    Raises ConfigError where a template, the site or an address of newsletter.toml is wrong.
    """
    text = mail_text(issue, plan, templates)
    html = mail_html(issue, plan, templates, text)
    digest = sha256(f"{text}\0{html}".encode()).hexdigest()
    message = EmailMessage(policy=SMTP.clone(utf8=_has_unicode_mailbox(plan)))
    tags = [tag for tag in tags_of(issue) if tag]
    message["Subject"] = subject(issue, tags[0])
    message["From"] = _addresses(plan.sender, "sender") or (Address(_name(issue, tags[0]), addr_spec=f"newsletter@{NOWHERE}"),)
    if plan.recipient:
        message["To"] = _addresses(plan.recipient, "recipient")
    message["Date"] = format_datetime(datetime.combine(issue.period.until, _SENT))
    message["Message-ID"] = f"<newsletter-{issue.period.id}-{digest[:16]}@{host_of(plan)}>"
    _add_unsubscribe(message, plan)
    message["X-Unsent"] = "1"
    message.set_content(text, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")
    message["Content-Language"] = ", ".join(tags)
    message.set_boundary(f"=_{digest[:32]}")
    return message.as_bytes()


def subject(issue: Issue, tag: str) -> str:
    """The newsletter's name, the number and the headline of the issue."""
    number = labels.text("issue/number", tag, n=issue.number)
    name, headline = _name(issue, tag), flat(wording.pick(issue.headline, tag))
    said = f"{name}, {number}: {headline}" if tag == Edition.EN else f"{name}{number}：{headline}"
    return said if len(said) <= _MAX_SUBJECT else said[: _MAX_SUBJECT - 1].rstrip() + "…"


def _name(issue: Issue, tag: str) -> str:
    return flat(wording.pick(issue.title, tag))[:_MAX_NAME].rstrip()


def _addresses(written: str | None, key: str) -> tuple[Address, ...]:
    """Mail addresses as newsletter.toml has them: `Name <a@b.org>`, several with commas between. Raises ConfigError for what is none."""
    if not written:
        return ()
    made = []
    for name, address in getaddresses([" ".join(written.split())]):
        local, at, host = address.rpartition("@")
        try:
            made.append(Address(name, username=local, domain=host if host.isascii() else host.encode("idna").decode()))
        except (ValueError, IndexError) as error:
            raise ConfigError(f"newsletter.toml: {key} {written!r} is no mail address ({error}); write Name <name@example.org>") from error
        if not (local and at and "." in host) or re.search(r"[\s<>,;]", address):
            raise ConfigError(f"newsletter.toml: {key} {written!r} is no mail address; write Name <name@example.org>")
    return tuple(made)


def _has_unicode_mailbox(plan: Plan) -> bool:
    """True where an address has letters before its @ that only SMTPUTF8 carries."""
    return any(not address.username.isascii() for key in ("sender", "recipient") for address in _addresses(getattr(plan, key), key))


def _add_unsubscribe(message: EmailMessage, plan: Plan) -> None:
    """RFC 2369, and RFC 8058 where it is an https address."""
    if not plan.unsubscribe:
        return
    if not _UNSUBSCRIBE.fullmatch(plan.unsubscribe):
        raise ConfigError(f"newsletter.toml: unsubscribe {plan.unsubscribe!r} is no address; write https://… or mailto:name@example.org")
    message["List-Unsubscribe"] = f"<{plan.unsubscribe}>"
    if plan.unsubscribe.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
