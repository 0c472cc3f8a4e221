"""The baseline model of ordinal items, in closed form: thresholds, means and variances free, nothing covaries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.ordinal_tests import Traces, scaled_test
from lerende_organisatie.psychometrics.cfa.scaled_tests import ScaledTest
from lerende_organisatie.psychometrics.cfa.sparse import square
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedTerm
from lerende_organisatie.psychometrics.moments.ordinal_influence import weighted_square

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OrdinalBaseline:
    """The baseline model's test, and its scaled version where the estimator has one."""

    chisq: float
    df: int
    scaled: ScaledTest | None


def ordinal_baseline(
    terms: tuple[WeightedTerm, ...],
    n: int,
    gammas: tuple[Floats, ...] | None,
    test: str,
    related: NDArray[np.intp] | None = None,
    squares: tuple[float, ...] | None = None,
) -> OrdinalBaseline:
    """χ² of the baseline model, summed over groups.

    What is free in it is told exactly, so only the covariances are left, in the metric W_cc − W_cf W_ff⁻¹ W_fc
    with f what is free (the inverse of Γ's block where W = Γ⁻¹).

    Parameters
    ----------
    terms : tuple of WeightedTerm
    n : int
        Respondents.
    gammas : tuple of ndarray or None
        Γ, or its block of variances and covariances; None where the estimator has no scaled test.
    test : str
    related : ndarray of int, optional
        Items that keep their covariances among themselves: covariates.
    squares : tuple of float, optional
        tr((WΓ)²) of each group's covariances, where it is at hand and none is kept.
    """
    chisq = first = second = 0.0
    df = 0
    for g, term in enumerate(terms):
        kept = np.isin(term.at.row, related) & np.isin(term.at.column, related) if related is not None else False
        tested = np.flatnonzero(~np.broadcast_to(kept, term.at.row.shape))
        first_pair = term.at.size - len(term.at.row)
        residual = term.observed[first_pair + tested]
        metric = _profiled(term.metric, first_pair + tested)
        pulled = metric * residual if metric.ndim == 1 else metric @ residual
        chisq += n * term.weight * float(residual @ pulled)
        df += len(residual)
        if gammas is None:
            continue
        place = len(gammas[g]) - len(term.at.row) + tested
        gamma = gammas[g][square(place)]
        if metric.ndim == 1:
            first += float(metric @ np.diag(gamma))
            second += weighted_square(gamma, metric) if squares is None or np.any(kept) else squares[g]
        else:
            product = metric @ gamma
            first += float(np.trace(product))
            second += float((product * product.T).sum())
    scaled = None if gammas is None else scaled_test(test, chisq, df, Traces(first, second))
    return OrdinalBaseline(chisq, df, scaled)


def _profiled(metric: Floats, tested: NDArray[np.intp]) -> Floats:
    if metric.ndim == 1:
        return metric[tested]
    free = np.setdiff1d(np.arange(len(metric)), tested)
    across = metric[np.ix_(tested, free)]
    told = np.linalg.solve(metric[np.ix_(free, free)], across.T)
    return np.asarray(metric[np.ix_(tested, tested)] - across @ told, dtype=float)
