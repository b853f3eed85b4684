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
from pipeline.engines.ray import HELD, RayEngine
from pipeline.errors import ConfigError, MissingDependencyError

CORPUS = Path(__file__).parents[2] / "corpus"

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def square(number: int) -> int:
    return number * number


def die_on_seven(number: int) -> int:
    if number == 7:
        os._exit(1)
    return number


def refuse_seven(number: int) -> int:
    if number == 7:
        raise ValueError("a bug at 7")
    return number


def twentieth_of_a_second(number: int) -> int:
    time.sleep(0.05)
    return number


def on_node(number: int) -> str:
    import ray

    time.sleep(0.05)
    return str(ray.get_runtime_context().get_node_id())


def environment(number: int) -> dict[str, str]:
    return dict(os.environ)


class TwoNodes:
    """A cluster of a head and of nodes that come and go."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        self.cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 2})

    def join(self) -> Any:
        return self.cluster.add_node(num_cpus=2)

    def lose(self, node: Any) -> threading.Thread:
        losing = threading.Thread(target=self.cluster.remove_node, args=(node, False))
        losing.start()
        return losing


@pytest.fixture(scope="class")
def machine() -> Iterator[Any]:
    import ray

    ray.init(address="local", num_cpus=2, include_dashboard=False, configure_logging=False, log_to_driver=False)
    yield ray
    ray.shutdown()


@pytest.fixture
def nodes() -> Iterator[TwoNodes]:
    import ray

    made = TwoNodes()
    ray.init(address=made.cluster.address, configure_logging=False, log_to_driver=False)
    yield made
    ray.shutdown()
    made.cluster.shutdown()


class TestOnThisMachine:
    """What holds on any cluster."""

    @pytest.mark.parametrize("many", [0, 300])
    def test_results_come_in_the_order_of_the_items(self, many: int, machine: object) -> None:
        assert list(RayEngine().map(square, range(many))) == [n * n for n in range(many)]

    def test_items_are_read_no_faster_than_results_are_taken(self, machine: object) -> None:
        taken = 0

        def items() -> Iterator[int]:
            nonlocal taken
            while taken < 10_000:
                taken += 1
                yield taken

        results = RayEngine().map(square, items())
        assert next(results) == 1
        assert taken <= 2 * HELD
        assert [next(results) for _ in range(100)] == [n * n for n in range(2, 102)]
        assert taken <= 102 + 2 * HELD

    def test_an_item_that_kills_its_process_is_a_value_and_the_others_are_delivered(self, machine: object) -> None:
        results = list(RayEngine().map(die_on_seven, range(60)))
        assert [n for n, result in enumerate(results) if isinstance(result, Crash)] == [7]
        assert [result for result in results if not isinstance(result, Crash)] == [n for n in range(60) if n != 7]

    def test_a_worker_that_raises_is_a_bug_and_is_told_as_here(self, machine: object) -> None:
        with pytest.raises(ValueError, match="a bug at 7"):
            list(RayEngine().map(refuse_seven, range(60)))

    def test_a_run_gives_the_same_pages(self, tmp_path: Path, machine: object) -> None:
        digests = []
        for engine in ("local", "ray"):
            folder = tmp_path / engine
            assert CliRunner().invoke(main, ["run", str(CORPUS), "--engine", engine, "-o", str(folder), "-q"]).exit_code == 0
            digests.append({path.relative_to(folder): path.read_bytes() for path in (folder / "digests").rglob("*.*") if path.is_file()})
        assert len(digests[0]) > 20
        assert digests[0] == digests[1]

    def test_a_machine_with_another_version_is_told(self, monkeypatch: pytest.MonkeyPatch, machine: object) -> None:
        monkeypatch.setattr("pipeline.__version__", "99.0")
        with pytest.raises(ConfigError, match=r"a machine of the cluster has bidigest \S+, this one 99\.0; install bidigest 99\.0 on every machine"):
            list(RayEngine().map(square, range(3)))


def test_a_cluster_that_is_not_there_is_one_line() -> None:
    with pytest.raises(ConfigError, match="no cluster is reached there") as caught:
        list(RayEngine("127.0.0.1:1").map(square, range(3)))
    assert "\n" not in str(caught.value)


def test_an_address_of_a_client_needs_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.engines.cluster.find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError, match=r"needs Ray's client; install it with: pip install 'ray\[client\]'"):
        list(RayEngine("ray://127.0.0.1:1").map(square, range(3)))


def test_no_key_of_the_environment_is_in_that_of_a_cluster_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-key-that-is-told-nowhere")
    monkeypatch.setenv("SOMEBODYS_TOKEN", "a-key-that-is-told-nowhere")
    [there] = RayEngine().map(environment, [1])
    assert isinstance(there, dict)
    assert "a-key-that-is-told-nowhere" not in there.values()
    assert there["PATH"]
    assert os.environ["OPENAI_API_KEY"] == "a-key-that-is-told-nowhere"


def test_a_node_that_is_lost_costs_no_item_and_little_time(nodes: TwoNodes) -> None:
    many, killed_at = 400, 120
    other = nodes.join()
    whole = seconds(many)
    results, began = RayEngine().map(twentieth_of_a_second, range(many)), time.monotonic()
    got = [next(results) for _ in range(killed_at)]
    losing = nodes.lose(other)
    got += results
    losing.join()
    assert got == list(range(many))
    assert time.monotonic() - began <= 2 * whole + 5


def seconds(many: int) -> float:
    began = time.monotonic()
    assert len(list(RayEngine().map(twentieth_of_a_second, range(many)))) == many
    return time.monotonic() - began


def test_a_node_that_joins_is_given_work(nodes: TwoNodes) -> None:
    results = RayEngine().map(on_node, range(2_000))
    met = {next(results) for _ in range(40)}
    assert len(met) == 1
    nodes.join()
    assert any(node not in met for node in results)
