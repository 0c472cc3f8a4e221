"""Fit indices against hand-computed values, edge cases, and scipy's noncentral chi-square."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning
from lerende_organisatie.psychometrics.cfa import fit_indices as index
from lerende_organisatie.psychometrics.cfa.residual_indices import gfi, residual_indices
from tests.reference.data import load
from tests.reference.models import HS

CHISQ, DF, CHISQ_B, DF_B, N = 85.3, 24.0, 918.9, 36.0, 301.0


def test_against_hand_computed_values() -> None:
    d, d_b = 61.3, 882.9  # chi-square less its degrees of freedom
    assert index.cfi(CHISQ, DF, CHISQ_B, DF_B) == pytest.approx(1 - d / d_b)
    assert index.rni(CHISQ, DF, CHISQ_B, DF_B) == pytest.approx(1 - d / d_b)
    assert index.tli(CHISQ, DF, CHISQ_B, DF_B) == pytest.approx((918.9 / 36 - 85.3 / 24) / (918.9 / 36 - 1))
    assert index.nfi(CHISQ, CHISQ_B) == pytest.approx(1 - 85.3 / 918.9)
    assert index.pnfi(CHISQ, DF, CHISQ_B, DF_B) == pytest.approx(24 / 36 * (1 - 85.3 / 918.9))
    assert index.rfi(CHISQ, DF, CHISQ_B, DF_B) == pytest.approx(1 - (85.3 / 24) / (918.9 / 36))
    assert index.ifi(CHISQ, DF, CHISQ_B) == pytest.approx((918.9 - 85.3) / (918.9 - 24))
    assert index.rmsea(CHISQ, DF, N) == pytest.approx((61.3 / (24 * 301)) ** 0.5)
    assert index.rmsea(CHISQ, DF, N, 2) == pytest.approx((2 * 61.3 / (24 * 301)) ** 0.5)
    assert index.mfi(CHISQ, DF, N) == pytest.approx(np.exp(-61.3 / 602))
    assert index.ecvi(CHISQ, 21, N) == pytest.approx(85.3 / 301 + 42 / 301)
    assert index.critical_n(CHISQ, DF, N, 0.05) == pytest.approx(36.41502850180731 * 301 / 85.3 + 1)
    assert index.aic(-10.0, 3) == 26.0
    assert index.bic(-10.0, 3, 100) == pytest.approx(20 + 3 * np.log(100))
    assert index.bic_adjusted(-10.0, 3, 100) == pytest.approx(20 + 3 * np.log(102 / 24))


def test_p_values_against_scipy() -> None:
    from scipy.stats import chi2

    for chisq, df in ((85.3, 24), (0.0, 3), (2043.2, 1987), (9000.0, 1987)):
        assert index.chisq_pvalue(chisq, df) == pytest.approx(chi2.sf(chisq, df), rel=1e-10)


def test_a_saturated_model() -> None:
    assert index.cfi(0.0, 0, CHISQ_B, DF_B) == 1.0
    assert index.tli(0.0, 0, CHISQ_B, DF_B) == 1.0
    assert index.rmsea(0.0, 0, N) == 0.0
    assert index.rmsea_interval(0.0, 0, N) == (0.0, 0.0)
    nothing = [
        index.chisq_pvalue(0.0, 0), index.rfi(0.0, 0, CHISQ_B, DF_B), index.rmsea_close(0.0, 0, N),
        index.rmsea_not_close(0.0, 0, N), index.critical_n(0.0, 0, N, 0.05),
    ]  # fmt: skip
    assert np.isnan(nothing).all()


def test_chi_square_below_its_degrees_of_freedom() -> None:
    assert index.cfi(10.0, 24, CHISQ_B, DF_B) == 1.0
    assert index.tli(10.0, 24, CHISQ_B, DF_B) > 1.0  # not normed
    assert index.rni(10.0, 24, CHISQ_B, DF_B) > 1.0
    assert index.rmsea(10.0, 24, N) == 0.0
    assert index.rmsea_interval(10.0, 24, N) == (0.0, 0.0)
    assert index.rmsea_interval(20.0, 24, N)[0] == 0.0
    assert index.rmsea_interval(20.0, 24, N)[1] > 0.0


def test_a_baseline_that_fits_or_is_empty() -> None:
    assert index.cfi(30.0, 24, 20.0, 36) == 0.0
    assert index.cfi(10.0, 24, 20.0, 36) == 1.0
    for value in (index.nfi(0.0, 0.0), index.pnfi(0.0, 0, 0.0, 0), index.ifi(0.0, 0, 0.0), index.rni(0.0, 0, 0.0, 0)):
        assert np.isnan(value)
    assert np.isnan(index.rfi(1.0, 2, 0.0, 0))


LARGE = list(itertools.product((2000.0, 2043.2, 2500.0, 4000.0, 10000.0), (1987.0,)))


@pytest.mark.parametrize(("chisq", "df"), [(85.3, 24.0), (30.0, 24.0), (1.0, 1.0), (5.0, 1.0), *LARGE])
def test_rmsea_interval_against_scipy(chisq: float, df: float) -> None:
    """The bounds' noncentralities give the tails of scipy's distribution, which has code of its own (Boost)."""
    from scipy.stats import chi2, ncx2

    n = 1703.0
    for bound, tail in zip(index.rmsea_interval(chisq, df, n), (0.95, 0.05), strict=True):
        if bound == 0:
            assert chi2.cdf(chisq, df) < tail
        else:
            assert ncx2.cdf(chisq, df, bound**2 * n * df) == pytest.approx(tail, abs=1e-9)
    point = index.rmsea(chisq, df, n)
    lower, upper = index.rmsea_interval(chisq, df, n)
    assert lower <= point <= upper or (lower == upper == point == 0)


@pytest.mark.parametrize(("chisq", "df"), [(85.3, 24.0), *LARGE])
def test_rmsea_p_values_against_scipy(chisq: float, df: float) -> None:
    from scipy.stats import ncx2

    n = 1703.0
    assert index.rmsea_close(chisq, df, n) == pytest.approx(ncx2.sf(chisq, df, n * df * 0.05**2), abs=1e-12)
    assert index.rmsea_not_close(chisq, df, n) == pytest.approx(ncx2.cdf(chisq, df, n * df * 0.08**2), abs=1e-12)


def test_residual_indices_by_hand() -> None:
    cov = np.array([[4.0, 1.0], [1.0, 1.0]])
    sigma = np.array([[4.0, 0.5], [0.5, 1.0]])
    found = residual_indices(cov, sigma)
    assert found.rmr == pytest.approx((0.5**2 / 3) ** 0.5)
    assert found.srmr == pytest.approx((0.25**2 / 3) ** 0.5)
    assert found.crmr == pytest.approx(0.25)
    mean, mu = np.array([1.0, 2.0]), np.array([1.0, 1.5])
    found = residual_indices(cov, sigma, mean, mu)
    assert found.rmr == pytest.approx(((0.5**2 + 0.5**2) / 5) ** 0.5)
    assert found.srmr == pytest.approx(((0.25**2 + 0.5**2) / 5) ** 0.5)
    assert found.crmr == pytest.approx(((0.25**2 + 0.5**2) / 3) ** 0.5)
    assert found.srmr_nomean == pytest.approx((0.25**2 / 3) ** 0.5)


def test_gfi_by_hand() -> None:
    cov = np.array([[4.0, 1.0], [1.0, 1.0]])
    sigma = np.diag([4.0, 1.0])
    inverse = np.linalg.inv(sigma)
    # 1 − tr[(Σ⁻¹S − I)²] / tr[(Σ⁻¹S)²] (Jöreskog & Sörbom)
    a = inverse @ cov
    expected = 1 - np.trace((a - np.eye(2)) @ (a - np.eye(2))) / np.trace(a @ a)
    assert gfi(cov, sigma, inverse) == pytest.approx(expected)
    assert gfi(cov, sigma, None) == pytest.approx(1 - 1.0 / (16 + 1 + 1))
    assert gfi(cov, cov, np.linalg.inv(cov)) == 1.0


INDEPENDENT = "\n".join(f"x{i} ~~ x{i}" for i in range(1, 10))


@pytest.mark.parametrize(
    ("estimator", "missing"), [("ML", "listwise"), ("GLS", "listwise"), ("ULS", "listwise"), ("ML", "fiml")]
)
def test_the_baseline_in_closed_form_is_the_independence_model_fitted(estimator: str, missing: str) -> None:
    frame = load("holzinger_swineford" if missing == "listwise" else "holzinger_swineford_incomplete")
    measures = lo.cfa(HS, frame, estimator=estimator, missing=missing).fit_measures
    independent = lo.cfa(INDEPENDENT, frame, estimator=estimator, missing=missing)
    assert measures["baseline_df"] == independent.df == 36
    assert measures["baseline_chisq"] == pytest.approx(independent.chisq, rel=1e-8)


def test_the_baseline_of_a_model_with_covariates_keeps_their_covariances() -> None:
    frame = load("holzinger_swineford")
    for estimator in ("ML", "GLS", "ULS"):
        fit = lo.sem("t =~ x4 + x5 + x6\nt ~ x2 + x3", frame, estimator=estimator, fixed_x=True)
        alone = lo.sem("x4 ~~ x4\nx5 ~~ x5\nx6 ~~ x6\nx2 ~~ x3", frame, estimator=estimator)
        assert fit.fit_measures["baseline_chisq"] == pytest.approx(alone.chisq, rel=1e-8), estimator
        assert fit.fit_measures["baseline_df"] == alone.df


def test_measures_of_saturated_and_single_item_models_are_named_and_finite_where_defined() -> None:
    frame = load("holzinger_swineford")
    undefined = {"pvalue", "rfi", "rmsea_pvalue", "rmsea_notclose_pvalue", "cn_05", "cn_01", "agfi"}
    saturated = lo.cfa("f =~ x1 + x2 + x3", frame, estimator="ML").fit_measures
    assert set(saturated.index[saturated.isna()]) == undefined
    with pytest.warns(AssumptionWarning, match="measured by one item"):
        single = lo.cfa("f =~ x1", frame, estimator="ML").fit_measures
    assert single["cfi"] == 1.0
    assert set(single.index[single.isna()]) == undefined | {"baseline_pvalue", "nfi", "pnfi", "ifi", "rni"}
