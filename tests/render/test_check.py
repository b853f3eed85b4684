"""The report of a fact-check."""

from pipeline.datamodel.check import CheckedSentence, CheckReport, Reason, Support, Verdict
from pipeline.render.check import explained, render_check, shortened


def support(source: str = "a.txt", time: float | None = None) -> Support:
    return Support(source=source, sentence=3, line=7, time=time, start=0, end=9, quote="The *mill* is [old].")


def report(*sources: str, time: float | None = None) -> CheckReport:
    sentences = (
        CheckedSentence(text="The mill is new.", line=1, verdict=Verdict.SUPPORTED, evidence=(support(time=time),)),
        CheckedSentence(text="Why?", line=2, verdict=Verdict.NOT_CHECKABLE),
        CheckedSentence(
            text="It cost $4.", line=4, verdict=Verdict.UNSUPPORTED, reasons=(Reason("number", "$4", "$5"),), evidence=(support(time=time), support())
        ),
    )
    return CheckReport(summary="s.md", sources=sources, sentences=sentences)


def test_the_unsupported_stand_first_and_texts_are_escaped() -> None:
    page = render_check(report("a.txt"))
    assert page.startswith(
        "# Fact-check of s.md\n\n1 of 3 sentences unsupported; 1 supported, 1 not checkable. Checked against a.txt.\n\n## Unsupported\n"
    )
    assert "1. **It cost $4.** (line 4)\n   - number: it says “$4”, the source “$5”\n   - nearest, line 7: The \\*mill\\* is \\[old\\].\n" in page
    assert page.index("## Unsupported") < page.index("## Supported") < page.index("## Not checkable")
    assert page.endswith("- Why?\n")


def test_a_place_has_its_source_where_there_are_several_and_its_time_in_captions() -> None:
    assert "nearest, a.txt, line 7:" in render_check(report("a.txt", "b.txt"))
    assert "nearest, 01:05:" in render_check(report("a.txt", time=65.0)) or "nearest, 1:05:" in render_check(report("a.txt", time=65.0))


def test_a_reason_without_words_of_the_source() -> None:
    sentence = report("a.txt").sentences[2]
    assert explained(Reason("name", "Alma", ""), sentence) == "name: it says “Alma”, the source does not"
    assert explained(Reason("polarity", "It cost $4.", "not"), sentence).endswith("it says so, the source “not”")


def test_long_quotations_are_cut() -> None:
    assert shortened("字" * 200) == "字" * 119 + "…"
    assert shortened("a\nb") == "a b"
