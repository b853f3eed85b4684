"""Names and terms: what a text mentions, and what each is called in every edition.

The rows are data (`data/glossary/*.toml`); a user's own rows come in by `Glossary.extended`. A name is found as a whole token, the longest
first, in both Chinese scripts, and with spaces and hyphens of Latin names left out or put in: `GPT-4omini`, `GPT4o mini`, `Llama3.1405B`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import NamedTuple

from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.text.fold import fold, to_simplified

LABEL = "label"  # rows of this kind name things on a page (headings, bold labels) and are never looked for in a text
_SINGULAR_ONLY = frozenset(
    {"body", "organization", "person", "model", "place", "language", "license", "time", "superlative", "comparative", "benchmark"}
)
_FIELDS = {"kind", "name", "hans", "tw", "hk", "en", "aliases", "exact", "silent", "not_before", "not_after", "maker", "parent", "plural", "measure"}

_LETTERS = "a-zß-öø-ɏ"
_ATOM = re.compile(rf"[{_LETTERS}]+|\d+|[^\s{_LETTERS}\d\-_]")
_LATIN_START = re.compile(rf"[{_LETTERS}]+|\d+")
_WORD_END = re.compile(rf"(?![{_LETTERS}\d_])(?!\.[{_LETTERS}\d])")
_ASCII_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LATIN = _ASCII_LETTERS | frozenset("0123456789") | frozenset(map(chr, (*range(0xDF, 0xF7), *range(0xF8, 0x250))))
_PIECE = re.compile(  # of a name, behind a space or a hyphen
    rf"(?:(?<=[{_LETTERS}0-9])[ \n-](?=[{_LETTERS}0-9])|(?<=[{_LETTERS}0-9])[ -](?![ \n-])|(?<![{_LETTERS}0-9 \n-])[ -](?=[{_LETTERS}0-9]))?"
    rf"((?P<word>[{_LETTERS}0-9]+)|[^ \n-])"
)
_SEPARATORS = " -\n"
_GUARD = 24  # characters looked at for `not_before` and `not_after`; the longest has fewer
_NO_SEPARATORS = str.maketrans("", "", _SEPARATORS)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'，。；、）」』]+")
_TAGS = {"hans": Edition.ZH_HANS, "tw": Edition.ZH_HANT_TW, "hk": Edition.ZH_HANT_HK, "en": Edition.EN}


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryRow:
    """A row of a glossary. kind: empty for a term, or for a user's row that keeps the kind of the row it changes.

    names: by edition's tag. aliases: other spellings, in any language. exact: spellings that count only as written (case, spaces and
    hyphens too), because they are also common words; True: all of them. silent: names that are only written, never looked for (`second`, `fine`).
    not_before, not_after: what may not follow or precede a mention, a space apart or not. maker: id of who
    makes it; parent: id of what it is a part or a size of. plural: the English plural; measure: the Chinese measure word (Simplified).
    """

    id: str
    kind: str
    names: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    exact: tuple[str, ...] | bool = ()
    silent: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    maker: str | None = None
    parent: str | None = None
    plural: str | None = None
    measure: str | None = None

    @property
    def loose_spellings(self) -> list[str]:
        """The spellings that count in any case and spacing, without repeats."""
        if self.exact is True:
            return []
        names = (*self.names.values(), *self.aliases, *((self.plural,) if self.plural else ()))
        return [name for name in dict.fromkeys(names) if name not in (self.exact or ()) and name not in self.silent]

    @property
    def exact_spellings(self) -> list[str]:
        """The spellings that count only as written, without repeats."""
        names = (*self.names.values(), *self.aliases) if self.exact is True else self.exact or ()
        return [name for name in dict.fromkeys(names) if name not in self.silent]


class Mention(NamedTuple):
    """A place of a text where a row's name stands: `text[start:end] == surface`."""

    start: int
    end: int
    entity: Entity
    surface: str


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One way to write a row's name. written: as it must stand in the text, or None for any case, spaces and hyphens."""

    row: str
    written: str | None


