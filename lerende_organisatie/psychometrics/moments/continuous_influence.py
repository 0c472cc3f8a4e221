"""Influence values wherever a continuous item takes part: means, variances, polyserial and normal covariances.

Continuous items enter standardised, z, through two numbers per respondent: z and z² - 1 (both zero where the answer is
missing). The score of a mean is z/s, that of a variance (z² - 1)/2v; everything else is linear in these two, apart from
the score of the correlation itself.

As in lavaan, the influence on a mean and a variance weights these scores by the inverse of their mean outer product.
For a normal item that gives z·s and (z² - 1)·v; for a skewed one it does not, and what Γ then holds for its mean is not
its variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.moments.polyserial import answer_bounds, answer_probability, row_blocks

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ContinuousItems:
    """The m continuous items, standardised, with their influence on means and variances.

    Parameters
    ----------
    z : ndarray (m, n)
        Standardised answers, zero where missing.
    answered : ndarray (m, n) of bool
    deviations : ndarray (m,)
        Standard deviations (divisor n).
    mean_positions : ndarray (m,)
        Where their means stand among the statistics.
    coefficients : ndarray (m, 2, 2)
        Influence on (mean, variance) from (z, z² - 1).
    """

    z: Floats
    answered: Bits
    deviations: Floats
    mean_positions: Indices
    coefficients: Floats

    def answers(self, rows: slice | Indices) -> tuple[Floats, Floats]:
        """Z and z² - 1 of some respondents, both NaN-free; the second is exactly zero only where missing."""
        z = self.z[:, rows]
        return z, np.where(self.answered[:, rows], z * z - 1.0, 0.0)

    def influence(self, first: Floats, second: Floats) -> tuple[Floats, Floats]:
        """Influence on means and on variances, (m, rows) each."""
        both = self.coefficients
        return (
            both[:, 0, 0, None] * first + both[:, 0, 1, None] * second,
            both[:, 1, 0, None] * first + both[:, 1, 1, None] * second,
        )


def standardise(values: Floats, weights: Floats, mean_positions: Indices) -> tuple[ContinuousItems, Floats, Floats]:
    """Means, variances and standardised answers of continuous items.

    Parameters
    ----------
    values : ndarray (m, n)
        NaN where missing.
    weights : ndarray (n,)
        With mean one.
    mean_positions : ndarray (m,)

    Returns
    -------
    items : ContinuousItems
    means, variances : ndarray (m,)
        Over the answers of each item, divisor the sum of their weights.
    """
    answered = ~np.isnan(values)
    filled = np.nan_to_num(values)
    total = answered @ weights
    means = filled @ weights / total
    centred = np.where(answered, values - means[:, None], 0.0)
    variances = (centred * centred) @ weights / total
    deviations = np.sqrt(variances)
    z = centred / deviations[:, None]
    second = np.where(answered, z * z - 1.0, 0.0)
    # mean outer products of (z, z² - 1); the scores are these over (s, 2v)
    products = np.empty((len(z), 2, 2))
    products[:, 0, 0] = (z * z) @ weights
    products[:, 0, 1] = products[:, 1, 0] = (z * second) @ weights
    products[:, 1, 1] = (second * second) @ weights
    products /= weights.sum()
    scale = np.stack([deviations, 2 * variances], axis=1)
    coefficients = scale[:, :, None] * np.linalg.inv(products)
    return ContinuousItems(z, answered, deviations, mean_positions, coefficients), means, variances


@dataclass(frozen=True, slots=True)
class PolyserialPairs:
    """One ordinal item with some continuous ones: what turns scores into influence on their covariances.

    Parameters
    ----------
    item : int
        The ordinal item.
    thresholds : ndarray (C - 1,)
    partners : ndarray (P,)
        Numbers of the continuous items among the continuous items.
    positions : ndarray (P,)
        Where the pairs stand among all pairs.
    rho : ndarray (P,)
    scale : ndarray (P,)
        Multiplies the score of ρ.
    tables : ndarray (P, C + 1)
        Taken off by answer to the ordinal item.
    slopes : ndarray (P, 2)
        Multiply z and z² - 1.
    """

    item: int
    thresholds: Floats
    partners: Indices
    positions: Indices
    rho: Floats
    scale: Floats
    tables: Floats
    slopes: Floats


def polyserial_pairs(
    item: int,
    codes: Indices,
    thresholds: Floats,
    threshold_table: Floats,
    continuous: ContinuousItems,
    partners: Indices,
    positions: Indices,
    rho: Floats,
    weights: Floats,
) -> PolyserialPairs:
    """The influence of an ordinal item's pairs with continuous items, from sums over respondents.

    Parameters
    ----------
    item : int
    codes : ndarray (n,)
    thresholds : ndarray (C - 1,)
    threshold_table : ndarray (C + 1, C - 1)
        Influence on the thresholds.
    continuous : ContinuousItems
    partners, positions : ndarray (P,)
    rho : ndarray (P,)
    weights : ndarray (n,)
        With mean one.
    """
    n_categories = thresholds.size + 1
    lower, upper = answer_bounds(codes, thresholds)
    information, with_item = np.zeros(partners.size), np.zeros((partners.size, thresholds.size))
    with_partner = np.zeros((partners.size, 2))
    for rows in row_blocks(codes.size, partners.size):
        own, z = codes[rows], continuous.z[partners, rows]
        counted = continuous.answered[partners, rows] * ((own < n_categories) * weights[rows])
        answer = answer_probability(z, lower[rows], upper[rows], rho)
        weighted = counted * answer.slope
        information += np.einsum("pn,pn->p", weighted, answer.slope)
        chosen = (own[:, None] == np.arange(n_categories)).astype(float)
        with_item += ((weighted * answer.upper) @ chosen)[:, :-1] + ((weighted * answer.lower) @ chosen)[:, 1:]
        from_mean = z - answer.shift
        with_partner[:, 0] += np.einsum("pn,pn->p", weighted, from_mean)
        with_partner[:, 1] += np.einsum("pn,pn->p", weighted, z * from_mean - 1.0)
    deviations = continuous.deviations[partners]
    total = weights.sum()
    scale = deviations / (information / total)
    with_partner /= np.stack([deviations, 2 * deviations**2], axis=1) * total
    coefficients = continuous.coefficients[partners]
    slopes = (rho / (2 * deviations))[:, None] * coefficients[:, 1]
    slopes -= scale[:, None] * np.einsum("pk,pkl->pl", with_partner, coefficients)
    return PolyserialPairs(
        item=item,
        thresholds=thresholds,
        partners=partners,
        positions=positions,
        rho=rho,
        scale=scale,
        tables=scale[:, None] * (with_item / total) @ threshold_table.T,
        slopes=slopes,
    )


def polyserial_influence(pairs: PolyserialPairs, codes: Indices, first: Floats, second: Floats) -> Floats:
    """Influence on the covariances of an ordinal item with continuous ones.

    Parameters
    ----------
    pairs : PolyserialPairs
    codes : ndarray (rows,)
        Of the ordinal item.
    first, second : ndarray (m, rows)
        Z and z² - 1 of all continuous items; both zero where missing.

    Returns
    -------
    ndarray (P, rows)
    """
    lower, upper = answer_bounds(codes, pairs.thresholds)
    z, square = first[pairs.partners], second[pairs.partners]
    both = ((z != 0) | (square != 0)) & (codes <= pairs.thresholds.size)
    values: Floats = pairs.scale[:, None] * np.where(both, answer_probability(z, lower, upper, pairs.rho).slope, 0.0)
    values -= pairs.tables[:, codes]
    values += pairs.slopes[:, :1] * z
    values += pairs.slopes[:, 1:] * square
    return values


@dataclass(frozen=True, slots=True)
class NormalPairs:
    """One continuous item with later ones: what turns scores into influence on their covariances.

    Parameters
    ----------
    item : int
        Number of the first item among the continuous items.
    partners, positions, rho, scale
        As in :class:`PolyserialPairs`.
    own, other : ndarray (P, 2)
        Multiply z and z² - 1 of the first item and of the partner.
    """

    item: int
    partners: Indices
    positions: Indices
    rho: Floats
    scale: Floats
    own: Floats
    other: Floats


def normal_score(a: Floats, b: Floats, rho: Floats) -> Floats:
    """∂/∂ρ of the log of the standard bivariate normal density."""
    r = rho[:, None]
    residual = (1 - r) * (1 + r)
    score: Floats = r / residual + ((1 + r * r) * a * b - r * (a * a + b * b)) / residual**2
    return score


def normal_pairs(
    item: int, continuous: ContinuousItems, partners: Indices, positions: Indices, rho: Floats, weights: Floats
) -> NormalPairs:
    """The influence of one continuous item's pairs with others, from sums over respondents."""
    a, b = continuous.z[item], continuous.z[partners]
    counted = continuous.answered[partners] * (continuous.answered[item] * weights)
    total = weights.sum()
    weighted = counted * normal_score(a[None], b, rho)
    information = np.einsum("pn,pn->p", weighted, normal_score(a[None], b, rho)) / total
    residual = (1 - rho) * (1 + rho)
    own_mean, other_mean = a - rho[:, None] * b, b - rho[:, None] * a
    own_products, other_products = np.empty((partners.size, 2)), np.empty((partners.size, 2))
    for products, mean, z in ((own_products, own_mean, a[None]), (other_products, other_mean, b)):
        products[:, 0] = np.einsum("pn,pn->p", weighted, mean) / residual
        products[:, 1] = np.einsum("pn,pn->p", weighted, z * mean) / residual - weighted.sum(1)
    own_deviation, other_deviations = continuous.deviations[item], continuous.deviations[partners]
    own_products /= np.array([own_deviation, 2 * own_deviation**2]) * total
    other_products /= np.stack([other_deviations, 2 * other_deviations**2], axis=1) * total
    scale = own_deviation * other_deviations / information
    own_coefficients, other_coefficients = continuous.coefficients[item], continuous.coefficients[partners]
    own = (rho * other_deviations / (2 * own_deviation))[:, None] * own_coefficients[1]
    own -= scale[:, None] * (own_products @ own_coefficients)
    other = (rho * own_deviation / (2 * other_deviations))[:, None] * other_coefficients[:, 1]
    other -= scale[:, None] * np.einsum("pk,pkl->pl", other_products, other_coefficients)
    return NormalPairs(item, partners, positions, rho, scale, own, other)


def normal_influence(pairs: NormalPairs, first: Floats, second: Floats) -> Floats:
    """Influence on the covariances of a continuous item with others; arguments as in :func:`polyserial_influence`."""
    a, square = first[pairs.item], second[pairs.item]
    b, squares = first[pairs.partners], second[pairs.partners]
    both = ((a != 0) | (square != 0)) & ((b != 0) | (squares != 0))
    values: Floats = pairs.scale[:, None] * np.where(both, normal_score(a[None], b, pairs.rho), 0.0)
    values += pairs.own[:, :1] * a + pairs.own[:, 1:] * square
    values += pairs.other[:, :1] * b + pairs.other[:, 1:] * squares
    return values
