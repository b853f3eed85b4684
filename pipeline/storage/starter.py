"""What `pipeline init` writes: commented settings, a glossary, the newsletter's settings and an empty corpus."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from pipeline.storage.outputs import write_file

FILES = {"pipeline.toml": "pipeline.toml", "glossary.toml": "glossary.toml", "newsletter.toml": "newsletter.toml", "corpus/README.md": "corpus.md"}


def write_starter(directory: Path) -> list[Path]:
    """Write the starting files that are not there yet; returns those written. Raises OutputError."""
    written = []
    for name, template in FILES.items():
        path = directory / name
        if not path.exists():
            write_file(path, files("pipeline.storage").joinpath("starter", template).read_bytes())
            written.append(path)
    return written
