"""An editor's page taken over: every change survives, nothing else changes, and what left its evidence is named with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from pipeline.datamodel.digest import Point
from pipeline.datamodel.fact import Phrase
from pipeline.datamodel.issue import Issue, Story, StoryPoint
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.render.issues.editing.applying import Revision, apply_edits
from pipeline.render.issues.editing.grafting import grafted
from pipeline.render.issues.editing.reading import read_edited
from pipeline.render.issues.mail_body import mail_html
from pipeline.render.issues.markdown import markdown_page, render_markdown
from tests.issues import hostile_issue, sample_issue
from tests.render.issues.test_mail import PLAN

EDITIONS = (Edition.ZH_HANT_TW, Edition.ZH_HANS, Edition.EN)
TW, EN, BOTH = "newsletter.zh-Hant-TW.md", "newsletter.en.md", "newsletter.bilingual.md"


@dataclass
class Page:
    """A page of the sample in an editor's hands."""

    text: str

    def change(self, old: str, new: str) -> Page:
        assert old in self.text
        self.text = self.text.replace(old, new, 1)
        return self

    def strike(self, start: str) -> Page:
        """Without the line that begins so."""
        lines = self.text.split("\n")
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) == len(lines) - 1
        self.text = "\n".join(kept)
        return self

    def line(self, part: str) -> int:
        return 1 + next(n for n, line in enumerate(self.text.split("\n")) if part in line)

    def taken(self, issue: Issue | None = None) -> Revision:
        return apply_edits(issue or sample_issue(EDITIONS), read_edited(self.text))


def page(name: str = TW, editions: tuple[Edition, ...] = EDITIONS) -> Page:
    return Page(render_markdown(sample_issue(editions))[name])


def written(revision: Revision, name: str = TW) -> str:
    return render_markdown(revision.issue)[name]


def found(revision: Revision, kind: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.said, one.found) for one in revision.findings if one.kind == kind]


@pytest.mark.parametrize("issue", [sample_issue(EDITIONS), hostile_issue(EDITIONS)], ids=["sample", "hostile"])
def test_a_page_that_nobody_changed_changes_nothing(issue: Issue) -> None:
    told = issue.stories[0]
    small = replace(told, id="story-small", points=told.points[:1], conflicts=())
    issue = replace(
        issue, stories=(replace(told, conflicts=()), *issue.stories[1:]), briefs=(replace(small, conflicts=told.conflicts), *issue.briefs)
    )
    pages = render_markdown(issue)
    for text in pages.values():
        revision = apply_edits(issue, read_edited(text))
        assert not revision.findings
        assert (revision.changed, revision.added, revision.deleted) == (0, 0, 0)
        assert render_markdown(revision.issue) == pages


def test_windows_line_ends_and_other_list_marks_are_no_change() -> None:
    text = re.sub(r"^\* ", "- ", page().text, flags=re.M).replace("\n", "\r\n")
    revision = Page(text).taken()
    assert (revision.findings, revision.changed, revision.added, revision.deleted) == ((), 0, 0, 0)


def test_words_survive_in_the_page_the_mail_and_the_other_script() -> None:
    revision = page().change("* MMLU 得分 82.0%。[^4]", "* MMLU 測試拿下 82.0%，相當亮眼。[^4]").taken()
    assert not revision.findings
    assert revision.changed == 1
    assert "MMLU 測試拿下 82.0%，相當亮眼。[^4]" in written(revision)
    assert "MMLU 测试拿下 82.0%，相当亮眼。[^4]" in written(revision, "newsletter.zh-Hans.md")
    assert "Scores 82.0% on MMLU.[^4]" in written(revision, EN)
    assert "（A、C 一致；經編輯改動）" in written(revision)
    assert "測試拿下" in mail_html(revision.issue, PLAN)


