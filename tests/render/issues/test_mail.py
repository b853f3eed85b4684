"""The mail: any parser reads it, nothing in it acts or is fetched, and it is short enough to be shown whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from lxml import html as parser

from pipeline.datamodel.issue import Issue, Plan
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.render.issues.mail import render_mail
from pipeline.render.issues.mail_body import MAX_BYTES, mail_html, preview
from tests.issues import hostile_issue, sample_issue

EDITIONS = (Edition.ZH_HANT_TW, Edition.EN)
BARE = Plan(title=sample_issue().title, editions=EDITIONS)
PLAN = replace(
    BARE,
    sender="模型週報編輯部 <editor@letters.example>",
    recipient="讀者 <reader@letters.example>, second@letters.example",
    site="https://letters.example/weekly/",
    unsubscribe="https://letters.example/bye?u=1",
)


def read(mail: bytes) -> EmailMessage:
    message = message_from_bytes(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def long_issue(stories: int) -> Issue:
    issue = sample_issue(EDITIONS)
    many = tuple(replace(issue.stories[n % 2], id=f"story-{n}") for n in range(stories))
    return replace(issue, stories=many, briefs=issue.briefs * stories)


def test_every_part_decodes() -> None:
    mail = render_mail(sample_issue(EDITIONS), PLAN)
    message = read(mail)
    assert message.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]
    assert not message.defects
    assert not [defect for one in message.walk() for defect in one.defects]
    assert "每百萬 token 輸入 15 美分" in part(message, "plain")
    assert "15 cents" in part(message, "html")


def test_it_is_bytes_that_any_server_takes() -> None:
    mail = render_mail(sample_issue(EDITIONS), PLAN)
    assert mail.isascii()
    assert b"\n" not in mail.replace(b"\r\n", b"")
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    assert mail == render_mail(sample_issue(EDITIONS), PLAN)


def test_headers_come_back_as_they_were_written() -> None:
    message = read(render_mail(sample_issue(EDITIONS), PLAN))
    assert message["Subject"] == "模型週報第 12 期：小模型賣 15 美分，大模型跟著降價"
    assert message["From"].addresses[0].display_name == "模型週報編輯部"
    assert [one.addr_spec for one in message["To"].addresses] == ["reader@letters.example", "second@letters.example"]
    assert message["Date"].datetime.isoformat() == "2024-07-28T08:00:00+00:00"
    assert re.fullmatch(r"<newsletter-2024-W30-\w{16}@letters\.example>", message["Message-ID"])
    assert message["List-Unsubscribe"] == "<https://letters.example/bye?u=1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Content-Language"] == "zh-Hant-TW, en"


@pytest.mark.parametrize("headline", ["長" * 400, "x" * 400, "a\r\nBcc: evil@x.example", "é “quoted” ünï, (x) <y>", "🗞 " * 60])
def test_any_headline_is_a_subject(headline: str) -> None:
    issue = replace(sample_issue(EDITIONS), headline=dict.fromkeys(EDITIONS, headline))
    message = read(render_mail(issue, PLAN))
    assert message["Bcc"] is None
    subject = str(message["Subject"]).removeprefix("模型週報第 12 期：")
    flat = " ".join(headline.split())
    assert flat == subject or (subject.endswith("…") and flat.startswith(subject[:-1]))


def test_without_a_sender_it_is_from_nobody() -> None:
    message = read(render_mail(sample_issue(EDITIONS), BARE))
    assert message["From"].addresses[0].domain.endswith(".invalid")
    assert message["To"] is None
    assert message["List-Unsubscribe"] is None


def test_mail_addresses_of_all_scripts() -> None:
    message = read(render_mail(sample_issue(EDITIONS), replace(PLAN, sender="編輯 <editor@週報.example>", unsubscribe="mailto:bye@letters.example")))
    assert message["From"].addresses[0].addr_spec == f"editor@{'週報'.encode('idna').decode()}.example"
    assert message["List-Unsubscribe-Post"] is None
    own = render_mail(sample_issue(EDITIONS), replace(PLAN, sender="編輯 <編輯@letters.example>"))
    assert read(own)["From"].addresses[0].addr_spec.encode(errors="surrogateescape").decode() == "編輯@letters.example"


@pytest.mark.parametrize(
    "wrong", [{"sender": "nobody"}, {"recipient": "a@b\r\nBcc: x@y.example"}, {"unsubscribe": "javascript:1"}, {"site": "ftp://x.example"}]
)
def test_what_is_no_address_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"newsletter\.toml: (sender|recipient|unsubscribe|site)"):
        render_mail(sample_issue(EDITIONS), replace(PLAN, **wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize("plan", [PLAN, BARE])
@pytest.mark.parametrize("make", [sample_issue, hostile_issue])
def test_nothing_acts_and_nothing_is_fetched(plan: Plan, make: Callable[..., Issue]) -> None:
    page = mail_html(make(EDITIONS), plan)
    tree = parser.document_fromstring(page)
    allowed = {
        "html", "head", "meta", "title", "body", "div", "table", "tr", "td", "th", "p", "h1", "h2", "a", "b", "span", "br",
    }  # fmt: skip
    assert {node.tag for node in tree.iter()} <= allowed
    names = {name for node in tree.iter() for name in node.attrib}
    assert not [name for name in names if str(name).startswith("on") or name in ("src", "class", "background")]
    assert "url(" not in page
    links = [node.get("href", "") for node in tree.iter("a")]
    assert all(re.match(r"https?://", str(link)) for link in links)
    if plan is PLAN:
        assert "https://letters.example/weekly/2024-W30/newsletter.html" in links


def test_colours_are_named_on_both_sides() -> None:
    tree = parser.document_fromstring(mail_html(sample_issue(EDITIONS), PLAN))
    for node in tree.iter("p", "h1", "h2", "th"):
        assert "color:#" in node.get("style", ""), parser.tostring(node)
    assert tree.xpath("//body[@bgcolor]")


def test_a_long_issue_is_cut_at_the_border_of_an_item_evidence_first() -> None:
    some, more = long_issue(8), long_issue(300)
    mails = [read(render_mail(issue, PLAN)) for issue in (some, more)]
    assert all(MAX_BYTES * 0.9 < len(mail.as_bytes()) <= MAX_BYTES for mail in mails)
    pages = [part(mail, "html") for mail in mails]
    for page, issue in zip(pages, (some, more), strict=True):
        assert page.rstrip().endswith("</html>")
        parser.document_fromstring(page)
        assert page.count("<h2") <= len(issue.stories) + 4
        assert "https://letters.example/weekly/2024-W30/newsletter.html" in page
    assert pages[0].count("Lyra 2 mini：價格有三個來源一致") == 4, "all stories, without the evidence of the last ones"
    assert "部分出處未收入郵件" in pages[0]
    assert re.search(r"還有 \d+ 則未收入", pages[1])
    assert not re.search(r"第 2 行", pages[1]), "no evidence where stories had to go"
    text = part(mails[1], "plain")
    assert re.search(r"還有 \d+ 則未收入", text)
    assert text.rstrip().endswith(str(PLAN.unsubscribe))


def test_a_short_issue_is_whole() -> None:
    page = mail_html(sample_issue(EDITIONS), PLAN)
    assert "未收入" not in page
    assert len(page.encode()) < 40_000


def test_an_issue_of_one_language_says_nothing_twice() -> None:
    page = mail_html(sample_issue((Edition.EN,)), PLAN)
    assert not re.search(r"[\u3400-\u9fff]", re.sub(r'<span lang="zh[^>]*>[^<]*</span>|《?[^<]*》?', "", page.split("Sources")[0]) or "x")
    assert page.count("A small model for 15 cents, and a large one gets cheaper") == 1


def test_the_preview_ends_where_a_sentence_or_clause_does() -> None:
    issue = replace(sample_issue(EDITIONS), lead={"en": "One sentence stands here. " * 10})
    assert preview(issue, "en") == ("One sentence stands here. " * 4).strip()
    assert preview(sample_issue(EDITIONS), "zh-Hant-TW").endswith("。")
