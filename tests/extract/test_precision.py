"""What is laid on nobody, or on somebody else than the last name heard: pronouns, families, talk, names cut short."""

from __future__ import annotations

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.fact import Claim, Fact
from pipeline.datamodel.language import Language
from pipeline.extract.annotate import annotate
from pipeline.extract.cues import load_cues
from pipeline.extract.registry import extract
from pipeline.ingest.registry import ingest
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import verify
from tests.extract.test_rules import claims

TALK = """大家晚上好
今天先聊一家做望远镜的公司
说到底就是NVIDIA
NVIDIA上个月开放了三个训练框架
跟同行比功能上差不多
不过你想一想
三年前同样的镜片要贵得多
一天要拍几十万张照片
电费又降下来了
我顺手查了一下比亚迪
第三季度比亚迪卖了51万辆电动车
"""


def free(text: str, language: Language) -> list[tuple[str, str]]:
    return [(c.subject.name("en") or c.subject.id, c.words or "") for c in claims(text, language) if c.type == "free"]


def facts(text: str, name: str = "x.md") -> tuple[Fact, ...]:
    document = ingest(Source(ref=SourceRef(address=name, name=name), data=text.encode()))
    glossary = Glossary.builtin()
    return tuple(verify(document, extract(document, glossary), glossary)[0])


def typed(text: str, type_: str) -> list[Claim]:
    return [f.claim for f in facts(text) if f.claim.type == type_]


def test_remarks_of_a_talk_are_laid_on_nobody() -> None:
    told = [f.claim.words or "" for f in facts(TALK, "talk.txt") if f.claim.type == "free"]
    assert not any("三年前" in words or "几十万张" in words or "电费" in words for words in told)


def test_the_speaker_s_own_doing_is_left_off_a_remark() -> None:
    told = [(f.claim.subject.id, f.claim.words or "") for f in facts(TALK, "talk.txt")]
    assert not any("我顺手" in words for _, words in told)
    assert any(subject == "byd" and "51万辆" in words for subject, words in told)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("OpenAI 开放了一套客服演示的代码，共有 12 个文件。该项目可实现自然语言理解、任务分配和多任务并发。", Language.ZH_HANS),
        ("OpenAI opened an office in Oslo with 40 people. That project can sort the training data of 30 hospitals.", Language.EN),
    ],
)
def test_what_points_at_a_thing_is_not_laid_on_a_firm(text: str, language: Language) -> None:
    assert not any(subject == "OpenAI" and ("该项目" in words or "That project" in words) for subject, words in free(text, language))


def test_a_noun_that_points_means_the_name_with_that_noun() -> None:
    text = "Claude 3.5 Sonnet采用了指令分层方法。\n这个方法有助于提高模型抵御越狱和提示注入的能力。"
    assert {c.subject.id for c in claims(text) if c.type == "resists"} == {"instruction_hierarchy"}


def test_a_system_that_somebody_proposed_is_the_subject_of_what_follows() -> None:
    text = "# 周报\n\n腾讯研究团队提出的 WaveRank 首次把检索与排序合成一个模型，训练成本下降 30%。该系统已在微信处理约 12% 的请求。\n"
    assert {subject for subject, words in free(text, Language.ZH_HANS) if "12%" in words} <= {"WaveRank"}


def test_all_sizes_are_the_family() -> None:
    text = (
        "Meta released Llama 3.1 on July 23. The big one is Llama 3.1 405B. Llama 3.1 405B is slow. Both sizes have a context window of 64K tokens."
    )
    assert {c.subject.id for c in claims(text, Language.EN) if c.attribute and c.attribute.id == "context_window"} == {"llama-3.1"}


@pytest.mark.parametrize(
    "sentence",
    [
        "It came as the town prepared for a vote in 2026.",
        "It would be hardly surprising if 40% of the plants closed.",
        "It will also raise costs by $3 million.",
    ],
)
def test_it_for_what_happened_is_nobody(sentence: str) -> None:
    told = free(f"Tesla closed a plant in Oslo with 400 people in March. {sentence}", Language.EN)
    assert not any(words.startswith("It ") for _, words in told)


def test_it_is_the_subject_of_the_sentence_before_not_its_last_name() -> None:
    text = "# Moons\n\nTitan circles Saturn and is the second moon of the Solar System in size. It is 5,150 kilometres wide.\n"
    assert {subject for subject, words in free(text, Language.EN) if "5,150" in words} <= {"Titan"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The prize went to the sculptor Ivana Jelić for a night sky of 3,000 lamps in Oslo, said the jury.", "Ivana Jelić"),
        ("Police arrested Ryan S. Holman in Oslo on March 3 with 40 kilograms of copper wire.", "Ryan S. Holman"),
    ],
)
def test_names_are_read_whole(text: str, name: str) -> None:
    document = ingest(Source(ref=SourceRef(address="x.md", name="x.md"), data=text.encode()))
    found = [t.span.of(document.text) for t in annotate(document, Glossary.builtin(), load_cues("en"))]
    assert name in found


