"""A week's documents for the tests of issues: each a few lines of our own words, with the claims that stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.compose.issues.agreement.merging import merge
from pipeline.compose.issues.heads import Account, accounts
from pipeline.compose.issues.points import Desk
from pipeline.compose.issues.voices import voices
from pipeline.compose.notes import Notebook
from pipeline.datamodel.fact import Claim, Entity, Evidence, Fact, Value
from pipeline.datamodel.issue import Merged, Period, Plan, Reported, Voice
from pipeline.datamodel.language import Edition, Language
from pipeline.express.facts import express
from tests.factories import claim, document, entity, evidence, value

EDITIONS = (Edition.ZH_HANT_TW, Edition.EN, Edition.ZH_HANS)
TAGS = tuple(map(str, EDITIONS))
WEEK = Period(id="2024-W30", since=date(2024, 7, 22), until=date(2024, 7, 28))
PLAN = Plan(title=dict.fromkeys(TAGS, "Weekly"), editions=EDITIONS)

LYRA = entity("lyra-2-mini", "Lyra 2 mini")
PINE = entity("pine-large", "Pine Large")
OLD = entity("lyra-1", "Lyra 1")
NORTHLIGHT = entity("northlight", "北光实验室", "Northlight", "北光實驗室", "organization")
MMLU = entity("mmlu", "MMLU", kind="benchmark")
WINDOW = entity("context_window", "上下文窗口", "context window", "上下文視窗", "metric")
INPUT = entity("input_price", "输入价格", "input price", "輸入價格", "metric")
OUTPUT = entity("output_price", "输出价格", "output price", "輸出價格", "metric")
SIZE = entity("parameters", "参数", "parameters", "參數", "metric")
MILLION = "1000000 token"


def released(model: Entity, on: str = "2024-07-23") -> Claim:
    """A release on a day."""
    return claim(model, "release", value=value(on, on, "date"), importance=0.8)


def replaces(model: Entity, other: Entity) -> Claim:
    """News without a figure."""
    return claim(model, "replacement", objects=[other], importance=0.8)


def scores(model: Entity, amount: str, surface: str | None = None, importance: float = 0.7) -> Claim:
    """A score on MMLU, in percent."""
    return claim(model, "score", attribute=MMLU, value=value(surface or f"{amount}%", amount), importance=importance)


def costs(model: Entity, amount: str, of: Entity = INPUT, importance: float = 0.8) -> Claim:
    """A price for a million tokens, in dollars."""
    return claim(model, "price", attribute=of, value=value(f"${amount}", amount, "USD", per=MILLION), importance=importance)


def reads(model: Entity, tokens: str = "128000") -> Claim:
    """A context window."""
    return claim(model, "measure", attribute=WINDOW, value=Value(surface="128K token", low=tokens, high=tokens, unit="token"), importance=0.7)


def has(model: Entity, parameters: str, surface: str) -> Claim:
    """A number of parameters."""
    return claim(model, "measure", attribute=SIZE, value=value(surface, parameters, "parameter"), importance=0.7)


def reported(
    name: str,
    said: Sequence[tuple[str, Claim]],
    *,
    language: Language = Language.EN,
    title: str | None = None,
    published: str | None = "2024-07-24",
    editions: Sequence[Edition] = EDITIONS,
    text: str | None = None,
) -> Reported:
    """A document of one line a claim, in the order given. said: a line of the text, and the claim that it bears."""
    of = replace(document(text or "\n".join(line for line, _ in said), language, title), id=f"{name}-00000000")
    facts = [_fact(of.id, n, evidence(of, line), one) for n, (line, one) in enumerate(said)]
    headline = dict.fromkeys(map(str, editions), title or name)
    return Reported(
        id=of.id,
        name=f"{name}.txt",
        source=f"corpus/{name}.txt",
        url=None,
        title=title,
        headline=headline,
        language=language,
        published=published,
        characters=len(of.text),
        is_transcript=False,
        since="2024-07-29T08:00:00",
        duplicate_of=None,
        derived_from=None,
        facts=tuple(express(facts, of, editions)),
    )


def _fact(document_id: str, n: int, proof: Evidence, said: Claim) -> Fact:
    borne = replace(proof, document=document_id)
    words = said.words or borne.quote if said.type in ("free", "quotation") else said.words
    return Fact(
        id=f"{document_id}-{n}",
        document=document_id,
        claim=replace(said, sentences=borne.sentences, span=borne.span, words=words),
        evidence=(borne,),
    )


def gathered(documents: Sequence[Reported]) -> tuple[tuple[Voice, ...], list[Merged], list[Account]]:
    """The sources, their merged facts, and what each tells."""
    sources = voices(documents, WEEK)
    merged = merge(sources)
    return sources, merged, accounts(merged, sources)


def desk(sources: Sequence[Voice]) -> Desk:
    """A desk with an empty notebook."""
    return Desk(notebook=Notebook(), tags=TAGS, period=WEEK, voices={voice.document.id: voice for voice in sources})


def plain() -> tuple[Reported, Reported, Reported]:
    """Three sources of one model and, in the third, of another; the first two in Chinese."""
    hans = reported(
        "a",
        [
            ("北光实验室发布了Lyra 2 mini", released(LYRA)),
            ("一百万个输入token收0.15美元", costs(LYRA, "0.15")),
            ("一百万个输出token收0.60美元", costs(LYRA, "0.60", OUTPUT)),
            ("MMLU得分82.0%", scores(LYRA, "82.0")),
            ("上下文窗口128K token", reads(LYRA)),
        ],
        language=Language.ZH_HANS,
        title="北光的小模型",
    )
    hant = reported(
        "b",
        [
            ("Lyra 2 mini 取代 Lyra 1", replaces(LYRA, OLD)),
            ("輸入每百萬 token 0.15 美元", costs(LYRA, "0.15")),
            ("輸出每百萬 token 0.60 美元", costs(LYRA, "0.60", OUTPUT)),
            ("MMLU 得分 82%", scores(LYRA, "82")),
        ],
        language=Language.ZH_HANT,
        title="小模型降價",
    )
    english = reported(
        "c",
        [
            ("Lyra 2 mini takes $0.15 per million input tokens", costs(LYRA, "0.15")),
            ("it gets 82.0% on MMLU", scores(LYRA, "82.0")),
            ("Pine Large came out on July 24", released(PINE, "2024-07-24")),
            ("Pine Large has 123 billion parameters", has(PINE, "123000000000", "123 billion")),
            ("Pine Large gets 84.0% on MMLU", scores(PINE, "84.0")),
        ],
        title="Small models, large claims",
    )
    return hans, hant, english
