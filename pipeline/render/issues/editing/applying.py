"""An editor's Markdown taken over into the issue: texts, order, what was left out or added; and what no longer stands on its evidence.

The edited page is compared with the page that the issue itself gives, both read alike, so that only what a person changed counts as changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.datamodel.fact import Entity
from pipeline.datamodel.issue import Conflict, Issue, Merged, Status, Story, StoryPoint
from pipeline.datamodel.language import Edition, Localized
from pipeline.errors import ConfigError
from pipeline.render.issues.clauses import all_notes, points_of, side_point, sides_of
from pipeline.render.issues.editing.findings import Finding, Ground, differing, evidence_of, figures_in
from pipeline.render.issues.editing.pruning import pruned
from pipeline.render.issues.editing.reading import EditedIssue, EditedItem, EditedSection, Segment, read_edited
from pipeline.render.issues.editing.renumbering import renumbered
from pipeline.render.issues.editing.rewriting import Rewriter, in_other_script
from pipeline.render.issues.editing.tables import edited_tables
from pipeline.render.issues.markdown import markdown_page, marker, point_marker


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The issue as edited, and what there is to look at again. changed, added, deleted: how many items."""

    issue: Issue
    findings: tuple[Finding, ...]
    changed: int
    added: int
    deleted: int


def apply_edits(issue: Issue, edited: EditedIssue, templates: Path | None = None) -> Revision:
    """The issue with the changes of an edited page; the issue itself stays. Pure.

    templates: the user's folder, by which the page was made. Raises ConfigError where the page is of another issue, or of an edition that this
    one has not.
    """
    if edited.period != issue.period.id:
        raise ConfigError(f"the edited page is of issue {edited.period}, not of {issue.period.id}; give the page of that issue")
    if not set(edited.tags) <= set(issue.editions):
        raise ConfigError(f"the edited page is in {' and '.join(edited.tags)}, the issue in {', '.join(issue.editions)}; add --edition")
    base = read_edited(markdown_page(issue, edited.tags, templates))
    return _Editing(issue, base, renumbered(edited, base)).revision()


