"""Who does it to whom, who says it, and what is still to come, within a language and across."""

import pytest

from pipeline.datamodel.language import Language
from pipeline.text.compare import disagreements

ZH, EN = Language.ZH_HANS, Language.EN


@pytest.mark.parametrize(
    ("said", "said_in", "source", "source_in", "kinds"),
    [
        ("Ostvik was acquired by Ferrolan.", EN, "Ferrolan acquired Ostvik on Monday.", EN, set()),
        ("Ferrolan was acquired by Ostvik.", EN, "Ferrolan acquired Ostvik on Monday.", EN, {"name"}),
        ("Zhou Wenbo replaced Li Wenqing.", EN, "李文清周一接替周文博。", ZH, {"name"}),
        ("Men walk more than women.", EN, "Women walk more than men.", EN, {"name"}),
        ("校长周文博说，学校缺少教师。", ZH, "Principal Zhou Wenbo said the school was short of teachers.", EN, set()),
        ("The museum opened in March.", EN, "博物馆将于3月开馆。", ZH, {"polarity"}),
        ("The museum will open in March.", EN, "博物馆将于3月开馆。", ZH, set()),
        ("价格由20元涨到30元。", ZH, "The price rose from 20 yuan to 30 yuan.", EN, set()),
        ("营收环比增长12%。", ZH, "营收同比增长12%。", ZH, {"number"}),
        ("事故没有造成外籍人士受伤。", ZH, "事故中没有外籍人士受伤。", ZH, set()),
    ],
)
def test_roles_are_held_against_the_source(said: str, said_in: Language, source: str, source_in: Language, kinds: set[str]) -> None:
    assert {d.kind for d in disagreements(said, source, said_in, source_in)} == kinds
