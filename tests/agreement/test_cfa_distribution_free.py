"""Continuous items by WLS (ADF), DWLS and the ULS family beside lavaan."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError
from tests.agreement.cfa_comparison import (
    assert_measures_agree,
    assert_modification_agrees,
    assert_parameters_agree,
    assert_within,
    robust_differences,
)
from tests.conftest import Reference
from tests.reference.data import load
from tests.reference.models import COVARIATES, HS, POLITICAL

BFI = "A =~ A1 + A2 + A3 + A4 + A5\nC =~ C1 + C2 + C3 + C4 + C5"
SCALAR = ("loadings", "intercepts")


def fitted(model: str, data: str, estimator: str, **options: Any) -> Callable[[], Any]:
    def fit() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingDataWarning)  # bfi loses rows listwise
            return lo.sem(model, load(data), estimator=estimator, **options)

    return fit


CASES: dict[str, Callable[[], Any]] = {
    **{f"hs_{e}": fitted(HS, "holzinger_swineford", e) for e in ("WLS", "DWLS", "ULSM", "ULSMV", "ULSMVS")},
    **{f"political_{e}": fitted(POLITICAL, "political_democracy", e) for e in ("DWLS", "ULSMV")},
    **{f"bfi_{e}": fitted(BFI, "bfi", e) for e in ("WLS", "DWLS", "ULSMV")},
    **{f"groups_{e}": fitted(HS, "holzinger_swineford", e, group="school") for e in ("WLS", "ULSMV")},
    "metric_WLS": fitted(HS, "holzinger_swineford", "WLS", group="school", group_equal="loadings"),
    "scalar_ULSMV": fitted(HS, "holzinger_swineford", "ULSMV", group="school", group_equal=SCALAR),
    "means_DWLS": fitted(HS, "holzinger_swineford", "DWLS", meanstructure=True),
    "covariates_WLS": fitted(COVARIATES, "holzinger_swineford", "WLS"),
}


@pytest.mark.parametrize("name", CASES)
def test_equal_to_lavaan(name: str, reference: Reference) -> None:
    values = reference("cfa_distribution_free")[name]
    fit = CASES[name]()
    assert fit.converged
    assert fit.npar == values["npar"]
    assert_parameters_agree(fit, values)
    assert_measures_agree(fit, values)
    if fit.estimator.test != "standard":
        assert_within(robust_differences(fit, values))
    if "mi" in values:
        assert_modification_agrees(fit, values)


def test_wls_weighs_with_the_inverse_of_what_respondents_say() -> None:
    """Γ is n times the covariance matrix of the sample moments: against that of moments of resampled rows."""
    fit = CASES["hs_WLS"]()
    gamma = fit.ordinal[0].asymptotic_covariance()
    rng = np.random.default_rng(2)
    values = fit.sample.groups[0].values
    rows, columns = fit.ordinal[0].pair_rows, fit.ordinal[0].pair_columns
    draws = []
    for _ in range(2000):
        s = np.cov(values[rng.integers(0, len(values), len(values))].T)
        draws.append(np.concatenate([np.diag(s), s[rows, columns]]))
    drawn = len(values) * np.cov(np.array(draws).T)
    assert np.median(np.abs(np.diag(drawn) / np.diag(gamma) - 1)) < 0.05
    scale = np.sqrt(np.diag(gamma))
    assert np.abs((drawn - gamma) / np.outer(scale, scale)).max() < 0.25


def test_after_the_fit() -> None:
    frame = load("holzinger_swineford")
    fit = CASES["hs_ULSMV"]()
    plain = lo.cfa(HS, frame, estimator="ULS")
    np.testing.assert_allclose(fit.factor_scores().table, plain.factor_scores().table, atol=1e-6)
    np.testing.assert_allclose(fit.implied_moments()[0].cov, plain.implied_moments()[0].cov, atol=1e-6)
    np.testing.assert_allclose(lo.reliability(fit).table, lo.reliability(plain).table, rtol=1e-6)
    drawn = fit.bootstrap(40, seed=3)
    ratio = drawn.table["se"].to_numpy() / np.sqrt(np.diag(fit.vcov))
    assert 0.85 < np.median(ratio) < 1.15
    assert not fit.second_opinion().available
    equal = lo.cfa(HS, frame, estimator="ULSMV", group="school", group_equal="loadings")
    found = lo.compare(lo.cfa(HS, frame, estimator="ULSMV", group="school"), equal)
    assert found.df_diff == 6
    assert 0 < found.pvalue < 1
    assert len(equal.score_tests().table) == 6


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"missing": "fiml"}, OptionError, "missing='fiml' is maximum likelihood"),
        ({"cluster": "school"}, OptionError, "does not go with cluster"),
        ({"fixed_x": True}, OptionError, "takes covariates as random"),
    ],
)
def test_what_does_not_go_together(options: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        lo.sem(COVARIATES, load("holzinger_swineford"), estimator="DWLS", **options)


def test_wls_without_enough_rows_names_the_remedy() -> None:
    with pytest.raises(DataError, match="use estimator='DWLS'"):
        lo.cfa(HS, load("holzinger_swineford").head(40), estimator="WLS")


def test_moments_are_not_enough() -> None:
    cov = load("holzinger_swineford")[[f"x{i}" for i in range(1, 10)]].cov()
    with pytest.raises(OptionError, match="needs data, not moments"):
        lo.cfa(HS, sample_cov=cov, sample_nobs=301, estimator="WLS")
