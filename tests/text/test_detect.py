import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.language import Language
from pipeline.text.detect import detect, identify

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "detect.json").read_text(encoding="utf-8"))
HANS = "这艘电动渡轮每天往返八次，乘客说噪音比以前低了很多。"
HANT = "這艘電動渡輪每天往返八次，乘客說噪音比以前低了很多。"
ENGLISH = "The electric ferry crosses the river eight times a day, and its passengers say that it is quiet. "


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_identify_tells_the_language_of_the_vectors(case: dict[str, str]) -> None:
    found = identify(case["input"])
    assert (found.language, found.tag) == (Language(case["language"]), case["tag"])


@pytest.mark.parametrize(
    ("text", "language", "is_mixed"),
    [
        (HANS * 9, Language.ZH_HANS, False),
        (HANS * 9 + HANT * 5, Language.ZH_HANS, True),
        (HANT * 9 + HANS * 5, Language.ZH_HANT, True),
        (ENGLISH * 20 + HANS, Language.EN, False),
        (ENGLISH * 20 + HANS * 8, Language.ZH_HANS, True),
        (HANS * 9 + ENGLISH, Language.ZH_HANS, False),
    ],
)
def test_identify_reports_mixed_documents(text: str, language: Language, is_mixed: bool) -> None:
    found = identify(text)
    assert (found.language, found.is_mixed) == (language, is_mixed)


def test_margin_grows_with_the_evidence() -> None:
    assert identify("人工").margin < identify(HANS + "說").margin < identify(HANS).margin


def test_counts_tell_characters_from_words() -> None:
    counts = identify("GPT-4o 的说明 カナ 한글").counts
    assert {key: counts[key] for key in ("han", "hans", "hant", "kana", "hangul", "latin")} == {
        "han": 3, "hans": 1, "hant": 0, "kana": 2, "hangul": 2, "latin": 2,
    }  # fmt: skip


def test_the_same_text_gets_the_same_answer_every_time() -> None:
    text = "Un texte assez long pour que la langue soit reconnue sans peine."
    assert len({(found.tag, found.margin) for found in (identify(text) for _ in range(5))}) == 1


@given(st.text(max_size=200))
def test_identify_never_raises_and_keeps_its_margin_in_bounds(text: str) -> None:
    found = identify(text)
    assert 0 <= found.margin <= 1
    assert found.language is detect(text)


@pytest.mark.parametrize("unit", ["字", "a", " a", "`", "<a", "https://", "```\n", "---\n", "\ud800", "\x00", "e\u0301", "1", "あ"])
def test_identify_is_linear_in_hostile_text(unit: str) -> None:
    start = time.perf_counter()
    identify(unit * (100_000 // len(unit)))
    assert time.perf_counter() - start < 3
