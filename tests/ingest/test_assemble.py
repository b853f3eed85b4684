from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.datamodel.document import BlockKind, Document
from pipeline.datamodel.language import Language
from pipeline.errors import SourceError
from pipeline.ingest.assemble import document_id, refusal
from pipeline.ingest.registry import read_document
from pipeline.text.normalize import normalize
from tests.ingest.sources import read, source

TEMPLATE = """---
title: 小模型的夏天
author: 林小满
date: 2024-07-18
---

# 开头 L#

第一段说明价格 L# 下调了一半。
第二行在同一段里 L# 继续说明速度。

- 要点一 L#
- 要点二 L#

> 引用的话 L#

| 甲 L# | 乙 |
|---|---|
| 一 L# | 二 |

```
code L#
more L#
```

结尾 L# 有一个[链接](https://example.org)。
"""
MARKDOWN = "\n".join(line.replace("L#", f"L{number}") for number, line in enumerate(TEMPLATE.split("\n"), start=1))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_word_knows_its_source_line(line_end: str) -> None:
    document = read(MARKDOWN.replace("\n", line_end), "a.md")
    found = {int(match.group(1)): document.origin(match.start()).line for match in re.finditer(r"L(\d+)", document.text)}
    assert len(found) == TEMPLATE.count("L#")
    assert all(marked == line for marked, line in found.items())


def test_what_the_source_says_of_itself_is_kept() -> None:
    document = read(MARKDOWN, "a.md")
    assert (document.title, document.author) == ("小模型的夏天", "林小满")
    assert document.published is not None
    assert document.published.date == "2024-07-18"


def test_metadata_beside_the_file_wins() -> None:
    said = {"title": "新题", "author": "某人", "url": "https://example.org/x", "published": "2024-08-01", "language": "zh-Hant"}
    document = read(MARKDOWN, "a.md", metadata=said)
    assert (document.title, document.author, document.url, str(document.language)) == ("新题", "某人", "https://example.org/x", "zh-Hant")
    assert document.published is not None
    assert str(document.published.origin) == "metadata"


def assert_sound(document: Document) -> None:
    """The promises of Document's docstring."""
    text = document.text
    covered = [False] * len(text)
    for block in document.blocks:
        if block.kind is BlockKind.CODE:
            covered[block.span.start : block.span.end] = [True] * len(block.span)
    for sentence in document.sentences:
        assert not any(covered[sentence.span.start : sentence.span.end])
        covered[sentence.span.start : sentence.span.end] = [True] * len(sentence.span)
    assert all(done or character.isspace() for done, character in zip(covered, text, strict=True))
    assert [sentence.n for sentence in document.sentences] == list(range(1, len(document.sentences) + 1))
    assert document.line_starts[0].offset == 0
    assert all(a.offset < b.offset for a, b in pairwise(document.line_starts))
    assert all(sentence.line == document.origin(sentence.span.start).line for sentence in document.sentences)
    assert text == text.strip()


def read_or_none(text: str, name: str) -> Document | None:
    """The document, or None for a source that is refused as it should be."""
    try:
        return read(text, name)
    except SourceError:
        return None


PIECES = st.sampled_from(
    [
        "这家公司发布了新模型。",
        "价格下调了一半，",
        "The model is small. ",
        "# 标题",
        "- 要点",
        "> 引用",
        "1. 第一",
        "| 甲 | 乙 |",
        "```",
        "**粗体**",
        "`a_b`",
        "[链](http://a.b/c)",
        " ",
        "\n",
        "\n\n",
        "　",
        "大家好，",
        "8.5%",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=30), st.sampled_from(["a.md", "a.txt"]))
def test_documents_are_sound_and_keep_the_order_of_the_source(parts: list[str], name: str) -> None:
    source = "".join(parts)
    document = read_or_none(source, name)
    if document is None:
        return
    assert_sound(document)
    rest = iter(normalize(source))
    assert all(character in rest for character in document.text if not character.isspace())


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/passwd", "..", "<script>.md", "a" * 300 + ".txt", "😀.txt", ".hidden", "视频/第一集.srt", "CON\\aux.txt", ""]
)
def test_ids_are_safe_as_folder_names(name: str) -> None:
    slug = document_id(name, "text")
    assert re.fullmatch(r"[a-z0-9\u4e00-\u9fff](?:[a-z0-9\u4e00-\u9fff-]{0,68})-[0-9a-f]{8}", slug)


def test_ids_change_with_the_text_alone() -> None:
    assert document_id("视频/第一集.srt", "甲").startswith("视频-第一集-")
    assert document_id("a.md", "甲") != document_id("a.md", "乙")
    assert document_id("a.md", "甲") == document_id("a.md", "甲")


ITALIAN = "Il nuovo tram attraversa la città dal porto vecchio fino all’università. La prima corsa è partita sabato, piena di curiosi. "
RUSSIAN = "Новый трамвай пересекает город от старого порта до университета. Первый рейс отправился в субботу утром, полный любопытных. "


def read_any(text: str, metadata: dict[str, str] | None = None) -> Document:
    return read_document(source(text, "a.txt", metadata=metadata))


@pytest.mark.parametrize(
    ("text", "metadata", "language", "name"),
    [
        (ITALIAN * 3, None, Language.IT, "Italian"),
        (RUSSIAN * 3, None, Language.RU, "Russian"),
        (ITALIAN, {"language": "fr"}, Language.FR, "French"),
    ],
)
def test_a_text_in_another_language_is_read_and_its_digest_refused(text: str, metadata: dict[str, str] | None, language: Language, name: str) -> None:
    document = read_any(text, metadata)
    assert (document.language, document.language.is_processed) == (language, False)
    assert len(document.sentences) == 2 * (text.count(". ") // 2)
    assert refusal(document) == (
        f"in/a.txt: written in {name}, kept as text without a digest; only Chinese (Simplified or Traditional) and English are digested: "
        "leave it out or translate it first"
    )


def test_every_language_that_is_not_processed_has_a_name() -> None:
    document = read_any(ITALIAN * 3)
    for language in Language:
        if not language.is_processed:
            assert "written in " in refusal(replace(document, language=language))


def test_a_wrong_tag_beside_the_file_is_told() -> None:
    with pytest.raises(SourceError, match="language 'klingon' in its metadata is not known"):
        read_any(ITALIAN, {"language": "klingon"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好的，以下是我為您整理後的版本：\n\n這家公司發布了新模型，價格下調了一半。", True),
        ("这家公司发布了新模型，价格下调了一半。\n\n希望这个版本对您有帮助！", True),
        ("Sure, here is the restructured version of your text:\n\nThe firm has released a model, and halved its price.", True),
        ("这家公司发布了新模型，价格下调了一半。\n\n编辑部说，下周再谈。", False),
        ("The firm has released a model.\n\nIt has halved its price.", False),
    ],
)
def test_what_a_model_says_around_a_text_marks_it(text: str, expected: bool) -> None:
    assert read(text, "a.md").is_restructured == expected
