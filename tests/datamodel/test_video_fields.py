from __future__ import annotations

import pytest

from pipeline.datamodel.video_info import video_fields


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"title": " A talk ", "fulltitle": "A talk in full", "uploader": "Lab"}, {"title": "A talk in full", "author": "Lab"}),
        ({"upload_date": "2024", "webpage_url": "javascript:alert(1)"}, {}),
        (
            {"release_date": None, "upload_date": "2024-07-18", "original_url": "https://youtu.be/x"},
            {"published": "2024-07-18", "url": "https://youtu.be/x"},
        ),
        (["title"], {}),
    ],
)
def test_fields_are_taken_where_they_are_known(info: object, expected: dict[str, str]) -> None:
    assert video_fields(info) == expected
