"""Loaded by every Python process that has this folder on its path: writes down which files it changes and reads, whom it calls, what it starts.

A line each: the event, a tab, what it was about. The journal is named by HOSTILE_JOURNAL; what is read is told only below HOSTILE_YARD and `/etc`.
Nothing beyond this machine is reached: names are not found, and networks not either.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# of each event, where its paths stand among what it is given, and where the descriptors of the folders that they are relative to
CHANGES: dict[str, list[tuple[int, int | None]]] = {
    "os.mkdir": [(0, 2)],
    "os.remove": [(0, 1)],
    "os.rmdir": [(0, 1)],
    "os.chmod": [(0, 2)],
    "os.utime": [(0, 3)],
    "os.truncate": [(0, None)],
    "os.rename": [(0, 2), (1, 3)],
    "os.link": [(0, 2), (1, 3)],
    "os.symlink": [(1, 2)],
    "sqlite3.connect": [(0, None)],
}
HERE = ("127.0.0.1", "::1", "localhost")
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "webbrowser.open")


def _watch() -> None:
    journal = os.open(os.environ["HOSTILE_JOURNAL"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    read_in = (os.environ["HOSTILE_YARD"], "/etc/")
    told: set[bytes] = set()

    def note(event: str, what: object) -> None:
        line = os.fsencode(f"{event}\t{what!s}").replace(b"\n", b"\\n")
        if line not in told:
            told.add(line)
            os.write(journal, line + b"\n")

    def place(path: object, folder: object = None) -> str:
        name = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else f"{path}"
        base = os.readlink(f"/proc/self/fd/{folder}") if isinstance(folder, int) and folder >= 0 else os.getcwd()
        return os.path.normpath(os.path.join(base, name))

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(given[0], str | bytes | os.PathLike) and isinstance(given[2], int):
            where = place(given[0])
            if given[2] & WRITES:
                note("write", where)
            elif where.startswith(read_in):
                note("read", where)
        elif event in CHANGES:
            for path, folder in CHANGES[event]:
                note("write", place(given[path], given[folder] if folder is not None else None))
        elif event == "socket.connect":
            note("call", given[1])
            if isinstance(given[1], tuple) and given[1][0] not in HERE:
                raise OSError(errno.ENETUNREACH, "the tests have no network")
        elif event == "socket.getaddrinfo" and given[0] not in HERE:
            note("look up", given[0])
            raise OSError(errno.EHOSTUNREACH, "the tests have no network")
        elif event in STARTS:
            note("start", given[0])

    sys.addaudithook(hook)


if "HOSTILE_JOURNAL" in os.environ:
    _watch()
