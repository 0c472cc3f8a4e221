"""Scaled test statistics from their traces, one formula each.

``chisq`` and ``df`` are the plain test's. Under the model T is distributed as a weighted sum of χ²₁ variables; the
weights are the eigenvalues of UΓ, and ``trace`` and ``trace_squared`` are tr(UΓ) and tr((UΓ)²).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.fit_indices import chisq_pvalue

Floats = NDArray[np.float64]

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class ScaledTest:
    """A corrected chi-square.

    Attributes
    ----------
    chisq : float
    df : float
        Not a whole number where it is estimated.
    scaling_factor : float
        What the plain statistic was divided by.
    shift : float
        What was added; zero but for the scaled-and-shifted test.
    mean_factor : float
        tr(UΓ)/df, the factor that robust indices take.
    """

    chisq: float
    df: float
    scaling_factor: float
    shift: float
    mean_factor: float

    @property
    def pvalue(self) -> float:
        """P(χ²_df > chisq)."""
        return chisq_pvalue(self.chisq, self.df)


def mean_scaled(chisq: float, df: int, trace: float) -> ScaledTest:
    """T / c, c = tr(UΓ)/df, so that the mean is that of χ²_df (Satorra & Bentler, 1994; Yuan & Bentler, 2000)."""
    if df == 0:
        return ScaledTest(0.0, 0.0, NAN, 0.0, NAN)
    factor = trace / df
    return ScaledTest(chisq / factor, df, factor, 0.0, factor)


def mean_and_variance_adjusted(chisq: float, df: int, trace: float, trace_squared: float) -> ScaledTest:
    """T·tr(UΓ)/tr((UΓ)²) on tr(UΓ)²/tr((UΓ)²) degrees of freedom (Satterthwaite, 1941; Satorra & Bentler, 1994)."""
    if df == 0:
        return ScaledTest(0.0, 0.0, NAN, 0.0, NAN)
    factor = trace_squared / trace
    return ScaledTest(chisq / factor, trace**2 / trace_squared, factor, 0.0, trace / df)


def scaled_and_shifted(chisq: float, df: int, trace: float, trace_squared: float) -> ScaledTest:
    """AT + df − a·tr(UΓ), a = √(df/tr((UΓ)²)), with mean and variance of χ²_df (Asparouhov & Muthén, 2010)."""
    if df == 0:
        return ScaledTest(0.0, 0.0, NAN, 0.0, NAN)
    a = float(np.sqrt(df / trace_squared))
    shift = df - a * trace
    return ScaledTest(a * chisq + shift, df, 1.0 / a, shift, trace / df)
