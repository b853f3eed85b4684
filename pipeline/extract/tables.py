"""The pattern tables of a language, compiled: which words make which typed claim. `data/LANG/*.toml` but for `cues.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.datamodel.fact import Aspect, Kind
from pipeline.extract.calling import Calling
from pipeline.extract.slots import Sought, literals_of, own_ids
from pipeline.extract.tokens import CLASSES, KIND_CHARS, OWN_BASE

MEASUREMENTS = frozenset(
    {"score", "price", "measure", "difference", "increase", "decrease", "increase_to", "decrease_to", "share", "funding", "cost"}
    | {"penalty", "investment", "donation", "deal", "count", "deed", "multiple", "version", "portion", "sale"}
)
ROW_KEYS = frozenset({"type", "aspect", "match", "cue", "attribute", "subject", "importance", "modality", "negated", "surface"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a pattern table.

    cues: the row is tried only where one of these stands in the masked sentence. attribute: a glossary id, or `@benchmark` (the benchmark named
    before), `@last` (that of the score before), `@same` (the only one named before), `@measure`, `@deed`, `@tally` (that of the measure, of the
    deed, of the count or deed before), `@price` (input or output, by the words about the figure), `@rival` (input and output of a rival).
    subject: kinds that fit; empty: any; `@topic`: what the text is about; `@deed`, `@tally`: of whom that was told. negated: the words deny
    something, which is what the type says; elsewhere a denial in the match makes it none. surface: what the text itself, folded, must hold
    where the row matches.
    """

    type: str
    kind: Kind
    aspect: Aspect
    patterns: tuple[Sought, ...]
    cues: tuple[str, ...]
    attribute: str | None
    subject: tuple[str, ...]
    importance: float
    modality: str
    negated: bool
    surface: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of a language in the order in which they are tried; own: characters of the ids asked for; literals: the words spelt out.

    bearers: for metrics that only some kinds of subject have, those kinds. calling: which rows a sentence calls by their cues.
    """

    rows: tuple[Row, ...]
    own: Mapping[str, str]
    literals: str
    bearers: Mapping[str, tuple[str, ...]]
    calling: Calling


OWN_WORD = re.compile(r"\{=([a-z0-9_]+)\}")
THINGS = ("model", "product", "platform", "unknown", "work")
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "thing": THINGS,
    "agent": ("organization", "person", "unknown", "place", "body"),
    "any": (),
    "name": (*THINGS, "organization", "person", "place", "body"),
    "maker": ("organization", "unknown"),
    "person": ("person", "unknown"),
    "happening": ("event", "product", "work", "model", "unknown"),
}


@cache
def load_bearers() -> Mapping[str, tuple[str, ...]]:
    """Which kinds of subject a metric may have, by its id: `data/bearers.toml`."""
    raw = tomllib.loads(files("pipeline.extract").joinpath("data", "bearers.toml").read_text(encoding="utf-8"))
    return {metric: tuple(row["kinds"]) for row in raw["bearer"] for metric in row["metrics"]}


@cache
def load_tables(name: str) -> Tables:
    """The tables of `data/NAME/`. Raises ValueError for a key that no row has, KeyError for an unknown class, re.error for a wrong pattern."""
    folder = files("pipeline.extract").joinpath("data", name)
    raw: list[dict[str, object]] = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml") and path.name != "cues.toml":
            raw += expanded(tomllib.loads(path.read_text(encoding="utf-8")))
    spelt = [pattern for row in raw for pattern in _strings(row["match"])]
    own = {entity_id: chr(OWN_BASE + n) for n, entity_id in enumerate(sorted(own_ids(spelt)))}
    rows = tuple(_row(row, name == "zh", own) for row in raw)
    return Tables(rows, own, literals_of(spelt), load_bearers(), Calling(row.cues for row in rows))


def expanded(data: Mapping[str, Any]) -> list[dict[str, object]]:
    """One row for each frame of a table with each of its verbs that has the frame's form (`data/zh/news.toml`), then the table's own rows.

    >>> frame = {"form": "did", "type": "deed", "match": ["{s:agent} (?:VERB) {v:count}"]}
    >>> expanded({"frame": [frame], "verb": [{"id": "sold", "did": "sold|sells?"}]})
    [{'type': 'deed', 'match': ['{s:agent} (?:sold|sells?) {v:count}'], 'attribute': 'sold', 'cue': 'sold sell'}]
    """
    rows: list[dict[str, object]] = []
    for frame in data.get("frame", ()):
        for verb in data["verb"]:
            if (words := verb.get(frame["form"])) is None:
                continue
            match = [m.replace("ADV", data.get("adv", "")).replace("END", data.get("end", "")).replace("VERB", words) for m in frame["match"]]
            row = {key: value for key, value in frame.items() if key != "form"} | {key: verb[key] for key in ("importance",) if key in verb}
            rows.append({**row, "match": match, "attribute": verb["id"], "cue": _cues_of(words)})
    return [*rows, *data.get("row", ())]


def _cues_of(words: str) -> str:
    """For each of the alternative words the longest part that is spelt out, or its id (`{=weight}`), as a row's `cue` has it."""
    return " ".join(f"={own[1]}" if (own := OWN_WORD.search(word)) else _longest(word) for word in words.split("|"))


def _longest(word: str) -> str:
    spelt = re.findall(r"[㐀-鿿a-z ]+", re.sub(r"\(\?:[^)]*\)\??|\[[^\]]*\]|.\?", "-", word))
    longest: str = max(spelt, key=len)
    return longest.strip().replace(" ", "+")


def _strings(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _row(raw: Mapping[str, object], is_chinese: bool, own: Mapping[str, str]) -> Row:
    if strange := set(raw) - ROW_KEYS:
        raise ValueError(f"pattern row of type {raw.get('type')}: unknown key {', '.join(sorted(strange))}")
    kind = str(raw["type"])
    cues: list[str] = []
    for cue in str(raw.get("cue", "")).split():
        if cue.startswith("@"):
            cues += [KIND_CHARS[k] for k in CLASSES[cue[1:]]]
        else:
            cues.append(own.get(cue[1:], cue) if cue.startswith("=") else cue.replace("+", " "))
    return Row(
        type=kind,
        kind=Kind.MEASUREMENT if kind in MEASUREMENTS else Kind.STATEMENT,
        aspect=Aspect(str(raw.get("aspect", "other"))),
        patterns=tuple(Sought(p, is_chinese, own) for p in _strings(raw["match"])),
        cues=tuple(cues),
        attribute=str(raw["attribute"]) if "attribute" in raw else None,
        subject=SUBJECTS.get(str(raw.get("subject", "any")), (str(raw.get("subject", "any")),)),
        importance=float(str(raw.get("importance", 0.5))),
        modality=str(raw.get("modality", "")),
        negated=bool(raw.get("negated", False)),
        surface=re.compile(str(raw["surface"])) if "surface" in raw else None,
    )
