"""What a chat model puts around the text that it was asked for: its reasoning, a preamble, notes on its work, offers, a tag.

Where a whole conversation was saved, the model's answers are the text and the questions go. The phrases are in `data/chat.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Passage
from pipeline.ingest.tables import pattern
from pipeline.text.fold import fold

_LABEL = re.compile(r"\W{0,4}([^:：]{1,24}?)\s{0,3}[:：]\s{0,3}(.*)$", re.S)
_THINKS = re.compile(r"\s*<(think|thinking|thought|reasoning|reflection)>", re.I)
_ROLE = re.compile(r"[#*\s]{0,4}(?P<role>[^:：\n]{1,24}?)\*{0,2}\s?(?:[:：]\*{0,2}|$)\s?(?P<said>.*)$", re.S)
_MAX_PREAMBLE = 300  # characters
_NOTES_FROM = 0.5  # share of the text after which a model's notes about its work stand
_TOP_LEVEL = 7  # rank of a bold line that serves as a heading
_TITLE_WITHIN = 3  # passages at the top in which a labelled title stands


def without_chat(passages: list[Passage]) -> tuple[list[Passage], str | None]:
    """Without what a chat model says beside the text, and the title that it labelled as one, which becomes a heading."""
    passages = _answers(_without_reasoning(passages))
    while passages and _is_preamble(passages[0]):
        passages = passages[1:]
    while passages and pattern("chat", "tag").fullmatch(fold(passages[-1].text)):
        passages = passages[:-1]
    return _with_title(_without_notes(passages))


def is_closing(sentence: str) -> bool:
    """True for a sentence in which a chat model takes leave or names itself."""
    folded = fold(sentence).strip(" 。.!?~")
    return pattern("chat", "closing").fullmatch(folded) is not None or pattern("chat", "tag").fullmatch(folded) is not None


def _is_preamble(passage: Passage) -> bool:
    text = passage.text
    return len(text) <= _MAX_PREAMBLE and pattern("chat", "preamble").fullmatch(fold(text)) is not None


def _without_reasoning(passages: list[Passage]) -> list[Passage]:
    """Without what stands between `<think>` and `</think>`; an opening mark that is never closed takes only itself off."""
    for index, passage in enumerate(passages):
        match = _THINKS.match(passage.text)
        if match is None:
            continue
        close = f"</{match[1].lower()}>"
        end = next((at for at in range(index, len(passages)) if close in passages[at].text.lower()), None)
        if end is None:
            return passages
        rest = _after(passages[end], close)
        return passages[:index] + ([rest] if rest is not None else []) + _without_reasoning(passages[end + 1 :])
    return passages


def _after(passage: Passage, mark: str) -> Passage | None:
    """What follows a mark in a passage."""
    for number, line in enumerate(passage.lines):
        at = line.text.lower().find(mark)
        if at >= 0:
            left = line.text[at + len(mark) :].strip()
            lines = ((replace(line, text=left),) if left else ()) + passage.lines[number + 1 :]
            return replace(passage, lines=lines) if lines else None
    return None


def _answers(passages: list[Passage]) -> list[Passage]:
    """The model's answers of a conversation that was saved as `User: …`, `Assistant: …`; the same passages where it is none."""
    first = next((index for index, passage in enumerate(passages[:2]) if _role(passage) == "user"), None)
    if first is None or all(_role(passage) != "assistant" for passage in passages[first:]):
        return passages
    kept: list[Passage] = []
    is_answer = False
    for passage in passages[first:]:
        role = _role(passage)
        if role is not None:
            is_answer = role == "assistant"
            passage = _unlabelled(passage)
        if is_answer and passage.lines:
            kept.append(passage)
    return kept


def _role(passage: Passage) -> str | None:
    """Who speaks in a passage that opens with a role: `user` or `assistant`."""
    match = _ROLE.match(passage.lines[0].text) if passage.lines and passage.kind is not BlockKind.CODE else None
    if match is None:
        return None
    name = fold(match["role"]).strip(" *#")
    return next((role for role in ("user", "assistant") if pattern("chat", role).fullmatch(name)), None)


def _unlabelled(passage: Passage) -> Passage:
    """The passage without the role that opens it."""
    first, *others = passage.lines
    match = _ROLE.match(first.text)
    said = match["said"].strip() if match is not None else first.text
    return replace(passage, lines=((replace(first, text=said),) if said else ()) + tuple(others))


def _with_title(passages: list[Passage]) -> tuple[list[Passage], str | None]:
    """A labelled title (`Title: …`) among the first passages as a heading."""
    for index, passage in enumerate(passages[:_TITLE_WITHIN]):
        match = _LABEL.match(passage.text)
        if match and match.group(2) and "\n" not in match.group(2) and pattern("chat", "title").fullmatch(fold(match.group(1)).strip()):
            line = replace(passage.lines[0], text=match.group(2).strip())
            return [*passages[:index], Passage(BlockKind.HEADING, (line,), 1), *passages[index + 1 :]], line.text
    return passages, None


def _without_notes(passages: Sequence[Passage]) -> list[Passage]:
    """Without the section in which a model tells of its work."""
    passages = list(passages)
    before = 0
    total = sum(len(line.text) for passage in passages for line in passage.lines)
    for index, passage in enumerate(passages):
        if before >= _NOTES_FROM * total:
            heading = fold(passage.text).strip(" :*#()[]\n")
            level = passage.level if passage.kind is BlockKind.HEADING else _TOP_LEVEL
            if len(heading) <= 60 and pattern("chat", "notes").fullmatch(heading):
                rest = passages[index + 1 :]
                after = next((i for i, later in enumerate(rest) if later.kind is BlockKind.HEADING and later.level <= level), len(rest))
                return passages[:index] + rest[after:]
            if pattern("chat", "note").fullmatch(heading):
                return _without_notes([*passages[:index], *passages[index + 1 :]])
        before += len(passage.text)
    return passages
