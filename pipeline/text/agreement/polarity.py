"""Yes against no, up against down, surely against perhaps: where a statement and its source stand on opposite sides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.text.agreement.amounts import same_figure
from pipeline.text.agreement.linking import linked
from pipeline.text.agreement.nearness import likeness, may_have, most_like, nearest
from pipeline.text.agreement.passages import Disagreement, Passage, Word, grams, subjects
from pipeline.text.agreement.stance import CONDITION, HEDGE, LIMIT, NEGATION, Mark
from pipeline.text.quantities import Quantity

_CONFIDENT = 2.0  # likeness from which a clause of the source is taken to be what a clause of the statement speaks of
_MOST = 40  # negations of a sentence that are looked at; no sentence of prose has as many
_ACROSS = 1.2  # the same between languages
_DENIED = 2.5  # likeness from which two clauses that begin and end alike say the same, or one denies it
_ALIKE = 3.0  # likeness from which a denial in one of two passages is a denial of the other
_EVENTS = frozenset(
    {
        "approval",
        "support",
        "injury",
        "death",
        "permission",
        "outcome",
        "success",
        "trade",
        "movement",
        "staff",
        "switch",
        "budget",
        "ruling",
        "appeal",
        "legality",
        "guilt",
        "custody",
        "judgement",
        "works",
    }
)  # done or not done
_NAMED = ("things", "concepts", "topics")
_NONE = frozenset({"没有", "沒有", "并无", "並無", "无", "無", "并没有", "no", "without", "none of"})
_GAP = 12  # characters between a word that there is none and what there is none of
_RUN = re.compile(r"[㐀-鿿]{0,2}|\s(?:[a-z]+\s)?")
_FEW = 3  # words of a clause that can be recognized
_MERGED = 0.7  # share of a clause's words that a statement has that says it too
_MEASURED = ("direction", "degree")  # families whose words go with a figure of their own
_KINDS = {"bounds": "bound", "standing": "bound", "extreme": "bound", "window": "bound", "sex": "name"}  # of what two families say
_SUBORDINATE = re.compile(
    r"\b(?:until|while|but|after|before|because|if|when|although|though|which|who|"
    r"and (?:will|would|is|was|has|have|said)|that (?:had|has|have|is|are|was|were|will|would|can|could)|whether)\b"
    r"|\b(?:timetable|timeline|schedule|details?|date) (?:yet )?(?:for|of|on)\b|是否|能否|会不会|但|而是|因为|直到|如果|并[将会且]"
)  # ends what is denied
_ARTICLE = re.compile(r"(?:\b(?:the|a|an|this|that|its|their|his|her)|'s?)\s$")
_HARDLY = 0.8  # and of words of what is done or not
_ADMISSION = "admission"
_BEHIND = 4  # characters between a negation and what it denies at once
_FIGURES, _REPEATED = 12, 4  # figures, and marks of one side, that are looked at in a clause
_DENIED_ACROSS = 1.6  # likeness of a clause of the other language that denies what another affirms
_LESS = frozenset({"flat", "less", "down", "no", "most", "below", "under", "off"})  # sides by which it may be denied in other words
_UN = re.compile(
    r"\b(?:outside|spared|escaped|avoided)\b|\bnon-|\b(?:un|in|im|ir|dis)(?!der|til|der|to\b|ter|come|crease|dustr|vest|clud|form|sur|telli|port|prov|pact)[a-z]{4,}|\b[a-z]{3,}less\b"
)
_ALLOWED = re.compile(r"可(?!能)|得以|有权|准许|\b(?:can|allowed|permitted|free to)\b")  # what `may` may say
_READER = re.compile(r"\b(?:you|your)\b|[你您]")  # a condition put to the reader says nothing of the matter
_FORESEEN = frozenset({"forecast", "forecasts", "estimate", "estimates", "prediction"})
_AWAITED = frozenset({"预期", "預期", "计划", "計劃", "计画", "計畫", "预估", "預估", "预测", "預測", "预计", "預計"})
_COMPARING = ("比", "于", "及", "如", "原", "较", "过", "出", "合", "按")  # folded, right before it
_REPLANNED = frozenset({"move", "delay", "cancel", "change"})  # what is done to a plan
_LACKS = frozenset({"lack", "lacks", "lacked", "without"})
_DENIALS = frozenset({("admission", "no")})  # who denies it says so of what others affirm
_COMPARED = "comparison"
_WAYS = {("direction", "up"): 1, ("degree", "up"): 1, ("comparison", "more"): 1, ("expectation", "above"): 1} | {
    ("direction", "down"): -1, ("degree", "down"): -1, ("comparison", "less"): -1, ("expectation", "below"): -1
}  # fmt: skip
_STOP = re.compile(r"[,;.:，；。：]")
_ASSERTED = 0.5  # by how much a hedged clause of the other language must be the likest, where not much speaks for it
_PLAIN = (NEGATION, HEDGE, CONDITION, LIMIT)  # families whose words have no opposite
_FAR = 1.5  # by how much a passage that denies nothing must be liker than all that do
_ALONE = 0.4  # by how much a passage must be the most like to be taken on less


def polarity_disagreements(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Sides exchanged, negations added or dropped, hedges dropped."""
    clauses = [clause for passage in passages for clause in (passage.clauses or (passage,))]
    for clause in statement.clauses or (statement,):
        yield from _sides(clause, statement, clauses, passages)
    if any(p.language.is_chinese == statement.language.is_chinese for p in passages):
        yield from _governed(statement, passages)
        yield from _governed_back(statement, passages)
        yield from _denied_clauses(statement, clauses)
    else:
        yield from _negation_across(statement, passages)
        yield from _denied_across(statement, clauses)
    yield from _parities(statement, clauses)
    yield from _acts(statement, clauses)
    yield from _absences(statement, clauses, passages)
    yield from _hedges(statement, clauses, passages)


