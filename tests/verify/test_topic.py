"""A claim is refused where the text has turned to somebody else before its figure, whoever made the claim."""

import pytest

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Aspect, Bound, Claim, Fact, Kind, Rejection, Value
from pipeline.datamodel.language import Language
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import verify
from tests.factories import document

GLOSSARY = Glossary.builtin()


def window(document: Document, subject: str, sentences: tuple[int, ...]) -> Fact | Rejection:
    claim = Claim(
        kind=Kind.MEASUREMENT,
        type="measure",
        aspect=Aspect.TECHNICAL,
        subject=GLOSSARY.entity(subject),
        sentences=sentences,
        extractor="chat/1",
        attribute=GLOSSARY.entity("context_window"),
        value=Value(surface="128K", low="128000", high="128000", unit="token", bound=Bound.EXACT),
    )
    facts, rejections = verify(document, [claim], GLOSSARY)
    return facts[0] if facts else rejections[0]


@pytest.mark.parametrize(
    "between",
    [
        "Mistral Large 2周三发布。",
        "再看Mistral Large 2。",
        "至于Mistral Large 2，它更新。",
        "而Mistral Large 2更小。",
        "它很大，Mistral Large 2却不大。",
    ],
)
def test_a_figure_after_another_topic_is_not_the_first_ones(between: str) -> None:
    found = document(f"Llama 3.1周二发布。\n{between}\n上下文窗口是128K token。")
    outcome = window(found, "llama-3.1", (1, 3))
    assert isinstance(outcome, Rejection)
    assert outcome.reason == "name"
    assert "Mistral Large 2" in outcome.detail


@pytest.mark.parametrize(
    "between",
    [
        "它的能力比Mistral Large 2强。",
        "它优于GPT-4o和Mistral Large 2。",
        "Meta为它写了一封公开信。",
        "Mistral Large 2更小，但Llama 3.1更强。",
        "Llama 3.1 405B最大。",
        "它的MMLU得分是88.6%，Mistral Large 2是84.0%。",
    ],
)
def test_a_name_set_beside_the_topic_does_not_end_it(between: str) -> None:
    found = document(f"Llama 3.1周二发布。\n{between}\n上下文窗口是128K token。")
    assert isinstance(window(found, "llama-3.1", (1, 3)), Fact)


def test_english_is_read_the_same_way() -> None:
    turned = document("Llama 3.1 came out on Tuesday.\nMistral Large 2 followed.\nThe context window is 128K tokens.", Language.EN)
    assert isinstance(window(turned, "llama-3.1", (1, 3)), Rejection)
    assert isinstance(window(turned, "mistral-large-2", (2, 3)), Fact)
    beside = document("Llama 3.1 came out on Tuesday.\nIt beats Mistral Large 2.\nThe context window is 128K tokens.", Language.EN)
    assert isinstance(window(beside, "llama-3.1", (1, 3)), Fact)


def test_a_sentence_that_names_its_subject_is_not_questioned() -> None:
    found = document("Llama 3.1周二发布。\n再看Mistral Large 2，它和Llama 3.1一样，上下文窗口是128K token。")
    assert isinstance(window(found, "llama-3.1", (2,)), Fact)


def test_a_price_may_take_its_divisor_from_another_sentence_cited() -> None:
    found = document("GPT-4o mini每百万输入token收15美分。\n比Claude 3 Haiku的25美分便宜。")
    claim = Claim(
        kind=Kind.MEASUREMENT,
        type="price",
        aspect=Aspect.PRICING,
        subject=GLOSSARY.entity("claude-3-haiku"),
        sentences=(1, 2),
        extractor="chat/1",
        attribute=GLOSSARY.entity("input_price"),
        value=Value(surface="25美分", low="0.25", high="0.25", unit="USD", per="1000000 token"),
    )
    assert len(verify(found, [claim], GLOSSARY)[0]) == 1
