"""A text is prepared once for its figures and its dates."""

from __future__ import annotations

from pipeline.text.numbers.prepared import prepared_of


def test_all_forms_have_one_length() -> None:
    text = "２０２４年，ＯｐｅｎＡＩ 的《İstanbul》見 https://a.example/2023"
    found = prepared_of(text)
    assert found.text == text
    assert len(found.prepared) == len(found.lowered) == len(text)
    assert found.prepared.startswith("2024年")
    assert [text[start:end] for start, end in found.addresses] == ["https://a.example/2023"]
    assert prepared_of(text) is found