def _sides(clause: Passage, statement: Passage, clauses: Sequence[Passage], passages: Sequence[Passage]) -> Iterator[Disagreement]:
    for mark in _distinct(clause.marks):
        if mark.family in _PLAIN:
            continue
        theirs = _counterparts(mark, clause, statement, clauses, passages)
        if any(_is_flat(mark, other, clause, passages) for other in theirs):
            continue
        if theirs and all(other.side != mark.side for other in theirs) and not any(_is_converse(mark, clause, other, passages) for other in theirs):
            yield Disagreement(_KINDS.get(mark.family, "polarity"), mark.surface, theirs[0].surface)


def _distinct(marks: Sequence[Mark]) -> list[Mark]:
    """Marks without those that say the same as more than a few before them; no clause of prose has as many."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for mark in marks:
        seen[(mark.family, mark.side)] += 1
        if seen[(mark.family, mark.side)] <= _REPEATED:
            found.append(mark)
    return found


def _is_flat(mark: Mark, other: Mark, clause: Passage, passages: Sequence[Passage]) -> bool:
    """True where one says that nothing changes and the other denies at once that it does (不加税, not to raise taxes)."""
    if "flat" not in (mark.side, other.side):
        return False
    return any(_is_plainly_denied(m, p) for m, p in ((mark, clause), *((other, p) for p in passages if any(m is other for m in p.marks))))


def _is_converse(mark: Mark, clause: Passage, other: Mark, passages: Sequence[Passage]) -> bool:
    """True where a comparison says of one party what the source's says of the other (A ahead of B; B is behind)."""
    if mark.family != _COMPARED:
        return False
    behind = _STOP.split(clause.folded[mark.end - clause.span.start :], maxsplit=1)[0]
    for passage in (p for p in passages if any(m is other for m in p.marks)):
        before = passage.folded[: other.start - passage.span.start]
        heard = {theirs for ours, theirs in linked(clause, passage).items() if ours in behind}
        if grams(behind, clause.language) & grams(before, passage.language) or any(name in before for name in heard):
            return True
    return False


def _parities(statement: Passage, clauses: Sequence[Passage]) -> Iterator[Disagreement]:
    """What the statement affirms (approved, 裁员) where the source only ever denies it, or the reverse."""
    for clause in statement.clauses or (statement,):
        for mark in clause.marks:
            if mark.family not in _EVENTS and (mark.family, mark.side) not in _WAYS:
                continue
            is_event = mark.family in _EVENTS
            near = [other for other in clauses if is_event or _says_of_same(clause, other)]
            theirs = [(m, other) for other in near for m in other.marks if (m.family, m.side) == (mark.family, mark.side)]
            denied = _is_denied if is_event else _is_plainly_denied
            if theirs and all(denied(m, other) != denied(mark, clause) for m, other in theirs):
                yield Disagreement("polarity", _with_denial(mark, clause), _with_denial(*theirs[0]))


