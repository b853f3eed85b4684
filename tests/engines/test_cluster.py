"""What of the environment may go to a cluster that is started on this machine."""

from __future__ import annotations

import pytest

from pipeline.engines.cluster import is_harmless
from pipeline.llm.models import all_models


@pytest.mark.parametrize("name", ["PATH", "HOME", "TMPDIR", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "SystemRoot", "RAY_AUTH_MODE"])
def test_what_says_where_things_are_goes(name: str) -> None:
    assert is_harmless(name)


@pytest.mark.parametrize(
    "name",
    ["AWS_SECRET_ACCESS_KEY", "FSSPEC_S3_SECRET", "GITHUB_TOKEN", "HF_TOKEN", "HOMEBREW_GITHUB_API_TOKEN", "LANGSMITH_API_KEY", "SMTP_PASSWORD"],
)
def test_what_may_be_a_secret_stays(name: str) -> None:
    assert not is_harmless(name)


def test_no_key_of_a_model_that_is_known_goes() -> None:
    keys = {spec.key for spec in all_models() if spec.key}
    assert len(keys) > 5
    assert not any(is_harmless(key) for key in keys)
