from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.fact import Aspect, Claim, Entity, Kind, Value
from pipeline.datamodel.language import ALL_EDITIONS, Edition, Language
from pipeline.extract.registry import extract
from pipeline.extract.tables import expanded, load_tables
from pipeline.ingest.registry import ingest
from pipeline.text.glossary import Glossary
from pipeline.text.phrases import Phrasebook
from pipeline.verify.claims import verify
from tests.factories import document

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "news.json").read_text(encoding="utf-8"))["cases"]
GLOSSARY = Glossary.builtin()
BOOK = Phrasebook.builtin()
NEWS = frozenset({"count", "deed", "victory", "opening", "closing", "held", "resigned", "sued", "merged"})


def claims(text: str) -> list[Claim]:
    found = ingest(Source(ref=SourceRef(address="news.md", name="news.md"), data=text.encode()))
    return [c for c in extract(found, GLOSSARY) if c.type in NEWS or (c.attribute is not None and c.attribute.id == "share_price")]


def described(claim: Claim) -> str:
    value = claim.value
    bound = f" {value.bound}" if value is not None and value.bound != "exact" else ""
    parts = [
        claim.type,
        claim.subject.id,
        claim.attribute.id if claim.attribute else "-",
        f"{value.low} {value.unit}{bound}" if value else "-",
        ",".join(o.id for o in claim.objects) or "-",
    ]
    parts += [f"c={claim.condition.id}"] if claim.condition else []
    parts += [claim.modality] if claim.modality else []
    parts += [f"by={claim.attribution.id}"] if claim.attribution else []
    return " ".join(parts)


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_news_is_read(case: dict[str, Any]) -> None:
    assert [described(c) for c in claims(case["text"])] == case["typed"]


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_what_is_read_of_news_is_borne_out(case: dict[str, Any]) -> None:
    found = ingest(Source(ref=SourceRef(address="news.md", name="news.md"), data=case["text"].encode()))
    _, rejections = verify(found, extract(found, GLOSSARY), GLOSSARY)
    assert [r.detail for r in rejections if r.claim.type in NEWS] == []


def test_case_ids_are_unique() -> None:
    assert len({c["id"] for c in CASES}) == len(CASES)


def test_a_frame_makes_a_row_for_each_verb_that_has_its_form() -> None:
    frame = {"form": "was", "type": "count", "match": ["{v:count}ADV (?:VERB)END"]}
    verbs = [{"id": "sold", "was": "sold"}, {"id": "opened", "did": "opened"}]
    rows = expanded({"adv": " (?:also)?", "end": "$", "row": [{"type": "held"}], "frame": [frame], "verb": verbs})
    assert rows == [{"type": "count", "match": ["{v:count} (?:also)? (?:sold)$"], "attribute": "sold", "cue": "sold"}, {"type": "held"}]


@pytest.mark.parametrize(("words", "cue"), [("cancell?ed|scrapped", "cancel scrapped"), ("mobili[sz]ed", "mobili"), ("受到?影响", "影响")])
def test_a_verb_is_tried_where_its_longest_plain_part_stands(words: str, cue: str) -> None:
    assert expanded({"frame": [{"form": "was", "match": []}], "verb": [{"id": "x", "was": words}]})[0]["cue"] == cue


def attributes(kind: str) -> list[str]:
    rows = [row for name in ("zh", "en") for row in load_tables(name).rows if row.type == kind]
    return sorted({row.attribute for row in rows if row.attribute is not None} - {"@deed"})


def news_claim(kind: str, attribute: str, modality: str = "") -> Claim:
    value = Value(surface="300 people", low="300", high="300", unit="count:person", unit_surface="people")
    subject = Entity(id="acme", names={e.value: "Acme" for e in ALL_EDITIONS}, kind="organization")
    return Claim(
        kind=Kind.MEASUREMENT, type=kind, aspect=Aspect.OTHER, subject=subject, attribute=GLOSSARY.entity(attribute), value=value,
        sentences=(1,), extractor="rules/1", modality=modality,
    )  # fmt: skip


@pytest.mark.parametrize("edition", ALL_EDITIONS)
@pytest.mark.parametrize("modality", ["", "planned", "expected", "reported"])
def test_every_verb_is_written_in_every_edition(edition: Edition, modality: str) -> None:
    for kind in ("count", "deed"):
        for attribute in attributes(kind):
            claim = news_claim(kind, attribute, modality)
            assert BOOK.sentence(claim, edition) is not None, (kind, attribute)
            assert BOOK.clause(claim, edition) is not None, (kind, attribute)


@pytest.mark.parametrize(
    ("kind", "attribute", "modality", "english", "chinese"),
    [
        ("deed", "cancelled", "", "Acme cancelled 300 people", "Acme 取消 300 人"),
        ("deed", "laid_off", "planned", "Acme plans to lay off 300 people", "Acme 计划裁减 300 人"),
        ("count", "affected", "expected", "Acme: 300 people expected to be affected", "Acme：300 人预计受影响"),
        ("count", "competing", "", "300 people compete in Acme", "300 人参加 Acme"),
    ],
)
def test_verbs_are_put_naturally(kind: str, attribute: str, modality: str, english: str, chinese: str) -> None:
    texts = [BOOK.sentence(news_claim(kind, attribute, modality), edition) for edition in (Edition.EN, Edition.ZH_HANS)]
    assert [t.text for t in texts if t is not None] == [english, chinese]


def test_verbs_are_never_mentions() -> None:
    assert not [m for m in GLOSSARY.find("300 flights were cancelled and 12 hired; 取消了航班") if m.entity.kind == "participle"]


def test_a_comparison_keeps_its_own_moment() -> None:
    now, before = claims("# Norwell Motors\n\nNorwell Motors delivered 88,400 cars, against 93,100 a year earlier.\n")
    assert (now.when, before.when and before.when.id) == (None, "same_period_last_year")


def test_a_topic_is_cited() -> None:
    found = claims("# 江城地震\n\n救援仍在继续。\n\n已有17人死亡。\n")
    assert [(c.subject.id, c.sentences) for c in found] == [("earthquake", (1, 3))]


@pytest.mark.parametrize("text", ["取消了300个航班，" * 4000, "Acme Corp has " + "recently " * 9000, "造成" + "3人死亡、" * 5000])
def test_reading_is_linear(text: str) -> None:
    before = time.process_time()
    extract(document(text, Language.ZH_HANS if "人" in text or "航" in text else Language.EN), GLOSSARY)
    assert time.process_time() - before < 5
