from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.compose.digest import chinese_edition, compose
from pipeline.compose.layout import outline_of
from pipeline.compose.sections import place
from pipeline.compose.size import SHARES
from pipeline.datamodel.digest import Digest, Piece
from pipeline.datamodel.document import DateOrigin, Published
from pipeline.datamodel.fact import Aspect, Fact
from pipeline.datamodel.language import Edition, Language
from tests.factories import EDITIONS, claim, document, entity, fact, rejection, value
from tests.sample import MINI, sample_document, sample_facts

DOCUMENT = sample_document()
FACTS = sample_facts(DOCUMENT)
LONG = compose(DOCUMENT, FACTS, [], EDITIONS, "long")


def pieces(digest: Digest) -> list[Piece]:
    points = [*digest.key_points, *(p for s in digest.sections for g in s.groups for p in g.points)]
    return [piece for point in points for piece in point.pieces]


def characters(digest: Digest, tag: str) -> int:
    names = sum(len(s.heading.name(tag)) + sum(len(g.label.name(tag)) for g in s.groups if g.label) for s in digest.sections)
    figures = sum(len(c.phrases[tag]) for t in digest.tables for _, cells in t.rows for c in cells if c)
    return names + figures + sum(len(p.phrases[tag].text) for p in pieces(digest)) + len(digest.title[tag])


def test_title_is_the_sources_and_in_another_language_the_best_news_of_the_main_subject() -> None:
    assert LONG.title == {"zh-Hans": "小模型的一周", "zh-Hant-TW": "小模型的一週", "en": "GPT-4o mini replaces GPT-3.5 Turbo"}
    untitled = compose(replace(DOCUMENT, title=None), FACTS, [], EDITIONS, "long")
    assert untitled.title == {
        "zh-Hans": "GPT-4o mini 取代 GPT-3.5 Turbo",
        "zh-Hant-TW": "GPT-4o mini 取代 GPT-3.5 Turbo",
        "en": "GPT-4o mini replaces GPT-3.5 Turbo",
    }
    assert LONG.main == MINI.id


def test_key_points_are_three_to_five_of_different_kinds() -> None:
    assert 3 <= len(LONG.key_points) <= 5
    assert LONG.key_points[0].pieces[0].phrases["en"].text == "GPT-4o mini replaces GPT-3.5 Turbo"


def test_comparable_measurements_stand_in_tables() -> None:
    assert [table.kind for table in LONG.tables] == ["scores", "prices"]
    assert [column.name("en") for column in LONG.tables[0].columns] == ["GPT-4o mini", "Gemini 1.5 Flash", "Claude 3 Haiku"]


def test_no_fact_of_a_table_or_key_point_is_told_again_in_the_sections() -> None:
    above = {f for p in LONG.key_points for piece in p.pieces for f in piece.facts} | {
        f for t in LONG.tables for _, cells in t.rows for cell in cells if cell for f in cell.facts
    }
    below = [f for s in LONG.sections for g in s.groups for p in g.points for piece in p.pieces for f in piece.facts]
    assert not above & set(below)
    assert len(below) == len(set(below))


def test_sections_end_with_views_and_outlook() -> None:
    assert [s.kind for s in LONG.sections] == ["subject", "subject", "details", "views", "outlook"]
    assert [g.label.kind for s in LONG.sections[3:] for g in s.groups if g.label] == ["person", "person", "organization"]


def test_every_note_has_evidence_that_stands_in_the_document() -> None:
    assert [note.n for note in LONG.notes] == list(range(1, len(LONG.notes) + 1))
    for note in LONG.notes:
        for evidence in note.evidence:
            assert DOCUMENT.text[evidence.span.start : evidence.span.end] == evidence.quote


def test_every_edition_has_every_piece() -> None:
    for piece in pieces(LONG):
        assert set(piece.phrases) == {"zh-Hans", "zh-Hant-TW", "en"}
        assert set(piece.origins) == set(piece.phrases)


def test_untranslated_pieces_are_marked_and_few() -> None:
    foreign = [piece for piece in pieces(LONG) if not piece.is_translated("en")]
    assert foreign
    assert all(piece.is_translated("zh-Hans") for piece in foreign)
    cells = sum(cell is not None for t in LONG.tables for _, row in t.rows for cell in row)
    assert len(foreign) <= 0.3 * (len(pieces(LONG)) + cells)


@pytest.mark.parametrize("length", SHARES)
def test_length_stays_within_its_share(length: str) -> None:
    digest = compose(DOCUMENT, FACTS, [], EDITIONS, length)
    assert 0 < characters(digest, "zh-Hans") <= SHARES[length] * len(DOCUMENT.text)


def test_longer_digests_tell_more() -> None:
    shown = [compose(DOCUMENT, FACTS, [], EDITIONS, length).coverage.shown for length in ("short", "medium", "long")]
    assert shown == sorted(set(shown))


