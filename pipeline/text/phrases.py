"""Typed facts as text: a sentence that stands alone and a clause under a heading that names its subject, in every edition.

Nothing is translated: a row of `data/phrases/EDITION.toml` says how a type is put, names come from the fact's entities, figures from
`figures.py`. A bound, hedge, attribution, condition or moment that a claim bears is always written; where an edition lacks a name or a row
for any of it, there is no phrase. Sentences and clauses have no final stop, and an English clause begins in lower case unless with a name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Bound, Claim, Entity, Phrase, Value
from pipeline.datamodel.language import Edition
from pipeline.text.wording.figures import Figure, date_precision, date_preposition, write_date, write_value
from pipeline.text.wording.names import COMMON_KINDS, capitalized, in_full, is_plural_name, join_names, singular, without_suffix
from pipeline.text.wording.spacing import han_share, has_han, space_borders
from pipeline.text.wording.templates import Piece, Slot, Verb, fill, parse

MAX_CHARS = 160  # of a text in Chinese; twice as much in Latin script (the contract of facts.jsonl)
MAX_HAN_NAME = {
    "person": 8,
    "organization": 8,
    "product": 8,
    "place": 8,
    "model": 8,
    "unknown": 8,
}  # in English text, quoted; any other is a description
MAX_HAN_SHARE = 0.4  # of an English text's letters; above it, it reads as Chinese
_AUXILIARIES = ("is", "are", "was", "were")  # an adverb stands after them: is reportedly
_AGENT_KINDS = frozenset({"body", "organization", "person", "audience", "place", "company", "unknown"})
_KINDS_OF_FORM = {  # what a condition must be to stand in a slot of that form
    "on": frozenset({"language", "task", "modality", "benchmark", "metric", "term", "use", "programming_language", "unknown"}),
    "within": frozenset({"product", "platform", "service"}),
    "part": frozenset({"part"}),
    "basis": frozenset({"basis"}),
}
_BEFORE_OF = re.compile(r" (?:of|for|in|per|by|on|from|to) ")  # a name with one of these takes no further `of`


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table. Templates stand in order of preference. implies, bound: hedges and the bound that its words say; names_…: what they
    name without a slot."""

    sentence: tuple[str, ...]
    clause: tuple[str, ...]
    implies: tuple[str, ...]
    counter: str | None
    bound: str | None
    names_attribute: bool
    names_object: bool


