import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.wording.templates import Optional, Piece, Slot, TemplateError, Verb, fill, parse


def filled(template: str, **slots: str) -> str | None:
    pieces = fill(parse(template), lambda slot: slots.get(slot.name), lambda verb, before: verb.plural if before == "o" else verb.plain)
    return None if pieces is None else "".join(piece.text for piece in pieces)


def test_parse_reads_slots_forms_verbs_and_optional_parts() -> None:
    assert parse("{s} <~be|is|are> {v:at}[ by {o}]") == (
        Slot("s", ""),
        " ",
        Verb("be", "is", "are", True),
        " ",
        Slot("v", "at"),
        Optional((" by ", Slot("o", ""))),
    )


def test_a_verb_with_one_form_is_the_same_throughout() -> None:
    assert parse("<支持>") == (Verb("支持", "支持", "支持", False),)


@pytest.mark.parametrize("template", ["{s", "[{s}", "{s}]", "<be", "{s:}", "a}b"])
def test_parse_refuses_what_is_not_well_formed(template: str) -> None:
    with pytest.raises(TemplateError, match=r"cannot be read|without its"):
        parse(template)


def test_an_optional_part_vanishes_with_its_slot_and_a_required_slot_fails() -> None:
    assert filled("{s} rose[ in {c}]", s="A", c="B") == "A rose in B"
    assert filled("{s} rose[ in {c}]", s="A") == "A rose"
    assert filled("{s} rose in {c}", s="A") is None


def test_a_verb_is_told_which_slot_stands_before_it() -> None:
    assert filled("{s} <run|runs|run>", s="A", o="B") == "A runs"
    assert filled("{o} <run|runs|run> {s}", s="A", o="B") == "B run A"


def test_pieces_tell_where_they_come_from() -> None:
    pieces = fill(parse("{s} <has> {v}"), lambda slot: slot.name.upper(), lambda verb, _: verb.plain)
    assert pieces == [Piece("S", "s"), Piece(" ", ""), Piece("has", "<>"), Piece(" ", ""), Piece("V", "v")]


@given(st.text("{}[]<>|:~s o是", max_size=20))
def test_any_text_is_parsed_or_refused(template: str) -> None:
    try:
        parsed = parse(template)
    except TemplateError:
        return
    assert parse(template) == parsed