class _Editing:
    """One edited page held against the one it was made from."""

    def __init__(self, issue: Issue, base: EditedIssue, edited: EditedIssue) -> None:
        self._issue = replace(issue, notes=all_notes(issue))
        self._base = base
        self._edited = edited
        self._items: dict[str | None, list[EditedItem]] = {}
        for item in (item for section in base.sections for item in section.items):
            self._items.setdefault(item.marker, []).append(item)
        self._points = list(points_of(self._issue))
        self._sides = {marker("d", side.id): side for side in sides_of(self._issue)}
        self._left = [(point, self._on_page(point_marker(point))) for point in self._points]
        self._findings: list[Finding] = []
        self._seen: set[tuple[str | None, tuple[tuple[Segment, ...], ...]]] = set()
        self._rewriter = Rewriter(self._issue, edited.tags, self._findings)
        self._changed = self._added = 0

    def revision(self) -> Revision:
        """All of it, section by section."""
        issue = self._heads(self._issue)
        stories, briefs, follow_ups = self._sections(issue)
        tables = edited_tables(issue, self._base, self._edited, self._findings)
        kept = {item.marker for section in self._edited.sections for item in section.items}
        revised = pruned(self._issue, replace(issue, stories=stories, briefs=briefs, follow_ups=follow_ups, numbers=tables.numbers))
        return Revision(
            issue=revised,
            findings=tuple(sorted(self._findings, key=lambda one: one.line)),
            changed=self._changed + tables.changed,
            added=self._added,
            deleted=len(self._left) + len(set(self._sides) - kept) + len(issue.numbers) - len(tables.numbers),
        )

    def _on_page(self, name: str) -> EditedItem:
        """The next item of that name on the page that the issue gives."""
        if not self._items.get(name):
            raise ConfigError("your issue.md.j2 leaves out bullets, or the comments that name them; edit the pages of the packaged template")
        return self._items[name].pop(0)

    def _heads(self, issue: Issue) -> Issue:
        headline = self._text(issue.headline, self._base.headline, self._edited.headline, self._edited.headline_line, self._whole(issue))
        lead = self._text(issue.lead, self._base.lead, self._edited.lead, self._edited.lead_line, self._whole(issue))
        return replace(issue, headline=headline, lead=lead)

    def _text(self, texts: Localized, was: Mapping[str, str], now: Mapping[str, str], line: int, ground: Ground) -> Localized:
        """A heading or a lead, with what was changed in it, in the other Chinese script too."""
        new = dict(texts)
        touched = [tag for tag in self._edited.tags if now.get(tag) and now[tag] != was.get(tag)]
        for tag in touched:
            self._changed += 1
            new |= in_other_script(now[tag], tag, [other for other in map(str, self._issue.editions) if other not in self._edited.tags])
            new[tag] = now[tag]
            self._findings += figures_in(line, tag, now[tag], was.get(tag, ""), ground)
            others = [(other, text) for other, text in texts.items() if other in self._issue.editions and other not in touched and new[other] == text]
            self._findings += differing(line, tag, now[tag], was.get(tag, ""), others)
        return new

    def _whole(self, issue: Issue) -> Ground:
        """All that the page tells: its quotes, and its facts as they are phrased."""
        quotes = evidence_of(issue, (note.n for note in issue.notes)).texts
        told = tuple(
            (Edition(tag).language, "\n".join(piece.phrases[tag].text for point in points_of(issue) for piece in point.point.pieces))
            for tag in map(str, issue.editions)
        )
        return Ground((*quotes, *told))

    def _sections(self, issue: Issue) -> tuple[tuple[Story, ...], tuple[Story, ...], tuple[StoryPoint, ...]]:
        known = {marker("s", story.id): story for story in issue.stories}
        titles = {section.marker: section.titles for section in self._base.sections}
        stories: list[Story] = []
        briefs: tuple[Story, ...] = ()
        follow_ups: tuple[StoryPoint, ...] = ()
        for section in self._edited.sections:
            if section.marker == "briefs":
                briefs = tuple(self._briefs(issue, section))
            elif section.marker == "follow-ups":
                follow_ups = tuple(self._bullets(section.items))
            elif section.marker == "numbers":
                self._ignore(section.items, "the part with the tables has no bullets; write it into the lead or a story")
            else:
                story = known.pop(section.marker or "", None)
                stories.append(self._story(issue, story, section, titles.get(section.marker, ())))
        return tuple(stories), briefs, follow_ups

    def _story(self, issue: Issue, story: Story | None, section: EditedSection, was: Sequence[str]) -> Story:
        now = dict(zip(self._edited.tags, section.titles, strict=False))
        if story is None:
            self._added += 1
            title = {str(edition): section.titles[0] for edition in issue.editions} | now
            story = Story(
                id=f"editor-{marker('s', section.titles[0])[2:]}",
                title=title,
                subject=Entity(id=f"editor-{marker('s', section.titles[0])[2:]}", names=title),
                status=Status.NEW,
                documents=(),
                independent=0,
                facts=(),
                points=(),
            )
        else:
            before = dict(zip(self._edited.tags, was, strict=False))
            story = replace(story, title=self._text(story.title, before, now, section.line, self._whole(issue)))
        conflicts, alone = self._conflicts(story, section.items)
        items = [item for item in section.items if item.marker not in self._sides]
        return replace(story, points=(*self._bullets(items), *alone), conflicts=conflicts)

    def _bullets(self, items: Sequence[EditedItem]) -> Iterator[StoryPoint]:
        """The bullets as they now stand: known ones with their changes, new ones as the editor's own."""
        for item in items:
            claimed = self._claim(item)
            is_copy = (item.marker, item.texts) in self._seen
            self._seen.add((item.marker, item.texts))
            if claimed is None and is_copy:
                self._ignore([item], "it stands twice")
                continue
            if claimed is None:
                self._added += 1
                made = self._rewriter.own(item, self._points)
                if made is not None:
                    yield made
                continue
            new = self._rewriter.rewritten(*claimed, item)
            self._changed += new != claimed[0]
            yield new

    def _claim(self, item: EditedItem) -> tuple[StoryPoint, EditedItem] | None:
        """The bullet that this one was, as the page had it: by its comment, else by its footnotes where the comment was lost; each once."""
        found = next((n for n, (_, base) in enumerate(self._left) if base.marker == item.marker), None)
        noted = {segment.note for text in item.texts for segment in text if segment.note}
        if found is None and noted and item.marker is None:
            found = next((n for n, (point, _) in enumerate(self._left) if noted == {piece.note for piece in point.point.pieces}), None)
        return None if found is None else self._left.pop(found)

    def _briefs(self, issue: Issue, section: EditedSection) -> Iterator[Story]:
        """The stories of a line each, in their new order; the editor's own, and bullets that he moved here, are stories of their own."""
        of = {point_marker(point): story for story in issue.briefs for point in story.points}
        theirs = {point_marker(point): story.subject for story in issue.stories for point in story.points}
        headlines = {marker("h", story.id): story for story in issue.briefs if not story.points}
        briefs: dict[str, Story] = {}
        for item in section.items:
            if item.marker in headlines:
                story = self._headline(headlines.pop(item.marker), item)
                briefs[story.id] = story
                continue
            for point in self._bullets([item] if item.marker not in self._sides else []):
                story = of.get(item.marker or "") or _story_of(point, theirs.get(item.marker or ""))
                known = briefs.get(story.id, replace(story, points=()))
                briefs[story.id] = replace(known, points=(*known.points, point))
        for story in briefs.values():
            conflicts, alone = self._conflicts(story, section.items)
            yield replace(story, conflicts=conflicts, points=(*story.points, *alone))

    def _headline(self, story: Story, item: EditedItem) -> Story:
        """A story that is told by its headline alone, as it now reads."""
        base = self._items[item.marker][0]
        was, now = (
            dict(zip(self._edited.tags, ("".join(segment.text for segment in line) for line in one.texts), strict=False)) for one in (base, item)
        )
        return replace(story, title=self._text(story.title, was, now, item.line, self._whole(self._issue)))

    def _conflicts(self, story: Story, items: Sequence[EditedItem]) -> tuple[tuple[Conflict, ...], tuple[StoryPoint, ...]]:
        """The disagreements that still have two sides, and the sides that are left alone as bullets."""
        there = {item.marker: item for item in items}
        conflicts: list[Conflict] = []
        alone: list[StoryPoint] = []
        for conflict in story.conflicts:
            sides = [self._side(side, there[name]) for side in conflict.sides if (name := marker("d", side.id)) in there]
            if len(sides) > 1:
                conflicts.append(replace(conflict, sides=tuple(sides)))
            alone += [self._as_bullet(side) for side in sides if len(sides) == 1]
        return tuple(conflicts), tuple(alone)

    def _side(self, side: Merged, item: EditedItem) -> Merged:
        """A side of a disagreement with its changes."""
        base = self._items.get(marker("d", side.id), [item])[0]
        if item.texts == base.texts:
            return side
        old = self._as_bullet(side)
        new = self._rewriter.rewritten(old, base, item).point.pieces[0]
        self._changed += 1
        return replace(side, fact=replace(side.fact, clauses=new.phrases, origins=new.origins))

    def _as_bullet(self, side: Merged) -> StoryPoint:
        letters = tuple(voice.letter for voice in self._issue.voices if voice.document.id in side.documents)
        point = side_point(side, self._issue)
        return StoryPoint(point=point, facts=(side.id,), letters=letters, independent=side.independent)

    def _ignore(self, items: Sequence[EditedItem], why: str) -> None:
        for item in items:
            said = "".join(segment.text for segment in item.texts[0]) if item.texts else ""
            self._findings.append(Finding(line=item.line, kind="ignored", said=said, found=why))


def _story_of(point: StoryPoint, subject: Entity | None) -> Story:
    """A story of one bullet, on that subject; without one on what the bullet says."""
    title = {tag: phrase.text for tag, phrase in point.point.pieces[0].phrases.items()}
    id = f"editor-{point_marker(point)[2:]}"
    of = subject or Entity(id=id, names=title)
    return Story(id=id, title=title, subject=of, status=Status.NEW, documents=(), independent=0, facts=(), points=())
