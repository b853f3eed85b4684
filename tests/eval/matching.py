"""Whether a fact tells what a gold fact tells: loosely (the words hold it) or as a typed figure (the value is it)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipeline.datamodel.fact import Entity, Fact, Kind, Value
from tests.eval.gold_rows import Gold, same_date, unit_family

GRAM = 4
SPACE_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
KINDS_OF = {  # what a source's word may count where the gold names the whole class
    "count:person": ("count:athlete", "count:passenger", "count:police officer and gendarme", "count:spectator"),
    "count:vehicle": ("count:car",),
}
SHARED_GRAMS = 0.5  # of the gold quote's, from which evidence counts as the same place; the measure of the project's gold format


def is_near(fact: Fact, gold: Gold) -> bool:
    """True when the evidence covers at least half of the gold quote."""
    return _covers([evidence.quote for evidence in fact.evidence], gold)


def is_quoted(fact: Fact, gold: Gold) -> bool:
    """True when the fact is a quotation whose own words, not only its evidence, are the gold quote."""
    return fact.claim.kind is Kind.QUOTATION and _covers([fact.claim.words or ""], gold)


def is_said_by(fact: Fact, gold: Gold) -> bool:
    """True when the source lets the fact's subject say it."""
    return gold.said_by is not None and re.search(gold.said_by, _names(fact.claim.subject)) is not None


def is_told(fact: Fact, gold: Gold, tag: str) -> bool:
    """True when the fact's words in the source's own language `tag` hold the gold value and name its subject."""
    said = _joined([fact.texts[tag].text if tag in fact.texts else "", fact.claim.value.surface if fact.claim.value else ""])
    said += SPACE_BESIDE_HAN.sub("", f" | {said}")
    named = f"{_names(fact.claim.subject)} {said}"
    return is_near(fact, gold) and all(re.search(r, said) for r in gold.value_regexes) and re.search(gold.subject_regex, named) is not None


def has_typed_value(fact: Fact) -> bool:
    """True for a fact whose figure or date is data, not words."""
    return fact.claim.value is not None and fact.claim.kind is not Kind.QUOTATION


def is_same_figure(fact: Fact, gold: Gold) -> bool:
    """True when the fact's typed value is the gold one, whatever it is said of."""
    value = fact.claim.value
    if value is None or gold.low is None or gold.high is None or gold.unit_id is None:
        return False
    if value.is_date or gold.unit_id == "date":
        return value.is_date and gold.unit_id == "date" and same_date(value.low, gold.low)
    same_unit = unit_family(value.unit) == unit_family(gold.unit_id)
    return same_unit and value.number == _value_of(gold).number and float(value.high) == float(gold.high)


def is_typed(fact: Fact, gold: Gold) -> bool:
    """True when the fact is the gold figure, cited from the gold quote."""
    return is_right(fact, gold) and is_near(fact, gold)


def is_right(fact: Fact, gold: Gold) -> bool:
    """True when a typed figure is the gold one: same value, of its subject, as its attribute, and the condition not lost."""
    claim = fact.claim
    if not (has_typed_value(fact) and is_same_figure(fact, gold)):
        return False
    texts = [phrase.text for phrase in fact.texts.values()]
    attribute = _joined([claim.type, *_entities([claim.attribute])])
    condition = _joined([*texts, *_entities([claim.attribute, claim.condition, claim.when, *claim.objects])])
    return all(
        regex is None or re.search(regex, said)
        for regex, said in (
            (gold.subject_regex, _names(claim.subject)),
            (gold.attribute_regex, attribute),
            (gold.condition_regex, condition),
        )
    )


def has_same_bound(fact: Fact, gold: Gold) -> bool:
    """True when the typed value is bounded as the gold one is (`more_than`, `about` …); gold without a bound leaves it open."""
    return fact.claim.value is not None and gold.bound in (None, str(fact.claim.value.bound))


def has_same_unit(fact: Fact, gold: Gold) -> bool:
    """True when the typed value counts what the gold one counts, or a kind of it; a bare gold `count` takes any counter."""
    unit = fact.claim.value.unit if fact.claim.value else None
    is_kind = unit in KINDS_OF.get(gold.unit_id or "", ())
    return unit == gold.unit_id or is_kind or (gold.unit_id == "count" and unit is not None and unit_family(unit) == "count")


def _covers(quotes: Iterable[str], gold: Gold) -> bool:
    wanted = _grams(gold.quote)
    return len(wanted & set().union(*map(_grams, quotes))) >= SHARED_GRAMS * len(wanted)


def _value_of(gold: Gold) -> Value:
    return Value(surface=gold.value, low=gold.low or "", high=gold.high or "", unit=gold.unit_id or "")


def _squash(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def _grams(text: str) -> set[str]:
    squashed = _squash(text)
    return {squashed[i : i + GRAM] for i in range(max(1, len(squashed) - GRAM + 1))}


def _names(entity: Entity) -> str:
    return _joined(_entities([entity]))


def _entities(entities: Iterable[Entity | None]) -> list[str]:
    return [name for entity in entities if entity for name in (entity.id, *entity.names.values())]


def _joined(parts: Iterable[str]) -> str:
    return " ".join(parts)
