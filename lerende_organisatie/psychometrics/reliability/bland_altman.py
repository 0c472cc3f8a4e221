"""Agreement of two measurements of the same persons: the mean difference and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import AssumptionWarning, DataError
from lerende_organisatie.psychometrics.frames import numeric_items
from lerende_organisatie.psychometrics.reliability.answers import check_level
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of

Floats = NDArray[np.float64]

PROPORTIONAL = 0.05
"""A slope of the differences on the means with a smaller p-value is warned about."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure with its standard error and interval."""

    estimate: float
    se: float
    ci_lower: float
    ci_upper: float


@dataclass(frozen=True, slots=True, eq=False)
class BlandAltman(Cited):
    """The agreement of two measurements; the points are persons, are not printed, and stay in memory.

    Attributes
    ----------
    mean_difference : Bound
        Second minus first.
    lower_limit, upper_limit : Bound
        Limits of agreement: between them lie a share ``coverage`` of the differences if these are normal.
    sd_difference : float
    slope : Bound
        Of the differences on the means: a slope that is not zero means that the difference depends on the level.
    slope_pvalue : float
    coverage : float
    level : float
        Of the intervals.
    n : int
    means, differences : ndarray (n,)
    """

    CITES: ClassVar[tuple[str, ...]] = ("bland1999",)

    mean_difference: Bound
    lower_limit: Bound
    upper_limit: Bound
    sd_difference: float
    slope: Bound
    slope_pvalue: float
    coverage: float
    level: float
    n: int
    means: Floats = field(repr=False)
    differences: Floats = field(repr=False)


def bland_altman(
    first: pd.Series | Sequence[float],
    second: pd.Series | Sequence[float],
    *,
    coverage: float = 0.95,
    level: float = 0.95,
) -> BlandAltman:
    """The mean difference between two measurements of the same persons, and the limits of agreement.

    Parameters
    ----------
    first, second : Series or sequence of float, (n,)
        The same persons in the same order; pairs with a missing value are left out.
    coverage : float
        The share of differences that the limits hold (.95: mean ± 1.96 standard deviations).
    level : float
        Of the intervals.

    Returns
    -------
    BlandAltman
        ``bland_altman_picture`` draws it.

    Raises
    ------
    DataError
        Of different length or with different indices; fewer than three pairs; differences without any variance.
    OptionError
        A share outside 0 to 1.

    Warns
    -----
    AssumptionWarning
        The differences depend on the means (p < .05): limits that are the same everywhere do not describe them.

    References
    ----------
    Bland, J. M., & Altman, D. G. (1999). Measuring agreement in method comparison studies. Statistical Methods in
    Medical Research, 8, 135-160. The limits' standard error is sd * sqrt(1/n + z²/(2(n - 1))) with Student's t.
    """
    check_level(level)
    check_level(coverage)
    both = _pairs(first, second)
    differences, means = both[:, 1] - both[:, 0], both.mean(1)
    result = agreement_of(means, differences, coverage, level)
    found = []
    if result.slope_pvalue < PROPORTIONAL:
        message = (
            f"the differences depend on the means (slope {result.slope.estimate:.2f}, p = {result.slope_pvalue:.2g}); "
            "limits of agreement that are the same everywhere do not describe them"
        )
        found.append(Finding(AssumptionWarning, message))
    warn_of(found)
    return result


def _pairs(first: pd.Series | Sequence[float], second: pd.Series | Sequence[float]) -> Floats:
    what = "agreement"
    if isinstance(first, pd.Series) and isinstance(second, pd.Series) and not first.index.equals(second.index):
        raise DataError(what, ["the two measurements have different indices; bring the persons in the same order"])
    columns: list[ArrayLike] = [np.asarray(first), np.asarray(second)]
    if np.shape(columns[0]) != np.shape(columns[1]) or np.ndim(columns[0]) != 1:
        fault = f"the measurements have {np.size(columns[0])} and {np.size(columns[1])} values; give one per person"
        raise DataError(what, [fault])
    values = numeric_items(pd.DataFrame({"first": columns[0], "second": columns[1]}), ["first", "second"], what)
    return values[~np.isnan(values).any(1)]


def agreement_of(means: Floats, differences: Floats, coverage: float, level: float) -> BlandAltman:
    """Limits of agreement of pairs without missing values.

    Parameters
    ----------
    means, differences : ndarray (n,)
    coverage, level : float

    Raises
    ------
    DataError
        Fewer than three pairs, or differences that do not vary.
    """
    from scipy.special import ndtri, stdtr, stdtrit

    n = len(differences)
    if n < 3:
        raise DataError("agreement", [f"{n} persons have both measurements; three or more are needed"])
    mean, sd = float(differences.mean()), float(differences.std(ddof=1))
    if sd <= 1e-12 * (1 + abs(mean)):
        raise DataError("agreement", [f"every difference is {mean:g}; the limits of agreement have no width"])
    z = float(ndtri((1 + coverage) / 2))
    t = float(stdtrit(n - 1, (1 + level) / 2))

    def bound(estimate: float, se: float, quantile: float) -> Bound:
        return Bound(estimate, se, estimate - quantile * se, estimate + quantile * se)

    limit_se = sd * float(np.sqrt(1 / n + z**2 / (2 * (n - 1))))
    centred = means - means.mean()
    squares = float(centred @ centred)
    slope = slope_se = p = np.nan
    if squares > 1e-12:
        slope = float(centred @ differences) / squares
        rest = differences - mean - slope * centred
        slope_se = float(np.sqrt(rest @ rest / (n - 2) / squares))
        p = float(2 * stdtr(n - 2, -abs(slope) / slope_se)) if slope_se > 0 else 0.0
    return BlandAltman(
        mean_difference=bound(mean, sd / float(np.sqrt(n)), t),
        lower_limit=bound(mean - z * sd, limit_se, t),
        upper_limit=bound(mean + z * sd, limit_se, t),
        sd_difference=sd,
        slope=bound(slope, slope_se, float(stdtrit(n - 2, (1 + level) / 2))),
        slope_pvalue=p,
        coverage=coverage,
        level=level,
        n=n,
        means=means,
        differences=differences,
    )
