"""Pooling independent estimates with known sampling variances: one value for all, or a distribution of values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.printed.rounding import Range

Floats = NDArray[np.float64]

GRID = 120
"""Places at which the slope of the restricted likelihood is looked at before its roots are refined."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean of several estimates.

    Attributes
    ----------
    value, se : float
    interval : Range
    weights : ndarray (k,)
        Shares of each estimate; they sum to one.
    """

    value: float
    se: float
    interval: Range
    weights: Floats


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """How far the estimates differ beyond their sampling error.

    Attributes
    ----------
    q : float
        Cochran's Q, with the weights of the fixed effect.
    df : int
    pvalue : float
    i2 : float
        Share of Q that is beyond its expectation, max(0, (Q - df)/Q).
    """

    q: float
    df: int
    pvalue: float
    i2: float


def restricted_log_likelihood(tau2: float, values: Floats, variances: Floats) -> float:
    """The restricted log-likelihood of the variance between studies, without its constant.

    Parameters
    ----------
    tau2 : float
        Not negative.
    values, variances : ndarray (k,)

    Returns
    -------
    float
    """
    weights = 1.0 / (variances + tau2)
    total = weights.sum()
    mean = (weights * values).sum() / total
    return float(0.5 * (np.log(weights).sum() - np.log(total) - (weights * (values - mean) ** 2).sum()))


def _slope(tau2: float, values: Floats, variances: Floats) -> float:
    weights = 1.0 / (variances + tau2)
    total, squares = weights.sum(), weights**2
    mean = (weights * values).sum() / total
    return float(0.5 * ((squares * (values - mean) ** 2).sum() - total + squares.sum() / total))


def between_variance(values: Floats, variances: Floats) -> float:
    """The variance between studies that maximises the restricted likelihood.

    Parameters
    ----------
    values, variances : ndarray (k,)
        At least two.

    Returns
    -------
    float
        Zero when the likelihood is highest there.

    Notes
    -----
    Where the slope of the likelihood is zero, tau2 = sum(w^2 (d^2 - v))/sum(w^2) + 1/sum(w) with d the deviations from
    the mean. As d^2 is at most the squared range r^2, and 1/sum(w) at most (tau2 + max v)/k, every maximum lies below
    (k r^2 + max v)/(k - 1). All roots up to there are found, as the restricted likelihood can have several.

    References
    ----------
    Viechtbauer, W. (2005). Bias and efficiency of meta-analytic variance estimators in the random-effects model.
    Journal of Educational and Behavioral Statistics, 30(3), 261-293.
    """
    from scipy.optimize import brentq

    k = len(values)
    highest = (k * np.ptp(values) ** 2 + variances.max()) / (k - 1)
    smallest = 1e-6 * min(float(variances.min()), float(highest))
    places = np.concatenate([[0.0], np.geomspace(smallest, highest, GRID)])
    slopes = [_slope(place, values, variances) for place in places]
    candidates = [0.0]
    for left, right, before, after in zip(places[:-1], places[1:], slopes[:-1], slopes[1:], strict=True):
        if before > 0 >= after:
            candidates.append(float(brentq(_slope, left, right, args=(values, variances), xtol=1e-14, rtol=1e-12)))
    return max(candidates, key=lambda tau2: restricted_log_likelihood(tau2, values, variances))


def fixed_effect(values: Floats, variances: Floats, level: float) -> Pooled:
    """The weighted mean, as if all studies estimated one value.

    Parameters
    ----------
    values, variances : ndarray (k,)
    level : float
        Of the interval, .95 for example.

    Returns
    -------
    Pooled
    """
    from scipy.stats import norm

    weights = 1.0 / variances
    value, se = float((weights * values).sum() / weights.sum()), float(1 / np.sqrt(weights.sum()))
    reach = float(norm.ppf(0.5 + level / 2)) * se
    return Pooled(value, se, Range(value - reach, value + reach), weights / weights.sum())


def random_effects(values: Floats, variances: Floats, tau2: float, level: float) -> Pooled:
    """The mean of the distribution from which the studies' values come, with the Hartung-Knapp-Sidik-Jonkman interval.

    Parameters
    ----------
    values, variances : ndarray (k,)
        At least two.
    tau2 : float
        The variance between studies.
    level : float

    Returns
    -------
    Pooled

    References
    ----------
    Hartung, J., & Knapp, G. (2001). A refined method for the meta-analysis of controlled clinical trials with binary
    outcome. Statistics in Medicine, 20(24), 3875-3889. Sidik, K., & Jonkman, J. N. (2002). A simple confidence
    interval for meta-analysis. Statistics in Medicine, 21(21), 3153-3159.
    """
    from scipy.stats import t

    weights = 1.0 / (variances + tau2)
    value = float((weights * values).sum() / weights.sum())
    spread = (weights * (values - value) ** 2).sum() / (len(values) - 1)
    se = float(np.sqrt(spread / weights.sum()))
    reach = float(t.ppf(0.5 + level / 2, len(values) - 1)) * se
    return Pooled(value, se, Range(value - reach, value + reach), weights / weights.sum())


def prediction_interval(pooled: Pooled, tau2: float, studies: int, level: float) -> Range | None:
    """Where the value of a new study is to be expected.

    Parameters
    ----------
    pooled : Pooled
        Of :func:`random_effects`.
    tau2 : float
    studies : int
    level : float

    Returns
    -------
    Range or None
        None for fewer than three studies: no degree of freedom is left.

    References
    ----------
    Higgins, J. P. T., Thompson, S. G., & Spiegelhalter, D. J. (2009). A re-evaluation of random-effects meta-analysis.
    Journal of the Royal Statistical Society: Series A, 172(1), 137-159.
    """
    from scipy.stats import t

    if studies < 3:
        return None
    reach = float(t.ppf(0.5 + level / 2, studies - 2)) * float(np.sqrt(tau2 + pooled.se**2))
    return Range(pooled.value - reach, pooled.value + reach)


def heterogeneity(values: Floats, variances: Floats) -> Heterogeneity:
    """Cochran's Q and I squared.

    Parameters
    ----------
    values, variances : ndarray (k,)
        At least two.

    Returns
    -------
    Heterogeneity

    References
    ----------
    Cochran, W. G. (1954). The combination of estimates from different experiments. Biometrics, 10(1), 101-129.
    Higgins, J. P. T., & Thompson, S. G. (2002). Quantifying heterogeneity in a meta-analysis. Statistics in Medicine,
    21(11), 1539-1558.
    """
    from scipy.stats import chi2

    weights = 1.0 / variances
    mean = (weights * values).sum() / weights.sum()
    q, df = float((weights * (values - mean) ** 2).sum()), len(values) - 1
    return Heterogeneity(q, df, float(chi2.sf(q, df)), max(0.0, (q - df) / q) if q > 0 else 0.0)