def test_unknown_length_is_refused() -> None:
    with pytest.raises(ValueError, match="'huge': not one of short, medium, long"):
        compose(DOCUMENT, FACTS, [], EDITIONS, "huge")


def test_selection_does_not_depend_on_the_editions_written() -> None:
    english = compose(DOCUMENT, FACTS, [], (Edition.EN,), "medium")
    three = compose(DOCUMENT, FACTS, [], EDITIONS, "medium")
    assert [p.facts for p in pieces(english)] == [p.facts for p in pieces(three)]
    assert english.chinese is None


def test_coverage_counts_what_was_left_out() -> None:
    digest = compose(DOCUMENT, FACTS, [rejection(FACTS[0].claim)], EDITIONS)
    assert digest.coverage.rejections == 1
    assert digest.coverage.facts == len(FACTS)
    assert 0 < digest.coverage.shown < len(FACTS)
    assert 0 < digest.coverage.cited < 1
    assert (1, 7) in digest.coverage.gaps


def test_no_facts_make_an_empty_digest_with_the_sources_title() -> None:
    digest = compose(DOCUMENT, [], [], EDITIONS)
    assert digest.title["en"] == "小模型的一周"
    assert not digest.key_points
    assert not digest.tables
    assert not digest.sections
    assert digest.reading_minutes == {"zh-Hans": 1, "zh-Hant-TW": 1, "en": 1}


def test_empty_document_has_its_name_for_a_title() -> None:
    assert compose(document(""), [], [], EDITIONS).title["en"] == "sample.txt"


def test_two_subjects_of_one_weight_share_the_title() -> None:
    of = document("甲公司来了。\n乙公司也来了。\n甲公司走了。\n乙公司也走了。" * 5)
    two = [entity("jia", "甲公司", "Jia", kind="organization"), entity("yi", "乙公司", "Yi", kind="organization")]
    quotes = [("甲公司来了", two[0]), ("乙公司也来了", two[1]), ("甲公司走了", two[0]), ("乙公司也走了", two[1])]
    facts = [
        fact(of, quote, claim(who, "availability"), dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), f"{who.id} {quote}")) for quote, who in quotes
    ]
    assert compose(of, facts, [], EDITIONS).title == {"zh-Hans": "甲公司、乙公司", "zh-Hant-TW": "甲公司、乙公司", "en": "Jia and Yi"}


def test_facts_without_texts_are_counted_and_not_shown() -> None:
    bare = [replace(f, texts={}, clauses={}) for f in FACTS]
    digest = compose(DOCUMENT, bare, [], EDITIONS)
    assert digest.coverage.facts == len(FACTS)
    assert digest.coverage.shown == 0


@pytest.mark.parametrize(
    ("source", "editions", "chinese"),
    [
        (Language.ZH_HANS, EDITIONS, Edition.ZH_HANS),
        (Language.ZH_HANT, EDITIONS, Edition.ZH_HANT_TW),
        (Language.EN, EDITIONS, Edition.ZH_HANT_TW),
        (Language.EN, (Edition.ZH_HANS, Edition.EN), Edition.ZH_HANS),
        (Language.ZH_HANT, (Edition.ZH_HANT_HK, Edition.EN), Edition.ZH_HANT_HK),
        (Language.ZH_HANS, (Edition.ZH_HANS,), None),
        (Language.ZH_HANS, (Edition.EN,), None),
    ],
)
def test_chinese_edition_of_the_bilingual_page(source: Language, editions: tuple[Edition, ...], chinese: Edition | None) -> None:
    assert chinese_edition(source, editions) is chinese


@settings(max_examples=20, deadline=None)
@given(st.permutations(FACTS), st.integers(0, len(FACTS)))
def test_digest_of_any_facts_stays_within_its_length_and_numbers_its_notes(facts: list[Fact], n: int) -> None:
    digest = compose(DOCUMENT, facts[:n], [], EDITIONS)
    assert characters(digest, "zh-Hans") <= max(40, SHARES["medium"] * len(DOCUMENT.text))
    used = [piece.note for piece in pieces(digest)] + [c.note for t in digest.tables for _, cells in t.rows for c in cells if c]
    assert set(used) == {note.n for note in digest.notes}


@pytest.mark.parametrize(("day", "modality", "kind"), [("2023-05", "", "subject"), ("2025-05", "", "outlook"), ("2023-05", "planned", "outlook")])
def test_what_plainly_happened_before_the_source_is_no_outlook(day: str, modality: str, kind: str) -> None:
    of = replace(document("码头开工。"), published=Published(date="2024-07-20", precision="day", origin=DateOrigin.METADATA))
    said = claim(entity("pier", "码头", "the pier"), "begins", aspect=Aspect.OUTLOOK, value=value(day, day, "date"), modality=modality)
    (item,) = outline_of(of, [fact(of, "码头开工", said, {"zh-Hans": "码头开工", "en": "the pier began"})], EDITIONS, 400).key[0]
    assert place(item).kind == kind
