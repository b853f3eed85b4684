"""Who speaks: quotations, and whose claims the sentences of a speech are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.datamodel.document import BlockKind
from pipeline.datamodel.fact import Entity
from pipeline.extract.masks import PAUSE
from pipeline.extract.reading import Line, Reading
from pipeline.extract.tokens import FIGURES, MAX_NAME, Token, unknown_entity

SPOKEN_ON = 12  # sentences of a transcript that a reported speech may run on for
WRITTEN_ON = 2
PRESENT = frozenset({"now", "for_now", "currently", "today", "at_present"})
ASKING = 0.3  # share of a host's turns that hold a question
MEANT = re.compile(r"\b(?:what|than|as|like|which|whom|where|how) $")  # a clause of what somebody said, which the sentence does not tell
LABELLED_ON = 4  # paragraphs that a speaker's label holds for


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of a sentence that someone is said to have said.

    verb: masked position where the words that tell who speaks begin; start, end: masked positions of what is said. named_in: the sentence
    that names the speaker. is_source: a report or a figure's source rather than a speaker. is_turn: the speaker's turn in a conversation.
    """

    n: int
    verb: int
    start: int
    end: int
    speaker: Entity
    named_in: int
    is_source: bool = False
    is_turn: bool = False


class Speakers:
    """The reported speeches of a document, by sentence."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._speeches: dict[int, Speech] = {}
        self._hosts = hosts(reading)
        self._named = {reading.sentence_at(label.start): label.name for label in reversed([*reading.labels.values()])}
        last: Speech | None = None
        for line in reading.lines:
            found = self._labelled(line) or self._speech(line, last)
            if found is not None:
                self._speeches[line.masked.n] = found
            last = found or (last if self._may_go_on(line, last) else None)

    def of(self, n: int) -> Speech | None:
        """The speech in sentence `n`."""
        return self._speeches.get(n)

    def attribution(self, line: Line, position: int, subject: Entity) -> Entity | None:
        """Whose claim stands at the masked position, when it is within a speech and not of the speaker's own doing."""
        speech = self._speeches.get(line.masked.n)
        if speech is None or not speech.start <= position < speech.end or speech.speaker.id == subject.id:
            return None
        return speech.speaker

    def _labelled(self, line: Line) -> Speech | None:
        """The sentence of an interview, said by whose name its paragraph or the nearest one before it opens with."""
        reading = self._reading
        if line.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTE):
            return None
        label = next((reading.labels[b] for b in range(line.block, max(-1, line.block - LABELLED_ON), -1) if b in reading.labels), None)
        if label is None:
            return None
        start = reading.label_end(line)
        if start >= len(line.masked.text):
            return None
        known = [t.entity for t in reading.tokens_between(label.start, label.end) if t.kind == "person" and t.entity is not None]
        named_in = reading.sentence_at(label.start)
        speaker = known[0] if known else unknown_entity(label.name, reading.document.language, "person")
        return Speech(line.masked.n, 0, start, len(line.masked.text), speaker, named_in, is_turn=True)

    def is_host(self, speech: Speech) -> bool:
        """True for a turn of who asks the questions."""
        return self._named.get(speech.named_in) in self._hosts

    def _speech(self, line: Line, last: Speech | None) -> Speech | None:
        text, cues = line.masked.text, self._reading.cues
        n = line.masked.n
        if line.kind is BlockKind.HEADING:
            return None
        said_by = self._reading.label_end(line)
        for pattern in cues.speech:
            match = next(pattern.in_text(text, line.masked.characters, said_by), None)
            if match is None or (match.end() >= len(text) and "q" not in match.groupdict()):
                continue
            named = self._speaker(line, match, last)
            if named is None or MEANT.search(text, 0, match.start()) or self._is_share(line, match):
                continue
            is_source = "q" not in match.groupdict() and cues.source.search(match[0]) is not None
            start, end = match.span("q") if match.groupdict().get("q") else (match.end(), self._until(line, match.end(), named[0]))
            return Speech(n, match.start(), start, end, named[0], named[1], is_source)
        if last is not None and not self._reading.labels and self._runs_on(line, last):
            return Speech(n, 0, 0, len(text), last.speaker, last.named_in)
        return None

    def _is_share(self, line: Line, match: re.Match[str]) -> bool:
        """True for some of the speakers only (60% of investors say): what is said is not everybody's."""
        before = line.masked.tokens.get(match.start() - 1)
        return before is not None and before.kind in FIGURES

    def _until(self, line: Line, start: int, speaker: Entity) -> int:
        """Where what is said ends in its sentence: where the author speaks again, the talk turns, or another topic begins.

        A transcript has no full stops: what a firm says in it ends at the first pause, unless a connective goes on.
        """
        text, cues = line.masked.text, self._reading.cues
        later = [c.start for c in line.clauses if c.start > start]
        ends = [
            at for at in later if cues.own_voice.match(text, at) or cues.turns.match(text, at) or any(p.pattern.match(text, at) for p in cues.shifts)
        ]
        if self._reading.document.is_transcript and speaker.kind == "organization":
            ends += [at for at in later if text[at - 1] == PAUSE and cues.goes_on.match(text, at) is None][:1]
        if self._reading.document.is_transcript:
            ends += [at for at in later if text[at - 1] == PAUSE and _is_another_day(line.masked.tokens.get(at))]
        end = min(ends, default=len(text))
        while end > start + 1 and text[end - 1] in ",;¦ ":
            end -= 1
        return end

    def _speaker(self, line: Line, match: re.Match[str], last: Speech | None) -> tuple[Entity, int] | None:
        groups = match.groupdict()
        n = line.masked.n
        language = self._reading.document.language
        if groups.get("p"):
            tokens = [t for t in line.masked.tokens_in(*match.span("p")) if t.entity is not None]
            after = [t for t in line.masked.tokens_in(match.end("p"), match.end()) if t.kind == "person" and t.entity is not None][:1]
            people = [t for t in tokens if t.kind == "person"] or (after if "q" in groups else []) or tokens
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
        cues, text = self._reading.cues, line.masked.text
        if last is None or not self._may_go_on(line, last) or cues.first_person.search(text) is None:
            return False
        return self._reading.line(last.n).block == line.block and last.end == len(self._reading.line(last.n).masked.text)

    def _may_go_on(self, line: Line, last: Speech | None) -> bool:
        """True when the speech is not over for certain: nobody else is named, no heading stands between, and it is not long ago."""
        if last is None or last.is_source:
            return False
        limit = SPOKEN_ON if self._reading.document.is_transcript else WRITTEN_ON
        if line.masked.n - last.named_in > limit or line.kind is BlockKind.HEADING:
            return False
        if self._reading.cues.own_voice.search(line.masked.text) is not None:
            return False
        return not any(t.kind in ("person", "organization", "model", "product") for t in line.masked.tokens.values())


