"""A bullet as an editor rewrote it: clause by clause, each still with the note that bears it, checked against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.datamodel.digest import Piece, Point
from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Phrase
from pipeline.datamodel.issue import Issue, StoryPoint
from pipeline.datamodel.language import Edition
from pipeline.render import labels
from pipeline.render.filters import written_in
from pipeline.render.issues.clauses import EDITOR
from pipeline.render.issues.editing.findings import Finding, differing, evidence_of, found_in
from pipeline.render.issues.editing.reading import EditedItem, Segment
from pipeline.text.convert import Converter

_JOINTS = "；;，,、 "
_STOPS = "。.；; "


class Rewriter:
    """Rewrites the bullets of one page. issue: with all its notes; tags: the page's languages; findings: what it finds is added there."""

    def __init__(self, issue: Issue, tags: Sequence[str], findings: list[Finding]) -> None:
        self.issue = issue
        self._tags = tags
        self._findings = findings

    def rewritten(self, point: StoryPoint, base: EditedItem, item: EditedItem) -> StoryPoint:
        """The bullet with the changes of `item`; itself where it has none. base: the item as the page had it.

        Where a figure no longer stands on its evidence, no source is named as agreeing with it.
        """
        item = self._with_appended(base, item)
        if item.texts == base.texts and item.label == base.label:
            return point
        other = self._tags[1] if len(self._tags) > 1 else None
        tags = written_in(point.point, self._tags[0], other)
        pieces = list(point.point.pieces)
        found = len(self._findings)
        for n, tag in enumerate(tags):
            was = base.texts[n] if n < len(base.texts) else ()
            now = item.texts[n] if n < len(item.texts) else was
            if n == 0 and item.label and item.label != base.label:
                now = (Segment(f"{item.label}{': ' if tag == Edition.EN else '：'}{now[0].text}", now[0].note), *now[1:]) if now else now
            if now != was:
                pieces = self._pieces(pieces, was, now, tag, item.line, first=n == 0)
        self._compare_editions(point, pieces, tags, item.line)
        facts = tuple(dict.fromkeys(fact for piece in pieces for fact in piece.facts))
        new = replace(point, point=Point(pieces=tuple(pieces)), facts=facts)
        moved = any(finding.kind == "figure" for finding in self._findings[found:])
        return replace(new, letters=(), independent=0) if moved else new

    def own(self, item: EditedItem, points: Iterable[StoryPoint]) -> StoryPoint | None:
        """A bullet that the editor added: with the notes it names, or with none; None for one without words."""
        line = item.texts[0] if item.texts else ()
        known = {piece.note: piece for point in points for piece in point.point.pieces if piece.note}
        pieces = [piece for segment in line if (piece := self._own_piece(segment, item, known)) is not None]
        if not pieces:
            return None
        evidence = [note for note in self.issue.notes if note.n in {piece.note for piece in pieces}]
        documents = {one.document for note in evidence for one in note.evidence}
        voices = [voice for voice in self.issue.voices if voice.document.id in documents]
        return StoryPoint(
            point=Point(pieces=tuple(pieces)),
            facts=tuple(dict.fromkeys(fact for piece in pieces for fact in piece.facts)),
            letters=tuple(voice.letter for voice in voices),
            independent=1 if voices else 0,
        )

    def _own_piece(self, segment: Segment, item: EditedItem, known: dict[int, Piece]) -> Piece | None:
        text = segment.text.strip(_JOINTS)
        if not text:
            return None
        tag = self._tags[0]
        of = known.get(segment.note or 0)
        if item.label and segment == item.texts[0][0] and not _is_program_label(item.label):
            text = f"{item.label}{': ' if tag == Edition.EN else '：'}{text}"
        phrases, origins = self._written(text, tag)
        if len(item.texts) > 1 and len(self._tags) > 1:
            second = "".join(one.text for one in item.texts[1]).strip(_JOINTS)
            phrases[self._tags[1]], origins[self._tags[1]] = Phrase(second), EDITOR
        if of is None:
            self._findings.append(Finding(line=item.line, kind="note", said=text))
            return Piece(phrases=phrases, origins=origins, note=0, facts=())
        was = of.phrases[tag].text
        self._findings.extend(found_in(item.line, tag, text, was, evidence_of(self.issue, [of.note])))
        return Piece(phrases=phrases, origins=origins, note=of.note, facts=of.facts)

    def _written(self, text: str, tag: str) -> tuple[dict[str, Phrase], dict[str, str]]:
        """The editor's words in every edition: converted for the other Chinese script, left as they are for another language."""
        phrases = {str(edition): Phrase(text) for edition in self.issue.editions}
        origins = {str(edition): "untranslated" for edition in self.issue.editions}
        for other, converted in in_other_script(text, tag, [str(edition) for edition in self.issue.editions]).items():
            phrases[other], origins[other] = Phrase(converted), f"opencc:{other}"
        phrases[tag], origins[tag] = Phrase(text), EDITOR
        return phrases, origins

    def _with_appended(self, base: EditedItem, item: EditedItem) -> EditedItem:
        """The item with what was written behind the program's own remark on it."""
        if item.after == base.after or not item.texts:
            return item
        if not item.after.startswith(base.after):
            why = "the part in brackets is written by the program; write before the comment"
            self._findings.append(Finding(line=item.line, kind="ignored", said=item.after or base.after, found=why))
            return item
        added = item.after.removeprefix(base.after).strip()
        return replace(item, texts=(*item.texts[:-1], (*item.texts[-1], Segment(added, None))))

    def _pieces(self, pieces: list[Piece], was: Sequence[Segment], now: Sequence[Segment], tag: str, line: int, first: bool) -> list[Piece]:
        """The clauses of a bullet after the change of one language's line. first: that line decides which clauses there are."""
        now = _folded(now)
        if [one.note for one in now] == [one.note for one in was] and len(now) == len(pieces):
            return [self._piece(piece, a, b, tag, line) for piece, a, b in zip(pieces, was, now, strict=True)]
        if not first:
            self._findings.append(
                Finding(line=line, kind="ignored", said=now[-1].text if now else "", found="its footnotes differ from the line above")
            )
            return pieces
        left = list(zip(pieces, was, strict=False))
        made: list[Piece] = []
        for segment in now:
            pair = next((one for one in left if one[1].note == segment.note), None)
            if pair is not None:
                left.remove(pair)
                made.append(self._piece(pair[0], pair[1], segment, tag, line))
            elif text := segment.text.strip(_JOINTS):
                self._findings.append(Finding(line=line, kind="note", said=text))
                phrases, origins = self._written(text, tag)
                made.append(Piece(phrases=phrases, origins=origins, note=0, facts=()))
        return made or pieces

    def _piece(self, piece: Piece, was: Segment, now: Segment, tag: str, line: int) -> Piece:
        old, new = (segment.text.strip(_JOINTS).removeprefix("and " if piece.listed else "").rstrip(_STOPS) for segment in (was, now))
        if new == old or not new:
            return piece
        before = piece.phrases[tag]
        phrases, origins = dict(piece.phrases), dict(piece.origins)
        silent = [str(edition) for edition in self.issue.editions if str(edition) not in self._tags]
        for other, converted in in_other_script(new, tag, silent).items():
            phrases[other], origins[other] = Phrase(converted), f"opencc:{other}"
        phrases[tag], origins[tag] = Phrase(new, _mark(before, new)), EDITOR
        self._findings.extend(found_in(line, tag, new, old, evidence_of(self.issue, [piece.note])))
        return replace(piece, phrases=phrases, origins=origins)

    def _compare_editions(self, point: StoryPoint, pieces: Sequence[Piece], tags: Sequence[str], line: int) -> None:
        """Editions whose text stayed, beside the one that changed."""
        old = {piece.note: piece for piece in point.point.pieces}
        for piece in pieces:
            if piece.note not in old or piece.note == 0:
                continue
            was = old[piece.note]
            changed = [tag for tag in tags if piece.phrases[tag] != was.phrases[tag]]
            editions = map(str, self.issue.editions)
            others = [(tag, piece.phrases[tag].text) for tag in editions if piece.phrases[tag] == was.phrases[tag] and was.is_translated(tag)]
            for tag in changed[:1]:
                self._findings.extend(differing(line, tag, piece.phrases[tag].text, was.phrases[tag].text, others))