class Phrasebook:
    """The phrase tables of all editions.

    >>> gpt = Entity(id="gpt-4o-mini", names={"en": "GPT-4o mini"}, kind="model")
    >>> window = Entity(id="context_window", names={"zh-Hans": "上下文窗口", "en": "context window"}, kind="metric")
    >>> value = Value(surface="128K token", low="128000", high="128000", unit="token")
    >>> from pipeline.datamodel.fact import Aspect, Kind
    >>> claim = Claim(kind=Kind.MEASUREMENT, type="measure", aspect=Aspect.TECHNICAL, subject=gpt, attribute=window, value=value,
    ...               sentences=(1,), extractor="rules/1")
    >>> Phrasebook.builtin().clause(claim, Edition.EN).text
    'context window of 128K tokens'
    >>> Phrasebook.builtin().sentence(claim, Edition.ZH_HANS).text
    'GPT-4o mini 的上下文窗口为 128K token'
    """

    def __init__(self, tables: Mapping[Edition, Mapping[str, Any]]) -> None:
        self._tables = tables
        self._found: dict[tuple[Edition, str, tuple[tuple[str, str], ...]], tuple[_Row, ...]] = {}

    @classmethod
    def builtin(cls) -> Phrasebook:
        """The tables that the package brings."""
        return _builtin()

    def sentence(self, claim: Claim, edition: Edition) -> Phrase | None:
        """`claim` as a text that stands alone, or None where the edition has no phrase for it."""
        return _first_sentence(self._fillings(claim, edition))

    def clause(self, claim: Claim, edition: Edition) -> Phrase | None:
        """`claim` under a heading that names its subject, or None where the edition has no phrase for it."""
        return _first_clause(self._fillings(claim, edition))

    def texts(self, claim: Claim, edition: Edition) -> tuple[Phrase, Phrase] | None:
        """The sentence and the clause, which is the sentence where there is no other; None where the edition has no phrase for `claim`."""
        fillings = self._fillings(claim, edition)
        sentence = _first_sentence(fillings)
        return None if sentence is None else (sentence, _first_clause(fillings) or sentence)

    def value(self, value: Value, edition: Edition) -> str:
        """A value as the edition writes it; the source's own surface where the tables lack its unit."""
        figure = write_value(value, edition)
        return figure.full if figure is not None else value.surface

    def types(self, edition: Edition) -> frozenset[str]:
        """The types of claim that the edition has rows for."""
        return frozenset(self._tables[edition]["types"])

    def _fillings(self, claim: Claim, edition: Edition) -> list[_Filling]:
        return [_Filling(claim, edition, self._tables[edition], row) for row in self._rows(claim, edition)]

    def _rows(self, claim: Claim, edition: Edition) -> tuple[_Row, ...]:
        """The rows for a claim, the most specific first: by attribute, object, their kinds, subject, its kind, unit; the type's own."""
        row = self._tables[edition]["types"].get(claim.type)
        if row is None:
            return ()
        keys = [("attributes", claim.attribute.id)] if claim.attribute is not None else []
        keys += [("objects", key) for entity in claim.objects[:1] for key in (entity.id, entity.kind)]
        keys += [("kinds", claim.attribute.kind)] if claim.attribute is not None else []
        keys += [("subjects", claim.subject.id), ("subjects", claim.subject.kind)]
        keys += [("units", claim.value.unit)] if claim.value is not None else []
        where = (edition, claim.type, tuple((group, key) for group, key in keys if key in row.get(group, ())))
        if where not in self._found:
            self._found[where] = tuple(_found_rows(row, where[2]))
        return self._found[where]


@cache
def _builtin() -> Phrasebook:
    return Phrasebook({edition: _load(edition.value) for edition in Edition})


