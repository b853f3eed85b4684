"""One pattern over many words."""

import re

from pipeline.text.agreement.wordlist import pattern_of


def test_the_longest_word_wins_and_latin_ones_are_whole() -> None:
    pattern = pattern_of(["rise", "rise by", "上升", "上"])
    assert [m.group() for m in pattern.finditer("rise  by 2, riser, 上升, 上")] == ["rise  by", "上升", "上"]


def test_a_shorter_word_is_found_where_the_longer_does_not_end() -> None:
    assert [m.group() for m in pattern_of(["rise", "rise by"]).finditer("rise bytes")] == ["rise"]


def test_a_broad_list_finds_what_a_plain_alternation_finds() -> None:
    words = [chr(0x4E00 + 7 * n) + chr(0x5000 + n) for n in range(200)] + ["rose", "rose by", "上", "上升"]
    text = "".join(words) + " rose by 3, 上升, rosewood, 上"
    plain = "|".join(sorted((w for w in words if not w.isascii()), key=len, reverse=True))
    expected = [m.group() for m in re.finditer(rf"(?<![a-z\d])(?:rose by|rose)(?![a-z\d])|{plain}", text)]
    assert [m.group() for m in pattern_of(words).finditer(text)] == expected
