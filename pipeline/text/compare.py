"""Whether a sentence says the same as its source: figures, units, bounds, dates, names, polarity, attribution, in any of the three languages.

Figures and dates are compared by value. The rest stands on tables (`data/compare.toml`, `data/stance.toml`): a word of one side where the
passage of the source that is most like has the other side. What no table knows is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.datamodel.language import Language
from pipeline.text.agreement.actors import other_actor, other_actor_across, other_place
from pipeline.text.agreement.alignment import misplaced
from pipeline.text.agreement.changes import exchanged_ends, other_basis, told_as_done
from pipeline.text.agreement.deeds import exchanged_parties, other_doer
from pipeline.text.agreement.figures import figure_disagreements
from pipeline.text.agreement.moments import date_disagreements
from pipeline.text.agreement.naming import name_disagreements, romanized_strangers, unknown_names
from pipeline.text.agreement.parties import exchanged_origin, other_agent, other_subject
from pipeline.text.agreement.passages import Disagreement, Passage, read_passages
from pipeline.text.agreement.polarity import polarity_disagreements
from pipeline.text.agreement.roles import role_disagreements, subject_disagreements
from pipeline.text.agreement.scope import scope_disagreements
from pipeline.text.agreement.speakers import dropped_hearsay, other_known_speaker, other_office, other_quoted, other_speaker, strange_speaker
from pipeline.text.agreement.subjects import other_thing
from pipeline.text.glossary import Glossary


def disagreements(said: str, source: str, said_language: Language, source_language: Language, glossary: Glossary | None = None) -> list[Disagreement]:
    """What `said` says otherwise than `source`, in order of the kinds; empty when nothing disagrees.

    >>> disagreements("Revenue fell 8%.", "收入上涨8%。", Language.EN, Language.ZH_HANS)
    [Disagreement(kind='polarity', said='fell', found='上涨')]
    """
    known = glossary or Glossary.builtin()
    passages = read_passages(source, source_language, known)
    found: list[Disagreement] = []
    for statement in read_passages(said, said_language, known):
        found += compare(statement, passages, passages)
    return list(dict.fromkeys(found))


def compare(statement: Passage, near: Sequence[Passage], everything: Sequence[Passage]) -> list[Disagreement]:
    """What a sentence says otherwise than its source, in order of the kinds.

    near: the passages to hold it against. everything: all passages in their order, in which it is looked up whose a figure is.
    """
    found = list(dict.fromkeys(_found(statement, near, everything)))
    refuted = {d.said for d in found if d.found}
    return [d for d in found if d.found or d.said not in refuted]


def _found(statement: Passage, near: Sequence[Passage], everything: Sequence[Passage]) -> Iterator[Disagreement]:
    yield from figure_disagreements(statement, near, everything)
    yield from role_disagreements(statement, everything)
    yield from exchanged_ends(statement, near)
    yield from other_basis(statement, near)
    yield from misplaced(statement, everything)
    yield from date_disagreements(statement, near, everything)
    strangers = [*name_disagreements(statement, near), *unknown_names(statement, everything), *romanized_strangers(statement, everything)]
    yield from strangers
    yield from strange_speaker(statement, everything, [d.said for d in strangers])
    yield from exchanged_parties(statement, near)
    yield from other_doer(statement, near)
    yield from exchanged_origin(statement, near)
    yield from other_subject(statement, near)
    yield from other_actor(statement, everything)
    yield from other_actor_across(statement, everything)
    yield from other_place(statement, everything)
    yield from other_agent(statement, near)
    yield from other_thing(statement, near)
    yield from subject_disagreements(statement, everything)
    yield from polarity_disagreements(statement, near)
    yield from told_as_done(statement, [clause for passage in near for clause in (passage.clauses or (passage,))])
    yield from scope_disagreements(statement, near)
    yield from dropped_hearsay(statement, near)
    yield from other_speaker(statement, near)
    yield from other_known_speaker(statement, everything)
    yield from other_quoted(statement, everything)
    yield from other_office(statement, near)
