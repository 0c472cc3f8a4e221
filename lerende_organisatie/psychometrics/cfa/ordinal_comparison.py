"""The chi-square difference of two nested models fitted to ordinal items.

A difference of scaled statistics has no χ² distribution, so the difference of n·F is scaled itself (Satorra, 2000). The
restrictions that make the smaller model out of the larger one are, at the estimates, the directions A in the larger
model's parameters that the smaller one's Jacobian leaves out; with P = Δ′W̃Δ of the larger model and V the robust
covariance matrix of its estimates, the difference is distributed as a sum of χ²₁ weighted with the eigenvalues of
(A P⁻¹ A′)⁻¹ A V A′.
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError, ScaledTestWarning
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.ordinal_tests import Traces, scaled_test
from lerende_organisatie.psychometrics.cfa.scaled_tests import NAN, ScaledTest
from lerende_organisatie.psychometrics.cfa.sparse import transposed_times
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import moves_of_estimated

Floats = NDArray[np.float64]


def ordinal_difference(free: OrdinalFit, restricted: OrdinalFit) -> ScaledTest:
    """The test of the more restricted model against the other, of the kind that the estimator reports.

    Scaled and shifted (Satorra, 2000; Asparouhov & Muthén, 2010) for WLSMV, WLSMVS, ULSMV and ULSMVS; for WLSM and ULSM
    from the scaling factors of both (Satorra & Bentler, 2001); plain for the others.

    Parameters
    ----------
    free, restricted : OrdinalFit
        Fitted to the same rows by the same estimator.

    Warns
    -----
    ScaledTestWarning
        The scaling factor of Satorra and Bentler (2001) is not positive; the test is NaN.
    """
    df = restricted.df - free.df
    chisq = restricted.chisq - free.chisq
    kind = free.estimator.test
    if kind == "standard" or df == 0:
        return ScaledTest(chisq, float(df), 1.0, 0.0, 1.0)
    if kind == "satorra.bentler":
        return _from_scaling_factors(free, restricted, chisq, df)
    return scaled_test("scaled.shifted", chisq, df, difference_traces(free, restricted))


def _from_scaling_factors(free: OrdinalFit, restricted: OrdinalFit, chisq: float, df: int) -> ScaledTest:
    parts = [
        0.0 if fit.df == 0 or fit.scaled_test is None else fit.df * fit.scaled_test.scaling_factor
        for fit in (restricted, free)
    ]
    scaling = (parts[0] - parts[1]) / df
    if not scaling > 0:
        warnings.warn(
            f"the scaling factor of the difference is {scaling:.3g}, which cannot be, so there is no test of it "
            "(Satorra & Bentler, 2001); estimator='WLSMV' has a test that always exists",
            ScaledTestWarning,
            stacklevel=4,
        )
        return ScaledTest(NAN, float(df), scaling, 0.0, scaling)
    return ScaledTest(chisq / scaling, float(df), scaling, 0.0, scaling)


def difference_traces(free: OrdinalFit, restricted: OrdinalFit) -> Traces:
    """Sum and sum of squares of the eigenvalues that weigh the difference."""
    if _names(free) != _names(restricted):
        raise OptionError("the models name their items in different orders; write both in one order to compare them")
    # what the smaller model's parameters do, in the larger one's; the directions that they leave out are restricted
    mine, theirs = (moves_of_estimated(fit.weighted_places, fit.equalities) for fit in (free, restricted))
    own, between = transposed_times(mine, mine), transposed_times(mine, theirs)
    restriction = own @ _left_out(between, restricted.df - free.df)
    weighed = np.linalg.solve(
        restriction.T @ free.bread_of_estimated @ restriction, restriction.T @ free.spread_of_estimated @ restriction
    )
    return Traces(float(np.trace(weighed)), float((weighed * weighed.T).sum()))


def _names(fit: OrdinalFit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return fit.observed_names, fit.ordinal[0].covariates


def _left_out(directions: Floats, count: int) -> Floats:
    """A basis of what is orthogonal to the columns of a matrix of full column rank (rows, count)."""
    from scipy.linalg.lapack import dgeqrf, dormqr

    rows = len(directions)
    factors, tau, _, _ = dgeqrf(directions)
    last = np.eye(rows, count, count - rows)
    found, _, failed = dormqr("L", "N", factors[:, : len(tau)], tau, last, lwork=64 * rows)
    assert not failed
    return np.asarray(found, dtype=float)
