"""Whether printed fit measures can belong to one fit."""

from __future__ import annotations

from lerende_organisatie.psychometrics.cfa.fit_indices import rmsea, rmsea_interval
from lerende_organisatie.psychometrics.printed.rounding import Printed, Range


def rmsea_range(chisq: Printed, df: int, n: int) -> Range:
    """What RMSEA can be, given chi-square as printed; programs divide by n or by n − 1.

    Parameters
    ----------
    chisq : Printed
    df : int
    n : int
        Respondents.

    Returns
    -------
    Range

    References
    ----------
    Steiger, J. H. (1990). Structural model evaluation and modification. Multivariate Behavioral Research, 25, 173-180.
    """
    return Range(rmsea(chisq.range.lower, df, n), rmsea(chisq.range.upper, df, n - 1))


def rmsea_bound_ranges(chisq: Printed, df: int, n: int, level: float = 0.90) -> tuple[Range, Range]:
    """What the two bounds of RMSEA's interval can be.

    Parameters
    ----------
    chisq : Printed
    df : int
    n : int
    level : float

    Returns
    -------
    lower, upper : Range
    """
    least = rmsea_interval(chisq.range.lower, df, n, level=level)
    most = rmsea_interval(chisq.range.upper, df, n - 1, level=level)
    return Range(least[0], most[0]), Range(least[1], most[1])


def tli_range(cfi: Printed, df: int, df_baseline: int) -> Range:
    """What TLI can be, given CFI (neither truncated at zero or one): 1 − TLI = (1 − CFI)·df₀/df.

    Parameters
    ----------
    cfi : Printed
    df, df_baseline : int
        Of the model and of the independence model, p(p − 1)/2.

    Returns
    -------
    Range

    References
    ----------
    Bentler, P. M. (1990). Comparative fit indexes in structural models. Psychological Bulletin, 107, 238-246.
    """
    ratio = df_baseline / df
    return Range(1 - (1 - cfi.range.lower) * ratio, 1 - (1 - cfi.range.upper) * ratio)
