from __future__ import annotations

import pytest

from pipeline.text.likelihood import is_text, likelihood, mean_beyond_ascii

HANS = "据介绍，新船可以搭载三百名乘客，每天往返八次。"


@pytest.mark.parametrize(
    "text",
    [
        HANS,
        "據介紹，新船可以搭載三百名乘客，每天往返八次。",
        "The new boat’s price — €3 — is “fair”.",
        "今日から新しい船が出ます。",
        "오늘부터 새로운 배가 나옵니다.",
    ],
)
def test_text_is_likelier_than_the_same_bytes_misread(text: str) -> None:
    assert is_text(text)
    for encoding in ("gb18030", "big5hkscs", "utf-16-le", "cp1252"):
        misread = text.encode().decode(encoding, errors="replace")
        assert likelihood(misread) < likelihood(text)


def test_the_mean_leaves_ascii_out() -> None:
    assert mean_beyond_ascii("plain text") == 0
    assert mean_beyond_ascii(HANS + "a" * 999) == pytest.approx(mean_beyond_ascii(HANS))


def test_nothing_is_text_and_costs_nothing() -> None:
    assert is_text("")
    assert likelihood("") == 0
