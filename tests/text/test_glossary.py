"""Names and terms: what is found, where, and what the tables hold."""

import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.language import ALL_EDITIONS
from pipeline.errors import ConfigError
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary, GlossaryRow, rows_of

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "glossary.json").read_text("utf-8"))
GLOSSARY = Glossary.builtin()
FOLDER = Path(__file__).parents[2] / "pipeline" / "text" / "data" / "glossary"
ALL_ROWS = [row for file in sorted(FOLDER.glob("*.toml")) for row in rows_of(tomllib.loads(file.read_text("utf-8")), file.name)]
ATTRIBUTES = {
    "metric": """context_window output_limit parameters active_parameters training_tokens knowledge_cutoff speed latency memory languages_supported
        programming_languages gpus_used users revenue profit sales shipments population area capacity staff market_share valuation market_cap
        box_office attendance distance height temperature experts input_price output_price price subscription_price net_profit output gdp cpi
        unemployment visitors exports imports salary rainfall magnitude
        range deliveries stores patients cases""",
    "comparative": "cheaper more_expensive faster slower more_efficient larger smaller higher lower better",
    "superlative": "largest cheapest fastest newest strongest smallest first",
    "time": """today yesterday tomorrow this_week next_week last_week this_month later_this_month later_in_july soon now later
        later_this_year end_of_year""",
    "audience": "free_users enterprise_users developers plus_users",
    "term": "series_a instruction_hierarchy rlhf moe",
}


@pytest.mark.parametrize("case", VECTORS, ids=[case["id"] for case in VECTORS])
def test_glossary_finds(case: dict[str, Any]) -> None:
    mentions = GLOSSARY.find(case["input"])
    kept = [m for m in mentions if case["kinds"] is None or m.entity.kind in case["kinds"]]
    assert [[m.surface, m.entity.id] for m in kept] == case["expected"]


@given(st.text(alphabet=st.sampled_from(list("GPT-4o mini.Llama3 的\n，价格OpenAI輝達https://w.")), max_size=60))
def test_mentions_are_exact_places_in_order(text: str) -> None:
    mentions = GLOSSARY.find(text)
    assert all(text[m.start : m.end] == m.surface for m in mentions)
    assert all(first.end <= second.start for first, second in pairwise(mentions))


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "gpt-" * 12_000, "GPT 4 " * 12_000, "中" * 100_000, "1" * 100_000, "www.a.b " * 10_000, "\ud800\x00é"]
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    assert all(text[m.start : m.end] == m.surface for m in GLOSSARY.find(text))


@pytest.mark.parametrize(("kind", "ids"), ATTRIBUTES.items())
def test_every_slot_of_the_claim_types_has_its_row(kind: str, ids: str) -> None:
    assert [row_id for row_id in ids.split() if (entity := GLOSSARY.get(row_id)) is None or entity.kind != kind] == []


def test_ids_are_unique_over_all_files() -> None:
    ids = [row.id for row in ALL_ROWS]
    assert sorted(i for i in set(ids) if ids.count(i) > 1) == []


@pytest.mark.parametrize("tag", [str(edition) for edition in ALL_EDITIONS])
def test_every_row_is_named_in_every_edition(tag: str) -> None:
    assert [row.id for row in ALL_ROWS if not 0 < len(row.names.get(tag, "")) <= 40] == []


def test_english_names_have_no_chinese() -> None:
    assert [row.id for row in ALL_ROWS if re.search("[一-鿿]", row.names["en"])] == []


def test_taiwan_names_are_not_simplified() -> None:
    simplified_only = set("个们这为发产动务参价优显检测视频网络软质计记输评试语该请贵费资进达运还过选录银")
    assert [row.id for row in ALL_ROWS if simplified_only & set(row.names["zh-Hant-TW"])] == []


def test_makers_and_parents_are_rows() -> None:
    known = {row.id for row in ALL_ROWS}
    assert sorted({ref for row in ALL_ROWS for ref in (row.maker, row.parent) if ref and ref not in known}) == []


def test_no_alias_is_one_chinese_character() -> None:
    assert [(row.id, alias) for row in ALL_ROWS for alias in (*row.aliases, *row.exact_spellings) if len(alias) < 2] == []


