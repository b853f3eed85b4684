"""What editions must have in common, on texts that have it and texts that do not."""

from __future__ import annotations

import pytest

from pipeline.datamodel.language import Edition, Language
from pipeline.text.parity import Wording, figures_in, have_same_figures, strays

HANS, HANT, EN = Language.ZH_HANS, Language.ZH_HANT, Language.EN


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("售出 20 万台", "200,000 units sold"),
        ("10 月发布", "released in October"),
        ("2031 年 3 月 4 日发布", "released on March 4, 2031"),
        ("每百万 token 15 美分", "15 cents per million tokens"),
        ("便宜 60%–65%", "60%–65% cheaper"),
        ("训练用了 15 万亿 token", "trained on 15 trillion tokens"),
        ("完全开放", "fully open"),
    ],
)
def test_values_count_not_digits(chinese: str, english: str) -> None:
    assert have_same_figures([Wording(chinese, HANS), Wording(english, EN)])


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("售出 20 万台", "20,000 units sold"),
        ("10 月发布", "released in November"),
        ("2031 年 3 月 4 日发布", "released on March 5, 2031"),
        ("便宜 60%–65%", "60% cheaper"),
        ("得分 61.5%", "scores 61.5 points"),
        ("售价 5 美元", "costs 5 euros"),
        ("完全开放", "fully open since 2031"),
    ],
)
def test_other_values_are_told(chinese: str, english: str) -> None:
    assert not have_same_figures([Wording(chinese, HANS), Wording(english, EN)])


def test_two_chinese_scripts_are_compared_too() -> None:
    assert have_same_figures([Wording("有 5078 个", HANS), Wording("有 5,078 個", HANT)])
    assert not have_same_figures([Wording("有 5078 个", HANS), Wording("有 5,087 個", HANT)])


def test_figures_in_names_are_no_figures() -> None:
    texts = [Wording("第三代苍鹭得分 61%", HANS, ["第三代苍鹭"]), Wording("Heron Mark 3 scores 61%", EN, ["Heron Mark 3"])]
    assert have_same_figures(texts)
    assert figures_in("得分 61%", HANS) == (("61", "61", "percent"),)


@pytest.mark.parametrize(
    ("text", "edition", "found"),
    [
        ("社群发布了软件", Edition.ZH_HANT_TW, "发软"),
        ("社群發布了軟體", Edition.ZH_HANT_TW, ""),
        ("發布了软件", Edition.ZH_HANS, "發"),
        ("他说“發布”", Edition.ZH_HANS, ""),
        ("released by 李明", Edition.EN, "李明"),
        ("released by Li Ming (李明)", Edition.EN, ""),
        ("he said “很好” twice", Edition.EN, ""),
        ("plain", Edition.EN, ""),
        ("台北的群眾", Edition.ZH_HANT_HK, ""),
    ],
)
def test_strays_are_what_an_edition_does_not_write(text: str, edition: Edition, found: str) -> None:
    assert strays(text, edition) == found
