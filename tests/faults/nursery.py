"""A process with all of the program loaded that forks a child for each command, so that fifty runs can be killed within seconds.

A line of JSON in (`arguments`; `kill_after`: seconds, or null; `file_limit`: the bytes that a file may have, or null), a line out (`code`:
negative where a signal ended it; `seconds`; `said`).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

ROOT = Path(__file__).parents[2]


class Ended(NamedTuple):
    """How a command ended. code: negative where a signal ended it; said: on standard error."""

    code: int
    seconds: float
    said: str


class Nursery:
    """The process as a test sees it; a context manager. Commands run in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Nursery:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.faults.nursery"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=self._folder, env=environment
        )
        return self

    def __exit__(self, *raised: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def run(self, *arguments: str, kill_after: float | None = None, file_limit: int | None = None) -> Ended:
        """Run a command to its end, or kill it after so many seconds, wherever it is; no file may grow beyond so many bytes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"arguments": arguments, "kill_after": kill_after, "file_limit": file_limit}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        return Ended(**json.loads(self._process.stdout.readline()))


def main() -> None:
    from tests.faults.warm import warm

    warm()
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile("w+") as said:
            began = time.monotonic()
            child = os.fork()
            if child == 0:
                _be_born(asked["arguments"], asked["file_limit"], said)
            if asked["kill_after"] is not None:
                time.sleep(asked["kill_after"])
                os.kill(child, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said.seek(0)
            sys.stdout.write(json.dumps({"code": code, "seconds": time.monotonic() - began, "said": said.read()}) + "\n")
            sys.stdout.flush()


def _be_born(arguments: list[str], file_limit: int | None, said: IO[str]) -> NoReturn:
    os.dup2(said.fileno(), 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    import resource

    from pipeline.cli import main as command

    if file_limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    try:
        command(arguments)
    except SystemExit as ended:
        sys.stderr.flush()
        os._exit(int(ended.code or 0))
    finally:
        os._exit(99)


if __name__ == "__main__":
    main()
