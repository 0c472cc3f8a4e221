"""The same simulated surveys given to lavaan, where R is there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks._populations import CONDITIONS, ITEMS, MODEL
from benchmarks._run import Run

HERE = Path(__file__).parent
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def rscript(script: str, *arguments: str, seconds: float | None = None) -> dict[str, object] | None:
    """What an R script of this folder prints as JSON; None where R is not there.

    Raises
    ------
    CalledProcessError, TimeoutExpired
    """
    if shutil.which("Rscript") is None:
        return None
    done = subprocess.run(
        ["Rscript", "--vanilla", str(HERE / script), *arguments],
        capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}, timeout=seconds,
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def shares_converged(run: Run, surveys: int) -> tuple[str, dict[str, float]] | None:
    """Of the first surveys of every condition on twelve items, the share of lavaan's fits that converge.

    Returns
    -------
    (version, share by condition), or None where R is not there
    """
    if shutil.which("Rscript") is None:
        return None
    shares, version = {}, ""
    for condition in CONDITIONS:
        with tempfile.TemporaryDirectory() as folder:
            for i, rng in enumerate(run.generators(surveys)):
                condition.draw(rng).to_csv(Path(folder) / f"{i:04d}.csv", index=False)
            options = dict(condition.options)
            if options.get("ordered"):
                options.pop("cluster", None)
            told = {"model": MODEL, "items": list(ITEMS), "options": options}
            (Path(folder) / "told.json").write_text(json.dumps(told), encoding="utf-8")
            found = rscript("converged.R", folder)
        assert found is not None
        converged = found["converged"]
        assert isinstance(converged, list)
        shares[condition.name], version = sum(converged) / len(converged), str(found["version"])
    return version, shares
