"""Stories that are one event under two names."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compose.issues.linking import Told, alike
from pipeline.datamodel.fact import Claim, Entity
from tests.compose.issues.week import gathered, released, reported
from tests.factories import claim, entity, value

FIGURES = ("5078", "46120", "318", "7245")


def counts(of: Entity, figures: Sequence[str]) -> list[tuple[str, Claim]]:
    return [(f"{figure} of them", claim(of, "count", value=value(figure, figure, "count"))) for figure in figures]


def story(name: str, kind: str, said: Sequence[tuple[str, Claim]], *documents: str) -> Told:
    return Told(name, kind, gathered([reported(name, said)])[1], frozenset(documents or (name,)))


def joined(*stories: Told) -> bool:
    return len(set(alike(stories).values())) == 1


def test_figures_join_what_has_no_known_name() -> None:
    a, b = entity("a", kind="unknown"), entity("b", kind="unknown")
    assert joined(story("a", "unknown", counts(a, FIGURES)), story("b", "unknown", counts(b, FIGURES[:3])))
    assert not joined(story("a", "unknown", counts(a, FIGURES)), story("b", "unknown", counts(b, ("77", "88", "99"))))


def test_figures_are_compared_without_their_scale() -> None:
    a, b = entity("a", kind="unknown"), entity("b", kind="event")
    other = ("507800", "4612000", "31800")
    assert joined(story("a", "unknown", counts(a, FIGURES[:3])), story("b", "event", counts(b, other)))


def test_two_known_models_are_never_one() -> None:
    a, b = entity("a"), entity("b")
    assert not joined(story("a", "model", counts(a, FIGURES)), story("b", "model", counts(b, FIGURES)))


def test_known_names_of_one_kind_must_share_more() -> None:
    a, b = entity("a", kind="organization"), entity("b", kind="organization")
    assert not joined(story("a", "organization", counts(a, FIGURES[:2])), story("b", "organization", counts(b, FIGURES[:2])))
    assert joined(story("a", "organization", counts(a, FIGURES)), story("b", "organization", counts(b, FIGURES)))


def test_years_join_nothing() -> None:
    a, b = entity("a", kind="unknown"), entity("b", kind="unknown")
    years = ("2021", "2022", "2023", "2024")
    assert not joined(story("a", "unknown", counts(a, years)), story("b", "unknown", counts(b, years)))


def test_two_stories_of_one_document_are_two() -> None:
    a, b = entity("a", kind="unknown"), entity("b", kind="unknown")
    assert not joined(story("a", "unknown", counts(a, FIGURES), "d"), story("b", "unknown", counts(b, FIGURES), "d", "e"))


def test_words_join_nameless_stories_of_one_language() -> None:
    a, b = entity("a", kind="unknown"), entity("b", kind="unknown")
    ferry = [("The ferry to the island of Sark has lost its rudder in heavy weather", claim(a, "free"))]
    again = [("Heavy weather cost the ferry to Sark its rudder on Sunday", claim(b, "free"))]
    bread = [("Bakers ask for cheaper flour before the winter holidays begin", claim(b, "free"))]
    assert joined(story("a", "unknown", ferry), story("b", "unknown", again))
    assert not joined(story("a", "unknown", ferry), story("b", "unknown", bread))


def test_what_came_of_an_expectation_leads() -> None:
    early = Told("llama-3", "model", gathered([reported("x", [("Llama 3 may come", _expected())])])[1], frozenset({"x"}))
    late = Told("llama-3.1", "model", gathered([reported("y", [("Llama 3.1 is out", released(entity("llama-3.1")))])])[1], frozenset({"y"}))
    assert alike([early, late]) == {"llama-3": "llama-3.1", "llama-3.1": "llama-3.1"}


def _expected() -> Claim:
    return claim(entity("llama-3"), "release", objects=[entity("meta", kind="organization")], modality="expected")
