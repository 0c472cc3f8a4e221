"""Corrections of tests of fit where the model is large for the number of rows.

With many variables the plain χ² rejects true models too often: its mean exceeds the degrees of freedom by a share of
order p/n. Swain's and Bartlett's corrections multiply it by a constant that brings the mean back. A test that is
adjusted for mean and variance rejects too seldom instead, because its variance is overestimated (``unbiased_trace``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.fit_indices import chisq_pvalue
from lerende_organisatie.psychometrics.cfa.scaled_tests import mean_and_variance_adjusted, scaled_and_shifted

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Correction = Literal["swain", "bartlett", "unbiased-trace"]


@dataclass(frozen=True, slots=True)
class CorrectedTest:
    """A corrected test of fit.

    Attributes
    ----------
    correction : str
    factor : float
        What the plain χ² was multiplied with.
    chisq, df, pvalue : float
        The degrees of freedom are no whole number where they are estimated (MLMVS).
    shift : float
        What was added then; zero but for a scaled-and-shifted test.
    """

    correction: str
    factor: float
    chisq: float
    df: float
    pvalue: float
    shift: float = 0.0


def swain_factor(p: int, df: int, n: float) -> float:
    """Swain's factor for any covariance structure (Swain, 1975; Herzog & Boomsma, 2009).

    Parameters
    ----------
    p : int
        Variables.
    df : int
        Degrees of freedom of the covariance structure, not zero.
    n : float
        Rows less one.
    """
    q = (np.sqrt(1.0 + 4.0 * p * (p + 1) - 8.0 * df) - 1.0) / 2.0
    return float(1.0 - (p * (2 * p**2 + 3 * p - 1) - q * (2 * q**2 + 3 * q - 1)) / (12.0 * df * n))


def bartlett_factor(p: int, factors: int, n: float) -> float:
    """Bartlett's factor for a factor model (Bartlett, 1950).

    Parameters
    ----------
    p : int
        Variables.
    factors : int
    n : float
        Rows less one.
    """
    return 1.0 - (2.0 * p + 4.0 * factors + 5.0) / (6.0 * n)


def corrected_test(fit: Fit, correction: Correction = "swain") -> CorrectedTest:
    """The test of fit corrected; see :meth:`~.fit.Fit.corrected_test`.

    Raises
    ------
    OptionError
        The correction is not offered, does not hold for this fit, or the model has no degrees of freedom.
    """
    if correction not in get_args(Correction):
        raise OptionError(f"correction={correction!r} is not offered; choose from {', '.join(get_args(Correction))}")
    if fit.df < 1:
        raise OptionError("a model without degrees of freedom has no test to correct")
    if correction == "unbiased-trace":
        return _with_unbiased_trace(fit)
    if fit.estimator.name != "ML" or len(fit.moments) > 1 or fit.moments[0].incomplete is not None:
        scaled = (
            ", and 'unbiased-trace' for estimators whose test is scaled" if fit.estimator.test != "standard" else ""
        )
        raise OptionError(
            f"swain and bartlett hold for estimator='ML' with complete rows of one group{scaled}; this fit is by "
            f"{fit.estimator.name}"
        )
    n, p = fit.n_obs - 1.0, len(fit.observed_names)
    factor = swain_factor(p, fit.df, n) if correction == "swain" else bartlett_factor(p, len(fit.latent_names), n)
    return CorrectedTest(correction, factor, factor * fit.chisq, fit.df, chisq_pvalue(factor * fit.chisq, fit.df))


def _with_unbiased_trace(fit: Fit) -> CorrectedTest:
    if fit.estimator.test == "standard":
        instead = "estimator='ML' has 'swain' and 'bartlett'" if fit.estimator.discrepancy == "ML" else ""
        raise OptionError(
            f"unbiased-trace corrects a scaled test, and that of {fit.estimator.name} is not scaled"
            + (f"; {instead}" if instead else "; choose WLSMV or ULSMV")
        )
    first, second = fit.unbiased_traces
    if not (first > 0 and second > 0):
        raise OptionError(
            f"the unbiased trace is {second:.3g} and no variance: there are too few respondents or clusters for this "
            "model"
        )
    adjust = mean_and_variance_adjusted if fit.estimator.test == "mean.var.adjusted" else scaled_and_shifted
    test = adjust(fit.chisq, fit.df, first, second)
    return CorrectedTest("unbiased-trace", 1.0 / test.scaling_factor, test.chisq, test.df, test.pvalue, test.shift)
