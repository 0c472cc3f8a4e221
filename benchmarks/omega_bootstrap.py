"""5,000 bootstrap draws of omega for the eight dimensions of 65 items × 1,703 respondents, beside psych.

``python -m benchmarks.omega_bootstrap``. Every draw fits the one-factor model by maximum likelihood anew. Processor
seconds are counted, so that what else the machine does matters little. psych has no maximum likelihood omega of its
own; its ``omega(nfactors = 1)``, a minimum-residual solution, is timed on a few draws as the nearest that it offers.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lerende_organisatie as lo
from tests.reference.data import load

HERE = Path(__file__).parent
DRAWS = 5000
R_DRAWS = 3
LIMIT = 15.0
"""Seconds on two cores, which is twice as many processor seconds."""


def ours() -> float:
    """Processor seconds of ours."""
    frame = load("survey65").drop(columns="school")
    begun = time.process_time()
    for dimension in range(1, 9):
        items = [name for name in frame if name.startswith(f"d{dimension}_")]
        found = lo.mcdonald_omega(frame, items, interval="bootstrap", n_boot=DRAWS, n_jobs=1)
        assert found.ci_lower < found.estimate < found.ci_upper
        assert found.draws_failed == 0
    return time.process_time() - begun


def psych() -> tuple[float, str] | None:
    """Processor seconds of psych per draw and its version; None where R or psych is not on this machine."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.csv"
        load("survey65").drop(columns="school").to_csv(data, index=False)
        done = subprocess.run(
            ["Rscript", "--vanilla", str(HERE / "omega_bootstrap.R"), str(data), str(R_DRAWS)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        print(f"psych was not timed: {done.stderr[-500:]}", file=sys.stderr)
        return None
    seconds, version = done.stdout.split()
    return float(seconds), version


def main() -> None:
    """Time both and hold ours to the limit."""
    mine = ours()
    print(f"ours: {DRAWS:,} draws of eight dimensions in {mine:.1f} processor seconds (limit {2 * LIMIT:.0f})")
    theirs = psych()
    if theirs is not None:
        share = theirs[0] / (mine / DRAWS)
        minutes = DRAWS * theirs[0] / 60
        print(
            f"psych {theirs[1]}: {theirs[0]:.2f} s a draw, {minutes:.0f} minutes for as many ({share:.0f} times ours)"
        )
    if mine > 2 * LIMIT:
        sys.exit("slower than the limit")


if __name__ == "__main__":
    main()
