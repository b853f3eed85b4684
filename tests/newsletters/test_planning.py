"""`newsletter.toml`, with the settings that it shares with a run, as a plan."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.issue import Plan
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.newsletters.planning import load_newsletter, make_plan

BOTH = (Edition.ZH_HANT_TW, Edition.EN)


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plan(config: Path | None = None, before: tuple[Edition, ...] = (), environment: dict[str, str] | None = None, **flags: Any) -> Plan:
    settings, file = load_newsletter(flags, config, environment or {})
    return make_plan(file, settings, before)


def test_without_a_file_an_issue_is_in_taiwans_chinese_and_english() -> None:
    made = plan()
    assert made.editions == BOTH
    assert set(made.title) == set(BOTH)
    assert (made.stories, made.points, made.topics, made.site) == (8, 6, (), None)


def test_the_starting_file_means_what_it_says_when_its_lines_are_set() -> None:
    text = files("pipeline.storage").joinpath("starter/newsletter.toml").read_text(encoding="utf-8")
    Path("newsletter.toml").write_text(re.sub(r"(?m)^# (?=\w+ = |\[\[)", "", text), encoding="utf-8")
    made = plan()
    assert made.title == {"zh-Hant-TW": "每週 AI 摘要", "en": "The Week in AI"}
    assert made.editions == BOTH
    assert [topic.title["en"] for topic in made.topics] == ["Models"]
    assert (made.sender, made.recipient) == ("Example Weekly <editor@example.org>", "readers@example.org")
    assert (made.site, made.unsubscribe) == ("https://example.org/newsletter", "https://example.org/unsubscribe")
    assert "mistral-ai" in made.interests


def test_flag_over_environment_over_files_over_the_digests_languages() -> None:
    Path("pipeline.toml").write_text('languages = ["zh-Hans", "en"]\n', encoding="utf-8")
    assert plan().editions == (Edition.ZH_HANS, Edition.EN)
    Path("newsletter.toml").write_text('edition = "en"\n', encoding="utf-8")
    assert plan().editions == (Edition.EN,)
    assert plan(before=BOTH).editions == BOTH
    assert plan(environment={"PIPELINE_EDITION": "en+zh-Hans"}).editions == (Edition.EN, Edition.ZH_HANS)
    assert plan(environment={"PIPELINE_EDITION": "en"}, edition="zh-Hant-HK, en").editions == (Edition.ZH_HANT_HK, Edition.EN)


def test_either_file_may_be_named_and_the_other_stands_beside_it() -> None:
    Path("sub").mkdir()
    Path("sub/newsletter.toml").write_text("stories = 3\n", encoding="utf-8")
    Path("sub/pipeline.toml").write_text('outputs = "out"\n', encoding="utf-8")
    Path("sub/finance.toml").write_text('title = "Money"\n', encoding="utf-8")
    for name, stories in (("pipeline.toml", 3), ("newsletter.toml", 3), ("finance.toml", 8)):
        settings, file = load_newsletter({}, Path("sub") / name, {})
        assert (settings.outputs, file.stories) == (Path("sub/out"), stories)


def test_a_title_in_one_script_is_written_in_the_other() -> None:
    Path("newsletter.toml").write_text('title = { zh-Hant-TW = "軟體週報", en = "Software" }\nedition = "zh-Hans+en"\n', encoding="utf-8")
    assert plan().title == {"zh-Hans": "软件周报", "en": "Software"}
    Path("newsletter.toml").write_text('title = { en = "Software" }\n', encoding="utf-8")
    assert plan().title == {"zh-Hant-TW": "Software", "en": "Software"}


def test_terms_count_by_all_that_the_users_glossary_calls_them() -> None:
    Path("glossary.toml").write_text(
        '[[entity]]\nid = "acme"\nkind = "organization"\nnames = { zh-Hans = "极点", zh-Hant-TW = "極點", en = "Acme" }\n', encoding="utf-8"
    )
    Path("newsletter.toml").write_text('interests = ["ACME", "rockets"]\n', encoding="utf-8")
    assert set(plan().interests) == {"ACME", "acme", "极点", "極點", "Acme", "rockets"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel = 1", "newsletter.toml, titel: there is no such key"),
        ('title = "a\\nb"', "newsletter.toml, title.zh-Hans: write it on one line"),
        ('edition = "fr"', "newsletter.toml, edition"),
        ("stories = 0", "newsletter.toml, stories: it must be greater than or equal to 1"),
        ('sender = "nobody"', "newsletter.toml, sender: 'nobody' is no mail address; write"),
        ('sender = "a@b.org\\nBcc: c@d.org"', "newsletter.toml, sender: write it on one line"),
        ('unsubscribe = "javascript:alert(1)"', "newsletter.toml, unsubscribe: 'javascript:alert(1)' is no web address"),
        ('site = "example.org"', "newsletter.toml, site: 'example.org' is no web address; write https://"),
        ('[[topic]]\ntitle = "A"\nterms = []', "newsletter.toml, topic 1, terms: give at least one"),
        ("title = [", "newsletter.toml: not readable as TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_in_one_line(text: str, message: str) -> None:
    Path("newsletter.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        plan()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"week": "30"}, "--week: not a week; write it as 2024-W30"),
        ({"week": "2024-W60"}, "--week: not a week"),
        ({"since": "July"}, "--since: not a date; write it as 2024-07-18"),
        ({"edition": "zh-Hant-TW+fr"}, "--edition"),
        ({"edition": "+"}, "--edition"),
        ({"format": "pdf"}, "--format: it must be 'md', 'html' or 'eml'"),
    ],
)
def test_a_wrong_flag_is_named(flags: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        plan(**flags)
    assert message in str(caught.value)


def test_a_week_is_written_in_several_ways() -> None:
    assert {load_newsletter({"week": week}, None, {})[0].week for week in ("2024-W05", "2024-w5", "2024W05")} == {"2024-W05"}
