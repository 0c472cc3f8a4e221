"""The scaled difference of two models that both hold: over samples its mean is the difference in degrees of freedom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo

FREE = "f =~ a + b + c + d + e + g"
EQUAL = "f =~ a + k*b + k*c + k*d + k*e + k*g"
DF = 4
SAMPLES = 40


def skewed(rng: np.random.Generator, size: tuple[int, ...]) -> Any:
    """Standardised chi-squares on three degrees of freedom: excess kurtosis four."""
    return (rng.chisquare(3, size) - 3) / np.sqrt(6)


def people(rng: np.random.Generator, schools: int, size: int) -> pd.DataFrame:
    """Six skewed answers that depend on one factor equally; factor and answers vary between schools where size > 1."""
    school = np.repeat(np.arange(schools), size)
    n, shared = len(school), 0.4 if size > 1 else 0.0
    factor = np.sqrt(shared) * skewed(rng, (schools,))[school] + np.sqrt(1 - shared) * skewed(rng, (n,))
    noise = np.sqrt(shared) * skewed(rng, (schools, 6))[school] + np.sqrt(1 - shared) * skewed(rng, (n, 6))
    frame = pd.DataFrame(0.8 * factor[:, None] + 0.6 * noise, columns=list("abcdeg"))
    return frame.assign(school=school, weight=rng.choice([0.5, 1.0, 3.0], n))


DESIGNS: dict[str, tuple[tuple[int, int], dict[str, Any]]] = {
    "weights": ((600, 1), {"sampling_weights": "weight"}),
    "missing": ((600, 1), {"missing": "fiml"}),
    "clusters and weights": ((120, 5), {"cluster": "school", "sampling_weights": "weight"}),
}


@pytest.mark.parametrize("design", DESIGNS)
def test_satorra_2000_has_the_expectation_it_should_have(design: str) -> None:
    (schools, size), options = DESIGNS[design]
    rng = np.random.default_rng(2000)
    found = []
    for _ in range(SAMPLES):
        frame = people(rng, schools, size)
        if "missing" in options:
            early, late = rng.random(len(frame)) < 0.35, rng.random(len(frame)) < 0.35
            frame.loc[early, ["a", "b", "c"]] = np.nan
            frame.loc[late & ~early, ["d", "e"]] = np.nan
        fits = [lo.cfa(model, frame, estimator="MLR", meanstructure=True, **options) for model in (FREE, EQUAL)]
        found.append(lo.compare(*fits, method="satorra.2000"))
    assert {c.df_diff for c in found} == {DF}
    mean = np.mean([c.chisq_diff for c in found])
    assert abs(mean - DF) < 3 * np.sqrt(2 * DF / SAMPLES)
    plain = [c.table["chisq"].iloc[1] - c.table["chisq"].iloc[0] for c in found]
    if design != "missing":  # with one respondent a school and no weights equal loadings are tested well without
        assert np.mean(plain) > 1.4 * DF
