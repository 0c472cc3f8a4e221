"""Ordinal items, and ordinal beside continuous ones: every estimator and parameterisation beside lavaan."""

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
from tests.conftest import Reference
from tests.reference.close import STANDARD_ERRORS, assert_close
from tests.reference.data import load
from tests.reference.models import HS

MIXED = "visual =~ x1 + x2 + y3\ntextual =~ y4 + x5 + x6\nspeed =~ x7 + y8 + x9"
CUT = ["x1", "x2", "x5", "x6", "x7", "x9"]
FOUR = "visual =~ z1 + z2 + z3\ntextual =~ z4 + z5 + z6\nspeed =~ z7 + z8 + z9"
LABELS = """
visual =~ x1 + a*x2 + a*x3
textual =~ x4 + b*x5 + x6
x5 | c*t1
x6 | d*t1
d == c
product := a*b
"""
BFI = "A =~ A1 + A2 + A3 + A4 + A5\nC =~ C1 + C2 + C3 + C4 + C5"
SURVEY = f"f1 =~ {' + '.join(f'd1_{i}' for i in range(1, 8))}\nf2 =~ {' + '.join(f'd2_{i}' for i in range(1, 5))}"
METRIC = ("thresholds", "loadings")


def hs(**options: Any) -> Any:
    return lo.cfa(HS, load("holzinger_swineford_ordinal"), ordered=True, **options)


def mixed(**options: Any) -> Any:
    return lo.cfa(MIXED, load("holzinger_swineford_ordinal"), ordered=CUT, **options)


def other(model: str, data: str = "holzinger_swineford_ordinal", **options: Any) -> Any:
    return lo.cfa(model, load(data), ordered=True, **options)


def in_groups(parameterization: str, *equal: str) -> Callable[[], Any]:
    return lambda: hs(group="school", parameterization=parameterization, group_equal=equal)


HS_ESTIMATORS = ("WLSMV", "WLSM", "WLSMVS", "DWLS", "WLS", "ULS", "ULSM", "ULSMV")
MIXED_ESTIMATORS = ("WLSMV", "DWLS", "WLS", "ULSMV")
MODELS: dict[str, Callable[[], Any]] = {
    **{f"hs_{e}": lambda e=e: hs(estimator=e) for e in HS_ESTIMATORS},
    "hs_theta": lambda: hs(parameterization="theta"),
    "hs_std_lv": lambda: hs(std_lv=True),
    "hs_second_order": lambda: other(f"{HS}\ng =~ visual + textual + speed"),
    "hs_four": lambda: other(FOUR),
    "hs_labels": lambda: other(LABELS),
    **{f"mixed_{e}": lambda e=e: mixed(estimator=e) for e in MIXED_ESTIMATORS},
    "mixed_theta": lambda: mixed(parameterization="theta"),
    **{f"groups_{p}": in_groups(p) for p in ("delta", "theta")},
    **{f"thresholds_{p}": in_groups(p, "thresholds") for p in ("delta", "theta")},
    **{f"metric_{p}": in_groups(p, *METRIC) for p in ("delta", "theta")},
    "strict_theta": in_groups("theta", *METRIC, "residuals"),
    "metric_DWLS": lambda: hs(group="school", estimator="DWLS", group_equal=METRIC),
    "groups_mixed": lambda: mixed(group="school"),
    "bfi": lambda: other(BFI, "bfi"),
    "bfi_pairwise": lambda: other(BFI, "bfi", missing="pairwise"),
    "survey": lambda: other(SURVEY, "survey65"),
}

OF_THE_BASELINE = ("cfi.robust", "tli.robust", "nnfi.robust", "rni.robust")
"""In several groups lavaan 0.6-14 takes the trace of the baseline model over Γ_g·N/n_g without weighing the groups by
n_g/N, which makes it as many times too large as there are groups; its trace of the model itself (rmsea.robust) equals
ours."""


