"""The rules for actors that are lost, with a cluster that is played: what it does is told by the test, at once and without Ray."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

import pipeline
from pipeline.datamodel.protocols import Crash
from pipeline.engines.actors import TRIES, Actors
from pipeline.engines.crew import Crew
from pipeline.errors import ConfigError, ModelError


class RayError(Exception):
    """Something of the cluster's was lost."""

    actor_init_failed = False


class RayTaskError(RayError):
    """A call raised."""

    def as_instanceof_cause(self) -> Exception:
        return ValueError(str(self))


class UnstartedError(RayError):
    """An actor could not be made."""

    actor_init_failed = True


@dataclass
class Call:
    """A method of a played actor, which does one thing after another."""

    actor: ThreadPoolExecutor
    does: Callable[..., Any]

    def remote(self, *given: Any) -> Any:
        future = self.actor.submit(self.does, *given)
        return SimpleNamespace(future=lambda: future)


@dataclass
class Cluster:
    """What `Actors` needs of Ray. dies: told of an item, whether the actor that works on it dies; stands: what the package's version is there.

    made: actors so far; worked: how often each item was begun.
    """

    cpus: int = 2
    dies: Callable[[int], bool] = lambda item: False
    stands: Callable[[], str] = lambda: pipeline.__version__
    made: int = 0
    worked: Counter[int] = field(default_factory=Counter)
    exceptions: Any = field(default_factory=lambda: SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError))

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": float(self.cpus)}

    def put(self, thing: Any) -> Any:
        return thing

    def kill(self, actor: Any) -> None:
        actor.is_dead = True

    def remote(self, **options: Any) -> Callable[[type], Any]:
        assert options == {"num_cpus": 1, "max_restarts": 0}
        return lambda kind: SimpleNamespace(remote=self._actor)

    def _actor(self, steps: Any) -> Any:
        self.made += 1
        thread = ThreadPoolExecutor(1)
        actor = SimpleNamespace(is_dead=False)

        def run(step: int, item: int) -> Any:
            if actor.is_dead:
                raise RayError("the actor is dead")
            self.worked[item] += 1
            if self.dies(item):
                actor.is_dead = True
                raise RayError("the actor died")
            return steps[step](item)

        actor.version, actor.run = Call(thread, self.stands), Call(thread, run)
        return actor


def square(number: int) -> int:
    if number == 99:
        raise RayTaskError("a bug at 99")
    return number * number


def done(cluster: Cluster, many: int | list[int], most: int | None = None) -> list[int | Crash | BaseException]:
    async def work() -> list[int | Crash | BaseException]:
        crew: Crew[int, int, int] = Crew(Actors(cluster, most), square, square)
        items = range(many) if isinstance(many, int) else many
        results = await asyncio.gather(*(crew.early(item) for item in items), return_exceptions=True)
        await crew.close()
        return [*results]

    return asyncio.run(asyncio.wait_for(work(), 20))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.engines.actors.SECONDS_TO_LOOK", 0.05)
    monkeypatch.setattr("pipeline.engines.actors.SECONDS_TO_REST", 0.01)
    monkeypatch.setattr("pipeline.engines.actors.SECONDS_TO_START", 0.5)


def test_each_cpu_has_an_actor_and_each_item_is_worked_on_once() -> None:
    cluster = Cluster(cpus=3)
    assert done(cluster, 30) == [n * n for n in range(30)]
    assert cluster.made == 3
    assert set(cluster.worked.values()) == {1}


def test_a_part_of_a_cluster_can_be_taken() -> None:
    cluster = Cluster(cpus=8)
    assert done(cluster, 30, most=3) == [n * n for n in range(30)]
    assert cluster.made == 3


def test_an_item_that_kills_every_actor_is_given_up_after_some_and_no_other_is() -> None:
    cluster = Cluster(dies=lambda item: item == 7)
    results = done(cluster, 30)
    assert isinstance(results[7], Crash)
    assert results[7].reason.startswith(f"{TRIES} processes that worked on it were lost")
    assert [result for n, result in enumerate(results) if n != 7] == [n * n for n in range(30) if n != 7]
    assert cluster.worked[7] == TRIES


def test_an_item_that_was_lost_with_its_machine_is_done_elsewhere() -> None:
    cluster = Cluster(cpus=4)
    cluster.dies = lambda item: cluster.worked[item] == 1 and item % 5 == 0
    assert done(cluster, 40) == [n * n for n in range(40)]
    assert cluster.worked[5] == 2


def test_a_step_that_raises_costs_no_actor() -> None:
    cluster = Cluster()
    raised, squared = done(cluster, [99, 4])
    assert isinstance(raised, ValueError)
    assert squared == 16
    assert cluster.made == 2


def test_machines_that_join_are_given_actors() -> None:
    cluster = Cluster(cpus=1)

    def grows(item: int) -> bool:
        cluster.cpus = 3
        time.sleep(0.02)
        return False

    cluster.dies = grows
    assert len(done(cluster, 20)) == 20
    assert cluster.made == 3


def refused() -> str:
    raise RayTaskError("Traceback\nModuleNotFoundError: No module named 'pipeline'")


def unmade() -> str:
    raise UnstartedError("The actor died because of an error raised in its creation task\nModuleNotFoundError: No module named 'pipeline'")


@pytest.mark.parametrize(
    ("stands", "told"),
    [
        (lambda: "99.0", "a machine of the cluster has bidigest 99.0, this one"),
        (refused, "a machine of the cluster cannot work (ModuleNotFoundError: No module named 'pipeline'); install bidigest"),
        (unmade, "a machine of the cluster cannot work (ModuleNotFoundError: No module named 'pipeline'); install bidigest"),
    ],
)
def test_a_machine_that_cannot_do_the_work_ends_the_run(stands: Callable[[], str], told: str) -> None:
    for error in done(Cluster(stands=stands), 5):
        assert isinstance(error, ConfigError)
        assert told in str(error)


def gone(*given: object) -> Any:
    raise ConnectionError("Failed to reconnect")


@pytest.mark.parametrize("cluster", [Cluster(stands=gone), Cluster(dies=gone)])
def test_a_cluster_that_is_lost_ends_the_run_with_what_to_do(cluster: Cluster) -> None:
    for error in done(cluster, 5):
        assert isinstance(error, ModelError)
        assert str(error) == "--engine ray: the cluster was lost (Failed to reconnect); what is done is written, run again to go on"


def test_a_cluster_that_gives_no_actor_ends_the_run() -> None:
    def lost() -> str:
        raise RayError("no room")

    for error in done(Cluster(stands=lost), 5):
        assert isinstance(error, ConfigError)
        assert "the cluster gave no CPU within" in str(error)