@dataclass(slots=True)
class _Bucket:
    """The spellings that begin alike, without spaces and hyphens.

    forms: the spellings sorted. followed: the characters behind the beginning that they share, `""` where it is a whole name.
    """

    spellings: dict[str, list[_Spelling]] = field(default_factory=dict)
    forms: list[str] = field(default_factory=list)
    followed: set[str] = field(default_factory=set)


class Glossary:
    """Rows by id, and an index of all their spellings.

    >>> [(m.surface, m.entity.id) for m in Glossary.builtin().find("OpenAI的GPT-4omini取代了GPT-3.5 Turbo")]
    [('OpenAI', 'openai'), ('GPT-4omini', 'gpt-4o-mini'), ('GPT-3.5 Turbo', 'gpt-3.5-turbo')]
    """

    def __init__(self, rows: Iterable[GlossaryRow]) -> None:
        self._rows: dict[str, GlossaryRow] = {}
        for row in rows:
            self._rows.setdefault(row.id, row)
        self._entities = {row.id: Entity(id=row.id, names=row.names, kind=row.kind or "term") for row in self._rows.values()}
        self._buckets: dict[str, _Bucket] = {}
        for row in self._rows.values():
            if row.kind != LABEL:
                self._index(row)
        for bucket in self._buckets.values():
            bucket.forms = sorted(bucket.spellings)
        others = [key for key in self._buckets if not _LATIN_START.match(key)]
        first, second = (re.escape("".join(sorted({key[i] for key in others}))) for i in (0, 1))
        latin = rf"(?P<latin>[{_LETTERS}]+|\d+)[{_LETTERS}\d_]*|_[{_LETTERS}\d_]*"
        self._starts = re.compile(rf"(?P<pair>[{first}](?=[{second}]))|{latin}" if others else rf"{latin}(?P<pair>(?!))")

    @classmethod
    def builtin(cls) -> Glossary:
        """The glossary that is shipped."""
        return _builtin()

    def extended(self, rows: Iterable[GlossaryRow]) -> Glossary:
        """A glossary with a user's rows added. A row whose id is known overrides its names and adds to its spellings; where two rows share a
        spelling, the user's has it."""
        given = {row.id: _merge(self._rows[row.id], row) if row.id in self._rows else row for row in rows}
        return Glossary((*given.values(), *(row for row in self._rows.values() if row.id not in given)))

    def get(self, row_id: str) -> Entity | None:
        """The entity of that id, or None."""
        return self._entities.get(row_id)

    def entity(self, row_id: str) -> Entity:
        """The entity of that id. Raises KeyError where there is none."""
        return self._entities[row_id]

    def row(self, row_id: str) -> GlossaryRow:
        """The row of that id, with maker, plural and measure word. Raises KeyError where there is none."""
        return self._rows[row_id]

    def related(self, row_id: str) -> str | None:
        """Id of the maker of what has that id; where only its parent's is known, the parent's maker.

        >>> Glossary.builtin().related("llama-3.1-405b")
        'meta'
        """
        seen: set[str] = set()
        row = self._rows.get(row_id)
        while row is not None and row.id not in seen:
            if row.maker is not None:
                return row.maker
            seen.add(row.id)
            row = self._rows.get(row.parent) if row.parent else None
        return None

    def parent(self, row_id: str) -> str | None:
        """Id of what the row is a size or a part of, or None."""
        row = self._rows.get(row_id)
        return row.parent if row is not None else None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of all entities."""
        return frozenset(entity.kind for entity in self._entities.values())

    def of_kind(self, kind: str) -> list[Entity]:
        """All entities of a kind, in the order of the tables."""
        return [entity for entity in self._entities.values() if entity.kind == kind]

    def find(self, text: str) -> list[Mention]:
        """Mentions in `text`, in order, not overlapping: at each place the longest name. Nothing inside a URL, nothing inside a longer Latin word.

        >>> [m.entity.id for m in Glossary.builtin().find("Llama3.1405B beats GPT4o and 小扎")]
        ['llama-3.1-405b', 'gpt-4o', 'mark-zuckerberg']
        """
        return self.find_folded(text, fold(text))

    def find_folded(self, text: str, folded: str) -> list[Mention]:
        """As `find` has them, of a text that is folded already."""
        buckets = self._buckets
        mentions: list[Mention] = []
        at = 0
        for hit in self._starts.finditer(folded):
            start = hit.start()
            key = folded[start : start + 2] if hit.lastgroup == "pair" else hit["latin"]
            bucket = buckets.get(key)
            if bucket is None or start < at:
                continue
            if "" not in bucket.followed and _behind(folded, start + len(key)) not in bucket.followed:
                continue
            found = self._longest(text, folded, start, bucket)
            if found is not None:
                at, spelling = found
                mentions.append(Mention(start=start, end=at, entity=self._entities[spelling.row], surface=text[start:at]))
        return _outside_urls(text, mentions)

    def _longest(self, text: str, folded: str, start: int, bucket: _Bucket) -> tuple[int, _Spelling] | None:
        """The end and the spelling of the longest name of a bucket that begins at `start`."""
        for end, form in reversed(_ends(folded, start, bucket.forms)):
            for spelling in bucket.spellings[form]:
                if self._stands(text, folded, start, end, spelling):
                    return end, spelling
        return None

    def _stands(self, text: str, folded: str, start: int, end: int, spelling: _Spelling) -> bool:
        """True when the name at that place is the row's: written as it must be, and not a part of what `not_before` and `not_after` name."""
        if spelling.written is not None and to_simplified(text[start:end]) != spelling.written:
            return False
        row = self._rows[spelling.row]
        if row.not_before and _begins(folded[end : end + _GUARD].lstrip(" "), row.not_before):
            return False
        return not (row.not_after and folded[max(0, start - _GUARD) : start].rstrip(" ").endswith(row.not_after))

    def _index(self, row: GlossaryRow) -> None:
        for name, written in (*((name, None) for name in row.loose_spellings), *((name, name) for name in row.exact_spellings)):
            squeezed = _squeeze(fold(name))
            if len(squeezed) < 2:  # X, C: a lone letter says too little to be a mention
                continue
            takes_plural = written is None and row.kind not in _SINGULAR_ONLY and squeezed[-1] in _ASCII_LETTERS
            for form in (squeezed, squeezed + "s") if takes_plural else (squeezed,):
                for key in _keys(fold(name)):
                    bucket = self._buckets.setdefault(key, _Bucket())
                    bucket.followed.add(form[len(key) : len(key) + 1])
                    known = bucket.spellings.setdefault(form, [])
                    if _Spelling(row.id, None) not in known:
                        known.append(_Spelling(row.id, written and to_simplified(written)))


