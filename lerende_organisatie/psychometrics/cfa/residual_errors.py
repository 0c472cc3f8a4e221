"""Standard errors of the residuals of continuous answers: what is left of the sample moments once a model is fitted.

The estimates answer the sample moments s of all groups by E⁻¹ Σ_g w_g Δ_g′V_g(s_g − σ_g), with E = Σ_g w_g Δ_g′V_gΔ_g,
w_g = n_g/N and V_g the information, expected or observed, of the moments at the model, so that a group's residuals are

    s_g − σ_g(θ̂) = (I − w_g Δ_gE⁻¹Δ_g′V_g)(s_g − σ_g) − Σ_{h≠g} w_h Δ_gE⁻¹Δ_h′V_h(s_h − σ_h),

and their variances follow from Γ_g/n_g, the covariance matrices of the groups' sample moments (Browne, 1984). Γ is that
of normal answers at the sample covariances where the estimator takes answers as normal, and that of respondents' (or
clusters') own deviations where it is robust. From incomplete answers s are the EM moments, V their observed
information A, and Γ = A⁻¹, or A⁻¹BA⁻¹ with B the spread of their scores.

The second sum, what other groups bring by way of equal parameters, is missing from lavaan 0.6-14; without equalities
across groups it is zero.

References
----------
Browne, M. W. (1984). Asymptotically distribution-free methods for the analysis of covariance structures. British
Journal of Mathematical and Statistical Psychology, 37, 62-83.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.information import moment_jacobian
from lerende_organisatie.psychometrics.cfa.objective import Place
from lerende_organisatie.psychometrics.cfa.robust import model_spots
from lerende_organisatie.psychometrics.cfa.robust_incomplete import saturated
from lerende_organisatie.psychometrics.cfa.sandwich import BLOCK, Spot, deviations, summed
from lerende_organisatie.psychometrics.moments.incomplete_information import saturated_information

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

NOTHING_LEFT = 1e-8
"""Share of a moment's variance below which the model reproduces it and there is nothing to test."""


@dataclass(frozen=True, slots=True)
class GroupSpread:
    """One group's sample moments, and how they move the estimates.

    Attributes
    ----------
    moves : ndarray (p + p*, r)
        Δ in the r independent parameters.
    variance : ndarray (p + p*,)
        Of the sample moments.
    crossed : ndarray (p + p*, r)
        Their covariances with what they bring to the parameters, w V-weighed and before E⁻¹.
    brought : ndarray (r, r)
        The covariance matrix of what they bring.
    information : ndarray (r, r)
        The group's part of E.
    """

    moves: Floats
    variance: Floats
    crossed: Floats
    brought: Floats
    information: Floats


def residual_errors(fit: Fit) -> list[Floats]:
    """Standard errors of the residuals of every group's means and covariances (p + p*,).

    Zero where the model reproduces the moment, whatever the answers.
    """
    spots = model_spots(fit)
    if fit.moments[0].incomplete is not None:
        parts = [_incomplete(fit, spot) for spot in spots]
    elif fit.estimator.se != "standard" and fit.moments[0].data is not None:
        parts = [_by_respondents(fit, spot, place) for spot, place in zip(spots, fit.places, strict=True)]
    else:
        parts = [_normal(fit, spot, place) for spot, place in zip(spots, fit.places, strict=True)]
    bread = np.linalg.inv(sum(part.information for part in parts))
    spread = bread @ sum(part.brought for part in parts) @ bread
    errors = []
    for part in parts:
        answered = ((part.moves @ bread) * part.crossed).sum(axis=1)
        left = part.variance - 2.0 * answered + ((part.moves @ spread) * part.moves).sum(axis=1)
        errors.append(np.sqrt(np.where(left > NOTHING_LEFT * part.variance, left, 0.0)))
    return errors


def _moves(fit: Fit, spot: Spot) -> Floats:
    moves = moment_jacobian(spot.directions)
    if not fit.objective.means:
        moves[: len(spot.mu)] = 0.0
    return np.asarray(moves @ fit.equalities.basis[spot.index], dtype=float)


