"""What stands in an issue, from what its sources tell: stories with their headings and bullets, briefs, tables, what changed, in page order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.compose.issues.days import lasting
from pipeline.compose.issues.heads import Account, accounts
from pipeline.compose.issues.interests import Terms, topic_of
from pipeline.compose.issues.lead import Covered, lead
from pipeline.compose.issues.numbers import numbers
from pipeline.compose.issues.points import Desk, bullet, can_all_read, choose, told_in
from pipeline.compose.issues.ranking import story_score, story_status, weigh
from pipeline.compose.issues.reading import minutes
from pipeline.compose.issues.stories import Group, group
from pipeline.compose.issues.titles import Title, Titles
from pipeline.compose.issues.voices import independent
from pipeline.compose.notes import Notebook
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.issue import Conflict, EarlierIssue, Issue, Merged, Period, Plan, Reported, Status, Story, StoryPoint, Topic, Voice
from pipeline.text.fold import fold

SHOWN = 40  # facts of a story, the weightiest, from which its bullets come
HEADED = 2  # facts, or sources, that a story under a heading has
SLIGHT = 0.15  # of the first story's score, below which a story is a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an issue is composed from: its sources, their merged facts beside what earlier issues printed, and where sources contradict each other.

    repeats: how many facts were left out as told before. earlier: the issues before, newest first.
    """

    period: Period
    number: int
    voices: tuple[Voice, ...]
    merged: tuple[Merged, ...]
    conflicts: tuple[Conflict, ...]
    repeats: int
    earlier: tuple[EarlierIssue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A story before its bullets: its facts, the weightiest first, and its heading."""

    group: Group
    facts: tuple[Merged, ...]
    conflicts: tuple[Conflict, ...]
    voices: tuple[Voice, ...]
    title: Title
    topic: Topic | None
    score: float

    @property
    def is_headed(self) -> bool:
        """True for what is more than a line."""
        return len(self.facts) >= HEADED or independent(self.voices) >= HEADED

    @property
    def tells(self) -> bool:
        """True where its heading is more than a name."""
        return bool(self.title.facts) or any(text != self.group.subject.name(tag) for tag, text in self.title.text.items())


def compose(material: Material, plan: Plan) -> Issue:
    """The issue. No fact stands in two stories, and every source that tells of something stands under one."""
    interests = Terms(plan.interests)
    merged = tuple(weigh(material.merged, interests, material.period))
    told = accounts(merged, material.voices)
    drafts = _drafts(material, merged, told, plan, interests)
    headed = [draft for draft in drafts if draft.is_headed and draft.score >= SLIGHT * drafts[0].score][: plan.stories]
    tags = tuple(map(str, plan.editions))
    brief = sorted((draft for draft in drafts if draft not in headed), key=lambda draft: not can_all_read(draft.facts[:SHOWN], tags))
    desk = Desk(notebook=Notebook(), tags=tags, period=material.period, voices={voice.document.id: voice for voice in material.voices})
    ranked = sorted(merged, key=_place)
    disputed = {side.id for conflict in material.conflicts for side in conflict.sides}
    tables = numbers(ranked, disputed, desk, plan.editions)
    tabled = {fact for one in tables for _, row in one.table.rows for cell in row if cell for fact in cell.facts}
    stories = tuple(_story(draft, plan.points, tabled, desk, material) for draft in headed)
    briefs = tuple(_story(draft, 1, (), desk, material) for draft in brief) + _unheard(material.voices, told, tags)
    follow_ups = _changed(drafts, (*stories, *briefs), desk)
    titles = Titles(editions=plan.editions, period=material.period)
    leading = [draft.title for draft in headed or brief if draft.tells] or [draft.title for draft in headed or brief]
    covered = Covered(documents=len(material.voices), undated=sum(not voice.is_dated for voice in material.voices), stories=len(drafts))
    headline = titles.of_issue(leading)
    summary = lead((*stories, *briefs), covered, titles.told_in_front(leading), plan.editions, material.period)
    return Issue(
        period=material.period,
        number=material.number,
        title=plan.title,
        editions=plan.editions,
        headline=headline,
        lead=summary,
        numbers=tables,
        stories=stories,
        briefs=briefs,
        follow_ups=follow_ups,
        voices=material.voices,
        notes=desk.notebook.notes(),
        repeats=material.repeats,
        earlier=material.earlier,
        reading_minutes=minutes((headline, summary), tables, (*stories, *briefs), follow_ups, tags),
    )


def _place(one: Merged) -> tuple[float, int, str]:
    """The weightiest first; of equals the one that its source tells first."""
    return -round(one.score, 2), one.fact.evidence[0].span.start if one.fact.evidence else 0, one.id


def _drafts(material: Material, merged: Sequence[Merged], told: Sequence[Account], plan: Plan, interests: Terms) -> list[Draft]:
    """All stories, the weightiest first."""
    topics = [(topic, Terms(topic.terms)) for topic in plan.topics]
    titles = Titles(editions=plan.editions, period=material.period)
    alone = {account.document.id for account in told if len(account.heads) == 1}
    drafts = []
    for one in group(merged, told, material.conflicts):
        facts = tuple(sorted((merged[n] for n in one.facts), key=_place))
        facts = (*(lasting(fact, plan.editions) for fact in facts[:SHOWN]), *facts[SHOWN:])
        own = {fact.id for fact in facts}
        documents = one.documents.union(*(fact.documents for fact in facts))
        voices = tuple(voice for voice in material.voices if voice.document.id in documents)
        conflicts = tuple(_lasting(conflict, plan) for conflict in material.conflicts if conflict.sides[0].id in own)
        disputed = {side.id for conflict in conflicts for side in conflict.sides}
        sources = [voice.document for voice in voices if voice.document.id in alone & one.documents]
        sources = [source for source in sources if independent(voices) < HEADED or _names(source, one.subject)]
        drafts.append(
            Draft(
                group=one,
                facts=facts,
                conflicts=conflicts,
                voices=voices,
                title=titles.of_story(one.subject, [fact for fact in facts if fact.id not in disputed], sources),
                topic=topic_of(one.subject, facts, topics),
                score=story_score(facts, independent(voices), bool(interests) and interests.name(one.subject)),
            )
        )
    return sorted(drafts, key=lambda draft: (-draft.score, draft.group.key))


def _names(document: Reported, subject: Entity) -> bool:
    """True for a document whose headline names the subject, in whatever edition."""
    return any(fold(subject.name(tag)) in fold(text) for tag, text in document.headline.items())


def _lasting(conflict: Conflict, plan: Plan) -> Conflict:
    return replace(conflict, sides=tuple(lasting(side, plan.editions) for side in conflict.sides))


def _story(draft: Draft, points: int, tabled: Collection[str], desk: Desk, material: Material) -> Story:
    disputed = {side.id for conflict in draft.conflicts for side in conflict.sides}
    able = [fact for fact in draft.facts[:SHOWN] if fact.id not in disputed]
    subject = draft.group.subject
    bundles = choose(able, subject, tabled, points, desk.tags, first=draft.title.facts[:points])
    known = {printed.story for issue in material.earlier for printed in issue.printed}
    return Story(
        id=draft.group.key,
        title=draft.title.text,
        subject=subject,
        status=story_status(draft.facts, draft.group.key in known),
        documents=tuple(voice.document.id for voice in draft.voices),
        independent=independent(draft.voices),
        facts=draft.facts,
        points=tuple(bullet(bundle, subject, desk) for bundle in bundles),
        conflicts=draft.conflicts,
        topic=draft.topic,
        score=draft.score,
    )


def _unheard(voices: Iterable[Voice], told: Iterable[Account], tags: Sequence[str]) -> tuple[Story, ...]:
    """A line by its headline for every source that counts and tells no fact."""
    heard = {account.document.id for account in told}
    lines = []
    for voice in voices:
        document = voice.document
        if document.id in heard or not voice.counts or voice.root != document.id or not document.headline:
            continue
        name = Entity(id=document.id, names=document.headline)
        title = {tag: name.name(tag) for tag in tags}
        lines.append(
            Story(id=document.id, title=title, subject=name, status=Status.NEW, documents=(document.id,), independent=1, facts=(), points=())
        )
    return tuple(lines)


def _changed(drafts: Iterable[Draft], stories: Iterable[Story], desk: Desk) -> tuple[StoryPoint, ...]:
    """What earlier issues told and is otherwise now, or came true, where no bullet tells it yet."""
    told = set(told_in(chain.from_iterable(story.points for story in stories)))
    goes_on = [fact for draft in drafts for fact in draft.facts if fact.status is Status.UPDATE or (fact.status is Status.FOLLOW_UP and fact.was)]
    left = [fact for fact in goes_on if fact.id not in told and fact.fact.texts]
    return tuple(bullet([fact], None, desk) for fact in left)
