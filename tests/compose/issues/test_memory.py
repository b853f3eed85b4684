from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from pipeline.compose.issues.agreement.merging import merge
from pipeline.compose.issues.memory import Key, _said, printed_of, remember
from pipeline.compose.issues.voices import voices
from pipeline.datamodel.fact import Bound, Claim
from pipeline.datamodel.issue import EarlierIssue, Merged, Period, Printed, Status
from pipeline.datamodel.language import Language
from tests.compose.issues.week import LYRA, NORTHLIGHT, OLD, PINE, WEEK, costs, released, replaces, reported, scores
from tests.factories import claim, entity, value
from tests.issues import sample_issue


def facts(*said: Claim, language: Language = Language.EN, lines: Sequence[str] = ()) -> list[Merged]:
    """Facts of documents of one claim each."""
    each = zip(lines or [f"line {n}" for n in range(len(said))], said, strict=True)
    return merge(voices([reported(f"d{n}", [one], language=language) for n, one in enumerate(each)], WEEK))


def issue(number: int, *said: Claim, language: Language = Language.EN, lines: Sequence[str] = ()) -> EarlierIssue:
    """An earlier issue that printed those claims."""
    printed = tuple(
        Printed(key=str(one.key), value=one.value, texts={tag: p.text for tag, p in one.merged.fact.texts.items()}, story="s")
        for one in _said(facts(*said, language=language, lines=lines))
    )
    period = Period(id=f"2024-W{number}", since=date(2024, 7, 1), until=date(2024, 7, 7))
    return EarlierIssue(period=period, number=number, title={}, headline={}, lead={}, printed=printed)


def beside(before: Claim, now: Claim) -> Status:
    ((one,), _) = remember(facts(now), [issue(29, before)])
    return one.status


PLANNED = replace(released(LYRA, "2024-08"), modality="planned")


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (scores(NORTHLIGHT, "82"), scores(NORTHLIGHT, "82.0"), Status.REPEAT),
        (costs(LYRA, "0.15"), costs(LYRA, "0.15"), Status.REPEAT),
        (costs(LYRA, "0.15"), costs(LYRA, "0.10"), Status.UPDATE),
        (costs(LYRA, "0.15"), costs(LYRA, "0.14"), Status.UPDATE),
        (costs(LYRA, "0.15"), replace(costs(LYRA, "0.10"), modality="planned"), Status.FOLLOW_UP),
        (replace(costs(LYRA, "0.10"), modality="planned"), costs(LYRA, "0.10"), Status.FOLLOW_UP),
        (released(LYRA, "2024-07-18"), released(LYRA, "2024-07"), Status.REPEAT),
        (released(LYRA, "2024-07-18"), released(LYRA, "2024-07-23"), Status.UPDATE),
        (released(LYRA, "2024-07-18"), replace(released(LYRA, "2024-07-18"), objects=(NORTHLIGHT,)), Status.REPEAT),
        (PLANNED, replace(PLANNED, value=value("8月20日", "2024-08-20", "date")), Status.UPDATE),
        (replace(PLANNED, value=None), PLANNED, Status.UPDATE),
        (PLANNED, released(LYRA, "2024-08-20"), Status.FOLLOW_UP),
        (replace(scores(NORTHLIGHT, "40"), value=value("四成", "40", bound=Bound.MORE_THAN)), scores(NORTHLIGHT, "45"), Status.REPEAT),
        (scores(NORTHLIGHT, "82"), scores(OLD, "82"), Status.NEW),
        (replaces(LYRA, OLD), replace(replaces(LYRA, OLD), condition=PINE), Status.REPEAT),
        (replace(costs(LYRA, "0.15"), condition=PINE), costs(LYRA, "0.150"), Status.REPEAT),
        (replace(costs(LYRA, "0.15"), condition=PINE), replace(costs(LYRA, "0.15"), condition=OLD), Status.FOLLOW_UP),
        (claim(NORTHLIGHT, "support", objects=[OLD, PINE]), claim(NORTHLIGHT, "support", objects=[PINE]), Status.REPEAT),
        (claim(NORTHLIGHT, "support", objects=[PINE]), claim(NORTHLIGHT, "support", objects=[OLD, PINE]), Status.NEW),
        (claim(LYRA, "support_planned", objects=[OLD, PINE]), claim(LYRA, "support", objects=[PINE]), Status.FOLLOW_UP),
        (replaces(LYRA, OLD), scores(LYRA, "82.0"), Status.FOLLOW_UP),
        (claim(NORTHLIGHT, "support", objects=[OLD]), claim(NORTHLIGHT, "support", objects=[PINE]), Status.NEW),
    ],
)
def test_a_fact_beside_what_was_printed(before: Claim, now: Claim, status: Status) -> None:
    assert beside(before, now) is status


