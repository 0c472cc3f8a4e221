"""Complete data: every kind of model beside lavaan."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from tests.agreement.cfa_comparison import (
    assert_measures_agree,
    assert_modification_agrees,
    assert_parameters_agree,
)
from tests.conftest import Reference
from tests.reference.close import ESTIMATES, STANDARD_ERRORS, assert_close
from tests.reference.data import load
from tests.reference.models import BFI, COVARIATES, DIRECT, HS, LABELS, PATH, PER_GROUP, POLITICAL, survey

cfa, sem = partial(lo.cfa, estimator="ML"), partial(lo.sem, estimator="ML")

MODELS = {
    "hs": (HS, "holzinger_swineford"),
    "political": (POLITICAL, "political_democracy"),
    "bfi": (BFI, "bfi"),
    "survey": (survey(), "survey65"),
}

BIFACTOR = "g =~ x1+x2+x3+x4+x5+x6+x7+x8+x9\nv =~ x1+x2+x3\nt =~ x4+x5+x6"
SCALAR = ("loadings", "intercepts")

HS_MODELS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "hs_std_lv": lambda d: cfa(HS, d, std_lv=True),
    "hs_orthogonal": lambda d: cfa(HS, d, orthogonal=True),
    "hs_means": lambda d: cfa(HS, d, meanstructure=True),
    "hs_second_order": lambda d: cfa(HS + "\ng =~ visual + textual + speed", d),
    "hs_bifactor": lambda d: cfa(BIFACTOR, d, orthogonal=True, std_lv=True),
    "hs_labels": lambda d: cfa(LABELS, d),
    "hs_groups": lambda d: cfa(HS, d, group="school"),
    "hs_metric": lambda d: cfa(HS, d, group="school", group_equal="loadings"),
    "hs_scalar": lambda d: cfa(HS, d, group="school", group_equal=SCALAR),
    "hs_strict": lambda d: cfa(HS, d, group="school", group_equal=(*SCALAR, "residuals")),
    "hs_partial": lambda d: cfa(HS, d, group="school", group_equal=SCALAR, group_partial=("visual =~ x3", "x7 ~ 1")),
    "hs_std_lv_metric": lambda d: cfa(HS, d, group="school", group_equal=("loadings",), std_lv=True),
    "hs_per_group": lambda d: cfa(PER_GROUP, d, group="school"),
    "hs_covariates": lambda d: sem(COVARIATES, d),
    "hs_covariates_means": lambda d: sem(COVARIATES, d, meanstructure=True),
    "hs_covariates_random": lambda d: sem(COVARIATES, d, fixed_x=False),
    "hs_path": lambda d: sem(PATH, d),
    "hs_direct": lambda d: sem(DIRECT, d),
}

WITH_MI = {"hs_ML", "hs_GLS", "hs_ULS", "political_ML", "bfi_ML", "hs_second_order", "hs_groups"}


def fitted(name: str) -> Any:
    if name in HS_MODELS:
        return HS_MODELS[name](load("holzinger_swineford"))
    data, estimator = name.split("_")
    model, frame = MODELS[data]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.MissingDataWarning)  # bfi loses 13% of its rows listwise
        return lo.sem(model, load(frame), estimator=estimator)


NAMES = [f"{data}_{e}" for data in ("hs", "political", "bfi") for e in ("ML", "GLS", "ULS")]
NAMES += ["survey_ML", *HS_MODELS]


@pytest.mark.parametrize("name", NAMES)
def test_equal_to_lavaan(name: str, reference: Reference) -> None:
    values = reference("cfa_complete")[name]
    fit = fitted(name)
    assert fit.converged
    assert fit.npar == values["npar"]
    assert_measures_agree(fit, values)
    assert_parameters_agree(fit, values)
    if name in WITH_MI:
        assert_modification_agrees(fit, values)


def test_published_moments_give_what_the_data_give(reference: Reference) -> None:
    frame = load("holzinger_swineford")[[f"x{i}" for i in range(1, 10)]]
    fit = cfa(HS, sample_cov=frame.cov(), sample_nobs=301)
    values = reference("cfa_complete")["hs_moments"]
    assert_parameters_agree(fit, values)
    assert_close([fit.chisq], [values["fit_measures"]["chisq"]], ESTIMATES, what="chisq")


def test_factor_scores(reference: Reference) -> None:
    values = reference("cfa_complete")["hs_scores"]
    fit = cfa(HS, load("holzinger_swineford"))
    for method in ("regression", "bartlett"):
        ours = fit.factor_scores(method).table.to_numpy()[:20]
        assert_close(ours, values[method], STANDARD_ERRORS, np.full((20, 3), 0.1), method)


def test_residual_correlations(reference: Reference) -> None:
    theirs = np.array(reference("cfa_complete")["hs_residuals"]["cor"])
    ours = cfa(HS, load("holzinger_swineford")).residuals().cor[0].to_numpy()
    assert_close(ours, theirs, STANDARD_ERRORS, np.full_like(theirs, 0.01), "residual correlations")
