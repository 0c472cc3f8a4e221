"""Thresholds, means and correlations from what each item and each pair of items say, and what their influence needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.moments.continuous_influence import standardise
from lerende_organisatie.psychometrics.moments.ordinal_influence import AnyInfluence, Influence
from lerende_organisatie.psychometrics.moments.ordinal_pairs import (
    OrdinalItems,
    normal_step,
    polychoric_step,
    polyserial_step,
)
from lerende_organisatie.psychometrics.moments.ordinal_respondents import constant_items, refuse_weightless
from lerende_organisatie.psychometrics.moments.polychoric import joint_counts
from lerende_organisatie.psychometrics.moments.thresholds import (
    answer_categories,
    answer_codes,
    threshold_influence,
    thresholds_from_counts,
)

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Estimates:
    """What was estimated of one group's items.

    Attributes
    ----------
    locations : ndarray (L,)
        Thresholds and means by item.
    means, variances : ndarray (p,)
        Zero and one for ordinal items.
    correlations : ndarray (p, p)
    filled : list of (row, column)
        Pairs whose 2×2 table had its empty cell filled.
    influence : AnyInfluence
    slopes : ndarray (p, k)
        On covariates; without columns where there are none.
    """

    locations: Floats
    means: Floats
    variances: Floats
    correlations: Floats
    filled: list[tuple[int, int]]
    influence: AnyInfluence
    slopes: Floats


def first_locations(is_ordinal: Bits, n_categories: Indices) -> Indices:
    """Where each item's thresholds or mean begin among the locations, and their number last (p + 1,)."""
    count = np.ones(is_ordinal.size, dtype=np.intp)
    count[is_ordinal] = n_categories - 1
    return np.concatenate([[0], np.cumsum(count)]).astype(np.intp)


def ordinal_items(
    answers: Floats,
    is_ordinal: Bits,
    names: Sequence[str],
    offered: Sequence[Sequence[float] | None] | None,
    weights: Floats | None,
    what: str,
) -> tuple[OrdinalItems, tuple[tuple[float, ...], ...]]:
    """Codes, thresholds and counts of the ordinal items, and their categories; DataError for items that cannot be."""
    index = np.flatnonzero(is_ordinal)
    own_names = [names[j] for j in index.tolist()]
    faults = constant_items(answers, np.flatnonzero(~is_ordinal), names)
    used = answer_categories(answers[:, index], own_names, offered, what, faults)
    n_categories = np.array([len(values) for values in used], dtype=np.intp)
    codes = np.zeros(answers.T.shape, dtype=np.int16)
    codes[index] = answer_codes(answers[:, index], used)
    counts = joint_counts(codes[index], n_categories, weights)
    ends = np.cumsum(n_categories)
    own = [np.diag(counts)[end - size : end] for end, size in zip(ends, n_categories, strict=True)]
    refuse_weightless(own, used, own_names, what)
    thresholds = tuple(thresholds_from_counts(count) for count in own)
    tables = tuple(threshold_influence(count, tau, len(answers)) for count, tau in zip(own, thresholds, strict=True))
    return OrdinalItems(index, codes, n_categories, thresholds, tables, counts), used


def from_tables(
    answers: Floats,
    is_ordinal: Bits,
    ordinal: OrdinalItems,
    weights: Floats | None,
    clusters: Indices | None,
    empty_cell: float,
) -> Estimates:
    """Everything from contingency tables, and from sums over respondents where an item is continuous.

    Parameters
    ----------
    answers : ndarray (n, p)
    is_ordinal : ndarray (p,) of bool
    ordinal : OrdinalItems
    weights : ndarray (n,) or None
        With mean one.
    clusters : ndarray (n,) of int or None
    empty_cell : float
        Added to the only empty cell of a 2×2 table.
    """
    n, n_items = answers.shape
    continuous_index = np.flatnonzero(~is_ordinal)
    first_location = first_locations(is_ordinal, ordinal.n_categories)
    casewise = np.ones(n) if weights is None else weights
    continuous, continuous_means, continuous_variances = standardise(
        np.ascontiguousarray(answers[:, continuous_index].T), casewise, first_location[continuous_index]
    )
    correlations = np.eye(n_items)
    polychoric, filled = polychoric_step(ordinal, n, empty_cell, correlations)
    polyserial = polyserial_step(ordinal, continuous, continuous_index, casewise, correlations)
    normal = normal_step(continuous, continuous_index, casewise, correlations)

    means, variances = np.zeros(n_items), np.ones(n_items)
    means[continuous_index], variances[continuous_index] = continuous_means, continuous_variances
    locations = np.empty(int(first_location[-1]))
    locations[first_location[continuous_index]] = continuous_means
    for item, tau in zip(ordinal.items.tolist(), ordinal.thresholds, strict=True):
        locations[first_location[item] : first_location[item + 1]] = tau
    influence = Influence(
        codes=ordinal.codes,
        weights=weights,
        clusters=clusters,
        thresholds=tuple(
            (item, int(first_location[item]), table)
            for item, table in zip(ordinal.items.tolist(), ordinal.tables, strict=True)
        ),
        continuous=continuous,
        polychoric=polychoric,
        polyserial=polyserial,
        normal=normal,
        n_locations=locations.size,
        n_variances=continuous_index.size,
        n_pairs=n_items * (n_items - 1) // 2,
    )
    return Estimates(locations, means, variances, correlations, filled, influence, np.zeros((n_items, 0)))
