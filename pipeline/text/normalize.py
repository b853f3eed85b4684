"""Cleaning that keeps the number of lines: line ends, invisible characters, width, stray spaces. Wording is never touched."""

from __future__ import annotations

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3007"

_LINE_ENDS = re.compile(r"\r\n?")
_INVISIBLE = re.compile(
    # C0 and C1 controls but tab and newline, soft hyphen, zero-width, bidirectional, BOM, surrogates and non-characters
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_WIDTH = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
        **dict(zip("％＄＋＃＆＠＿＝＊", "%$+#&@_=*", strict=True)),
        **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\x0b\x0c\x85\u2028\u2029", " "),
    }
)
_WIDE_SPACE = "\u3000"
_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_TRAILING = re.compile(r"[ \t\u3000](?<![ \t\u3000].)[ \t\u3000]*$", re.M)
_INDENT = re.compile(r"^[ \t]*\u3000[ \t\u3000]*", re.M)
_RUN = re.compile(r"(?<=[^ \t\u3000\n])(?:\t|\u3000|[ \t\u3000]{2,})(?=[^ \t\u3000\n])")
_AT_PUNCTUATION = re.compile(rf" (?:(?<=[{HAN}A-Za-z0-9%”’」』）】》] )(?=[，。！？；：、])|(?<=[，。！？；、] )(?=[{HAN}“‘「『《（]))")
_BETWEEN_HAN = re.compile(rf" (?<=[{HAN}] )(?=[{HAN}])")
_PUNCTUATED = re.compile(r"[，。！？；]")
_SINGLE = 0.8  # share of the runs between spaces that are one character: more is text set letter by letter, less a list of words


def _close_spaces(line: str) -> str:
    """`line` without the spaces that stand between Han by accident.

    In a line without Chinese punctuation a space may stand for a comma (captions, titles): there it stays, unless it follows nearly every character.
    """
    if line.isascii() or " " not in line:
        return line
    line = _AT_PUNCTUATION.sub("", line)
    if line.startswith("#") or not _BETWEEN_HAN.search(line):
        return line
    if _PUNCTUATED.search(line) or _is_spaced_out(line):
        line = _BETWEEN_HAN.sub("", line)
    return line


def _is_spaced_out(line: str) -> bool:
    runs = line.split()
    return len(runs) > 3 and sum(len(run) == 1 for run in runs) >= _SINGLE * len(runs)


def normalize(text: str) -> str:
    """`text` with `\\n` as its line end, half-width Latin letters and digits, no invisible characters and no stray spaces.

    Keeps the number of lines and the ASCII indentation; idempotent. Full-width punctuation stays, being the right form beside Han.
    >>> normalize("\\ufeffＧＰＴ－４　的 參數 ，\\r\\n共８０ 億 。")
    'GPT－4 的參數，\\n共80 億。'
    """
    text = _LINE_ENDS.sub("\n", text) if "\r" in text else text
    text = _INVISIBLE.sub("", text)
    text = text.translate(_WIDTH) if not text.isascii() or "\x0b" in text or "\x0c" in text else text
    text = _POINT.sub(".", text) if "．" in text else text
    text = _TRAILING.sub("", text)
    if _WIDE_SPACE in text:
        text = _INDENT.sub(lambda match: match.group().replace(_WIDE_SPACE, ""), text)
    if "  " in text or "\t" in text or _WIDE_SPACE in text:
        text = _RUN.sub(" ", text)
    return "\n".join(map(_close_spaces, text.split("\n"))) if " " in text else text
