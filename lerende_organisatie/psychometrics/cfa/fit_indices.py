"""Fit indices, one formula each: numbers in, a number out, with where it comes from.

``chisq`` and ``df`` are the model's, ``chisq_b`` and ``df_b`` those of the baseline model in which the variables are
unrelated. ``n`` is what chi-square was multiplied with: the number of rows, or that less the number of groups where the
estimator works with n − 1.
"""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc, chdtri, chndtr

NAN = float("nan")

CLOSE_FIT = 0.05
"""RMSEA of close fit (Browne & Cudeck, 1992)."""

NOT_CLOSE_FIT = 0.08
"""RMSEA of not-close fit (MacCallum, Browne & Sugawara, 1996)."""


def chisq_pvalue(chisq: float, df: float) -> float:
    """P(χ²_df > chisq); NaN without degrees of freedom."""
    return float(chdtrc(df, max(chisq, 0.0))) if df > 0 else NAN


def cfi(chisq: float, df: float, chisq_b: float, df_b: float) -> float:
    """Comparative fit index (Bentler, 1990), between zero and one."""
    numerator = max(chisq - df, 0.0)
    denominator = max(chisq - df, chisq_b - df_b, 0.0)
    return 1.0 if denominator == 0 else 1.0 - numerator / denominator


def tli(chisq: float, df: float, chisq_b: float, df_b: float) -> float:
    """Tucker–Lewis index, or non-normed fit index (Tucker & Lewis, 1973; Bentler & Bonett, 1980)."""
    if df == 0:
        return 1.0
    denominator = chisq_b - df_b
    return 1.0 if denominator == 0 else 1.0 - (chisq - df) * df_b / (df * denominator)


def nfi(chisq: float, chisq_b: float) -> float:
    """Normed fit index (Bentler & Bonett, 1980)."""
    return NAN if chisq_b == 0 else (chisq_b - chisq) / chisq_b


def pnfi(chisq: float, df: float, chisq_b: float, df_b: float) -> float:
    """Parsimony normed fit index (James, Mulaik & Brett, 1982)."""
    return NAN if df_b == 0 else df / df_b * nfi(chisq, chisq_b)


def rfi(chisq: float, df: float, chisq_b: float, df_b: float) -> float:
    """Relative fit index (Bollen, 1986)."""
    return NAN if df == 0 or df_b == 0 or chisq_b == 0 else (chisq_b / df_b - chisq / df) / (chisq_b / df_b)


def ifi(chisq: float, df: float, chisq_b: float) -> float:
    """Incremental fit index (Bollen, 1989)."""
    return NAN if chisq_b == df else (chisq_b - chisq) / (chisq_b - df)


def rni(chisq: float, df: float, chisq_b: float, df_b: float) -> float:
    """Relative noncentrality index (McDonald & Marsh, 1990)."""
    return NAN if chisq_b == df_b else 1.0 - (chisq - df) / (chisq_b - df_b)


def rmsea(chisq: float, df: float, n: float, groups: int = 1) -> float:
    """Root mean square error of approximation (Steiger & Lind, 1980; for several groups Steiger, 1998)."""
    return 0.0 if df == 0 else float(np.sqrt(max((chisq - df) / (n * df), 0.0)) * np.sqrt(groups))


def noncentrality(chisq: float, df: float, probability: float) -> float:
    """The noncentrality λ at which P(χ²_df(λ) ≤ chisq) equals ``probability``; zero where even λ = 0 falls below it."""
    if chndtr(chisq, df, 0.0) < probability:
        return 0.0
    low, high = 0.0, max(chisq, 1.0)
    while chndtr(chisq, df, high) > probability:
        low, high = high, 2.0 * high
    for _ in range(200):
        middle = 0.5 * (low + high)
        if chndtr(chisq, df, middle) > probability:
            low = middle
        else:
            high = middle
        if high - low <= 1e-12 * high:
            break
    return 0.5 * (low + high)


def rmsea_interval(chisq: float, df: float, n: float, groups: int = 1, level: float = 0.90) -> tuple[float, float]:
    """Interval of the RMSEA from the noncentral χ² distribution (Browne & Cudeck, 1992)."""
    if df == 0:
        return 0.0, 0.0
    tail = (1.0 - level) / 2.0
    scale = np.sqrt(groups / (n * df))
    lower, upper = (np.sqrt(noncentrality(chisq, df, p)) * scale for p in (1.0 - tail, tail))
    return float(lower), float(upper)


def rmsea_close(chisq: float, df: float, n: float, groups: int = 1, close: float = CLOSE_FIT) -> float:
    """The p-value of the hypothesis RMSEA ≤ ``close`` (Browne & Cudeck, 1992)."""
    if df == 0:
        return NAN
    return float(max(0.0, 1.0 - chndtr(chisq, df, n * df * close**2 / groups)))


def rmsea_not_close(chisq: float, df: float, n: float, groups: int = 1, limit: float = NOT_CLOSE_FIT) -> float:
    """The p-value of the hypothesis RMSEA ≥ ``limit`` (MacCallum, Browne & Sugawara, 1996)."""
    if df == 0:
        return NAN
    return float(chndtr(chisq, df, n * df * limit**2 / groups))


def mfi(chisq: float, df: float, n: float) -> float:
    """McDonald's noncentrality index (McDonald, 1989)."""
    return float(np.exp(-0.5 * (chisq - df) / n))


def ecvi(chisq: float, npar: float, n: float) -> float:
    """Expected cross-validation index (Browne & Cudeck, 1989)."""
    return chisq / n + 2.0 * npar / n


def critical_n(chisq: float, df: float, n: float, alpha: float) -> float:
    """Hoelter's critical n (Hoelter, 1983)."""
    if df == 0 or chisq <= 0:
        return NAN
    return float(chdtri(df, alpha) / (chisq / n) + 1.0)


def aic(loglik: float, npar: float) -> float:
    """Akaike's criterion (Akaike, 1974)."""
    return -2.0 * loglik + 2.0 * npar


def bic(loglik: float, npar: float, n: float) -> float:
    """Schwarz's criterion (Schwarz, 1978)."""
    return -2.0 * loglik + npar * float(np.log(n))


def bic_adjusted(loglik: float, npar: float, n: float) -> float:
    """Sample-size adjusted BIC (Sclove, 1987)."""
    return -2.0 * loglik + npar * float(np.log((n + 2.0) / 24.0))
