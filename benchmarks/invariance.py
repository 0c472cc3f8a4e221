"""The ordinal ladder of 65 items, two groups and 1,703 respondents beside one WLSMV fit, and beside lavaan's ladder.

``python -m benchmarks invariance``: processor time of one run each, on the same answers; lavaan's ladder takes some
minutes. A category that a group did not use would be joined in both, as lavaan refuses it.
"""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

import lerende_organisatie as lo
from benchmarks._lavaan import rscript
from benchmarks._populations import LARGE_MODEL, large_survey

SEED = 65
CUTS = (-1.9, -1.1, -0.2, 0.9)
"""Between the five categories, in standard deviations of the response."""


def seconds(job: Callable[[], object]) -> float:
    begun = time.process_time()
    job()
    return time.process_time() - begun


def main() -> None:
    """The table."""
    warnings.simplefilter("ignore")
    data = 1.0 + sum((large_survey(np.random.default_rng(SEED)) > cut).astype(float) for cut in CUTS)
    data["language"] = np.where(np.arange(len(data)) % 2 == 0, "nl", "en")

    def one_fit() -> object:
        fit = lo.cfa(LARGE_MODEL, data, ordered=True, estimator="WLSMV")
        return fit.fit_measures, fit.parameters

    def ladder() -> lo.Invariance:
        found = lo.invariance(LARGE_MODEL, data, group="language", ordered=True, collapse="pooled")
        _ = found.table
        return found

    one_fit()  # what is imported when first used
    single, whole, found = seconds(one_fit), seconds(ladder), ladder()
    print("| | processor seconds | times one fit |\n|---|---|---|")
    print(f"| one WLSMV fit, one group | {single:.2f} | 1.0 |")
    print(f"| the ladder of five levels, two groups | {whole:.2f} | {whole / single:.1f} |")
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.csv"
        data.to_csv(answers, index=False)  # every category is used in both groups: nothing was joined
        assert found.collapsed.empty
        (Path(folder) / "model.txt").write_text(LARGE_MODEL, encoding="utf-8")
        theirs = rscript("invariance.R", folder)
    if theirs is None:
        print("\nR is not there; lavaan was not timed.")
        return
    print(
        f"| lavaan {theirs['version']}, the same ladder | {theirs['seconds']:.0f} | {theirs['seconds'] / single:.0f} |"
    )
    for level in found.fits:
        print(f"  {level}: chisq {found.table.loc[level, 'chisq']:.3f}, lavaan {theirs[level]:.3f}")


if __name__ == "__main__":
    main()
