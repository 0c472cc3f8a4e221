"""Indices of fit for incomplete data that estimate what complete data would give (Zhang & Savalei, 2023).

The discrepancy of complete data is taken between the EM moments and those that the model implies at the FIML
estimates. Its expectation under the model is tr(W(I − P)Γ(I − P)′), with W the normal-theory information of complete
moments, A the saturated information of the incomplete ones, P = Δ(Δ′AΔ)⁻¹Δ′A, and Γ the covariance matrix of the EM
moments: A⁻¹ where answers are taken as normal, A⁻¹BA⁻¹ otherwise. W and A are taken at the EM moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.casewise import moment_scores
from lerende_organisatie.psychometrics.cfa.information import moment_jacobian
from lerende_organisatie.psychometrics.cfa.robust_indices import Noncentrality
from lerende_organisatie.psychometrics.cfa.sandwich import Spot, summed
from lerende_organisatie.psychometrics.cfa.sparse import Sparse, pattern_of, square, transposed_times
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.incomplete_information import saturated_information
from lerende_organisatie.psychometrics.positive_definite import inverse_and_log_det

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

ROWS = 500
"""Respondents whose p × p matrices are held at once."""


@dataclass(frozen=True, slots=True)
class Saturated:
    """The unrestricted moments of one group's incomplete rows, given the fixed covariates; k of them are free.

    Attributes
    ----------
    moments : GroupMoments
    inverse : ndarray (p, p)
        Of the EM covariance matrix.
    kept : ndarray of int (k,)
        Their places among the p means and p* covariances.
    information : ndarray (k, k)
        A, per observation.
    spread : float
        tr(WΓ).
    trace : float
        tr(A⁻¹B); NaN where answers are taken as normal.
    scores : ndarray (rows, k) or None
        By respondent or cluster; None where answers are taken as normal.
    weighed : ndarray (rows, k) or None
        WA⁻¹ times the scores.
    """

    moments: GroupMoments
    inverse: Floats
    kept: Ints
    information: Floats
    spread: float
    trace: float
    scores: Floats | None
    weighed: Floats | None


def saturated(moments: GroupMoments, covariates: Ints, robust: bool) -> Saturated:
    """The saturated information of one group, and where wanted its scores and influence values."""
    data = moments.incomplete
    assert data is not None
    p = len(moments.mean)
    i, j = np.tril_indices(p)
    fixed = np.isin(np.arange(p), covariates)
    kept = np.flatnonzero(~np.concatenate([fixed, fixed[i] & fixed[j]]))
    inverse = np.linalg.inv(moments.cov)
    inverse = 0.5 * (inverse + inverse.T)
    information = saturated_information(data, moments.mean, inverse, "observed") / moments.n
    if len(covariates):
        information = information[np.ix_(kept, kept)]
    if not robust:
        spread = _trace_of_inverse(information, inverse, kept)
        return Saturated(moments, inverse, kept, information, spread, float("nan"), None, None)
    rows = moments.data
    scores = moment_scores(data, moments.mean, inverse)
    scores = summed(scores[:, kept] if len(covariates) else scores, data.weight, None if rows is None else rows.cluster)
    influence = _solve(information, scores.T).T
    weighed = _weigh(inverse, kept, influence)
    spread, trace = (float(np.einsum("ij,ij->", x, influence)) / moments.n for x in (weighed, scores))
    return Saturated(moments, inverse, kept, information, spread, trace, scores, weighed)


@dataclass(frozen=True, eq=False)
class SaturatedModel:
    """The unrestricted moments of all groups, for every model fitted to them; computed when first asked for, and once.

    Attributes
    ----------
    moments : tuple of GroupMoments
    covariates : ndarray of int
        Columns whose moments are fixed.
    """

    moments: tuple[GroupMoments, ...]
    covariates: Ints

    @cached_property
    def normal(self) -> tuple[Saturated, ...]:
        """By group, answers taken as normal."""
        return tuple(saturated(m, self.covariates, robust=False) for m in self.moments)

    @cached_property
    def robust(self) -> tuple[Saturated, ...]:
        """By group, with scores."""
        return tuple(saturated(m, self.covariates, robust=True) for m in self.moments)


def _solve(a: Floats, b: Floats) -> Floats:
    from scipy.linalg import LinAlgError, cho_factor, cho_solve

    try:
        return np.asarray(cho_solve(cho_factor(a, check_finite=False), b, check_finite=False), dtype=float)
    except LinAlgError:
        return np.asarray(np.linalg.solve(a, b), dtype=float)


def completed(spots: list[Spot], parts: Sequence[Saturated], basis: Floats, n: float, df: int) -> Noncentrality:
    """The complete-data statistic of a model and its expectation over df.

    Parameters
    ----------
    spots : list of Spot
        At the model's estimates.
    parts : list of Saturated
    basis : ndarray (q, r)
    n : float
    df : int
    """
    r = basis.shape[1]
    chisq, expected = 0.0, 0.0
    bread, weighed, middle, crossed = np.zeros((r, r)), np.zeros((r, r)), np.zeros((r, r)), np.zeros((r, r))
    for spot, part in zip(spots, parts, strict=True):
        own = spot.moments.n
        chisq += own * _discrepancy(spot)
        mine = np.flatnonzero(basis[spot.index].any(axis=0))
        moves = moment_jacobian(spot.directions)[part.kept] @ basis[np.ix_(spot.index, mine)]
        pattern, at = pattern_of(moves != 0), square(mine)
        few = moves if pattern is None else Sparse(pattern, moves[pattern.row, pattern.column])
        bread[at] += own / n * transposed_times(few, transposed_times(few, part.information).T)
        weighed[at] += own / n * transposed_times(few, _weigh(part.inverse, part.kept, moves.T).T)
        expected += part.spread
        if part.scores is not None and part.weighed is not None:
            down = transposed_times(few, part.scores.T)
            crossed[at] += down @ transposed_times(few, part.weighed.T).T / n
            middle[at] += down @ down.T / n
    inverse = np.linalg.inv(bread)
    if parts[0].scores is None:  # with Γ = A⁻¹ the three terms are one
        expected -= float(np.einsum("ij,ji->", inverse, weighed))
    else:
        expected -= 2.0 * float(np.einsum("ij,ji->", inverse, crossed))
        expected += float(np.einsum("ij,ji->", weighed @ inverse, middle @ inverse))
    return Noncentrality(chisq, df, expected / df if df else float("nan"))


def _discrepancy(spot: Spot) -> float:
    """F of maximum likelihood between the EM moments and the model's."""
    gap = spot.moments.mean - spot.mu
    scatter = spot.moments.cov + np.outer(gap, gap)
    log_det = -float(np.linalg.slogdet(spot.inverse)[1])
    return log_det - spot.moments.log_det + float(np.einsum("ij,ji->", spot.inverse, scatter)) - len(gap)


