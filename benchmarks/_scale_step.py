"""One step of :mod:`benchmarks.scale` in a process of its own, so that its peak memory is its own."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import lerende_organisatie as lo
from benchmarks._scale_survey import ITEMS, MODEL


def main(step: str, folder: Path) -> dict[str, float]:
    """Run a step and say what it took."""
    started = time.process_time()
    streamed = lo.stream_moments(folder, ITEMS)
    found = {"n": float(streamed.n), "left_out": float(streamed.n_left_out), "moments": time.process_time() - started}
    if step != "moments":
        fit = lo.cfa(MODEL, streamed, ordered=step == "WLSMV")
        found |= {"chisq_scaled": float(fit.fit_measures["chisq_scaled"]), "se": float(fit.parameters["se"].sum())}
    found["seconds"] = time.process_time() - started
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
