"""The outputs folder: each document's pages appear whole or not at all, earlier versions move to `digests/.old/`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.storage.moving import move

DIGESTS = "digests"
OLD = ".old"
SCRATCH = ".new"
REPLACED = ".replaced"
_encode = json.JSONEncoder(ensure_ascii=False).encode  # with an indent the encoder would be Python's own, ten times as slow


class Outputs:
    """A folder of digests. Raises OutputError when it cannot be written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._digests = root / DIGESTS

    def page(self, document_id: str, name: str) -> Path:
        """Where a page of a document is, or would be."""
        return self._digests / document_id / name

    def holds(self, document_id: str, names: Iterable[str]) -> bool:
        """True when every one of the files stands in the document's folder."""
        try:
            present = set(os.listdir(self._digests / document_id))
        except OSError:
            return False
        return present >= set(names)

    def deliver(self, document_id: str, files: Mapping[str, str]) -> None:
        """Write a document's folder in one step; an earlier folder of the same id is replaced."""
        with reporting(self.root), new_folder(self._digests / document_id) as scratch:
            for name, text in files.items():
                (scratch / name).write_text(text, encoding="utf-8", newline="\n")

    def amend(self, document_id: str, values: Mapping[str, object]) -> None:
        """Change fields of a document's `document.json`, atomically; nothing happens where there is none that can be read."""
        path = self.page(document_id, "document.json")
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        write_file(path, as_json({**record, **values}).encode("utf-8"))

    def supersede(self, document_id: str) -> None:
        """Move a document's folder to `digests/.old/`; nothing happens when it is not there."""
        folder, old = self._digests / document_id, self._digests / OLD / document_id
        if not folder.is_dir():
            return
        with reporting(self.root):
            old.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(old, ignore_errors=True)
            move(folder, old)

    def write(self, name: str, text: str) -> None:
        """Write one file of the folder itself, atomically."""
        write_file(self.root / name, text.encode("utf-8"))

    def write_parts(self, name: str, parts: Iterable[bytes]) -> None:
        """The same of a file that is made part by part; where a part cannot be made, the file stays as it was."""
        write_parts(self.root / name, parts)

    def folders(self, except_of: Set[str]) -> Iterator[Path]:
        """The folders of digests, by name, but those of these ids."""
        names = sorted(os.listdir(self._digests)) if self._digests.is_dir() else []
        for name in names:
            if name not in except_of and not name.startswith("."):
                yield self._digests / name

    def tidy(self) -> None:
        """Remove what a killed run left half-written, and put back what it had only begun to replace."""
        with reporting(self._digests):
            restore(self._digests)
        shutil.rmtree(self._digests / SCRATCH, ignore_errors=True)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """An empty folder to write in, which takes the place of `target` in one step when all of it is written. Raises OSError."""
    scratch = target.parent / SCRATCH / target.name
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    yield scratch
    if target.exists():
        replaced = scratch.with_name(f"{target.name}{REPLACED}")
        shutil.rmtree(replaced, ignore_errors=True)
        move(target, replaced)
        move(scratch, target)
        shutil.rmtree(replaced, ignore_errors=True)
    else:
        move(scratch, target)


def restore(folder: Path) -> None:
    """Put back what a run that was killed in that one step had taken away and not yet replaced. Raises OSError."""
    for replaced in sorted((folder / SCRATCH).glob(f"*{REPLACED}")):
        target = folder / replaced.name.removesuffix(REPLACED)
        if not target.exists():
            move(replaced, target)


def write_file(path: Path, data: bytes) -> None:
    """Write `data` to `path`, with its folders, so that no reader ever sees half of it. Raises OutputError."""
    write_parts(path, [data])


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """The same with data that comes in parts; what their making raises is passed on, and nothing is left of those before."""
    scratch = path.with_name(f".{path.name}.new")
    with reporting(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with scratch.open("wb") as file:
                file.writelines(parts)
            move(scratch, path)
        except BaseException:
            scratch.unlink(missing_ok=True)
            raise


def as_json(record: Mapping[str, object]) -> str:
    """JSON with a line for each field and for each record of a list, Chinese readable.

    >>> print(as_json({"id": "a-1", "sentences": [{"n": 1, "line": 3}, {"n": 2, "line": 3}], "title": "甲"}), end="")
    {
     "id": "a-1",
     "sentences": [
      {"n": 1, "line": 3},
      {"n": 2, "line": 3}
     ],
     "title": "甲"
    }
    """
    return _spread(record, "\n") + "\n"


def _spread(value: object, margin: str) -> str:
    """A value over several lines. margin: what stands before its last line, a line break among it."""
    inner = margin + " "
    if value and isinstance(value, dict):
        fields = (f"{inner}{_encode(name)}: {_spread(item, inner)}" for name, item in value.items())
        return "{" + ",".join(fields) + margin + "}"
    if value and isinstance(value, (list, tuple)) and isinstance(value[0], dict):
        return "[" + ",".join(inner + _encode(item) for item in value) + margin + "]"
    return _encode(value)


def as_lines(lines: Iterable[str]) -> str:
    """Each line with its end."""
    return "".join(f"{line}\n" for line in lines)


@contextmanager
def reporting(root: Path) -> Iterator[None]:
    """A failure to write as an OutputError of one line."""
    try:
        yield
    except OSError as error:
        place = error.filename or root
        todo = "make room, check that you may write there and that no other program has it open, or choose another place"
        raise OutputError(f"{place}: cannot be written ({error.strerror}); {todo}") from error
