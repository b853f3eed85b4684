"""Formulas within a line: TeX between dollar signs as the words a reader would see."""

from __future__ import annotations

import re

from pipeline.ingest.tables import table

_INLINE = re.compile(r"(?<![\\$\w])\$\$?(?=[^\s$])(?P<dollars>[^$\n]{1,300}?)(?<=[^\s\\$])\$\$?(?![\d$A-Za-z])|\\\((?P<round>[^\n]{1,300}?)\\\)")
_IS_TEX = re.compile(r"[\\^_={}<>]|^[A-Za-z](?:['′]|\([^()]{1,20}\))?$|^[A-Za-z0-9]{1,3}\s?[+*/×-]\s?[A-Za-z0-9]{1,3}$")
_PRICE = re.compile(r"^\d[\d,.]*(?:\s?(?:[a-z]{3,}|[kmbt]\b|[\u3400-\u9fff])|[-–—~,.;]|\s(?:and|to|or)\b)", re.I)
_FRACTION = re.compile(r"\\[dt]?frac\s?\{([^{}]{1,100})\}\s?\{([^{}]{1,100})\}")
_WRAPPED = re.compile(r"\\(?:text(?:bf|it|rm)?|math(?:rm|bf|it|cal|bb|sf)|operatorname|boldsymbol|hat|bar|vec|tilde)\*?\s?\{([^{}]{0,100})\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")
_SPACING = re.compile(r"\\[,;:! ]|\\(?:quad|qquad|left|right|big|Big|displaystyle|limits)\b|~")
_GROUP = re.compile(r"\{([^{}]{0,100})\}")


def plain_math(text: str) -> str:
    r"""The text with its formulas as plain signs; sums of money are left as they are.

    >>> plain_math(r"误差为 $\alpha \times \frac{1}{n}$，价格从 $5 涨到 $7。")
    '误差为 α × 1/n，价格从 $5 涨到 $7。'
    """
    return _INLINE.sub(_shown, text)


def _sign(command: str) -> str:
    """How a command looks; its name where the table has no sign for it."""
    signs = table("formulas")["signs"]
    return str(signs.get(command, command)) if isinstance(signs, dict) else command


def _shown(match: re.Match[str]) -> str:
    is_round = match["round"] is not None
    tex = match["round"] if is_round else match["dollars"]
    if _IS_TEX.search(tex.strip()) is None or (not is_round and _PRICE.match(tex)) or (is_round and re.search(r"[\\^_=]", tex) is None):
        return match.group()
    tex = _WRAPPED.sub(r"\1", _SPACING.sub(" ", tex))
    for _ in range(2):
        tex = _FRACTION.sub(r"\1/\2", tex)
        tex = _GROUP.sub(r"\1", tex)
    tex = _COMMAND.sub(lambda command: _sign(command[1]) + (" " if command.group().endswith(" ") else ""), tex)
    return re.sub(r"\s+", " ", tex.replace("\\", "")).strip()
