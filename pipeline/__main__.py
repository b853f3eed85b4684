"""`pipeline`, and `python -m pipeline`: the command line, which writes UTF-8 whatever encoding a console or a pipe has by itself."""

from __future__ import annotations

import io
import sys

from pipeline.cli import main as commands


def main() -> None:
    """Run the command that was typed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    commands(prog_name="pipeline")


if __name__ == "__main__":
    main()
