"""The source's own words in an edition: the same script as they are, the other Chinese script by conversion, another language untranslated."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources

from pipeline.datamodel.fact import NEAREST_TAGS, Entity
from pipeline.datamodel.language import Edition, Language
from pipeline.express.naming import english_of
from pipeline.text.convert import Converter
from pipeline.text.fold import fold
from pipeline.text.wording.punctuation import full_width
from pipeline.text.wording.quotes import CORNERED, CURVED, requoted
from pipeline.text.wording.spacing import has_han, space_borders

SOURCE = "source"
UNTRANSLATED = "untranslated"
_CONVERSIONS = {Edition.ZH_HANS: "opencc:t2s", Edition.ZH_HANT_TW: "opencc:s2twp", Edition.ZH_HANT_HK: "opencc:s2hk"}
_CHINESE_TAGS = (Edition.ZH_HANS.value, Edition.ZH_HANT_TW.value, Edition.ZH_HANT_HK.value, Language.ZH_HANT.value)
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)|(?<=s)'(?=\s)")
DATELINE = re.compile(  # WASHINGTON (Reuters) - …; 新华社北京2月29日电 …
    r"(?:[A-Z][A-Z.,'’ -]{2,40}?(?:, [A-Z][a-z.]+)?\s*)?\((?:Reuters|AP|AFP|UPI|CNN|Bloomberg|Xinhua|Kyodo|ANI|PTI|dpa)[^)]{0,20}\)\s*[-–—]+\s*"
    r"|[A-Z][A-Z.,'’ ]{3,40}\s+[–—]\s+"
    r"|[\u3400-\u9fff]{2,6}[社网網报報]?[\u3400-\u9fff]{0,6}\s?\d{1,2}\s?月\s?\d{1,2}\s?日[电電讯訊](?:\s?[（(][^）)]{1,20}[）)])?\s*"
    r"|[\u3400-\u9fffA-Za-z ]{2,10}\s?\d{1,2}\s?月\s?\d{1,2}\s?日消息[，,]?\s*"
)
_STOPS = "。.；;，,：: "
REMEMBERED = 1024  # names and clauses: every fact of a subject has its names
FIRST_WORD, LONG_WORD = re.compile(r"[A-Z][a-z]*(?=[\s,])"), re.compile(r"[A-Za-z]{4,}")
TITLE_WORDS = 4  # long words, most with a capital, of what is written as a headline
_MAX_PASSES = 3  # connectives in a row, as in speech (所以然后)
_MIN_REST = 4  # of a clause after its subject is taken off; less says nothing by itself


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(resources.files("pipeline.express").joinpath("data", "words.toml").read_text(encoding="utf-8"))


@cache
def _converter(edition: Edition) -> Converter:
    return Converter(edition.value)


@lru_cache(maxsize=REMEMBERED)
def _converted(words: str, edition: Edition) -> str:
    return _converter(edition).convert(words)


def in_edition(words: str, source: Language, edition: Edition) -> tuple[str, str]:
    """(the words as the edition shows them, their origin); what is untranslated stays in its own script.

    >>> in_edition("支持100种语言", Language.ZH_HANS, Edition.ZH_HANS)
    ('支持 100 种语言', 'source')
    """
    if source is edition.language:
        return typeset(words, edition), SOURCE
    if source.is_chinese and edition.is_chinese:
        return typeset(_converted(words, edition), edition), _CONVERSIONS[edition]
    return words, UNTRANSLATED


def typeset(text: str, edition: Edition) -> str:
    """Chinese text with the region's quotation marks and a space between Han and Latin; English text with curved marks.

    >>> typeset('a "new" price', Edition.EN)
    'a “new” price'
    """
    if not edition.is_chinese:
        return text if has_han(text) else APOSTROPHE.sub("’", requoted(text, CURVED))
    if not has_han(text):
        return text
    return space_borders(full_width(requoted(text, CURVED if edition is Edition.ZH_HANS else CORNERED)))


def joined_lines(words: str) -> str:
    """Words on one line: a line break between Han characters is a pause and becomes a comma, another a space.

    >>> joined_lines("先变大\\n再变小")
    '先变大，再变小'
    """
    return re.sub(r"[ \t]*\n\s*", _joint, words.strip()) if "\n" in words else words.strip()


def _joint(match: re.Match[str]) -> str:
    """What a line break becomes, by the characters beside it."""
    before, after = match.string[match.start() - 1], match.string[match.end()]
    if has_han(before):
        return "，" if after.isalnum() else ""
    return " " if before.isascii() and after.isascii() else ""


def clipped(words: str, language: Language) -> str:
    """`words` without a dateline, without the connectives that open and close them, and without a final stop.

    >>> clipped("而且，支持中文。", Language.ZH_HANS)
    '支持中文'
    """
    rest = words.strip().rstrip(_STOPS)
    dateline = DATELINE.match(rest)
    if dateline and len(rest) - dateline.end() >= _MIN_REST:
        rest = rest[dateline.end() :]
    closers = _longest_first("closers", language.is_chinese)
    for closer in closers if rest.endswith(closers) else ():
        if rest.endswith(closer) and rest[: -len(closer)].rstrip() != rest[: -len(closer)].rstrip(_STOPS):
            rest = rest[: -len(closer)].rstrip(_STOPS)
            break
    for _ in range(_MAX_PASSES):
        match = _opening(rest, language)
        if match is None or len(rest) - match < _MIN_REST:
            break
        rest = rest[match:].lstrip()
    return rest


@cache
def _longest_first(table: str, is_chinese: bool) -> tuple[str, ...]:
    return tuple(sorted(_table()[table]["zh" if is_chinese else "en"], key=lambda word: (-len(word), word)))


def _opening(text: str, language: Language) -> int | None:
    """How many characters the connective at the start takes, with its comma; None where there is none."""
    openers = _longest_first("openers", language.is_chinese)
    if not text.startswith(openers):
        return None
    found = next(opener for opener in openers if text.startswith(opener))
    after = text[len(found) :]
    comma = re.match(r"\s*[，,]\s*", after)
    if not language.is_chinese and comma is None and (found not in ("And", "So", "But") or after[:1] != " "):
        return None
    return len(found) + (comma.end() if comma else 0)


@lru_cache(maxsize=REMEMBERED)
def _longest_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (-len(name), name)))


@lru_cache(maxsize=REMEMBERED)
def _squashed_names(names: tuple[str, ...], of_person: bool) -> tuple[str, ...]:
    """The names without spaces and hyphens; of a person's also what stands last."""
    families = [part for name in names for part in re.split(r"[\s·・]+", name)[-1:] if len(part) > 1] if of_person else []
    return tuple(dict.fromkeys(map(_squashed, (*names, *families))))