def test_headline_lead_and_title_survive() -> None:
    lead = "這是編輯重寫的導言。"
    edited = page().change("\n# 小模型賣 15 美分，大模型跟著降價", "\n# 本週看兩個模型").change("## 二、Pine Large 降價", "## 二、松丘讓利")
    old = sample_issue().lead["zh-Hant-TW"]
    revision = edited.change(f"\n{old}\n", f"\n{lead}\n").taken()
    assert not revision.findings
    assert revision.issue.headline["zh-Hant-TW"] == "本週看兩個模型"
    assert revision.issue.headline["zh-Hans"] == "本周看两个模型"
    assert revision.issue.lead["zh-Hant-TW"] == lead
    assert revision.issue.stories[1].title["zh-Hant-TW"] == "松丘讓利"


def test_a_figure_changed_away_from_its_evidence_is_named_with_its_line() -> None:
    edited = page().change("輸入 15 美分[^1]", "輸入 20 美分[^1]")
    revision = edited.taken()
    line = edited.line("輸入 20 美分")
    assert found(revision, "figure") == [(line, "20 美分", "15美分")]
    assert found(revision, "edition") == [(line, "20 美分", "15 cents")], "English still says 15"
    assert str(revision.findings[0]).startswith(f"line {line}: “20 美分” was changed by hand")
    assert "輸入 20 美分" in written(revision), "the editor has the last word"
    assert not re.search(r"20 美分.*一致", written(revision)), "but no source is said to agree"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("輸入 15 美分[^1]；每百萬 token 輸出 60 美分", "輸入 60 美分[^1]；每百萬 token 輸出 15 美分", {"60 美分", "15 美分"}),
        ("便宜 60% 以上", "便宜 60% 以下", {"60% 以下"}),
        ("上下文視窗 128K token", "上下文視窗 128M token", {"128M token"}),
        ("1,230 億個參數", "12.30 億個參數", {"12.30 億個參數"}),
        ("|84.0%[^12]|", "|48.0%[^12]|", {"48.0%"}),
        ("Lyra 2 mini：價格有三個來源一致", "Lyra 2 mini：只要 9 美分", {"9 美分"}),
        ("小模型賣 15 美分，大模型跟著降價\n\n", "小模型賣 5 美分，大模型跟著降價\n\n", {"5 美分"}),
    ],
)
def test_figures_of_all_kinds_are_held_against_their_evidence(old: str, new: str, said: set[str]) -> None:
    figures = {words for _, words, _ in found(page().change(old, new).taken(), "figure")}
    assert {re.sub(r"\s|個參數|token", "", words) for words in figures} == {re.sub(r"\s|個參數|token", "", words) for words in said}


@pytest.mark.parametrize(
    ("old", "new"),
    [("每百萬 token 輸入 15 美分", "每千 token 輸入 15 美分"), ("MMLU 得分 82.0%", "MMLU 得分約 82.0%"), ("1,230 億個參數", "約 1,230 億個參數")],
)
def test_a_figure_for_as_much_or_as_exact_as_no_source_says_is_found(old: str, new: str) -> None:
    revision = page().change(old, new).taken()
    assert [said for _, said, _ in found(revision, "figure")] == [new]


def test_a_day_that_is_another_is_found() -> None:
    issue = sample_issue(EDITIONS)
    told = issue.stories[0].points[1]
    words = {tag: Phrase("发布会由 8 月 8 日改到 10 月 10 日") for tag in told.point.pieces[0].phrases}
    dated = replace(told, point=Point(pieces=(replace(told.point.pieces[0], phrases=words),)))
    issue = replace(issue, stories=(replace(issue.stories[0], points=(dated,)), *issue.stories[1:]))
    text = render_markdown(issue)["newsletter.zh-Hans.md"]
    assert not apply_edits(issue, read_edited(text.replace("10 月 10 日", "十月十日"))).findings
    assert found(apply_edits(issue, read_edited(text.replace("8 月 8 日", "8 月 1 日"))), "figure")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("輸入 15 美分[^1]", "輸入 0.15 美元[^1]"),
        ("1,230 億個參數", "參數 1230 億個"),
        ("|1,230 億[^7]|", "|1230 億[^7]|"),
        ("MMLU 得分 82.0%。", "MMLU 82%。"),
        ("\n# 小模型賣 15 美分，大模型跟著降價", "\n# 只賣 0.15 美元的小模型"),
    ],
)
def test_the_same_figure_written_otherwise_is_no_finding(old: str, new: str) -> None:
    revision = page().change(old, new).taken()
    assert revision.changed == 1
    assert not revision.findings


