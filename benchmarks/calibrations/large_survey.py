"""Tests of a model that is large for its data, 65 items and 1,703 respondents: corrected, 5% tests reject 3–8%."""

from __future__ import annotations

import numpy as np

import lerende_organisatie as lo
from benchmarks._populations import LARGE_MODEL, large_survey
from benchmarks._run import Run, share

TITLE = "A model that is large for its data"
SURVEYS = 400

HEAD = """
The survey of 65 items and 1,703 respondents, {n} simulated surveys, the true eight-factor model. With 1,987 degrees of
freedom the plain χ² rejects too often; `fit.corrected_test("swain")` and `("bartlett")` bring it back.

| test | rejection at 5% |
|---|---|
"""


def normal_answers(rng: np.random.Generator, _: None) -> tuple[float, ...]:
    """Whether each test rejects the true model."""
    fit = lo.cfa(LARGE_MODEL, large_survey(rng), estimator="ML")
    corrected = [fit.corrected_test(kind).pvalue for kind in ("swain", "bartlett")]
    return tuple(float(p < 0.05) for p in (fit.fit_measures["pvalue"], *corrected))


def section(run: Run) -> str:
    """The page."""
    found = run.repeat("large survey ML", normal_answers, None, SURVEYS)
    rows = [
        f"| {name} | {share(hits)} |" for name, hits in zip(("plain χ²", "Swain", "Bartlett"), found.T, strict=True)
    ]
    return HEAD.format(n=len(found)) + "\n".join(rows) + "\n"
