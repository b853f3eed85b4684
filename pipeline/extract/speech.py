"""Who speaks: quotations, and whose claims the sentences of a speech are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.datamodel.document import BlockKind
from pipeline.datamodel.fact import Entity
from pipeline.extract.reading import Line, Reading
from pipeline.extract.tokens import MAX_NAME, unknown_entity

SPOKEN_ON = 12  # sentences of a transcript that a reported speech may run on for
WRITTEN_ON = 2


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of a sentence that someone is said to have said.

    verb: masked position where the words that tell who speaks begin; start, end: masked positions of what is said. named_in: the sentence
    that names the speaker. is_source: a report or a figure's source rather than a speaker.
    """

    n: int
    verb: int
    start: int
    end: int
    speaker: Entity
    named_in: int
    is_source: bool = False


class Speakers:
    """The reported speeches of a document, by sentence."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._speeches: dict[int, Speech] = {}
        last: Speech | None = None
        for line in reading.lines:
            found = self._speech(line, last)
            if found is not None:
                self._speeches[line.masked.n] = found
            last = found or (last if self._may_go_on(line, last) else None)

    def speeches(self) -> Iterator[Speech]:
        """All speeches in order."""
        yield from (self._speeches[n] for n in sorted(self._speeches))

    def of(self, n: int) -> Speech | None:
        """The speech in sentence `n`."""
        return self._speeches.get(n)

    def attribution(self, line: Line, position: int, subject: Entity) -> Entity | None:
        """Whose claim stands at the masked position, when it is within a speech and not of the speaker's own doing."""
        speech = self._speeches.get(line.masked.n)
        if speech is None or not speech.start <= position < speech.end or speech.speaker.id == subject.id:
            return None
        return speech.speaker

    def _speech(self, line: Line, last: Speech | None) -> Speech | None:
        text, cues = line.masked.text, self._reading.cues
        n = line.masked.n
        if line.kind is BlockKind.HEADING:
            return None
        for pattern in cues.speech:
            if (match := pattern.search(text)) is None or (match.end() >= len(text) and "q" not in match.groupdict()):
                continue
            named = self._speaker(line, match, last)
            if named is None:
                continue
            is_source = "q" not in match.groupdict() and cues.source.search(match[0]) is not None
            start, end = match.span("q") if match.groupdict().get("q") else (match.end(), len(text))
            return Speech(n, match.start(), start, end, named[0], named[1], is_source)
        if last is not None and self._runs_on(line, last):
            return Speech(n, 0, 0, len(text), last.speaker, last.named_in)
        return None

    def _speaker(self, line: Line, match: re.Match[str], last: Speech | None) -> tuple[Entity, int] | None:
        groups = match.groupdict()
        n = line.masked.n
        language = self._reading.document.language
        if groups.get("p"):
            tokens = [t for t in line.masked.tokens_in(*match.span("p")) if t.entity is not None]
            people = [t for t in tokens if t.kind == "person"] or tokens
            if people and people[-1].entity is not None:
                return people[-1].entity, n
        if groups.get("n"):
            start, end = match.span("n")
            surface = line.masked.source(start, end).of(self._reading.document.text).strip()
            return (unknown_entity(surface, language, "person"), n) if 2 <= len(surface) <= MAX_NAME else None
        if groups.get("r"):
            if last is not None and n - last.n <= 3:
                return last.speaker, last.named_in
            for m in range(n - 1, max(0, n - 3), -1):
                people_before = [t.entity for t in self._reading.line(m).masked.tokens.values() if t.kind == "person" and t.entity is not None]
                if people_before:
                    return people_before[-1], m
        return None

    def _runs_on(self, line: Line, last: Speech | None) -> bool:
        """True when the sentence goes on with the speech: nobody else is named in it, and the speaker's `we` or a connective opens it."""
        return self._may_go_on(line, last) and self._reading.cues.first_person.search(line.masked.text) is not None

    def _may_go_on(self, line: Line, last: Speech | None) -> bool:
        """True when the speech is not over for certain: nobody else is named, no heading stands between, and it is not long ago."""
        if last is None or last.is_source:
            return False
        limit = SPOKEN_ON if self._reading.document.is_transcript else WRITTEN_ON
        if line.masked.n - last.named_in > limit or line.kind is BlockKind.HEADING:
            return False
        return not any(t.kind in ("person", "organization", "model", "product") for t in line.masked.tokens.values())
