"""Correlations and influence tables of all pairs of items, gathered by the kind of pair.

Pairs stand in the order of the lower triangle, column by column: (2,1), (3,1), ..., (p,1), (3,2), ...
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.moments.continuous_influence import (
    ContinuousItems,
    NormalPairs,
    PolyserialPairs,
    normal_pairs,
    polyserial_pairs,
)
from lerende_organisatie.psychometrics.moments.ordinal_influence import PolychoricPairs
from lerende_organisatie.psychometrics.moments.polychoric import (
    fill_empty_cell,
    polychoric_correlations,
    polychoric_scores,
    tables_of,
)
from lerende_organisatie.psychometrics.moments.polyserial import normal_correlations, polyserial_correlations

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Bits = NDArray[np.bool_]


def lower_triangle(n_items: int) -> tuple[Indices, Indices]:
    """Rows and columns of the pairs of items, column by column."""
    columns, rows = np.triu_indices(n_items, 1)
    return rows, columns


def pair_position(rows: Indices, columns: Indices, n_items: int) -> Indices:
    """Where pairs with row > column stand in :func:`lower_triangle`."""
    position: Indices = columns * n_items - columns * (columns + 1) // 2 + rows - columns - 1
    return position


@dataclass(frozen=True, slots=True)
class OrdinalItems:
    """The ordinal items' side of the pairs.

    Parameters
    ----------
    items : ndarray (m,)
        Their numbers among all items, increasing.
    codes : ndarray (p, n) of int16
        Of all items; rows of continuous items are not used.
    n_categories : ndarray (m,)
    thresholds : tuple of m arrays (C_j - 1,)
    tables : tuple of m arrays (C_j + 1, C_j - 1)
        Influence on the thresholds.
    counts : ndarray (K, K)
        From :func:`~.polychoric.joint_counts`.
    """

    items: Indices
    codes: NDArray[np.int16]
    n_categories: Indices
    thresholds: tuple[Floats, ...]
    tables: tuple[Floats, ...]
    counts: Floats


def polychoric_step(
    ordinal: OrdinalItems, n: float, empty_cell: float, correlations: Floats
) -> tuple[tuple[PolychoricPairs, ...], list[tuple[int, int]]]:
    """Estimate the correlations of all pairs of ordinal items, and tabulate their influence.

    Parameters
    ----------
    ordinal : OrdinalItems
    n : float
        Respondents in all.
    empty_cell : float
        What is added to the one empty cell of a 2×2 table.
    correlations : ndarray (p, p)
        Filled in where both items are ordinal.

    Returns
    -------
    pairs : tuple of PolychoricPairs
        One for each item that has later ones.
    filled : list of (row, column)
        Pairs of items whose table had its empty cell filled.
    """
    n_items = len(correlations)
    rows, columns = lower_triangle(ordinal.items.size)
    first = np.concatenate([[0], np.cumsum(ordinal.n_categories)[:-1]])
    sizes = np.stack([ordinal.n_categories[rows], ordinal.n_categories[columns]], axis=1)
    lengths = np.prod(sizes + 1, axis=1)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.empty(int(starts[-1]))
    rho = np.empty(rows.size)
    filled: list[tuple[int, int]] = []
    shapes = np.unique(sizes, axis=0)
    for shape in shapes:
        which = np.flatnonzero((sizes == shape).all(axis=1))
        size = (int(shape[0]), int(shape[1]))
        observed = tables_of(ordinal.counts, first, rows[which], columns[which], size)
        h, row_tables = _stacked(ordinal, rows[which])
        k, column_tables = _stacked(ordinal, columns[which])
        tables, changed = fill_empty_cell(observed, empty_cell)
        rho[which] = polychoric_correlations(tables, h, k)
        filled += [(int(ordinal.items[rows[i]]), int(ordinal.items[columns[i]])) for i in which[changed]]
        scores = polychoric_scores(observed, h, k, rho[which], n)
        influence = np.zeros((which.size, size[0] + 1, size[1] + 1))
        influence[:, :-1, :-1] = scores.rho
        influence -= np.einsum("pt,pct->pc", scores.row_products, row_tables)[:, :, None]
        influence -= np.einsum("pt,pct->pc", scores.column_products, column_tables)[:, None, :]
        influence /= scores.information[:, None, None]
        flat[starts[which][:, None] + np.arange(lengths[which[0]])] = influence.reshape(which.size, -1)
    row_items, column_items = ordinal.items[rows], ordinal.items[columns]
    correlations[row_items, column_items] = correlations[column_items, row_items] = rho
    pairs = []
    for column in range(ordinal.items.size - 1):
        own = np.flatnonzero(columns == column)
        begin, end = int(starts[own[0]]), int(starts[own[-1] + 1])
        pairs.append(
            PolychoricPairs(
                column=int(ordinal.items[column]),
                rows=row_items[own],
                positions=pair_position(row_items[own], column_items[own], n_items),
                starts=starts[own] - begin,
                width=int(ordinal.n_categories[column]) + 1,
                tables=flat[begin:end],
            )
        )
    return tuple(pairs), filled


def _stacked(ordinal: OrdinalItems, which: Indices) -> tuple[Floats, Floats]:
    """Thresholds (P, C - 1) and their influence tables (P, C + 1, C - 1) of items with equally many categories."""
    distinct, back = np.unique(which, return_inverse=True)
    return (
        np.stack([ordinal.thresholds[i] for i in distinct])[back],
        np.stack([ordinal.tables[i] for i in distinct])[back],
    )


def polyserial_step(
    ordinal: OrdinalItems, continuous: ContinuousItems, items: Indices, weights: Floats, correlations: Floats
) -> tuple[PolyserialPairs, ...]:
    """Estimate the correlations of all ordinal with all continuous items, and what their influence needs.

    Parameters
    ----------
    ordinal : OrdinalItems
    continuous : ContinuousItems
    items : ndarray (m,)
        Numbers of the continuous items among all items.
    weights : ndarray (n,)
        With mean one.
    correlations : ndarray (p, p)
        Filled in where one item is ordinal and one continuous.
    """
    if not items.size:
        return ()
    z = np.where(continuous.answered, continuous.z, np.nan)
    pairs = []
    for item, thresholds, table in zip(ordinal.items.tolist(), ordinal.thresholds, ordinal.tables, strict=True):
        codes = ordinal.codes[item].astype(np.intp)
        rho = polyserial_correlations(z, codes, thresholds, weights)
        correlations[item, items] = correlations[items, item] = rho
        positions = pair_position(np.maximum(items, item), np.minimum(items, item), len(correlations))
        partners = np.arange(items.size)
        pairs.append(polyserial_pairs(item, codes, thresholds, table, continuous, partners, positions, rho, weights))
    return tuple(pairs)


def normal_step(
    continuous: ContinuousItems, items: Indices, weights: Floats, correlations: Floats
) -> tuple[NormalPairs, ...]:
    """Estimate the correlations of all continuous items, and what their influence needs; as :func:`polyserial_step`."""
    z = np.where(continuous.answered, continuous.z, np.nan)
    matrix = normal_correlations(z, weights)
    correlations[np.ix_(items, items)] = matrix
    pairs = []
    for number in range(items.size - 1):
        partners = np.arange(number + 1, items.size)
        own = np.full(partners.size, items[number])
        positions = pair_position(items[partners], own, len(correlations))
        pairs.append(normal_pairs(number, continuous, partners, positions, matrix[partners, number], weights))
    return tuple(pairs)


def pairs_without_answers(answered: Bits, items: Sequence[str]) -> list[str]:
    """A line for every pair of items that no respondent answered both of; ``answered`` is (p, n)."""
    both = answered.astype(np.float32) @ answered.astype(np.float32).T
    rows, columns = np.nonzero(np.tril(both == 0, -1))
    return [
        f"nobody answered both {items[column]!r} and {items[row]!r}; one of them has to go"
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
