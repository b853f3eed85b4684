"""What a model replies: the JSON schema that it is held to, and a lenient reading of what it writes.

Fences, chatter around the JSON and fields that nobody asked for are ignored; an item that cannot be read is told apart from those that can.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.llm.heard import whole

MAX_ITEMS = 400  # of a reply; what stands behind them is not read
_NUMBER = re.compile(r"\d{1,6}")


def _texts(value: object) -> object:
    """A text or None, also where a number or an empty text was written."""
    if isinstance(value, bool | list | dict):
        raise ValueError("must be a text")
    text = str(value).strip() if value is not None else ""
    return text if text and text.lower() != "null" else None


def _numbers(value: object) -> object:
    """Sentence numbers: a list of them, one alone, or a text with them (`S3, S4`)."""
    items = value if isinstance(value, list) else [value]
    return [int(number) for item in items if not isinstance(item, bool | dict | list) for number in _NUMBER.findall(str(item))]


def _weight(value: object) -> object:
    found = _NUMBER.search(str(value))
    return min(3, max(1, int(found[0]))) if found else 2


Text = Annotated[str | None, BeforeValidator(_texts)]


class SaidClaim(BaseModel):
    """A fact as a model writes it.

    s: subject; k: aspect; a: attribute; v: value as written; n: sentences cited; zh, en: statements; w: weight, 1 to 3.
    """

    model_config = ConfigDict(extra="ignore")

    s: Annotated[str, BeforeValidator(_texts)]
    k: Text = None
    a: Text = None
    v: Text = None
    n: Annotated[list[int], BeforeValidator(_numbers), Field(min_length=1)]
    zh: Text = None
    en: Text = None
    w: Annotated[int, BeforeValidator(_weight)] = 2


class Translation(BaseModel):
    """A passage's translation. i: its number in the request; x: the text."""

    model_config = ConfigDict(extra="ignore")

    i: int
    x: Annotated[str, BeforeValidator(_texts)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply as read. broken: the items that could not be, each as JSON with what is wrong. problem: why nothing could be read; else empty."""

    claims: tuple[SaidClaim, ...] = ()
    translations: Mapping[int, str]
    broken: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def claims_schema() -> dict[str, object]:
    """The JSON schema of a reply to a request for facts, fit for strict modes: every field required, no others."""
    text, nullable = {"type": "string"}, {"type": ["string", "null"]}
    claim = _object(
        s=text, k=text, a=nullable, v=nullable, n={"type": "array", "items": {"type": "integer"}}, zh=text, en=text, w={"type": "integer"}
    )  # fmt: skip
    return _object(c={"type": "array", "items": claim}, t=_translations())


def translations_schema() -> dict[str, object]:
    """The JSON schema of a reply to a request for translations."""
    return _object(t=_translations())


def read_claims_reply(text: str) -> Reply:
    """Facts and translations of a reply; a reply without a list of facts has a problem, one with an empty list has none."""
    data = _loads(text)
    if isinstance(data, list):
        data = {"c": data}
    if not isinstance(data, dict):
        return Reply(translations={}, problem="it is not a JSON object")
    items = data.get("c")
    if not isinstance(items, list):
        return Reply(translations={}, problem='the field "c" must be a list of facts')
    claims, broken = [], []
    for item in items[:MAX_ITEMS]:
        try:
            claims.append(SaidClaim.model_validate(item))
        except ValidationError as error:
            broken.append((json.dumps(item, ensure_ascii=False), _first(error)))
    problem = f"an item of c is wrong: {broken[0][1]}" if broken and not claims else ""
    return Reply(claims=tuple(claims), translations=_translated(data.get("t")), broken=tuple(broken), problem=problem)


def read_translations_reply(text: str) -> Reply:
    """The translations of a reply."""
    data = _loads(text)
    items = data.get("t") if isinstance(data, dict) else data
    if not isinstance(items, list):
        return Reply(translations={}, problem='the field "t" must be a list of translations')
    return Reply(translations=_translated(items))


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _translations() -> dict[str, object]:
    return {"type": "array", "items": _object(i={"type": "integer"}, x={"type": "string"})}


def _translated(items: object) -> dict[int, str]:
    found: dict[int, str] = {}
    for item in items[:MAX_ITEMS] if isinstance(items, list) else ():
        try:
            translation = Translation.model_validate(item)
        except ValidationError:
            continue
        found.setdefault(translation.i, translation.x)
    return found


def _loads(text: str) -> object:
    """The JSON of a reply, whatever stands around it; None where there is none."""
    decoder = json.JSONDecoder()
    for match in list(re.finditer(r"[\[{]", text))[:20]:
        try:
            found = json.loads(whole(json.dumps(decoder.raw_decode(text, match.start())[0], ensure_ascii=False)))
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) or (isinstance(found, list) and any(isinstance(item, dict) for item in found)):
            return found
    return None


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, found['loc'])) or 'item'}: {found['msg']}"
