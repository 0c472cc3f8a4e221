"""How well a number of factors reproduces a correlation matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def degrees_of_freedom(p: int, m: int) -> int:
    """Correlations less free loadings: ((p - m)² - p - m) / 2."""
    return ((p - m) ** 2 - p - m) // 2


def discrepancy(matrix: Floats, loadings: Floats, uniquenesses: Floats) -> float:
    """The ML discrepancy log|Σ| - log|R| + tr(RΣ⁻¹) - p; NaN where one of the two has no inverse.

    Parameters
    ----------
    matrix : ndarray (p, p)
    loadings : ndarray (p, m)
        Unrotated.
    uniquenesses : ndarray (p,)
    """
    implied = loadings @ loadings.T + np.diag(uniquenesses)
    signs, logs = zip(*(np.linalg.slogdet(x) for x in (implied, matrix)), strict=True)
    if min(signs) <= 0 or not np.isfinite(logs).all():
        return float("nan")
    return float(logs[0] - logs[1] + np.trace(np.linalg.solve(implied, matrix)) - len(matrix))


def factor_fit(
    matrix: Floats, loadings: Floats, uniquenesses: Floats, n: int, tested: bool, level: float = 0.90
) -> pd.Series:
    """Fit measures of an exploratory factor model.

    Parameters
    ----------
    matrix : ndarray (p, p)
    loadings : ndarray (p, m)
        Unrotated.
    uniquenesses : ndarray (p,)
    n : int
    tested : bool
        Whether the chi-square and what is computed from it may be given: not for polychoric correlations, whose errors
        are larger than the test supposes.
    level : float
        Of the interval of RMSEA.

    Returns
    -------
    Series
        ``chisq df pvalue rmsea rmsea_ci_lower rmsea_ci_upper tli bic rmsr srmr max_residual``; NaN for what is not
        tested, and for the p-value and RMSEA when no degrees of freedom are left.

    References
    ----------
    Bartlett, M. S. (1951): multiplier n - 1 - (2p + 5) / 6 - 2m / 3. Steiger, J. H., & Lind, J. C. (1980): RMSEA =
    √((χ²/df - 1)/(n - 1)); ``psych`` divides χ² by n and one by n - 1, and is lower by about 1/(2n) of it. Tucker, L.
    R., & Lewis, C. (1973), with the same multiplier for the model without factors, as ``psych``.
    """
    from scipy.special import chdtrc

    p, m = loadings.shape
    df = degrees_of_freedom(p, m)
    residual = matrix - loadings @ loadings.T
    off = residual[np.tril_indices(p, -1)]
    names = "chisq df pvalue rmsea rmsea_ci_lower rmsea_ci_upper tli bic rmsr srmr max_residual"
    result = pd.Series(np.nan, index=names.split(), name="fit")
    result["df"] = df
    result["rmsr"] = np.sqrt((off**2).mean())
    unit = residual - np.diag(uniquenesses)
    result["srmr"] = np.sqrt((unit[np.tril_indices(p)] ** 2).mean())
    result["max_residual"] = np.abs(off).max()
    if not tested:
        return result
    multiplier = max(0.0, n - 1 - (2 * p + 5) / 6 - 2 * m / 3)
    found = discrepancy(matrix, loadings, uniquenesses)
    chisq = result["chisq"] = max(0.0, found) * multiplier
    if df < 1 or not np.isfinite(found):
        return result
    result["pvalue"] = chdtrc(df, chisq)
    result["rmsea"] = np.sqrt(max(chisq / df - 1, 0.0) / (n - 1))
    lower, upper = (noncentrality(chisq, df, share) for share in ((1 + level) / 2, (1 - level) / 2))
    result["rmsea_ci_lower"], result["rmsea_ci_upper"] = np.sqrt(np.array([lower, upper]) / (df * (n - 1)))
    null_df = p * (p - 1) / 2
    null = -float(np.linalg.slogdet(matrix)[1]) * multiplier / null_df
    result["tli"] = (null - chisq / df) / (null - 1)
    result["bic"] = chisq - df * np.log(n)
    return result


def noncentrality(chisq: float, df: int, share: float) -> float:
    """The noncentrality at which a chi-square distribution has ``share`` of itself below ``chisq``; zero if none."""
    from scipy.optimize import brentq
    from scipy.special import chdtr, chndtr

    if chdtr(df, chisq) < share:
        return 0.0
    top = max(10.0, 2 * chisq)
    while chndtr(chisq, df, top) > share:
        top *= 2
    return float(brentq(lambda at: chndtr(chisq, df, at) - share, 0.0, top))
