"""The engine on a Ray cluster: one of this machine's own, and two nodes of which one is lost."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.datamodel.protocols import Crash
from pipeline.engines.ray import AHEAD, HELD, RayEngine
from pipeline.errors import ConfigError

CORPUS = Path(__file__).parents[2] / "corpus"

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def square(number: int) -> int:
    return number * number


def die_on_seven(number: int) -> int:
    if number == 7:
        os._exit(1)
    return number


def twentieth_of_a_second(number: int) -> int:
    time.sleep(0.05)
    return number


@pytest.fixture
def machine() -> Iterator[Any]:
    import ray

    ray.init(address="local", num_cpus=2, include_dashboard=False, configure_logging=False, log_to_driver=False)
    yield ray
    ray.shutdown()


@pytest.mark.parametrize("many", [0, 300])
def test_results_come_in_the_order_of_the_items(many: int, machine: object) -> None:
    assert list(RayEngine().map(square, range(many))) == [n * n for n in range(many)]


def test_items_are_read_no_faster_than_results_are_taken(machine: object) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while taken < 10_000:
            taken += 1
            yield taken

    results = RayEngine().map(square, items())
    assert next(results) == 1
    assert taken <= 2 * (HELD + AHEAD)


def test_an_item_that_kills_its_process_is_a_value_and_the_others_are_delivered(machine: object) -> None:
    results = list(RayEngine().map(die_on_seven, range(60)))
    assert [n for n, result in enumerate(results) if isinstance(result, Crash)] == [7]
    assert [result for result in results if not isinstance(result, Crash)] == [n for n in range(60) if n != 7]


def test_a_cluster_that_is_not_there_is_one_line() -> None:
    with pytest.raises(ConfigError, match="no cluster is reached there"):
        list(RayEngine("127.0.0.1:1").map(square, range(3)))


def test_a_node_that_is_lost_costs_no_item_and_little_time() -> None:
    from ray.cluster_utils import Cluster

    many, killed_at = 800, 240
    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 4})
    other = cluster.add_node(num_cpus=4)
    cluster.connect()
    try:
        whole = seconds(many)
        results, began = RayEngine().map(twentieth_of_a_second, range(many)), time.monotonic()
        got = [next(results) for _ in range(killed_at)]
        killing = threading.Thread(target=cluster.remove_node, args=(other,))
        killing.start()
        got += results
        killing.join()
        assert got == list(range(many))
        assert time.monotonic() - began <= 2 * whole + 5
    finally:
        import ray

        ray.shutdown()
        cluster.shutdown()


def seconds(many: int) -> float:
    began = time.monotonic()
    assert len(list(RayEngine().map(twentieth_of_a_second, range(many)))) == many
    return time.monotonic() - began


def test_a_run_on_a_cluster_gives_the_same_pages(tmp_path: Path, machine: object) -> None:
    digests = []
    for engine in ("local", "ray"):
        folder = tmp_path / engine
        assert CliRunner().invoke(main, ["run", str(CORPUS), "--engine", engine, "-o", str(folder), "-q"]).exit_code == 0
        digests.append({path.relative_to(folder): path.read_bytes() for path in (folder / "digests").rglob("*.*") if path.is_file()})
    assert len(digests[0]) > 20
    assert digests[0] == digests[1]
