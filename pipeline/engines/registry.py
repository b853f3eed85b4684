"""The engines by name; what an engine needs is loaded when it is made."""

from __future__ import annotations

from pipeline.datamodel.protocols import Engine
from pipeline.engines.local import LocalEngine


def make_engine(name: str, processes: int | None = None, address: str | None = None) -> Engine:
    """The engine `local` (processes of this machine) or `ray` (a cluster at `address`). Raises ValueError for another name."""
    if name == "local":
        return LocalEngine(processes)
    if name == "ray":
        from pipeline.engines.ray import RayEngine

        return RayEngine(address)
    raise ValueError(f"no engine {name!r}")
