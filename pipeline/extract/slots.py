"""The small language of the pattern tables: slots and gaps, turned into regular expressions over masked text.

| written | means |
|---|---|
| `{model}` | a token of that class (`masks.CLASSES`; several joined by a bar) |
| `{s:thing}` | the same, as the slot s |
| `{o:thing+}` | a list of them (`A、B和C`, `A, B and C`), as the slot o |
| `{=context_window}` | the token of that very id; `{a=context_window}` as the slot a |
| `~` | at most 14 characters (English: 40) that cross no clause border and hold no name |
| `,?` | an optional comma or pause |

All else is a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.extract.tokens import CLASSES, HOLDS_OWN, KIND_CHARS, char_class

SLOT = re.compile(r"\{(?:(?P<slot>[a-z]\d?)?(?P<how>[:=]))?(?P<what>[a-z][a-z0-9_|.-]*)(?P<many>\+)?\}")
SEPARATORS = {
    True: r"(?:[、/&]|,?(?:和|与|及|以及|或者?|跟|同|还有|乃至))[¦]?",
    False: r"(?:,? and |,? or |,? as well as |, | ?& ?| ?/ ?)(?:the |its |both )?",
}
ADJECTIVES = {True: r"(?:(?![支与和比同跟])[㐀-鿿]){0,4}?", False: r"(?:[a-z-]+ ){0,2}?"}
GAPS = {True: rf"[^,;。:!?{char_class('name')}]{{0,14}}?", False: rf"[^,;:.!?{char_class('name')}]{{0,40}}?"}


def compile_slots(row: str, is_chinese: bool, own: Mapping[str, str]) -> str:
    """The regular expression of a row of a pattern table; `own`: characters of the ids asked for. Raises KeyError for an unknown class or id.

    >>> compile_slots("得分,?为(?P<v>[0-9]+)", True, {})
    '得分[,¦]? ?为(?P<v>[0-9]+)'
    """

    def expand(match: re.Match[str]) -> str:
        slot, how, what, many = match["slot"], match["how"], match["what"], match["many"]
        chars = "[" + "".join(own[w] for w in what.split("|")) + "]" if how == "=" else f"[{char_class(what)}]"
        if many:
            bare = f"|[,¦]{chars}" if is_chinese else ""  # a comma or pause ends a list, unless the very next word goes on with it
            chars = f"{chars}(?:{SEPARATORS[is_chinese]}{ADJECTIVES[is_chinese]}{chars}{bare})*"
        group = f"(?P<{slot}>{chars})" if slot else f"(?:{chars})"
        return f"(?:¦?{group}¦?)" if is_chinese else group

    return SLOT.sub(expand, row).replace("~", GAPS[is_chinese]).replace(",?", "[,¦]? ?")


class Sought:
    """A row of a pattern table, looked for only where that stands without which it cannot match; compiled when that is first so.

    >>> sought = Sought("{s:model}得分{v:percent}", True, {})
    >>> list(sought.in_text("得分高", frozenset("得分高")))
    []
    """

    def __init__(self, row: str, is_chinese: bool, own: Mapping[str, str]) -> None:
        self.source = compile_slots(row, is_chinese, own)
        self._needed = needed(row, own)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The row as a regular expression over masked text."""
        return re.compile(self.source)

    def in_text(self, text: str, characters: frozenset[str], start: int = 0) -> Iterator[re.Match[str]]:
        """Its matches in a masked text of these characters, from an offset on."""
        for choice in self._needed:
            if choice.isdisjoint(characters):
                return NONE
        return self.pattern.finditer(text, start)


NONE: Iterator[re.Match[str]] = iter(())
PART = re.compile(
    rf"\\.|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?P<denied>\?<?!)?)|(?P<close>\))|(?P<or>\|)|{SLOT.pattern}|(?P<han>[㐀-鿿])"
)
OPTIONAL = ("?", "*", "{0")


def needed(row: str, own: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """Of what every match of a row holds one each: the characters that fill a slot, a Han character; nothing of alternatives and options.

    >>> [len(choice) for choice in needed("(?:{model}|得)~(?P<t>{thing}){date}?(?!分)", {})]
    [5]
    """
    groups: list[_Group] = [_Group()]
    for part in PART.finditer(row):
        is_sure = not row.startswith(OPTIONAL, part.end())
        if part["open"]:
            groups.append(_Group(is_sure=part["denied"] is None))
        elif part["close"]:
            inner = groups.pop()
            groups[-1].choices += inner.choices if inner.is_sure and is_sure else []
        elif part["or"]:
            groups[-1].is_sure, groups[-1].choices = False, []
        elif part["what"] and is_sure:
            groups[-1].choices.append(_filling(part["what"].split("|"), part["how"] == "=", own))
        elif part["han"] and is_sure:
            groups[-1].choices.append(frozenset(part["han"]))
    return tuple(choice for choice in dict.fromkeys(groups[0].choices) if choice) if groups[0].is_sure else ()


@dataclass(slots=True)
class _Group:
    """What a group of a row holds for sure; is_sure: it has no alternatives and is not what must not stand there."""

    is_sure: bool = True
    choices: list[frozenset[str]] = field(default_factory=list)


def _filling(names: list[str], are_ids: bool, own: Mapping[str, str]) -> frozenset[str]:
    """The characters of the tokens that fill a slot; none where too many do."""
    if are_ids:
        return frozenset(own[name] for name in names)
    if not HOLDS_OWN.isdisjoint(names):
        return frozenset()
    return frozenset(KIND_CHARS[kind] for name in names for kind in CLASSES[name])


def own_ids(rows: Iterable[str]) -> set[str]:
    """The ids that rows ask for one by one."""
    return {what for row in rows for match in SLOT.finditer(row) if match["how"] == "=" for what in match["what"].split("|")}


def literals_of(rows: Iterable[str]) -> str:
    """The words that rows spell out, joined by line breaks."""
    bare = SLOT.sub("\n", "\n".join(rows))
    return "\n".join(dict.fromkeys(re.findall(r"[㐀-鿿a-z][㐀-鿿a-z -]*", bare)))
