"""Leads: what is told of a text in which the rules find little."""

from __future__ import annotations

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.fact import Claim
from pipeline.extract.leads import ENOUGH
from pipeline.extract.registry import extract
from pipeline.ingest.registry import ingest
from pipeline.text.glossary import Glossary

ESSAY = """# On keeping bees

## The hive

A hive is a city in which nobody has read the constitution and everybody keeps to it. Do you want to see one?

The keeper opens it once a week and closes it again as quickly as the smoke allows.

## The honey

Honey keeps for longer than the people who put it into jars, which is its charm and its whole business model.

    jar = honey.open()
"""

TALK = """**Rosa Lind:** Welcome to the show. Today we talk to Edgar Vale about slow trains. Why slow?

**Edgar Vale:** Well. A slow train shows you the country that a fast one only crosses between two stations. That is all there is to it.

**Rosa Lind:** And who pays for it?

**Edgar Vale:** Yes. The night lines pay for themselves because people sleep through the part that used to be expensive for everybody.
"""


def read(text: str, name: str) -> list[Claim]:
    document = ingest(Source(ref=SourceRef(address=name, name=name), data=text.encode()))
    return extract(document, Glossary.builtin())


def test_an_essay_is_told_by_the_first_sentence_of_each_section() -> None:
    told = [(c.subject.names["en"], c.words or "") for c in read(ESSAY, "bees.md") if c.type == "free"]
    assert [subject for subject, _ in told] == ["The hive", "The honey"]
    assert told[0][1].startswith("A hive is a city")


def test_a_text_without_sentences_is_told_by_its_headings() -> None:
    headings = ("# 整理一份名单", "## 把姓和名分成两列", "## 例", "## 删去重复出现的行")
    text = "".join(f"{heading}\n\n```py\nx = rows[{n}]\n```\n\n" for n, heading in enumerate(headings))
    assert [(claim.words, claim.subject.names["zh-Hans"]) for claim in read(text, "list.md")] == [
        ("把姓和名分成两列", "整理一份名单"),
        ("删去重复出现的行", "整理一份名单"),
    ]


def test_of_a_conversation_the_guest_is_quoted_and_the_host_is_not() -> None:
    told = [c for c in read(TALK, "trains.md") if c.type == "quotation"]
    assert told
    assert {c.subject.id for c in told} == {"edgar-vale"}


def test_a_text_with_enough_to_tell_needs_no_leads() -> None:
    rows = "\n\n".join(f"OpenAI released GPT-{n} on March {n}, 2023, with {n} billion parameters." for n in range(4, 4 + ENOUGH))
    text = f"# Releases\n\n{rows}\n\n## Afterthoughts\n\nA list is a city in which nobody has read the constitution and all keep to it.\n"
    assert not any("constitution" in (c.words or "") for c in read(text, "releases.md"))
