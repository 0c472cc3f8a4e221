"""Any repeated job: its own stream of random numbers for every task, worker processes, progress.

A bootstrap, a simulation and a permutation test are the same thing: one job, many tasks, and an answer that must not
depend on how many cores the machine has. Task ``i`` always receives the ``i``-th stream that the seed spawns, whoever
runs it and in whatever order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import index
from pathlib import Path
from typing import Any, TypeVar

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
    journal: str | Path | None = None,
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
    journal : path, optional
        A file to which every finished result is added at once, in whatever order tasks finish, so that a run that was
        broken off goes on with the tasks that are not in it. Results must then be numbers, texts, truth values or
        sequences of these; they come back as tuples of these. The file belongs to one seed, one list of tasks and one
        job with everything it refers to.

    Returns
    -------
    list, one result per task

    Raises
    ------
    OptionError
        The seed is negative or not a whole number, ``n_jobs`` is zero, or the journal is of another run.
    """
    if n_jobs == 0:
        raise OptionError("n_jobs must be 1 or more, or -1 for every core, not 0")
    generators = spawn_generators(seed, len(tasks))
    total = len(tasks)
    if journal is None:
        return _collected(_finished(job, generators, tasks, range(total), n_jobs), {}, total, progress)
    kept = _Journal(Path(journal), index(seed), total, _mark(job, tasks))
    done: dict[int, Result] = kept.read()
    rest = [i for i in range(total) if i not in done]
    return _collected(kept.written(_finished(job, generators, tasks, rest, n_jobs)), done, total, progress)


def _finished(
    job: Job[Task, Result],
    generators: Sequence[np.random.Generator],
    tasks: Sequence[Task],
    wanted: Sequence[int],
    n_jobs: int,
) -> Iterator[tuple[int, Result]]:
    """The wanted results, each with the number of its task, as they are finished."""
    if n_jobs == 1 or len(wanted) < 2:
        yield from ((i, job(generators[i], tasks[i])) for i in wanted)
        return

    import joblib
    from joblib.parallel import DEFAULT_BACKEND, get_active_backend

    calls = [joblib.delayed(_do)(job, i, generators[i], tasks[i]) for i in wanted]
    chosen_by_caller = type(get_active_backend()[0]) is not joblib.parallel.BACKENDS[DEFAULT_BACKEND]
    if chosen_by_caller:
        yield from joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered")(calls)
        return
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        finished = joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered")(calls)
    yield from finished


def _do(job: Job[Task, Result], number: int, generator: np.random.Generator, task: Task) -> tuple[int, Result]:
    """One task; a plain function, because Dask's backend wants what it calls to be hashable, and a job may not be."""
    return number, job(generator, task)


def _collected(
    finished: Iterable[tuple[int, Result]], before: dict[int, Result], total: int, progress: Progress | None
) -> list[Result]:
    """All results in the order of the tasks."""
    results = dict(before)
    for number, result in finished:
        results[number] = result
        if progress is not None:
            progress(len(results), total)
    return [results[i] for i in range(total)]


def _mark(job: Callable[..., Any], tasks: Sequence[Any]) -> str:
    """What tells this job and its tasks from others; empty for a job that cannot be told (a closure, say)."""
    import pickle

    import joblib

    try:
        return str(joblib.hash((job, list(tasks))))
    except (pickle.PicklingError, AttributeError, TypeError):
        return ""


class _Journal:
    """A file with one line per finished result, and a first line that says of which run."""

    def __init__(self, path: Path, seed: int, tasks: int, mark: str) -> None:
        self._path = path
        self._head = {"seed": seed, "tasks": tasks, "job": mark}

    def read(self) -> dict[int, Any]:
        """What is finished, by the number of the task; a last line that was broken off in writing is cut away."""
        if self._path.is_dir():
            raise OptionError(f"{self._path} is a folder; journal= names a file, which is made where there is none")
        if not self._path.exists() or not self._path.read_bytes():
            self._path.write_text(json.dumps(self._head) + "\n", encoding="utf-8")
            return {}
        lines = self._path.read_text(encoding="utf-8").split("\n")
        try:
            head = json.loads(lines[0])
        except ValueError:
            head = None
        if head != self._head:
            raise OptionError(
                f"{self._path} is the journal of another run (other data, options, seed or number of repetitions); "
                "give another name or remove it"
            )
        kept = lines[1:-1]
        results = {int(number): _tuples(result) for number, result in map(json.loads, kept)}
        if lines[-1]:  # beside the journal, and then in its place: a run that is stopped here loses nothing
            whole = self._path.with_name(self._path.name + ".part")
            whole.write_text("\n".join([lines[0], *kept, ""]), encoding="utf-8")
            whole.replace(self._path)
        return results

    def written(self, finished: Iterable[tuple[int, Result]]) -> Iterator[tuple[int, Result]]:
        """The same results, each in the file before it is handed on."""
        with self._path.open("a", encoding="utf-8") as file:
            for number, result in finished:
                file.write(json.dumps([number, result]) + "\n")
                file.flush()
                yield number, result


def _tuples(value: Any) -> Any:
    return tuple(_tuples(member) for member in value) if isinstance(value, list) else value
