"""Which of the source's own words can stand by themselves on a page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from pipeline.compose.telling import is_code
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Claim, Entity
from pipeline.text.fold import fold
from pipeline.text.wording.quotes import pairs
from pipeline.text.wording.spacing import has_han

HEAD = {True: 18, False: 45}  # characters at the start of a statement, in Chinese and in English, within which what it tells of is named
BRACKETS = ("（）", "()", "《》", "[]")
STANDS = 0.4  # what words must be worth by themselves to stand on a page
MID_SENTENCE, RUNS_ON, LEADS_UP, POINTS_BACK, ASKS = 0.7, 0.75, 0.35, 0.85, 0.2  # what such words are worth
LOOK = 8  # characters after a statement within which its final mark stands
STOPS = "。！!.…；;"
AFTER = '”』」’"） )'
LONE = re.compile("(?![对對是不好嗯没沒有])[\u3400-\u9fff][，,：]")  # 过，… of “多次说过，…”: the end of a verb
LEANING = re.compile(  # a moment; in English, with the pronoun that it leads up to
    r"(?:\d+ ?年)?\d+ ?月(?: ?\d+ ?日)?|[当當次同][天日年晚]|[昨今][天日晚]|(?:On|In|At|By|Since|After|Before) [^,.]{0,30}?,? (?:it|he|she|they)\b"
)
BRACKETED = re.compile(r"[（(\[][^）)\]]*[）)\]]")
LABEL = re.compile("^[^:：]*[:：]")
TOLD_IN_HAN = re.compile("(?:[^\u3400-\u9fff]*[\u3400-\u9fff]){4}")  # outside brackets
LATIN = re.compile("[A-Za-z]")
MIN_ENGLISH = 3  # words of a statement outside brackets
BRAND = re.compile(r"[a-z]+[A-Z0-9]|[a-z]*\d")
REMEMBERED = 1024  # names and clauses: every item of a subject has its names


@cache
def _table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    rows = tomllib.loads(resources.files("pipeline.compose").joinpath("data", "fragments.toml").read_text(encoding="utf-8"))
    return {name: {key: tuple(words) for key, words in row.items()} for name, row in rows.items()}


def is_torn(words: str) -> bool:
    """True for words with a quotation mark or a bracket whose other half is missing.

    >>> is_torn("他说“好"), is_torn("他说“好”")
    (True, False)
    """
    return pairs(words) is None or any(words.count(pair[0]) != words.count(pair[1]) for pair in BRACKETS)


def is_fragment(words: str) -> bool:
    """True for words that are no statement: torn ones, those that begin or end in the middle of a clause, greetings.

    >>> is_fragment("过，这很重要"), is_fragment("无论是大是小的任务"), is_fragment("and it grew"), is_fragment("价格没有变")
    (True, True, True, False)
    """
    words = words.strip()
    if not words or is_torn(words) or is_code(words) or _is_name_only(words):
        return True
    tag, table = ("zh" if has_han(words) else "en"), _table()
    if words.startswith(table["begins"][tag]) or words.endswith(table["ends"][tag]) or LONE.match(words):
        return True
    lowered = words.lower()
    if any(word in lowered for word in table["chatter"][tag]):
        return True
    if words.startswith(table["awaits"][tag]) and not re.search("[，,；;：]", words):
        return True
    if tag == "en":
        return words[0].islower() and not BRAND.match(words)
    last = re.split("[，；。：]", words)[-1]
    return last.startswith(table["waits_last"]["zh"]) and not any(word in last for word in table["waits_last"]["unless"])


def _is_name_only(words: str) -> bool:
    """True for words that tell nothing of what they name: a label or a few Han characters beside Latin names, two English words."""
    bare = BRACKETED.sub("", words)
    if not has_han(words):
        return len(bare.split()) < MIN_ENGLISH
    told = LABEL.sub("", bare, count=1)
    return TOLD_IN_HAN.match(told) is None and LATIN.search(told) is not None


def completeness(claim: Claim, document: Document) -> float:
    """How well the words of a free statement stand by themselves, up to 1.0 for a whole sentence that points to nothing before it."""
    words = (claim.words or "").strip()
    tag = "zh" if has_han(words) else "en"
    worth = POINTS_BACK if words.startswith(_table()["points_back"][tag]) else 1.0
    span = claim.span
    cited = [document.sentences[n - 1] for n in claim.sentences if 0 < n <= len(document.sentences)]
    sentence = next((s for s in cited if span and s.span.start <= span.start < s.span.end), None)
    if span is None or sentence is None:
        return worth
    if any(c.isalnum() for c in document.text[sentence.span.start : span.start]):
        worth *= MID_SENTENCE if any(c.isdigit() for c in words) or names_subject(claim) else MID_SENTENCE / 2
    rest = document.text[span.end : sentence.span.end].lstrip(AFTER)
    if asks(claim, document):
        return worth * ASKS
    if not rest or rest[0] in STOPS:
        return worth
    waits = rest[0] in "：:" or words.endswith(_table()["unfinished"][tag])
    return worth * (LEADS_UP if waits else RUNS_ON)


def asks(claim: Claim, document: Document) -> bool:
    """True for the words of a question."""
    return claim.span is not None and document.text[claim.span.end : claim.span.end + LOOK].lstrip(AFTER)[:1] in ("？", "?")


def leans(claim: Claim) -> bool:
    """True for free words that tell no reader by themselves whom they are about: 它…, On July 19 it …, 当天…."""
    if claim.type != "free":
        return False
    words, table = (claim.words or "").strip(), _table()
    tag = "zh" if has_han(words) else "en"
    if words.startswith((*table["points_back"][tag], *table["leans"][tag])):
        return True
    return not names_subject(claim) and LEANING.match(words) is not None


def names_subject(claim: Claim) -> bool:
    """True where the claim's own words name its subject near their start; another subject is carried over from what was said before."""
    words = claim.words or ""
    return _names(claim.subject, words[: HEAD[has_han(words)]])


def _names(entity: Entity, words: str) -> bool:
    within = _letters(words)
    return any(name in within for name in _spelled(tuple(entity.names.values()), entity.kind == "person"))


@lru_cache(maxsize=REMEMBERED)
def _spelled(names: tuple[str, ...], of_person: bool) -> tuple[str, ...]:
    """The letters of the names; of a person's also of what stands last."""
    families = [part for name in names for part in re.split(r"[\s·・]+", name)[-1:] if len(part) > 1] if of_person else []
    return tuple(dict.fromkeys(map(_letters, (*names, *families))))


@lru_cache(maxsize=REMEMBERED)
def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))
