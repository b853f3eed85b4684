"""What is asked of a chat model and what comes back: plain values, so that a step can be repeated, stored and tested without a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Purpose(StrEnum):
    """What a request is for."""

    CLAIMS = "claims"
    MEND = "mend"
    TRANSLATE = "translate"
    GUARD = "guard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. document: the id it is for; part: which part of the document, from 0.

    system, user: the two messages. schema: JSON Schema of the reply; None where words are wanted. first, last: the sentences that the
    message holds, by number, both included (0 where it holds none). max_output: tokens that the reply may take.
    """

    document: str
    purpose: Purpose
    system: str
    user: str
    schema: Mapping[str, object] | None
    max_output: int
    part: int = 0
    first: int = 0
    last: int = 0

    def key(self, model: str) -> str:
        """What the reply depends on, as SHA-256: the model and all that it is sent; the same for the same text elsewhere."""
        sent = [model, self.system, self.user, self.schema, self.max_output]
        return hashlib.sha256(json.dumps(sent, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


class Status(StrEnum):
    """How a request ended."""

    ANSWERED = "answered"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    FILTERED = "filtered"
    EMPTY = "empty"
    FAULT = "fault"
    QUOTA = "quota"
    OVER_BUDGET = "over_budget"
    INTERRUPTED = "interrupted"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of all attempts of a request. is_estimated: the server said nothing."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    is_estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a request. text: the reply, whole or cut; reason: one line for a reader where it is not `answered`."""

    status: Status
    text: str = ""
    usage: Usage = Usage()
    attempts: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What shapes the requests to a model. model: `PROVIDER:MODEL`. window, output: tokens that it reads and that it may write.

    family: of its tokenizer; factor: what estimates are to be multiplied by, from past usage. prompts: the user's folder of templates, or None.
    """

    model: str
    window: int
    output: int
    family: str
    factor: float = 1.0
    prompts: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A passage that is to be translated. key: id of the fact whose words it is, or the words themselves; n: the sentence that it is from."""

    key: str
    n: int
    text: str
