from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.datamodel.digest import Note
from pipeline.render.filters import md_quote
from pipeline.render.moments import moment
from tests.factories import document, evidence


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=62s"),
        ("https://m.youtube.com/watch?v=abc&t=5s&list=x#c", "https://m.youtube.com/watch?v=abc&list=x&t=62s"),
        ("https://youtu.be/abc?si=x", "https://youtu.be/abc?si=x&t=62"),
        ("https://www.youtube.com/embed/abc", "https://www.youtube.com/embed/abc?start=62"),
        ("https://www.bilibili.com/video/BV1?p=2", "https://www.bilibili.com/video/BV1?p=2&t=62"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=62s"),
        ("https://example.org/talk.mp4", "https://example.org/talk.mp4#t=62"),
        ("https://example.org/talk#part", "https://example.org/talk#part"),
        ("https://notyoutube.com/watch?v=a", "https://notyoutube.com/watch?v=a#t=62"),
        ("https://example.org/a) <b>(", "https://example.org/a%29%20%3Cb%3E%28#t=62"),
        ("javascript:alert(1)", None),
        ("https://[bad", None),
        ("talk.mp4", None),
        (None, None),
    ],
)
def test_each_site_is_told_the_second_in_its_way(url: str | None, expected: str | None) -> None:
    assert moment(url, 62.9) == expected


def test_without_a_time_there_is_no_moment() -> None:
    assert moment("https://youtu.be/abc", None) is None


def test_a_footnote_leads_to_the_moment_it_quotes_and_only_of_a_recording() -> None:
    of = replace(document("价格下调了一半。"), url="https://youtu.be/abc")
    timed = replace(evidence(of, "下调了一半"), time=62.4)
    assert md_quote(Note(n=1, evidence=(timed,)), of, "zh-Hans") == "“下调了一半”（[1:02](https://youtu.be/abc?t=62)）"
    assert "](" not in md_quote(Note(n=1, evidence=(replace(timed, time=None),)), of, "zh-Hans")
    assert "](" not in md_quote(Note(n=1, evidence=(timed,)), replace(of, url=None), "zh-Hans")
