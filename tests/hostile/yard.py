"""A scratch folder with canaries all around it, in which the real commands are run and watched: what they wrote, read, called, started and said."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.fetch.server import Site

ROOT = Path(__file__).parents[2]
WATCHING = Path(__file__).parent / "watching"
KEY = "sk-live-Vj8wQ2-canary-key-never-to-be-told"
OTHER_KEY = "sk-live-Xm3zR7-key-of-providers-that-nobody-named"
KEY_VARIABLES = ("ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "MISTRAL_API_KEY", "AWS_SECRET_ACCESS_KEY", "HTTP_TOKEN")
SECRET = "canary-5b1f7e-of-a-file-that-nobody-named"
CODES = (0, 1, 2, 3)
HARMLESS = {"uname"}  # by which a provider's client tells its server what it runs on
ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # what a terminal obeys, line ends and tabs aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended, and all that it said."""

    arguments: tuple[str, ...]
    code: int
    out: bytes
    err: bytes

    def faults(self) -> list[str]:
        """What is wrong with how it ended, in lines; nothing when all is well."""
        said = self.out + self.err
        found = [f"exit code {self.code}"] if self.code not in CODES else []
        found += [word.decode() for word in (b"Traceback", b"internal error", b"Warning:", b"process that worked on it died") if word in said]
        found += ["a key is told"] if holds_key(said) else []
        found += ["what is in a file that nobody named is told"] if SECRET.encode() in said else []
        text = self.err.decode("utf-8", "replace")
        found += [f"the terminal is told {order!r}" for order in sorted(set(ORDERS.findall(text)))]
        return [f"{' '.join(self.arguments)[:300]}: {fault}" for fault in found]


@dataclass
class Yard:
    """The folder. project: where commands run, with `corpus/` and `outputs/`; trap: a site of which nobody but a hostile document ever spoke."""

    root: Path
    trap: Site
    may_call: set[str] = field(default_factory=set)
    ended: list[Ended] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.project, self.home, self.scratch, self.journal = (self.root / name for name in ("project", "home", "scratch", "journal"))
        for folder in (self.project / "corpus", self.home, self.scratch):
            folder.mkdir(parents=True)
        host = self.trap.address.removeprefix("http://").partition(":")[0]
        for path in (self.root / "canary.txt", self.project / "canary.txt", self.home / "canary.txt", self.project / "inner/canary.txt"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{SECRET}\n", encoding="utf-8")
        (self.home / ".netrc").write_text(f"machine {host} login ann password {OTHER_KEY}\n", encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """Of a command: homes and scratch folders of the yard's own, and a key in every variable that may hold one."""
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "TMPDIR": str(self.scratch),
            "PYTHONPATH": os.pathsep.join([str(WATCHING), str(ROOT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOSTILE_JOURNAL": str(self.journal),
            "HOSTILE_YARD": str(self.root),
            "OPENAI_API_KEY": KEY,
            **dict.fromkeys(KEY_VARIABLES, OTHER_KEY),
        }

    def run(self, *arguments: str, stdin: bytes = b"", seconds: float = 120, **more: str) -> Ended:
        """Run a command to its end. more: variables of its environment."""
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments],
            input=stdin, capture_output=True, timeout=seconds, check=False, cwd=self.project, env={**self.environment(), **more},
        )  # fmt: skip
        self.ended.append(Ended(arguments=arguments, code=done.returncode, out=done.stdout, err=done.stderr))
        return self.ended[-1]

    def place(self, files: Mapping[str, bytes], folder: str = "corpus") -> None:
        """Write files; a name may be anything that the file system takes."""
        for name, data in files.items():
            path = Path(os.fsdecode(os.fsencode(self.project / folder / name)))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def state(self, *but: str) -> dict[str, bytes]:
        """Every file of the yard but those below these folders of the project."""
        aside = [self.journal, self.scratch, *(self.project / name for name in but)]
        paths = (Path(folder) / name for folder, _, names in os.walk(self.root) for name in names)
        kept = (path for path in paths if not any(path.is_relative_to(folder) for folder in aside))
        return {os.fsencode(path).decode("latin-1"): path.read_bytes() for path in kept if path.is_file()}

    def journalled(self, event: str) -> set[str]:
        """What the commands did of a kind, by where or to whom."""
        if not self.journal.exists():
            return set()
        rows = (line.partition("\t") for line in os.fsdecode(self.journal.read_bytes()).splitlines())
        return {what for kind, _, what in rows if kind == event}

    def faults(self, *writable: str) -> list[str]:
        """Whatever a command did that it may not. writable: the folders of the project that it may write in."""
        allowed = [self.scratch, Path(os.devnull), *(self.project / name for name in writable)]
        found = [fault for ended in self.ended for fault in ended.faults()]
        found += [f"written: {place}" for place in sorted(self.journalled("write")) if not _is_in(place, allowed)]
        found += [f"read: {place}" for place in sorted(self.journalled("read")) if place.endswith(("canary.txt", "/etc/passwd", "/etc/hostname"))]
        found += [f"called: {whom}" for whom in sorted(self.journalled("call")) if whom not in self.may_call]
        found += [f"started: {what}" for what in sorted(self.journalled("start") - HARMLESS)]
        found += [f"left behind: {path}" for path in sorted(self.scratch.iterdir())]
        found += [f"the trap was asked for {asked.target}" for asked in self.trap.asked]
        return found

    def told_keys(self, folder: str) -> list[str]:
        """The files below a folder of the project that hold a key."""
        return [str(path) for path in sorted((self.project / folder).rglob("*")) if path.is_file() and holds_key(path.read_bytes())]


def holds_key(data: bytes) -> bool:
    """True where a key stands in it, plain or in a coat that anybody can take off."""
    return any(coat in data for key in (KEY, OTHER_KEY) for coat in _coats(key))


def _coats(key: str) -> tuple[bytes, ...]:
    plain = key.encode()
    return plain, plain[::-1], base64.b64encode(plain)[:-4], plain.hex().encode(), key.encode("utf-16-le")


def _is_in(place: str, folders: Iterable[Path]) -> bool:
    return any(Path(place).is_relative_to(folder) for folder in folders)
