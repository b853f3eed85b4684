"""The engines by name, and the hands of each for tasks that an event loop hands out; what they need is loaded when they are made."""

from __future__ import annotations

from contextlib import AbstractContextManager

from pipeline.datamodel.protocols import Engine
from pipeline.engines.crew import Hands
from pipeline.engines.local import LocalEngine
from pipeline.engines.processes import WORTH_PROCESSES, processes_here


def make_engine(name: str, processes: int | None = None, address: str | None = None) -> Engine:
    """The engine `local` (processes of this machine) or `ray` (a cluster at `address`). processes: at once; default: one a core, or a CPU.

    Raises ValueError for another name.
    """
    if name == "local":
        return LocalEngine(processes)
    if name == "ray":
        from pipeline.engines.ray import RayEngine

        return RayEngine(address, processes)
    raise ValueError(f"no engine {name!r}")


def open_hands(name: str, processes: int | None, address: str | None, items: int) -> AbstractContextManager[Hands]:
    """The hands of an engine, as `make_engine` takes it, for about so many items; to be entered on a thread that no event loop runs on.

    Raises ValueError for another name, and entered what `actors_at` raises.
    """
    if name == "local":
        return processes_here(0 if items < WORTH_PROCESSES or processes == 1 else processes)
    if name == "ray":
        from pipeline.engines.cluster import actors_at

        return actors_at(address, processes)
    raise ValueError(f"no engine {name!r}")
