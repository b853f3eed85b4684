"""The models that can be asked, what is missing for each, and what a run over given documents would cost with each. Nothing is sent to a model."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, partial

from pipeline.config import RULES, Settings, load_glossary
from pipeline.consult.consulting import USUAL_REPLY
from pipeline.datamodel.asking import Talk, Usage
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.protocols import Crash, Engine, Fetcher
from pipeline.datamodel.report import Failed, Record
from pipeline.engines.registry import make_engine
from pipeline.errors import ConfigError
from pipeline.extract.chat import asks_for
from pipeline.ingest.collections.expand import expand
from pipeline.llm.models import ModelSpec, Readiness, all_models, find_model, probed_readiness
from pipeline.llm.money import Rate, cost
from pipeline.llm.prompts import check_prompts
from pipeline.llm.tokens import estimate_ask
from pipeline.runs.conversing import Pending, begin
from pipeline.runs.digesting import Recipe, glossary_of
from pipeline.runs.gathering import Gathering
from pipeline.runs.reading import Reader
from pipeline.runs.running import or_failed
from pipeline.storage.corpus import find_sources


@dataclass(frozen=True, slots=True)
class Shape:
    """What the requests to a model depend on besides the document: its window, its output limit, the family of its tokenizer."""

    window: int
    output: int
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a run would ask. prompt, completion: tokens, estimated."""

    requests: int = 0
    prompt: int = 0
    completion: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(requests=self.requests + other.requests, prompt=self.prompt + other.prompt, completion=self.completion + other.completion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model in the table. spec: None for the rules; load: None where no documents were named."""

    spec: ModelSpec | None
    readiness: Readiness
    load: Load | None = None

    @property
    def id(self) -> str:
        """What `--model` takes."""
        return self.spec.id if self.spec else RULES

    def cost(self, rate: Rate) -> Decimal | None:
        """US dollars for the load; None where there is none, or no price."""
        if self.spec is None or self.load is None:
            return Decimal(0) if self.spec is None else None
        if rate is Rate.BATCH and self.spec.batch is None:
            return None
        return cost(self.spec, Usage(prompt=self.load.prompt, completion=self.load.completion), rate)

    def record(self) -> Record:
        """The row as JSON."""
        known = {"id": self.id, "ready": self.readiness.ready, "missing": list(self.readiness.missing), **_described(self.spec)}
        return known if self.load is None else {**known, "estimate": self._estimate(self.load)}

    def _estimate(self, load: Load) -> Record:
        costs = {"cost": self.cost(Rate.STANDARD), "batch_cost": self.cost(Rate.BATCH)}
        tokens: Record = {"requests": load.requests, "prompt_tokens": load.prompt, "completion_tokens": load.completion}
        return tokens | {name: None if value is None else float(value) for name, value in costs.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """All models, those that are ready first. documents: how many were priced, None where none were named; failed: reasons, one line each."""

    offers: tuple[Offer, ...]
    documents: int | None = None
    failed: tuple[str, ...] = ()

    def record(self) -> Record:
        """The list as JSON."""
        priced: Record = {} if self.documents is None else {"documents": self.documents, "failed": list(self.failed)}
        return {**priced, "models": [offer.record() for offer in self.offers]}


def list_models(settings: Settings, environ: Mapping[str, str] | None = None) -> PriceList:
    """Every model of the table. Servers of the user's own are connected to, at most 0.3 s each. Raises ConfigError for a wrong table."""
    variables = os.environ if environ is None else environ
    specs = [find_model(spec.id, extra=settings.models, environ=variables) for spec in all_models(settings.models)]
    look = cache(lambda provider, address: probed_readiness(_any(specs, provider, address), variables))
    offers = [Offer(spec=None, readiness=Readiness(True, ())), *(Offer(spec=s, readiness=look(s.provider, s.base_url)) for s in specs)]
    places = {spec.provider: place for place, spec in reversed([*enumerate(specs)])}
    return PriceList(offers=tuple(sorted(offers, key=lambda o: (not o.readiness.ready, places[o.spec.provider] if o.spec else -1))))


def price_corpus(
    paths: Sequence[str],
    settings: Settings,
    *,
    environ: Mapping[str, str] | None = None,
    engine: Engine | None = None,
    fetcher: Fetcher | None = None,
) -> PriceList:
    """Every model, with what the first requests about all documents under `paths` would cost; what a ledger knows is not taken off.

    Raises ConfigError for a path that does not exist and for prompts, a table or a glossary that are wrong.
    """
    listed = list_models(settings, environ)
    recipe = _recipe(settings)
    shapes = tuple(dict.fromkeys(_shape(offer.spec) for offer in listed.offers if offer.spec))
    refs = find_sources(paths, include=settings.include, exclude=settings.exclude, encoding=settings.encoding, published=settings.published)
    if not refs:
        raise ConfigError(f"{', '.join(paths)}: no documents; name files or folders that hold some")
    documents, failed = 0, list[str]()
    totals = dict.fromkeys(shapes, Load())
    with closing(Reader(_fetchers(settings, fetcher))) as reader:
        sources = _readable(Gathering(read=reader, expand=expand, ahead=reader.ahead).sources(refs), failed)
        for loads in (engine or make_engine("local", settings.processes)).map(partial(loads_of, shapes, recipe), sources):
            if isinstance(loads, Failed | Crash):
                failed.append(loads.reason)
                continue
            documents += 1
            totals = {shape: totals[shape] + load for shape, load in zip(shapes, loads, strict=True)}
    offers = (replace(offer, load=totals[_shape(offer.spec)] if offer.spec else Load()) for offer in listed.offers)
    return PriceList(offers=tuple(offers), documents=documents, failed=tuple(failed))


def _readable(gathered: Iterable[tuple[SourceRef, Source | Failed]], failed: list[str]) -> Iterator[Source]:
    """The sources that could be read; the reasons of the others go to `failed`."""
    for _, source in gathered:
        if isinstance(source, Failed):
            failed.append(source.reason)
        else:
            yield source


def loads_of(shapes: Sequence[Shape], recipe: Recipe, source: Source) -> tuple[Load, ...] | Failed:
    """What a document's first requests take, for each shape; a worker. recipe.talk: with any model."""
    step = or_failed(source.ref.address, begin, source, recipe)
    if isinstance(step, Failed):
        return step
    if not isinstance(step, Pending) or recipe.talk is None:
        return (Load(),) * len(shapes)
    return tuple(_load(step, recipe, recipe.talk, shape) for shape in shapes)


def _load(step: Pending, recipe: Recipe, talk: Talk, shape: Shape) -> Load:
    shaped = replace(talk, window=shape.window, output=shape.output, family=shape.family)
    asks = asks_for(step.document, glossary_of(recipe.glossary), shaped, step.known.wanted)
    prompts = [(estimate_ask(ask, shape.family), ask.max_output) for ask in asks]
    replies = sum(min(most, round(tokens * USUAL_REPLY)) for tokens, most in prompts)
    return Load(requests=len(asks), prompt=sum(tokens for tokens, _ in prompts), completion=replies)


def _recipe(settings: Settings) -> Recipe:
    check_prompts(settings.prompts)
    talk = Talk(model="any:model", window=1_000_000, output=100_000, family="unknown", prompts=settings.prompts)
    return Recipe(
        editions=settings.languages,
        length=settings.length,
        templates=settings.templates,
        glossary=load_glossary(settings.glossary),
        fingerprints={},
        talk=talk,
    )


def _shape(spec: ModelSpec) -> Shape:
    return Shape(spec.window, spec.output, spec.tokens)


def _any(specs: Sequence[ModelSpec], provider: str, address: str | None) -> ModelSpec:
    return next(spec for spec in specs if (spec.provider, spec.base_url) == (provider, address))


def _fetchers(settings: Settings, fetcher: Fetcher | None) -> Callable[[], Fetcher]:
    def make() -> Fetcher:
        from pipeline.fetch.fetcher import Fetcher as Client

        return fetcher or Client(cache=settings.outputs / "cache", allow_private=settings.allow_private)

    return make


def _described(spec: ModelSpec | None) -> Record:
    """What the table says of a model, as JSON; money as strings, so that none is rounded."""
    if spec is None:
        return {"local": True, "note": "no key, no network"}
    price = spec.price
    return {
        "provider": spec.provider,
        "local": spec.local,
        "key": spec.key,
        "base_url": spec.base_url,
        "window": spec.window,
        "output": spec.output,
        "temperature": spec.temperature,
        "structured": spec.structured,
        "price": None
        if price is None
        else {
            **{name: _said(getattr(price, name)) for name in ("input", "cached", "output", "batch_input", "batch_output")},
            "source": price.source,
            "date": price.date.isoformat(),
        },
        "batch": spec.batch,
        "note": spec.note,
    }


def _said(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
