"""CFI, TLI and RMSEA of ordinal items in the metric of continuous responses (Savalei, 2021).

The model's discrepancy is taken as maximum likelihood would measure it, N·F_ML at the estimates found, and its mean
under the model c·df = tr(Q′V_MLQΓ), with Q = I − ΔE⁻¹Δ′W the matrix that turns statistics into residuals and V_ML the
weights of maximum likelihood on correlations. Nothing is fitted again.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.ordinal_tests import Pushed
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedPlace
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class ContinuousMetric:
    """The tests of model and baseline as if the responses had been observed.

    Attributes
    ----------
    chisq, chisq_b : float
        N·F_ML.
    scaling, scaling_b : float
        c of each.
    """

    chisq: float
    scaling: float
    chisq_b: float
    scaling_b: float


def continuous_metric(
    places: tuple[WeightedPlace, ...],
    moments: tuple[OrdinalMoments, ...],
    gammas: tuple[Floats, ...],
    pushes: tuple[Pushed, ...],
    bread: Floats,
    spread: Floats,
    df: int,
    df_b: int,
) -> ContinuousMetric | None:
    """Savalei's tests; None where correlations or implied correlations are not positive definite.

    Parameters
    ----------
    places, moments, gammas, pushes
        By group; Γ whole or of the covariances only.
    bread : ndarray (q, q)
        E⁻¹.
    spread : ndarray (q, q)
        The estimates' own Γ, E⁻¹Δ′W̃ΓW̃ΔE⁻¹.
    df, df_b : int
        Of the model and of the baseline.
    """
    chisq = chisq_b = total = total_b = 0.0
    for place, sample, gamma, pushed in zip(places, moments, gammas, pushes, strict=True):
        sign, log_det = np.linalg.slogdet(sample.correlations)
        implied = place.implied.scaled
        sign_hat, log_det_hat = np.linalg.slogdet(implied)
        if sign <= 0 or sign_hat <= 0 or np.linalg.eigvalsh(implied)[0] <= 0:
            return None
        inverse = np.asarray(np.linalg.inv(implied), dtype=float)
        p = len(implied)
        chisq += sample.n * float(log_det_hat - log_det + (inverse * sample.correlations).sum() - p)
        chisq_b += -sample.n * float(log_det)
        total += _trace(place, gamma, pushed, inverse, bread, place.term.weight * spread)
        total_b += float(np.diag(gamma)[-len(place.term.at.row) :].sum())
    if df == 0 or df_b == 0:
        return None
    return ContinuousMetric(chisq, total / df, chisq_b, total_b / df_b)


def _trace(
    place: WeightedPlace, gamma: Floats, pushed: Pushed, inverse: Floats, bread: Floats, spread: Floats
) -> float:
    """tr(Q′VQΓ) of one group, with what it shares with the others.

    ``spread`` is the estimates' own Γ times the group's share.
    """
    term = place.term
    rows, columns = term.at.row, term.at.column
    below = slice(gamma.shape[0] - len(rows), gamma.shape[0])
    index = term.group.index
    last = place.blocks[-1]
    moves = last.values[-len(rows) :]
    moving = np.flatnonzero(moves.any(axis=0))
    moves, columns_moving = moves[:, moving], index[last.columns[moving]]
    weighed = _weigh(moves, inverse, rows, columns)
    across = pushed.product[below].T @ weighed  # B′Γ_·c V Δ_c
    first = _weighted_trace(gamma[below, below], inverse, rows, columns)
    second = term.weight * float((bread[np.ix_(pushed.active, columns_moving)] * across).sum())
    third = float((spread[np.ix_(columns_moving, columns_moving)] * (moves.T @ weighed)).sum())
    return first - 2.0 * second + third


def _weigh(moves: Floats, inverse: Floats, rows: Ints, columns: Ints) -> Floats:
    """V moves: for each column the correlations of K X K, X the symmetric matrix that it fills (P, q)."""
    p, q = len(inverse), moves.shape[1]
    filled = np.zeros((q, p * p))
    filled[:, rows * p + columns] = moves.T
    filled[:, columns * p + rows] = moves.T
    pulled = inverse @ filled.reshape(q, p, p) @ inverse
    return np.take(pulled.reshape(q, p * p), rows * p + columns, axis=1).T


def _weighted_trace(gamma: Floats, inverse: Floats, rows: Ints, columns: Ints) -> float:
    """tr(VΓ) with V = K_ac K_bd + K_ad K_bc; both are symmetric, so half of it is enough.

    The pairs of one column b lie together, with every row a below it: V is then K_a· times what belongs to b.
    """
    by_row, by_column = inverse[:, rows], inverse[:, columns]
    starts = np.searchsorted(columns, np.arange(len(inverse) + 1))
    total = 0.0
    for b, (first, last) in enumerate(itertools.pairwise(starts.tolist())):
        a = rows[first:last]
        for part, times in ((slice(first, last), 1.0), (slice(last, len(rows)), 2.0)):
            own = gamma[first:last, part]
            total += times * float(np.einsum("ip,ip->p", by_row[a, part], own) @ by_column[b, part])
            total += times * float(np.einsum("ip,ip->p", by_column[a, part], own) @ by_row[b, part])
    return total


def correlation_df(places: tuple[WeightedPlace, ...], bread: Floats) -> int:
    """Degrees of freedom of the correlations alone, which are all that these indices look at.

    Parameters
    ----------
    places
        By group.
    bread : ndarray (q, q)
        E⁻¹, whose columns span what the constraints leave free.

    Returns
    -------
    int
        Correlations less the rank of their Jacobian.
    """
    parts = []
    for place in places:
        last, pairs = place.blocks[-1], len(place.term.at.row)
        moved = np.zeros((pairs, len(bread)))
        moved[:, place.term.group.index[last.columns]] = last.values[-pairs:]
        parts.append(moved @ bread)
    stacked = np.vstack(parts)
    size = np.sqrt(np.maximum(np.diag(bread), np.finfo(float).tiny))
    return len(stacked) - int(np.linalg.matrix_rank(stacked / size, tol=1e-7 * float(np.abs(stacked / size).max())))
