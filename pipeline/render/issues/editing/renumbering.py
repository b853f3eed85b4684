"""A page that was edited before another digest came: its footnotes as the issue numbers them now, told by the bullets that nobody touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.render.issues.editing.reading import EditedIssue, EditedItem, Segment

MOVED = 2  # footnotes that stand elsewhere from which on it was the program that moved them


def renumbered(edited: EditedIssue, base: EditedIssue) -> EditedIssue:
    """The edited page with the numbers of `base`, the page that the issue gives now; itself where they are the same.

    A footnote that no untouched bullet has takes the number at its place in its own bullet; without one it stands for nothing any more.
    """
    now = {item.marker: item for item in _items(base) if item.marker}
    numbers: dict[int, int] = {}
    for item in _items(edited):
        if item.marker in now and _words(item) == _words(now[item.marker]):
            numbers |= dict(zip(_notes(item), _notes(now[item.marker]), strict=True))
    if sum(old != new for old, new in numbers.items()) < MOVED:
        return edited
    return replace(
        edited,
        sections=tuple(
            replace(section, items=tuple(_renumbered(item, now.get(item.marker), numbers) for item in section.items)) for section in edited.sections
        ),
    )


def _renumbered(item: EditedItem, now: EditedItem | None, numbers: Mapping[int, int]) -> EditedItem:
    places = _notes(now) if now is not None else []
    own = dict(zip(_notes(item), places, strict=True)) if len(_notes(item)) == len(places) else {}
    known = {**own, **numbers}
    return replace(item, texts=tuple(tuple(_moved(segment, known) for segment in line) for line in item.texts))


def _moved(segment: Segment, numbers: Mapping[int, int]) -> Segment:
    return segment if segment.note is None else Segment(segment.text, numbers.get(segment.note))


def _items(page: EditedIssue) -> Iterator[EditedItem]:
    return (item for section in page.sections for item in section.items)


def _words(item: EditedItem) -> Sequence[Sequence[tuple[str, bool]]]:
    """The item's clauses without the numbers of their footnotes."""
    return [[(segment.text, segment.note is None) for segment in line] for line in item.texts]


def _notes(item: EditedItem) -> list[int]:
    return [segment.note for line in item.texts for segment in line if segment.note is not None]
