"""Correlations of what covariates leave of two items, with what each respondent has to do with them.

Polychoric, polyserial or product-moment, each by maximum likelihood with both items' own regressions held (Muthén,
1984). The likelihood differs from that without covariates in that every respondent has thresholds of their own,
τ − x′β; respondents with the same answers and the same covariates are one term of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from lerende_organisatie.psychometrics.moments.bivariate_normal import (
    grid_cdf,
    grid_curvature,
    grid_density,
    normal_density,
    strip_slopes,
)
from lerende_organisatie.psychometrics.moments.conditional_items import ContinuousItem, OrdinalItem
from lerende_organisatie.psychometrics.moments.continuous_influence import normal_score
from lerende_organisatie.psychometrics.moments.correlation_newton import maximise_correlations
from lerende_organisatie.psychometrics.moments.polyserial import (
    SMALLEST_PROBABILITY,
    answer_probability,
    normal_correlations,
)

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

OUTSIDE = 9.0
"""A bound beyond this stands for infinity: less than 1e-18 of a standard normal response lies there."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The covariance of what covariates leave of two items.

    Attributes
    ----------
    correlation : float
    influence : ndarray (n,)
        Of every respondent on the covariance.
    """

    correlation: float
    influence: Floats


def conditional_pair(
    a: OrdinalItem | ContinuousItem, b: OrdinalItem | ContinuousItem, pattern: Indices, weights: Floats
) -> Pair:
    """The residual correlation of two items.

    Parameters
    ----------
    a, b : OrdinalItem or ContinuousItem
    pattern : ndarray (n,) of int
        Respondents with equal covariates have one number.
    weights : ndarray (n,)
        With mean one.
    """
    if isinstance(a, OrdinalItem):
        return _polychoric(a, b, pattern, weights) if isinstance(b, OrdinalItem) else _polyserial(a, b, weights)
    return _polyserial(b, a, weights) if isinstance(b, OrdinalItem) else _normal(a, b, weights)


def _rectangles(corners: Floats) -> Floats:
    """Differences over the four corners (U, 2, 2) of each rectangle."""
    return np.asarray(corners[:, 1, 1] - corners[:, 0, 1] - corners[:, 1, 0] + corners[:, 0, 0])


def _polychoric(a: OrdinalItem, b: OrdinalItem, pattern: Indices, weights: Floats) -> Pair:
    both = np.flatnonzero(a.answered & b.answered)
    key = (pattern[both] * (a.thresholds.size + 1) + a.codes[both]) * (b.thresholds.size + 1) + b.codes[both]
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    cells = both[first]
    counts: Floats = np.bincount(back.reshape(-1), weights[both]).astype(float)
    h = np.clip(np.stack([a.lower[cells], a.upper[cells]], axis=1), -OUTSIDE, OUTSIDE)
    k = np.clip(np.stack([b.lower[cells], b.upper[cells]], axis=1), -OUTSIDE, OUTSIDE)

    def probability(rho: Floats) -> Floats:
        return np.maximum(_rectangles(grid_cdf(h, k, rho)), SMALLEST_PROBABILITY)

    def derivatives(rho: Floats, which: Indices) -> tuple[Floats, Floats]:  # noqa: ARG001 - one pair at a time
        r = np.full(cells.size, rho[0])
        share = probability(r)
        density = grid_density(h, k, r)
        slope = _rectangles(density) / share
        bend = _rectangles(grid_curvature(h, k, r, density)) / share - slope * slope
        return np.array([counts @ slope]), np.array([counts @ bend])

    rho = maximise_correlations(derivatives, np.array([_first_guess(h, k, counts)]))
    r = np.full(cells.size, rho[0])
    share = probability(r)
    score = _rectangles(grid_density(h, k, r)) / share
    by_a, by_b = strip_slopes(h, k, r)[:, :, 1], strip_slopes(k, h, r)[:, :, 1]
    weighted = counts * score / share
    taken = a.pull_back(cells, -weighted * by_a[:, 0], weighted * by_a[:, 1]) @ a.influence
    taken += b.pull_back(cells, -weighted * by_b[:, 0], weighted * by_b[:, 1]) @ b.influence
    total = weights.sum()
    own = np.zeros(weights.size)
    own[both] = score[back.reshape(-1)]
    return Pair(float(rho[0]), (own - taken / total) / (counts @ score**2 / total))


def _first_guess(h: Floats, k: Floats, counts: Floats) -> float:
    """The correlation of the expected responses given each answer, which is nearer zero than that of the responses."""
    left, right = (
        (normal_density(x[:, 0]) - normal_density(x[:, 1])) / np.maximum(_width(x), SMALLEST_PROBABILITY)
        for x in (h, k)
    )
    return _alike(left, right, counts)


def _alike(left: Floats, right: Floats, weights: Floats) -> float:
    """The cosine of two variables."""
    size = float((weights @ left**2) * (weights @ right**2))
    return float(weights @ (left * right)) / size**0.5 if size > 0 else 0.0


def _width(bounds: Floats) -> Floats:
    return np.asarray(ndtr(bounds[:, 1]) - ndtr(bounds[:, 0]))


def _polyserial(a: OrdinalItem, b: ContinuousItem, weights: Floats) -> Pair:
    both = np.flatnonzero(a.answered & b.answered)
    z, lower, upper, counted = b.z[both], a.lower[both], a.upper[both], weights[both]

    def derivatives(rho: Floats, which: Indices) -> tuple[Floats, Floats]:  # noqa: ARG001 - one pair at a time
        found = answer_probability(z[None], lower, upper, rho)
        return found.slope @ counted, found.curvature @ counted

    middle = np.stack([lower, upper], axis=1)
    expected = (normal_density(lower) - normal_density(upper)) / np.maximum(_width(middle), SMALLEST_PROBABILITY)
    rho = maximise_correlations(derivatives, np.array([_alike(expected, z, counted)]))
    answer = answer_probability(z[None], lower, upper, rho)
    score = answer.slope[0]
    weighted = counted * score
    total = weights.sum()
    sd = np.sqrt(b.variance)
    by_mean = z - answer.shift[0]
    taken = a.pull_back(both, weighted * answer.lower[0], weighted * answer.upper[0]) @ a.influence
    taken += (
        b.pull_back(both, weighted * by_mean / sd, weighted * (z * by_mean - 1.0) / (2.0 * b.variance)) @ b.influence
    )
    own = np.zeros(weights.size)
    own[both] = score
    influence = (own - taken / total) / (weighted @ score / total)
    return Pair(float(rho[0]), sd * influence + rho[0] / (2.0 * sd) * b.influence[-1])


def _normal(a: ContinuousItem, b: ContinuousItem, weights: Floats) -> Pair:
    answered = np.stack([a.answered, b.answered])
    rho = float(normal_correlations(np.where(answered, np.stack([a.z, b.z]), np.nan), weights)[0, 1])
    both = np.flatnonzero(answered.all(axis=0))
    left, right = a.z[both], b.z[both]
    score = normal_score(left[None], right[None], np.array([rho]))[0]
    weighted = weights[both] * score
    total, residual = weights.sum(), (1.0 - rho) * (1.0 + rho)
    sd_a, sd_b = np.sqrt(a.variance), np.sqrt(b.variance)
    taken = np.zeros(weights.size)
    for item, own_z, other_z, sd in ((a, left, right, sd_a), (b, right, left, sd_b)):
        by_mean = (own_z - rho * other_z) / residual
        by_variance = (own_z * by_mean - 1.0) / (2.0 * item.variance)
        taken += item.pull_back(both, weighted * by_mean / sd, weighted * by_variance) @ item.influence
    own = np.zeros(weights.size)
    own[both] = score
    influence = sd_a * sd_b * (own - taken / total) / (weighted @ score / total)
    influence += rho * sd_b / (2.0 * sd_a) * a.influence[-1] + rho * sd_a / (2.0 * sd_b) * b.influence[-1]
    return Pair(rho, influence)
