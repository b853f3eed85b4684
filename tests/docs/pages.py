"""What the pages hold for a shell: fenced blocks, their commands, what each is said to print and to end with.

A fence `sh` holds a command a line, a fence `console` commands behind `$` with what they print, where `…` stands for anything. A mark
`skip=WHAT` behind it says what the block needs that a test has not (a key, the web, an installation …): it is parsed, not run. A fence with
`file=PATH` is a file that the reader writes, for the commands after it; with `sh` a script.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
SHELLS = ("sh", "console")
FENCE = re.compile(r"^(`{3,})([^\n`]*)\n(.*?)^\1$", re.M | re.S)
INLINE = re.compile(r"`(pipeline [^`\n]+)`")
EXIT = re.compile(r"\s+# exit code (\d+)$")
REMARK = re.compile(r"\s+# .*$")
OPERATORS = frozenset({"&&", "||", "|", ";", "(", ")", "&", "{", "}"})
SECONDS = re.compile(r"\d+\\\.\d\\ s\b")


@dataclass(frozen=True, slots=True)
class Block:
    """A fence. info: what stands behind its backticks; text: what stands in it."""

    info: tuple[str, ...]
    text: str

    @property
    def is_shell(self) -> bool:
        """True for commands."""
        return self.info[:1] != () and self.info[0] in SHELLS

    @property
    def needs(self) -> str | None:
        """What the block needs that a test has not."""
        return self._marked("skip=")

    @property
    def file(self) -> str | None:
        """The path of the file that it is."""
        return self._marked("file=")

    def _marked(self, name: str) -> str | None:
        return next((mark.removeprefix(name) for mark in self.info[1:] if mark.startswith(name)), None)


@dataclass(frozen=True, slots=True)
class Command:
    """A line for a shell. printed: what the page says comes out, or none where it says nothing."""

    line: str
    exit_code: int
    printed: str | None

    def prints(self, output: str) -> bool:
        """True where what came out is what the page says."""
        if self.printed is None:
            return True
        pattern = re.escape(self.printed.strip()).replace("…", ".*?")
        return re.fullmatch(SECONDS.sub(lambda _: r"\d+\.\d s", pattern), output.strip(), re.S) is not None


def blocks(text: str) -> list[Block]:
    """The fences of a page, in order."""
    return [Block(tuple(match[2].split()), match[3]) for match in FENCE.finditer(text)]


def commands(block: Block) -> list[Command]:
    """The commands of a block of a shell."""
    if block.info[0] == "sh":
        return [_command(line, None) for line in block.text.splitlines() if line.strip() and not line.startswith("#")]
    found = []
    for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
        line, _, printed = part.partition("\n")
        found.append(_command(line, printed if printed.strip() else None))
    return found


def _command(line: str, printed: str | None) -> Command:
    said = EXIT.search(line)
    return Command(REMARK.sub("", line), int(said[1]) if said else 0, printed)


def calls(line: str) -> Iterator[list[str]]:
    """The arguments of each call of `pipeline` in a line for a shell."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;(){}")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in (*lexer, ";"):
        if word in OPERATORS:
            if "pipeline" in words:
                yield words[words.index("pipeline") + 1 :]
            words = []
        else:
            words.append(word)
