"""Robust standard errors and scaled tests of least squares on ordinal items.

With s the statistics, Γ n times their covariance matrix, Δ the Jacobian, W̃ = w W the weights of all groups and
E = Δ′W̃Δ, the estimates have covariance matrix E⁻¹Δ′W̃ (Γ/n) W̃ΔE⁻¹, and n·F is distributed as a sum of χ² weighted
with the eigenvalues of UΓ, U = W̃ − W̃ΔE⁻¹Δ′W̃ (Satorra & Bentler, 1994; Muthén, du Toit & Spisic, 1997). Only the trace
of UΓ and of its square are needed, and U is a diagonal less a matrix of low rank, so that nothing is multiplied that
has the size of Γ on both sides unless W has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.scaled_tests import (
    NAN,
    ScaledTest,
    mean_and_variance_adjusted,
    mean_scaled,
    scaled_and_shifted,
)
from lerende_organisatie.psychometrics.cfa.sparse import square, transposed_times, without_zeros
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedPlace
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments
from lerende_organisatie.psychometrics.moments.ordinal_influence import influence_values, weighted_square

Floats = NDArray[np.float64]

BLOCK = 1 << 25
"""Numbers held at once while summing over respondents."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What the scaled tests need of UΓ.

    Attributes
    ----------
    first : float
        tr(UΓ).
    second : float
        tr((UΓ)²).
    """

    first: float
    second: float


def scaled_test(kind: str, chisq: float, df: int, traces: Traces) -> ScaledTest:
    """The test that an estimator reports beside n·F; NaN where its traces could not be computed.

    Parameters
    ----------
    kind : {"satorra.bentler", "mean.var.adjusted", "scaled.shifted"}
        Mean-adjusted and mean-and-variance adjusted (Satorra & Bentler, 1994), or scaled and shifted (Asparouhov &
        Muthén, 2010).
    """
    if df and not traces.second > 0:
        return ScaledTest(NAN, float(df), NAN, 0.0, NAN)
    if kind == "satorra.bentler":
        return mean_scaled(chisq, df, traces.first)
    if kind == "mean.var.adjusted":
        return mean_and_variance_adjusted(chisq, df, traces.first, traces.second)
    return scaled_and_shifted(chisq, df, traces.first, traces.second)


def casewise_meat(place: WeightedPlace, moments: OrdinalMoments) -> Floats:
    """Δ′WΓWΔ of one group (q_g, q_g), summed over respondents (or clusters) without forming Γ."""
    influence = moments.influence
    size, q = place.term.at.size, len(place.term.group.index)
    step = max(1, BLOCK // size)
    clusters = influence.n_clusters
    total = np.zeros((q, q))
    sums = np.zeros((clusters or 0, q))
    whole = place.pull()
    if moments.gamma_at_hand is not None:
        return transposed_times(whole, transposed_times(whole, moments.gamma_at_hand).T)
    for first in range(0, influence.n, step):
        rows = slice(first, min(first + step, influence.n))
        z = influence_values(influence, rows)
        if influence.weights is not None:
            z *= influence.weights[rows]
        projected = transposed_times(whole, z)
        if influence.clusters is None:
            total += projected @ projected.T
        else:
            np.add.at(sums, influence.clusters[rows], projected.T)
    if clusters is not None:
        total = sums.T @ sums * (clusters / (clusters - 1))
    return total / influence.n


def meat(places: tuple[WeightedPlace, ...], moments: tuple[OrdinalMoments, ...], size: int) -> Floats:
    """Δ′W̃ (Γ/w_g) W̃Δ of all groups (q, q): the statistics of a group vary as Γ/(N w_g), w_g its share of N."""
    total = np.zeros((size, size))
    for place, sample in zip(places, moments, strict=True):
        at = np.ix_(place.term.group.index, place.term.group.index)
        total[at] += place.term.weight * casewise_meat(place, sample)
    return total


def gamma_of(moments: OrdinalMoments, covariances_only: bool) -> Floats:
    """Γ, or its block without thresholds and means."""
    if covariances_only and bool(moments.ordered.all()) and not moments.covariates:
        return moments.asymptotic_covariance(pairs_only=True)
    gamma = moments.asymptotic_covariance()
    k = len(moments.locations)
    return gamma[k:, k:] if covariances_only else gamma


@dataclass(frozen=True, slots=True)
class Pushed:
    """One group's Γ beside what its parameters move.

    Attributes
    ----------
    active : ndarray of int (a,)
        The parameters, among those of all groups, that move what is tested.
    product : ndarray (k, a)
        ΓWΔ.
    middle : ndarray (a, a)
        Δ′WΓWΔ.
    """

    active: NDArray[np.intp]
    product: Floats
    middle: Floats


def pushed(place: WeightedPlace, gamma: Floats, covariances_only: bool) -> Pushed:
    """What tests, errors and robust indices all need of one group; arguments as of :func:`traces`."""
    term = place.term
    first = term.at.n_locations if covariances_only else 0
    moving, pull = without_zeros(place.pull(first))
    across = transposed_times(pull, gamma)
    return Pushed(term.group.index[moving], across.T, transposed_times(pull, across.T))


def pushed_meat(places: tuple[WeightedPlace, ...], pushes: tuple[Pushed, ...], size: int) -> Floats:
    """The same as :func:`meat`, where Γ is at hand."""
    total = np.zeros((size, size))
    for place, own in zip(places, pushes, strict=True):
        total[square(own.active)] += place.term.weight * own.middle
    return total


def traces(
    places: tuple[WeightedPlace, ...],
    gammas: tuple[Floats, ...],
    bread: Floats,
    covariances_only: bool,
    pushes: tuple[Pushed, ...] | None = None,
    squares: tuple[float, ...] | None = None,
    low_rank: Floats | None = None,
) -> Traces:
    """tr(UΓ) and tr((UΓ)²) over all groups.

    Parameters
    ----------
    places : tuple of WeightedPlace
    gammas : tuple of ndarray
        Γ of each group, or its block of variances and covariances.
    bread : ndarray (q, q)
        E⁻¹.
    covariances_only : bool
        Which of the two ``gammas`` hold.
    pushes : tuple of Pushed, optional
    squares : tuple of float, optional
        tr((WΓ)²) of each group.
    low_rank : ndarray (r, r), optional
        E⁻¹Δ′W̃ΓW̃Δ, of what is estimated. These three where they are at hand.
    """
    if pushes is None:
        pushes = tuple(pushed(place, gamma, covariances_only) for place, gamma in zip(places, gammas, strict=True))
    first = second = 0.0
    for g, (place, gamma, own) in enumerate(zip(places, gammas, pushes, strict=True)):
        term = place.term
        rows = slice(term.at.n_locations if covariances_only else 0, term.at.size)
        inverse = bread[square(own.active)] * term.weight
        if term.metric.ndim == 1:
            w = term.metric[rows]
            first += float(w @ np.diag(gamma)) - float((inverse * own.middle).sum())
            own_square = weighted_square(gamma, w) if squares is None else squares[g]
            pulled = own.product.T * np.sqrt(w)
            between = pulled @ pulled.T
        else:
            product = term.metric[rows, rows] @ gamma
            first += float(np.trace(product)) - float((inverse * own.middle).sum())
            own_square = float((product * product.T).sum())
            between = own.product.T @ term.apply(own.product, rows)
        second += own_square - 2.0 * float((inverse * between).sum())
    if low_rank is None:
        low_rank = bread @ pushed_meat(places, pushes, len(bread))
    second += float((low_rank * low_rank.T).sum())
    return Traces(first, second)
