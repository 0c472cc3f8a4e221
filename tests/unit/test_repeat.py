"""Repeated jobs."""

from __future__ import annotations

import os

import numpy as np
import pytest

from lerende_organisatie.errors import OptionError
from lerende_organisatie.repeat import repeat, spawn_generators


def draw(generator: np.random.Generator, size: int) -> tuple[float, ...]:
    return tuple(generator.normal(size=size).tolist())


def process_and_threads(generator: np.random.Generator, task: int) -> tuple[int, int]:
    from threadpoolctl import threadpool_info

    np.ones((2, 2)) @ np.ones((2, 2))
    return os.getpid(), max((pool["num_threads"] for pool in threadpool_info()), default=1)


def test_results_stand_in_the_order_of_the_tasks_and_each_has_its_own_stream() -> None:
    results = repeat(draw, [1, 2, 3, 3], seed=4)
    assert [len(result) for result in results] == [1, 2, 3, 3]
    assert results[2] != results[3]


def test_results_do_not_depend_on_the_number_of_processes() -> None:
    alone, together = (repeat(draw, range(1, 7), seed=4, n_jobs=jobs) for jobs in (1, 2))
    assert alone == together
    assert repeat(draw, range(1, 7), seed=5) != alone


def test_a_stream_does_not_depend_on_how_many_there_are() -> None:
    assert spawn_generators(9, 3)[2].random() == spawn_generators(9, 8)[2].random()
    assert spawn_generators(9, 1)[0].random() != np.random.default_rng(9).random()


def test_workers_are_other_processes_with_one_thread_each() -> None:
    found = repeat(process_and_threads, range(4), seed=1, n_jobs=2)
    assert all(pid != os.getpid() and threads == 1 for pid, threads in found)


def test_the_backend_that_the_caller_chose_is_used() -> None:
    import joblib

    with joblib.parallel_config(backend="threading"):
        found = repeat(process_and_threads, range(4), seed=1, n_jobs=2)
    assert {pid for pid, _ in found} == {os.getpid()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_is_told_after_every_task(jobs: int) -> None:
    told: list[tuple[int, int]] = []
    repeat(draw, [1] * 5, seed=1, n_jobs=jobs, progress=lambda done, total: told.append((done, total)))
    assert told == [(i, 5) for i in range(1, 6)]


def test_no_tasks_give_no_results() -> None:
    assert repeat(draw, [], seed=1, n_jobs=2) == []


@pytest.mark.parametrize("seed", [-1, 1.5, "one", None])
def test_a_seed_that_is_none_is_refused(seed: object) -> None:
    with pytest.raises(OptionError, match="seed must be a whole number"):
        repeat(draw, [1], seed=seed)


def test_no_processes_are_refused() -> None:
    with pytest.raises(OptionError, match="n_jobs"):
        repeat(draw, [1], seed=1, n_jobs=0)
