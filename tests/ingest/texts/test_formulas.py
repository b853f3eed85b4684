from __future__ import annotations

import pytest

from pipeline.ingest.texts.formulas import plain_math


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"误差为 $\epsilon \leq 10^{-3}$。", "误差为 ε ≤ 10^-3。"),
        (r"with $n$ layers and $f(x)$ as the loss", "with n layers and f(x) as the loss"),
        (r"$\text{loss} = \mathbf{W}x$", "loss = Wx"),
        (r"the sum \(a_1 + a_2\) grows", "the sum a_1 + a_2 grows"),
        (r"$$x = y$$", "x = y"),
    ],
)
def test_formulas_are_shown(text: str, expected: str) -> None:
    assert plain_math(text) == expected


@pytest.mark.parametrize(
    "text",
    ["from $5 to $10", "US$15 = A$20", "$1B at a $13.8B valuation", "it costs $5, or $6 = more", r"a \(short\) note", "a $ b $ c", "$HOME and $PATH"],
)
def test_money_and_words_stay(text: str) -> None:
    assert plain_math(text) == text