def _is_plainly_denied(mark: Mark, clause: Passage) -> bool:
    """True right behind a negation (不会上涨, will not rise)."""
    return any(m.family == NEGATION and 0 <= mark.start - m.end <= _BEHIND for m in clause.marks)


def _says_of_same(clause: Passage, other: Passage) -> bool:
    """True for two clauses of one language that share most of their words."""
    return clause.language.is_chinese == other.language.is_chinese and likeness(clause, other) >= _ALIKE


def _acts(statement: Passage, clauses: Sequence[Passage]) -> Iterator[Disagreement]:
    """Common words of what is done that the statement denies and the source affirms, or the reverse; in any language."""
    for clause in statement.clauses or (statement,):
        for word in _deeds_of(clause):
            theirs = [(w, c) for c in clauses for w in _deeds_of(c) if w.row == word.row]
            if not theirs or _DENIALS & _sides_of(clause) & {side for c in clauses for side in _sides_of(c)}:
                continue
            if any(_is_denied(w, c) == _is_denied(word, clause) for w, c in theirs):
                continue
            least = _CONFIDENT if theirs[0][1].language.is_chinese == clause.language.is_chinese else _HARDLY
            if max(likeness(clause, c) for _, c in theirs) >= least:
                yield Disagreement("polarity", _with_denial(word, clause), _with_denial(*theirs[0]))


def _deeds_of(clause: Passage) -> list[Word]:
    """The common words for what is done, but for those that are nouns here (the plan)."""
    start = clause.span.start
    return [w for w in clause.words if w.group == "acts" and _ARTICLE.search(clause.folded[: w.start - start]) is None]


