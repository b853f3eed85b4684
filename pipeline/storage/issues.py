"""The newsletter's folder: an issue's files appear together or not at all, an editor's changes are never overwritten unasked, nothing is pruned."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.datamodel.issue import EarlierIssue, Issue, Period, Printed
from pipeline.datamodel.language import Edition
from pipeline.errors import OutputError
from pipeline.storage.issue_records import Kept, as_text, issue_record, memory_record, read_memory
from pipeline.storage.outputs import SCRATCH, new_folder, reporting, restore, write_file

NEWSLETTER = "newsletter"  # in the outputs folder
ISSUE, MEMORY, FEED = "issue.json", "memory.json", "feed.xml"
PAGES = "newsletter.*.md"  # what an editor changes
ENTRY = "entry.xml"  # an issue's own part of the feed, as a feed of one issue


class Issues:
    """The issues in an outputs folder, which must be held. Raises OutputError when one cannot be read or written."""

    def __init__(self, outputs: Path) -> None:
        self._root = outputs / NEWSLETTER
        with reporting(self._root):
            restore(self._root)
        self._kept = {kept.issue.period.id: kept for kept in map(_read, sorted(self._root.glob(f"*/{MEMORY}")))}

    def folder(self, period: Period) -> Path:
        """Where an issue is, or would be."""
        return self._root / period.id

    def all(self) -> list[EarlierIssue]:
        """Every issue that was made, the newest first."""
        return sorted((kept.issue for kept in self._kept.values()), key=lambda issue: (issue.period.until, issue.number), reverse=True)

    def before(self, period: Period) -> tuple[EarlierIssue, ...]:
        """The issues whose last day was before the period, the newest first."""
        return tuple(issue for issue in self.all() if issue.period.until < period.since)

    def known_to(self, period: Period) -> tuple[EarlierIssue, ...]:
        """The issues before the period that its own issue knew when it was made, the newest first; all of them where it was not made yet."""
        kept = self._kept.get(period.id)
        return tuple(issue for issue in self.before(period) if kept is None or issue.period.id in kept.earlier)

    def used_before(self, period: Period) -> frozenset[str]:
        """Ids of the documents that the issues before the period drew on."""
        return frozenset().union(*(self._kept[issue.period.id].documents for issue in self.before(period)))

    def number(self, period: Period) -> int:
        """The number of the period's issue: the one that it had, else the next."""
        kept = self._kept.get(period.id)
        return kept.issue.number if kept else 1 + max((kept.issue.number for kept in self._kept.values()), default=0)

    def editions(self, period: Period) -> tuple[Edition, ...]:
        """What the period's issue was written in; empty where there is none."""
        kept = self._kept.get(period.id)
        return kept.editions if kept else ()

    def edited(self, period: Period) -> list[Path]:
        """The issue's Markdown pages that are no longer as the program left them."""
        return [path for path in sorted(self.folder(period).glob(PAGES)) if not self.is_as_written(period, path.name, path.read_bytes())]

    def is_as_written(self, period: Period, name: str, data: bytes) -> bool:
        """True where a file of the issue was last written with just that in it."""
        kept = self._kept.get(period.id)
        return kept is not None and kept.files.get(name) == _hash(data)

    def deliver(self, issue: Issue, printed: Iterable[Printed], pages: Mapping[str, bytes]) -> list[Path]:
        """Write an issue's pages, `issue.json` and the memory in one step, and return their paths; other files of its folder stay."""
        target = self.folder(issue.period)
        kept = self._kept.get(issue.period.id)
        files = {**pages, ISSUE: as_text(issue_record(issue)).encode()}
        hashes = {**(kept.files if kept else {}), **{name: _hash(data) for name, data in files.items()}}
        memory = memory_record(issue, printed, hashes)
        with reporting(target), new_folder(target) as scratch:
            for name, data in {**files, MEMORY: as_text(memory).encode()}.items():
                (scratch / name).write_bytes(data)
            _copy_others(target, scratch)
        shutil.rmtree(self._root / SCRATCH, ignore_errors=True)
        self._kept[issue.period.id] = read_memory(memory)
        return [target / name for name in files]

    def entries(self, except_of: Period) -> list[str]:
        """What the other issues have in the feed, the newest first."""
        paths = [self.folder(issue.period) / ENTRY for issue in self.all() if issue.period.id != except_of.id]
        return [path.read_text(encoding="utf-8") for path in paths if path.is_file()]

    def write_feed(self, feed: str) -> Path:
        """Write the feed beside the issues."""
        write_file(self._root / FEED, feed.encode())
        return self._root / FEED


def _read(path: Path) -> Kept:
    try:
        return read_memory(json.loads(path.read_bytes()))
    except OSError as error:
        raise OutputError(f"{path}: cannot be read ({error.strerror}); check that you may read it") from error
    except (ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{path}: not readable as the memory of an issue; make that issue again, or move its folder away") from error


def _copy_others(target: Path, scratch: Path) -> None:
    """What stands in an issue's folder and is not written anew."""
    if not target.is_dir():
        return
    for path in sorted(target.iterdir()):
        if not (scratch / path.name).exists():
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, scratch / path.name)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
