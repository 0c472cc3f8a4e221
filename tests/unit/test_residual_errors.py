"""Standardised residuals by simulation: where the model holds their standard deviation over samples is one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo

LOADING = np.array([1.0, 0.8, 0.9, 0.7])
MODEL = "f =~ a + b + c + d"
EQUAL = ("loadings", "intercepts")


def two_groups(rng: np.random.Generator, sizes: tuple[int, int] = (150, 600)) -> pd.DataFrame:
    """Four continuous answers of two groups that differ in the factor's mean and variance only."""
    group = np.repeat([0, 1], sizes)
    factor = rng.normal(size=len(group)) * np.array([1.0, 1.3])[group] + np.array([0.0, 0.4])[group]
    answers = factor[:, None] * LOADING + 0.7 * rng.normal(size=(len(group), 4))
    return pd.DataFrame(answers, columns=list("abcd")).assign(group=group)


@pytest.mark.parametrize(("estimator", "missing"), [("ML", "listwise"), ("MLR", "listwise"), ("ML", "fiml")])
def test_their_spread_is_one_with_parameters_equal_across_groups(estimator: str, missing: str) -> None:
    rng = np.random.default_rng(41)
    found = []
    for _ in range(25 if missing == "fiml" else 60):
        frame = two_groups(rng)
        if missing == "fiml":
            frame[list("abcd")] = frame[list("abcd")].mask(rng.random((len(frame), 4)) < 0.15)
        fit = lo.cfa(MODEL, frame, estimator=estimator, missing=missing, group="group", group_equal=EQUAL)
        found.append(fit.residuals().table["standardized"].to_numpy())
    assert np.std(found) == pytest.approx(1.0, abs=0.08)


def test_ordinal_ones_too() -> None:
    rng = np.random.default_rng(42)
    found = []
    for _ in range(40):
        frame = two_groups(rng, (300, 700))
        cut = frame[list("abcd")].to_numpy()[:, :, None] > np.array([-0.8, 0.6]) * LOADING[:, None]
        frame[list("abcd")] = cut.sum(axis=2)
        fit = lo.cfa(MODEL, frame, ordered=True, group="group", group_equal=("thresholds", "loadings"))
        found.append(fit.residuals().table.query("lhs != rhs")["standardized"].to_numpy())
    told = np.std(found, axis=0) > 0.0  # thresholds that identify responses' scale leave nothing
    assert np.std(np.array(found)[:, told]) == pytest.approx(1.0, abs=0.1)


def test_a_moment_that_the_model_reproduces_whatever_the_answers_has_none() -> None:
    table = lo.cfa(MODEL, two_groups(np.random.default_rng(43)), estimator="ML", meanstructure=True).residuals().table
    nothing = table[(table["op"] == "~1") | (table["lhs"] == table["rhs"])]
    assert (nothing["standardized"] == 0.0).all()
    assert (table.drop(nothing.index)["standardized"] != 0.0).all()
