"""The editions of an issue say the same: a fact whose figures, dates or script differ between them is dropped from all of them, and reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.compose.issues.composing import Material, compose
from pipeline.compose.parity import REASON, UNTRANSLATED, fault
from pipeline.datamodel.fact import Fact, Phrase, Rejection
from pipeline.datamodel.issue import Issue, Plan, Story
from pipeline.datamodel.language import Edition, Localized
from pipeline.text.wording.spacing import has_han

LEADING = 12  # facts of a story that headline and lead are made from

Composer = Callable[[Material, Plan], Issue]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvenIssue:
    """An issue whose editions agree, and the facts that were dropped for it, each a rejection of the reason `parity`."""

    issue: Issue
    rejections: tuple[Rejection, ...]


def compose_evenly(material: Material, plan: Plan, composer: Composer = compose) -> EvenIssue:
    """The issue without the facts that its editions tell differently. It is composed anew until nothing on it differs."""
    faults: dict[str, str] = {}
    while True:
        issue = composer(_without(material, faults), plan)
        found = {fact: why for fact, why in _faults(issue) if fact not in faults}
        if not found:
            return EvenIssue(issue=issue, rejections=tuple(_rejected(one.fact, faults[one.id]) for one in material.merged if one.id in faults))
        faults |= found


def _without(material: Material, faults: Mapping[str, str]) -> Material:
    """The material without the facts at fault; a conflict that loses a side is none."""
    if not faults:
        return material
    return replace(
        material,
        merged=tuple(one for one in material.merged if one.id not in faults),
        conflicts=tuple(one for one in material.conflicts if not any(side.id in faults for side in one.sides)),
    )


def _faults(issue: Issue) -> Iterator[tuple[str, str]]:
    """Ids of the facts that the issue's editions tell differently, each with what differs."""
    stories = (*issue.stories, *issue.briefs)
    known = {one.id: one for story in stories for one in story.facts}
    for point in (*(point for story in stories for point in story.points), *issue.follow_ups):
        for piece in point.point.pieces:
            told = [known[id].fact for id in piece.facts if id in known]
            yield from ((id, why) for id in piece.facts if (why := fault(piece.phrases, piece.origins, told, issue.editions)))
    for cell in (cell for one in issue.numbers for _, row in one.table.rows for cell in row if cell):
        yield from ((id, why) for id in cell.facts if (why := _differs(cell.phrases, (), issue.editions)))
    for story in stories:
        yield from _faults_of(story, issue.editions)


def _faults_of(story: Story, editions: Sequence[Edition]) -> Iterator[tuple[str, str]]:
    """The same of what a story has besides its bullets: its heading, the sides of its conflicts, the facts that headline and lead may tell."""
    if story.points and story.facts:
        told = [one for one in story.facts if one.id in story.points[0].facts] or list(story.facts[:1])
        why = _differs(story.title, [one.fact for one in story.facts], editions)
        yield from ((one.id, why) for one in told if why)
    sides = [side for conflict in story.conflicts for side in conflict.sides]
    for one in (*story.facts[:LEADING], *sides):
        if why := fault(one.fact.texts, one.fact.origins, [one.fact], editions):
            yield one.id, why


def _differs(text: Localized, told: Sequence[Fact], editions: Sequence[Edition]) -> str | None:
    originals = {tag: UNTRANSLATED for tag, said in text.items() if tag == Edition.EN and has_han(said)}
    return fault({tag: Phrase(said) for tag, said in text.items()}, originals, told, editions)


def _rejected(fact: Fact, why: str) -> Rejection:
    return Rejection(document=fact.document, claim=fact.claim, reason=REASON, detail=why)
