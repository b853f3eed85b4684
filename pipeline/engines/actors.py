"""Hands on a Ray cluster: an actor a CPU. The driver keeps what is to be done, so that a machine that is lost costs only what was in flight there."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from typing import Any

import pipeline
from pipeline.datamodel.protocols import Crash
from pipeline.engines.crew import Crew, Task
from pipeline.engines.local import COLLECTED
from pipeline.errors import ConfigError, ModelError

AHEAD = 2  # tasks handed out to an actor, so that it does not idle while the next is on its way
TRIES = 3  # a task that so many lost actors worked on is given up: it may be what kills them
SECONDS_TO_START = 120.0  # that a cluster may take to give the first actor
SECONDS_TO_LOOK = 5.0  # between looks for machines that have joined
SECONDS_TO_REST = 1.0  # before an actor that could not start is tried again


class _Actor:
    """Runs in a process of the cluster."""

    def __init__(self, steps: Sequence[Callable[[Any], Any]]) -> None:
        gc.set_threshold(*COLLECTED)
        self._steps = steps

    def version(self) -> str:
        """Of this package there, as soon as the actor stands."""
        return pipeline.__version__

    def run(self, step: int, item: Any) -> Any:
        return self._steps[step](item)


class _LostError(Exception):
    """An actor was lost."""


class Actors:
    """Hands: as many actors as the cluster has CPUs, also of machines that join later, or `most`, where others share the cluster.

    An actor that is lost, by itself or with its machine, is replaced as soon as the cluster has room; what it had in flight goes to others. What
    it worked on ends in a `Crash` when `TRIES` actors were lost over it. ray: the module, connected. places: for actors, as they were last counted.
    """

    def __init__(self, ray: Any, most: int | None = None) -> None:
        self._ray = ray
        self._most = most
        self._kind = ray.remote(num_cpus=1, max_restarts=0)(_Actor)
        self._stands = asyncio.Event()
        self.places = self._room()

    async def work(self, crew: Crew[Any, Any, Any]) -> None:
        """See `crew.Hands`.

        Raises ConfigError where no actor comes to stand or one has another version of this package, ModelError where the cluster is lost.
        """
        steps, filled = self._ray.put(crew.steps), 0
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._await_first())
                while True:
                    for _ in range(self.places - filled):
                        group.create_task(self._fill(crew, steps))
                    filled = self.places
                    await asyncio.sleep(SECONDS_TO_LOOK)
                    self.places = max(filled, self._room())
        except ExceptionGroup as several:
            raise _cause(several) from several

    def _room(self) -> int:
        cpus = int(self._ray.cluster_resources().get("CPU", 1))
        return max(1, cpus if self._most is None else min(cpus, self._most))

    async def _await_first(self) -> None:
        try:
            await asyncio.wait_for(self._stands.wait(), SECONDS_TO_START)
        except TimeoutError:
            raise ConfigError(f"--engine ray: the cluster gave no CPU within {SECONDS_TO_START:.0f} s; see `ray status`") from None

    async def _fill(self, crew: Crew[Any, Any, Any], steps: Any) -> None:
        """A CPU's place: an actor, and when that is lost another."""
        while True:
            actor = self._kind.remote(steps)
            try:
                if await self._is_standing(actor):
                    await _Hand(self._ray, actor, crew).work()
                else:
                    await asyncio.sleep(SECONDS_TO_REST)
            finally:
                self._ray.kill(actor)

    async def _is_standing(self, actor: Any) -> bool:
        """False for one that was lost before. Raises ConfigError where its machine cannot run it."""
        errors = self._ray.exceptions
        try:
            theirs = await _came(actor.version.remote())
        except errors.RayError as error:
            if isinstance(error, errors.RayTaskError) or getattr(error, "actor_init_failed", False):
                raise ConfigError(f"--engine ray: a machine of the cluster cannot work ({_last_line(error)}); {_remedy()}") from error
            return False
        if theirs != pipeline.__version__:
            raise ConfigError(f"--engine ray: a machine of the cluster has bidigest {theirs}, this one {pipeline.__version__}; {_remedy()}")
        self._stands.set()
        return True


class _Hand:
    """An actor that stands, and what it has in flight, the first of which it works on."""

    def __init__(self, ray: Any, actor: Any, crew: Crew[Any, Any, Any]) -> None:
        self._errors = ray.exceptions
        self._actor = actor
        self._crew = crew
        self._flying: dict[Task, None] = {}
        self._is_lost = False

    async def work(self) -> None:
        """Do the crew's tasks until the actor is lost."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(AHEAD):
                    group.create_task(self._do_in_turn())
        except* _LostError:
            pass

    async def _do_in_turn(self) -> None:
        while True:
            task = await self._crew.next()
            self._flying[task] = None
            try:
                task.settle(await _came(self._actor.run.remote(task.step, task.item)))
            except self._errors.RayTaskError as error:
                task.fail(error.as_instanceof_cause())
            except self._errors.RayError as error:
                self._lose(task, error)
                raise _LostError from error
            except BaseException:  # cancelled, or the cluster itself is lost
                self._crew.give_back(task)
                raise
            finally:
                del self._flying[task]

    def _lose(self, task: Task, error: Exception) -> None:
        """Lay the loss to what the actor worked on. A task goes back, or is given up where it has cost too many actors."""
        if not self._is_lost:
            self._is_lost = True
            next(iter(self._flying)).lost += 1
        if task.lost < TRIES:
            self._crew.give_back(task)
        else:
            lost = f"{TRIES} processes that worked on it were lost ({type(error).__name__}; out of memory?)"
            task.settle(Crash(f"{lost}; split the document or run it alone"))


async def _came(ref: Any) -> Any:
    """What a call to an actor gave; one that is no longer waited for goes on. For references of a Ray client too, which cannot be awaited."""
    coming = asyncio.wrap_future(ref.future())
    coming.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen, also where nobody waits any more
    return await asyncio.shield(coming)


def _remedy() -> str:
    return f"install bidigest {pipeline.__version__} on every machine"


def _cause(several: ExceptionGroup[Exception]) -> Exception:
    """The first of the errors, as a user is told it."""
    first = several.exceptions[0]
    if isinstance(first, ExceptionGroup):
        return _cause(first)
    if isinstance(first, ConnectionError):
        return ModelError(f"--engine ray: the cluster was lost ({_last_line(first)}); what is done is written, run again to go on")
    return first


def _last_line(error: Exception) -> str:
    return str(error).strip().rpartition("\n")[2].strip()
