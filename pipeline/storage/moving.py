"""Renames, as every system allows them: Windows refuses one as long as a scanner or an editor has the file open, mostly for a moment."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

PAUSES = (0.02, 0.1, 0.5, 2.0) if os.name == "nt" else ()  # seconds; elsewhere a refusal is one for good


def move(source: Path, target: Path, pauses: Sequence[float] = PAUSES) -> None:
    """Rename a file or folder in one step; a file takes the place of one that is there. Raises OSError when it is refused after all pauses."""
    for pause in pauses:
        try:
            os.replace(source, target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    os.replace(source, target)