def test_spellings_are_not_shared_unawares() -> None:
    shared = {"huggingface", "推理"}  # a firm and its hub; reasoning (the reading of the bare word) and inference
    owners: dict[str, set[str]] = {}
    for row in ALL_ROWS:
        for name in row.loose_spellings:
            if row.kind != "label":
                owners.setdefault(fold(name).replace(" ", "").replace("-", ""), set()).add(row.id)
    assert {name: sorted(ids) for name, ids in owners.items() if len(ids) > 1 and name not in shared} == {}


def test_related_is_the_maker_of_a_size_too() -> None:
    assert GLOSSARY.related("llama-3.1-405b") == "meta"
    assert GLOSSARY.related("gpt-4o-mini") == "openai"
    assert GLOSSARY.related("openai") is None
    assert GLOSSARY.related("no-such-row") is None


def test_related_ends_where_parents_go_round() -> None:
    loop = [GlossaryRow(id="a", kind="model", names={"en": "Aa"}, parent="b"), GlossaryRow(id="b", kind="model", names={"en": "Bb"}, parent="a")]
    assert Glossary(loop).related("a") is None


def test_unknown_id_raises() -> None:
    assert GLOSSARY.get("no-such-row") is None
    with pytest.raises(KeyError):
        GLOSSARY.entity("no-such-row")


def test_user_row_renames_and_keeps_spellings() -> None:
    mine = GLOSSARY.extended(rows_of({"tekken": {"hans": "铁拳分词器", "aliases": ["铁拳"]}}, "glossary.toml"))
    entity = mine.entity("tekken")
    assert entity.name("zh-Hans") == "铁拳分词器"
    assert entity.kind == "product"
    assert entity.name("en") == "Tekken"
    assert [m.entity.id for m in mine.find("Tekken 即铁拳")] == ["tekken", "tekken"]
    assert mine.related("tekken") == "mistral-ai"
    assert GLOSSARY.entity("tekken").name("zh-Hans") == "Tekken"


def test_user_row_is_added_and_wins_a_shared_spelling() -> None:
    mine = GLOSSARY.extended(rows_of({"kind": "organization", "acme": {"name": "Acme", "aliases": ["OpenAI"]}}, "glossary.toml"))
    assert [m.entity.id for m in mine.find("Acme, OpenAI")] == ["acme", "acme"]
    assert len(mine.of_kind("organization")) == len(GLOSSARY.of_kind("organization")) + 1


def test_exact_spelling_counts_in_both_scripts_and_one_case_only() -> None:
    mine = Glossary(rows_of({"x": {"kind": "product", "hans": "发声", "en": "Voicer", "exact": ["发声", "Voicer"]}}, "glossary.toml"))
    assert [m.surface for m in mine.find("發聲 发声 Voicer voicer")] == ["發聲", "发声", "Voicer"]


def test_exact_row_counts_only_as_written() -> None:
    mine = Glossary([GlossaryRow(id="flash", kind="product", names={"en": "Flash"}, aliases=("Team Flash",), exact=True)])
    assert [m.surface for m in mine.find("a flash, Flash, TeamFlash, Team Flash")] == ["Flash", "Team Flash"]


def test_names_of_a_row_without_a_region_are_the_nearest() -> None:
    row = rows_of({"chip": {"hans": "芯片", "tw": "晶片", "en": "chips"}}, "glossary.toml")[0]
    assert dict(row.names) == {"zh-Hans": "芯片", "zh-Hant-TW": "晶片", "zh-Hant-HK": "晶片", "en": "chips"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"acme": "Acme"}, "not a table"),
        ({"acme": {"name": "Acme", "alias": ["A"]}}, "unknown field 'alias'"),
        ({"acme": {"aliases": ["A"]}}, "has no name"),
        ({"acme": {"name": "Acme", "aliases": "A"}}, "must be a list"),
        ({"acme": {"name": "Acme", "exact": [""]}}, "must be a list"),
    ],
)
def test_wrong_row_is_a_configuration_error_that_names_the_file(data: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=re.escape("glossary.toml: [acme]")) as caught:
        rows_of(data, "glossary.toml")
    assert words in str(caught.value)
