"""National surveys: cost and memory from ten thousand to twenty million respondents (writes ``docs/scale.md``).

``python -m benchmarks scale``. Every step reads a Parquet folder in a process of its own with one thread. The largest
survey is written once, to disk and in batches; smaller ones are its first files. It is deleted at the end.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks._lavaan import ONE_THREAD
from benchmarks._run import versions
from benchmarks._scale_survey import ITEMS, ROWS_OF_A_FILE, part_of, write

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "scale.md"
NATION = 20_000_000
PLAN: dict[str, tuple[int, ...]] = {
    "moments": (10_000, 100_000, 1_000_000, 10_000_000, NATION),
    "MLR": (10_000, 100_000, 1_000_000, 10_000_000),
    "WLSMV": (10_000, 100_000, 1_000_000),
}
"""How far each step is measured; beyond, the page says what it extrapolates."""
ROOM = 60
"""Bytes of disk per respondent that are asked for beforehand, twice what the files take."""
LIMIT = 2048
"""Megabytes that no step may take."""
SAYS = {
    "moments": "means, covariances, all contingency tables (one pass)",
    "MLR": "the same, and a fit by MLR with robust errors and tests (two passes)",
    "WLSMV": "the same, and a fit by WLSMV with Γ (two passes)",
}


def step(name: str, folder: Path) -> dict[str, float]:
    """One step in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks._scale_step", name, str(folder)],
        capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}, cwd=ROOT,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def page(found: dict[tuple[str, int], dict[str, float]]) -> str:
    """The page."""
    rows, beyond = [], []
    for name in SAYS:
        sizes = sorted(n for step_name, n in found if step_name == name)
        for n in sizes:
            one = found[name, n]
            rows.append(
                f"| {SAYS[name]} | {n:,} | {one['left_out']:,.0f} | {one['seconds']:.1f} | {one['megabytes']:.0f} |"
            )
        if sizes[-1] >= NATION:
            continue
        a, b = sizes[-2:]
        slope = (found[name, b]["seconds"] - found[name, a]["seconds"]) / (b - a)
        at = found[name, b]["seconds"] + slope * (NATION - b)
        beyond.append(
            f"| {SAYS[name]} | {b:,} | {slope * 1e6:.1f} | {at / 60:.0f} |",
        )
    peak = max(one["megabytes"] for one in found.values())
    return TEXT.format(
        items=len(ITEMS), rows="\n".join(rows), beyond="\n".join(beyond), peak=peak, limit=LIMIT, nation=NATION,
        versions=versions(), machine=f"{platform.machine()}, {os.cpu_count()} cores, one used",
    )  # fmt: skip


