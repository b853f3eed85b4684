"""A worker's process looks for garbage less often than Python does by itself."""

import gc

from pipeline.engines.local import COLLECTED, make_pool


def test_the_processes_of_a_pool_keep_to_it() -> None:
    with make_pool(1) as pool:
        assert pool.submit(gc.get_threshold).result() == COLLECTED
    assert gc.get_threshold() != COLLECTED
