"""The corpus to an issue, by the stages of a run."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.compose.issues.agreement.merging import merge
from pipeline.compose.issues.composing import Material, compose
from pipeline.compose.issues.issue import compose_issue
from pipeline.compose.issues.voices import voices
from pipeline.compose.parity import compose_evenly
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.issue import Issue, Period, Plan, Reported, Status, Topic
from pipeline.express.facts import express
from pipeline.extract.registry import extract
from pipeline.ingest.registry import read_document
from pipeline.text.glossary import Glossary
from pipeline.text.parity import Wording, have_same_figures, strays
from pipeline.verify.claims import verify
from tests.compose.issues.week import EDITIONS, PINE, TAGS, WEEK, has, released, reported
from tests.factories import claim, entity

CORPUS = Path(__file__).parents[3] / "corpus"
JULY = Period(id="2024-07-15_2024-07-28", since=date(2024, 7, 15), until=date(2024, 7, 28))
MODELS = Topic(title=dict.fromkeys(TAGS, "Models"), terms=("model",))
PLAN = Plan(title=dict.fromkeys(TAGS, "Weekly"), editions=EDITIONS, topics=(MODELS,))


@pytest.fixture(scope="module")
def documents() -> list[Reported]:
    return [read(path) for path in sorted(CORPUS.glob("2024*"))]


@pytest.fixture(scope="module")
def issue(documents: list[Reported]) -> Issue:
    return compose_issue(documents, JULY, PLAN, 1, ()).issue


def read(path: Path) -> Reported:
    """A document of the corpus as an issue sees it."""
    document = read_document(Source(ref=SourceRef(address=str(path), name=path.name), data=path.read_bytes()))
    facts, rejections = verify(document, extract(document, Glossary.builtin()), Glossary.builtin())
    even = compose_evenly(document, express(facts, document, EDITIONS), rejections, EDITIONS)
    return Reported(
        id=document.id,
        name=path.name,
        source=path.name,
        url=document.url,
        title=document.title,
        headline=even.digest.title,
        language=document.language,
        published=document.published.date if document.published else None,
        characters=len(document.text),
        is_transcript=document.is_transcript,
        since="2024-07-29T08:00:00",
        duplicate_of=None,
        derived_from=None,
        facts=even.facts,
    )


def test_every_source_stands_under_a_story_and_no_fact_in_two(issue: Issue, documents: list[Reported]) -> None:
    stories = (*issue.stories, *issue.briefs)
    assert {id for story in stories for id in story.documents} == {one.id for one in documents}
    facts = [one.id for story in stories for one in story.facts]
    assert len(facts) == len(set(facts))
    assert len({story.id for story in stories}) == len(stories)


def test_the_weeks_events_are_its_stories(issue: Issue) -> None:
    headed = {story.id: story for story in issue.stories}
    assert {"gpt-4o-mini", "llama-3.1", "mistral-large-2", "olympics", "tesla", "crowdstrike"} <= set(headed)
    assert {"claude-haiku", "gemini-flash", "openai", "microsoft", "mark-zuckerberg"}.isdisjoint(headed)
    assert headed["gpt-4o-mini"].independent >= 3
    assert len({issue.voice(id).document.language for id in headed["gpt-4o-mini"].documents}) == 3
    assert headed["mistral-large-2"].topic == MODELS
    assert headed["tesla"].topic is None
    assert [story.score for story in issue.stories] == sorted((story.score for story in issue.stories), reverse=True)


def test_a_badge_covers_what_all_its_sources_bear(issue: Issue) -> None:
    letters = {voice.document.id: voice.letter for voice in issue.voices}
    notes = {note.n: note for note in issue.notes}
    for story in (*issue.stories, *issue.briefs):
        for point in story.points:
            for piece in point.point.pieces:
                assert {letters[one.document] for one in notes[piece.note].evidence} == set(point.letters)


def test_the_price_is_one_bullet_of_three_independent_sources(issue: Issue) -> None:
    story = next(story for story in issue.stories if story.id == "gpt-4o-mini")
    point = next(point for point in story.points if "per million" in point.point.pieces[0].phrases["en"].text)
    assert point.independent >= 3
    assert "15" in issue.lead["en"]


def test_notes_are_numbered_from_one_in_the_order_of_the_page(issue: Issue) -> None:
    assert [note.n for note in issue.notes] == list(range(1, len(issue.notes) + 1))
    cells = [cell.note for one in issue.numbers for _, row in one.table.rows for cell in row if cell]
    points = [piece.note for story in (*issue.stories, *issue.briefs) for point in story.points for piece in point.point.pieces]
    used = list(dict.fromkeys([*cells, *points, *(piece.note for point in issue.follow_ups for piece in point.point.pieces)]))
    assert used == sorted(used)
    assert set(used) == {note.n for note in issue.notes}


def test_headings_and_lead_are_written_in_every_edition_with_the_same_figures(issue: Issue) -> None:
    stories = (*issue.stories, *issue.briefs)
    entities: list[Entity] = [entity for story in stories for one in story.facts for entity in (one.fact.claim.subject, *one.fact.claim.objects)]
    for text in (issue.headline, issue.lead, *(story.title for story in stories)):
        assert set(text) == set(TAGS)
        assert not any(strays(text[str(edition)], edition) for edition in EDITIONS)
        assert have_same_figures([Wording(text[str(e)], e.language, {entity.name(e) for entity in entities}) for e in EDITIONS])
    assert len(set(issue.headline.values())) >= 2


def test_the_order_of_the_documents_changes_nothing(issue: Issue, documents: list[Reported]) -> None:
    shuffled = random.Random(7).sample(documents, len(documents))
    assert compose_issue(shuffled, JULY, PLAN, 1, ()).issue == issue


def test_no_more_stories_and_bullets_than_planned(documents: list[Reported]) -> None:
    small = compose_issue(documents, JULY, replace(PLAN, stories=2, points=3), 1, ()).issue
    assert len(small.stories) == 2
    assert all(len(story.points) <= 3 for story in small.stories)
    assert all(len(story.points) <= 1 for story in small.briefs)
    assert {id for story in (*small.stories, *small.briefs) for id in story.documents} == {one.id for one in documents}


def test_interests_put_a_story_nearer_the_front(issue: Issue, documents: list[Reported]) -> None:
    asked = [story.id for story in compose_issue(documents, JULY, replace(PLAN, interests=("特斯拉", "revenue")), 1, ()).issue.stories]
    assert asked.index("tesla") < [story.id for story in issue.stories].index("tesla")


def test_an_undated_text_of_the_same_news_joins_and_is_marked(documents: list[Reported]) -> None:
    first, *others = documents
    made = compose_issue(others, JULY, PLAN, 1, (), [replace(first, published=None)]).issue
    assert not made.voice(first.id).is_dated
    assert {voice.document.id for voice in made.voices} == {one.id for one in documents}
    stranger = reported("z", [("Acorn is out", released(entity("acorn", "Acorn")))], published=None)
    assert stranger.id not in {voice.document.id for voice in compose_issue(others, JULY, PLAN, 1, (), [stranger]).issue.voices}


def test_a_document_without_facts_has_a_line() -> None:
    silent = replace(reported("a", [("It rained", claim(entity("rain", "Rain"), "free"))], title="A quiet week"), facts=())
    made = compose_issue([silent], JULY, PLAN, 1, ()).issue
    assert made.stories == ()
    assert [(story.title["en"], story.points, story.status) for story in made.briefs] == [("A quiet week", (), Status.NEW)]
    assert made.headline["en"] == "No news in this issue"
    assert made.lead["en"] == "This issue finds no news in one document."


def test_an_issue_of_nothing_is_empty() -> None:
    made = compose_issue([], JULY, PLAN, 1, ()).issue
    assert (made.stories, made.briefs, made.notes) == ((), (), ())
    assert made.headline["en"] == "No news in this issue"


@pytest.mark.slow
def test_five_hundred_documents_take_seconds(documents: list[Reported]) -> None:
    many = [numbered(one, n) for n in range(63) for one in documents][:500]
    began = time.perf_counter()
    even = compose_issue(many, JULY, PLAN, 1, ())
    assert time.perf_counter() - began < 8
    assert len(even.issue.voices) == 500


def numbered(document: Reported, n: int) -> Reported:
    """A copy that is a source of its own."""
    id = f"{document.id}-{n}"
    facts = [replace(one, document=id, evidence=tuple(replace(e, document=id) for e in one.evidence)) for one in document.facts]
    return replace(document, id=id, facts=tuple(facts))


def test_a_changed_fact_that_no_bullet_tells_stands_among_the_follow_ups(documents: list[Reported]) -> None:
    sources = voices(documents, JULY)
    merged = merge(sources)
    last = min((one for one in merged if one.fact.claim.value), key=lambda one: (one.score, one.id))
    changed = replace(last, status=Status.UPDATE, was=dict.fromkeys(TAGS, "what was"), earlier="2024-W20")
    material = Material(
        period=JULY,
        number=2,
        voices=sources,
        merged=tuple(changed if one is last else one for one in merged),
        conflicts=(),
        repeats=0,
        earlier=(),
    )
    made = compose(material, replace(PLAN, points=1))
    (point,) = made.follow_ups
    assert (point.facts, point.status, point.earlier) == ((last.id,), Status.UPDATE, "2024-W20")
    assert made.lead["en"].count("has changed since earlier issues") == 1


def test_a_side_of_a_disagreement_is_told_without_a_day_that_has_passed() -> None:
    today = Glossary.builtin().entity("today")
    sizes = (("a", "123"), ("b", "140"))
    said = [(name, replace(has(PINE, f"{size}000000000", f"{size} billion"), when=today)) for name, size in sizes]
    made = compose_issue(
        [reported(name, [(f"Pine Large has {one.value.surface} today", one)]) for name, one in said if one.value], WEEK, PLAN, 1, ()
    ).issue
    (conflict,) = (conflict for story in (*made.stories, *made.briefs) for conflict in story.conflicts)
    assert {side.fact.clauses["en"].text for side in conflict.sides} == {"123 billion parameters", "140 billion parameters"}


def test_a_slight_story_is_a_line() -> None:
    weighty = [(f"Pine Large is out, says source {n}", released(PINE)) for n in range(4)]
    sources = [
        reported(f"s{n}", [line, ("Pine Large has 123 billion parameters", has(PINE, "123000000000", "123 billion"))])
        for n, line in enumerate(weighty)
    ]
    aside = claim(entity("old-oak", "Old Oak"), "free", importance=0.05)
    slight = reported("z", [("Old Oak was small", aside), ("Old Oak is not heard of any more", aside)])
    made = compose_issue([*sources, slight], WEEK, PLAN, 1, ()).issue
    assert ([story.id for story in made.stories], [story.id for story in made.briefs]) == (["pine-large"], ["old-oak"])