def test_struck_bullets_are_gone_everywhere_with_their_facts_and_notes() -> None:
    revision = page().strike("* 比 Lyra 1 便宜").taken()
    assert revision.deleted == 1
    for name in (TW, EN, BOTH):
        assert "Lyra 1 便宜" not in written(revision, name)
        assert "cheaper than Lyra 1" not in written(revision, name)
        assert "[^5]" not in written(revision, name)
    assert not [one for one in revision.issue.stories[0].facts if one.fact.claim.type == "difference"]


def test_what_stays_stays_whole() -> None:
    issue = sample_issue(EDITIONS)
    revision = page().strike("* 比 Lyra 1 便宜").taken(issue)
    assert revision.issue.stories[0].points == issue.stories[0].points[:-1]
    assert revision.issue.stories[1] == issue.stories[1]


def test_order_is_the_editors() -> None:
    edited = page()
    first, second = (re.search(rf"<!-- s:{mark}[^#]*## .*?(?=<!-- (?:s:|follow))", edited.text, re.S) for mark in ("4", "d"))
    assert first
    assert second
    edited.text = edited.text.replace(first[0] + second[0], second[0] + first[0])
    revision = edited.taken()
    assert [story.subject.id for story in revision.issue.stories] == ["pine-large", "lyra-2-mini"]
    assert "## 1. Pine Large gets cheaper" in written(revision, EN)
    assert (revision.changed, revision.added, revision.deleted) == (0, 0, 0)


def test_a_bullet_moves_to_another_story() -> None:
    edited = page()
    line = next(line for line in edited.text.split("\n") if line.startswith("* 僅供研究用途"))
    edited.strike("* 僅供研究用途").change("* 比 Lyra 1 便宜", f"{line}\n* 比 Lyra 1 便宜")
    revision = edited.taken()
    assert len(revision.issue.stories[0].points) == 5
    assert (revision.added, revision.deleted) == (0, 0)


@pytest.mark.parametrize("own", ["* 我們試用了一週，反應**很快**。", "我們試用了一週，反應很快。", "* **編者按**：我們試用了一週，反應很快。"])
def test_an_editors_own_words_are_kept_marked_and_named(own: str) -> None:
    edited = page().change("* 僅供研究用途", f"\n{own}\n\n* 僅供研究用途")
    revision = edited.taken()
    assert found(revision, "note") == [(edited.line("反應"), "我們試用了一週，反應很快。", "")]
    assert revision.added == 1
    assert "* **編者按**：我們試用了一週，反應很快。<!-- n:" in written(revision)
    assert "* **Editor’s note**: “我們試用了一週，反應很快” (in Chinese).<!-- n:" in written(revision, EN).replace(" <!--", "<!--")
    again = apply_edits(revision.issue, read_edited(written(revision)))
    assert (again.findings, again.changed, again.added) == ((), 0, 0)


def test_words_with_a_footnote_stand_on_its_evidence() -> None:
    revision = page().change("* 僅供研究用途", "* 輸入價只要 25 美分。[^1]\n* 僅供研究用途").taken()
    assert [said for _, said, _ in found(revision, "figure")] == ["25 美分"]
    assert not found(revision, "note")


