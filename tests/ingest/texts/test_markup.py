from __future__ import annotations

import pytest

from pipeline.ingest.texts.markup import MARKUPS
from tests.ingest.sources import read, source


def accepted(text: str, name: str = "a.txt") -> list[str]:
    return [markup.name for markup in MARKUPS if markup.accepts(source(text, name), text)]


@pytest.mark.parametrize(
    "text",
    [
        "A plain text.\n\n* one\n* two\n\nWith [[one link]] and [b] as a letter.",
        "# Markdown\n\n**bold** and `code` and [a](http://b.c)\n\n- x\n- y",
        "He said '''yes''' once.",
        "Note: x\n.. and so on\n.. and on",
        "see http://example.org [1] and http://example.org/b [2]",
    ],
)
def test_other_texts_are_not_taken(text: str) -> None:
    assert accepted(text) == []


def test_a_name_decides() -> None:
    assert accepted("Just words.", "a.rst") == ["rst"]
    assert accepted("== A ==\n'''b''' [[c]] [[d]]", "a.md") == []


def test_each_line_keeps_its_number() -> None:
    document = read("== One ==\n'''First''' line of [[words|words]] here, which is prose.\n\n== Two ==\nThe [[second]] line of prose.\n")
    assert [(sentence.line, sentence.span.of(document.text)) for sentence in document.sentences] == [
        (1, "One"),
        (2, "First line of words here, which is prose."),
        (4, "Two"),
        (5, "The second line of prose."),
    ]
