"""What a run would ask a model for and what it would cost: the first step of every conversation, and nothing sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from pipeline.consult.asking import Begin
from pipeline.consult.consulting import Consulted, experience
from pipeline.datamodel.asking import Ask
from pipeline.datamodel.document import Source
from pipeline.datamodel.protocols import Crash, Engine, Journal
from pipeline.datamodel.report import Failed, Spent
from pipeline.runs.conversing import Pending, begin
from pipeline.runs.digesting import Recipe
from pipeline.runs.running import or_failed

Prompts = tuple[tuple[str, int, int], ...]  # of each request: its key, the tokens of its prompt, the most that its reply may take


def foreseen(who: Consulted, recipe: Recipe, journal: Journal, engine: Engine, sources: Iterable[Source]) -> Iterator[Spent | Failed]:
    """For each source what its first requests would cost that are not known already."""
    past = experience(journal, who.spec)
    worker = partial(first_prompts, who.spec.id, partial(begin, recipe=recipe), who.estimate)
    for prompts in engine.map(worker, sources):
        if isinstance(prompts, Failed | Crash):
            yield Failed(reason=prompts.reason)
            continue
        unknown = [entry for entry in prompts if who.settings.force or journal.recall(entry[0]) is None]
        asked = sum(tokens for _, tokens, _ in unknown) * past.factor
        replies = sum(min(most, tokens * past.factor * past.reply) for _, tokens, most in unknown)
        yield who.spent(asked, replies, len(unknown))


def first_prompts(model: str, begin: Begin, estimate: Callable[[Ask], int], source: Source) -> Prompts | Failed:
    """What a document's first requests take, in a worker."""
    step = or_failed(source.ref.address, begin, source)
    if not isinstance(step, Pending):
        return step if isinstance(step, Failed) else ()
    return tuple((ask.key(model), estimate(ask), ask.max_output) for ask in step.asks)