GRID_MODELS = {
    "bfi": "E =~ E1 + E2 + E3 + E4 + E5\nN =~ N1 + N2 + N3 + N4 + N5",
    "survey": "f4 =~ d4_1 + d4_2 + d4_3 + d4_4\nf5 =~ d5_1 + d5_2 + d5_3 + d5_4",
}
GRID: dict[str, Callable[[], Any]] = {
    f"{data}_{e}": lambda data=data, e=e: other(GRID_MODELS[data], {"survey": "survey65"}.get(data, data), estimator=e)
    for data in GRID_MODELS
    for e in HS_ESTIMATORS
    if e != "WLSMVS"
}


def quietly(fit: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.MissingDataWarning)  # bfi loses rows listwise
        return fit()


def all_cases() -> dict[str, tuple[str, str, Callable[[], Any], tuple[str, ...]]]:
    """Every case by the name that it is shown under: script, name there, how it is fitted, measures left out."""
    several = ("groups", "thresholds", "metric", "strict")
    cases: dict[str, tuple[str, str, Callable[[], Any], tuple[str, ...]]] = {}
    for name, fit in MODELS.items():
        cases[f"{name} (ordinal)"] = ("cfa_ordinal", name, fit, OF_THE_BASELINE if name.startswith(several) else ())
    for name, fit in GRID.items():
        cases[f"{name} (ordinal, grid)"] = ("cfa_ordinal_grid", name, fit, ())
    return cases


def comparable(fit: Any, values: Any) -> Any:
    """lavaan's values less the modification indices that say nothing.

    In the theta parameterisation it lists scaling factors, which follow from the variances, and gives ±1 for every
    residual variance's standardised change.
    """
    if "mi" not in values or fit.table.parameterization != "theta":
        return values
    mi = pd.DataFrame(values["mi"])
    variance = (mi["op"] == "~~") & (mi["lhs"] == mi["rhs"]) & mi["lhs"].str.startswith("x")
    return {**values, "mi": mi[(mi["op"] != "~*~") & ~variance]}


@pytest.mark.parametrize("name", all_cases())
def test_equal_to_lavaan(name: str, reference: Reference) -> None:
    script, key, fitted, leave_out = all_cases()[name]
    fit = quietly(fitted)
    values = comparable(fit, reference(script)[key])
    assert fit.converged
    assert fit.npar == values["npar"]
    assert_parameters_agree(fit, values)
    assert_measures_agree(fit, values)
    if "mi" in values:
        assert_modification_agrees(fit, values)
    if fit.estimator.test != "standard":
        found = list(robust_differences(fit, values))
        assert len(found) >= 15
        assert_within(iter([d for d in found if d.what not in leave_out]))


@pytest.mark.parametrize("name", ["WLSMV_delta", "WLSMV_theta", "WLSM_delta", "ULSMV_delta"])
def test_differences_of_nested_models(name: str, reference: Reference) -> None:
    values = reference("cfa_ordinal_differences")[name]
    estimator, parameterization = name.split("_")
    fits = [
        hs(estimator=estimator, group="school", parameterization=parameterization, group_equal=equal)
        for equal in ((), ("thresholds",), METRIC)
    ]
    for (a, b), theirs in zip(((0, 1), (0, 2), (1, 2)), values, strict=True):
        found = lo.compare(fits[b], fits[a])
        assert found.df_diff == theirs["df_diff"]
        assert_close([found.chisq_diff], [theirs["chisq_diff"]], STANDARD_ERRORS, what="chisq_diff")
        assert_close([found.pvalue], [theirs["pvalue"]], STANDARD_ERRORS, np.ones(1), what="pvalue")


def test_residual_correlations(reference: Reference) -> None:
    theirs = np.array(reference("cfa_ordinal")["hs_residuals"]["cor"])
    found = hs().residuals()
    assert_close(found.cor[0].to_numpy(), theirs, STANDARD_ERRORS, np.full_like(theirs, 0.01), "residual correlations")
    assert (found.table["op"] == "|").sum() == 18
