"""What a printed alpha says about the mean inter-item correlation, and the other way round."""

from __future__ import annotations

from lerende_organisatie.psychometrics.printed.rounding import Printed, Range


def alpha_of_mean_correlation(mean_correlation: float, items: int) -> float:
    """Standardised alpha of k items with that mean correlation (Spearman-Brown).

    Parameters
    ----------
    mean_correlation : float
    items : int

    Returns
    -------
    float

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334.
    """
    return items * mean_correlation / (1 + (items - 1) * mean_correlation)


def mean_correlation_of_alpha(alpha: float, items: int) -> float:
    """The mean correlation that k items with that standardised alpha have.

    Parameters
    ----------
    alpha : float
    items : int

    Returns
    -------
    float
    """
    return alpha / (items - (items - 1) * alpha)


def alpha_range(mean_correlation: Printed, items: int) -> Range:
    """What standardised alpha can be, given the mean inter-item correlation as printed.

    Parameters
    ----------
    mean_correlation : Printed
    items : int

    Returns
    -------
    Range
    """
    bounds = mean_correlation.range
    lowest = -1.0 / (items - 1) + 1e-12
    return Range(
        alpha_of_mean_correlation(max(bounds.lower, lowest), items),
        alpha_of_mean_correlation(min(bounds.upper, 1.0), items),
    )
