"""The difference of a new estimate and a published one, when both have sampling error and one was rounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lerende_organisatie.psychometrics.printed.rounding import Printed, Range

Outcome = Literal["replicates", "differs", "undecided"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with an interval on each of two levels.

    Attributes
    ----------
    value : float
    narrow, wide : Range
        The 90% and the 95% interval.
    """

    value: float
    narrow: Range
    wide: Range


@dataclass(frozen=True, slots=True)
class Difference:
    """New less published.

    Attributes
    ----------
    value : float
    narrow, wide : Range
        The 90% interval, on which equivalence is judged, and the 95% interval.
    margin : float
        The largest difference that is called none.
    outcome : {"replicates", "differs", "undecided"}
    """

    value: float
    narrow: Range
    wide: Range
    margin: float
    outcome: Outcome


def difference(new: Estimate, published: Estimate, margin: float, half_unit: float = 0.0) -> Difference:
    """The difference of two independent estimates, its intervals and what they say about equivalence.

    Parameters
    ----------
    new, published : Estimate
    margin : float
        On the scale of the estimates.
    half_unit : float
        How far rounding may have moved the published value; the intervals are widened by it.

    Returns
    -------
    Difference
        ``replicates``: the 90% interval lies within the margin (two one-sided tests at 5%). ``differs``: the 95%
        interval leaves out zero, and the 90% interval does not lie within the margin. ``undecided``: neither.

    Notes
    -----
    The intervals combine those of the two estimates by the method of variance estimates recovery, which keeps their
    asymmetry.

    References
    ----------
    Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: A general approach.
    Statistics in Medicine, 27, 1693-1702. Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure.
    Journal of Pharmacokinetics and Biopharmaceutics, 15, 657-680.
    """
    value = new.value - published.value
    narrow = _recovered(value, new.value, new.narrow, published.value, published.narrow, half_unit)
    wide = _recovered(value, new.value, new.wide, published.value, published.wide, half_unit)
    outcome: Outcome = "undecided"
    if -margin <= narrow.lower and narrow.upper <= margin:
        outcome = "replicates"
    elif wide.lower > 0 or wide.upper < 0:
        outcome = "differs"
    return Difference(value, narrow, wide, margin, outcome)


def _recovered(value: float, a: float, of_a: Range, b: float, of_b: Range, half_unit: float) -> Range:
    below = float(np.hypot(a - of_a.lower, of_b.upper - b))
    above = float(np.hypot(of_a.upper - a, b - of_b.lower))
    return Range(value - below - half_unit, value + above + half_unit)


def alpha_estimate(value: float, n: int, items: int) -> Estimate:
    """An alpha with Feldt's intervals.

    Parameters
    ----------
    value : float
    n : int
        Respondents.
    items : int

    Returns
    -------
    Estimate

    References
    ----------
    Feldt, L. S., Woodruff, D. J., & Salih, F. A. (1987). Applied Psychological Measurement, 11, 93-103.
    """
    from lerende_organisatie.psychometrics.reliability.intervals import feldt_bounds

    return Estimate(value, Range(*feldt_bounds(value, n, items, 0.90)), Range(*feldt_bounds(value, n, items, 0.95)))


def correlation_estimate(value: float, n: int) -> Estimate:
    """A correlation with Fisher's intervals.

    Parameters
    ----------
    value : float
    n : int

    Returns
    -------
    Estimate
        For correlations of factors these are too narrow; they take the factors as observed.

    References
    ----------
    Fisher, R. A. (1921). On the probable error of a coefficient of correlation. Metron, 1, 3-32.
    """
    from scipy.special import ndtri

    z = float(np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12)))
    se = 1 / np.sqrt(max(n - 3, 1))
    bounds = [
        Range(float(np.tanh(z - reach * se)), float(np.tanh(z + reach * se)))
        for reach in (float(ndtri(0.95)), float(ndtri(0.975)))
    ]
    return Estimate(value, bounds[0], bounds[1])


def mean_estimate(value: float, sd: float, n: int) -> Estimate:
    """A mean with Student's intervals.

    Parameters
    ----------
    value, sd : float
    n : int

    Returns
    -------
    Estimate
    """
    from scipy.special import stdtrit

    se = sd / np.sqrt(n)
    bounds = [
        Range(float(value - reach * se), float(value + reach * se))
        for reach in (stdtrit(n - 1, 0.95), stdtrit(n - 1, 0.975))
    ]
    return Estimate(value, bounds[0], bounds[1])


def rmsea_estimate(chisq: float, df: float, n: float) -> Estimate:
    """RMSEA with its intervals from the noncentral chi-square distribution.

    Parameters
    ----------
    chisq, df : float
    n : float
        What chi-square was multiplied with.

    Returns
    -------
    Estimate
    """
    from lerende_organisatie.psychometrics.cfa.fit_indices import rmsea, rmsea_interval

    return Estimate(
        rmsea(chisq, df, n),
        Range(*rmsea_interval(chisq, df, n, level=0.90)),
        Range(*rmsea_interval(chisq, df, n, level=0.95)),
    )


def exactly(printed: Printed) -> Estimate:
    """A printed value without a sampling distribution.

    Parameters
    ----------
    printed : Printed

    Returns
    -------
    Estimate
    """
    return Estimate(printed.value, Range(printed.value, printed.value), Range(printed.value, printed.value))
