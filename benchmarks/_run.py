"""What every calibration is run by: seeded, in blocks that are kept, so that a long run may be broken off."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.repeat import repeat, spawn_generators

Floats = NDArray[np.float64]
Task = TypeVar("Task")

ROOT = Path(__file__).parents[1]
STORE = ROOT / "build" / "calibration"
BLOCK = 100
"""Surveys that are kept together; what is lost when a run is broken off."""

SEED = 4000


@dataclass(frozen=True)
class Run:
    """How much is simulated and by how many processes.

    Attributes
    ----------
    seed : int
    surveys : int or None
        At most so many surveys per simulation; None for as many as the page promises.
    n_jobs : int
        Processes; -1 for every core.
    store : Path
        Where finished blocks are kept.
    """

    seed: int = SEED
    surveys: int | None = None
    n_jobs: int = -1
    store: Path = STORE

    def repeat(
        self, name: str, job: Callable[[np.random.Generator, Task], tuple[float, ...]], task: Task, surveys: int
    ) -> Floats:
        """One job on many simulated surveys.

        Parameters
        ----------
        name : str
            Of this simulation, unlike that of any other; finished blocks are kept under it.
        job : callable (generator, task) -> tuple of k numbers
            Draws all its randomness from the generator. Survey ``i`` gets the same generator in every simulation, so
            that simulations with the same population see the same surveys.
        task : object
            What the job is told besides; the same for every survey.
        surveys : int
            How many the page promises.

        Returns
        -------
        ndarray (n, k)
            n is ``surveys``, or fewer if the run was told so.
        """
        wanted = surveys if self.surveys is None else min(surveys, self.surveys)
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        folder = self.store / self.digest / str(self.seed)
        folder.mkdir(parents=True, exist_ok=True)
        parts: list[Floats] = []
        for block in range((wanted + BLOCK - 1) // BLOCK):
            size = min(BLOCK, wanted - block * BLOCK)
            kept = folder / f"{slug}-{block:04d}.npy"
            found = np.load(kept) if kept.exists() else np.empty((0, 0))
            if len(found) < size:
                seed = self.seed * 100_000 + block
                found = np.array(repeat(job, [task] * size, seed=seed, n_jobs=self.n_jobs), dtype=float)
                np.save(kept, found)
                print(f"  {name}: {block * BLOCK + size} of {wanted}", flush=True)
            parts.append(found[:size])
        return np.concatenate(parts)

    def generators(self, surveys: int) -> list[np.random.Generator]:
        """Those that the first surveys of every simulation are drawn from; at most a block of them."""
        assert surveys <= BLOCK
        return spawn_generators(self.seed * 100_000, surveys)

    @cached_property
    def digest(self) -> str:
        """Tells one state of the sources from another."""
        files = [*(ROOT / "lerende_organisatie").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
        together = hashlib.sha256()
        for file in sorted(files):
            together.update(file.read_bytes())
        return together.hexdigest()[:12]


def share(hits: Floats | NDArray[np.bool_]) -> str:
    """The mean of the finite values as a percentage, with 1.96 standard errors of the simulation."""
    values = np.asarray(hits, dtype=float)
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return "–"
    mean = float(values.mean())
    return f"{mean:.1%} (± {1.96 * float(values.std(ddof=1)) / np.sqrt(len(values)):.1%})"


def versions() -> str:
    """What the figures were computed with."""
    names = ("lerende_organisatie", "numpy", "scipy")
    return ", ".join(f"{name} {version(name)}" for name in names) + f", Python {platform.python_version()}"
