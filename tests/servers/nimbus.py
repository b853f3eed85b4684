"""A text of our own, and the replies of a model that reads it well: a fact of each sentence on training."""

from __future__ import annotations

import re
from typing import Any

TEXT = "Acme showed Nimbus {n} to guests in its valley house.\n\nNimbus {n} was trained on a small cluster in the mountains.\n"
SAID = re.compile(r"^(\d+) (Nimbus (\d+) was trained .*)$", re.MULTILINE)


def replied(body: dict[str, Any]) -> dict[str, Any]:
    """A fact of each sentence on training, said in both languages."""
    asked = str(body["messages"][-1]["content"])
    facts = [
        {
            "s": f"Nimbus {n}",
            "k": "technical",
            "a": None,
            "v": None,
            "n": [int(at)],
            "zh": f"Nimbus {n} 在山里的一个小集群上训练。",
            "en": text,
            "w": 3,
        }
        for at, text, n in SAID.findall(asked)
    ]
    return {"c": facts, "t": []}
