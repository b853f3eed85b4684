"""Names by their sound."""

import pytest

from pipeline.text.agreement.sounds import heard_as


@pytest.mark.parametrize(
    ("latin", "han", "expected"),
    [
        ("Zhou Wenbo", "校长周文博说", "周文博"),
        ("Tsai Chih-ming", "隊長蔡志明受傷", "蔡志明"),
        ("Gu Changlin", "作家顾长林获奖", "顾长林"),
        ("Brandholm", "矿业公司布兰霍姆宣布", "布兰霍姆"),
        ("Ferrolan", "法官費羅蘭指出", "費羅蘭"),
        ("Zhou Wenbo", "校长李文清说", None),
        ("Brandholm", "矿业公司托雷斯宣布", None),
        ("Lee", "李先生说", None),
    ],
)
def test_a_name_is_found_by_its_sound(latin: str, han: str, expected: str | None) -> None:
    place = heard_as(latin, han)
    assert (han[place[0] : place[1]] if place else None) == expected
