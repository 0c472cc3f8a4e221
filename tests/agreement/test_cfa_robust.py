"""Robust maximum likelihood beside lavaan: estimators, clusters, weights, missing answers, differences of models."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from itertools import pairwise
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
from tests.reference.models import BFI, COVARIATES, HS, POLITICAL

TWELVE = """
f1 =~ d1_1 + d1_2 + d1_3 + d1_4 + d1_5 + d1_6
f2 =~ d3_1 + d3_2 + d3_3 + d3_4 + d3_5 + d3_6
"""
TWO_TRAITS = "\n".join(BFI.splitlines()[i] for i in (0, 3))
FEW_COVARIATES = "textual =~ x4 + x5 + x6\ntextual ~ x2 + ageyr"
SCALAR = ("loadings", "intercepts")

ESTIMATORS = ("MLR", "MLM", "MLMV", "MLMVS")

FIML = [(name, e) for name in ("hs", "scalar", "covariates", "bfi") for e in ("ML", "MLR")]
FIML += [("survey", "MLR"), ("survey", "cluster")]

GOODNESS = ("gfi", "agfi", "pgfi")
"""From incomplete data lavaan 0.6-14 compares the moments of the answers at hand; we compare those of EM."""


def pupils() -> pd.DataFrame:
    """Holzinger and Swineford's pupils with a weight and a class of no meaning."""
    frame = load("holzinger_swineford")
    frame["weight"] = 0.5 + np.arange(len(frame)) % 7 / 4
    frame["class"] = np.arange(1, len(frame) + 1) * 17 % 60
    return frame


def staff(name: str = "survey65") -> pd.DataFrame:
    """The simulated survey with a weight of no meaning."""
    frame = load(name)
    frame["weight"] = 0.5 + np.arange(len(frame)) % 7 / 4
    return frame


COMPLETE: dict[str, Callable[[str], Any]] = {
    "hs": lambda e: lo.cfa(HS, pupils(), estimator=e),
    "political": lambda e: lo.sem(POLITICAL, load("political_democracy"), estimator=e),
    "bfi": lambda e: lo.cfa(BFI, load("bfi"), estimator=e),
    "covariates": lambda e: lo.sem(COVARIATES, pupils(), estimator=e),
    "groups": lambda e: lo.cfa(HS, pupils(), estimator=e, group="school"),
    "scalar": lambda e: lo.cfa(HS, pupils(), estimator=e, group="school", group_equal=SCALAR),
}

DESIGNS: dict[str, Callable[[], Any]] = {
    "cluster": lambda: lo.cfa(TWELVE, staff(), estimator="MLR", cluster="school"),
    "cluster_groups": lambda: lo.cfa(
        HS, pupils(), estimator="MLR", cluster="class", group="school", group_equal="loadings"
    ),
    "weights": lambda: lo.cfa(TWELVE, staff(), estimator="MLR", sampling_weights="weight"),
    "weights_cluster": lambda: lo.cfa(TWELVE, staff(), sampling_weights="weight", cluster="school"),
    "weights_groups": lambda: lo.cfa(HS, pupils(), sampling_weights="weight", group="school", group_equal="loadings"),
    "covariates_random_MLR": lambda: lo.sem(COVARIATES, pupils(), estimator="MLR", fixed_x=False),
}

INCOMPLETE: dict[str, Callable[[str], Any]] = {
    "hs": lambda e: lo.cfa(HS, load("holzinger_swineford_incomplete"), estimator=e, missing="fiml"),
    "scalar": lambda e: lo.cfa(
        HS, load("holzinger_swineford_incomplete"), estimator=e, missing="fiml", group="school", group_equal=SCALAR
    ),
    "covariates": lambda e: lo.sem(FEW_COVARIATES, load("holzinger_swineford_incomplete"), estimator=e, missing="fiml"),
    "bfi": lambda e: lo.cfa(TWO_TRAITS, load("bfi"), estimator=e, missing="fiml"),
    "survey": lambda e: lo.cfa(
        TWELVE,
        load("survey65_incomplete"),
        estimator="MLR",
        missing="fiml",
        cluster="school" if e == "cluster" else None,
    ),
}


def quietly(fit: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.MissingDataWarning)  # bfi loses 13% of its rows listwise
        return fit()