def _weigh(k: Floats, kept: Ints, rows: Floats) -> Floats:
    """Rows of changes of the moments times W, with K the inverse of the EM covariance matrix."""
    p = len(k)
    i, j = np.tril_indices(p)
    c = np.where(i == j, 0.5, 1.0)
    result = np.empty_like(rows)
    for first in range(0, len(rows), ROWS):
        mine = slice(first, first + ROWS)
        full = np.zeros((len(rows[mine]), p + len(i)))
        full[:, kept] = rows[mine]
        square = np.empty((len(full), p, p))
        square[:, i, j] = square[:, j, i] = full[:, p:]
        second = (k @ square @ k)[:, i, j] * c
        result[mine] = np.concatenate([full[:, :p] @ k, second], axis=1)[:, kept]
    return result


def _trace_of_inverse(information: Floats, k: Floats, kept: Ints) -> float:
    """tr(WA⁻¹)."""
    p = len(k)
    i, j = np.tril_indices(p)
    c = np.where(i == j, 0.5, 1.0)
    try:
        inverse = inverse_and_log_det(information)[0]
    except np.linalg.LinAlgError:
        inverse = np.asarray(np.linalg.inv(information), dtype=float)
    whole = np.zeros((p + len(i), p + len(i)))
    whole[np.ix_(kept, kept)] = inverse
    total = float((k * whole[:p, :p]).sum())
    second = whole[p:, p:] * c
    for row in range(len(i)):  # W has an entry c c (K_ac K_bd + K_ad K_bc) for σ_ab and σ_cd
        a, b = k[i[row]], k[j[row]]
        total += float(c[row] * (second[row] @ (a[i] * b[j] + a[j] * b[i])))
    return total
