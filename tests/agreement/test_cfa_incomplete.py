"""Missing answers, by full-information maximum likelihood, beside lavaan."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.moments.data import draw_sample
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments
from tests.agreement.cfa_comparison import (
    assert_measures_agree,
    assert_modification_agrees,
    assert_parameters_agree,
)
from tests.conftest import Reference
from tests.reference.close import STANDARD_ERRORS, assert_close
from tests.reference.data import load
from tests.reference.models import BFI, HS, survey

cfa, sem = partial(lo.cfa, estimator="ML"), partial(lo.sem, estimator="ML")

GOODNESS = ("gfi", "agfi", "pgfi")
"""lavaan 0.6-14 compares the moments of the answers at hand with the implied ones; we compare those of EM."""

TWO_FACTORS = "\n".join(survey().splitlines()[:2])


def fitted(name: str) -> Any:
    hs = load("holzinger_swineford_incomplete")
    match name:
        case "hs":
            return cfa(HS, hs, missing="fiml")
        case "hs_second_order":
            return cfa(HS + "\ng =~ visual + textual + speed", hs, missing="fiml")
        case "hs_scalar":
            return cfa(HS, hs, missing="fiml", group="school", group_equal=("loadings", "intercepts"))
        case "hs_covariates":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", lo.errors.MissingDataWarning)  # rows without a covariate are left out
                return sem("textual =~ x4 + x5 + x6\ntextual ~ x2 + ageyr", hs, missing="fiml")
        case "bfi":
            return cfa(BFI, load("bfi"), missing="fiml")
        case _:
            return cfa(TWO_FACTORS, load("survey65_incomplete"), missing="fiml")


@pytest.mark.parametrize("name", ["hs", "hs_second_order", "hs_scalar", "hs_covariates", "bfi", "survey"])
def test_equal_to_lavaan(name: str, reference: Reference) -> None:
    values = reference("cfa_incomplete")[name]
    fit = fitted(name)
    assert fit.converged
    assert fit.npar == values["npar"]
    assert_measures_agree(fit, values, leave_out=GOODNESS)
    assert_parameters_agree(fit, values)
    if "mi" in values:
        assert_modification_agrees(fit, values)


def test_saturated_moments(reference: Reference) -> None:
    values = reference("cfa_incomplete")["em"]
    names = tuple(f"x{i}" for i in range(1, 10))
    sample = draw_sample(load("holzinger_swineford_incomplete"), names, complete=False)
    moments = incomplete_moments(sample.groups[0], names)
    # lavaan's EM stops earlier than the one of the script's other fits: 1e-4 on the scale of a standard deviation
    assert_close(moments.mean, values["mean"], STANDARD_ERRORS, np.ones(9), "means")
    assert_close(moments.cov, values["cov"], STANDARD_ERRORS, np.ones((9, 9)), "covariances")
