"""Standardised residuals beside lavaan's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lerende_organisatie as lo
from tests.agreement.test_cfa_robust import FEW_COVARIATES, SCALAR, quietly
from tests.conftest import Reference
from tests.reference.close import STANDARD_ERRORS, assert_close
from tests.reference.data import load
from tests.reference.models import HS


def hs(estimator: str, **options: Any) -> Callable[[], Any]:
    def fit() -> Any:
        frame = load("holzinger_swineford")
        frame["weight"] = 1 + frame["agemo"] % 3
        return lo.cfa(HS, frame, estimator=estimator, **options)

    return fit


def holes(model: str, estimator: str) -> Callable[[], Any]:
    return lambda: lo.sem(model, load("holzinger_swineford_incomplete"), estimator=estimator, missing="fiml")


def covariates(estimator: str) -> Callable[[], Any]:
    return lambda: lo.sem(FEW_COVARIATES, load("holzinger_swineford"), estimator=estimator)


CASES: dict[str, Callable[[], Any]] = {
    **{e: hs(e) for e in ("ML", "MLM", "MLR", "GLS", "WLS")},
    "ML_means": hs("ML", meanstructure=True),
    "weights": hs("MLR", sampling_weights="weight"),
    **{f"covariates_{e}": covariates(e) for e in ("ML", "MLR")},
    **{f"groups_{e}": hs(e, group="school") for e in ("ML", "MLR")},
    "FIML_MLR": holes(HS, "MLR"),
    "FIML_covariates": holes(FEW_COVARIATES, "ML"),
}


def beside(fit: Any, theirs: Any, g: int) -> tuple[np.ndarray, np.ndarray]:
    """Our standardised residuals of one group and lavaan's, covariances before means."""
    table = fit.residuals().table
    table = table[table["group"] == g + 1]
    names = theirs["names"]
    cov = np.array(theirs["cov"], dtype=float)
    pairs = table[table["op"] == "~~"]
    wanted = [cov[names.index(a), names.index(b)] for a, b in zip(pairs["lhs"], pairs["rhs"], strict=True)]
    ours = pairs["standardized"].to_numpy()
    means = table[table["op"] == "~1"].set_index("lhs")["standardized"]
    if len(means) and theirs.get("mean"):
        ours = np.concatenate([ours, means[names]])
        wanted += theirs["mean"]
    return ours, np.array(wanted, dtype=float)


@pytest.mark.parametrize("name", CASES)
def test_equal_to_lavaan(name: str, reference: Reference) -> None:
    values = reference("cfa_residuals")[name]
    fit = quietly(CASES[name])
    for g, theirs in enumerate(values):
        ours, wanted = beside(fit, theirs, g)
        # a residual is a difference of moments that agree to 1e-7 of their errors or so: on the scale of one error
        assert_close(ours, wanted, STANDARD_ERRORS, np.ones(len(ours)), name)


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_what_equal_parameters_bring_from_other_groups_is_not_in_lavaans(estimator: str, reference: Reference) -> None:
    """Its errors are too small, as ``tests/unit/test_residual_errors.py`` shows by simulation."""
    values = reference("cfa_residuals")[f"scalar_{estimator}"]
    fit = hs(estimator, group="school", group_equal=SCALAR)()
    for g, theirs in enumerate(values):
        ours, wanted = beside(fit, theirs, g)
        told = np.abs(wanted) > 0.01
        assert (np.abs(ours[told]) < np.abs(wanted[told])).all()
        assert np.median(np.abs(ours[told] / wanted[told])) < 0.98


def test_ordinal_groups_are_divided_by_all_respondents_in_lavaan(reference: Reference) -> None:
    """A group by itself has the residuals that ours has in it; lavaan's are √(N/n_g) times as large."""
    values = reference("cfa_residuals")["ordinal_groups"]
    fit = lo.cfa(HS, load("holzinger_swineford_ordinal"), ordered=True, group="school", estimator="DWLS")
    for g, theirs in enumerate(values):
        ours, wanted = beside(fit, theirs, g)
        ours = ours * np.sqrt(fit.n_obs / fit.ordinal[g].n)
        assert_close(ours, wanted, STANDARD_ERRORS, np.ones(len(ours)), f"group {g + 1}")
