"""Finding the factor means and variances that make item parameters most alike, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.invariance.aligned_parameters import (
    Configural,
    align,
    by_configural,
    curvature,
    mixed_curvature,
)
from lerende_organisatie.psychometrics.invariance.simplicity import pair_weights, simplicity

Floats = NDArray[np.float64]

PATH = (1.0, 0.1)
"""Rounder losses on the way to the asked one: they lead past poor local minima."""

SPREAD = 0.5
"""Standard deviation of random starts, around the first one."""

SAME = 1e-6
"""Losses within this share of the smallest count as the same minimum."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The aligned metric of one block of factors.

    Attributes
    ----------
    mean, log_sd : ndarray (G, M)
    values : ndarray (G, Y)
        Aligned loadings and locations.
    vcov : ndarray (2GM, 2GM)
        Of the means, group after group, then the log standard deviations.
    value_covariance : ndarray (Y, G, G)
        Of each item parameter between groups.
    by_parameter : ndarray (Y,)
        Contributions to the loss.
    converged : bool
        A zero gradient and a minimum.
    agreeing : int
        Starts that ended in this minimum.
    condition : float
        Condition number of the second derivatives; large where means are hardly identified.
    """

    mean: Floats
    log_sd: Floats
    values: Floats
    vcov: Floats
    value_covariance: Floats
    by_parameter: Floats
    converged: bool
    agreeing: int
    condition: float


def basis(groups: int, factors: int, fixed: bool, reference: int, product: bool) -> Floats:
    """The unknowns as a linear function of those that are free.

    Parameters
    ----------
    groups, factors : int
    fixed : bool
        The reference group's means are zero.
    reference : int
    product : bool
        The factor variances multiply to one over groups, rather than being one in the reference group.

    Returns
    -------
    ndarray (2GM, q)
    """
    others = np.delete(np.eye(groups), reference, axis=1)
    means = others if fixed else np.eye(groups)
    balanced = others.copy()
    balanced[reference] = -1.0
    sds = balanced if product else others
    top, bottom = np.kron(means, np.eye(factors)), np.kron(sds, np.eye(factors))
    return np.block([[top, np.zeros((len(top), bottom.shape[1]))], [np.zeros((len(bottom), top.shape[1])), bottom]])


def solve(
    configural: Configural, free: Floats, reference: int, epsilon: float, starts: int, rng: np.random.Generator
) -> Solution:
    """Minimise the simplicity function.

    Parameters
    ----------
    configural : Configural
    free : ndarray (2GM, q)
        From :func:`basis`.
    reference : int
    epsilon : float
    starts : int
        One informed start and ``starts - 1`` random ones.
    rng : Generator

    Returns
    -------
    Solution
    """
    from scipy.optimize import minimize

    weights = pair_weights(configural.n)
    first = np.asarray(np.linalg.lstsq(free, _first_guess(configural, reference), rcond=None)[0], dtype=np.float64)
    found = []
    for start in range(starts):
        z = first if start == 0 else first + SPREAD * rng.normal(size=len(first))
        for eps in (*(step for step in PATH if step > epsilon), epsilon):
            z = minimize(_loss, z, args=(configural, free, weights, eps), jac=True, method="L-BFGS-B", tol=1e-9).x
        found.append((_loss(z, configural, free, weights, epsilon)[0], z))
    best, z = min(found, key=lambda one: one[0])
    z, converged = _polished(z, configural, free, weights, epsilon)
    agreeing = sum(value <= best + SAME * abs(best) for value, _ in found)
    return _with_errors(z, configural, free, weights, epsilon, converged, agreeing)


def _split(x: Floats, configural: Configural) -> tuple[Floats, Floats]:
    shape = (configural.groups, configural.factors)
    half = len(x) // 2
    return x[:half].reshape(shape), x[half:].reshape(shape)


def _joined(by_group: Floats, m: int) -> Floats:
    """(G, 2M) as one vector: the means of all groups, then the log standard deviations."""
    return np.concatenate([by_group[:, :m].ravel(), by_group[:, m:].ravel()])


def _first_guess(configural: Configural, reference: int) -> Floats:
    """The metric in which sums of loadings, and medians of locations, equal those of the reference group."""
    c = configural
    here = (c.factor[:, None] == np.arange(c.factors)).astype(float)
    size = np.abs(c.loadings) @ here
    log_sd = np.log(np.maximum(size / size[reference], 1e-3))
    loadings = c.loadings * np.exp(-log_sd[:, c.factor])
    mean = np.zeros((c.groups, c.factors))
    for factor in range(c.factors):
        own = c.loads * (c.factor == factor)
        items = own.any(axis=1)
        steepness = loadings @ own[items].T * c.sign[items]
        gap = (c.locations - c.locations[reference])[:, items]
        mean[:, factor] = np.median(gap * steepness, axis=1) / np.maximum(np.median(steepness**2, axis=1), 1e-6)
    return np.concatenate([mean.ravel(), log_sd.ravel()])


def _loss(z: Floats, configural: Configural, free: Floats, weights: Floats, epsilon: float) -> tuple[float, Floats]:
    mean, log_sd = _split(free @ z, configural)
    aligned = align(configural, mean, log_sd)
    found = simplicity(aligned.values, weights, epsilon)
    by_group = np.einsum("gy,gyx->gx", found.slope, aligned.by_unknowns)
    return found.value, free.T @ _joined(by_group, configural.factors)


def _second(z: Floats, configural: Configural, free: Floats, weights: Floats, epsilon: float) -> Floats:
    """Second derivatives of the loss in the free unknowns."""
    c, m = configural, configural.factors
    mean, log_sd = _split(free @ z, c)
    aligned = align(c, mean, log_sd)
    found = simplicity(aligned.values, weights, epsilon, second=True)
    assert found.curvature is not None
    full = np.einsum("gya,ygh,hyb->gahb", aligned.by_unknowns, found.curvature, aligned.by_unknowns, optimize=True)
    own = curvature(c, aligned, mean, found.slope)
    at = np.arange(c.groups)
    full[at, :, at, :] += own
    order = _order(c.groups, m)
    result: Floats = free.T @ full.reshape(2 * c.groups * m, -1)[np.ix_(order, order)] @ free
    return result


def _order(groups: int, m: int) -> NDArray[np.intp]:
    """Where in (group, 2M) order each unknown of the joined order stands."""
    return _joined(np.arange(groups * 2 * m, dtype=float).reshape(groups, 2 * m), m).astype(np.intp)


def _polished(z: Floats, configural: Configural, free: Floats, weights: Floats, epsilon: float) -> tuple[Floats, bool]:
    """Newton steps to a zero gradient, which the standard errors take for granted."""
    for _ in range(30):
        value, gradient = _loss(z, configural, free, weights, epsilon)
        roots, vectors = np.linalg.eigh(_second(z, configural, free, weights, epsilon))
        if np.abs(gradient).max() < 1e-9 * (1 + abs(value)):
            return z, bool(roots[0] > 0)
        step = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(roots), 1e-8 * roots[-1]))
        length = 1.0
        while length > 1e-8 and _loss(z - length * step, configural, free, weights, epsilon)[0] > value:
            length /= 2
        if length <= 1e-8:
            break
        z = z - length * step
    value, gradient = _loss(z, configural, free, weights, epsilon)
    roots = np.linalg.eigvalsh(_second(z, configural, free, weights, epsilon))
    return z, bool(roots[0] > 0 and np.abs(gradient).max() < 1e-5 * (1 + abs(value)))  # rounding stops Newton sooner


def _with_errors(
    z: Floats,
    configural: Configural,
    free: Floats,
    weights: Floats,
    epsilon: float,
    converged: bool,
    agreeing: int,
) -> Solution:
    """Standard errors by the implicit function theorem and the delta method.

    The gradient is zero at the minimum whatever the configural estimates h are, so the unknowns move with them by
    −F_xx⁻¹ F_xh; groups are independent.
    """
    c, m = configural, configural.factors
    mean, log_sd = _split(free @ z, c)
    aligned = align(c, mean, log_sd)
    found = simplicity(aligned.values, weights, epsilon, second=True)
    assert found.curvature is not None
    by_h = by_configural(c, mean, log_sd)
    order = _order(c.groups, m)
    hessian = _second(z, c, free, weights, epsilon)
    inverse = free @ np.linalg.pinv(hessian, hermitian=True) @ free.T
    mixed = mixed_curvature(c, mean, log_sd, found.slope)
    unknowns = 2 * c.groups * m
    vcov = np.zeros((unknowns, unknowns))
    total = aligned.values.shape[1]
    covariance = np.zeros((total, c.groups, c.groups))
    joined = np.empty(unknowns, dtype=np.intp)
    joined[order] = np.arange(unknowns)
    for k in range(c.groups):
        moved = np.einsum("gya,yg,yh->gah", aligned.by_unknowns, found.curvature[:, :, k], by_h[k], optimize=True)
        moved[k] += mixed[k]
        by_k = -inverse @ moved.reshape(unknowns, total)[order]
        vcov += by_k @ c.vcov[k] @ by_k.T
        through = np.einsum("gyx,gxh->gyh", aligned.by_unknowns, by_k[joined].reshape(c.groups, 2 * m, total))
        through[k] += by_h[k]
        covariance += np.einsum("gyh,hi,kyi->ygk", through, c.vcov[k], through, optimize=True)
    roots = np.linalg.eigvalsh(hessian)
    condition = float(roots[-1] / roots[0]) if roots[0] > 0 else float("inf")
    return Solution(mean, log_sd, aligned.values, vcov, covariance, found.by_parameter, converged, agreeing, condition)