def _weighed(fit: Fit, spot: Spot, place: Place, moves: Floats) -> Floats:
    """VΔ (p + p*, r): half the second derivative of the discrepancy in the implied moments, times the moves.

    For maximum likelihood with observed information it is dμ ↦ K(dμ + dΣKg) and
    dΣ ↦ K(dΣ(KS̃K − ½K) + dμg′K) made symmetric, with g the residual means and S̃ = S + gg′.
    """
    d, k = place.distance, place.distance.weight
    p = len(k)
    i, j = np.tril_indices(p)
    square = np.empty((moves.shape[1], p, p))
    square[:, i, j] = square[:, j, i] = moves[p:].T
    first = d.mean_weight @ moves[:p]
    half = 0.5 * k @ square @ k
    if fit.information == "observed" and fit.estimator.discrepancy == "ML":
        gap = (spot.moments.mean - spot.mu) * float(fit.objective.means)
        pulled = k @ gap
        first = first + k @ (square @ pulled).T
        half = 2.0 * half @ (spot.moments.cov + np.outer(gap, gap)) @ k - half
        half += (k @ moves[:p]).T[:, :, None] * pulled
    second = (half + np.swapaxes(half, 1, 2))[:, i, j] * np.where(i == j, 0.5, 1.0)
    second += d.on_diagonal * np.where(i == j, moves[p:].T, 0.0)
    return np.concatenate([first, second.T])


def _normal(fit: Fit, spot: Spot, place: Place) -> GroupSpread:
    cov, n = spot.moments.cov, spot.moments.n
    if fit.estimator.unbiased:
        cov = cov * n / (n - 1)
    p, known = len(cov), _known(cov, spot.covariates)
    i, j = np.tril_indices(p)
    moves = _moves(fit, spot)
    brought = n / fit.n_obs * _weighed(fit, spot, place, moves)
    square = np.empty((brought.shape[1], p, p))  # Γ takes y to 2SYS, Y with y_ii and half of y_ij
    square[:, i, j] = square[:, j, i] = brought[p:].T * np.where(i == j, 1.0, 0.5)
    second = 2.0 * (cov @ square @ cov - known @ square @ known)[:, i, j]
    crossed = np.concatenate([(cov - known) @ brought[:p], second.T]) / n
    squares = [x[i, i] * x[j, j] + x[i, j] ** 2 for x in (cov, known)]
    variance = np.concatenate([np.diag(cov - known), squares[0] - squares[1]]) / n
    return GroupSpread(moves, variance, crossed, brought.T @ crossed, brought.T @ moves)


def _by_respondents(fit: Fit, spot: Spot, place: Place) -> GroupSpread:
    rows, n = spot.moments.data, spot.moments.n
    assert rows is not None
    z, known = deviations(spot)
    centre = spot.moments.cov - _known(spot.moments.cov, spot.covariates)
    i, j = np.tril_indices(z.shape[1])
    moves = _moves(fit, spot)
    weighed = n / fit.n_obs * _weighed(fit, spot, place, moves)
    variance, crossed = np.zeros(len(moves)), np.zeros_like(moves)
    brought = np.zeros((moves.shape[1], moves.shape[1]))
    step = len(z) if rows.cluster is not None else max(1, BLOCK // len(moves))
    for first in range(0, len(z), step):
        mine = slice(first, first + step)
        one, second = z[mine], z[mine][:, i] * z[mine][:, j] - centre[i, j]
        if known is not None:
            one = one - known[mine]
            second -= known[mine][:, i] * known[mine][:, j]
        weight = None if rows.weight is None else rows.weight[mine]
        each = summed(np.concatenate([one, second], axis=1), weight, rows.cluster) / n
        told = each @ weighed
        variance += (each**2).sum(axis=0)
        crossed += each.T @ told
        brought += told.T @ told
    return GroupSpread(moves, variance, crossed, brought, weighed.T @ moves)


def _known(cov: Floats, covariates: Ints) -> Floats:
    """The part of a covariance matrix that fixed covariates account for."""
    if not len(covariates):
        return np.zeros_like(cov)
    return np.asarray(cov[:, covariates] @ np.linalg.solve(cov[np.ix_(covariates, covariates)], cov[covariates]))


def _incomplete(fit: Fit, spot: Spot) -> GroupSpread:
    data, n = spot.moments.incomplete, spot.moments.n
    assert data is not None
    part = saturated(spot.moments, spot.covariates, robust=fit.estimator.se != "standard")
    moves = _moves(fit, spot)
    weighed = saturated_information(data, spot.mu, spot.inverse, "observed") @ moves / fit.n_obs
    inverse = np.linalg.inv(part.information)
    variance, crossed = np.zeros(len(moves)), np.zeros_like(moves)  # moments of fixed covariates do not vary
    if part.scores is None:
        variance[part.kept] = np.diag(inverse) / n
        crossed[part.kept] = inverse @ weighed[part.kept] / n
        return GroupSpread(moves, variance, crossed, weighed.T @ crossed, weighed.T @ moves)
    each = part.scores @ inverse / n
    brought = each @ weighed[part.kept]
    variance[part.kept] = (each**2).sum(axis=0)
    crossed[part.kept] = each.T @ brought
    return GroupSpread(moves, variance, crossed, brought.T @ brought, weighed.T @ moves)
