"""A user's own templates of an issue: found first, sandboxed, and named when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.render.issues.editing.applying import apply_edits
from pipeline.render.issues.editing.reading import read_edited
from pipeline.render.issues.feed import render_feed
from pipeline.render.issues.mail import render_mail
from pipeline.render.issues.markdown import render_markdown
from tests.issues import hostile_issue, sample_issue
from tests.render.issues.test_feed import PLAN


def test_the_sandbox_writes_the_same(tmp_path: Path) -> None:
    for issue in (sample_issue(), hostile_issue()):
        assert render_markdown(issue, tmp_path) == render_markdown(issue)
        assert render_mail(issue, PLAN, tmp_path) == render_mail(issue, PLAN)
        assert render_feed([issue], PLAN, tmp_path) == render_feed([issue], PLAN)


def test_an_own_template_comes_first(tmp_path: Path) -> None:
    (tmp_path / "issue.md.j2").write_text("# {{ pick(issue.headline, tag) }}, {{ days(tag) }}\n", encoding="utf-8")
    assert render_markdown(sample_issue(), tmp_path)["newsletter.en.md"].endswith("cheaper, July 22–28, 2024\n")


def test_a_page_without_comments_cannot_be_edited(tmp_path: Path) -> None:
    (tmp_path / "issue.md.j2").write_text("---\nissue: 2024-W30\nlang: en\n---\n# x\n", encoding="utf-8")
    page = render_markdown(sample_issue(), tmp_path)["newsletter.en.md"]
    with pytest.raises(ConfigError, match="leaves out bullets"):
        apply_edits(sample_issue(), read_edited(page), tmp_path)


@pytest.mark.parametrize("text", ["{{ issue.nothing }}", "{{ pick.__globals__ }}", "{% for %}"])
def test_a_wrong_one_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "issue.md.j2").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="correct the template"):
        render_markdown(sample_issue(), tmp_path)
