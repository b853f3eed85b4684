from __future__ import annotations

import pytest

from pipeline.compose.labels import label, type_weight
from pipeline.datamodel.fact import Aspect
from pipeline.datamodel.language import ALL_EDITIONS


@pytest.mark.parametrize("aspect", Aspect)
def test_every_aspect_has_a_label_in_every_edition(aspect: Aspect) -> None:
    names = [label("aspect", aspect).name(edition) for edition in ALL_EDITIONS]
    assert all(names)
    assert names[-1].isascii()


def test_unknown_label_is_an_error() -> None:
    with pytest.raises(KeyError):
        label("aspect", "nothing")


def test_an_unknown_type_has_the_default_weight() -> None:
    assert type_weight("never heard of") == type_weight("default")
    assert type_weight("default").headline == 0


def test_only_text_includes_text() -> None:
    assert type_weight("support_only").includes == "support"