def rows_of(data: Mapping[str, object], where: str) -> list[GlossaryRow]:
    """The rows of a glossary file that was read as TOML. where: the file's name, for messages.

    Raises ConfigError for a row that is not a table, has an unknown field, or has no name.
    >>> rows_of({"kind": "model", "acme-1": {"name": "Acme 1"}}, "glossary.toml")[0].names["zh-Hant-TW"]
    'Acme 1'
    """
    default = data.get("kind", "")
    return [_row(row_id, fields, str(default), where) for row_id, fields in data.items() if row_id != "kind"]


def _row(row_id: str, fields: object, default_kind: str, where: str) -> GlossaryRow:
    if not isinstance(fields, dict):
        raise ConfigError(f"{where}: [{row_id}] is not a table; write [{row_id}] and its fields below it")
    unknown = sorted(set(fields) - _FIELDS)
    if unknown:
        raise ConfigError(f"{where}: [{row_id}] has the unknown field {unknown[0]!r}; the fields are {', '.join(sorted(_FIELDS))}")
    names = _names(fields)
    if not names:
        raise ConfigError(f"{where}: [{row_id}] has no name; give it `name`, or `hans`, `tw` and `en`")

    def texts(key: str) -> tuple[str, ...]:
        value = fields.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise ConfigError(f"{where}: [{row_id}] {key} must be a list of texts")
        return tuple(value)

    def text_or_none(key: str) -> str | None:
        return str(fields[key]) if key in fields else None

    return GlossaryRow(
        id=row_id,
        kind=str(fields.get("kind", default_kind)),
        names=names,
        aliases=texts("aliases"),
        exact=texts("exact"),
        silent=texts("silent"),
        not_before=tuple(map(fold, texts("not_before"))),
        not_after=tuple(map(fold, texts("not_after"))),
        maker=text_or_none("maker"),
        parent=text_or_none("parent"),
        plural=text_or_none("plural"),
        measure=text_or_none("measure"),
    )


