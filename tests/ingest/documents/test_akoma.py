from __future__ import annotations

import pytest

from pipeline.datamodel.document import BlockKind
from pipeline.errors import SourceError
from tests.ingest.sources import block_texts, read

DEBATE = """<?xml version="1.0" encoding="utf-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">
  <debate><meta>
    <identification><FRBRWork><FRBRuri value="https://example.org/debate/7"/><FRBRdate date="2024-04-12" name="meeting"/></FRBRWork></identification>
    <references><TLCPerson id="lin" showAs="林若水"/><TLCPerson eId="ho" showAs="何定山"/></references>
  </meta>
  <debateBody><debateSection>
    <heading>港口會議</heading>
    <narrative><p>（<i>
      播放簡報
    </i>）</p></narrative>
    <speech by="#lin"><p>
      第二條航線下個月開通，每天載客九百人次。
    </p><p>票價是三十元。</p></speech>
    <speech by="#lin"><p>學生半價。</p></speech>
    <speech by="#ho"><from>何</from><p>預算夠嗎？<authorialNote><p>見附件。</p></authorialNote></p></speech>
  </debateSection></debateBody></debate>
</akomaNtoso>
"""


def test_speeches_stand_under_the_names_of_who_speaks() -> None:
    document = read(DEBATE, "a.xml")
    assert block_texts(document) == [
        "港口會議", "（播放簡報）", "林若水：第二條航線下個月開通，每天載客九百人次。", "票價是三十元。", "學生半價。", "何定山：預算夠嗎？",
    ]  # fmt: skip
    assert document.blocks[0].kind is BlockKind.HEADING
    assert document.blocks[0].level == 1


def test_a_debate_says_what_it_is() -> None:
    document = read(DEBATE, "a.xml")
    assert (document.title, document.url, document.format) == ("港口會議", "https://example.org/debate/7", "akn")
    assert document.published is not None
    assert document.published.date == "2024-04-12"


def test_lines_are_the_files() -> None:
    document = read(DEBATE, "a.xml")
    line = document.origin(document.text.index("林若水")).line
    assert "第二條航線" in DEBATE.split("\n")[line - 1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (DEBATE[: len(DEBATE) // 2], "XML is broken"),
        ('<!DOCTYPE akomaNtoso [<!ENTITY a "aaaa">]>' + DEBATE.partition("?>")[2].strip(), "declares entities"),
        ("<akomaNtoso><debate><meta/></debate></akomaNtoso>", "no debate"),
        ("<akomaNtoso>" + "<debateBody>" * 5000, "XML is broken"),
    ],
)
def test_broken_and_hostile_xml_ends_in_one_line(text: str, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        read(text, "a.xml")
    assert "\n" not in str(caught.value)
