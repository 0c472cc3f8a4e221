"""Little's test that answers are missing completely at random."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import AssumptionWarning, DataError
from lerende_organisatie.psychometrics.frames import numeric_items, to_frame
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.data import GroupData
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments
from lerende_organisatie.psychometrics.reliability.answers import items_of
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]

FEW_PER_PATTERN = 5.0
"""With fewer respondents per pattern on average, the means of a pattern are not normal because of their number."""


@dataclass(frozen=True, slots=True)
class LittleMcar(Cited):
    """The outcome of Little's test of missing completely at random.

    Attributes
    ----------
    chisq : float
        d², the weighted squared distances of the patterns' means from the EM means.
    df : int
    pvalue : float
        Small: the answers are not missing completely at random.
    n : int
        Respondents with at least one answer.
    n_patterns : int
        Patterns of missing answers among them.
    """

    CITES: ClassVar[tuple[str, ...]] = ("little1988",)

    chisq: float
    df: int
    pvalue: float
    n: int
    n_patterns: int


def little_mcar(data: pd.DataFrame | OffersFrame | IntoFrame, items: Iterable[str] | None = None) -> LittleMcar:
    """Test whether answers are missing completely at random.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        Respondents without any answer to these items are left out.
    items : iterable of str, optional
        Without it all items of the Responses, or all columns.

    Returns
    -------
    LittleMcar

    Raises
    ------
    DataError
        No answer is missing; an item that nobody answered, that is constant or depends on others; two items that nobody
        answered both; fewer than two rows.

    Warns
    -----
    AssumptionWarning
        Fewer than five respondents per pattern on average: then the test leans on normally distributed answers.

    Notes
    -----
    d² = Σ_j n_j (m_j - μ_j)′ Σ_j⁻¹ (m_j - μ_j) over the patterns j, with m_j the means of the n_j respondents with that
    pattern, and μ and Σ the maximum likelihood estimates under missing at random, Σ with divisor n - 1. A test that
    does not reject does not show that answers are missing at random; it compares means alone.

    References
    ----------
    Little, R. J. A. (1988). A test of missing completely at random for multivariate data with missing values. JASA, 83,
    1198-1202.
    """
    names = items_of(data, items)
    what = "Little's test"
    values = numeric_items(to_frame(data), names, what)
    if not values.size or np.isnan(values).all():
        raise DataError(what, ["there are no answers"])
    values = values[~np.isnan(values).all(1)]
    if not np.isnan(values).any():
        raise DataError(what, ["no answer is missing among those who answered; there is nothing to test"])
    try:
        moments = em_moments(values, names)
    except DataError as error:
        raise DataError(what, error.faults) from None
    result, findings = little_of(values, moments)
    warn_of(findings)
    return result


def em_moments(values: Floats, items: tuple[str, ...]) -> GroupMoments:
    """Maximum likelihood means and covariances of answers, some of which are missing.

    Parameters
    ----------
    values : ndarray (n, k)
        Every row with an answer.
    items : tuple of k str

    Raises
    ------
    DataError
        As ``incomplete_moments``; no more than one row.
    """
    if len(values) < 2:
        raise DataError("the data", [f"{len(values)} respondent answered; two or more are needed"])
    return incomplete_moments(GroupData("", values, np.arange(len(values))), items)


def little_of(values: Floats, moments: GroupMoments) -> tuple[LittleMcar, list[Finding]]:
    """The test on answers with their EM moments, and what the caller must hear.

    Parameters
    ----------
    values : ndarray (n, k)
        Every row with an answer, some answers missing.
    moments : GroupMoments
        With divisor n.
    """
    from scipy.special import chdtrc

    present = ~np.isnan(values)
    n, k = values.shape
    patterns, code = np.unique(present, axis=0, return_inverse=True)
    code = code.reshape(-1)
    counts = np.bincount(code)
    sums = np.zeros(patterns.shape)
    np.add.at(sums, code, np.where(present, values - moments.mean, 0.0))
    cov = moments.cov * n / (n - 1)
    chisq = 0.0
    for pattern, total, count in zip(patterns, sums, counts, strict=True):
        d = total[pattern]
        chisq += float(d @ np.linalg.solve(cov[np.ix_(pattern, pattern)], d)) / count
    df = int(patterns.sum() - k)
    found = []
    if n / len(patterns) < FEW_PER_PATTERN:
        message = (
            f"Little's test: {len(patterns)} patterns of missing answers among {n} respondents; with so few per "
            "pattern its chi-square supposes normally distributed answers; with skewed answers it rejects too often"
        )
        found.append(Finding(AssumptionWarning, message))
    return LittleMcar(float(chisq), df, float(chdtrc(df, chisq)), n, len(patterns)), found
