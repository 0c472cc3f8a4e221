"""Standardised estimates: their definition, and their standard errors against a numeric delta method."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.fit import Fit
from tests.reference.data import load
from tests.reference.models import COVARIATES, DIRECT, HS, POLITICAL


def fitted(name: str) -> Fit:
    hs = load("holzinger_swineford")
    match name:
        case "factors":
            return lo.cfa(HS, hs, meanstructure=True)
        case "second order":
            return lo.cfa(HS + "\ng =~ visual + textual + speed\nx1 ~~ x4", hs, std_lv=True)
        case "regressions":
            return lo.sem(POLITICAL, load("political_democracy"))
        case "covariates":
            return lo.sem(COVARIATES, hs)
        case "direct":
            return lo.sem(DIRECT, hs, fixed_x=False, meanstructure=True)
        case _:
            return lo.cfa(HS, hs, group="school", group_equal=("loadings", "intercepts"))


NAMES = ["factors", "second order", "regressions", "covariates", "direct", "groups"]


def at(fit: Fit, theta: np.ndarray, kind: str) -> np.ndarray:
    return replace(fit, theta=theta).standardized(kind)["est_std"].to_numpy()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["std_all", "std_lv"])
@pytest.mark.parametrize("name", NAMES)
def test_standard_errors_against_a_numeric_delta_method(name: str, kind: str) -> None:
    fit = fitted(name)
    step = 1e-6
    moves = step * np.eye(len(fit.theta))
    jacobian = np.array([(at(fit, fit.theta + m, kind) - at(fit, fit.theta - m, kind)) / (2 * step) for m in moves]).T
    expected = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", jacobian, fit.vcov, jacobian), 0))
    found = fit.standardized(kind)["se"].to_numpy()  # type: ignore[arg-type]
    assert (found > 0).sum() > 5
    np.testing.assert_allclose(found, expected, atol=2e-7, rtol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_std_all_is_what_the_standardised_variables_give(name: str) -> None:
    """With the standardised estimates in the matrices, every implied variance is one."""
    fit = fitted(name)
    for g, place in enumerate(fit.places):
        x = fit.matrices[g]
        sy, se = np.sqrt(np.diag(place.implied.sigma)), np.sqrt(np.diag(place.implied.latent_cov))
        table = fit.parameters[(fit.parameters["group"] == g + 1) & (fit.parameters["op"] == "=~")]
        latent = list(fit.latent_names)
        for row in table.itertuples():
            if row.rhs in latent:
                continue
            i, j = fit.observed_names.index(row.rhs), latent.index(row.lhs)
            inside = row.rhs in fit.layout.eta
            raw = x.regression[fit.layout.eta.index(row.rhs), j] if inside else x.loading[i, j]
            assert row.std_all == pytest.approx(raw * se[j] / sy[i], rel=1e-12)


def test_standardised_variances_and_r2_share_one() -> None:
    fit = fitted("factors")
    table = fit.parameters.set_index(["lhs", "op", "rhs"])["std_all"]
    for item, factor in (("x1", "visual"), ("x5", "textual"), ("x9", "speed")):
        assert table[factor, "=~", item] ** 2 + table[item, "~~", item] == pytest.approx(1.0)
    r2 = fit.r2.set_index("variable")["r2"]
    assert r2["x1"] == pytest.approx(table["visual", "=~", "x1"] ** 2)


def test_std_lv_leaves_observed_scales_alone() -> None:
    hs = load("holzinger_swineford")
    marker = lo.cfa(HS, hs).parameters.set_index(["lhs", "op", "rhs"])
    unit = lo.cfa(HS, hs, std_lv=True).parameters.set_index(["lhs", "op", "rhs"])
    np.testing.assert_allclose(marker["std_lv"], unit["est"][marker.index], rtol=1e-5)


def test_a_defined_quantity_is_standardised_from_standardised_parameters() -> None:
    fit = lo.cfa("f =~ x1 + a.1*x2 + a.2*x3\nratio := a.1/a.2", load("holzinger_swineford"))
    table = fit.parameters.set_index("label")["std_all"]
    assert table["ratio"] == pytest.approx(table["a.1"] / table["a.2"])


def test_a_negative_latent_variance_has_no_standardised_solution_and_says_so() -> None:
    with pytest.warns(lo.errors.ImproperSolutionWarning, match=r"variance of f is -0\.1"):
        lo.cfa("f =~ x1 + x2 + x3\nf ~~ -0.1*f", load("holzinger_swineford"))