def test_an_update_says_what_was_printed_and_where() -> None:
    ((one,), repeats) = remember(facts(costs(LYRA, "0.10")), [issue(29, costs(LYRA, "0.15")), issue(28, costs(LYRA, "0.20"))])
    assert (one.status, one.earlier, repeats) == (Status.UPDATE, "2024-W29", 0)
    assert one.was is not None
    assert one.was["en"] == "Lyra 2 mini costs $0.15 per million input tokens"


def test_a_price_that_goes_back_is_an_update_again() -> None:
    ((one,), _) = remember(facts(costs(LYRA, "0.20")), [issue(29, costs(LYRA, "0.15")), issue(28, costs(LYRA, "0.20"))])
    assert one.status is Status.UPDATE


def test_what_issues_printed_longer_ago_is_still_a_repeat() -> None:
    marked, repeats = remember(facts(scores(PINE, "84.0"), costs(PINE, "2")), [issue(29, scores(PINE, "84.0")), issue(27, costs(PINE, "2"))])
    assert (repeats, {one.status for one in marked}) == (2, {Status.REPEAT})


def test_where_two_values_were_printed_nothing_says_which_changed() -> None:
    disputed = issue(29, scores(NORTHLIGHT, "79.0"), scores(NORTHLIGHT, "84.0"))
    marked, repeats = remember(facts(scores(NORTHLIGHT, "79.0"), scores(NORTHLIGHT, "90.0")), [disputed])
    status = {one.fact.claim.value.low: one.status for one in marked if one.fact.claim.value}
    assert status == {"79.0": Status.REPEAT, "90.0": Status.NEW}
    assert repeats == 1


def test_a_value_that_stands_beside_the_one_printed_does_not_update_it() -> None:
    marked, _ = remember(facts(scores(NORTHLIGHT, "79.0"), scores(NORTHLIGHT, "84.0")), [issue(29, scores(NORTHLIGHT, "79.0"))])
    assert {one.status for one in marked} == {Status.REPEAT, Status.NEW}


def test_each_change_is_news() -> None:
    price = entity("share_price", "股价", "share price", kind="metric")
    fell = [claim(NORTHLIGHT, "decrease", attribute=price, value=value(f"{n}%", n)) for n in ("11", "4")]
    assert beside(fell[0], fell[1]) is Status.NEW
    assert beside(fell[0], replace(fell[0], value=value("11.0%", "11.0"))) is Status.REPEAT


def test_words_printed_before_in_either_script_are_repeats() -> None:
    lines = ["北光实验室把总部搬到了河边的新楼里", "北光實驗室已把總部搬到了河邊的新樓裡", "北光实验室没有把总部搬到河边的新楼里"]
    said = [claim(NORTHLIGHT, "free", words=line) for line in lines]
    before = issue(29, said[0], language=Language.ZH_HANS, lines=lines[:1])
    again, other = (facts(said[n], language=language, lines=[lines[n]]) for n, language in ((1, Language.ZH_HANT), (2, Language.ZH_HANS)))
    assert [remember(one, [before])[0][0].status for one in (again, other)] == [Status.REPEAT, Status.NEW]


def test_a_successor_of_what_was_foreseen_is_a_follow_up() -> None:
    rumour = replace(claim(entity("heron-3-400b", "Heron 3 400B"), "release"), modality="planned")
    for id, status in (("heron-3.1", Status.FOLLOW_UP), ("heron-3", Status.FOLLOW_UP), ("heron-4", Status.NEW), ("heron-31", Status.NEW)):
        assert beside(rumour, released(entity(id, id))) is status


def test_nothing_is_remembered_of_nothing() -> None:
    marked, repeats = remember(facts(costs(LYRA, "0.15")), [])
    assert (repeats, [one.status for one in marked]) == (0, [Status.NEW])


def test_an_issue_repeats_itself_wholly() -> None:
    made = sample_issue()
    printed = printed_of(made)
    shown = {one.id: one for story in (*made.stories, *made.briefs) for one in story.facts}
    assert printed
    earlier = EarlierIssue(period=made.period, number=made.number, title=made.title, headline=made.headline, lead=made.lead, printed=printed)
    kept = [one for one in shown.values() if any(one.fact.texts["en"].text == p.texts["en"] for p in printed)]
    marked, repeats = remember(kept, [earlier])
    assert repeats == len(marked) == len(printed)


def test_keys_survive_writing_and_read_what_is_no_key() -> None:
    (one,) = _said(facts(claim(LYRA, "support", objects=[OLD, PINE])))
    assert Key.read(str(one.key)) == one.key
    assert Key.read("input_price pine-large").subject == ""
