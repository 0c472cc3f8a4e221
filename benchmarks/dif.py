"""How often ``dif`` flags an item, with and without something planted: the rates in docs/dif.md.

``python -m benchmarks dif``: 200 simulated surveys per condition, seeded; about two minutes of processor time.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

import lerende_organisatie as lo
from lerende_organisatie.repeat import repeat

SEED = 20244
SURVEYS = 200
ITEMS = 10
LOADING = 0.7
CUTS = np.array([-1.5, -0.5, 0.5, 1.5])
IMPACT = 0.3
"""How much higher the second group stands in what is measured, in standard deviations."""

PLANTED = (2, 5)
"""Item 2 is easier for the second group, item 5 says less about the trait."""

CONDITIONS = [(n, size) for n in (200, 500, 1000) for size in (0.0, 0.3, 0.6)]
"""Respondents per group, and the shift of item 2 in standard deviations (item 5 loses as much of its loading)."""


def survey(rng: np.random.Generator, n: int, size: float) -> pd.DataFrame:
    group = np.repeat([0, 1], n)
    trait = rng.normal(size=2 * n) + IMPACT * group
    loading = np.full((2 * n, ITEMS), LOADING)
    loading[:, 5] -= size * group
    answers = loading * trait[:, None] + rng.normal(size=loading.shape) * np.sqrt(1 - loading**2)
    answers[:, 2] += size * group
    frame = pd.DataFrame(1 + (answers[:, :, None] > CUTS).sum(2), columns=[f"i{j}" for j in range(ITEMS)])
    return frame.assign(group=np.array(["a", "b"])[group])


def flags(rng: np.random.Generator, condition: tuple[int, float]) -> list[list[bool]]:
    """Flagged by the raw p, Benjamini-Hochberg, Holm, Mantel, the generalised test: items in columns."""
    frame = survey(rng, *condition)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = lo.dif(frame, "group").table
    columns = ("pvalue", "pvalue_bh", "pvalue_holm", "mantel_pvalue", "gmh_pvalue")
    return [(table[column] < 0.05).tolist() for column in columns]


def main() -> None:
    names = ("raw p", "BH", "Holm", "Mantel, raw", "GMH, raw")
    print("| per group | planted | which items | " + " | ".join(names) + " |")
    print("|---|---|---|" + "---|" * len(names))
    for at, condition in enumerate(CONDITIONS):
        found = np.array(repeat(flags, [condition] * SURVEYS, seed=SEED + at))
        none = [j for j in range(ITEMS) if not condition[1] or j not in PLANTED]
        kinds = {"nothing planted": none} | ({"uniform": [2], "nonuniform": [5]} if condition[1] else {})
        for kind, items in kinds.items():
            rates = found[:, :, items].mean(axis=(0, 2))
            shown = " | ".join(f"{rate:.3f}" for rate in rates)
            print(f"| {condition[0]} | {condition[1]:.1f} | {kind} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
