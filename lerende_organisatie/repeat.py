"""Any repeated job: its own stream of random numbers for every task, worker processes, progress.

A bootstrap, a simulation and a permutation test are the same thing: one job, many tasks, and an answer that must not
depend on how many cores the machine has. Task ``i`` always receives the ``i``-th stream that the seed spawns, whoever
runs it and in whatever order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import index
from typing import TypeVar

import numpy as np

from lerende_organisatie.errors import OptionError

Task = TypeVar("Task")
Result = TypeVar("Result")
Job = Callable[[np.random.Generator, Task], Result]
Progress = Callable[[int, int], None]
"""Told after every finished task how many are done, and of how many."""

SPAWN_KEY = 0x1E0
"""Keeps these streams apart from those of a caller who spawns from the same seed."""


def spawn_generators(seed: int, n: int) -> list[np.random.Generator]:
    """Independent streams of random numbers, the same for the same seed on every machine.

    Parameters
    ----------
    seed : int, not negative
    n : int
        How many streams.

    Returns
    -------
    list of n Generators

    Raises
    ------
    OptionError
        The seed is not a whole number of zero or more.

    References
    ----------
    numpy.random.SeedSequence.spawn.
    """
    try:
        entropy = index(seed)
    except TypeError:
        entropy = -1
    if entropy < 0:
        raise OptionError(f"seed must be a whole number of zero or more, not {seed!r}")
    root = np.random.SeedSequence(entropy, spawn_key=(SPAWN_KEY,))
    return [np.random.default_rng(child) for child in root.spawn(n)]


def repeat(
    job: Job[Task, Result],
    tasks: Sequence[Task],
    *,
    seed: int,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> list[Result]:
    """Do one job for every task and return the results in the order of the tasks.

    Parameters
    ----------
    job : callable (generator, task) -> result
        Takes all its randomness from the generator. With ``n_jobs`` other than 1 it travels to worker processes, so
        what it refers to must be picklable (joblib also takes closures and lambdas).
    tasks : sequence
        What differs from one repetition to the next; ``range(n)`` for plain repetition.
    seed : int
        Task ``i`` gets stream ``i`` of this seed: the results do not depend on ``n_jobs``.
    n_jobs : int
        Processes; 1 stays in this one, -1 takes every core. Inside a ``joblib.parallel_config`` block the backend that
        the block names is used, Dask's for one; otherwise joblib's processes, each with one BLAS thread.
    progress : callable (done, total) -> None, optional
        Called in this process after every task.

    Returns
    -------
    list, one result per task

    Raises
    ------
    OptionError
        The seed is negative or not a whole number, or ``n_jobs`` is zero.
    """
    if n_jobs == 0:
        raise OptionError("n_jobs must be 1 or more, or -1 for every core, not 0")
    generators = spawn_generators(seed, len(tasks))
    results: list[Result] = []
    if n_jobs == 1 or len(tasks) < 2:
        for generator, task in zip(generators, tasks, strict=True):
            results.append(job(generator, task))
            if progress is not None:
                progress(len(results), len(tasks))
        return results

    import joblib
    from joblib.parallel import DEFAULT_BACKEND, get_active_backend

    calls = [joblib.delayed(job)(generator, task) for generator, task in zip(generators, tasks, strict=True)]
    chosen_by_caller = type(get_active_backend()[0]) is not joblib.parallel.BACKENDS[DEFAULT_BACKEND]
    if chosen_by_caller:
        finished = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(calls)
        return _collect(finished, len(tasks), progress)
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        finished = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(calls)
        return _collect(finished, len(tasks), progress)


def _collect(finished: object, total: int, progress: Progress | None) -> list[Result]:
    results: list[Result] = []
    for result in finished:  # type: ignore[attr-defined]
        results.append(result)
        if progress is not None:
            progress(len(results), total)
    return results
