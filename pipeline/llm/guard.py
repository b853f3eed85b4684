"""A guard: a model that is asked of a text alone whether it is safe, and answers in two lines, `unsafe` and the numbers of its hazards.

Models made for it (Llama Guard) bring their instructions with them and take the text as it is; any other is told in a template what to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.datamodel.asking import Ask, Purpose
from pipeline.llm.models import ModelSpec
from pipeline.llm.prompts import prompt
from pipeline.llm.tokens import upper_bound

MOST_REPLY = 40  # tokens
TEMPLATE = "guard.j2"
HAZARDS = {
    "S1": "violent crimes", "S2": "non-violent crimes", "S3": "sex crimes", "S4": "child exploitation", "S5": "defamation",
    "S6": "specialized advice", "S7": "privacy", "S8": "intellectual property", "S9": "indiscriminate weapons", "S10": "hate",
    "S11": "self-harm", "S12": "sexual content", "S13": "elections", "S14": "code interpreter abuse",
}  # fmt: skip
_VERDICT = re.compile(r"\W*(un)?safe\b", re.IGNORECASE)
_HAZARD = re.compile(r"\bS\d{1,2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a guard says of a text. hazards: of one that is not safe, as it numbers them."""

    is_safe: bool
    hazards: tuple[str, ...] = ()

    def __str__(self) -> str:
        """
        >>> str(Verdict(False, ("S9", "S99")))
        'unsafe: S9 indiscriminate weapons, S99'
        """
        named = ", ".join(f"{hazard} {HAZARDS[hazard]}" if hazard in HAZARDS else hazard for hazard in self.hazards)
        return "safe" if self.is_safe else f"unsafe: {named or 'no hazard named'}"


def guard_asks(document: str, text: str, spec: ModelSpec, prompts: Path | None) -> tuple[Ask, ...]:
    """The requests about a text: one, or several where it is longer than the guard's window. Raises ConfigError for a wrong template."""
    system = instructions(spec, prompts)
    room = spec.window - upper_bound(system, spec.tokens) - MOST_REPLY - 1024  # the last for the instructions that a guard brings with it
    return tuple(
        Ask(document=document, purpose=Purpose.GUARD, system=system, user=piece, schema=None, max_output=MOST_REPLY, part=part)
        for part, piece in enumerate(_pieces(text, max(256, room), spec.tokens))
    )


def instructions(spec: ModelSpec, prompts: Path | None) -> str:
    """What a guard is told; nothing where it is made for it. Raises ConfigError for a wrong template."""
    return "" if is_made_for_it(spec) else prompt(TEMPLATE, prompts, hazards=HAZARDS)


def is_made_for_it(spec: ModelSpec) -> bool:
    """True for a model whose server puts the guard's own instructions around a text."""
    return "guard" in spec.name.lower()


def read_verdict(reply: str) -> Verdict | None:
    """What a guard's reply says; None where it is no verdict.

    >>> read_verdict("\\n\\nunsafe\\nS1,S10")
    Verdict(is_safe=False, hazards=('S1', 'S10'))
    >>> read_verdict("Sure! Here is a poem")
    """
    found = _VERDICT.match(reply)
    if found is None:
        return None
    return Verdict(False, tuple(name.upper() for name in dict.fromkeys(_HAZARD.findall(reply)))) if found[1] else Verdict(True)


def _pieces(text: str, room: int, family: str) -> list[str]:
    """The text, cut in halves at the ends of lines until each piece fits."""
    if upper_bound(text, family) <= room or len(text) < 2:
        return [text]
    middle = text.rfind("\n", 0, len(text) // 2) + 1 or len(text) // 2
    return [*_pieces(text[:middle], room, family), *_pieces(text[middle:], room, family)]