def in_other_script(text: str, tag: str, others: Iterable[str]) -> dict[str, str]:
    """A Chinese text in the other Chinese editions; nothing for an English one."""
    if tag == Edition.EN:
        return {}
    return {other: Converter(other).convert(text) for other in others if other not in (tag, Edition.EN)}


def _folded(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments, with a rest that stands behind the last footnote put before it."""
    if len(segments) < 2 or segments[-1].note is not None:
        return tuple(segments)
    *kept, last, rest = segments
    joint = " " if last.text.isascii() else ""
    return (*kept, Segment(f"{last.text}{joint}{rest.text}", last.note)) if rest.text.strip(_STOPS) else (*kept, last)


def _mark(before: Phrase, text: str) -> Span | None:
    """The part of the new text that opens the evidence: the same words as before, where they still stand there, as words of their own."""
    marked = before.mark.of(before.text) if before.mark else ""
    found = re.search(rf"(?<![A-Za-z0-9])(?<![A-Za-z]-)(?<!\d[.,]){re.escape(marked)}(?![A-Za-z0-9]|[.,]\d)", text) if marked else None
    return Span(*found.span()) if found else None


def _is_program_label(label: str) -> bool:
    """True for a label that the templates set again."""
    names = ("issue/editors_note", "issue/status/update")
    return label in {labels.text(name, str(edition)) for name in names for edition in Edition}
