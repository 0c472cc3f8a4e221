"""Corrections of the maximum-likelihood test where the model is large for the number of rows.

With many variables the plain χ² rejects true models too often: its mean exceeds the degrees of freedom by a share of
order p/n. Both corrections multiply it by a constant that brings the mean back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.fit_indices import chisq_pvalue

Correction = Literal["swain", "bartlett"]


@dataclass(frozen=True, slots=True)
class CorrectedTest:
    """A corrected test of fit.

    Attributes
    ----------
    correction : str
    factor : float
        What the plain χ² was multiplied with.
    chisq, df, pvalue : float
    """

    correction: str
    factor: float
    chisq: float
    df: int
    pvalue: float


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


def corrected_test(
    chisq: float, df: int, p: int, factors: int, n_obs: float, correction: Correction = "swain"
) -> CorrectedTest:
    """The plain χ² of one group, corrected.

    Raises
    ------
    OptionError
        The correction is not offered, or the model has no degrees of freedom.
    """
    if correction not in get_args(Correction):
        raise OptionError(f"correction={correction!r} is not offered; choose from {', '.join(get_args(Correction))}")
    if df < 1:
        raise OptionError("a model without degrees of freedom has no test to correct")
    n = n_obs - 1.0
    factor = swain_factor(p, df, n) if correction == "swain" else bartlett_factor(p, factors, n)
    return CorrectedTest(correction, factor, factor * chisq, df, chisq_pvalue(factor * chisq, df))
