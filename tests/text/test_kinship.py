from __future__ import annotations

import hashlib
import json
import random
import time
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from pipeline.datamodel.relation import Card, Relation
from pipeline.text.convert import Converter
from pipeline.text.kinship import relate
from pipeline.text.similarity import sketch

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/related.json").read_text(encoding="utf-8"))
TEXTS: dict[str, str] = VECTORS["texts"]
REPORT = TEXTS["report"]
TAIWAN = Converter("zh-Hant-TW").convert(REPORT)
SYNDICATED = f"电车来了\n\n本报综合消息\n\n{REPORT[:420]}\n\n更多消息请看本报网站的专题页面"


def card(id: str, text: str, *, published: str | None = None, is_restructured: bool = False, since: str = "2024") -> Card:
    return Card(
        id=id,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        is_chinese=any("\u4e00" <= c <= "\u9fff" for c in text),
        published=published,
        characters=len(text),
        is_restructured=is_restructured,
        since=since,
        sketch=sketch(text),
    )


@pytest.mark.parametrize("case", VECTORS["pairs"], ids=lambda case: f"{case['first']} - {case['second']}")
def test_pairs_of_texts(case: dict[str, str | None]) -> None:
    first, second = str(case["first"]), str(case["second"])
    related = relate([card(first, TEXTS[first], published="2024-03-01"), card(second, TEXTS[second], published="2024-03-02")])
    assert related == ({second: Relation(derived_from=first)} if case["expected"] == "derived" else {})


@pytest.mark.parametrize("text", [REPORT, TAIWAN, SYNDICATED, REPORT.replace("，", "\n")], ids=["same", "other script", "syndicated", "captions"])
def test_one_text_in_two_forms_is_a_duplicate(text: str) -> None:
    assert relate([card("a", REPORT, published="2024-03-01"), card("b", text)]) == {"b": Relation(duplicate_of="a")}


def test_reports_from_one_form_are_no_duplicates() -> None:
    reports = [
        f"本周仓库收到货物{n * 37 % 991}箱，发出{n * 53 % 877}箱，库存{n * 71 % 769}箱。仓库主任说，一切照常，没有损坏，也没有延误。"
        for n in range(1, 60)
    ]
    assert relate([card(str(n), text) for n, text in enumerate(reports)]) == {}


def test_all_copies_point_to_one_original_whatever_their_order() -> None:
    cards = [card("a", REPORT), card("b", TAIWAN, published="2024-03-02"), card("c", SYNDICATED, published="2024-03-01"), card("d", REPORT)]
    cards.append(card("e", TEXTS["restructured"], is_restructured=True))
    expected = {**{id_: Relation(duplicate_of="c") for id_ in "abd"}, "e": Relation(derived_from="c")}
    assert all(relate(order) == expected for order in permutations(cards))


def test_of_two_originals_that_are_no_duplicates_the_first_in_rank_is_taken() -> None:
    parts = [TEXTS["column"], TEXTS["restructured"]]
    first, second = (REPORT + part[:170] for part in parts)
    cards = [card("a", first, published="2024-03-01"), card("b", second, published="2024-03-02"), card("c", first, published="2024-03-03")]
    cards.append(card("d", REPORT, published="2024-03-04"))
    assert relate(cards)["d"] == Relation(duplicate_of="a")


def test_a_copy_of_a_derived_text_is_both() -> None:
    related = relate([card("o", REPORT), card("r", TEXTS["restructured"]), card("s", TEXTS["restructured"])])
    assert related == {"r": Relation(derived_from="o"), "s": Relation(duplicate_of="r", derived_from="o")}


def test_derived_texts_point_to_the_first_of_the_line() -> None:
    excerpt = TEXTS["restructured"].partition("二、")[0]
    related = relate([card("o", REPORT), card("r", TEXTS["restructured"]), card("x", excerpt)])
    assert related == {"r": Relation(derived_from="o"), "x": Relation(derived_from="o")}


def test_the_original_is_the_earlier_then_the_one_no_model_wrote_then_the_longer_then_the_earlier_recorded() -> None:
    report, short = card("report", REPORT), card("short", TEXTS["restructured"])
    assert relate([replace(report, published="2024-03-02"), replace(short, published="2024-03-01")]) == {"report": Relation(derived_from="short")}
    assert relate([replace(report, published="2024-03"), replace(short, published="2024-03-01")]) == {"short": Relation(derived_from="report")}
    assert relate([replace(report, is_restructured=True), short]) == {"report": Relation(derived_from="short")}
    assert relate([report, short]) == {"short": Relation(derived_from="report")}
    assert relate([card("a", REPORT, since="2024-02"), card("b", REPORT, since="2024-01")]) == {"a": Relation(duplicate_of="b")}
    assert relate([card("a", REPORT), card("b", f"新题\n\n{REPORT}")]) == {"b": Relation(duplicate_of="a")}


def test_an_article_within_a_long_round_up_does_not_make_the_round_up_derived() -> None:
    roundup = REPORT + "\n\n".join(TEXTS[name] for name in ("column", "forecast", "foreign column")) * 3
    assert relate([card("a", REPORT, published="2024-03-01"), card("b", roundup, published="2024-03-05")]) == {}


def test_rings_of_dates_and_lengths_end_at_one_original() -> None:
    texts = [REPORT + tail for tail in (TEXTS["forecast"], TEXTS["column"][:150], "")]
    cards = [
        card(str(n), text, published=day, is_restructured=n == 1)
        for n, (text, day) in enumerate(zip(texts, ["2024-03-02", None, "2024-03-01"], strict=True))
    ]
    related = relate(cards)
    assert {(r.duplicate_of or r.derived_from) for r in related.values()} == {"2"}
    assert set(related) == {"0", "1"}


@pytest.mark.slow
def test_two_thousand_documents_cost_little() -> None:
    rng = random.Random(5)
    words = [chr(rng.randrange(0x4E00, 0x9000)) + chr(rng.randrange(0x4E00, 0x9000)) for _ in range(3000)]
    cards = [card(f"{n:04}", "".join(rng.choices(words, k=800)) + f"{n}") for n in range(2000)]
    cards += [replace(copy, id=f"copy-{copy.id}", text_hash=f"copy-{copy.id}") for copy in cards[:200]]
    began = time.process_time()
    related = relate(cards)
    assert len(related) == 200
    assert (time.process_time() - began) / len(cards) < 0.001
