"""Who does it: the same deed, said of another name that the source has elsewhere (B won, where the source says that A won)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text.agreement.linking import linked
from pipeline.text.agreement.nearness import likeness
from pipeline.text.agreement.passages import Disagreement, Passage, grams, stem, table
from pipeline.text.agreement.sounds import names_of

_NAME = re.compile(r"(?P<name>[A-Z][\w-]*(?:\s+(?:of|the|de|van|von|al|[A-Z][\w-]*))*)(?:['’]s?\s+(?P<of>[a-z]+))?\s+(?P<verb>[a-z]+)")
_STOP = re.compile(r"[,;.:]\s")
_BEHIND = 60  # characters behind a verb in which its object stands
_SHARED = 2  # words of an object that make two deeds one
_BESIDE = 4  # characters between a Chinese name and its deed
_NEAR, _LONGEST = 12, 12  # characters between a name and its deed; of a Chinese name
_OF_PLACES = 1.6  # likeness of the sentence that has the deed
_LEAST = 4  # letters of a name or a verb
_AUXILIARY = frozenset(
    {"will", "would", "have", "does", "were", "been", "also", "that", "with", "from", "said", "says", "then", "than", "when", "which"}
)


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb by its stem, the name before it, what stands behind it; of: what of the one named does it (X's profit fell)."""

    name: str
    verb: str
    object: frozenset[str]
    of: str


def other_actor(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Verbs of an English statement whose subject the source names elsewhere, while it has the verb only behind other names."""
    if statement.language.is_chinese or any(p.language.is_chinese for p in everything):
        return
    theirs = [deed for passage in everything for deed in _deeds(passage)]
    text = "\n".join(passage.text for passage in everything)
    for ours in _deeds(statement):
        others = [
            deed.name
            for deed in theirs
            if deed.verb == ours.verb and len(deed.object & ours.object) >= (1 if ours.of and deed.of == ours.of else _SHARED)
        ]
        if others and ours.name.split()[-1] in text and not any(set(ours.name.split()) & set(other.split()) for other in others):
            yield Disagreement("name", ours.name, others[0])


@lru_cache(maxsize=512)
def _deeds(passage: Passage) -> tuple[_Deed, ...]:
    """The verbs that stand right behind a capitalized name."""
    pronouns = {word.strip() for word in table()["roles"]["pronouns"] if word.isascii()}
    found = []
    start = passage.span.start
    common = {word.start - start for word in passage.words if word.group in ("concepts", "topics", "things", "titles")}
    for match in (m for m in _NAME.finditer(passage.text) if m.start() not in common):
        verb = match.group("verb")
        name = match.group("name")
        if len(verb) >= _LEAST - 1 and verb not in _AUXILIARY and name.lower() not in pronouns and len(name) >= _LEAST:
            behind = _STOP.split(passage.text[match.end() : match.end() + _BEHIND], maxsplit=1)[0]
            found.append(_Deed(name, stem(verb), grams(f"{match.group('of') or ''} {behind}".lower(), passage.language), match.group("of") or ""))
    return tuple(found)


def other_actor_across(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Deeds of a Chinese statement that an English source has behind another name than the one that leads the statement."""
    if not statement.language.is_chinese:
        return
    for clause in statement.clauses or (statement,):
        for act in (word for word in clause.words if word.group == "acts" and word.row in table()["roles"]["deeds"]):
            before = clause.folded[: act.start - clause.span.start]
            held = [(p, _leaders(p, act.row)) for p in everything if not p.language.is_chinese]
            known = {
                theirs
                for p, _ in held
                for ours, theirs in linked(clause, p).items()
                if before.startswith(ours) and len(before) - len(ours) <= _BESIDE
            }
            doers = [name for _, names in held for name in names]
            if known and doers and not any(name in doer or doer in name for name in known for doer in doers):
                yield Disagreement("name", before[:_LONGEST], doers[0])
                return


def other_place(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Deeds of a place with which a clause begins, where the source has the deed of other places and speaks of that one apart."""
    for clause in statement.clauses or (statement,):
        lead = next((w for w in clause.words if w.group == "places" and not clause.folded[: w.start - clause.span.start].strip(' "“「')), None)
        acts = [w for w in clause.words if w.group == "acts" and lead is not None and w.start >= lead.end]
        if lead is None or not acts or not any(lead.row in p.rows("places") for p in everything):
            continue
        holders = [p for p in everything if acts[0].row in p.rows("acts")]
        leaders = [_place_before(acts[0].row, p) for p in holders]
        if not leaders or not all(leaders) or any(lead.row in p.rows("places") for p in holders):
            continue
        if max(likeness(clause, p) for p in holders) >= _OF_PLACES:
            yield Disagreement("name", lead.surface, leaders[0])
            return


def _place_before(row: str, passage: Passage) -> str:
    """The place nearest before the words of a deed; empty where none is."""
    act = next(w for w in passage.words if (w.group, w.row) == ("acts", row))
    return next((w.surface for w in reversed(passage.words) if w.group == "places" and w.end <= act.start), "")


def _leaders(passage: Passage, row: str) -> list[str]:
    """The names that stand nearest before the words of a deed in an English passage, folded."""
    found = []
    pronouns = {name.strip() for name in table()["roles"]["pronouns"]}
    start = passage.span.start
    known = [(w.start - start, w.end - start) for w in passage.words if w.group == "places" or w.group.startswith("moments")]
    for word in (w for w in passage.words if (w.group, w.row) == ("acts", row)):
        lead = passage.text[: word.start - passage.span.start]
        names = [lead[a:b] for a, b in names_of(lead, known)]
        if names and names[-1].lower() not in pronouns and len(lead) - lead.rfind(names[-1]) - len(names[-1]) <= _NEAR:
            found.append(names[-1].lower())
    return found
