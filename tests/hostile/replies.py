"""What a model says that is broken, bought or taken over: a reply for each request in turn."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from tests.hostile.documents import FORMULA, MARKUP, ORDERS
from tests.hostile.yard import KEY
from tests.llm.test_replies import CLAIM
from tests.runs.test_conversing import BROKEN, INJECTIONS, WRONG

LINE = re.compile(r"^(\d+) (.+)$", re.MULTILINE)
FAULTS = ("truncate", "filter", "refusal", "badjson", "fenced", "extra", "missing", "wrongtype", "nullcontent", "nousage", "400")
LATER = (f"401;message=Incorrect API key {KEY} given", f"400;message={KEY} {MARKUP} {ORDERS}")


class HostileModel:
    """Answers every request with the next of its replies, made to fit the numbered text where it can be, and begins again when all are used."""

    def __init__(self) -> None:
        self.many = len(list(replies("")))
        self._next = itertools.cycle(range(self.many))

    def __call__(self, body: dict[str, Any]) -> str:
        reply = list(replies(str(body["messages"][-1]["content"])))[next(self._next)]
        return reply if isinstance(reply, str) else json.dumps(reply)


def replies(asked: str) -> Iterator[str | dict[str, Any]]:
    """All that it could say to a request."""
    numbered = LINE.findall(asked) or [("1", "Acme is a company.")]
    number, sentence = int(numbered[0][0]), numbered[0][1]
    for words in (MARKUP, ORDERS, FORMULA, "../../../canary", KEY, "\ud800", "\x00", "a" * 100_000, "\u202e" * 999, "{{ 7*7 }}", "", *INJECTIONS):
        yield _claims(s=words, zh=words, en=words, n=[number])
        yield _claims(s="Acme", zh=f"Acme {words}", en=f"Acme {words}", n=[number], a=words, v=words)
        yield _claims(s=sentence[:12], zh=sentence + words, en=sentence + words, n=[number])
    for figure in ("1e999999999", "9" * 5000, "NaN", "-0", "10^999999", "٣٤٥", "²³", "1" + "亿" * 50):
        yield _claims(s="Acme", zh=f"Acme 的得分为{figure}%。", en=f"Acme scored {figure}%.", n=[number], v=figure, a="score")
    for numbers in ([10**30], [-1], [0], list(range(5_000)), ["1e999"], [None], [[1]], {"a": 1}, "1-999999999", [1.5], [True]):
        yield _claims(n=numbers)
    yield {"c": [CLAIM] * 3_000, "t": [{"i": 10**20, "x": MARKUP}] * 3_000}
    yield json.dumps({"c": [CLAIM]})[:-2] + ', "w": ' + "9" * 5000 + "}]}"
    yield '{"c": ' + "[" * 50_000
    yield '{"a":' * 50_000
    yield '{"c": [{"s": "\\ud800", "n": [1], "zh": "\\udfff", "en": "\\u0000"}], "t": [{"i": 1, "x": "\\ud83d"}]}'
    yield json.dumps({"c": [{**CLAIM, "zh": sentence, "en": sentence, "n": [number]}], "t": [{"i": 1, "x": KEY}]})
    yield from (reply for reply in BROKEN)
    yield {"c": list(WRONG), "t": []}
    yield {"c": "__import__('os').system('touch owned')", "t": {"i": {"$gt": ""}}}
    yield "<think>" * 20_000
    yield f"data: {KEY}\n\n" * 100


def _claims(**said: object) -> dict[str, Any]:
    return {"c": [{**CLAIM, **said}], "t": [{"i": 1, "x": said.get("en")}]}
