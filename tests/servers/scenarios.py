"""What a chat model of a scenario says to a request for facts, made from the numbered text of its prompt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

LINE = re.compile(r"^(\d+) (.+)$", re.MULTILINE)
NAME = re.compile(r"[A-Z]\w+(?: (?:One|Air|Go|Max))?")
CLAIMS = 18


class GoodReader:
    """Cites real sentences, in both languages. known: Chinese and English of every sentence, by each half."""

    def __init__(self, known: Mapping[str, tuple[str, str]], claims: int = CLAIMS) -> None:
        self.known = known
        self.claims = claims

    def __call__(self, body: dict[str, Any]) -> dict[str, Any]:
        found = []
        for number, sentence in LINE.findall(str(body["messages"][-1]["content"])):
            pair = self.known.get(sentence)
            name = NAME.search(pair[0]) if pair else None
            if pair and name:
                found.append({"s": name[0], "k": "other", "a": None, "v": None, "n": [int(number)], "zh": pair[0], "en": pair[1], "w": 2})
        step = max(1, len(found) // self.claims)
        return {"c": found[::step][: self.claims], "t": []}


class Nonsense:
    """Well-formed facts that the text does not hold: figures of its own, sentence numbers at random."""

    def __call__(self, body: dict[str, Any]) -> dict[str, Any]:
        names = NAME.findall(str(body["messages"][-1]["content"])) or ["Acme"]
        made = [
            {
                "s": names[n % len(names)],
                "k": "business",
                "a": "profit",
                "v": f"{n * 7919 % 9973}.77",
                "n": [n * 31 % 97 + 1],
                "zh": f"{names[n % len(names)]} 亏损了 {n * 7919 % 9973}.77 亿欧元。",
                "en": f"{names[n % len(names)]} lost {n * 7919 % 9973}.77 billion euros.",
                "w": 3,
            }
            for n in range(1, 9)
        ]
        return {"c": made, "t": []}
