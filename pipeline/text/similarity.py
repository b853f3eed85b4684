"""How much of one text stands in another: by sampled runs of words within a language, by figures and names across languages.

A text's sketch is a sample of its shingles (runs of three words or Han characters, folded, so that both Chinese scripts agree), thinned
by their hashes: two sketches sample the same shingles, and what they share estimates what the texts share (A. Broder, "On the
resemblance and containment of documents", 1997). A translation shares no words; it keeps its figures in their order, and its names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from struct import iter_unpack
from zlib import crc32

from pipeline.datamodel.relation import Sketch
from pipeline.text.fold import fold

RUN = 3  # words or Han characters in a shingle
MOST = 1024  # hashes kept of a text; what they share of another is told within .03
FEWEST = 12  # shingles; with fewer nothing is told
MOST_FIGURES = 400
MOST_NAMES = 300

_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_WORD = re.compile(rf"([^\W_{_HAN}]+(?:[.,'’][^\W_{_HAN}]+)*)")
_PRIVATE, _PRIVATE_SIZE = 0xF0000, 0xFFFE  # a plane of private characters: one stands for a word
_MIX = 0x2C1B3C6D  # odd; a checksum alone is no fair sample
_NOISE = re.compile(r"[^\w\U000F0000-\U000FFFFD]+|_+")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_LATIN = re.compile(r"[A-Za-z0-9]{2,}")
_ROUNDING = 1e-9
_TELLING = 2  # significant digits from which a number tells something


def sketch(text: str) -> Sketch:
    """What is kept of a text; linear in its length.

    >>> sketch("OpenAI 的 GPT-4o 有 4050 亿参数，得分 82.0%").figures, sketch("OpenAI’s GPT").names
    (('4', '4050', '82'), ('gpt', 'openai'))
    """
    folded = fold(text)
    hashes = _shingles(folded)
    thinned = 0
    while len(hashes) > MOST:
        thinned += 1
        below = 1 << 32 - thinned
        hashes = {known for known in hashes if known < below}
    figures = (plain(match.group()) for match in _NUMBER.finditer(folded))
    names = sorted({word.lower() for word in set(_LATIN.findall(text)) if _is_name(word)})
    return Sketch(wording=tuple(sorted(hashes)), thinned=thinned, figures=tuple(islice(figures, MOST_FIGURES)), names=tuple(names[:MOST_NAMES]))


def _is_name(word: str) -> bool:
    """True for a word in Latin letters with a capital or a digit in it."""
    return not word.isdigit() and not (word.isalpha() and word.islower())


def plain(number: str) -> str:
    """A number without what may be written or left out.

    >>> plain("16,000"), plain("82.0"), plain("07"), plain("0.150")
    ('16000', '82', '7', '.15')
    """
    digits = number.replace(",", "")
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits).lstrip("0") or "0"


def significant(number: str) -> str:
    """A number's significant digits: the same however the number is scaled (`4050亿`, `405 billion`); empty for nought.

    >>> significant("16000"), significant("1.6"), significant(".15")
    ('16', '16', '15')
    """
    return number.replace(".", "").strip("0")


def shared_wording(one: Sketch, other: Sketch) -> tuple[float, float]:
    """The share of each text's shingles that stand in the other, 0 to 1; 0 where too few are known to tell."""
    below = 1 << 32 - max(one.thinned, other.thinned)
    samples = [sketch.wording[: bisect_left(sketch.wording, below)] for sketch in (one, other)]
    common = len(set(samples[0]).intersection(samples[1]))
    of_one, of_other = (common / len(sample) if len(sample) >= FEWEST else 0.0 for sample in samples)
    return of_one, of_other


def has_figures(part: Sketch, whole: Sketch, share: float) -> bool:
    """True when at least that share of one text's numbers stand in another, in any order; of a few, all."""
    lacking = len(part.figures) - common_figures(part.figures, whole.figures)
    return lacking <= int((1 - share) * len(part.figures) + _ROUNDING)


def shared_names(part: Sketch, whole: Sketch) -> float:
    """The share of one text's names in Latin letters that stand in another; 1 for a text without any."""
    return len(set(part.names).intersection(whole.names)) / len(part.names) if part.names else 1.0


def telling_figures(of: Sketch) -> tuple[str, ...]:
    """The significant digits of the numbers that have two and more, in their order: the small ones are often words in another language."""
    return tuple(digits for digits in map(significant, of.figures) if len(digits) >= _TELLING)


def common_figures(first: Sequence[str], second: Sequence[str]) -> int:
    """How many numbers two texts have both, in any order."""
    return (Counter(first) & Counter(second)).total()


def aligned_figures(first: Sequence[str], second: Sequence[str]) -> int:
    """How many numbers two texts have in the same order; quadratic at the worst."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def _shingles(folded: str) -> set[int]:
    """The hashes of all runs of words: each word is first written as one character, so that a run is a slice."""
    parts = _WORD.split(folded)
    parts[1::2] = map(_as_one, parts[1::2])
    data = _NOISE.sub("", "".join(parts)).encode("utf-32-le", "surrogatepass")
    size = 4 * RUN
    rows = (data[at : at + (len(data) - at) // size * size] for at in range(0, size, 4))  # of runs side by side
    sums = {crc32(run) for row in rows for (run,) in iter_unpack(f"{size}s", row)}
    return {(n ^ n >> 15) * _MIX & 0xFFFFFFFF for n in sums}


@lru_cache(maxsize=8192)
def _as_one(word: str) -> str:
    return chr(_PRIVATE + crc32(word.encode("utf-8", "surrogatepass")) % _PRIVATE_SIZE)
