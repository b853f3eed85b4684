"""What an issue holds, found at once: sources by letter and by document, notes by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.datamodel.digest import Note
from pipeline.datamodel.issue import Issue, Voice


@dataclass(frozen=True, slots=True)
class Lookup:
    """By letter, by a document's id, by number."""

    letters: Mapping[str, Voice]
    documents: Mapping[str, Voice]
    notes: Mapping[int, Note]

    def letters_of(self, documents: tuple[str, ...]) -> list[str]:
        """The letters of some documents, in the order of the sources."""
        wanted = set(documents)
        return [letter for letter, voice in self.letters.items() if voice.document.id in wanted]


def lookup(issue: Issue) -> Lookup:
    """What that very issue holds; made once for it."""
    return _lookup(_Same(issue))


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """An issue as a key: equal to itself only, for issues are large and cannot be hashed."""

    issue: Issue

    def __hash__(self) -> int:
        return id(self.issue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.issue is self.issue


@lru_cache(maxsize=4)
def _lookup(same: _Same) -> Lookup:
    issue = same.issue
    return Lookup(
        letters={voice.letter: voice for voice in issue.voices},
        documents={voice.document.id: voice for voice in issue.voices},
        notes={note.n: note for note in issue.notes},
    )
