"""Caption files that are broken at random: a document or a SourceError of one line, never another exception."""

from __future__ import annotations

import random

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.registry import ingest
from tests.ingest.captions.rolling_forms import FORMS
from tests.ingest.sources import source

LINES = [
    "so we put the sensor on the bridge",
    "no",
    "no",
    "it was quiet >> no [Music] (laughs)",
    "JOHN: hi",
    "我们把传感器装在桥上",
    "主持人：好",
    "- a",
] * 2
BITS = [
    "<",
    "-->",
    "{",
    "}",
    "[",
    '"',
    "null",
    "-1",
    "1e999",
    "99:99:99,999",
    "\n\n",
    "\r",
    "♪",
    "&#9999999;",
    "\\ud800",
    "- ",
    ">>",
    "<v ",
    "NOTE\n",
    "NaN",
]


def broken(text: str, rng: random.Random) -> str:
    """The text with a few pieces put in, taken out or copied elsewhere."""
    for _ in range(rng.choice([1, 3, 10])):
        at, other = rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)
        piece = rng.choice([rng.choice(BITS), text[other : other + rng.choice([5, 60])], ""])
        text = text[:at] + piece + text[at + rng.choice([0, 1, 30]) :]
    return text


def complaint(text: str, name: str) -> str:
    """What ingest says against a text; nothing where it reads it."""
    try:
        document = ingest(source(text, name))
    except SourceError as error:
        return str(error)
    return "" if document.text else "no text\n"


@pytest.mark.parametrize("form", FORMS)
def test_broken_captions_never_crash(form: str) -> None:
    rng = random.Random(form)
    suffix, write = FORMS[form]
    whole = write(LINES)
    for _ in range(40):
        assert "\n" not in complaint(broken(whole, rng), f"talk.{suffix}")