@lru_cache(maxsize=REMEMBERED)
def _squashed(text: str) -> str:
    return re.sub(r"[\s\-_·・]+", "", fold(text))


@lru_cache(maxsize=REMEMBERED)
def _head(name: str) -> re.Pattern[str]:
    """The name at the head of words, in any case and spacing."""
    return re.compile(r"\s*".join(re.escape(part) for part in name.split()), re.IGNORECASE)


def is_named(entity: Entity, words: str) -> bool:
    """True when one of the entity's names stands in `words`, whatever its script, case and spaces; of a person, the family name will do."""
    within = _squashed(words)
    return any(name in within for name in _squashed_names(tuple(entity.names.values()), entity.kind == "person"))


def without_subject(words: str, subject: Entity) -> str:
    """`words` without the subject's name at their head, for a place whose heading bears it; unchanged where the name is a part of the subject."""
    table = _table()["after_subject"]
    for name in _longest_names(tuple(subject.names.values())):
        match = _head(name).match(words)
        if match is None:
            continue
        rest = words[match.end() :].lstrip()
        if not rest or rest.startswith(tuple(table["joined"])) or _runs_on(words, match.end(), rest[0]):
            return words
        dropped = next((word for word in table["dropped"] if rest.startswith(word)), "")
        rest = _without_comma(rest[len(dropped) :].lstrip(), table)
        return rest if len(rest) >= _MIN_REST else words
    return words


def _without_comma(rest: str, table: Mapping[str, list[str]]) -> str:
    """What a subject says without the comma that stood after its verb (预计，… as 预计…)."""
    verb, comma, what = rest.partition("，")
    return verb + what if comma and verb in table["said"] else rest


def without_pronoun(words: str, language: Language) -> str:
    """`words` without the pronoun at their head that stands for the subject, for a place where the subject is named beside them.

    >>> without_pronoun("它的价格很低", Language.ZH_HANS)
    '价格很低'
    """
    pronouns = _longest_first("pronouns", language.is_chinese)
    found = next((pronoun for pronoun in pronouns if words.startswith(pronoun)), "") if words.startswith(pronouns) else ""
    rest = words[len(found) :]
    if found and language.is_chinese:
        rest = rest.removeprefix("的").lstrip()
    return rest if len(rest) >= _MIN_REST and not rest.startswith(tuple(_table()["after_subject"]["joined"])) else words


def begun_small(words: str) -> str:
    """English words with a small first letter where the first word is one that is written small within a sentence; a headline stays as it is."""
    first = FIRST_WORD.match(words)
    if first is None or first[0] not in _table()["small"]["en"]:
        return words
    long = LONG_WORD.findall(words)
    is_headline = len(long) >= TITLE_WORDS and sum(word[0].isupper() for word in long) > len(long) / 2
    return words if is_headline else words[0].lower() + words[1:]


def _runs_on(words: str, end: int, following: str) -> bool:
    """True where a Latin name goes on after `end` (Tekken 8, GPT-4o mini API): then it is not the whole name."""
    return following.isascii() and (following.isdigit() or following.isupper() or words[end].isalnum())


def completed(entity: Entity, editions: Sequence[Edition]) -> Entity:
    """The entity with its Chinese name in the other Chinese script too, where it has a name in one of them only, and what a place has in English."""
    if all(edition in entity.names for edition in editions):
        return entity
    names = _in_every(tuple(entity.names.items()), tuple(editions))
    return entity if len(names) == len(entity.names) else replace(entity, names=names)


@lru_cache(maxsize=REMEMBERED)
def _in_every(given: tuple[tuple[str, str], ...], editions: tuple[Edition, ...]) -> Mapping[str, str]:
    names = dict(given)
    known = [tag for tag in _CHINESE_TAGS if tag in names and has_han(names[tag])]
    for edition in editions:
        if known and edition.is_chinese and edition.value not in names:
            near = next((tag for tag in (*NEAREST_TAGS.get(edition.value, ()), Language.ZH_HANT.value) if tag in known), known[0])
            same_script = near != Edition.ZH_HANS.value and edition is not Edition.ZH_HANS
            names[edition.value] = names[near] if same_script else _converted(names[near], edition)
    if known and Edition.EN in editions and Edition.EN.value not in names and (english := english_of(names[known[0]])):
        names[Edition.EN.value] = english
    return names
