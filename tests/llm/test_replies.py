"""The schema is fit for strict modes; replies are read leniently, item by item."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.llm.replies import SaidClaim, claims_schema, read_claims_reply, read_translations_reply, translations_schema

CLAIM = {"s": "Acme", "k": "other", "a": None, "v": None, "n": [1], "zh": "甲", "en": "A", "w": 2}


def _objects(schema: Any) -> list[dict[str, Any]]:
    found = [schema] if isinstance(schema, dict) and schema.get("type") == "object" else []
    children = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    return [*found, *(inner for child in children for inner in _objects(child))]


@pytest.mark.parametrize("schema", [claims_schema(), translations_schema()])
def test_the_schema_requires_every_field_and_no_other(schema: dict[str, object]) -> None:
    objects = _objects(schema)
    assert objects
    assert all(o["required"] == list(o["properties"]) and o["additionalProperties"] is False for o in objects)


def test_the_schema_has_the_fields_that_are_read() -> None:
    claim: Any = claims_schema()
    assert set(claim["properties"]["c"]["items"]["properties"]) == set(SaidClaim.model_fields)


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("n", "S3, S4", [3, 4]),
        ("n", 7, [7]),
        ("n", ["[2]"], [2]),
        ("w", "9", 3),
        ("w", None, 2),
        ("v", 82.0, "82.0"),
        ("v", "null", None),
        ("zh", "", None),
    ],
)
def test_a_field_of_another_type_is_read_where_it_can_be(field: str, written: object, read: object) -> None:
    [claim] = read_claims_reply(json.dumps({"c": [{**CLAIM, field: written}], "t": []})).claims
    assert getattr(claim, field) == read


@pytest.mark.parametrize("field", ["s", "n"])
@pytest.mark.parametrize("written", [None, "", [], {}, True])
def test_an_item_without_a_subject_or_a_sentence_is_broken(field: str, written: object) -> None:
    reply = read_claims_reply(json.dumps({"c": [CLAIM, {**CLAIM, field: written}], "t": []}))
    assert (len(reply.claims), len(reply.broken), reply.problem) == (1, 1, "")


@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Sure! {} Anything else?", "﻿\n{}\n", "<think>{{maybe}}</think>{}"])
def test_what_stands_around_the_json_is_ignored(around: str) -> None:
    text = around.replace("{}", json.dumps({"c": [CLAIM], "t": [{"i": 1, "x": "one"}, {"i": "x"}, 3]})).replace("{{", "{").replace("}}", "}")
    reply = read_claims_reply(text if "think" not in around else around.split("</think>")[0] + text.split("</think>")[1])
    assert (len(reply.claims), dict(reply.translations)) == (1, {1: "one"})


def test_half_a_character_is_a_sign_for_one() -> None:
    [claim] = read_claims_reply(json.dumps({"c": [{**CLAIM, "zh": "甲\ud800", "en": "\U0001f600"}], "t": []})).claims
    assert (claim.zh, claim.en) == ("甲\ufffd", "\U0001f600")


def test_a_bare_list_is_a_list_of_facts() -> None:
    assert len(read_claims_reply(json.dumps([CLAIM, CLAIM])).claims) == 2


@pytest.mark.parametrize("text", ["", "{}", "[]", "no", '{"c": 3}', '{"c": [1]}', '{"c": [{"s": "Acme"', "[" * 5000, "9" * 5000, '{"t": []}'])
def test_a_reply_without_facts_has_a_problem(text: str) -> None:
    assert read_claims_reply(text).problem


def test_an_empty_list_of_facts_is_no_problem() -> None:
    assert read_claims_reply('{"c": [], "t": []}').problem == ""


def test_translations_are_read_by_their_numbers() -> None:
    assert dict(read_translations_reply('{"t": [{"i": 2, "x": "two"}, {"i": 2, "x": "zwei"}]}').translations) == {2: "two"}
    assert read_translations_reply("none").problem
