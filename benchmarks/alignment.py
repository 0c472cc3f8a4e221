"""What ``alignment`` recovers, and how long it takes: the figures in docs/alignment.md.

``python -m benchmarks alignment``: 200 simulated surveys per condition, seeded; a few minutes of processor time.
"""

from __future__ import annotations

import time
import warnings

import numpy as np
import pandas as pd

import lerende_organisatie as lo
from lerende_organisatie.repeat import repeat, spawn_generators

SEED = 2014
SURVEYS = 200
GROUPS = 8
ITEMS = 6
MODEL = "f =~ " + " + ".join(f"i{j}" for j in range(ITEMS))
CONDITIONS = [(n, shift) for n in (200, 500) for shift in (0.0, 0.5)]
"""Respondents per group; how much higher the intercept of item 0 is in groups 2 and 5, and that of item 3 lower in
group 7."""

PLANTED = {(0, 2), (0, 5), (3, 7)}
LARGE = (7, 4, 10, 8, 9, 8, 8, 11)
"""Items per factor of the survey that is timed: 65 items in 30 languages of 300 respondents."""


def survey(rng: np.random.Generator, n: int, shift: float) -> tuple[pd.DataFrame, np.ndarray]:
    mean = np.concatenate([[0.0], rng.normal(0, 0.3, GROUPS - 1)])
    sd = np.concatenate([[1.0], np.exp(rng.normal(0, 0.15, GROUPS - 1))])
    loadings, intercepts = rng.uniform(0.6, 0.9, ITEMS), rng.normal(3, 0.3, ITEMS)
    frames = []
    for g in range(GROUPS):
        values = intercepts + loadings * (mean[g] + sd[g] * rng.normal(size=(n, 1))) + 0.6 * rng.normal(size=(n, ITEMS))
        values[:, 0] += shift * (g in (2, 5))
        values[:, 3] -= shift * (g == 7)
        frames.append(pd.DataFrame(values, columns=[f"i{j}" for j in range(ITEMS)]).assign(group=f"g{g}"))
    return pd.concat(frames, ignore_index=True), mean


def recovered(rng: np.random.Generator, condition: tuple[int, float]) -> list[float]:
    """Correlation of means, bias, covered, standardised spread of error, false and right flags, flags of loadings."""
    data, truth = survey(rng, *condition)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = lo.alignment(MODEL, data, group="group", n_starts=3)
    means = found.means.iloc[1:]
    error = means["mean"].to_numpy() - truth[1:]
    planted = PLANTED if condition[1] else set()
    rows = found.parameters
    item, group = rows["item"].str[1:].astype(int), rows["group"].str[1:].astype(int)
    there = [(i, g) in planted and p == "intercept" for i, g, p in zip(item, group, rows["parameter"], strict=True)]
    flag, there = ~rows["invariant"].to_numpy(), np.array(there)
    covered = (means["ci_lower"].to_numpy() <= truth[1:]) & (truth[1:] <= means["ci_upper"].to_numpy())
    return [
        float(np.corrcoef(means["mean"], truth[1:])[0, 1]),
        float(error.mean()),
        float(covered.mean()),
        float(flag[~there].mean()),
        float(flag[there].mean()) if there.any() else float("nan"),
    ]


def large(rng: np.random.Generator) -> tuple[pd.DataFrame, str]:
    factor = np.repeat(np.arange(len(LARGE)), LARGE)
    loadings, intercepts = rng.uniform(0.6, 0.9, len(factor)), rng.normal(3, 0.3, len(factor))
    root = np.linalg.cholesky(np.full((8, 8), 0.6) + 0.4 * np.eye(8))
    frames = []
    for g in range(30):
        eta = rng.normal(0, 0.3, 8) + rng.normal(size=(300, 8)) @ root.T
        values = intercepts + loadings * eta[:, factor] + 0.6 * rng.normal(size=(300, len(factor)))
        values[:, 0] += 0.5 * (g % 3 == 0)
        frames.append(pd.DataFrame(values, columns=[f"i{j}" for j in range(len(factor))]).assign(group=f"g{g}"))
    lines = [f"f{k} =~ " + " + ".join(f"i{j}" for j in np.flatnonzero(factor == k)) for k in range(8)]
    return pd.concat(frames, ignore_index=True), "\n".join(lines)


def main() -> None:
    data, model = large(spawn_generators(SEED, 1)[0])
    start = time.process_time()
    found = lo.alignment(model, data, group="group")
    spent = time.process_time() - start
    print(f"30 groups x 65 items x 300 respondents, 10 starts: {spent:.1f} s of processor time;")
    print(f"converged: {found.converged}; starts that agree: {found.agreeing_starts} of 10\n")
    print("| per group | planted | r of means | bias | 95% interval covers | flagged wrongly | flagged rightly |")
    print("|---|---|---|---|---|---|---|")
    for at, condition in enumerate(CONDITIONS):
        rates = np.array(repeat(recovered, [condition] * SURVEYS, seed=SEED + at)).mean(axis=0)
        power = "" if np.isnan(rates[4]) else f"{rates[4]:.3f}"
        shown = f"{rates[0]:.3f} | {rates[1]:+.3f} | {rates[2]:.3f} | {rates[3]:.4f} | {power}"
        print(f"| {condition[0]} | {condition[1]:.1f} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