def _absences(statement: Passage, clauses: Sequence[Passage], passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """What the statement speaks of and the source only has behind a word that there is none (没有外籍人士, no deaths), or the reverse."""
    for clause in statement.clauses or (statement,):
        for word in (w for w in clause.words if w.group in _NAMED):
            theirs = [(w, c) for c in clauses for w in c.words if (w.group, w.row) == (word.group, word.row)]
            if (
                not theirs
                or any(m.family == NEGATION for m in clause.marks)
                or not any(_is_close(statement, p, c) for p in passages for _, c in theirs)
            ):
                continue
            if all(_is_absent(w, c) for w, c in theirs):
                yield Disagreement("polarity", word.surface, _with_denial(*theirs[0]))


def _is_close(statement: Passage, passage: Passage, clause: Passage) -> bool:
    """True for a clause of a sentence that speaks of what the statement does."""
    return (clause is passage or clause in passage.clauses) and likeness(statement, passage) >= _ACROSS


def _is_absent(word: Word, clause: Passage) -> bool:
    """True right behind a word that there is none of it."""
    start = clause.span.start
    return any(
        m.family == NEGATION
        and m.surface.lower() in _NONE
        and 0 <= word.start - m.end <= _GAP
        and _RUN.fullmatch(clause.folded[m.end - start : word.start - start])
        for m in clause.marks
    )


def _sides_of(clause: Passage) -> set[tuple[str, str]]:
    return {(mark.family, mark.side) for mark in clause.marks}


def _is_denied(mark: Mark | Word, clause: Passage) -> bool:
    """True behind an odd number of negations."""
    start = clause.span.start
    before = [m for m in clause.marks if m.family == NEGATION and m.start < mark.start]
    return sum(_SUBORDINATE.search(clause.folded[m.end - start : mark.start - start]) is None for m in before) % 2 == 1


def _with_denial(mark: Mark | Word, clause: Passage) -> str:
    denials = [m for m in clause.marks if m.family == NEGATION and m.end <= mark.start]
    start = denials[-1].start if denials else mark.start
    return clause.text[start - clause.span.start : mark.end - clause.span.start]


def _counterparts(mark: Mark, clause: Passage, statement: Passage, clauses: Sequence[Passage], passages: Sequence[Passage]) -> list[Mark]:
    """The marks of the same family where the source speaks of the same: beside the same figure, else in the clause or sentence most like."""
    beside = [_nearest(mark, q, other) for q, other in _same_figures(clause, clauses) if any(m.family == mark.family for m in other.marks)]
    if beside or _is_told_otherwise(mark, clause, clauses):
        return beside
    for part, whole in ((clause, clauses), (statement, passages)):
        passage, alike = most_like(part, whole)
        if passage is not None and alike >= _CONFIDENT:
            found = [m for m in passage.marks if m.family == mark.family and _may_be_of(m, clause, passage)]
            if found:
                return found
    if any(p.language.is_chinese != clause.language.is_chinese for p in passages):
        least = _HARDLY if mark.family in (*_EVENTS, _ADMISSION) else _ACROSS
        held = [
            (m, p)
            for p in passages
            if subjects(p) & subjects(statement) or likeness(statement, p) >= least
            for m in p.marks
            if m.family == mark.family and _may_be_of(m, clause, p)
        ]
        return [m for m, p in held if _is_of_named(m, clause, p)] or [m for m, _ in held]
    return []


def _is_of_named(mark: Mark, clause: Passage, passage: Passage) -> bool:
    """True for a mark in a clause of the passage that names whom the statement's clause names."""
    home = next((c for c in passage.clauses if c.span.start <= mark.start < c.span.end), passage)
    return bool(clause.names.keys() & home.names.keys() or clause.well_known().keys() & home.well_known().keys() or linked(clause, home))


def _same_figures(clause: Passage, clauses: Sequence[Passage]) -> Iterator[tuple[Quantity, Passage]]:
    """The figures of the source's clauses that are one of the clause's, each with its clause."""
    for figure in clause.quantities[:_FIGURES]:
        for other in clauses:
            if may_have(figure, other):
                yield from ((q, other) for q in other.quantities[:_FIGURES] if same_figure(figure, q))


def _nearest(mark: Mark, figure: Quantity, clause: Passage) -> Mark:
    """The mark of the same family that is nearest to a figure in its clause."""
    return min((m for m in clause.marks if m.family == mark.family), key=lambda m: abs(m.start - figure.start))


def _is_told_otherwise(mark: Mark, clause: Passage, clauses: Sequence[Passage]) -> bool:
    """True where the source says beside the same figure in another family of words that it is more, or less (down from 55, 低于 55)."""
    way = _WAYS.get((mark.family, mark.side))
    if way is None:
        return False
    return any(way == _WAYS.get((m.family, m.side)) for _, other in _same_figures(clause, clauses) for m in other.marks)


def _may_be_of(mark: Mark, clause: Passage, passage: Passage) -> bool:
    """False where the clause in which a mark stands has figures of its own, none of which is one of ours."""
    home = next((c for c in passage.clauses if c.span.start <= mark.start < c.span.end), passage)
    if mark.family not in _MEASURED:
        return True
    return not clause.quantities or not home.quantities or any(same_figure(a, b) for a in clause.quantities for b in home.quantities)


def _governed(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Negations of the statement over what the source says without one."""
    for negation in _negations(statement):
        content = _content_after(negation, statement)
        alike = [p for p in passages if _is_like(statement, p)]
        if (
            content
            and negation.surface.lower() not in _LACKS
            and not _is_denial_of_all(negation, alike)
            and not _is_denied_in_other_words(content, statement, alike)
            and (places := _clauses_with(content, alike))
            and all(not _negated_before(content, p) for p in places)
        ):
            yield Disagreement("polarity", negation.surface + content, places[0].text)


def _governed_back(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Negations of the source over what the statement says without one."""
    for passage in nearest(statement, passages):
        for negation in _negations(passage):
            content = _content_after(negation, passage)
            if not content:
                continue
            said = [clause for clause in _clauses_with(content, [statement]) if _is_like(clause, passage)]
            elsewhere = [p for p in _clauses_with(content, passages) if not _negated_before(content, p)]
            if said and not elsewhere and all(not _negated_before(content, clause) for clause in said):
                yield Disagreement("polarity", said[0].text, negation.surface + content)


def _is_denial_of_all(negation: Mark, passages: Sequence[Passage]) -> bool:
    """True where the source has the same word for a denial and does not repeat what is denied (施工方否认，…)."""
    return any(m.surface == negation.surface and not _content_after(m, p) for p in passages for m in _negations(p))


def _is_denied_in_other_words(content: str, statement: Passage, passages: Sequence[Passage]) -> bool:
    """True where the passage most like the statement denies something, and has another word for what the statement denies."""
    passage, _ = most_like(statement, passages)
    return passage is not None and bool(_negations(passage)) and not _clauses_with(content, [passage])


def _is_like(part: Passage, passage: Passage) -> bool:
    return most_like(part, [passage])[1] >= _ALIKE


def _denied_clauses(statement: Passage, clauses: Sequence[Passage]) -> Iterator[Disagreement]:
    """Clauses of a Chinese statement whose likest clause of the source denies what they affirm, behind its only negation (未受影响)."""
    for clause in statement.clauses or (statement,):
        other, alike = most_like(clause, clauses)
        if not clause.language.is_chinese or other is None or not other.language.is_chinese or alike < _DENIED or _negations(clause):
            continue
        negations = _negations(other)
        behind = other.folded[negations[0].end - other.span.start :] if len(negations) == 1 else ""
        ends = [pair for pair in (behind.rstrip("，,；;。.")[-2:],) if len(pair) == 2]
        if ends and ends[0] in clause.folded and other.folded[:2] == clause.folded[:2]:
            yield Disagreement("polarity", clause.text, other.text)


def _negations(passage: Passage) -> list[Mark]:
    return [mark for mark in passage.marks if mark.family == NEGATION][:_MOST]


def _content_after(negation: Mark, passage: Passage) -> str:
    """The first two characters, or the first word, that a negation governs; empty where its clause ends before."""
    text = passage.folded[negation.end - passage.span.start :][:200]
    text = re.split(r"[，,；;。.！!？?：:]", text, maxsplit=1)[0]
    if passage.language.is_chinese:
        match = re.match(r"(?:会(?![见议谈员长计])|[要将能有在再是被把让由为对与就])*([㐀-鿿]{2})", text)
    else:
        match = re.match(r"\s*(?:(?:by|be|been|being|the|a|an|to|of|its|for|any|it|yet|have|has|in|on|from)\s+)*([a-z]{3,})", text)
    return match.group(1) if match else ""


def _clauses_with(content: str, passages: Sequence[Passage]) -> list[Passage]:
    clauses = [clause for passage in passages for clause in (passage.clauses or (passage,))]
    return [clause for clause in clauses if _position(content, clause) >= 0]


def _position(content: str, clause: Passage) -> int:
    if clause.language.is_chinese:
        return clause.folded.find(content)
    stems = grams(content, clause.language)
    for match in re.finditer(r"[a-z][a-z'-]*", clause.folded):
        if grams(match.group(), clause.language) & stems:
            return match.start()
    return -1


def _negated_before(content: str, clause: Passage) -> bool:
    place = _position(content, clause)
    since = clause.span.start + max(clause.folded.rfind(mark, 0, max(place, 0)) for mark in "，,；;") + 1
    return sum(m.family == NEGATION and since <= m.start and m.end <= clause.span.start + place for m in clause.marks) % 2 == 1


def _negation_across(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A negation added or dropped between languages, where the passage most like stands alone."""
    ranked = sorted((most_like(statement, [p])[1] for p in passages), reverse=True)
    passage, alike = most_like(statement, passages)
    if passage is None or alike < 0.5 or (len(ranked) > 1 and ranked[0] - ranked[1] < _ALONE):
        return
    ours = [m for m in statement.marks if m.family == NEGATION]
    theirs = [c for c in (passage.clauses or (passage,)) if any(m.family == NEGATION for m in c.marks)]
    if ours and not any(m.family == NEGATION for m in passage.marks) and not _UN.search(passage.folded):
        denials = [p for p in passages if any(m.family == NEGATION for m in p.marks)]
        if alike >= _CONFIDENT and alike >= max((likeness(statement, p) for p in denials), default=0.0) + _FAR:
            yield Disagreement("polarity", ours[0].surface, passage.text)
    elif not ours and theirs and all(c in theirs or _is_lead(c) for c in (passage.clauses or (passage,))):
        yield Disagreement("polarity", statement.text, theirs[0].text)


def _denied_across(statement: Passage, clauses: Sequence[Passage]) -> Iterator[Disagreement]:
    """A clause that denies nothing where the other language's clause that is far the likest does."""
    for clause in statement.clauses or (statement,):
        if any(m.family == NEGATION or m.side in _LESS for m in statement.marks):
            continue
        scored = sorted(((likeness(clause, c), -i) for i, c in enumerate(clauses)), reverse=True)
        best = clauses[-scored[0][1]] if scored else None
        plain = [score for score, i in scored if not any(m.family == NEGATION for m in clauses[-i].marks)]
        if best is None or scored[0][0] < _DENIED_ACROSS or scored[0][0] < max(plain, default=0.0) + _HARDLY:
            continue
        if sum(m.family == NEGATION for m in best.marks) % 2 == 1:
            yield Disagreement("polarity", clause.text, best.text)


def _shares_figures(part: Passage, passage: Passage) -> bool:
    """True where a part has no figures, or some of those of the passage."""
    return not part.quantities or any(same_figure(q, other) for q in part.quantities for other in passage.quantities)


def _is_kept(clause: Passage, statement: Passage) -> bool:
    """True where the statement says in its own words what a clause says."""
    return clause.language.is_chinese != statement.language.is_chinese or len(clause.grams & statement.grams) >= 3


def _is_lead(clause: Passage) -> bool:
    """True for a clause that only says who says it (刘洋表示，)."""
    said = [word for word in clause.words if word.group == "speech"]
    return bool(said) and len(clause.folded.rstrip("，,：:；; ")) <= said[-1].end - clause.span.start


def _hedges(statement: Passage, clauses: Sequence[Passage], passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A hedge of the source that the statement drops, or the condition in the clause before."""
    if any(m.family in (HEDGE, CONDITION) for m in statement.marks) or any((w.group, w.row) == ("speech", "hearsay") for w in statement.words):
        return
    told = [clause for clause in clauses if not _is_lead(clause)]
    for part in (statement, *(clause for clause in statement.clauses if not _only_names_source(clause))):
        passage, alike = most_like(part, told)
        sentence = next((p for p in passages if passage is p or passage in p.clauses), None)
        if passage is None or sentence is None or not _is_meant(part, passage, alike, told) or not _shares_figures(part, sentence):
            continue
        before = [c for p in passages for c, d in pairwise(p.clauses) if d is passage]
        hedges = [m for m in passage.marks if m.family == HEDGE and not _is_denied(m, passage) and not _is_no_doubt(m, statement, sentence)] or [
            m for c in before for m in c.marks if m.family == CONDITION and not _is_kept(c, statement) and not _READER.search(c.folded)
        ]
        if hedges:
            yield Disagreement("polarity", part.text, hedges[0].surface)
            return
    yield from _merged_hedges(statement, told)


def _is_no_doubt(hedge: Mark, statement: Passage, sentence: Passage) -> bool:
    """True for what is called a forecast (raised its forecast), for what is compared with one (逊于预期), for a `may` of permission, and for
    what was planned before the plan was changed (planned for May, had been moved to June)."""
    before = sentence.folded[: hedge.start - sentence.span.start]
    if hedge.surface.lower() in _FORESEEN:
        return _ARTICLE.search(before) is not None
    if hedge.surface in _AWAITED and before.endswith(_COMPARING):
        return True
    if hedge.surface.lower() == "may":
        return _ALLOWED.search(statement.folded) is not None
    changed = {w.row for w in statement.words if w.group == "acts"} & {w.row for w in sentence.words if w.group == "acts"} & _REPLANNED
    return "plan" in hedge.surface.lower() and bool(changed)


def _only_names_source(clause: Passage) -> bool:
    """True for a clause that only says who says it (据微软称, according to Microsoft)."""
    return _is_lead(clause) or clause.folded.lstrip().startswith(("according to", "据", "根据"))


def _is_meant(part: Passage, clause: Passage, alike: float, clauses: Sequence[Passage]) -> bool:
    """True where a clause is what a part of a statement speaks of; between languages, where less can be known, it must be far the likest."""
    if alike >= _CONFIDENT or clause.language.is_chinese == part.language.is_chinese:
        return alike >= _CONFIDENT
    others = [likeness(part, c) for c in clauses if c is not clause and not any(m.family == HEDGE for m in c.marks)]
    return alike >= _ACROSS and alike - max(others, default=0.0) >= _ASSERTED


def _merged_hedges(statement: Passage, clauses: Sequence[Passage]) -> Iterator[Disagreement]:
    """A hedge that the statement drops from a clause of its own language that it merges with others (因伤将缺席)."""
    for clause in clauses:
        hedges = [m for m in clause.marks if m.family == HEDGE and not _is_denied(m, clause)]
        if not hedges or clause.language.is_chinese != statement.language.is_chinese or not _shares_figures(clause, statement):
            continue
        content = grams(clause.folded.replace(hedges[0].surface.lower(), " "), clause.language)
        if len(content) >= _FEW and len(content & statement.grams) >= _MERGED * len(content):
            yield Disagreement("polarity", statement.text, hedges[0].surface)
            return
