"""Bullets: which facts, which clauses together, whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.compose.issues.interests import Terms
from pipeline.compose.issues.points import bullet, can_all_read, choose
from pipeline.compose.issues.ranking import weigh
from pipeline.datamodel.issue import Merged, Reported, Status, StoryPoint
from pipeline.datamodel.language import Language
from tests.compose.issues.week import LYRA, OLD, OUTPUT, PINE, TAGS, WEEK, costs, desk, gathered, plain, reads, released, replaces, reported, scores
from tests.factories import claim, entity


def ranked(documents: Sequence[Reported]) -> list[Merged]:
    return sorted(weigh(gathered(documents)[1], Terms([]), WEEK), key=lambda one: (-one.score, one.id))


def told(points: Sequence[StoryPoint], tag: str = "en") -> list[str]:
    return ["; ".join(piece.phrases[tag].text for piece in one.point.pieces) for one in points]


def bullets(documents: Sequence[Reported], most: int = 6) -> list[StoryPoint]:
    sources, _, _ = gathered(documents)
    at = desk(sources)
    return [bullet(bundle, LYRA, at) for bundle in choose(ranked(documents), LYRA, (), most, TAGS)]


def test_clauses_are_joined_only_where_the_same_sources_bear_them() -> None:
    both = [("it takes 0.15", costs(LYRA, "0.15")), ("it gives for 0.60", costs(LYRA, "0.60", OUTPUT))]
    same = bullets([reported("a", both), reported("b", both)])
    assert len(same) == 1
    assert len(same[0].point.pieces) == 2
    assert same[0].letters == ("A", "B")
    assert same[0].independent == 2
    apart = bullets([reported("a", both), reported("b", both[:1])])
    assert [len(one.point.pieces) for one in apart] == [1, 1]
    assert {one.letters for one in apart} == {("A", "B"), ("A",)}


def test_the_subject_of_the_heading_is_not_named_again_but_another_one_is() -> None:
    said = [("it takes 0.15", costs(LYRA, "0.15")), ("Pine Large replaces Lyra 1", replaces(PINE, OLD))]
    texts = told(bullets([reported("a", said)]))
    assert "Lyra 2 mini" not in texts[0]
    assert any(text.startswith("Pine Large") for text in texts)


def test_figures_come_before_news() -> None:
    said = [("Lyra 2 mini replaces Lyra 1", replaces(LYRA, OLD)), ("it takes 0.15", costs(LYRA, "0.15", importance=0.5))]
    assert "per million" in told(bullets([reported("a", said)]))[0]


def test_no_more_bullets_than_asked_for_and_the_first_ones_stand() -> None:
    facts = ranked(plain())
    last = facts[-1].id
    bundles = choose(facts, LYRA, (), 3, TAGS, first=(last,))
    assert len(bundles) == 3
    assert any(one.id == last for bundle in bundles for one in bundle)


def test_kinds_of_facts_take_turns() -> None:
    metrics = [entity(f"test-{n}", f"Test {n}", kind="benchmark") for n in range(6)]
    said = [
        *((f"{one.id} 8{n}", replace(scores(LYRA, f"8{n}"), attribute=one)) for n, one in enumerate(metrics)),
        ("takes 0.15", costs(LYRA, "0.15")),
        ("is out", released(LYRA)),
        ("reads 128K", reads(LYRA)),
    ]
    texts = " ".join(told(bullets([reported("a", said)], most=4)))
    assert "per million" in texts
    assert "July 23" in texts


def test_what_a_bullet_tells_is_not_told_again_in_another_way() -> None:
    by = claim(LYRA, "release", objects=[entity("northlight", "Northlight", kind="organization")], importance=0.8)
    texts = told(bullets([reported("a", [("Lyra is out on July 23", released(LYRA)), ("Northlight released it", by)])]))
    assert sum("released" in text for text in texts) == 1


def test_days_of_the_year_lose_it_and_the_mark_stays_on_them() -> None:
    (one,) = bullets([reported("a", [("Lyra is out", released(LYRA))])])
    for tag, day in (("en", "July 23"), ("zh-Hant-TW", "7 月 23 日")):
        phrase = one.point.pieces[0].phrases[tag]
        assert "2024" not in phrase.text
        assert phrase.mark is not None
        assert phrase.mark.of(phrase.text) == day


def test_an_update_stands_alone_with_what_was() -> None:
    documents = [reported("a", [("it takes 0.15", costs(LYRA, "0.15")), ("it gives for 0.60", costs(LYRA, "0.60", OUTPUT))])]
    facts = ranked(documents)
    changed = [replace(facts[0], status=Status.UPDATE, was={"en": "20 cents"}, earlier="2024-W28"), *facts[1:]]
    at = desk(gathered(documents)[0])
    made = [bullet(bundle, LYRA, at) for bundle in choose(changed, LYRA, (), 6, TAGS)]
    assert [len(one.point.pieces) for one in made] == [1, 1]
    update = next(one for one in made if one.status is Status.UPDATE)
    assert (update.was, update.earlier) == ({"en": "20 cents"}, "2024-W28")


def test_statements_are_taken_where_typed_facts_are_few_and_fragments_never() -> None:
    words = [
        ("Lyra 2 mini 在港口的 14 台机器上运行", claim(LYRA, "free")),
        ("以及 Lyra 2 mini 的", claim(LYRA, "free")),
    ]
    made = bullets([reported("a", [*words, ("发布", released(LYRA))], language=Language.ZH_HANS)])
    texts = told(made, "zh-Hans")
    assert any("14 台" in text for text in texts)
    assert not any(text.startswith("以及") for text in texts)
    statement = next(one for one in made if "14" in one.point.pieces[0].phrases["zh-Hans"].text)
    assert not statement.point.pieces[0].is_translated("en")


def test_notes_number_the_evidence_of_all_sources() -> None:
    sources, merged, _ = gathered(plain())
    at = desk(sources)
    price = next(
        one for one in merged if one.fact.claim.type == "price" and one.fact.claim.attribute and one.fact.claim.attribute.id == "input_price"
    )
    made = bullet([price], LYRA, at)
    (note,) = at.notebook.notes()
    assert made.point.pieces[0].note == note.n == 1
    assert {one.document for one in note.evidence} == {"a-00000000", "b-00000000", "c-00000000"}
    assert made.independent == 3


def test_bullets_that_every_edition_can_read_come_first() -> None:
    words = claim(LYRA, "free", importance=0.95, words="Lyra 2 mini 在港口的 14 台机器上运行")
    said = [("Lyra 2 mini 在港口的 14 台机器上运行", words), ("发布", released(LYRA)), ("换掉 Lyra 1", replaces(LYRA, OLD))]
    made = bullets([reported("a", said, language=Language.ZH_HANS)])
    assert [one.point.pieces[0].is_translated("en") for one in made] == [True, False]


def test_one_line_is_taken_from_what_every_edition_can_read() -> None:
    words = claim(LYRA, "free", importance=1.0, words="Lyra 2 mini 在港口的 14 台机器上运行")
    said = [("Lyra 2 mini 在港口的 14 台机器上运行", words), ("换掉 Lyra 1", replaces(LYRA, OLD))]
    facts = ranked([reported("a", said, language=Language.ZH_HANS)])
    (line,) = choose([replace(one, score=0.9 if one.fact.claim.type == "free" else 0.5) for one in facts], LYRA, (), 1, TAGS)
    assert line[0].fact.claim.type == "replacement"
    assert can_all_read(facts, TAGS)
    assert not can_all_read([one for one in facts if one.fact.claim.type == "free"], TAGS)
