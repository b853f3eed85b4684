"""Which price a sum is: that of what is put in, of what comes out, or of the whole."""

from __future__ import annotations

import re

from pipeline.extract.reading import Line, Reading
from pipeline.extract.tokens import Token

INPUT = re.compile(r"输入|input|prompt")
OUTPUT = re.compile(r"输出|output|completion|生成")
WORDS = (("input_price", INPUT), ("output_price", OUTPUT))


def price_metric(reading: Reading, line: Line, token: Token) -> str:
    """The glossary id of the price that a sum is, by the word that stands nearest to the figure: `input_price`, `output_price` or `price`."""
    folded, quantity = reading.folded, token.quantity
    outer_start, outer_end = (quantity.outer_start, quantity.outer_end) if quantity is not None else (token.start, token.end)
    before = folded[max(line.masked.span.start, outer_start - 40) : token.start]
    after = re.split(r"[,;，；。]| and ", folded[token.end : min(line.masked.span.end, outer_end + 24)])[0]
    places = [(len(before) - m.end(), name) for name, p in WORDS for m in p.finditer(before)]
    if not reading.is_chinese or not places:
        places = [(m.start(), name) for name, p in WORDS for m in p.finditer(after)] or places
    return min(places)[1] if places else "price"
