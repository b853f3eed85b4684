import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.fold import fold, to_simplified


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＧＰＴ－４Ｏ", "gpt-4o"),
        ("“引號”「引號」『二』", '"引号""引号""二"'),
        ("‘x’ – — ―", "'x' - - -"),
        ("８２％，（約）", "82%,(约)"),
        ("臺灣 台湾", "台湾 台湾"),
        ("隨著著名的著作", "随着著名的著作"),
        ("瞭解 了解", "了解 了解"),
        ("İstanbul", "İstanbul"),
        ("ΟΔΟΣ οδος", "οδοσ οδοσ"),
    ],
)
def test_fold_makes_variants_equal(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_to_simplified_folds_the_script_alone() -> None:
    assert to_simplified("「ＡＢＣ」的價格意味著什麼") == "「ＡＢＣ」的价格意味着什么"


@given(st.text(max_size=100))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(to_simplified(text)) == len(text)


@given(st.text(max_size=100))
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
