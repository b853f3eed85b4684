"""What a source gives without writing it, and what it says in other words."""

import pytest

from pipeline.datamodel.language import Language
from pipeline.text.compare import disagreements

LANGUAGES = {"zh": Language.ZH_HANS, "hant": Language.ZH_HANT, "en": Language.EN}


def kinds(said: str, source: str, languages: str) -> set[str]:
    said_language, source_language = languages.split("/")
    return {d.kind for d in disagreements(said, source, LANGUAGES[said_language], LANGUAGES[source_language])}


@pytest.mark.parametrize(
    ("said", "source", "languages"),
    [
        pytest.param("The share rose 2.4 percentage points to 9.1%.", "份额由6.7%升至9.1%。", "en/zh", id="difference"),
        pytest.param(
            "The rest of the cost, $35 million, is borne by the town.", "The cost is $80 million; the state pays $45 million.", "en/en", id="rest"
        ),
        pytest.param("Output fell by 25%.", "Output fell to 60 tonnes from 80 tonnes.", "en/en", id="percent"),
        pytest.param("她把25万元奖金捐给了图书馆。", "奖金50万元，她把一半奖金捐给了图书馆。", "zh/zh", id="half"),
        pytest.param("Nearly 8 million people came.", "共有783万人到场。", "en/zh", id="rounded"),
        pytest.param("About 12.5% of the boats leak.", "One in eight boats leaks.", "en/en", id="one in eight"),
        pytest.param("每5人中有1人失眠。", "Some 20% of people sleep badly.", "zh/en", id="counted share"),
        pytest.param("这个比例是十年前的两倍。", "The rate is twice that of ten years ago.", "zh/en", id="twice"),
        pytest.param("试验为期六个月。", "The trial lasts half a year.", "zh/en", id="half a year"),
        pytest.param("票价一年90克朗。", "A ticket costs 90 kroner a year.", "zh/en", id="plain money"),
        pytest.param("新规1月1日生效。", "新規元旦起生效。", "zh/hant", id="fixed festival"),
        pytest.param(
            "Bruno Hale was 40 seconds ahead of Ida Voss.", "Bruno Hale won; Ida Voss came in 40 seconds behind.", "en/en", id="turned round"
        ),
        pytest.param("合并须经股东大会批准。", "The merger is subject to shareholder approval.", "zh/en", id="pending"),
        pytest.param("厂家承诺不涨价。", "The maker promised not to raise prices.", "zh/en", id="not to raise"),
    ],
)
def test_what_follows_is_accepted(said: str, source: str, languages: str) -> None:
    assert kinds(said, source, languages) == set()


@pytest.mark.parametrize(
    ("said", "source", "languages", "kind"),
    [
        pytest.param("The share rose 3.4 percentage points to 9.1%.", "份额由6.7%升至9.1%。", "en/zh", "number", id="difference"),
        pytest.param("About 15% of the boats leak.", "One in eight boats leaks.", "en/en", "number", id="one in eight"),
        pytest.param("会费每天8美元。", "Members pay $8 a month.", "zh/en", "unit", id="per"),
        pytest.param("手稿有30万页。", "手稿有30万字。", "zh/zh", "unit", id="counter"),
        pytest.param("The peak is expected around Christmas.", "高峰预计在元旦前后到来。", "en/zh", "date", id="festival"),
        pytest.param("展览2027年秋结束。", "展览2027年春结束。", "zh/zh", "date", id="season"),
        pytest.param("神舟九号返回地面。", "神舟七号返回地面。", "zh/zh", "name", id="numbered name"),
        pytest.param("Ida Voss won the Alster Regatta.", "Bruno Hale won the Alster Regatta. Ida Voss finished third.", "en/en", "name", id="who"),
        pytest.param("教育局宣布中学停课。", "教育局宣布小学停课，中学照常上课。", "zh/zh", "name", id="which"),
        pytest.param(
            "The work was paid for by the museum.", "The Ardo Fund paid for the work. The museum lent a room.", "en/en", "name", id="by whom"
        ),
        pytest.param("这是全国最大的码头。", "这是全国最大的码头之一。", "zh/zh", "bound", id="one of"),
        pytest.param("梁海说，桥还没修好。", "梁海是店主。他的邻居周平说，桥还没修好。", "zh/zh", "attribution", id="speaker"),
        pytest.param("吴丽承认算错了账。", "会计吴丽查了三天账。经理何峰后来到场。他承认算错了账。", "zh/zh", "attribution", id="pronoun"),
        pytest.param("NATO said the bridge would reopen.", "市长韩梅表示，大桥将重新开放。", "en/zh", "attribution", id="strange speaker"),
        pytest.param("部分航班必将取消，气象台说。", "气象台说，部分航班或会取消。", "zh/zh", "polarity", id="hedge"),
    ],
)
def test_what_does_not_follow_is_found(said: str, source: str, languages: str, kind: str) -> None:
    assert kind in kinds(said, source, languages)
