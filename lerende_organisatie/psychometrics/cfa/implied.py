"""Implied moments, and their first and second derivatives in a form that never needs a p*×p* matrix.

Every parameter k of the LISREL form moves Σ along a matrix of rank two at most,

    ∂Σ/∂θ_k = c_k (u_k v_k′ + v_k u_k′),    ∂μ/∂θ_k = m_k u_k,

where u_k and v_k are unit vectors, columns of L = Λ(I−B)⁻¹, or columns of M = ΛΩ with Ω = (I−B)⁻¹Ψ(I−B)⁻ᵀ:

    parameter      u            v         c              m
    λ_ij           e_i          M_j       1              η̄_j
    β_ij           L_i          M_j       1              η̄_j
    ψ_ij           L_i          L_j       1 (½ if i=j)   0
    θ_ij           e_i          e_j       1 (½ if i=j)   0
    ν_i, α_i       e_i, L_i     0         0              1

so gradients, information matrices and Hessians of every discrepancy are sums of products of q × q matrices such as
U′KV. The second derivatives follow because ∂u_l/∂θ_k and ∂v_l/∂θ_k are again multiples of u_k and v_k.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.matrices import GroupModel, Matrices, Matrix

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Implied:
    """The moments that one group's matrices imply.

    Attributes
    ----------
    sigma : ndarray (p, p)
        Σ = LΨL′ + Θ.
    mu : ndarray (p,)
        μ = ν + Lα.
    inverse : ndarray (m, m)
        A = (I−B)⁻¹.
    total_loading : ndarray (p, m)
        L = ΛA.
    latent_cov : ndarray (m, m)
        Ω = AΨA′.
    cross : ndarray (p, m)
        M = ΛΩ, the covariance of y and η.
    latent_mean : ndarray (m,)
        η̄ = Aα.
    """

    sigma: Floats
    mu: Floats
    inverse: Floats
    total_loading: Floats
    latent_cov: Floats
    cross: Floats
    latent_mean: Floats


@dataclass(frozen=True, slots=True)
class Directions:
    """How one group's q free parameters move its moments.

    Attributes
    ----------
    u, v : ndarray (p, q)
    c, m : ndarray (q,)
    """

    u: Floats
    v: Floats
    c: Floats
    m: Floats


def implied_moments(x: Matrices) -> Implied:
    """Σ and μ with the pieces that their derivatives need."""
    m = x.latent.shape[0]
    inverse: Floats = np.eye(m)
    if x.regression.any():
        inverse = np.asarray(np.linalg.inv(inverse - x.regression), dtype=float)
    total = x.loading @ inverse
    latent_cov = inverse @ x.latent @ inverse.T
    cross = x.loading @ latent_cov
    latent_mean = inverse @ x.latent_intercept
    return Implied(
        cross @ x.loading.T + x.residual,
        x.intercept + x.loading @ latent_mean,
        inverse,
        total,
        latent_cov,
        cross,
        latent_mean,
    )


def directions(group: GroupModel, now: Implied) -> Directions:
    """Where each free parameter moves Σ and μ."""
    p, q = len(group.observed), len(group.index)
    u, v = np.zeros((p, q)), np.zeros((p, q))
    c, m = np.zeros(q), np.zeros(q)
    i, j = group.row, group.column
    for kind in (Matrix.LAMBDA, Matrix.THETA, Matrix.NU):
        k = np.flatnonzero(group.matrix == kind)
        u[i[k], k] = 1.0
    for kind in (Matrix.BETA, Matrix.PSI, Matrix.ALPHA):
        k = np.flatnonzero(group.matrix == kind)
        u[:, k] = now.total_loading[:, i[k]]
    k = np.flatnonzero((group.matrix == Matrix.LAMBDA) | (group.matrix == Matrix.BETA))
    v[:, k] = now.cross[:, j[k]]
    c[k], m[k] = 1.0, now.latent_mean[j[k]]
    k = np.flatnonzero(group.matrix == Matrix.THETA)
    v[j[k], k] = 1.0
    c[k] = np.where(i[k] == j[k], 0.5, 1.0)
    k = np.flatnonzero(group.matrix == Matrix.PSI)
    v[:, k] = now.total_loading[:, j[k]]
    c[k] = np.where(i[k] == j[k], 0.5, 1.0)
    m[(group.matrix == Matrix.NU) | (group.matrix == Matrix.ALPHA)] = 1.0
    return Directions(u, v, c, m)


def pull_back(d: Directions, d_sigma: Floats, d_mu: Floats | None) -> Floats:
    """The gradient in θ of a function whose gradient in Σ (symmetric, as tr(G dΣ)) and μ is given.

    Returns
    -------
    ndarray (q,)
    """
    gradient: Floats = 2.0 * d.c * np.einsum("pq,pq->q", d.u, d_sigma @ d.v)
    if d_mu is not None:
        gradient = gradient + d.m * (d_mu @ d.u)
    return gradient


def gram(d: Directions, weight: Floats, mean_weight: Floats | None, on_diagonal: float = 0.0) -> Floats:
    """½ tr(W ∂Σ/∂θ_k W ∂Σ/∂θ_l) + ∂μ/∂θ_k′ W_μ ∂μ/∂θ_l for all k, l.

    With W = Σ⁻¹ it is the expected information per observation (Browne, 1974); with S⁻¹ or I that of GLS or ULS.
    ``on_diagonal`` adds that many times ∂σ_ii/∂θ_k ∂σ_ii/∂θ_l, summed over the variances.

    Returns
    -------
    ndarray (q, q)
    """
    wu, wv = weight @ d.u, weight @ d.v
    uu, uv = d.u.T @ wu, d.u.T @ wv
    result = d.v.T @ wv
    result *= uu
    result += uv * uv.T
    result *= d.c[:, None]
    result *= d.c
    if mean_weight is not None and d.m.any():
        middle = uu if mean_weight is weight else d.u.T @ (mean_weight @ d.u)
        result += np.outer(d.m, d.m) * middle
    if on_diagonal:
        moved = 2.0 * d.c * d.u * d.v
        result += on_diagonal * moved.T @ moved
    return np.asarray(result, dtype=float)


def gram_between(
    d: Directions, e: Directions, weight: Floats, mean_weight: Floats | None, on_diagonal: float = 0.0
) -> Floats:
    """The same between two sets of directions, the weights symmetric.

    Returns
    -------
    ndarray (q of d, q of e)
    """
    wu, wv = weight @ e.u, weight @ e.v
    uu = d.u.T @ wu
    result = np.outer(d.c, e.c) * (uu * (d.v.T @ wv) + (d.u.T @ wv) * (d.v.T @ wu))
    if mean_weight is not None:
        middle = uu if mean_weight is weight else d.u.T @ (mean_weight @ e.u)
        result += np.outer(d.m, e.m) * middle
    if on_diagonal:
        result += on_diagonal * (2.0 * d.c * d.u * d.v).T @ (2.0 * e.c * e.u * e.v)
    return result


def gram_diagonal(d: Directions, weight: Floats, mean_weight: Floats | None, on_diagonal: float = 0.0) -> Floats:
    """The diagonal of :func:`gram` (q,)."""
    wu, wv = weight @ d.u, weight @ d.v
    uu, vv, uv = ((a * b).sum(axis=0) for a, b in ((d.u, wu), (d.v, wv), (d.u, wv)))
    result: Floats = d.c**2 * (uu * vv + uv**2)
    if mean_weight is not None:
        result = result + d.m**2 * (d.u * (mean_weight @ d.u)).sum(axis=0)
    if on_diagonal:
        result = result + on_diagonal * ((2.0 * d.c * d.u * d.v) ** 2).sum(axis=0)
    return result


def curvature(group: GroupModel, now: Implied, d: Directions, d_sigma: Floats, d_mu: Floats | None) -> Floats:
    """tr(G ∂²Σ/∂θ_k∂θ_l) + g′∂²μ/∂θ_k∂θ_l for all k, l: what curves the model itself.

    Parameters
    ----------
    d_sigma : ndarray (p, p)
        G, symmetric.
    d_mu : ndarray (p,) or None
        g.

    Returns
    -------
    ndarray (q, q)
    """
    q = len(group.index)
    i, j, kind = group.row, group.column, group.matrix
    moves = (kind == Matrix.LAMBDA) | (kind == Matrix.BETA)
    latent = (kind == Matrix.BETA) | (kind == Matrix.PSI) | (kind == Matrix.ALPHA)
    a, omega = now.inverse, now.latent_cov
    # ∂L_x/∂θ_l = to_l[l, x] u_l;   ∂M_x/∂θ_l = to_m_u[l, x] u_l + to_m_v[l, x] v_l
    m = a.shape[0]
    to_l, to_m_u, to_m_v = np.zeros((q, m)), np.zeros((q, m)), np.zeros((q, m))
    to_l[moves] = a[j[moves]]
    to_m_u[moves] = omega[j[moves]]
    k = np.flatnonzero(kind == Matrix.BETA)
    to_m_v[k] = a[:, i[k]].T
    k = np.flatnonzero(kind == Matrix.PSI)
    to_m_u[k], to_m_v[k] = d.c[k, None] * a[:, j[k]].T, d.c[k, None] * a[:, i[k]].T
    gu, gv = d_sigma @ d.u, d_sigma @ d.v
    uu, uv = d.u.T @ gu, d.u.T @ gv
    result = np.zeros((q, q))  # row l: the parameter that moves; column k: whose direction changes
    k = np.flatnonzero(latent)
    if len(k):
        result[:, k] += 2 * d.c[k] * to_l[:, i[k]] * uv[:, k]
    k = np.flatnonzero(kind == Matrix.PSI)
    if len(k):
        result[:, k] += 2 * d.c[k] * to_l[:, j[k]] * uu[:, k]
    k = np.flatnonzero(moves)
    if len(k):
        result[:, k] += 2 * d.c[k] * (to_m_u[:, j[k]] * uu[:, k] + to_m_v[:, j[k]] * uv[k, :].T)
    if d_mu is not None:
        ug = d.u.T @ d_mu
        k = np.flatnonzero(latent)
        if len(k):
            result[:, k] += d.m[k] * to_l[:, i[k]] * ug[:, None]
        k = np.flatnonzero(moves)
        if len(k):  # ∂η̄_j/∂θ_l is A[j, row of l] m_l where l stands in B or α
            inside = np.flatnonzero((kind == Matrix.BETA) | (kind == Matrix.ALPHA))
            mean_moves = np.zeros((q, m))
            mean_moves[inside] = a[:, i[inside]].T * d.m[inside, None]
            result[:, k] += ug[k] * mean_moves[:, j[k]]
    return result


def jacobian(d: Directions, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Floats:
    """∂σ/∂θ for the elements (rows, columns) of Σ.

    Returns
    -------
    ndarray (number of elements, q)
    """
    return d.c * (d.u[rows] * d.v[columns] + d.v[rows] * d.u[columns])
