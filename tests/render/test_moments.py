from __future__ import annotations

import pytest

from pipeline.render.moments import moment


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
