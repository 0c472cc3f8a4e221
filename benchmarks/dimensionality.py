"""Parallel analysis per replication and the polychoric matrix, beside psych in one run: processor seconds.

``python -m benchmarks dimensionality``; without R the first columns only.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import lerende_organisatie as lo
from benchmarks._populations import large_survey

REPLICATIONS = 200
SCRIPT = Path(__file__).with_suffix(".R")


def spent(job: Callable[[], object], times: int = 1) -> float:
    """Processor seconds of one call, the least of three series."""
    series = []
    for _ in range(3):
        begun = time.process_time()
        for _ in range(times):
            job()
        series.append((time.process_time() - begun) / times)
    return min(series)


def psych(path: Path) -> dict[str, float]:
    """What psych takes, in seconds; empty without R."""
    if shutil.which("Rscript") is None:
        return {}
    done = subprocess.run(
        ["Rscript", str(SCRIPT), str(path), "polychoric"], capture_output=True, text=True, check=False, timeout=600
    )
    return {line.split()[0]: float(line.split()[1]) for line in done.stdout.splitlines() if len(line.split()) == 2}


def main() -> None:
    """Print the table."""
    answers = large_survey(np.random.default_rng(1))
    cuts = np.array([-1.5, -0.6, 0.3, 1.2])
    frame = (answers * 0 + 1).add((answers.to_numpy()[:, :, None] > cuts).sum(2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.csv"
        frame.to_csv(path, index=False)
        theirs = psych(path)
    print(f"{frame.shape[1]} items x {len(frame)} respondents, processor seconds")
    polychoric = spent(lambda: lo.polychoric(frame))
    line("polychoric matrix", polychoric, theirs.get("polychoric"))
    for correlation, random in (("pearson", "normal"), ("pearson", "resample"), ("polychoric", "resample")):
        whole = spent(
            lambda c=correlation, r=random: lo.parallel_analysis(  # type: ignore[misc]
                frame, correlation=c, random=r, n_replications=REPLICATIONS
            )
        )
        line(f"parallel analysis, a replication: {correlation}, {random}", whole / REPLICATIONS, theirs.get("both"))


def line(what: str, ours: float, theirs: float | None) -> None:
    """One row: ours, psych's and how many times as fast."""
    beside = "" if theirs is None else f"  psych {theirs:8.4f}  {theirs / ours:6.1f} times as fast"
    print(f"{what:58s} {ours:8.4f}{beside}", flush=True)


if __name__ == "__main__":
    main()
