"""A simulated national survey, 65 five-point items in eight factors, written as a Parquet folder batch by batch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

SIZES = (7, 4, 10, 8, 9, 8, 8, 11)
ITEMS = [f"d{f + 1}_{i + 1}" for f, k in enumerate(SIZES) for i in range(k)]
MODEL = "\n".join(
    f"f{f + 1} =~ " + " + ".join(name for name in ITEMS if name.startswith(f"d{f + 1}_")) for f in range(len(SIZES))
)
ROWS_AT_ONCE = 1 << 15
MISSING_ONE_IN = 50
"""One respondent in so many missed an answer."""


ROWS_OF_A_FILE = 1_000_000


def part_of(whole: Path, folder: Path, n: int) -> None:
    """The first n respondents of a survey that was written, as links to its files; n is a number of whole files."""
    for file in sorted(whole.glob("*.parquet"))[: n // ROWS_OF_A_FILE]:
        (folder / file.name).hardlink_to(file)


def write(folder: Path, n: int, seed: int = 20_000) -> None:
    """Write n respondents as files of a million rows at most; int8, null where an answer is missing."""
    rng = np.random.default_rng(seed)
    p = len(ITEMS)
    factor = np.repeat(np.arange(len(SIZES)), SIZES)
    loading = rng.uniform(0.55, 0.85, p).astype(np.float32)
    root = np.linalg.cholesky(np.full((8, 8), 0.6) + 0.4 * np.eye(8)).astype(np.float32)
    unique = np.sqrt(1 - loading**2)
    cuts = (np.array([-1.9, -1.1, -0.2, 0.9]) + rng.uniform(-0.25, 0.25, (p, 1))).astype(np.float32)
    schema = pa.schema([(name, pa.int8()) for name in ITEMS])
    for file, first in enumerate(range(0, n, ROWS_OF_A_FILE)):
        with parquet.ParquetWriter(folder / f"part-{file:03d}.parquet", schema) as writer:
            for start in range(first, min(first + ROWS_OF_A_FILE, n), ROWS_AT_ONCE):
                m = min(ROWS_AT_ONCE, min(first + ROWS_OF_A_FILE, n) - start)
                eta = rng.standard_normal((m, 8), dtype=np.float32) @ root.T
                y = eta[:, factor] * loading + rng.standard_normal((m, p), dtype=np.float32) * unique
                answers = np.ones((p, m), dtype=np.int8)
                for k in range(4):
                    answers += (y > cuts[:, k]).T
                missed = rng.integers(0, MISSING_ONE_IN * p, (m,))  # the item that somebody missed, if below p
                columns = [pa.array(column, mask=missed == j) for j, column in enumerate(answers)]
                writer.write_table(pa.table(columns, schema=schema))
