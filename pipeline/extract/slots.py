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
from collections.abc import Iterable, Mapping

from pipeline.extract.tokens import char_class

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


def own_ids(rows: Iterable[str]) -> set[str]:
    """The ids that rows ask for one by one."""
    return {what for row in rows for match in SLOT.finditer(row) if match["how"] == "=" for what in match["what"].split("|")}


def literals_of(rows: Iterable[str]) -> str:
    """The words that rows spell out, joined by line breaks."""
    bare = SLOT.sub("\n", "\n".join(rows))
    return "\n".join(dict.fromkeys(re.findall(r"[㐀-鿿a-z][㐀-鿿a-z -]*", bare)))
