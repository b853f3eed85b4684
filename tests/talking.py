"""A conversation about a text of our own: replies written by hand are played to the steps, without a model or a server."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from pipeline.datamodel.asking import Answer, Ask, Status, Talk
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.language import Edition
from pipeline.runs.conversing import Finished, Pending, Step, begin, go_on
from pipeline.runs.digesting import Recipe

MODEL = "openai:gpt-4o-mini"
TALK = Talk(model=MODEL, window=128_000, output=16_384, family="o200k")

Reply = Mapping[str, object] | str | Answer
Replier = Callable[[Ask], Reply]


def recipe(talk: Talk = TALK) -> Recipe:
    """A recipe of all editions with a model."""
    editions = (Edition.ZH_HANS, Edition.ZH_HANT_TW, Edition.EN)
    return Recipe(editions=editions, length="medium", templates=None, glossary=(), fingerprints={}, talk=talk)


def source(text: str, name: str = "sample.txt") -> Source:
    """A source of that text."""
    return Source(ref=SourceRef(address=f"corpus/{name}", name=name), data=text.encode())


def said(subject: str, zh: str | None, en: str | None, *numbers: int, **more: object) -> dict[str, object]:
    """A claim as a model writes it."""
    return {"s": subject, "k": "other", "a": None, "v": None, "n": list(numbers), "zh": zh, "en": en, "w": 2, **more}


def claims(*items: Mapping[str, object], translations: Sequence[Mapping[str, object]] = ()) -> dict[str, object]:
    """A reply to a request for facts."""
    return {"c": list(items), "t": list(translations)}


def answer(reply: Reply) -> Answer:
    """A reply as it comes back."""
    if isinstance(reply, Answer):
        return reply
    return Answer(status=Status.ANSWERED, text=reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False))


def converse(found: Source | str, replier: Replier, talk: Talk = TALK) -> tuple[Finished, list[Ask]]:
    """The whole conversation about a source, or a text, with the requests in their order. Raises AssertionError where a document fails."""
    shaped = recipe(talk)
    step: Step = begin(source(found) if isinstance(found, str) else found, shaped)
    asked: list[Ask] = []
    while isinstance(step, Pending):
        asked += step.asks
        assert len(asked) < 40, "the conversation does not end"
        step = go_on(step, {ask.key(talk.model): answer(replier(ask)) for ask in step.asks}, shaped)
    assert isinstance(step, Finished), step
    return step, asked


def in_turn(*replies: Reply) -> Replier:
    """Gives the replies one after the other, then the last one again and again."""
    left = list(replies)
    return lambda ask: left.pop(0) if len(left) > 1 else left[0]


def model_texts(finished: Finished, tag: str) -> list[str]:
    """What the model's facts say in a language."""
    facts = map(json.loads, finished.digested.row.facts)
    return [str(f["texts"][tag]) for f in facts if str(f["extractor"]).startswith("model:")]


def printed(finished: Finished) -> str:
    """All Markdown pages; the HTML page shows the whole source beside the digest."""
    return "\n".join(page for name, page in finished.digested.pages.items() if name.endswith(".md"))
