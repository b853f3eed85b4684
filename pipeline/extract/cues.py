"""The words of a language that steer reading: openers, pronouns, hedges, negations, verbs of speech; loaded from `data/LANG/cues.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.datamodel.language import Language
from pipeline.extract.slots import Sought, compile_slots

PATTERNS = (  # the rows of a file that are read as one pattern over their words
    "modifier",
    "turns",
    "first_person",
    "own_voice",
    "goes_on",
    "negation",
    "denial",
    "elsewhen",
    "hearsay",
    "finished",
    "cause",
    "doubt",
    "source",
    "skip",
    "weak",
    "subject_text",
    "stranger",
    "said_of",
    "dependent",
    "bare",
    "small_talk",
    "personal",
    "asking",
    "vague",
    "examples",
    "apposition",
    "predicate",
    "hanging",
    "unfinished",
    "phrase",
    "resumes",
    "instruction",
    "aside",
    "chatter",
    "hosting",
    "pointing",
    "acted",
    "disaster",
    "happening",
    "forecast",
    "exemplifying",
    "family",
    "conditional",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """A language's cues; the patterns are over masked text but for `name_patterns`, which read the text itself.

    pointed: how clauses open that point at something said before, by a pronoun or otherwise.
    """

    openers: frozenset[str]
    not_names: frozenset[str]
    kinds_of_names: tuple[tuple[re.Pattern[str], str], ...]
    name_patterns: tuple[tuple[re.Pattern[str], str], ...]
    lead: re.Pattern[str]
    modifier: re.Pattern[str]
    introduces: tuple[Sought, ...]
    shifts: tuple[Sought, ...]
    turns: re.Pattern[str]
    trailing: re.Pattern[str]
    pronouns: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    pointed: re.Pattern[str]
    first_person: re.Pattern[str]
    own_voice: re.Pattern[str]
    goes_on: re.Pattern[str]
    negation: re.Pattern[str]
    denial: re.Pattern[str]
    elsewhen: re.Pattern[str]
    hearsay: re.Pattern[str]
    finished: re.Pattern[str]
    cause: re.Pattern[str]
    doubt: re.Pattern[str]
    modalities: tuple[tuple[str, re.Pattern[str]], ...]
    speech: tuple[Sought, ...]
    source: re.Pattern[str]
    skip: re.Pattern[str]
    weak: re.Pattern[str]
    aspects: tuple[tuple[str, re.Pattern[str]], ...]
    subject_text: re.Pattern[str]
    stranger: re.Pattern[str]
    said_of: re.Pattern[str]
    dependent: re.Pattern[str]
    bare: re.Pattern[str]
    small_talk: re.Pattern[str]
    personal: re.Pattern[str]
    asking: re.Pattern[str]
    vague: re.Pattern[str]
    examples: re.Pattern[str]
    apposition: re.Pattern[str]
    predicate: re.Pattern[str]
    hanging: re.Pattern[str]
    unfinished: re.Pattern[str]
    phrase: re.Pattern[str]
    resumes: re.Pattern[str]
    instruction: re.Pattern[str]
    aside: re.Pattern[str]
    chatter: re.Pattern[str]
    hosting: re.Pattern[str]
    pointing: re.Pattern[str]
    acted: re.Pattern[str]
    disaster: re.Pattern[str]
    happening: re.Pattern[str]
    forecast: re.Pattern[str]
    exemplifying: re.Pattern[str]
    family: re.Pattern[str]
    conditional: re.Pattern[str]

    def kind_of_name(self, name: str) -> str:
        """What an unknown name is likely to name, from its form."""
        for pattern, kind in self.kinds_of_names:
            if pattern.search(name):
                return kind
        return "unknown"


def folder(language: Language) -> str:
    """The folder of a language's tables under `data/`."""
    return "zh" if language.is_chinese else "en"


@cache
def load_cues(name: str) -> Cues:
    """The cues of `data/NAME/cues.toml`. Raises KeyError where a table is missing and re.error where a pattern is wrong."""
    raw = tomllib.loads(files("pipeline.extract").joinpath("data", name, "cues.toml").read_text(encoding="utf-8"))
    is_chinese = name == "zh"
    says = "(?:" + "|".join(sorted(raw.get("says", ()), key=lambda verb: (-len(verb), verb))) + ")"

    def pattern(key: str) -> re.Pattern[str]:
        return _any_of(raw[key], is_chinese)

    def labelled(key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        table: Mapping[str, list[str]] = raw[key]
        return tuple((label, _any_of(rows, is_chinese)) for label, rows in table.items())

    return Cues(
        **{key: pattern(key) for key in PATTERNS},
        openers=frozenset(raw["openers"]),
        not_names=frozenset(raw["not_names"]),
        kinds_of_names=tuple((re.compile(p), kind) for kind, p in raw["kinds_of_names"].items()),
        name_patterns=tuple((re.compile(p), kind) for kind, rows in raw["name_patterns"].items() for p in rows),
        lead=re.compile(rf"(?:{_joined(raw['lead'], is_chinese)})*"),
        introduces=tuple(Sought(p, is_chinese, {}) for p in raw["introduces"]),
        shifts=tuple(Sought(p, is_chinese, {}) for p in raw["shifts"]),
        trailing=re.compile(rf"(?:{_joined(raw['trailing'], is_chinese)})+$"),
        pronouns=tuple((_any_of(row["words"], is_chinese), tuple(row["kinds"])) for row in raw["pronoun"]),
        pointed=_any_of([r"it\b", *raw["pointing"], *raw["family"], *(word for row in raw["pronoun"] for word in row["words"])], is_chinese),
        modalities=labelled("modalities"),
        speech=tuple(Sought(p.replace("SAYS", says), is_chinese, {}) for p in raw["speech"]),
        aspects=labelled("aspects"),
    )


def _joined(rows: list[str], is_chinese: bool) -> str:
    return "|".join(compile_slots(row, is_chinese, {}) for row in rows)


def _any_of(rows: list[str], is_chinese: bool) -> re.Pattern[str]:
    return re.compile(_joined(rows, is_chinese))
