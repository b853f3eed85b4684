"""Several edited pages of one issue: the first says what stands where, the others what they changed in its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.render.issues.editing.reading import EditedIssue, EditedItem, EditedSection


def grafted(edited: EditedIssue, base: EditedIssue, current: EditedIssue) -> EditedIssue:
    """`current`, with the words that `edited` has otherwise than `base`.

    base: the page that `edited` was made from; current: the page in the same languages of the issue as other pages have changed it already. A
    bullet of the editor's own takes the place of the one that another page has added at its place in the section, in this page's language.
    """
    before = {item.marker: item for page in (current, base) for section in page.sections for item in section.items}
    changed = {
        item.marker: item
        for section in edited.sections
        for item in section.items
        if item.marker in before and (item.texts, item.label, item.after) != _words(before[item.marker])
    }
    theirs = {section.marker: section for section in edited.sections}
    titles = {section.marker: section.titles for section in base.sections}
    return replace(
        current,
        headline=_changed(edited.headline, base.headline, current.headline),
        headline_line=edited.headline_line,
        lead=_changed(edited.lead, base.lead, current.lead),
        lead_line=edited.lead_line,
        sections=tuple(_section(section, theirs.get(section.marker), titles.get(section.marker, ()), changed) for section in current.sections),
    )


def _words(item: EditedItem) -> tuple[object, ...]:
    return item.texts, item.label, item.after


def _changed(edited: Mapping[str, str], base: Mapping[str, str], current: Mapping[str, str]) -> dict[str, str]:
    return {tag: edited[tag] if edited.get(tag) and edited[tag] != base.get(tag) else text for tag, text in current.items()}


def _section(current: EditedSection, edited: EditedSection | None, was: Sequence[str], changed: Mapping[str | None, EditedItem]) -> EditedSection:
    if edited is None:
        return current
    own = iter([item for item in edited.items if item.marker is None])
    tables = {table.marker: table for table in edited.tables}
    return replace(
        current,
        line=edited.line,
        titles=edited.titles if edited.titles != tuple(was) else current.titles,
        items=(*_items(current.items, changed, own), *own),
        tables=tuple(tables.get(table.marker, table) for table in current.tables),
    )


def _items(items: Sequence[EditedItem], changed: Mapping[str | None, EditedItem], own: Iterator[EditedItem]) -> Iterator[EditedItem]:
    for item in items:
        if item.marker in changed:
            yield replace(item, texts=changed[item.marker].texts, line=changed[item.marker].line)
        elif item.marker and item.marker.startswith("n:") and (theirs := next(own, None)):
            yield replace(item, texts=theirs.texts, line=theirs.line)
        else:
            yield item
