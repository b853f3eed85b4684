from __future__ import annotations

from email.header import Header
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from pipeline.errors import SourceError
from tests.ingest.sources import block_texts, read

HEAD = "From: Ana Torres <ana@example.org>\nTo: b@example.org\nDate: Tue, 5 Mar 2024 10:00:00 +0100\nSubject: {subject}\nMIME-Version: 1.0\n"
TEXT = "The harbour authority opened a second ferry line on Monday. It carries 900 passengers a day."
HANT = "港務局週一開通第二條渡輪航線，每天可載客九百人次，預計能減少橋上的車流。"
HANS = "港务局周一开通第二条渡轮航线，每天可载客九百人次，预计能减少桥上的车流。"


def plain(body: str, subject: str = "Ferry", kind: str = "text/plain; charset=utf-8") -> str:
    return HEAD.format(subject=subject) + f"Content-Type: {kind}\n\n{body}"


def test_a_letter_without_what_it_answers_and_its_signature() -> None:
    quoted = "On Mon, 4 Mar 2024 at 09:12, Bo Li <bo@example.org>\nwrote:\n> Is there any news of the ferry?\n> Bo\n"
    body = f"{TEXT}\n\n{quoted}\n-- \nAna Torres\nPort office\n"
    document = read(plain(body, "Re: Ferry"), "a.eml")
    assert document.text == TEXT
    assert (document.title, document.author, document.format) == ("Ferry", "Ana Torres", "eml")
    assert document.published is not None
    assert document.published.date == "2024-03-05"


def test_answers_among_quotations_stay() -> None:
    document = read(plain(f"On Mon, 4 Mar 2024, Bo wrote:\n> Any news?\n\n{TEXT}\n"), "a.eml")
    assert document.text == TEXT


def test_the_text_that_an_outlook_mail_answers_goes() -> None:
    body = f"{HANS}\n\n发件人: 李波 <bo@example.org>\n发送时间: 2024年3月4日\n收件人: Ana\n主题: 渡轮\n\n有消息吗？\n"
    assert read(plain(body), "a.eml").text == HANS


@pytest.mark.parametrize(("text", "charset"), [(HANS, "gb2312"), (HANT, "big5"), (HANS, "gb18030"), (TEXT, "iso-8859-1"), (HANS, "hz")])
def test_charsets_and_headers(text: str, charset: str) -> None:
    part = MIMEText(text, "plain", charset)
    part["From"] = "x@example.org"
    part["Subject"] = Header("渡轮" if charset != "big5" else "渡輪", charset if charset.startswith(("gb", "big")) else "utf-8").encode()
    document = read(part.as_bytes(), "a.eml")
    assert document.text == text
    assert document.title in ("渡轮", "渡輪")


def test_soft_line_ends_are_taken_out() -> None:
    body = "The harbour authority opened a \nsecond ferry line on Monday, and \nit is often full.\n"
    assert read(plain(body, kind="text/plain; charset=utf-8; format=flowed"), "a.eml").text == body.replace(" \n", " ").strip()


def test_a_forwarded_text_has_its_own_headers() -> None:
    headers = "From: Bo Li <bo@example.org>\nDate: Fri, 1 Mar 2024\nSubject: Second line\nTo: Ana\n"
    body = f"FYI\n\n---------- Forwarded message ---------\n{headers}\n{TEXT}\n"
    document = read(plain(body, "Fwd: Second line"), "a.eml")
    assert (document.title, document.author, document.text) == ("Second line", "Bo Li", TEXT)
    assert document.published is not None
    assert document.published.date == "2024-03-01"


def test_a_newsletter_in_layout_tables() -> None:
    html = (
        '<html><body><div style="display:none">Preview of what is inside</div><table role="presentation"><tr><td><h1>Island news</h1></td></tr>'
        f"<tr><td><table><tr><td><p>{TEXT}</p><p>Tickets are sold at the pier and in every post office of the town.</p></td></tr></table></td></tr>"
        "<tr><td><table><tr><th>Line</th><th>Price</th></tr><tr><td>North</td><td>3 dollars</td></tr></table></td></tr>"
        '<tr><td><img src="https://t.example.org/p.gif" width="1" height="1">'
        "<p>You are receiving this because you signed up. Unsubscribe</p></td></tr>"
        "</table></body></html>"
    )
    message = EmailMessage()
    message["From"], message["Subject"], message["List-Unsubscribe"] = (
        "Island News <news@example.org>",
        "Island news, March",
        "<https://x.example.org>",
    )
    message.set_content("View in browser\n\nshort\n")
    message.add_alternative(html, subtype="html")
    document = read(message.as_bytes(), "a.eml")
    assert block_texts(document) == [
        "Island news", TEXT, "Tickets are sold at the pier and in every post office of the town.", "Line | Price", "North | 3 dollars",
    ]  # fmt: skip


def test_a_saved_page_is_read_as_a_page() -> None:
    paragraphs = "".join(f"<p>{HANS}第{n}期工程已经开始。</p>" for n in range(1, 6))
    message = MIMEMultipart("related")
    message["From"], message["Snapshot-Content-Location"], message["Subject"] = "<Saved by Blink>", "https://example.org/ferry", "x"
    part = MIMEText(f"<html><head><title>渡轮新航线</title></head><body><article>{paragraphs}</article></body></html>", "html", "utf-8")
    message.attach(part)
    document = read(message.as_bytes(), "a.mhtml")
    assert (document.format, document.title, document.url) == ("mhtml", "渡轮新航线", "https://example.org/ferry")
    assert HANS in document.text


def nested(depth: int) -> bytes:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return (HEAD.format(subject="x") + opened + "Content-Type: text/plain\n\nwords\n").encode()


@pytest.mark.parametrize(
    "data",
    [
        nested(5000),
        (HEAD.format(subject="x") + 'Content-Type: multipart/mixed; boundary="b"\n\n' + "--b\nContent-Type: text/plain\n\nx\n" * 10_000).encode(),
    ],
    ids=["deep", "many"],
)
def test_hostile_mails_end_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"in/a\.eml: a mail of too many parts"):
        read(data, "a.eml")


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "unicode_escape", "rot13"])
def test_a_charset_that_is_none_of_texts_is_passed_over(charset: str) -> None:
    assert HANS in read(plain(HANS, kind=f"text/plain; charset={charset}").encode(), "a.eml").text


def test_an_article_with_fields_is_no_mail() -> None:
    assert read(f"From: the port\nDate: 2024-03-05\n\n{TEXT}\n", "a.txt").format != "eml"
