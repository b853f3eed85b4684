"""One pattern over many words."""

from pipeline.text.agreement.wordlist import pattern_of


def test_the_longest_word_wins_and_latin_ones_are_whole() -> None:
    pattern = pattern_of(["rise", "rise by", "上升", "上"])
    assert [m.group() for m in pattern.finditer("rise  by 2, riser, 上升, 上")] == ["rise  by", "上升", "上"]


def test_a_shorter_word_is_found_where_the_longer_does_not_end() -> None:
    assert [m.group() for m in pattern_of(["rise", "rise by"]).finditer("rise bytes")] == ["rise"]
