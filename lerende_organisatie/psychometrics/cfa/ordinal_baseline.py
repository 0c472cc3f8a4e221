"""The baseline model of ordinal items, in closed form: thresholds, means and variances free, nothing covaries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.ordinal_tests import ScaledTest, Traces, scaled_test
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedTerm

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OrdinalBaseline:
    """The baseline model's test, and its scaled version where the estimator has one."""

    chisq: float
    df: int
    scaled: ScaledTest | None


def ordinal_baseline(
    terms: tuple[WeightedTerm, ...], n: int, gammas: tuple[Floats, ...] | None, test: str
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
    """
    chisq = first = second = 0.0
    df = 0
    for g, term in enumerate(terms):
        free = term.at.size - len(term.at.row)
        residual = term.observed[free:]
        metric = _profiled(term.metric, free)
        pulled = metric * residual if metric.ndim == 1 else metric @ residual
        chisq += n * term.weight * float(residual @ pulled)
        df += len(residual)
        if gammas is None:
            continue
        gamma = gammas[g][-len(residual) :, -len(residual) :]
        if metric.ndim == 1:
            first += float(metric @ np.diag(gamma))
            second += float(metric @ np.einsum("ij,ij,j->i", gamma, gamma, metric))
        else:
            product = metric @ gamma
            first += float(np.trace(product))
            second += float((product * product.T).sum())
    scaled = None if gammas is None else scaled_test(test, chisq, df, Traces(first, second))
    return OrdinalBaseline(chisq, df, scaled)


def _profiled(metric: Floats, free: int) -> Floats:
    if metric.ndim == 1:
        return metric[free:]
    across = metric[free:, :free]
    return np.asarray(metric[free:, free:] - across @ np.linalg.solve(metric[:free, :free], across.T), dtype=float)