def hosts(reading: Reading) -> frozenset[str]:
    """The names of who leads a conversation: who opens it, who greets, and who asks in a good part of the turns, more often than the others do.

    Where that is everybody, who says the most is a guest.
    """
    turns: dict[str, list[bool]] = {}
    said_by: Counter[str] = Counter()
    greeting = set()
    for name, lines in _turns(reading):
        said = "".join(reading.folded[line.masked.span.start : line.masked.span.end] for line in lines)
        turns.setdefault(name, []).append("?" in said)
        said_by[name] += len(said)
        if reading.cues.hosting.search(said):
            greeting.add(name)
    shares = {name: sum(held) / len(held) for name, held in turns.items()}
    usual = sum(map(sum, turns.values())) / max(1, sum(map(len, turns.values())))
    asking = {name for name, share in shares.items() if share > max(ASKING, usual)}
    opening = set(list(turns)[:1]) if len(turns) > 1 else set()
    leading = asking | greeting | opening
    return frozenset(leading - {name for name, _ in said_by.most_common(1)} if leading == set(turns) else leading)


def _turns(reading: Reading) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each turn, by the label that the turn opens with."""
    name, lines = "", list[Line]()
    block = -1
    for line in reading.lines:
        if line.block in reading.labels and line.block != block:
            if name:
                yield name, lines
            name, lines = reading.labels[line.block].name, []
        block = line.block
        lines.append(line)
    if name:
        yield name, lines


def _is_another_day(token: Token | None) -> bool:
    """True for a moment other than the present: after a pause it opens something that happened, not what somebody says."""
    return token is not None and token.kind in ("time", "date") and not (token.entity is not None and token.entity.id in PRESENT)
