"""The same job on this machine's processes and on a Dask cluster of several; a worker that is killed half way."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.repeat import repeat

if TYPE_CHECKING:
    from distributed import Client

POPULATION = "f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.5*x4"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        Client(local) as client,
    ):
        yield client


def slow_number(generator: np.random.Generator, task: int) -> tuple[int, int, float]:
    time.sleep(0.05)
    return task, os.getpid(), float(generator.random())


def test_one_seed_one_answer_on_a_cluster(cluster: Client) -> None:
    import joblib

    here = lo.power_simulation(POPULATION, n=(80,), replications=6, seed=5)
    with joblib.parallel_config(backend="dask"):
        there = lo.power_simulation(POPULATION, n=(80,), replications=6, seed=5, n_jobs=-1)
    assert there.parameters.equals(here.parameters)
    assert there.fit.equals(here.fit)


def test_a_worker_is_killed_half_way(cluster: Client) -> None:
    import joblib

    alone = [(task, value) for task, _, value in repeat(slow_number, range(60), seed=5)]
    killed: list[int] = []
    workers = list(cluster.run(os.getpid).values())

    def progress(done: int, total: int) -> None:
        if done == 10 and not killed:
            killed.append(workers[0])
            os.kill(workers[0], 9)

    with joblib.parallel_config(backend="dask"):
        found = repeat(slow_number, range(60), seed=5, n_jobs=-1, progress=progress)
    assert killed
    assert [(task, value) for task, _, value in found] == alone
    assert len({pid for _, pid, _ in found}) >= 2
