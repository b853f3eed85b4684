"""Converts the strings of a JSON text and nothing else: keys, numbers and layout stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?')


def convert_json(text: str, convert: Callable[[str], str]) -> str:
    """`text` with every string value converted; a string with escaped letters keeps its escapes.

    >>> convert_json('{"标题": "软件", "n": 1}', lambda value: value.replace("软件", "軟體"))
    '{"标题": "軟體", "n": 1}'
    """

    def replaced(match: re.Match[str]) -> str:
        if match[1] is not None:
            return match[0]
        try:
            value = json.loads(match[0])
        except ValueError:
            return match[0]
        converted = convert(value)
        return match[0] if converted == value else json.dumps(converted, ensure_ascii=match[0].isascii())

    return _STRING.sub(replaced, text)
