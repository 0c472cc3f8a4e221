"""Factors that bring the mean of the maximum-likelihood χ² back to its degrees of freedom, by Swain and by Bartlett."""

from __future__ import annotations

import numpy as np


def swain_factor(p: int, df: float, n: float) -> float:
    """Swain's factor for any covariance structure (Swain, 1975; Herzog & Boomsma, 2009).

    Parameters
    ----------
    p : int
        Variables.
    df : float
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
