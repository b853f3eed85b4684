"""What a source says: `Claim` (said, not yet believed), `Fact` (borne out by its evidence), `Rejection` (not borne out)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from pipeline.datamodel.document import Span
from pipeline.datamodel.language import Localized

T = TypeVar("T")


class Kind(StrEnum):
    """The three kinds of claim."""

    MEASUREMENT = "measurement"
    STATEMENT = "statement"
    QUOTATION = "quotation"


class Aspect(StrEnum):
    """What side of its subject a claim is about; a digest's bold labels."""

    RELEASE = "release"
    TECHNICAL = "technical"
    PERFORMANCE = "performance"
    PRICING = "pricing"
    AVAILABILITY = "availability"
    LICENSE = "license"
    SAFETY = "safety"
    USE_CASE = "use_case"
    OPINION = "opinion"
    OUTLOOK = "outlook"
    OTHER = "other"


class Bound(StrEnum):
    """How a figure is bounded in the source's words."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named thing or a term: a model, an organization, a person, a metric, an audience, a moment.

    id: language-neutral and stable (`gpt-4o-mini`); a name that no glossary knows gets a slug of its surface.
    names: by edition's tag, at most 40 characters each. kind: `model` `organization` `person` `product` `benchmark` `metric` `place`
    `audience` `modality` `language` `platform` `license` `time` `term` …, a row's kind in the glossary; `unknown` where no glossary has the name.
    """

    id: str
    names: Localized
    kind: str = "unknown"

    def name(self, tag: str) -> str:
        """The name in the edition or language `tag`, else in the nearest one there is."""
        return nearest(self.names, tag)


NEAREST_TAGS: Mapping[str, tuple[str, ...]] = {
    "zh-Hans": ("zh-Hant-TW", "zh-Hant-HK"),
    "zh-Hant": ("zh-Hant-TW", "zh-Hant-HK", "zh-Hans"),
    "zh-Hant-TW": ("zh-Hant-HK", "zh-Hans"),
    "zh-Hant-HK": ("zh-Hant-TW", "zh-Hans"),
}


def nearest(by_tag: Mapping[str, T], tag: str) -> T:
    """What there is for the edition or language `tag`, else for the nearest one. `by_tag` is not empty.

    >>> nearest({"zh-Hans": "周报", "en": "Weekly"}, "zh-Hant-TW")
    '周报'
    """
    if tag in by_tag:
        return by_tag[tag]
    found = next((key for key in (*NEAREST_TAGS.get(tag, ()), "en") if key in by_tag), None)
    return by_tag[next(iter(by_tag)) if found is None else found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A quantity or a date.

    surface: as the source writes it, at most 40 characters. low, high: decimal strings in base units (`405000000000`, `0.15`), equal where
    it is no range; for the unit `date` ISO dates at the precision known (`2023-10`; `--07-18` without a year).
    unit: `percent`, an ISO 4217 code, `token`, `parameter`, `byte`, `second`, `metre`, `gram`, `times`, `point`, `count:language` …, compound by `/`.
    per: what it is counted by (`1000000 token`). unit_surface: the unit as written (`美分`, `cents`, `个`), to render in the source's own measure.
    """

    surface: str
    low: str
    high: str
    unit: str
    per: str | None = None
    bound: Bound = Bound.EXACT
    unit_surface: str | None = None

    @property
    def number(self) -> Decimal:
        """`low` as a number. Raises decimal.InvalidOperation for a date."""
        return Decimal(self.low)

    @property
    def is_range(self) -> bool:
        """True when the two ends differ."""
        return self.low != self.high

    @property
    def is_date(self) -> bool:
        """True for dates."""
        return self.unit == "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that a text says of a subject; cites sentences and is language-neutral where it is typed.

    type: a row of the phrase tables (`score`, `price`, `release`, `replacement` …), or `free` (only `words` say it), or `quotation`.
    attribute: what is measured (`mmlu`, `input_price`, `context_window`). objects: the other parties (what it replaces, is compared with,
    supports). condition: under what circumstance (`korean`, `source_code`). when: a moment as said (`next_week`, `later_in_july`); a date
    that is known stands in `value` (unit `date`) where the claim is dated, and in `date` where the value is another quantity.
    attribution: whose claim it is, when not the source's own. words: the source's own words for it, at most 160 characters (320 in Latin script).
    sentences: the numbers cited. span: the clause that bears it, over the document's text, where the extractor knows it.
    modality: `""` plain, `planned`, `possible`, `reported`, `expected`: a hedge that every phrase must keep.
    said: a chat model's statement of it, by language (`zh`, `en`); of a fact the ones that its source bears out. None: no model said it.
    """

    kind: Kind
    type: str
    aspect: Aspect
    subject: Entity
    sentences: tuple[int, ...]
    extractor: str
    attribute: Entity | None = None
    value: Value | None = None
    objects: tuple[Entity, ...] = ()
    condition: Entity | None = None
    when: Entity | None = None
    attribution: Entity | None = None
    modality: str = ""
    words: str | None = None
    span: Span | None = None
    importance: float = 0.5
    said: Localized | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The exact place in a document that bears a fact: `document.text[span.start:span.end] == quote`, always.

    match: `cited`, or `moved` when the figures and names stood together in another sentence than the one cited.
    """

    document: str
    sentences: tuple[int, ...]
    span: Span
    quote: str
    line: int | None
    time: float | None
    match: str = "cited"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with the part of it that its evidence is opened from (a figure, a name, a date); None: the whole."""

    text: str
    mark: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A claim that its source bears out. Only `verify/` makes one.

    texts: the fact as a sentence that stands alone, by edition's tag and by the source's own language's. clauses: the same under
    a heading that names the subject. origins, per tag: `source`, `phrase`, `opencc:CONFIG`, `model:PROVIDER:MODEL`, `untranslated`.
    Both mappings are empty until `express/` fills them.
    """

    id: str
    document: str
    claim: Claim
    evidence: tuple[Evidence, ...]
    texts: Mapping[str, Phrase] = field(default_factory=dict)
    clauses: Mapping[str, Phrase] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A claim that its source does not bear out.

    reason: `number`, `unit`, `date`, `name`, `polarity`, `bound`, `attribution` or `citation`; detail: a sentence for a reader.
    """

    document: str
    claim: Claim
    reason: str
    detail: str
