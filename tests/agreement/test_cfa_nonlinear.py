"""Equality constraints that are not linear, beside lavaan."""

from __future__ import annotations

import numpy as np
import pytest

import lerende_organisatie as lo
from tests.agreement.cfa_comparison import keyed, matched
from tests.conftest import Reference
from tests.reference.close import ESTIMATES, STANDARD_ERRORS, assert_close
from tests.reference.data import load

PRODUCT = """
visual =~ x1 + a*x2 + b*x3
textual =~ x4 + c1*x5 + d1*x6
speed =~ x7 + x8 + x9
a*b == 0.5
c1 == d1^2 + 0.2
"""
EXPONENT = "visual =~ x1 + a*x2 + b*x3\na == exp(b) - 1"
MODELS = {"product": PRODUCT, "exponent": EXPONENT}


@pytest.mark.parametrize("name", sorted(MODELS))
def test_equal_to_lavaan(name: str, reference: Reference) -> None:
    values = reference("cfa_nonlinear")[name]
    fit = lo.cfa(MODELS[name], load("holzinger_swineford"), estimator="ML")
    theirs = keyed(values["parameters"], ("est", "se"))
    ours = matched(fit.parameters, theirs)
    scale = np.maximum(theirs["se"].to_numpy(), 1e-3)
    # lavaan's constrained optimiser stops sooner than the plain one: 1e-4 of a standard error is what it leaves
    assert_close(ours["est"], theirs["est"], STANDARD_ERRORS, scale, "estimates")
    assert_close(ours["se"], theirs["se"], STANDARD_ERRORS, what="standard errors")
    assert_close([fit.chisq], [values["fit_measures"]["chisq"]], ESTIMATES, what="chisq")
    assert fit.npar == values["npar"]


def test_the_constraints_hold() -> None:
    fit = lo.cfa(PRODUCT, load("holzinger_swineford"), estimator="ML")
    by_label = fit.parameters.set_index("label")["est"]
    assert by_label["a"] * by_label["b"] == pytest.approx(0.5, abs=1e-9)
    assert by_label["c1"] == pytest.approx(by_label["d1"] ** 2 + 0.2, abs=1e-9)


def test_they_hold_in_every_bootstrap_draw() -> None:
    fit = lo.cfa(PRODUCT + "\nproduct := a*b", load("holzinger_swineford"), estimator="ML")
    result = fit.bootstrap(5, seed=3)
    np.testing.assert_allclose(result.draws[:, -1], 0.5, atol=1e-8)


def test_constraints_that_cannot_hold_are_not_converged() -> None:
    with pytest.warns(lo.errors.ConvergenceWarning):
        fit = lo.cfa("visual =~ x1 + a*x2 + b*x3\na^2 == -1", load("holzinger_swineford"), estimator="ML")
    assert not fit.converged
