"""docs/newsletter.md and the weekly job say what there is: every option of the job, every key of newsletter.toml, the bounds."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from pipeline.cli import main
from pipeline.newsletters.planning import NewsletterFile
from pipeline.render.issues.feed import ISSUES
from pipeline.render.issues.mail_body import MAX_BYTES

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "newsletter.md").read_text(encoding="utf-8")
JOB = (DOCS / "examples" / "newsletter.yml").read_text(encoding="utf-8")


def test_every_key_is_documented() -> None:
    table = PAGE.split("## Settings")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)`", table, re.M) == list(NewsletterFile.model_fields)


def test_bounds_are_as_documented() -> None:
    assert f"{MAX_BYTES:,} bytes" in PAGE
    assert f"newest {ISSUES} issues" in PAGE
    assert f"heading ({NewsletterFile.model_fields['stories'].default})" in PAGE


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert "://" in target or (DOCS / target).exists(), target


def test_the_weekly_job_is_a_workflow() -> None:
    job = yaml.safe_load(JOB)
    assert job[True]["schedule"] == [{"cron": "0 6 * * 1"}]
    steps = [step for one in job["jobs"].values() for step in one["steps"]]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    runs = "\n".join(step.get("run", "") for step in steps)
    assert "${{ inputs" not in runs, "what a person types goes through the environment, never into the shell's text"
    assert "pipeline run feeds.opml" in runs
    options = set(re.findall(r"(?<=pipeline newsletter ).*?(--[a-z]+)", runs)) | {"--from", "--json"}
    assert options <= {name for option in main.commands["newsletter"].params for name in option.opts}
