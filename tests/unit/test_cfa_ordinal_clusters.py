"""Ordinal items of staff in schools: lavaan 0.6-14 ignores clusters here, so simulation says whether errors hold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lerende_organisatie.psychometrics.cfa.ordinal_estimate import fit_ordinal, ordinal_options, ordinal_sample
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.syntax import parse

LOADINGS = np.linspace(0.55, 0.85, 6)
CUTS = np.array([-1.2, -0.3, 0.8])
MODEL = parse("f =~ i0 + i1 + i2 + i3 + i4 + i5")


def survey(rng: np.random.Generator, schools: int = 150, size: int = 8) -> pd.DataFrame:
    """Answers to six items of one factor; schools share 30% of the factor and 20% of what is an item's own."""
    school = np.repeat(np.arange(schools), size)
    shape = (len(school), len(LOADINGS))
    factor = np.sqrt(0.3) * rng.normal(size=schools)[school] + np.sqrt(0.7) * rng.normal(size=shape[0])
    own = np.sqrt(0.2) * rng.normal(size=(schools, shape[1]))[school] + np.sqrt(0.8) * rng.normal(size=shape)
    response = factor[:, None] * LOADINGS + np.sqrt(1 - LOADINGS**2) * own
    answers = 1 + (response[:, :, None] > CUTS).sum(axis=2)
    return pd.DataFrame(answers, columns=[f"i{k}" for k in range(6)]).assign(school=school)


def fitted(frame: pd.DataFrame, cluster: str | None) -> OrdinalFit:
    options = ordinal_options(
        "WLSMV", True, "delta", "listwise", None, (), (), True, False, None, None, None, 200, cluster=cluster
    )  # fmt: skip
    sample, moments = ordinal_sample(MODEL, frame, options)
    return fit_ordinal(MODEL, moments, sample, options)


def test_everyone_a_cluster_of_their_own_is_no_cluster() -> None:
    frame = survey(np.random.default_rng(1)).assign(person=lambda x: np.arange(len(x)))
    n = len(frame)
    alone, plain = fitted(frame, "person"), fitted(frame, None)
    np.testing.assert_allclose(alone.vcov, plain.vcov * n / (n - 1), rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(alone.theta, plain.theta, rtol=1e-7)


def test_intervals_cover_and_the_test_holds_its_level_in_clusters() -> None:
    """Sixty surveys of 1,200 in 150 schools; 1,440 intervals, so chance alone moves coverage by about a percent."""
    rng = np.random.default_rng(7)
    truth = np.concatenate([LOADINGS, np.tile(CUTS, 6)])
    covered: dict[str | None, list[float]] = {"school": [], None: []}
    rejected: dict[str | None, list[bool]] = {"school": [], None: []}
    for _ in range(60):
        frame = survey(rng)
        for cluster in covered:
            fit = fitted(frame, cluster)
            covered[cluster].append(float((np.abs(fit.theta - truth) < 1.96 * np.sqrt(np.diag(fit.vcov))).mean()))
            rejected[cluster].append(bool(fit.fit_measures["pvalue_scaled"] < 0.05))
    assert 0.925 < np.mean(covered["school"]) < 0.965
    assert np.mean(covered[None]) < 0.88  # what ignoring schools costs
    assert np.mean(rejected["school"]) <= 0.12
