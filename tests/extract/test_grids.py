from __future__ import annotations

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.extract.registry import extract
from pipeline.ingest.registry import ingest
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import verify

GLOSSARY = Glossary.builtin()


def told(text: str, name: str = "table.md") -> list[str]:
    document = ingest(Source(ref=SourceRef(address=name, name=name), data=text.encode()))
    facts, _ = verify(document, extract(document, GLOSSARY), GLOSSARY)
    measured = [f.claim for f in facts if f.claim.value is not None]
    return [f"{c.type} {c.subject.id} {c.attribute.id if c.attribute else '-'} {c.value.low} {c.value.unit}" for c in measured if c.value is not None]


def test_a_cell_is_a_measurement_of_its_row_and_column() -> None:
    text = "# Two models\n\n| Model | MMLU | Context window |\n|---|---|---|\n| GPT-4o mini | 82.0% | 128K tokens |\n| Gemini Flash | 77.9 | 1M |\n"
    assert sorted(told(text)) == [
        "measure gemini-flash context_window 1000000 token",
        "measure gpt-4o-mini context_window 128000 token",
        "score gemini-flash mmlu 77.9 count",
        "score gpt-4o-mini mmlu 82.0 percent",
    ]


def test_things_may_stand_over_the_columns() -> None:
    text = "# 两款模型\n\n| 项目 | Llama 3.1 405B | Mistral Large 2 |\n|---|---|---|\n| 参数量 | 4050亿 | 1230亿 |\n"
    assert told(text) == ["measure llama-3.1-405b parameters 405000000000 parameter", "measure mistral-large-2 parameters 123000000000 parameter"]


@pytest.mark.parametrize(
    "row",
    [
        "| GPT-4o mini | 82.0% or more on a good day |",
        "| GPT-4o mini | n/a |",
        "| GPT-4o mini and others | 82.0% |",
        "| Total | 82.0% |",
        "| GPT-4o mini | 82.0% | 12 |",
    ],
)
def test_nothing_is_told_where_a_cell_is_unsure(row: str) -> None:
    assert told(f"# Results\n\n| | MMLU |\n|---|---|\n{row}\n") == []


def test_a_scaled_unit_of_a_label_is_left_alone() -> None:
    assert told("# Results\n\n| Company | Revenue ($ million) |\n|---|---|\n| Fenwick | 2,300 |\n") == []