def test_a_section_of_the_editors_own() -> None:
    revision = page().change("<!-- follow-ups -->", "## 三、讀者來信\n\n* 有讀者問起授權。\n\n<!-- follow-ups -->").taken()
    assert "## 三、讀者來信" in written(revision)
    assert "**編者按**：有讀者問起授權。" in written(revision)


def test_one_side_of_a_disagreement_struck_leaves_a_bullet() -> None:
    revision = page().strike("* 分詞器與 Lyra 1 相同").taken()
    assert not revision.issue.stories[0].conflicts
    assert "**說法不一" not in written(revision)
    assert "* 使用改良過的分詞器。" in written(revision)


def test_rows_and_tables_are_struck() -> None:
    revision = page().strike("|上下文視窗").taken()
    assert "|上下文視窗" not in written(revision)
    edited = page()
    edited.text = re.sub(r"\*\*每百萬 token 的價格\*\*.*?(?=<!-- s:)", "", edited.text, flags=re.S)
    assert len(edited.taken().issue.numbers) == 1


def test_a_lost_comment_is_made_up_for_by_the_footnotes() -> None:
    edited = page()
    edited.text = re.sub(r"<!-- p:\w+ -->（[^\n]*", "", edited.text)
    revision = edited.taken()
    assert (revision.added, revision.deleted) == (0, 0)
    assert [point.letters for point in revision.issue.stories[0].points] == [point.letters for point in sample_issue().stories[0].points]


def test_words_written_behind_the_comment_are_kept_and_the_programs_own_are_not_changed() -> None:
    revision = page().change("（B、C 一致）", "（B、C 一致）商用要另談。").taken()
    assert "* 僅供研究用途。商用要另談。[^8]" in written(revision)
    other = page().change("（B、C 一致）", "（B、C、D 一致）").taken()
    assert [one.kind for one in other.findings] == ["ignored"]
    assert "（B、C 一致）" in written(other)


def test_a_bilingual_page_is_edited_in_both_languages() -> None:
    edited = page(BOTH).change("MMLU 得分 82.0%。", "MMLU 測試 82.0%。").change("Scores 82.0% on MMLU.", "It reaches 82.0% on MMLU.")
    revision = edited.taken()
    assert not revision.findings
    assert "It reaches 82.0% on MMLU.[^4]" in written(revision, EN)
    assert "MMLU 測試 82.0%。[^4]" in written(revision)


def test_two_pages_of_one_issue_are_one_edit() -> None:
    issue = sample_issue(EDITIONS)
    chinese = page().strike("* 比 Lyra 1 便宜").change("* 僅供研究用途", "* 我們試用了一週。\n* 僅供研究用途")
    english = page(EN).change("Research use only.", "For research only.").change("* For research", "* We tried it for a week.\n* For research")
    revision = apply_edits(issue, read_edited(chinese.text))
    both = grafted(read_edited(english.text), read_edited(markdown_page(issue, ("en",))), read_edited(markdown_page(revision.issue, ("en",))))
    last = apply_edits(revision.issue, both)
    assert "cheaper than Lyra 1" not in written(last, EN)
    assert "For research only." in written(last, EN)
    assert "**Editor’s note**: We tried it for a week." in written(last, EN)
    assert "**編者按**：我們試用了一週。" in written(last)