def main() -> None:
    """Write, measure, delete, and say what was found."""
    found: dict[tuple[str, int], dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        free = shutil.disk_usage(where).free
        if free < NATION * ROOM:
            raise SystemExit(f"{NATION * ROOM / 1e9:.1f} GB of disk are needed, {free / 1e9:.1f} GB are free")
        nation = where / "nation"
        nation.mkdir()
        started = time.process_time()
        write(nation, NATION)
        print(f"written: {NATION:,} respondents in {time.process_time() - started:.0f} processor s", flush=True)
        for n in sorted({n for sizes in PLAN.values() for n in sizes}):
            folder = where / str(n)
            folder.mkdir()
            if n < ROWS_OF_A_FILE:
                write(folder, n)
            else:
                part_of(nation, folder, n)
            for what, sizes in PLAN.items():
                if n in sizes:
                    found[what, n] = step(what, folder)
                    print(f"{what} {n:,}: {found[what, n]}", flush=True)
    text = page(found)
    PAGE.write_text(text, encoding="utf-8")
    if any(one["megabytes"] > LIMIT for one in found.values()):
        raise SystemExit(f"a step took more than {LIMIT} MB")


TEXT = """# National surveys: answers that do not fit in memory

`stream_moments` reads a Parquet file or folder, a pyarrow Dataset, Table or RecordBatchReader, a DuckDB relation or
anything else that offers an Arrow stream, or one frame after another, in batches. What it keeps has the size of the
items. `cfa` and `sem` take the result in the place of a frame, and so does what needs covariances only:

```python
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import lerende_organisatie as lo

rng = np.random.default_rng(1)
folder = Path(tempfile.mkdtemp())
for part in range(3):  # stands for the files of a national survey
    trait = rng.normal(size=(2000, 1))
    answers = np.digitize(0.7 * trait + 0.7 * rng.normal(size=(2000, 4)), [-1.2, -0.3, 0.4, 1.1]) + 1
    pd.DataFrame(answers, columns=["a", "b", "c", "d"]).to_parquet(folder / f"part-{{part}}.parquet")

streamed = lo.stream_moments(folder, ["a", "b", "c", "d"])
streamed.n, streamed.n_left_out            # complete rows, and rows left out (listwise)
streamed.mean, streamed.cov                # covariances with divisor n - 1
streamed.contingency.table("a", "b")       # exact counts of any pair
fit = lo.cfa("f =~ a + b + c + d", streamed)                       # MLR: one more pass
ordinal = lo.cfa("f =~ a + b + c + d", streamed, ordered=True)     # WLSMV: one more pass, for Γ
lo.reliability(fit).table
lo.cronbach_alpha(streamed), lo.mcdonald_omega(streamed)           # one more pass each, for the standard error
lo.kmo(streamed), lo.pca(streamed, n_components=1)
```

`guttman`, `glb`, `split_half`, `bartlett_sphericity`, `efa`, `map_test` and `empirical_kaiser` take it too. A query
is a source as well, and is run again for every pass:

```
duckdb.sql("select * from read_parquet('survey/*.parquet') where sector = 'po'")
```

## How

- **Moments**: sums of deviations from the first batch's means and of their products, put together at the end (Chan,
  Golub & LeVeque, 1983). **Contingency tables**: products of indicators of the categories, all pairs at once,
  counted exactly as 64-bit whole numbers.
- **MLR**: the estimates need moments only. The second pass adds up each respondent's squared scores (the meat of
  the sandwich) and d + ½(d² − 2d + p), d the squared Mahalanobis distance, whose mean is the trace for the
  saturated model (Yuan & Bentler, 2000). Nothing has the size of the moments squared.
- **WLSMV**: thresholds and polychoric correlations follow from the contingency tables. The second pass looks every
  respondent's influence values up in tables and adds up their products: Γ (Muthén, 1984). For 65 five-point items Γ
  has 2,340 rows, and its cost per respondent is what limits WLSMV.

The numbers are those of the fit in memory: counts exactly, moments within 1e-10 and estimates, standard errors and
fit measures within 1e-8 of them, relative (`tests/unit/test_streamed.py`; the statistics of covariances, and DuckDB,
`tests/unit/test_streamed_statistics.py`).

## Assumptions and limits

Rows with a missing answer to any streamed item, or without a weight, are left out and counted. Not offered from a
stream, and refused by name: groups, clusters, FIML, MLM and its kin, sampling weights with ordinal items, ordinal
beside continuous items, and what has a row per person (factor scores, bootstrap). A source that can be read only
once gives moments, tables, and fits by ML, ULS and GLS; open it by a function to have more passes. Answers have to be
numbers, not categories.

In a paper: "Means, covariances and contingency tables were accumulated over all n complete records in batches;
estimation was by robust maximum likelihood (MLR) with lerende_organisatie." Report how many records were left out.

## Measured

{items} five-point items in a simulated survey (one respondent in fifty missed an answer), from a Parquet folder.
Processor seconds of one core, reading included, and the largest memory of the process, Python and libraries
included. Each row is a process of its own. Made by `python -m benchmarks scale` ({versions}; {machine}).

| step | respondents | left out | processor s | peak memory, MB |
|---|---:|---:|---:|---:|
{rows}

The largest memory of all was {peak:.0f} MB; the command fails above {limit} MB.

## Extrapolated, not measured

What was not run at {nation:,} respondents, from the slope between the two largest measured sizes. The work per batch
and what is kept do not depend on the number of batches.

| step | measured up to | s per million more | minutes of one core for {nation:,} |
|---|---:|---:|---:|
{beyond}
"""


if __name__ == "__main__":
    main()
