"""Item parameters as a function of the groups' factor means and variances, with first and second derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Configural:
    """Item parameters of every group in the metric where each factor has mean 0 and variance 1.

    G groups, L loadings, T locations (intercepts, or thresholds), M factors; Y = L + T.

    Attributes
    ----------
    loadings : ndarray (G, L)
    locations : ndarray (G, T)
    vcov : ndarray (G, Y, Y)
        Covariances of the loadings and locations, loadings first.
    n : ndarray (G,)
        Respondents.
    factor : ndarray of int (L,)
        Of each loading.
    loads : ndarray (T, L)
        1 where the loading belongs to the item of the location.
    sign : ndarray (T,)
        1 for an intercept, -1 for a threshold.
    factors : int
    """

    loadings: Floats
    locations: Floats
    vcov: Floats
    n: Floats
    factor: Ints
    loads: Floats
    sign: Floats
    factors: int

    @property
    def groups(self) -> int:
        """The number of groups."""
        return len(self.n)

    def part(self, factors: Ints) -> Configural:
        """The loadings and locations of some factors, which share no item with the others."""
        mine = np.isin(self.factor, factors)
        items = self.loads[:, mine].any(axis=1)
        both = np.concatenate([mine, items])
        return Configural(
            self.loadings[:, mine],
            self.locations[:, items],
            self.vcov[:, both][:, :, both],
            self.n,
            np.searchsorted(factors, self.factor[mine]).astype(np.intp),
            self.loads[np.ix_(items, mine)],
            self.sign[items],
            len(factors),
        )

    def blocks(self) -> list[Ints]:
        """Sets of factors that share no item: each can be aligned on its own."""
        linked = np.eye(self.factors, dtype=bool)
        for row in self.loads.astype(bool):
            together = np.unique(self.factor[row])
            linked[np.ix_(together, together)] = True
        for _ in range(self.factors):
            linked = linked.astype(int) @ linked.astype(int) > 0
        found = {tuple(np.flatnonzero(row)) for row in linked}
        return [np.array(block, dtype=np.intp) for block in sorted(found)]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Item parameters in the metric of given factor means and log standard deviations.

    Attributes
    ----------
    values : ndarray (G, Y)
        Loadings, then locations.
    by_unknowns : ndarray (G, Y, 2M)
        Derivatives in the group's own means, then log standard deviations.
    """

    values: Floats
    by_unknowns: Floats


def align(configural: Configural, mean: Floats, log_sd: Floats) -> Aligned:
    """Loadings λ₀/√ψ and locations ν₀ − αλ₀/√ψ (thresholds τ₀ + αλ₀/√ψ).

    Parameters
    ----------
    configural : Configural
    mean, log_sd : ndarray (G, M)
        α and log √ψ.

    Returns
    -------
    Aligned
    """
    c = configural
    loadings = c.loadings * np.exp(-log_sd[:, c.factor])
    carried = c.loads * c.sign[:, None]
    shift = mean[:, c.factor] * loadings
    values = np.hstack([loadings, c.locations - shift @ carried.T])
    here = (c.factor[:, None] == np.arange(c.factors)).astype(float)
    by = np.zeros((c.groups, values.shape[1], 2 * c.factors))
    first = loadings.shape[1]
    by[:, :first, c.factors :] = -loadings[:, :, None] * here
    by[:, first:, : c.factors] = -np.einsum("tl,gl,lm->gtm", carried, loadings, here)
    by[:, first:, c.factors :] = np.einsum("tl,gl,lm->gtm", carried, shift, here)
    return Aligned(values, by)


def curvature(configural: Configural, aligned: Aligned, mean: Floats, slope: Floats) -> Floats:
    """Σ_y slope_y · ∂²y/∂x∂x′ for the group's own unknowns x.

    Parameters
    ----------
    configural : Configural
    aligned : Aligned
    mean : ndarray (G, M)
    slope : ndarray (G, Y)
        Derivative of the loss in each item parameter.

    Returns
    -------
    ndarray (G, 2M, 2M)
    """
    c, m = configural, configural.factors
    first = c.loadings.shape[1]
    loadings = aligned.values[:, :first]
    pulled = slope[:, first:] @ (c.loads * c.sign[:, None])
    here = (c.factor[:, None] == np.arange(m)).astype(float)
    result = np.zeros((c.groups, 2 * m, 2 * m))
    at = np.arange(m)
    cross = (pulled * loadings) @ here
    own = (slope[:, :first] * loadings - pulled * mean[:, c.factor] * loadings) @ here
    result[:, at, m + at] = result[:, m + at, at] = cross
    result[:, m + at, m + at] = own
    return result


def by_configural(configural: Configural, mean: Floats, log_sd: Floats) -> Floats:
    """Derivatives of the aligned parameters in the group's own configural ones.

    Parameters
    ----------
    configural : Configural
    mean, log_sd : ndarray (G, M)

    Returns
    -------
    ndarray (G, Y, Y)
    """
    c = configural
    shrink = np.exp(-log_sd[:, c.factor])
    first, total = c.loadings.shape[1], c.loadings.shape[1] + c.locations.shape[1]
    result = np.zeros((c.groups, total, total))
    at = np.arange(first)
    result[:, at, at] = shrink
    result[:, first:, :first] = -(c.loads * c.sign[:, None]) * (mean[:, c.factor] * shrink)[:, None, :]
    at = np.arange(first, total)
    result[:, at, at] = 1.0
    return result


def mixed_curvature(configural: Configural, mean: Floats, log_sd: Floats, slope: Floats) -> Floats:
    """Σ_y slope_y · ∂²y/∂x∂h′ for unknowns x and configural parameters h of the same group.

    Parameters
    ----------
    configural : Configural
    mean, log_sd : ndarray (G, M)
    slope : ndarray (G, Y)

    Returns
    -------
    ndarray (G, 2M, Y)
    """
    c, m = configural, configural.factors
    first, total = c.loadings.shape[1], c.loadings.shape[1] + c.locations.shape[1]
    shrink = np.exp(-log_sd[:, c.factor])
    pulled = slope[:, first:] @ (c.loads * c.sign[:, None])
    here = (c.factor[:, None] == np.arange(m)).astype(float)
    result = np.zeros((c.groups, 2 * m, total))
    result[:, :m, :first] = np.einsum("gl,lm->gml", -pulled * shrink, here)
    of_sd = (-slope[:, :first] + pulled * mean[:, c.factor]) * shrink
    result[:, m:, :first] = np.einsum("gl,lm->gml", of_sd, here)
    return result
