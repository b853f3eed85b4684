"""A page that was edited before another digest came: its footnotes as the issue numbers them now, told by the bullets that nobody touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.render.issues.editing.reading import EditedIssue, EditedItem, Segment

_BORDERS = " ；;，,、。."  # what joins clauses
MOVED = 2  # footnotes that stand elsewhere from which on it was the program that moved them


def renumbered(edited: EditedIssue, base: EditedIssue) -> EditedIssue:
    """The edited page with the numbers of `base`, the page that the issue gives now; itself where they are the same.

    A footnote that no untouched bullet has takes the number at its place in its own bullet, or that of the same words elsewhere; without one
    it stands for nothing any more.
    """
    now: dict[str | None, EditedItem] = {item.marker: item for item in _items(base) if item.marker}
    numbers: dict[int, int] = {}
    for item in _items(edited):
        if item.marker in now and _words(item) == _words(now[item.marker]):
            numbers |= dict(zip(_notes(item), _notes(now[item.marker]), strict=True))
    if sum(old != new for old, new in numbers.items()) < MOVED:
        return edited
    said = {segment.text.strip(_BORDERS): segment.note for item in _items(base) for line in item.texts for segment in line}

    def moved(item: EditedItem) -> EditedItem:
        known = {**_placed(item, now.get(item.marker)), **numbers}
        return replace(item, texts=tuple(tuple(_moved(segment, known, said) for segment in line) for line in item.texts))

    return replace(edited, sections=tuple(replace(section, items=tuple(map(moved, section.items))) for section in edited.sections))


def _placed(item: EditedItem, now: EditedItem | None) -> Mapping[int, int]:
    """The numbers of a bullet by those at the same places of what it is now, where both have as many."""
    old, new = _notes(item), _notes(now) if now is not None else []
    return dict(zip(old, new, strict=True)) if len(old) == len(new) else {}


def _moved(segment: Segment, numbers: Mapping[int, int], said: Mapping[str, int | None]) -> Segment:
    if segment.note is None:
        return segment
    return Segment(segment.text, numbers.get(segment.note) or said.get(segment.text.strip(_BORDERS)))


def _items(page: EditedIssue) -> Iterator[EditedItem]:
    return (item for section in page.sections for item in section.items)


def _words(item: EditedItem) -> Sequence[Sequence[tuple[str, bool]]]:
    """The item's clauses without the numbers of their footnotes."""
    return [[(segment.text, segment.note is None) for segment in line] for line in item.texts]


def _notes(item: EditedItem) -> list[int]:
    return [segment.note for line in item.texts for segment in line if segment.note is not None]