def all_cases() -> dict[str, tuple[str, str, Callable[[], Any], tuple[str, ...]]]:
    """Every case by the name that it is shown under: script, name there, how it is fitted, measures left out."""
    cases: dict[str, tuple[str, str, Callable[[], Any], tuple[str, ...]]] = {}
    for name in COMPLETE:
        for e in ESTIMATORS:
            cases[f"{name}_{e}"] = ("cfa_robust", f"{name}_{e}", partial(COMPLETE[name], e), ())
    for name in DESIGNS:
        cases[name] = ("cfa_robust", name, DESIGNS[name], ())
    for name, e in FIML:
        shown = f"{name}_{e} (FIML, robust)"
        cases[shown] = ("cfa_robust_incomplete", f"{name}_{e}", partial(INCOMPLETE[name], e), GOODNESS)
    return cases


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("name", COMPLETE)
def test_estimators(name: str, estimator: str, reference: Reference) -> None:
    values = reference("cfa_robust")[f"{name}_{estimator}"]
    fit = quietly(lambda: COMPLETE[name](estimator))
    assert_parameters_agree(fit, values)
    assert_measures_agree(fit, values)
    assert_within(robust_differences(fit, values))


@pytest.mark.parametrize("name", DESIGNS)
def test_clusters_weights_and_covariates(name: str, reference: Reference) -> None:
    values = reference("cfa_robust")[name]
    fit = DESIGNS[name]()
    assert_parameters_agree(fit, values)
    assert_measures_agree(fit, values)
    assert_within(robust_differences(fit, values))


@pytest.mark.parametrize(
    ("name", "estimator"),
    FIML,
)
def test_missing_answers(name: str, estimator: str, reference: Reference) -> None:
    values = reference("cfa_robust_incomplete")[f"{name}_{estimator}"]
    fit = quietly(lambda: INCOMPLETE[name](estimator))
    assert_parameters_agree(fit, values)
    assert_measures_agree(fit, values, leave_out=GOODNESS)
    assert_within(robust_differences(fit, values))


EQUAL = """
f1 =~ d1_1 + a*d1_2 + a*d1_3 + d1_4 + d1_5 + d1_6
f2 =~ d3_1 + d3_2 + d3_3 + b*d3_4 + b*d3_5 + b*d3_6
"""


def assert_difference_agrees(found: list[Any], values: Any) -> None:
    assert_close([c.chisq_diff for c in found], values["chisq"], STANDARD_ERRORS, what="difference")
    assert_close([c.df_diff for c in found], values["df"], STANDARD_ERRORS, what="df")
    assert_close([c.pvalue for c in found], values["pvalue"], STANDARD_ERRORS, np.ones(len(found)), "p")


@pytest.mark.parametrize(
    ("estimator", "method"),
    [(e, m) for e in ("MLR", "MLM") for m in ("satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000")]
    + [(e, "default") for e in ("MLMV", "MLMVS", "ML")],
)
def test_differences_of_levels_of_invariance(estimator: str, method: Any, reference: Reference) -> None:
    values = reference("cfa_robust_differences")[f"{estimator} {method}"]
    fits = [
        lo.cfa(HS, pupils(), estimator=estimator, group="school", group_equal=equal)
        for equal in ((), ("loadings",), SCALAR)
    ]
    assert_difference_agrees([lo.compare(a, b, method) for a, b in pairwise(fits)], values)


@pytest.mark.parametrize("estimator", ["MLR", "MLM", "MLMV"])
def test_differences_of_labelled_models(estimator: str, reference: Reference) -> None:
    values = reference("cfa_robust_differences")
    cluster = "school" if estimator == "MLR" else None
    a, b = (lo.cfa(m, staff(), estimator=estimator, cluster=cluster, meanstructure=True) for m in (TWELVE, EQUAL))
    found = lo.compare(b, a)
    assert_difference_agrees([found], {k: [v] for k, v in values[f"{estimator} equal"].items()})
    if estimator != "MLMV":
        found = lo.compare(a, b, "satorra.bentler.2010")
        assert_difference_agrees([found], {k: [v] for k, v in values[f"{estimator} equal 2010"].items()})


def test_modification_indices(reference: Reference) -> None:
    assert_modification_agrees(lo.cfa(HS, pupils(), estimator="MLR"), reference("cfa_robust")["mi_MLR"])
