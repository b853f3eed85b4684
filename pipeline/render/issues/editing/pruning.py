"""What an issue no longer tells after bullets were struck: facts and notes that nothing shows any more."""

from __future__ import annotations

from dataclasses import replace

from pipeline.datamodel.issue import Issue, Story
from pipeline.render.issues.clauses import points_of, sides_of


def pruned(before: Issue, after: Issue) -> Issue:
    """`after` without the facts and the notes that `before` shows and it does not. Notes keep their numbers."""
    struck = _told(before) - _told(after)
    gone = _shown(before) - _shown(after)

    def story(of: Story) -> Story:
        return replace(of, facts=tuple(fact for fact in of.facts if fact.id not in struck))

    return replace(
        after,
        stories=tuple(map(story, after.stories)),
        briefs=tuple(map(story, after.briefs)),
        notes=tuple(note for note in after.notes if note.n not in gone),
    )


def _told(issue: Issue) -> set[str]:
    """The ids of the facts that stand on the page."""
    cells = (fact for numbers in issue.numbers for _, row in numbers.table.rows for cell in row if cell for fact in cell.facts)
    points = (fact for point in points_of(issue) for fact in point.facts)
    return {*cells, *points, *(side.id for side in sides_of(issue))}


def _shown(issue: Issue) -> set[int]:
    """The numbers of the notes that something on the page refers to."""
    cells = {cell.note for numbers in issue.numbers for _, row in numbers.table.rows for cell in row if cell}
    proofs = {side.fact.evidence for side in sides_of(issue)}
    pieces = {piece.note for point in points_of(issue) for piece in point.point.pieces}
    return cells | pieces | {note.n for note in issue.notes if note.evidence in proofs}
