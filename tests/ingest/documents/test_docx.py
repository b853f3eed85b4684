from __future__ import annotations

import sys
import zipfile
from io import BytesIO

import pytest

from pipeline.datamodel.document import BlockKind
from pipeline.errors import MissingDependencyError, SourceError
from tests.ingest.sources import block_texts, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="章标题"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>{title}</dc:title><dc:creator>Wen Qiao</dc:creator>'
    "<dcterms:created>2024-03-09T08:00:00Z</dcterms:created></cp:coreProperties>"
)
NOTES = (
    f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>数字来自该馆年报。</w:t></w:r></w:p></w:footnote></w:footnotes>'
)
BODY = """
<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>背景 1</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>新馆开放</w:t></w:r></w:p>
<w:p><w:r><w:t>市图书馆的新馆藏书一百二十万册</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>，比旧馆多一倍。</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr><w:r><w:t>背景</w:t></w:r></w:p>
<w:p><w:r><w:t>新馆有</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>一千</w:delText></w:r></w:del>
<w:ins w:id="2" w:author="a"><w:r><w:t>两千</w:t></w:r></w:ins><w:r><w:t>个座位。</w:t></w:r>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部批注</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>开放时间</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>周一闭馆。</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>项目</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>数量</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>座位</w:t></w:r></w:p><w:p><w:r><w:t>（含残障）</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2000</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
"""
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
PARTS = {"styles": STYLES, "footnotes": NOTES, "numbering": NUMBERING}


def docx(body: str = BODY, title: str = "图书馆新馆", more: dict[str, str] | None = None) -> bytes:
    relations = "".join(f'<Relationship Id="r{n}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for n, name in enumerate(PARTS))
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{TYPES}"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{TYPES}">{relations}</Relationships>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": CORE.format(title=title),
        **{f"word/{name}.xml": part for name, part in PARTS.items()},
        **(more or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_a_word_file_is_read_as_an_editor_would() -> None:
    document = read(docx(), "a.docx")
    assert block_texts(document) == [
        "新馆开放", "市图书馆的新馆藏书一百二十万册，比旧馆多一倍。", "背景", "新馆有两千个座位。", "开放时间", "周一闭馆。",
        "项目 | 数量", "座位 （含残障） | 2000", "数字来自该馆年报。",
    ]  # fmt: skip
    kinds = [block.kind for block in document.blocks]
    assert kinds[0] is kinds[2] is kinds[4] is BlockKind.HEADING
    assert (kinds[5], kinds[6]) == (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


def test_a_word_file_says_what_it_is() -> None:
    document = read(docx(), "a.docx")
    assert (document.title, document.author, document.format) == ("图书馆新馆", "Wen Qiao", "docx")
    assert document.published is not None
    assert document.published.date == "2024-03-09"


def test_a_programs_title_does_not_count() -> None:
    assert read(docx(title="Document1"), "a.docx").title == "新馆开放"


def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mammoth", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'bidigest\[docx\]'"):
        read(docx(), "a.docx")


def test_content_decides_not_the_name() -> None:
    assert read(docx(), "a.txt").format == "docx"
    assert read("新馆在明年三月开放，阅览座位增加到两千个，读者可以用手机预约。", "a.docx").format == "text"


@pytest.mark.parametrize(
    "data",
    [
        docx()[:900],
        docx(body="<w:p>" * 300),
        docx(body="<w:p><w:r><w:t>" + "a" * 40_000_000 + "</w:t></w:r></w:p>"),
        docx(more={"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'}),
        docx(body="<w:p/>" * 170_000),
        docx(body="no paragraphs"),
    ],
    ids=["truncated", "deep", "large", "entities", "many", "none"],
)
def test_hostile_files_end_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        read(data, "a.docx")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("in/a.docx: ")