def _names(fields: Mapping[str, object]) -> dict[str, str]:
    """Names by edition's tag: `name` holds for all; without `tw` the Simplified name is used as it stands, without `hk` Taiwan's."""
    given = {key: str(fields[key]) for key in _TAGS if key in fields}
    name = fields.get("name")
    hans = given.get("hans", name)
    tw = given.get("tw", hans)
    names = {"hans": hans, "tw": tw, "hk": given.get("hk", tw), "en": given.get("en", name)}
    return {str(_TAGS[key]): str(value) for key, value in names.items() if value is not None}


def _merge(known: GlossaryRow, given: GlossaryRow) -> GlossaryRow:
    own = [name for name in (*known.loose_spellings, *(known.aliases if known.exact is True else ())) if name not in given.exact_spellings]
    return replace(
        given,
        kind=known.kind if given.kind in ("", "term") else given.kind,
        names={**known.names, **given.names},
        aliases=tuple(dict.fromkeys((*given.aliases, *own))),
        exact=given.exact if given.exact is True else tuple(dict.fromkeys((*(given.exact or ()), *known.exact_spellings))),
        silent=tuple(dict.fromkeys((*given.silent, *known.silent))),
        not_before=given.not_before or known.not_before,
        not_after=given.not_after or known.not_after,
        maker=given.maker or known.maker,
        parent=given.parent or known.parent,
        plural=given.plural or known.plural,
        measure=given.measure or known.measure,
    )


def _squeeze(folded: str) -> str:
    return folded.translate(_NO_SEPARATORS)


def _keys(folded: str) -> list[str]:
    """What a spelling is filed under: its first two characters, or, where it begins with Latin letters, every run of letters that may begin it."""
    if _LATIN_START.match(folded) is None:
        return [_squeeze(folded)[:2]]
    atoms = _ATOM.findall(folded)
    keys = [atoms[0]]
    if not atoms[0][0].isdigit():
        for atom in atoms[1:]:
            if _LATIN_START.match(atom) is None or atom[0].isdigit():
                break
            keys.append(keys[-1] + atom)
    return keys


def _behind(folded: str, at: int) -> str:
    """The character at `at`, over one space, hyphen or line break; empty at the end."""
    following = folded[at : at + 1]
    return folded[at + 1 : at + 2] if following and following in _SEPARATORS else following


def _ends(folded: str, start: int, forms: list[str]) -> list[tuple[int, str]]:
    """Where a name that begins at `start` may end, with the text up to there without spaces and hyphens, which is one of the sorted `forms`.

    No end is in the middle of a Latin word, a number or a domain name. A line break counts as a space between Latin words only.
    """
    ends: list[tuple[int, str]] = []
    squeezed, at = "", start
    while (piece := _PIECE.match(folded, at)) is not None:
        squeezed += piece[1]
        at = piece.end()
        place = bisect_left(forms, squeezed)
        if place == len(forms) or not forms[place].startswith(squeezed):
            break
        if forms[place] == squeezed and (piece["word"] is None or _WORD_END.match(folded, at)):
            ends.append((at, squeezed))
    return ends


def _begins(folded: str, words: tuple[str, ...]) -> bool:
    """True when `folded` begins with one of the words, a Latin one whole."""
    return any(folded.startswith(w) and not (w[-1] in _ASCII_LETTERS and folded[len(w) : len(w) + 1] in _LATIN) for w in words)


def _outside_urls(text: str, mentions: list[Mention]) -> list[Mention]:
    spans = [hit.span() for hit in _URL.finditer(text)] if "www." in text or "://" in text else []
    if not spans:
        return mentions
    starts = [start for start, _ in spans]
    return [m for m in mentions if (i := bisect_right(starts, m.start)) == 0 or spans[i - 1][1] <= m.start]


@cache
def _builtin() -> Glossary:
    folder = resources.files("pipeline.text") / "data" / "glossary"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return Glossary(row for file in files for row in rows_of(tomllib.loads(file.read_text("utf-8")), file.name))
