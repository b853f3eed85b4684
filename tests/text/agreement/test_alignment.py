"""Which figure and which moment goes with what."""

import pytest

from pipeline.datamodel.language import Language
from pipeline.text.agreement.alignment import misplaced
from pipeline.text.agreement.passages import read_passages
from pipeline.text.glossary import Glossary

HANS, EN = Language.ZH_HANS, Language.EN
ACCIDENT = "事故造成4人死亡、61人受伤，另有9人失踪。渡轮周三停驶，预计周日恢复航行；博物馆周日照常开放。"
TOWN = "Beer sales rose 6% last year to 900 barrels, while cider sales fell 2%."


def found(said: str, source: str, said_language: Language = HANS, source_language: Language = HANS) -> set[tuple[str, str, str]]:
    (statement,) = read_passages(said, said_language, Glossary.builtin())
    everything = read_passages(source, source_language, Glossary.builtin())
    return {(d.kind, d.said, d.found) for d in misplaced(statement, everything)}


@pytest.mark.parametrize(
    ("said", "source", "languages", "expected"),
    [
        ("事故造成61人死亡。", ACCIDENT, (HANS, HANS), ("number", "61人", "4人")),
        ("The accident killed 61 people.", ACCIDENT, (EN, HANS), ("number", "61 people", "4人")),
        ("渡轮预计周三恢复航行。", ACCIDENT, (HANS, HANS), ("date", "周三", "周日")),
        ("Cider sales fell 6%.", TOWN.replace("Beer", "Ale").replace("sales rose", "output rose"), (EN, EN), ("number", "6%", "2%")),
        ("Beer sales reached 900 barrels this year.", TOWN, (EN, EN), ("date", "this year", "last year")),
    ],
)
def test_a_figure_or_day_of_something_else_is_found(
    said: str, source: str, languages: tuple[Language, Language], expected: tuple[str, str, str]
) -> None:
    assert expected in found(said, source, *languages)


@pytest.mark.parametrize(
    ("said", "source", "languages"),
    [
        ("事故造成4人死亡，61人受伤。", ACCIDENT, (HANS, HANS)),
        ("Four people died, 61 were injured and nine are missing.", ACCIDENT, (EN, HANS)),
        ("渡轮周日恢复航行。", ACCIDENT, (HANS, HANS)),
        ("Beer sales rose 6% and cider sales fell 2%.", TOWN, (EN, EN)),
    ],
)
def test_what_goes_together_is_left_alone(said: str, source: str, languages: tuple[Language, Language]) -> None:
    assert found(said, source, *languages) == set()
