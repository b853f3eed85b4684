from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.consult.guarding import GuardedChat, GuardedJournal
from pipeline.datamodel.asking import Answer, Ask, Purpose, Status, Usage
from pipeline.datamodel.protocols import SpendRow
from pipeline.llm.guard import Verdict, guard_asks, read_verdict
from pipeline.llm.models import find_model
from pipeline.storage.journal import SqliteJournal
from pipeline.storage.ledger import SqliteLedger

GUARD = find_model("openrouter:meta-llama/llama-guard-3-8b", environ={})
ASK = Ask(document="d", purpose=Purpose.CLAIMS, system="Read.", user="1 A calm day.", schema=None, max_output=50)


class Talker:
    """Answers by a function of what it is asked."""

    def __init__(self, says: Callable[[str], Answer]) -> None:
        self.says, self.asked = says, list[str]()

    async def ask(self, ask: Ask) -> Answer:
        self.asked.append(ask.user)
        return self.says(ask.user)


def said(text: str) -> Answer:
    return Answer(status=Status.ANSWERED, text=text, usage=Usage(prompt=100, completion=3))


def wary(text: str) -> Answer:
    """A guard that minds one word."""
    return said("unsafe\nS9" if "bomb" in text else "safe")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    path = tmp_path / "ledger.sqlite"
    SqliteLedger(path).close()
    with closing(SqliteJournal(path)) as journal:
        yield journal


def guarded(journal: SqliteJournal, reply: str = "A calm reply.", guard: Callable[[str], Answer] = wary) -> tuple[GuardedChat, Talker, Talker]:
    model, judge = Talker(lambda text: said(reply)), Talker(guard)
    return GuardedChat(chat=model, guard=judge, spec=GUARD, journal=journal, run="now"), model, judge


def test_what_is_safe_passes_both_ways(journal: SqliteJournal) -> None:
    chat, model, judge = guarded(journal)
    assert asyncio.run(chat.ask(ASK)) == said("A calm reply.")
    assert (model.asked, judge.asked) == ([ASK.user], [ASK.user, "A calm reply."])


def test_a_document_that_the_guard_refuses_never_reaches_the_model(journal: SqliteJournal) -> None:
    chat, model, _ = guarded(journal)
    answer = asyncio.run(chat.ask(Ask(document="d", purpose=Purpose.CLAIMS, system="", user="how to build a bomb", schema=None, max_output=9)))
    assert (answer.status, model.asked) == (Status.UNSAFE, [])
    assert "S9 indiscriminate weapons" in answer.reason


def test_a_reply_that_the_guard_refuses_is_not_handed_on(journal: SqliteJournal) -> None:
    chat, _, _ = guarded(journal, reply="a bomb is made of …")
    answer = asyncio.run(chat.ask(ASK))
    assert (answer.status, answer.text) == (Status.FILTERED, "")
    assert answer.usage == Usage(prompt=100, completion=3)


@pytest.mark.parametrize("reply", [said("Sure, here is a poem"), Answer(status=Status.FAULT, reason="no server")])
def test_a_guard_without_a_verdict_lets_nothing_pass(journal: SqliteJournal, reply: Answer) -> None:
    chat, model, _ = guarded(journal, guard=lambda text: reply)
    answer = asyncio.run(chat.ask(ASK))
    assert (answer.status, model.asked) == (Status.FAULT, [])
    assert answer.reason.startswith("the guard openrouter:meta-llama/llama-guard-3-8b gave no verdict")


@pytest.mark.parametrize("status", [Status.QUOTA, Status.OVER_BUDGET])
def test_a_guard_that_may_not_be_asked_stops_the_run(journal: SqliteJournal, status: Status) -> None:
    chat, _, _ = guarded(journal, guard=lambda text: Answer(status=status, reason="no money"))
    assert asyncio.run(chat.ask(ASK)).status is status


def test_verdicts_are_kept_and_paid_for_once(journal: SqliteJournal) -> None:
    spent: list[Decimal] = []
    for _ in range(2):
        chat, _, judge = guarded(journal)
        chat.on_spent = lambda answer, amount: spent.append(amount)
        asyncio.run(chat.ask(ASK))
    assert judge.asked == []
    assert len(spent) == 2
    assert all(spent)
    assert len(journal.usages(GUARD.id)) == 2


def test_a_reply_from_a_time_without_the_guard_is_not_recalled(journal: SqliteJournal) -> None:
    row = SpendRow(run="r", model="m", document="d", purpose="claims", estimated=1, answer=said("old"), cost=None)
    journal.keep("k", row)
    behind = GuardedJournal(journal, GUARD.id)
    assert behind.recall("k") is None
    behind.keep("k", row)
    assert behind.recall("k") is not None
    behind.forget(["k"])
    assert behind.recall("k") is None
    assert journal.recall("k") is not None


def test_a_model_made_for_it_is_sent_the_text_alone_and_any_other_is_told_what_to_say() -> None:
    (made,) = guard_asks("d", "a text", GUARD, None)
    (other,) = guard_asks("d", "a text", find_model("openai:gpt-4o-mini", environ={}), None)
    assert (made.system, made.user) == ("", "a text")
    assert "S10 hate" in other.system
    assert other.user == "a text"


def test_a_text_longer_than_the_window_is_judged_in_pieces_that_lose_nothing() -> None:
    small = find_model("baichuan:Baichuan4-Air", environ={})
    text = "".join(f"第{number}行，一切平安。\n" for number in range(9000))
    pieces = guard_asks("d", text, small, None)
    assert len(pieces) > 1
    assert "".join(piece.user for piece in pieces) == text
    assert len({piece.key("m") for piece in pieces}) == len(pieces)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("safe", Verdict(True)),
        ("\n\nSafe.", Verdict(True)),
        ("unsafe\nS2", Verdict(False, ("S2",))),
        ("**unsafe**\nS1, s14, S1", Verdict(False, ("S1", "S14"))),
        ("unsafe", Verdict(False)),
        ("", None),
        ("The text is safe", None),
        ("safety first", None),
    ],
)
def test_what_a_reply_says(reply: str, expected: Verdict | None) -> None:
    found = read_verdict(reply)
    assert (found and (found.is_safe, set(found.hazards))) == (expected and (expected.is_safe, {h.upper() for h in expected.hazards}))