@pytest.mark.parametrize(
    "text", ["", "# x", "---\ntitle: x\n---\n# x", "---\n[\n---\n", "---\nissue: 2024-W30\nlang: fr\n---\n", "---\nissue: 2024-W30\nlang: []\n---\n"]
)
def test_what_is_no_page_of_an_issue_is_named(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^my\.md: "):
        read_edited(text, "my.md")


def test_a_page_of_another_issue_or_edition_is_refused() -> None:
    with pytest.raises(ConfigError, match="2024-W31"):
        page().change('issue: "2024-W30"', 'issue: "2024-W31"').taken()
    with pytest.raises(ConfigError, match="zh-Hans"):
        page("newsletter.zh-Hans.md").taken(sample_issue((Edition.EN,)))


@pytest.mark.parametrize("own", ["<script>alert(1)</script>", "{{< shortcode >}}", "![x](https://evil.example/x.png)", "[x](javascript:alert(1))"])
def test_what_an_editor_pastes_does_not_act(own: str) -> None:
    revision = page().change("* 僅供研究用途", f"* 看看 {own}\n* 僅供研究用途").taken()
    assert "<script" not in written(revision)
    assert "{{<" not in written(revision)
    assert not re.search(r"(?<!\\)\]\((javascript|https://evil)", written(revision))
    assert "<script" not in mail_html(revision.issue, PLAN)


def test_a_mark_does_not_land_within_a_word() -> None:
    revision = page().change("MMLU 得分 82.0%", "Lyra-82.0%x 的 MMLU 得分").taken()
    piece = next(
        piece
        for story in revision.issue.stories
        for point in story.points
        for piece in point.point.pieces
        if "x 的" in piece.phrases["zh-Hant-TW"].text
    )
    assert piece.phrases["zh-Hant-TW"].mark is None


def with_headline() -> Issue:
    """The sample with a source that tells no fact."""
    issue = sample_issue(EDITIONS)
    told = issue.briefs[0]
    title = {"zh-Hant-TW": "《早安》https://a.example", "zh-Hans": "《早安》https://a.example", "en": "Good morning"}
    return replace(issue, briefs=(*issue.briefs, replace(told, id="alone", title=title, facts=(), points=())))


def test_a_story_told_by_its_headline_alone_stands_in_every_page_and_is_edited_there() -> None:
    issue = with_headline()
    pages = render_markdown(issue)
    assert "* **Good morning** <!-- h:" in pages[EN]
    assert "* **《早安》https://a.example**<!-- h:" in pages[TW]
    assert "Good morning" in mail_html(issue, PLAN)
    edited = Page(pages[EN]).change("**Good morning**", "**Good evening**").taken(issue)
    assert (edited.changed, edited.added, edited.deleted) == (1, 0, 0)
    assert edited.issue.briefs[-1].title["en"] == "Good evening"
    struck = Page(pages[EN]).strike("* **Good morning**").taken(issue)
    assert [story.id for story in struck.issue.briefs] == [story.id for story in issue.briefs[:-1]]
    assert all(apply_edits(issue, read_edited(text)).issue.briefs == issue.briefs for text in pages.values())


def test_a_digest_that_came_after_the_editing_moves_the_footnotes_and_nothing_else() -> None:
    issue = sample_issue(EDITIONS)
    old = Page(render_markdown(issue)[TW]).change("比 Lyra 1 便宜 60% 以上", "比 Lyra 1 足足便宜 60% 以上")
    shifted = {note.n: note.n + 7 for note in issue.notes}

    def later(point: StoryPoint) -> StoryPoint:
        return replace(point, point=Point(pieces=tuple(replace(piece, note=shifted[piece.note]) for piece in point.point.pieces)))

    def all_later(stories: tuple[Story, ...]) -> tuple[Story, ...]:
        return tuple(replace(story, points=tuple(map(later, story.points))) for story in stories)

    first, second = all_later(issue.stories)
    first = replace(first, points=(*first.points[1:], replace(first.points[0], facts=("another",))))
    notes = tuple(replace(note, n=shifted[note.n]) for note in issue.notes)
    later_issue = replace(issue, stories=(first, second), briefs=all_later(issue.briefs), follow_ups=tuple(map(later, issue.follow_ups)))
    revision = old.taken(replace(later_issue, notes=notes, numbers=()))
    assert not found(revision, "note")
    assert not found(revision, "figure")
    line = next(line for line in written(revision).split("\n") if "足足便宜" in line)
    assert f"[^{shifted[5]}]" in line
    assert "15 美分[^8]" in written(revision), "known by its words, though it is told in another bullet now"