def _load(name: str) -> Mapping[str, Any]:
    table = tomllib.loads(resources.files("pipeline.text").joinpath("data", "phrases", f"{name}.toml").read_text(encoding="utf-8"))
    return _merged(_load(table["inherit"]), table) if "inherit" in table else table


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the entries of `over`, table by table."""
    merged = dict(base)
    for key, entry in over.items():
        merged[key] = _merged(merged[key], entry) if isinstance(entry, dict) and isinstance(merged.get(key), dict) else entry
    return merged


def _found_rows(row: Mapping[str, Any], keys: Sequence[tuple[str, str]]) -> Iterator[_Row]:
    for group, key in keys:
        yield _row(row[group][key], row, names_attribute=group == "attributes", names_object=group == "objects" and "_" in key)
    if "sentence" in row:
        yield _row(row, row)


def _row(row: Mapping[str, Any], parent: Mapping[str, Any], names_attribute: bool = False, names_object: bool = False) -> _Row:
    implies = tuple(row.get("implies", parent.get("implies", ())))
    return _Row(_listed(row["sentence"]), _listed(row["clause"]), implies, row.get("counter"), row.get("bound"), names_attribute, names_object)


def _listed(templates: str | Sequence[str]) -> tuple[str, ...]:
    return (templates,) if isinstance(templates, str) else tuple(templates)


def _first_sentence(fillings: Iterable[_Filling]) -> Phrase | None:
    return next((phrase for filling in fillings if (phrase := filling.first(filling.row.sentence, stands_alone=True)) is not None), None)


def _first_clause(fillings: Iterable[_Filling]) -> Phrase | None:
    return next((phrase for filling in fillings if (phrase := filling.first(filling.row.clause, stands_alone=False)) is not None), None)


class _Filling:
    """One claim being put into the templates of one row of one edition."""

    def __init__(self, claim: Claim, edition: Edition, table: Mapping[str, Any], row: _Row) -> None:
        self.claim = claim
        self.edition = edition
        self.is_chinese = edition.is_chinese
        self.table = table
        self.row = row
        self.limit = MAX_CHARS if self.is_chinese else 2 * MAX_CHARS
        self.stands_alone = True
        self.figure = write_value(_unbounded(claim.value, row.bound), edition, row.counter) if claim.value is not None else None
        self.needs_no_hedge = claim.modality in ("", *row.implies) or (claim.modality == "reported" and claim.attribution is not None)
        self.hedge_said = self.needs_no_hedge

    def first(self, templates: Iterable[str], stands_alone: bool) -> Phrase | None:
        """The first of the templates that can be filled and is short enough. stands_alone: they are sentences, not clauses."""
        self.stands_alone = stands_alone
        phrases = map(self._phrase, templates)
        return next((phrase for phrase in phrases if phrase is not None and len(phrase.text) <= self.limit), None)

    def _phrase(self, template: str) -> Phrase | None:
        """The template filled, or None where it would lack a name, a slot or anything that the claim bears."""
        self.hedge_said = self.needs_no_hedge
        pieces = fill(parse(template), self._slot, self._verb)
        if pieces is None:
            return None
        used = {piece.slot for piece in pieces}
        if (self.claim.value is not None and not used & VALUE_SLOTS) or (self._objects_unsaid() and "o" not in used):
            return None
        if self.claim.attribute is not None and not self.row.names_attribute and "a" not in used:
            return None
        decorated = self._decorated(pieces, used)
        return None if decorated is None else self._finished(decorated)

    def _objects_unsaid(self) -> bool:
        return len(self.claim.objects) > self.row.names_object

    def _decorated(self, pieces: list[Piece], used: set[str]) -> list[Piece] | None:
        """The pieces with what the template has no place for: condition, moment, hedge, attribution."""
        extras = self.table["extras"]
        wanted = []
        if self.claim.condition is not None and "c" not in used:
            wanted.append("condition")
        if self.claim.when is not None and "w" not in used:
            within = self._with_moment_inside(pieces)
            if within is None:
                wanted.append("when_sentence" if self.stands_alone else "when_clause")
            pieces = within or pieces
        if self.claim.attribution is not None:
            wanted.append("attribution_sentence" if self.stands_alone else "attribution_clause")
        elif not self.hedge_said and self.claim.modality == "reported" and "reported" in extras:
            wanted.append("reported")
            self.hedge_said = True
        if not self.hedge_said:
            return None
        for name in wanted:
            before, _, after = extras[name].partition("{text}")
            front = fill(parse(before), self._slot, self._verb)
            back = fill(parse(after), self._slot, self._verb)
            if front is None or back is None:
                return None
            pieces = [*(Piece(p.text, "") for p in front), *pieces, *(Piece(p.text, "") for p in back)]
        return pieces

    def _with_moment_inside(self, pieces: list[Piece]) -> list[Piece] | None:
        """Chinese pieces with the moment behind the subject (它下周支持 …), where the sentence opens with it; None where it goes elsewhere."""
        when = self.claim.when
        if not self.is_chinese or not self.stands_alone or when is None or is_iso(when.id):
            return None
        name = self._name(when)
        if name is None or len(pieces) < 2 or pieces[0].slot != "s" or pieces[1].text.startswith(tuple(self.table["moments"]["not_before"])):
            return None
        return [pieces[0], Piece(name, ""), *pieces[1:]]

    def _slot(self, slot: Slot) -> str | None:
        claim = self.claim
        if slot.name in VALUE_SLOTS:
            return self._value(slot)
        if slot.name == "o":
            return self._objects(slot.form)
        entity = {"s": claim.subject, "a": claim.attribute, "c": claim.condition, "w": claim.when, "by": claim.attribution}[slot.name]
        if entity is None:
            return None
        if slot.name == "w":
            return self._moment(entity, slot.form)
        if entity.kind not in _KINDS_OF_FORM.get(slot.form, (entity.kind,)):
            return None
        name = self._listed_name(entity, slot.form) or self._name(entity)
        if slot.form == "one" and name is not None and is_plural_name(entity, self.edition):
            name = singular(name)
        if slot.name == "s" and name is not None and not self.is_chinese:
            name = self._with_article(name)
        return None if name is None else self._formed(name, slot.form)

    def _listed_name(self, entity: Entity, form: str) -> str | None:
        """The table's own word for a comparative or superlative."""
        name = self.table.get(form, {}).get(entity.id) if form in ("comparative", "superlative") else None
        return name if isinstance(name, str) else None

    def _with_article(self, name: str) -> str:
        """An English name with its article, where it has one (the Olympic Games)."""
        named = self.table["words"]["with_article"]
        return f"the {name}" if (name in named or name.split()[-1] in named) and not name.startswith("the ") else name

    def _formed(self, name: str, form: str) -> str | None:
        if form == "comparative":
            return name.removeprefix("更")
        if form == "plain":
            return None if _BEFORE_OF.search(name) else name
        if form == "of":
            return name + ("’" if name.endswith("s") else "’s")
        if form == "the":
            is_common = name.split()[-1].islower() or name.split()[-1] in self.table["words"]["with_article"]
            return f"the {name}" if is_common and not name.startswith("the ") else name
        if form == "score":
            return name if name.endswith(tuple(self.table["suffixes"]["scored"])) else name + self.table["suffixes"]["score_word"]
        if form == "plural":
            return name if name.endswith("s") else name + "s"
        if form.startswith("-"):
            return without_suffix(name, self.table["suffixes"][form[1:]])
        return name

    def _objects(self, form: str) -> str | None:
        names = [self._name(entity) for entity in self.claim.objects]
        known = [name for name in names if name is not None]
        if not known or len(known) < len(names):
            return None
        lists = self.table["lists"]
        last = lists["between" if form == "comma" else "last"]
        if any(lists["last"] in name for name in known):
            last = lists["last_of_lists"]
        if not self.is_chinese and form == "":
            known[0] = self._with_article(known[0])
        return self._formed(join_names(known, lists["between"], last), form)

    def _name(self, entity: Entity) -> str | None:
        """The entity's name in the edition's language; None where it has none that its readers can read."""
        if is_iso(entity.id):
            return write_date(Value(surface=entity.id, low=entity.id, high=entity.id, unit="date"), self.edition)
        name = in_full(entity, self.edition, self.table["lists"]) or entity.name(self.edition.value)
        if not self.is_chinese:
            if not has_han(name):
                return name
            return f"“{name}”" if len(name) <= MAX_HAN_NAME.get(entity.kind, 0) else None
        is_foreign_word = not has_han(name) and name == name.lower() and not any(c.isdigit() for c in name)
        return None if is_foreign_word and entity.kind in (*COMMON_KINDS, "unknown") and name not in self.table["words"]["latin"] else name

    def _moment(self, entity: Entity, form: str) -> str | None:
        name = self._name(entity)
        if name is None or form == "":
            return name
        words = self.table["moments"]
        if self.is_chinese:
            since = words["since"] if form == "since" else ""
            return name if name.endswith(tuple(words["open"])) else since + name + words["from"]
        if form == "past" and not is_iso(entity.id):
            return None
        if name.startswith(tuple(words["open"])):
            return name
        if form == "from":
            return f"from {name}"
        if is_iso(entity.id):
            return f"{date_preposition(entity.id)} {name}"
        return f"in {name}" if name.startswith(tuple(words["in"])) else name

    def _value(self, slot: Slot) -> str | None:
        value, figure = self.claim.value, self.figure
        if value is None or figure is None:
            return None
        if slot.form == "at":
            return f"{date_preposition(value.low)} {figure.full}" if value.is_date and value.bound is Bound.EXACT else None
        if slot.form == "by":
            return figure.full if value.unit in ("percent", "times") else f"by {figure.full}"
        if slot.form == "noun":
            return self._counted(figure)
        if slot.form == "score":
            return figure.bare if value.unit in ("point", "count", "") else figure.full
        if slot.form == "date":
            return figure.full if value.is_date else None
        if slot.form == "ordinal":
            return self._ordinal(value)
        if slot.name == "per":
            return (figure.per.format(k=f"{slot.form} " if slot.form else "") if not self.is_chinese else figure.per) or None
        return _form_of(figure, slot.name)

    def _counted(self, figure: Figure) -> str | None:
        """The figure without its noun, where the attribute is that noun (300 stores); None where it is not."""
        name = self._name(self.claim.attribute) if self.claim.attribute is not None else None
        if name is None or self.claim.value is None:
            return None
        if not self.is_chinese:
            is_any = self.claim.value.unit in ("count", "count:person") and name.endswith("s")
            return figure.bare if is_any or (figure.nouns and name.endswith(figure.nouns)) else None
        if not any(noun in name for noun in figure.nouns):
            return None
        return figure.bare if has_han(figure.bare.rstrip(" 以上左右")[-1:]) else figure.count

    def _ordinal(self, value: Value) -> str | None:
        words = self.table["ordinals"]
        if value.is_range or not value.low.isdigit():
            return None
        if value.bound in (Bound.AT_MOST, Bound.LESS_THAN):
            return str(words["top"]).format(n=value.low)
        if value.bound is not Bound.EXACT:
            return None
        rank = int(value.low)
        return str(words["words"][rank - 1] if 1 <= rank <= len(words["words"]) else str(words["number"]).format(n=rank))

    def _verb(self, verb: Verb, before: str) -> str:
        agreeing = self._agreeing(before)
        counts = before in VALUE_SLOTS and self.claim.type == "count"
        is_plural = counts or len(agreeing) > 1 or (len(agreeing) == 1 and is_plural_name(agreeing[0], self.edition))
        plain = verb.plural if is_plural else verb.plain
        hedge = "" if self.hedge_said else self.claim.modality
        if not self.claim.modality and self._is_to_come():
            hedge = "future"
        if hedge == "reported" and self._is_to_come() and verb.plain and "reported_future" in self.table["modality"]:
            hedge = "reported_future"
        if hedge not in self.table["modality"] or (hedge == "future" and not verb.plain):
            return plain
        self.hedge_said = True
        forms = self.table["modality"][hedge]
        is_agent = not counts and all(entity.kind in _AGENT_KINDS for entity in agreeing)
        key = "bare" if verb.is_bare else ("agent" if is_agent else "thing") + ("s" if is_plural else "")
        if agreeing and agreeing[0].kind in forms:
            key = agreeing[0].kind
        auxiliary = next((word for word in _AUXILIARIES if plain == word or plain.startswith(word + " ")), "")
        adverb = str(forms.get(key, forms.get("any"))).format(verb=verb.base, plain=plain.removeprefix(auxiliary).lstrip())
        return (f"{auxiliary} {adverb}" if auxiliary and "plain" in forms else adverb).strip()

    def _is_to_come(self) -> bool:
        """True when the claim's moment lies ahead of its source (next week): an English verb is then in the future."""
        future = tuple(self.table["moments"].get("future", ()))
        name = self._name(self.claim.when) if self.claim.when is not None and future else None
        return name is not None and name.startswith(future)

    def _agreeing(self, before: str) -> tuple[Entity, ...]:
        if before == "o":
            return self.claim.objects
        if before == "a" and self.claim.attribute is not None:
            return (self.claim.attribute,)
        return (self.claim.subject,)

    def _finished(self, pieces: list[Piece]) -> Phrase | None:
        if self.is_chinese:
            pieces = _apart(_smoothed(pieces, self.table["smooth"]))
        raw = "".join(piece.text for piece in pieces)
        text = space_borders(raw) if self.is_chinese else raw
        text = _BEFORE_STOP.sub("", _SPACES.sub(" ", text)).strip()
        if not self.is_chinese:
            if has_han(text) and han_share(text) > MAX_HAN_SHARE:
                return None
            if self.stands_alone:
                text = capitalized(text)
        return Phrase(text, _mark(pieces, raw, text))


