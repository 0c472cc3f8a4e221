"""Ordinal items with observed covariates, alone and beside continuous ones: everything beside lavaan."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from tests.agreement.cfa_comparison import (
    assert_measures_agree,
    assert_modification_agrees,
    assert_parameters_agree,
    assert_within,
    robust_differences,
)
from tests.agreement.test_cfa_ordinal import comparable as without_scales
from tests.conftest import Reference
from tests.reference.close import ESTIMATES, STANDARD_ERRORS, assert_close
from tests.reference.data import load

FACTORS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\n"
MIMIC = FACTORS + "visual ~ age + girl\ntextual ~ age + girl\nx3 ~ age"
PATHS = FACTORS + "visual ~ age\ntextual ~ visual + girl"
MIXED = "visual =~ x1 + x2 + y3\ntextual =~ y4 + y5 + x6\nvisual ~ age + girl\ntextual ~ visual + age\ny5 ~ girl"
OUTCOMES = "visual =~ x1 + x2 + x3\nvisual ~ age\nz4 ~ visual + girl\ny7 ~ visual + girl + age"
BFI = "E =~ E1 + E2 + E3 + E4 + E5\nN =~ N1 + N2 + N3 + N4 + N5\nE ~ age + gender\nN ~ age + gender\nN4 ~ age"
X = [f"x{i}" for i in range(1, 7)]
CUT = ["x1", "x2", "x6"]
B = [f"{trait}{i}" for trait in "EN" for i in range(1, 6)]
EQUAL = ("loadings", "thresholds")


def hs(model: str, ordered: list[str] = X, **options: Any) -> Any:
    frame = load("holzinger_swineford_ordinal")
    frame = frame.assign(age=frame["ageyr"] - 13, girl=frame["sex"] - 1)
    return lo.sem(model, frame, ordered=ordered, **options)


def weighted() -> Any:
    frame = load("holzinger_swineford_ordinal")
    frame = frame.assign(age=frame["ageyr"] - 13, girl=frame["sex"] - 1, weight=0.5 + (frame["id"] % 7) / 4)
    return lo.sem(MIMIC, frame, ordered=X, sampling_weights="weight")


def bfi(model: str, **options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.MissingDataWarning)  # incomplete rows, listwise or for a covariate
        return lo.sem(model, load("bfi"), ordered=B, **options)


ESTIMATORS = ("WLSMV", "WLSM", "ULSMV", "DWLS")
MODELS: dict[str, Callable[[], Any]] = {
    **{f"mimic_{e}": lambda e=e: hs(MIMIC, estimator=e) for e in ESTIMATORS},
    "mimic_raw": lambda: hs(MIMIC.replace("age", "ageyr").replace("girl", "sex")),
    "mimic_theta": lambda: hs(MIMIC, parameterization="theta"),
    "mimic_std_lv": lambda: hs(MIMIC, std_lv=True),
    "paths": lambda: hs(PATHS),
    "paths_theta": lambda: hs(PATHS, parameterization="theta"),
    "mixed": lambda: hs(MIXED, CUT),
    "mixed_theta": lambda: hs(MIXED, CUT, parameterization="theta"),
    "WLS": lambda: hs("visual =~ x1 + x2 + y3\nvisual ~ age + girl", ["x1", "x2"], estimator="WLS"),
    "outcomes": lambda: hs(OUTCOMES, ["x1", "x2", "x3", "z4"]),
    "direct": lambda: hs(MIMIC + "\nx1 ~ 0*girl\nx5 ~ 0*age"),
    "weights": lambda: weighted(),
}
IN_GROUPS: dict[str, Callable[[], Any]] = {
    "groups": lambda: hs(PATHS, group="school"),
    "groups_equal": lambda: hs(PATHS, group="school", group_equal=(*EQUAL, "regressions")),
    "groups_theta": lambda: hs(PATHS, group="school", group_equal=EQUAL, parameterization="theta"),
    "bfi": lambda: bfi(BFI),
    "bfi_pairwise": lambda: bfi(BFI.replace("gender\nN4", "gender + education\nN4"), missing="pairwise"),
}


CASES = {
    **{name: ("cfa_ordinal_covariates", fit) for name, fit in MODELS.items()},
    **{name: ("cfa_ordinal_covariates_groups", fit) for name, fit in IN_GROUPS.items()},
}


def all_cases() -> dict[str, tuple[str, str, Callable[[], Any], tuple[str, ...]]]:
    """Every case by the name that it is shown under: script, name there, how it is fitted, measures left out."""
    return {f"{name} (ordinal, covariates)": (script, name, fit, ()) for name, (script, fit) in CASES.items()}


def comparable(fit: Any, values: Any) -> Any:
    """lavaan's values less what it says of regressions on ordinal items, and what :func:`without_scales` leaves out.

    lavaan takes an item that a covariate predicts for a latent variable of its own, and then has modification indices
    for its effects on others; here items only measure.
    """
    if "mi" not in values or not fit.layout.covariates:
        return without_scales(fit, values)
    mi = pd.DataFrame(values["mi"])
    on_items = (mi["op"] == "~") & ~mi["rhs"].isin([*fit.layout.covariates, *fit.latent_names])
    return without_scales(fit, {**values, "mi": mi[~on_items]})


@pytest.mark.parametrize("name", CASES)
def test_equal_to_lavaan(name: str, reference: Reference) -> None:
    script, fitted = CASES[name]
    fit = fitted()
    values = comparable(fit, reference(script)[name])
    assert fit.converged
    assert fit.npar == values["npar"]
    assert fit.n_obs == values["nobs"]
    assert_parameters_agree(fit, values)
    assert_measures_agree(fit, values)
    if len(values["mi"]):
        assert_modification_agrees(fit, values)
    if fit.estimator.test != "standard":
        found = list(robust_differences(fit, values))
        assert len(found) >= 15
        assert_within(iter(found))


def test_residuals(reference: Reference) -> None:
    theirs = reference("cfa_ordinal_covariates")["residuals"]
    found = hs(MIMIC).residuals()
    cov, slopes = np.array(theirs["cov"], float), np.array(theirs["slopes"], float)
    assert_close(found.cov[0].to_numpy(), cov, ESTIMATES, np.ones_like(cov), "residual covariances")
    table = found.table[found.table["op"] == "~"]
    assert_close(table["raw"].to_numpy().reshape(6, 2), slopes, ESTIMATES, np.ones_like(slopes), "residual slopes")


def test_factor_scores(reference: Reference) -> None:
    theirs = np.array(reference("cfa_ordinal_covariates")["scores"], float)
    found = hs(MIMIC.replace("\nx3 ~ age", "")).factor_scores().table.to_numpy()[:40]
    # lavPredict() searches each respondent's mode by an optimiser of its own, which leaves about 3e-5
    assert_close(found.ravel(order="F"), theirs, STANDARD_ERRORS, np.ones_like(theirs), "scores")
