import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.wording.spacing import han_share, has_han, space_borders


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持100种语言", "支持 100 种语言"),
        ("便宜60%以上", "便宜 60% 以上"),
        ("约$20的套餐", "约 $20 的套餐"),
        ("气温-5度", "气温 -5 度"),
        ("用GPT-4o，很快", "用 GPT-4o，很快"),
        ("（API）可用", "（API）可用"),
        ("plain words", "plain words"),
    ],
)
def test_one_space_stands_between_han_and_latin_and_none_at_punctuation(text: str, expected: str) -> None:
    assert space_borders(text) == expected


@given(st.text("字符a1%$，。（） -+", max_size=30))
def test_spacing_adds_spaces_alone_and_once(text: str) -> None:
    spaced = space_borders(text)
    assert spaced.replace(" ", "") == text.replace(" ", "")
    assert space_borders(spaced) == spaced


def test_han_share_counts_letters_only() -> None:
    assert han_share("123 !") == 0.0
    assert han_share("三个字abc") == 0.5
    assert not has_han("abc")
    assert has_han("𠮷")
