from __future__ import annotations

import pytest

from pipeline.datamodel.document import DateOrigin
from pipeline.errors import ConfigError
from pipeline.ingest.published import find_published, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-07-29 17:42:12", "2024-07-29"),
        ("2024/7/9", "2024-07-09"),
        ("2024.07.29", "2024-07-29"),
        ("20240729", "2024-07-29"),
        ("2024-07-29T10:00:00+08:00", "2024-07-29"),
        ("2024年7月29日", "2024-07-29"),
        ("2024 年 7 月 29 日", "2024-07-29"),
        ("民國113年7月29日", "2024-07-29"),
        ("July 29, 2024", "2024-07-29"),
        ("Mon, 29 Jul 2024 08:00:00 GMT", "2024-07-29"),
        ("2024-07", "2024-07"),
        ("2024年7月", "2024-07"),
        ("July 2024", "2024-07"),
        ("2024", "2024"),
    ],
)
def test_dates_are_read_at_their_precision(text: str, expected: str) -> None:
    found = parse_date(text, DateOrigin.TEXT)
    assert found is not None
    assert found.date == expected
    assert found.precision == {4: "year", 7: "month", 10: "day"}[len(expected)]


@pytest.mark.parametrize("text", ["昨天", "2 hours ago", "2024-13-40", "7月18日", "123456789012", "v2.0.1", "2016_3d-models", "2024-5G", ""])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_date(text, DateOrigin.TEXT) is None


def find(
    *,
    given: str | None = None,
    metadata: str | None = None,
    front_matter: str | None = None,
    page: str | None = None,
    name: str = "a.txt",
    text: str = "",
) -> tuple[str, str] | None:
    found = find_published(given=given, metadata=metadata, front_matter=front_matter, page=page, name=name, passages=[text])
    return (found.date, str(found.origin)) if found else None


def test_the_nearer_statement_wins() -> None:
    page, name, text = "2024-01-04", "2024-01-05-a.md", "2024年1月6日"
    metadata, front_matter = "2024-01-02", "2024-01-03"
    assert find(given="2024-01-01", metadata=metadata, front_matter=front_matter, page=page, name=name, text=text) == ("2024-01-01", "given")
    assert find(metadata=metadata, front_matter=front_matter, page=page, name=name, text=text) == ("2024-01-02", "metadata")
    assert find(front_matter=front_matter, page=page, name=name, text=text) == ("2024-01-03", "front matter")
    assert find(page=page, name=name, text=text) == ("2024-01-04", "metadata")
    assert find(name=name, text=text) == ("2024-01-05", "name")
    assert find(text=text) == ("2024-01-06", "text")


def test_a_date_in_the_name_may_stand_in_folders() -> None:
    assert find(name="2024/07/19/talk.srt") == ("2024-07-19", "name")
    assert find(name="report-2024.md") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布时间：2024-07-18 09:00 来源：某报", "2024-07-18"),
        ("新华社北京2024年7月18日电 某公司今天宣布了新产品，价格比上一代低得多，引来不少人的注意，也引来不少人的怀疑。", "2024-07-18"),
        ("AI 日报 2024/7/18", "2024-07-18"),
        ("该公司于2024年7月18日宣布了新产品。", None),
        ("知识截至 2023 年 10 月", None),
    ],
)
def test_a_date_at_the_top_is_told_from_one_in_a_sentence(text: str, expected: str | None) -> None:
    found = find(text=text)
    assert (found and found[0]) == expected


def test_a_given_date_that_cannot_be_read_is_the_users_error() -> None:
    with pytest.raises(ConfigError, match="--published"):
        find(given="gestern")


def found_in(*passages: str) -> str | None:
    found = find_published(given=None, metadata=None, front_matter=None, page=None, name="a.txt", passages=passages)
    return found.date if found else None


PROSE = "这家公司上周发布了新模型，价格是每月五美元，用户可以从今天起在网页上使用它，许多人已经试过，觉得还不错，" * 2


@pytest.mark.parametrize(
    "comment",
    ["小明 發表於 2024-07-20 10:00", "Ann Lee says: July 20, 2024 at 9:15 am", "#3 2024-07-20 10:00", "2 楼 2024-07-20", "回复 2024-07-20 10:00"],
)
def test_a_comments_date_is_not_the_texts(comment: str) -> None:
    assert found_in("小模型的一年", PROSE, comment) is None


def test_below_the_heading_of_comments_no_date_counts() -> None:
    assert found_in("小模型的一年", "短短一段。", "评论（3）", "2024-07-20 10:00") is None
    assert found_in("A year", "3 comments", "Published: July 20, 2024") is None


def test_a_quoted_mails_date_is_not_the_texts() -> None:
    assert found_in("On Mon, Jul 15, 2024 at 9:00 AM, Ann wrote:", PROSE) is None


def test_a_date_below_a_lead_counts() -> None:
    assert found_in("小模型的一年", PROSE, "2024-07-18 09:00") == "2024-07-18"
