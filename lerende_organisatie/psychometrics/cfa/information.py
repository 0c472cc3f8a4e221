"""Information, expected and observed (the exact Hessian), for complete and for incomplete data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.discrepancy import FullInformation, LeastSquares
from lerende_organisatie.psychometrics.cfa.implied import Directions, gram, jacobian
from lerende_organisatie.psychometrics.cfa.objective import Objective, Place
from lerende_organisatie.psychometrics.moments.incomplete import IncompleteData, padded_inverses
from lerende_organisatie.psychometrics.moments.incomplete_information import saturated_information

Floats = NDArray[np.float64]

WIDE = 12
"""Moments per parameter up to which the information of incomplete answers is taken by way of that of the moments: one
product of matrices, where the other way gathers a number for each respondent and pair of parameters."""

BLOCK = 16_000_000
"""Numbers held at once while summing over respondents."""


def expected_information(objective: Objective, places: list[Place]) -> Floats:
    """The expected ½F'' (q, q) at a place; for incomplete data given who answered what."""
    if not any(isinstance(x.term.discrepancy, FullInformation) for x in places):
        return objective.information(places)
    result = np.zeros((objective.size, objective.size))
    for x in places:
        kind = x.term.discrepancy
        assert isinstance(kind, FullInformation)
        saturated = saturated_information(kind.data, x.implied.mu, x.distance.weight, "expected") / kind.n
        moves = moment_jacobian(x.directions)
        result[np.ix_(x.term.group.index, x.term.group.index)] += x.term.weight * (moves.T @ saturated @ moves)
    return result


def moment_jacobian(d: Directions) -> Floats:
    """∂(μ, vech Σ)/∂θ, (p + p*, q)."""
    return np.concatenate([d.m * d.u, jacobian(d, *np.tril_indices(len(d.u)))])


def observed_information(objective: Objective, places: list[Place]) -> Floats:
    """½F'' (q, q) at a place, exact.

    Returns
    -------
    ndarray (q, q)
        Per observation, in the scale of the expected information.
    """
    result = 0.5 * objective.curvature(places)
    for x in places:
        at = np.ix_(x.term.group.index, x.term.group.index)
        result[at] += x.term.weight * _without_curvature(x, objective.means)
    return 0.5 * (result + result.T)


def _without_curvature(x: Place, means: bool) -> Floats:
    """What the curvature of the discrepancy brings."""
    d = x.directions
    kind = x.term.discrepancy
    if isinstance(kind, LeastSquares):
        return gram(d, x.distance.weight, x.distance.mean_weight if means else None, x.distance.on_diagonal)
    if isinstance(kind, FullInformation):
        p, q = d.u.shape
        if p * (p + 3) // 2 > WIDE * q:
            return incomplete_hessian(kind.data, x.implied.mu, x.distance.weight, d) / kind.n
        saturated = saturated_information(kind.data, x.implied.mu, x.distance.weight, "observed")
        moves = moment_jacobian(d)
        return np.asarray(moves.T @ saturated @ moves / kind.n, dtype=float)
    # ML: ½ d²F = tr(K dΣ_k K dΣ_l K S̃) − ½ tr(K dΣ_k K dΣ_l) + mean terms, and K S̃ K = K − G with G = ∂F/∂Σ
    k, g = x.distance.weight, x.distance.d_sigma
    expected = gram(d, k, k if means else None)
    mixed = _mixed_gram(d, k, g)
    result = expected - mixed
    if means:
        # dμ_k′ K dΣ_l K (ȳ−μ), both ways
        pulled = -0.5 * x.distance.d_mu
        moved = d.c * (d.u * (pulled @ d.v) + d.v * (pulled @ d.u))
        cross = (d.m * d.u).T @ k @ moved
        result = result + cross + cross.T
    return result


def _mixed_gram(d: Directions, k: Floats, g: Floats) -> Floats:
    """tr(K ∂Σ/∂θ_k G ∂Σ/∂θ_l), symmetrised."""
    ku, kv, gu, gv = k @ d.u, k @ d.v, g @ d.u, g @ d.v
    uu, uv, vu, vv = d.u.T @ ku, d.u.T @ kv, d.v.T @ ku, d.v.T @ kv
    guu, guv, gvu, gvv = d.u.T @ gu, d.u.T @ gv, d.v.T @ gu, d.v.T @ gv
    half = uu * gvv + uv * gvu + vu * guv + vv * guu
    return 0.5 * np.outer(d.c, d.c) * (half + half.T)


def incomplete_hessian(data: IncompleteData, mu: Floats, inverse: Floats, d: Directions) -> Floats:
    """Σ_i of −∂²ℓ_i/∂θ∂θ′ without the part that the curvature of the model brings.

    With W_i the padded inverse of a respondent's Σ_oo and y_i = W_i(y − μ) it is the sum of
    a_k′W_i a_l − ½ tr(W_i dΣ_k W_i dΣ_l), where a_k = dΣ_k y_i + dμ_k.

    Parameters
    ----------
    data : IncompleteData, n rows
    mu : ndarray (p,)
    inverse : ndarray (p, p)
        Σ⁻¹.
    d : Directions

    Returns
    -------
    ndarray (q, q)
    """
    p, q = d.u.shape
    basis, place = np.unique(np.concatenate([d.u, d.v], axis=1), axis=1, return_inverse=True)
    place = place.reshape(-1)
    iu, iv = place[:q], place[q:]
    low_k, low_l = np.tril_indices(q)
    r = basis.shape[1]
    flat = [a[low_k] * r + b[low_l] for a, b in ((iu, iu), (iv, iv), (iu, iv), (iv, iu))]
    products = np.zeros(len(low_k))
    quadratic = np.zeros((q, q))
    mean_part = d.m * d.u
    z = np.where(data.present, data.values - mu, 0.0)
    weight = np.ones(len(z)) if data.weight is None else data.weight
    for rows, padded in padded_inverses(data, inverse):
        step = max(1, BLOCK // (p * q))
        for first in range(0, len(rows), step):
            mine, w = rows[first : first + step], padded[first : first + step]
            y = np.einsum("bij,bj->bi", w, z[mine])
            a = (y @ d.v)[:, None, :] * (d.c * d.u) + (y @ d.u)[:, None, :] * (d.c * d.v) + mean_part
            wa = (w @ a) * weight[mine, None, None]
            quadratic += a.reshape(-1, q).T @ wa.reshape(-1, q)
        same = bool(rows.size) and bool(data.present[rows].all())
        if same:
            x = (basis.T @ inverse @ basis).ravel()
            products += weight[rows].sum() * (x[flat[0]] * x[flat[1]] + x[flat[2]] * x[flat[3]])
            continue
        step = max(1, BLOCK // len(low_k))
        for first in range(0, len(rows), step):
            mine = rows[first : first + step]
            x = (basis.T @ padded[first : first + step] @ basis).reshape(len(mine), r * r)
            wx = x * weight[mine, None]
            products += np.einsum("bk,bk->k", np.take(x, flat[0], axis=1), np.take(wx, flat[1], axis=1))
            products += np.einsum("bk,bk->k", np.take(x, flat[2], axis=1), np.take(wx, flat[3], axis=1))
    trace = np.zeros((q, q))
    trace[low_k, low_l] = trace[low_l, low_k] = products
    return quadratic - np.outer(d.c, d.c) * trace
