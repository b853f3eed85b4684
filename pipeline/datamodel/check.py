"""What a fact-check says of a summary: a verdict a sentence, with its reasons and the places of the sources nearest to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Record = dict[str, object]


class Verdict(StrEnum):
    """Whether the sources bear a sentence out. not_checkable: it says nothing that figures, names, dates or words can be held against."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class Reason:
    """What a sentence says otherwise than its sources.

    kind: `number`, `unit`, `date`, `name`, `polarity`, `bound` or `attribution`. said: the words at fault; found: what the sources have, or ''.
    """

    kind: str
    said: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A sentence of a source that bears a sentence out, or is nearest to one that none does.

    source: the address. sentence: its number. line: where it begins in the source, from 1. time: seconds from the start, for captions.
    start, end: code points of the source's cleaned text.
    """

    source: str
    sentence: int
    line: int | None
    time: float | None
    start: int
    end: int
    quote: str

    def record(self) -> Record:
        """The place as JSON."""
        return {
            "source": self.source,
            "sentence": self.sentence,
            "line": self.line,
            "time": self.time,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSentence:
    """A sentence of a summary with its verdict. line: in the summary, from 1. evidence: the likest place first."""

    text: str
    line: int | None
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[Support, ...] = ()

    def record(self) -> Record:
        """The sentence as JSON."""
        return {
            "text": self.text,
            "line": self.line,
            "verdict": str(self.verdict),
            "reasons": [{"kind": reason.kind, "said": reason.said, "found": reason.found} for reason in self.reasons],
            "evidence": [place.record() for place in self.evidence],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """A summary held against its sources, sentence by sentence. summary, sources: their addresses."""

    summary: str
    sources: tuple[str, ...]
    sentences: tuple[CheckedSentence, ...]

    def having(self, verdict: str) -> tuple[CheckedSentence, ...]:
        """The sentences of a verdict, in order."""
        return tuple(sentence for sentence in self.sentences if sentence.verdict == verdict)

    @property
    def unsupported(self) -> int:
        """How many sentences the sources do not bear out."""
        return len(self.having(Verdict.UNSUPPORTED))

    def record(self) -> Record:
        """The report as JSON."""
        return {"sentences": [sentence.record() for sentence in self.sentences], "unsupported": self.unsupported}
