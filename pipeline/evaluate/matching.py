"""Whether a fact tells what a gold fact tells: loosely (the words hold it) or as a typed figure (the value is it)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from pipeline.evaluate.gold import Gold, same_date, unit_family
from pipeline.evaluate.told import Told

GRAM = 4
SHARED_GRAMS = 0.5  # of the gold quote's, from which evidence counts as the same place
LINK = re.compile(r"\]\([^)]*\)")
SPACE_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
KINDS_OF = {  # what a source's word may count where the gold names the whole class
    "count:person": ("count:athlete", "count:passenger", "count:police officer and gendarme", "count:spectator"),
    "count:vehicle": ("count:car",),
}


def is_near(fact: Told, gold: Gold) -> bool:
    """True when the evidence covers at least half of the gold quote."""
    return _covers([place.quote for place in fact.evidence], gold)


def is_quoted(fact: Told, gold: Gold, tag: str) -> bool:
    """True when the fact is a quotation whose own words, not only its evidence, are the gold quote."""
    return fact.is_quotation and _covers([fact.text(tag)], gold)


def is_said_by(fact: Told, gold: Gold) -> bool:
    """True when the source lets the fact's subject say it."""
    return gold.said_by is not None and re.search(gold.said_by, fact.subject) is not None


def is_told(fact: Told, gold: Gold, tag: str) -> bool:
    """True when the fact's words in the source's own language `tag` hold the gold value and name its subject."""
    said = f"{fact.text(tag)} {fact.value.surface if fact.value else ''}"
    return is_near(fact, gold) and holds(said, gold, fact.subject)


def holds(said: str, gold: Gold, named: str = "") -> bool:
    """True when words, said of what is named, hold the gold value and its subject; with spaces beside Han and without."""
    said += SPACE_BESIDE_HAN.sub("", f" | {said}")
    return all(re.search(regex, said) for regex in gold.value_regexes) and re.search(gold.subject_regex, f"{named} {said}") is not None


def is_same_figure(fact: Told, gold: Gold) -> bool:
    """True when the fact's typed value is the gold one, whatever it is said of."""
    value = fact.value
    if value is None or gold.low is None or gold.high is None or gold.unit_id is None:
        return False
    if value.is_date or gold.unit_id == "date":
        return value.is_date and gold.unit_id == "date" and same_date(value.low, gold.low)
    same_unit = unit_family(value.unit) == unit_family(gold.unit_id)
    return same_unit and Decimal(value.low) == Decimal(gold.low) and Decimal(value.high) == Decimal(gold.high)


def is_typed(fact: Told, gold: Gold) -> bool:
    """True when the fact is the gold figure, cited from the gold quote."""
    return is_right(fact, gold) and is_near(fact, gold)


def is_right(fact: Told, gold: Gold) -> bool:
    """True when a typed figure is the gold one: same value, of its subject, as its attribute, and the condition not lost."""
    if not (fact.has_typed_value and is_same_figure(fact, gold)):
        return False
    condition = " ".join([*fact.texts.values(), fact.around])
    return all(
        regex is None or re.search(regex, said)
        for regex, said in (
            (gold.subject_regex, fact.subject),
            (gold.attribute_regex, f"{fact.type} {fact.attribute}"),
            (gold.condition_regex, condition),
        )
    )


def has_same_bound(fact: Told, gold: Gold) -> bool:
    """True when the typed value is bounded as the gold one is (`more_than`, `about` …); gold without a bound leaves it open."""
    return fact.value is not None and gold.bound in (None, fact.value.bound)


def has_same_unit(fact: Told, gold: Gold) -> bool:
    """True when the typed value counts what the gold one counts, or a kind of it; a bare gold `count` takes any counter."""
    unit = fact.value.unit if fact.value else None
    is_kind = unit in KINDS_OF.get(gold.unit_id or "", ())
    return unit == gold.unit_id or is_kind or (gold.unit_id == "count" and unit is not None and unit_family(unit) == "count")


def _covers(quotes: Iterable[str], gold: Gold) -> bool:
    wanted = _grams(LINK.sub("", gold.quote))
    return len(wanted & set().union(*map(_grams, quotes))) >= SHARED_GRAMS * len(wanted)


def _grams(text: str) -> set[str]:
    squashed = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
    return {squashed[i : i + GRAM] for i in range(max(1, len(squashed) - GRAM + 1))}
