"""A fact that the editions tell differently stands in none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.compose.issues.composing import Material, compose
from pipeline.compose.issues.parity import compose_evenly
from pipeline.datamodel.fact import Fact, Phrase
from pipeline.datamodel.issue import Conflict, Issue, Merged
from tests.compose.issues.week import LYRA, PLAN, WEEK, gathered, plain


def material(change: Callable[[Merged], Merged] = lambda one: one) -> Material:
    sources, merged, _ = gathered(plain())
    return Material(period=WEEK, number=1, voices=sources, merged=tuple(map(change, merged)), conflicts=(), repeats=0, earlier=())


def is_price(one: Merged) -> bool:
    claim = one.fact.claim
    return claim.attribute is not None and claim.attribute.id == "input_price"


def retold(tag: str, text: str) -> Callable[[Merged], Merged]:
    """Gives the input price another wording in one edition."""

    def change(one: Merged) -> Merged:
        fact: Fact = one.fact
        texts = {**fact.texts, tag: Phrase(f"Lyra 2 mini {text}")}
        return replace(one, fact=replace(fact, texts=texts, clauses={**fact.clauses, tag: Phrase(text)})) if is_price(one) else one

    return change


def all_text(issue: Issue, tag: str) -> str:
    stories = (*issue.stories, *issue.briefs)
    said = [piece.phrases[tag].text for story in stories for point in story.points for piece in point.point.pieces]
    cells = [cell.phrases[tag] for one in issue.numbers for _, row in one.table.rows for cell in row if cell]
    return "\n".join([issue.headline[tag], issue.lead[tag], *(story.title[tag] for story in stories), *said, *cells])


def test_an_even_issue_keeps_all() -> None:
    even = compose_evenly(material(), PLAN)
    assert even.rejections == ()
    assert "0.15" in all_text(even.issue, "en")
    assert even.issue == compose(material(), PLAN)


def test_another_figure_in_one_edition_drops_the_fact_from_all_and_is_reported() -> None:
    even = compose_evenly(material(retold("en", "16 cents per million input tokens")), PLAN)
    assert [one.reason for one in even.rejections] == ["parity"]
    assert "16 cents" in even.rejections[0].detail
    for tag in ("en", "zh-Hant-TW", "zh-Hans"):
        text = all_text(even.issue, tag)
        assert "16 cents" not in text
        assert "0.15" not in text
        assert "0.60" in text
    told = {one.id for story in even.issue.stories for one in story.facts}
    assert not any(one.id in told for one in material().merged if is_price(one))


def test_characters_of_the_other_script_drop_it_too() -> None:
    even = compose_evenly(material(retold("zh-Hans", "輸入每百萬 token 0.15 美元")), PLAN)
    assert len(even.rejections) == 1
    assert "zh-Hans would hold" in even.rejections[0].detail


def test_a_conflict_that_loses_a_side_is_none() -> None:
    change = retold("en", "16 cents per million input tokens")
    made = material(change)
    price = next(one for one in made.merged if is_price(one))
    other = next(one for one in made.merged if one.fact.claim.subject.id == LYRA.id and not is_price(one))
    even = compose_evenly(replace(made, conflicts=(Conflict(about={"en": "it"}, sides=(price, other)),)), PLAN)
    assert len(even.rejections) == 1
    assert all(not story.conflicts for story in even.issue.stories)
    assert other.id in {one.id for story in even.issue.stories for one in story.facts}
