"""Broken and absurd pages: their text comes out, or one line says why not, within seconds."""

from __future__ import annotations

import time

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.pages.tree import flattened, parse
from tests.ingest.sources import block_texts, read

SENTENCES = [f"Reading number {number} was taken at noon, when the river stood two metres below the old stone bridge." for number in range(6)]
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


@pytest.mark.parametrize("opening", ["<div>", "<span><b><i>", "<ul><li>", "<table><tr><td>", "<font>", "<blockquote class='a'>"])
def test_ten_thousand_nested_tags_keep_the_text(opening: str) -> None:
    document = read("<html><body>" + opening * 10_000 + PARAGRAPHS, "deep.html")
    assert all(sentence in document.text for sentence in SENTENCES)


def test_text_between_nested_tags_stays() -> None:
    tree = parse("<html><body>" + "".join(f"<div>word{number} " for number in range(3000)))
    assert tree is not None
    assert len("".join(tree.itertext()).split()) == 3000


def test_attributes_without_end_do_not_take_minutes() -> None:
    crowd = " ".join(f'a{number}="b c" d{number}' for number in range(100_000))
    began = time.process_time()
    assert block_texts(read(f"<html><body><article {crowd}>{PARAGRAPHS}</article></body></html>", "crowd.html")) == SENTENCES
    assert time.process_time() - began < 3


def test_an_elements_own_attributes_stay() -> None:
    tree = parse("<html><body><p " + " ".join(f"data-a{number}='>{number}'" for number in range(60)) + " id=last>one</p></body></html>")
    assert tree is not None
    assert [len(p.attrib) for p in tree.iter("p")] == [61]


def test_shallow_pages_are_left_alone() -> None:
    text = "<html><body><div><p>one<br>two</div></body></html>"
    assert flattened(text) == text


def test_unclosed_tags_are_closed() -> None:
    text = "<html><body><div class=main><h2>Gauges<p>" + "<p>".join(SENTENCES) + "<ul><li>first<li>second"
    assert all(sentence in read(text, "open.html").text for sentence in SENTENCES)


def test_a_page_of_line_breaks_is_parted_at_them() -> None:
    text = "<html><body><div><a href='/'>Home</a><div>" + "<br><br>".join(SENTENCES) + "</div></div></body></html>"
    assert block_texts(read(text, "breaks.html")) == SENTENCES


def test_embedded_images_do_not_weigh() -> None:
    text = f"<html><body><article>{PARAGRAPHS}<img src='data:image/png;base64,{'A' * 4_000_000}'></article></body></html>"
    assert block_texts(read(text, "images.html")) == SENTENCES


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html><body>" + "<b>x</b>" * 70_000, r"^in/a\.html: a page of more than 120000 tags; save"),
        (
            "<html><frameset cols='20%,80%'><frame src='menu.html'><frame src='text.html'></frameset></html>",
            r"^in/a\.html: a frameset, .*; save the frame's",
        ),
        ("<html><body><a href='/'>Home</a></body></html>", r"^in/a\.html: no article found in the page; save"),
    ],
    ids=["tags", "frames", "links"],
)
def test_a_page_without_an_article_is_told_in_one_line(text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read(text, "a.html")
    assert "\n" not in str(caught.value)