def _unbounded(value: Value, bound: str | None) -> Value:
    """The value without its bound, where that is the one which the row's own words say."""
    return replace(value, bound=Bound.EXACT) if value.bound == bound else value


def is_iso(id: str) -> bool:
    """True when an entity's id is an ISO date: a moment that is written by its date."""
    return id[:1] in _ISO_STARTS and date_precision(id) is not None


_ISO_STARTS = frozenset("0123456789-")
VALUE_SLOTS = frozenset({"v", "n", "x", "amount", "per"})
_SPACE = re.compile(r"\s+")
_LEAD = re.compile(r"(?:on|in|by|from) (?=\S)")  # a preposition belongs to the phrase, not to the figure
_SOLID = re.compile(r"\S")
_SPACES = re.compile(r" {2,}")
_BEFORE_STOP = re.compile(r" +(?=[,;:.)，；：。）])")
_MARK_ORDER = (("v", "amount", "n", "x"), ("o",), ("w",))


def _smoothed(pieces: Sequence[Piece], words: Mapping[str, Any]) -> list[Piece]:
    """Chinese pieces without the copula before a bound: 营收约 34 亿, not 营收为约 34 亿."""
    kept = []
    for piece, following in zip(pieces, [*pieces[1:], Piece("", "")], strict=True):
        if piece.slot == "<>" and following.slot in VALUE_SLOTS and following.text.startswith(tuple(words["before"])):
            kept.append(Piece(piece.text.removesuffix(words["copula"]), piece.slot))
        else:
            kept.append(piece)
    return kept


