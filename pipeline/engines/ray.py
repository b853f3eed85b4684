"""Runs a worker on the machines of a Ray cluster; results come in the order of the items, and the driver alone keeps them.

The driver reads the items and hands them out a few at a time, so that a run of any length fits in its memory, and a machine that is lost
costs only what was in flight there.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pipeline.datamodel.protocols import Crash
from pipeline.errors import ConfigError, MissingDependencyError

if TYPE_CHECKING:
    from ray import ObjectRef

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2  # items handed out for each actor, so that none idles while the driver writes
HELD = 16  # results for each actor that may wait for an earlier one
TRIES = 3  # an item that was in flight on so many lost actors is given up: it may be what kills them
SECONDS_TO_LISTEN = 5.0
SECONDS_TO_START = 120.0  # that a cluster may take to give the first actor


class RayEngine:
    """Actors on a Ray cluster, a CPU each. address: of the cluster (`auto`, `ray://host:10001`); None: one on this machine, ended with the run.

    An actor that is lost, by itself or with its machine, is replaced where the cluster has room; what it had in flight is tried elsewhere, and
    yields a `Crash` when that is lost too, `TRIES` times. The machines need the same version of this package; no setting and no key goes to
    them but what stands in the worker. Raises MissingDependencyError without the extra, ConfigError where the cluster cannot be reached.
    """

    def __init__(self, address: str | None = None) -> None:
        self._address = address

    def map(self, worker: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | Crash]:
        """See `datamodel.protocols.Engine`."""
        with _connected(self._address) as ray:
            crew = _Crew[Item](ray, worker)
            try:
                yield from crew.results(iter(items))
            finally:
                crew.dismiss()


@dataclass(slots=True)
class _Task(Generic[Item]):
    """An item on its way. position: among all items; lost: how many actors were lost while they worked on it."""

    position: int
    item: Item
    lost: int = 0


class _Actor:
    """Runs in a process of the cluster."""

    def __init__(self, worker: Callable[[Any], Any]) -> None:
        self._worker = worker

    def ready(self) -> None:
        """Returns as soon as the actor stands."""

    def run(self, item: Any) -> Any:
        return self._worker(item)


@dataclass(eq=False)
class _Hand:
    """An actor as the driver sees it. flying: its tasks by what will hold their results."""

    actor: Any
    flying: dict[ObjectRef[Any], _Task[Any]] = field(default_factory=dict)


class _Crew(Generic[Item]):
    """The actors of one run, and what they have in hand."""

    def __init__(self, ray: Any, worker: Callable[[Item], Any]) -> None:
        self._ray = ray
        self._worker = ray.put(worker)
        self._kind = ray.remote(num_cpus=1, max_restarts=0)(_Actor)
        self._starting: dict[ObjectRef[Any], _Hand] = {}
        self._hands: dict[_Hand, None] = {}
        self._again: deque[_Task[Item]] = deque()
        self._is_over = False
        for _ in range(max(1, int(ray.cluster_resources().get("CPU", 1)))):
            self._hire()

    def results(self, items: Iterator[Item]) -> Iterator[Any]:
        """A result or a `Crash` for each item, in order."""
        coming = (_Task(position, item) for position, item in enumerate(items))
        held: dict[int, Any] = {}
        told = 0
        self._await_first()
        while True:
            self._hand_out(coming, room=HELD * len(self._hands) - len(held))
            if self._is_over and not self._again and not any(hand.flying for hand in self._hands):
                return
            held.update(self._returned())
            while told in held:
                yield held.pop(told)
                told += 1

    def dismiss(self) -> None:
        """End all actors."""
        for hand in (*self._hands, *self._starting.values()):
            self._ray.kill(hand.actor)

    def _hire(self) -> None:
        hand = _Hand(self._kind.remote(self._worker))
        self._starting[hand.actor.ready.remote()] = hand

    def _await_first(self) -> None:
        if not self._ray.wait([*self._starting], num_returns=1, timeout=SECONDS_TO_START)[0]:
            raise ConfigError(f"--engine ray: the cluster gave no CPU within {SECONDS_TO_START:.0f} s; see `ray status`")

    def _hand_out(self, coming: Iterator[_Task[Item]], room: int) -> None:
        for hand in sorted(self._hands, key=lambda hand: len(hand.flying)):
            while len(hand.flying) < AHEAD and (self._again or room > 0):
                task = self._again.popleft() if self._again else next(coming, None)
                if task is None:
                    self._is_over = True
                    return
                hand.flying[hand.actor.run.remote(task.item)] = task
                room -= 1

    def _returned(self) -> Iterator[tuple[int, Any]]:
        """Positions and results of all that has come back; waits for the first."""
        owners = {ref: hand for hand in self._hands for ref in hand.flying}
        waited = [*owners, *self._starting]
        done, _ = self._ray.wait(waited, num_returns=1)
        done, _ = self._ray.wait(waited, num_returns=len(waited), timeout=0)
        for ref in done:
            if ref in self._starting:
                self._welcome(ref)
            elif ref in owners[ref].flying:
                yield from self._taken(owners[ref], ref)

    def _welcome(self, ref: ObjectRef[Any]) -> None:
        hand = self._starting.pop(ref)
        try:
            self._ray.get(ref)
        except self._ray.exceptions.RayError:
            self._hire()
        else:
            self._hands[hand] = None

    def _taken(self, hand: _Hand, ref: ObjectRef[Any]) -> Iterator[tuple[int, Any]]:
        try:
            result = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            yield from self._lost(hand, error)
        else:
            yield hand.flying.pop(ref).position, result

    def _lost(self, hand: _Hand, error: Exception) -> Iterator[tuple[int, Crash]]:
        """Replaces an actor. What it had in flight goes to others; what it worked on, the first of them, is given up after so many tries."""
        del self._hands[hand]
        self._hire()
        first, *others = hand.flying.values()
        hand.flying.clear()
        self._again.extend(others)
        first.lost += 1
        if first.lost < TRIES:
            self._again.append(first)
        else:
            lost = f"{TRIES} processes that worked on it were lost ({type(error).__name__}; out of memory?)"
            yield first.position, Crash(f"{lost}; split the document or run it alone")


@contextmanager
def _connected(address: str | None) -> Iterator[Any]:
    """Ray, connected; what was connected before stays so."""
    try:
        import ray
        import ray.exceptions
    except ImportError as error:
        raise MissingDependencyError("--engine ray needs Ray; install it with: pip install 'bidigest[ray]'") from error
    if ray.is_initialized():
        yield ray
        return
    _check_listens(address)
    try:
        ray.init(address=address or "local", include_dashboard=False, configure_logging=False, log_to_driver=False)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise ConfigError(f"--ray-address {address}: no cluster is reached there ({error}); start one with `ray start --head`") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _check_listens(address: str | None) -> None:
    """Raises ConfigError where nothing listens at an address with a port, for which Ray itself waits for minutes."""
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_LISTEN).close()
    except OSError as error:
        raise ConfigError(f"--ray-address {address}: no cluster is reached there ({error}); start one with `ray start --head`") from error
