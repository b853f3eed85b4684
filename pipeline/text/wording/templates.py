"""The little language of the phrase tables: slots, optional parts and verbs. Knows nothing of facts; `phrases.py` fills the slots.

{o}  {v:at}          a slot, with a form of it; a part whose slot is empty fails
[ from {o}]          an optional part: vanishes when a slot in it is empty
<release|released>   a verb: its base, how it stands in a plain statement, and that with a plural subject where it differs;
                     a hedge (plans to, may …) takes the base. `~` before the base: no agent stands before it (planned to be …)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a slot's text. form: "" is its usual one."""

    name: str
    form: str


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb that a hedge can stand before."""

    base: str
    plain: str
    plural: str
    is_bare: bool


@dataclass(frozen=True, slots=True)
class Optional:
    """A part that vanishes when a slot in it is empty."""

    nodes: tuple[Node, ...]


Node = str | Slot | Verb | Optional


class Piece(NamedTuple):
    """A stretch of the filled text; slot: the slot it comes from, "" for the table's own words, "<>" for a verb."""

    text: str
    slot: str


class TemplateError(ValueError):
    """A template of a table is not well formed."""


_TOKEN = re.compile(r"\{(?P<slot>\w+)(?::(?P<form>[\w-]+))?\}|<(?P<verb>[^<>]*)>|(?P<open>\[)|(?P<close>\])|(?P<text>[^{}<>\[\]]+)")


@cache
def parse(template: str) -> tuple[Node, ...]:
    """The nodes of a template. Raises TemplateError where brackets do not close or a mark is unknown.

    >>> parse("{s}[ from {o}]")
    (Slot(name='s', form=''), Optional(nodes=(' from ', Slot(name='o', form=''))))
    """
    stack: list[list[Node]] = [[]]
    position = 0
    for match in _TOKEN.finditer(template):
        if match.start() != position:
            break
        position = match.end()
        if match["open"]:
            stack.append([])
        elif match["close"]:
            if len(stack) == 1:
                raise TemplateError(f"{template!r}: a ] without its [")
            inner = stack.pop()
            stack[-1].append(Optional(tuple(inner)))
        elif match["slot"]:
            stack[-1].append(Slot(match["slot"], match["form"] or ""))
        elif match["verb"] is not None:
            stack[-1].append(_verb(match["verb"]))
        else:
            stack[-1].append(match["text"])
    if position != len(template) or len(stack) != 1:
        raise TemplateError(f"{template!r}: cannot be read at character {position}")
    return tuple(stack[0])


def _verb(text: str) -> Verb:
    forms = text.removeprefix("~").split("|")
    plain = forms[1] if len(forms) > 1 else forms[0]
    return Verb(forms[0], plain, forms[2] if len(forms) > 2 else plain, text.startswith("~"))


def fill(nodes: tuple[Node, ...], slot: Callable[[Slot], str | None], verb: Callable[[Verb, str], str]) -> list[Piece] | None:
    """The pieces of a template, or None where a slot outside optional parts is empty.

    slot: the text of a slot, None or "" where it is empty. verb: a verb's text, given the name of the slot that stands before it.
    """
    return _fill(nodes, slot, verb, "s")


def _fill(nodes: tuple[Node, ...], slot: Callable[[Slot], str | None], verb: Callable[[Verb, str], str], before: str) -> list[Piece] | None:
    pieces: list[Piece] = []
    for node in nodes:
        if isinstance(node, str):
            pieces.append(Piece(node, ""))
        elif isinstance(node, Slot):
            text = slot(node)
            if not text:
                return None
            pieces.append(Piece(text, node.name))
            before = node.name
        elif isinstance(node, Verb):
            pieces.append(Piece(verb(node, before), "<>"))
        else:
            pieces.extend(_fill(node.nodes, slot, verb, before) or [])
    return pieces