def _apart(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces with a space where two of them would run together in Latin script: 每百万 token 15 美分."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and kept[-1].text and piece.text and _LATIN_END.search(kept[-1].text) and _LATIN_START.match(piece.text):
            kept.append(Piece(" ", ""))
        if piece.text:
            kept.append(piece)
    return kept


_LATIN_END = re.compile(r"[A-Za-z0-9%°)]$")
_LATIN_START = re.compile(r"[A-Za-z0-9$€£(]")


def _form_of(figure: Figure, name: str) -> str:
    return {"v": figure.full, "amount": figure.amount, "n": figure.count, "x": figure.bare}[name]


def _mark(pieces: Sequence[Piece], raw: str, text: str) -> Span | None:
    """Where the value stands in `text`, else the objects, else the moment. `text` differs from `raw` in spaces and capitals alone."""
    for slots in _MARK_ORDER:
        start = 0
        for piece in pieces:
            end = start + len(piece.text)
            if piece.slot in slots:
                lead = _LEAD.match(piece.text)
                return _moved(raw, text, start + (lead.end() if lead else 0), end)
            start = end
    return None


def _moved(raw: str, text: str, start: int, end: int) -> Span:
    """The span of `text` that holds the same non-space characters as `raw[start:end]`."""
    piece = raw[start:end]
    if text.count(piece) == 1:
        at = text.index(piece)
        return Span(at, at + len(piece))
    first = len(_SPACE.sub("", raw[:start]))
    last = first + len(_SPACE.sub("", raw[start:end]))
    places = [match.start() for match in _SOLID.finditer(text)]
    return Span(places[first], places[last - 1] + 1)
