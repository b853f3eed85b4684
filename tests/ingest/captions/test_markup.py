from __future__ import annotations

import pytest

from pipeline.ingest.captions.cues import Cue, CueLine
from pipeline.ingest.captions.markup import without_markup, without_sounds


def plain(text: str) -> list[str]:
    return [line.text for line in without_markup(Cue(0, 1, (CueLine(text, 1),))).lines]


def heard(text: str) -> str | None:
    line = without_sounds(CueLine(text, 1))
    return None if line is None else line.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<i>one</i> <font color='#fff'>two</font>", ["one two"]),
        ("one<00:00:01.440><c> two</c><c.colorE5E5E5> three</c>", ["one two three"]),
        (r"{\an8}{\pos(10,20)}one\Ntwo", ["one", "two"]),
        ("one<br/>two", ["one", "two"]),
        ("R&amp;D&nbsp;&lt;i&gt;now&lt;/i&gt; &#39;ok&#39; AT&T &notanentity;", ["R&D now 'ok' AT&T &notanentity;"]),
        ("if a < b and c > d", ["if a < b and c > d"]),
        ("<ruby>東<rt>ひがし</rt></ruby>の", ["東の"]),
        ("\u200b\ufeff  one\u00a0\u3000two ", ["one two"]),
        ("{y:i}one", ["one"]),
        ("{not a tag}", ["{not a tag}"]),
        ("<c></c>", []),
    ],
)
def test_tags_go_and_words_stay(text: str, expected: list[str]) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[Music]",
        "[音乐]",
        "【掌聲】",
        "(laughs)",
        "（全场大笑）",
        "♪",
        "♪♪ ♫",
        "[ __ ]",
        "[door opens]",
        "(soft piano music playing)",
        "♪ upbeat music ♪",
        "*sighs*",
        "[Applause].",
        "（背景音樂）",
    ],
)
def test_what_is_only_heard_goes(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we [laughter] agreed", "we agreed"),
        ("我们（笑）同意", "我们 同意"),
        ("a [ __ ] mess", "a mess"),
        ("♪ row row row your boat ♪", "row row row your boat"),
        ("(applause) Thank you", "Thank you"),
        ("the arts (music, film) matter", "the arts (music, film) matter"),
        ("向量（也就是箭头）", "向量（也就是箭头）"),
        ("[the committee that was founded in 1990]", "[the committee that was founded in 1990]"),
        ("f(x) = 2", "f(x) = 2"),
        ("【第一章】", "【第一章】"),
    ],
)
def test_what_is_said_stays(text: str, expected: str) -> None:
    assert heard(text) == expected
