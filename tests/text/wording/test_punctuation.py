from __future__ import annotations

import pytest

from pipeline.text.wording.punctuation import full_width


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        pytest.param("港口停航,船都回来了", "港口停航，船都回来了", id="comma"),
        pytest.param("台风:港口停航?是的!", "台风：港口停航？是的！", id="colon and the end"),
        pytest.param("票价(含税)上涨", "票价（含税）上涨", id="brackets"),
        pytest.param("用 f(x, y) 计算", "用 f(x, y) 计算", id="code"),
        pytest.param("比分 3:2,时间 12:30", "比分 3:2,时间 12:30", id="figures"),
        pytest.param("模型(GPT-4)来了", "模型(GPT-4)来了", id="latin in brackets"),
    ],
)
def test_marks_between_han_are_full_width(typed: str, written: str) -> None:
    assert full_width(typed) == written