def test_the_agency_of_a_dateline_tells_and_is_not_told_of() -> None:
    text = "(Reuters) — The attorney of the state looks into WeWork. The company, which expects to lay off 2,000 people, confirmed it on Monday."
    assert not any(subject == "Reuters" for subject, _ in free(text, Language.EN))


def test_a_share_of_the_speakers_is_not_all_of_them() -> None:
    assert not [c for c in claims("60%投资者认为贸易摩擦会长期持续，股价会继续下跌。") if c.type == "quotation"]


@pytest.mark.parametrize(
    "text", ["“我们很累，” said Anna Berg, a nurse at the hospital, during a hearing in Oslo.", "Anna Berg, a nurse, said in that statement."]
)
def test_who_spoke_alone_is_no_statement(text: str) -> None:
    assert not [c for c in claims(text, Language.EN) if c.type == "free"]


def test_an_instruction_is_no_use() -> None:
    text = "# 讀取 Excel 檔案\n\n遇到要處理 Excel 檔案的時候，可以使用 Seaborn。\n\n使用 Seaborn 來畫圖。\n"
    assert not typed(text, "uses")


def test_what_is_still_to_come_has_its_size_without_the_moment() -> None:
    found = {c.type: c for c in claims("据外媒报道 谷歌下个月会发布90亿参数的Gemini 2.0。")}
    assert found["measure"].when is None
    assert found["measure"].modality == "reported"
    assert found["release"].when is not None


def test_a_deed_dated_after_the_text_is_a_plan() -> None:
    text = "---\ndate: 2024-07-25\n---\n\n明天晚上巴黎奥运会开幕。\n"
    assert [c.modality for c in typed(text, "opening")] == ["planned"]


@pytest.mark.parametrize(
    ("text", "modality"),
    [("股价因增长不如预期下跌 3%。", ""), ("世界银行周一预测，今年中国经济增速将达2%。", "expected"), ("模拟器的营收增长 12%。", "")],
)
def test_a_word_that_only_looks_like_a_hedge_is_none(text: str, modality: str) -> None:
    assert {c.modality for c in claims(f"比亚迪{text}" if "世界" not in text else text) if c.value is not None} <= {modality}


@pytest.mark.parametrize(
    "text",
    [
        "开发者可以在自家机房里以大约使用闭源模型如GPT-4o的40%成本运行Llama 3.1 405B的推理。",
        "Developers can run inference on Llama 3.1 405B in their own racks at roughly 40% of the cost of closed models.",
    ],
)
def test_a_cost_is_told_as_a_share_of_another_s(text: str) -> None:
    found = typed(text, "measure")
    told = [
        (c.subject.id, c.value.low, str(c.value.bound), [o.id for o in c.objects])
        for c in found
        if c.attribute and c.attribute.id == "inference_cost" and c.value
    ]
    assert told == [("llama-3.1-405b", "40", "about", ["closed_source_model"])]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("索尼的发布会从5月2日推迟到5月9日。", "sony"),
        ("The presentation of the Vision Pro, planned for May 2, was moved to May 9.", "apple-vision-pro"),
    ],
)
def test_what_is_moved_is_the_event_and_not_the_thing(text: str, subject: str) -> None:
    assert [(c.attribute.id if c.attribute else "") for c in typed(text, "rescheduled")] == ["launch_event"]


def test_a_trailing_price_is_what_comes_second() -> None:
    found = typed("Claude 3 Haiku很便宜。\n这个价格已经是最低一档，仅次于Gemini 1.5 Flash。", "second_only_to")
    assert [c.attribute.id if c.attribute else "" for c in found] == ["price"]


def test_who_was_told_is_no_part_of_what_was_said() -> None:
    found = typed("Elon Musk told analysts that the presentation of the Vision Pro had been moved to May 9.", "rescheduled")
    assert [c.attribution.id if c.attribution else "" for c in found] == ["elon-musk"]


def test_a_toll_is_of_the_disaster_that_the_heading_names_in_words() -> None:
    found = typed("# 东河大桥垮塌致两人死亡\n\n市府周三通报，一列货车坠入河中，造成2人死亡、9人受伤。\n", "count")
    told = {(c.attribute.id if c.attribute else "", c.value.low if c.value else "") for c in found}
    assert told == {("killed", "2"), ("injured", "9")}


def test_officials_put_a_number_at() -> None:
    found = typed("Officials put the number of people injured in the quake at 140.", "count")
    assert [(c.attribute.id if c.attribute else "", c.value.low if c.value else "") for c in found] == [("injured", "140")]


def test_the_weather_is_nobody_s_in_the_council() -> None:
    text = "# 周报\n\n市议会周四以31票赞成、8票反对通过了预算。\n\n气象台说，阵风达到9级。最高气温为12摄氏度。\n"
    assert not [c for c in typed(text, "measure") if c.attribute and c.attribute.id in ("gusts", "highest_temperature")]
