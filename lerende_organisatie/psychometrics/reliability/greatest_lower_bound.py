"""The greatest lower bound to reliability, with a certificate that it is the greatest.

The bound is 1 - max Σψ / 1′S1 over all error variances ψ ≥ 0 that leave S - diag(ψ) positive semidefinite. Its dual is
min tr(SY) over positive semidefinite Y with a diagonal of one or more. With Y = VV′ the rows of V are improved in turn:
row j wants to point away from g_j = Σ_i s_ij v_i and to have length |g_j| / s_jj, or one where that is less (the
"mixing method"). At the solution ψ_j = s_jj - |g_j|, or 0 for a row longer than one. Whatever ψ the search ends with,
shrinking it until S - diag(ψ) is positive semidefinite gives a bound from the one side, and tr(SY) gives one from the
other: their distance is the certificate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import ConvergenceWarning, DataError, SmallSampleWarning
from lerende_organisatie.psychometrics.reliability.alpha import scale_findings
from lerende_organisatie.psychometrics.reliability.answers import Missing
from lerende_organisatie.psychometrics.reliability.coefficients import correlation
from lerende_organisatie.psychometrics.reliability.findings import Finding, dependence_faults, warn_of
from lerende_organisatie.psychometrics.reliability.lower_bounds import scale_covariance

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame
    from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers

Floats = NDArray[np.float64]

CERTIFIED = 1e-7
"""The distance between the two bounds, as a share of the total variance, at which the search stops."""

MOST_SWEEPS = 20_000

ENOUGH_RESPONDENTS = 1000
"""Below this the bound is clearly too high (Shapiro & ten Berge, 2000; ten Berge & Sočan, 2004)."""


@dataclass(frozen=True, slots=True)
class GreatestLowerBound(Cited):
    """The greatest lower bound to the reliability of the sum of the items.

    Attributes
    ----------
    estimate : float
    gap : float
        The certificate: no error variances give a bound lower than ``estimate - gap``.
    standardised : float
        From correlations.
    error_variances : tuple of k float
        The largest that the covariances allow.
    n, k : int
    items : tuple of k str
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("jackson1977", "tenberge2004", "shapiro2000")

    estimate: float
    gap: float
    standardised: float
    error_variances: tuple[float, ...]
    n: int
    k: int
    items: tuple[str, ...]
    missing: Missing


def glb(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None = None,
    *,
    missing: Missing = "listwise",
) -> GreatestLowerBound:
    """The greatest lower bound: the smallest reliability that the covariances of the items allow.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
        Items keyed in the same direction.
    items : iterable of str, optional
        The items of the scale, or the name of a scale of the Responses; without it all of them.
    missing : "listwise" or "pairwise"
        As in :func:`cronbach_alpha`.

    Returns
    -------
    GreatestLowerBound
        Without an interval: the sample value is biased upwards, so an interval around it would mislead.

    Raises
    ------
    DataError
        What :func:`cronbach_alpha` refuses; perfectly dependent items, no more respondents than items.

    Warns
    -----
    SmallSampleWarning
        Fewer than 1,000 respondents: the sample value is too high.
    ConvergenceWarning
        The certificate is wider than 1e-5.
    ItemWarning, MissingDataWarning
        As in :func:`cronbach_alpha`.

    Notes
    -----
    ``psych::glb.fa`` is another quantity: it takes the communalities of a factor analysis, which need not allow the
    smallest reliability and can lie on either side; ``psych::glb.algebraic`` solves the problem solved here.

    References
    ----------
    Jackson, P. H., & Agunwamba, C. C. (1977). Lower bounds for the reliability of the total score on a test composed of
    non-homogeneous items: I. Psychometrika, 42, 567-578. ten Berge, J. M. F., & Sočan, G. (2004). The greatest lower
    bound to the reliability of a test and the hypothesis of unidimensionality. Psychometrika, 69, 613-625. Shapiro, A.,
    & ten Berge, J. M. F. (2000). The asymptotic bias of minimum trace factor analysis, with applications to the
    greatest lower bound to reliability. Psychometrika, 65, 413-425. Wang, P.-W., & Kolter, J. Z. (2017). The mixing
    method. arXiv:1706.00476.
    """
    what = "the greatest lower bound"
    answers, cov = scale_covariance(data, items, missing, what)
    corr = correlation(cov)
    faults = dependence_faults(corr, answers.items, answers.n)
    if faults:
        raise DataError(what, faults)
    error, dual = largest_error_variances(cov)
    total = float(cov.sum())
    gap = (dual - float(error.sum())) / total
    found: list[Finding] = scale_findings(answers, cov)
    if gap > 1e-5:
        found.append(Finding(ConvergenceWarning, f"the greatest lower bound is certain to {gap:.1g} only"))
    if answers.n < ENOUGH_RESPONDENTS:
        message = f"{answers.n} respondents: the greatest lower bound is too high in samples below {ENOUGH_RESPONDENTS}"
        found.append(Finding(SmallSampleWarning, message))
    warn_of(found)
    return GreatestLowerBound(
        estimate=1 - float(error.sum()) / total,
        gap=gap,
        standardised=1 - float(largest_error_variances(corr)[0].sum() / corr.sum()),
        error_variances=tuple(error.tolist()),
        n=answers.n,
        k=answers.k,
        items=answers.items,
        missing=answers.missing,
    )


def largest_error_variances(cov: Floats) -> tuple[Floats, float]:
    """Error variances of the largest sum that leave the rest of the covariances positive semidefinite.

    Parameters
    ----------
    cov : positive definite ndarray (k, k)

    Returns
    -------
    error : ndarray (k,)
        Feasible: not negative, and ``cov - diag(error)`` has no negative eigenvalue beyond rounding.
    dual : float
        No feasible sum is larger.
    """
    k = len(cov)
    total = float(cov.sum())
    rank = min(k, int(np.ceil(np.sqrt(2 * k))) + 1)
    variance = np.diag(cov)
    off = cov - np.diag(variance)
    rows = np.random.default_rng(0).normal(size=(k, rank))
    rows /= np.linalg.norm(rows, axis=1)[:, None]
    best, bound = np.zeros(k), np.inf
    for sweep in range(1, MOST_SWEEPS + 1):
        for j in range(k):
            pull = off[j] @ rows
            length = float(np.sqrt(pull @ pull))
            if length > 1e-300:
                rows[j] = -pull / (min(length, variance[j]) if length > variance[j] else length)
        if sweep % 20 and sweep != MOST_SWEEPS:
            continue
        pull = off @ rows
        bound = min(bound, float((variance * (rows**2).sum(1)).sum() + (pull * rows).sum()))
        error = _feasible(cov, np.maximum(variance - np.linalg.norm(pull, axis=1), 0.0))
        if error.sum() > best.sum():
            best = error
        if bound - best.sum() <= CERTIFIED * total:
            break
    return best, bound


def _feasible(cov: Floats, error: Floats) -> Floats:
    """The error variances, lowered until nothing negative is left of the covariances."""
    lowest = float(np.linalg.eigvalsh(cov - np.diag(error))[0])
    if lowest >= 0:
        return error
    lowered = np.maximum(error + lowest, 0.0)
    for _ in range(60):  # where a variance was cut off at zero, shrinking them all is the way that always ends
        lowest = float(np.linalg.eigvalsh(cov - np.diag(lowered))[0])
        if lowest >= -1e-14 * float(np.trace(cov)):
            return np.asarray(lowered)
        smallest = float(np.linalg.eigvalsh(cov)[0])
        lowered = lowered * (smallest / (smallest - lowest))
    return np.zeros(len(cov))
