"""Two-way tables of people: which cells stay hidden when the totals of rows and columns are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.privacy.counts import MINIMUM_GROUP_SIZE

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def suppress_table(counts: Sequence[Sequence[int]] | Ints, minimum: int = MINIMUM_GROUP_SIZE) -> Bools:
    """Which cells of a table may be shown when every row total and every column total is known too.

    A count of 1 to ``minimum - 1`` is hidden. Further cells are hidden, the smallest first, until in every row and
    column with a hidden cell at least two are hidden that together hold ``minimum`` people, and until no hidden cell
    follows from the totals: seen as edges between rows and columns, a hidden cell is determined exactly when its edge
    is a bridge, so cells are hidden until no bridge is left. A row or column of one cell cannot be protected by
    hiding; such a cell is its total.

    Parameters
    ----------
    counts : (rows, columns) whole numbers
    minimum : int

    Returns
    -------
    ndarray (rows, columns) of bool
        True where the cell may be shown; empty cells may.

    References
    ----------
    Gusfield, D. (1988). A graph theoretic approach to statistical data security. SIAM Journal on Computing, 17,
    552-571. Hundepool, A., et al. (2012). Statistical Disclosure Control. Wiley. Chapter 4.
    """
    table = np.asarray(counts, dtype=np.int64)
    hidden = (table > 0) & (table < minimum)
    while True:
        before = int(hidden.sum())
        for row in range(table.shape[0]):
            _fill_line(table[row], hidden[row], minimum, np.ones(table.shape[1], dtype=bool))
        several = (table > 0).sum(axis=1) > 1
        for column in range(table.shape[1]):
            _fill_line(table[:, column], hidden[:, column], minimum, several)
        if int(hidden.sum()) > before:
            continue
        added = False
        for row, column in _bridges(hidden):
            added = _hide_smallest(table[row], hidden[row], np.ones(table.shape[1], dtype=bool)) or added
            added = _hide_smallest(table[:, column], hidden[:, column], several) or added
        if not added:
            return ~hidden


def _fill_line(counts: Ints, hidden: Bools, minimum: int, allowed: Bools) -> None:
    """Hide more cells of a row or column until its hidden ones protect each other; changes ``hidden``."""
    while hidden.any() and (hidden.sum() < 2 or counts[hidden].sum() < minimum):
        if not _hide_smallest(counts, hidden, allowed):
            return


def _hide_smallest(counts: Ints, hidden: Bools, allowed: Bools) -> bool:
    """Hide the smallest cell that holds anybody and is not hidden yet; False where there is none."""
    open_cells = np.flatnonzero(~hidden & (counts > 0) & allowed)
    if not len(open_cells):
        return False
    hidden[open_cells[np.argmin(counts[open_cells])]] = True
    return True


def _bridges(hidden: Bools) -> list[tuple[int, int]]:
    """Hidden cells that the totals determine: the bridges of the graph of rows and columns (Tarjan, 1974)."""
    rows = hidden.shape[0]
    neighbours: list[list[int]] = [[int(c) + rows for c in np.flatnonzero(line)] for line in hidden]
    neighbours += [[int(r) for r in np.flatnonzero(line)] for line in hidden.T]
    order = [-1] * len(neighbours)
    low = [0] * len(neighbours)
    found: list[tuple[int, int]] = []
    count = 0
    for root in range(len(neighbours)):
        if order[root] >= 0 or not neighbours[root]:
            continue
        order[root] = low[root] = count
        count += 1
        stack = [(root, -1, iter(neighbours[root]))]
        while stack:
            node, parent, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                stack.pop()
                if parent >= 0:
                    low[parent] = min(low[parent], low[node])
                    if low[node] > order[parent]:
                        found.append((min(node, parent), max(node, parent) - rows))
            elif order[step] < 0:
                order[step] = low[step] = count
                count += 1
                stack.append((step, node, iter(neighbours[step])))
            elif step != parent:
                low[node] = min(low[node], order[step])
    return found


def hide_with_company(hidden: Bools, generator: np.random.Generator, minimum: int = MINIMUM_GROUP_SIZE) -> Bools:
    """Who stays out of a table so that those who must stay out cannot be worked out from a total known elsewhere.

    Where 1 to ``minimum - 1`` people are left out, a total over everyone minus the table would be about them alone. So
    others, chosen at random, are left out with them until they are ``minimum``.

    Parameters
    ----------
    hidden : ndarray (n,) of bool
        Who must stay out.
    generator : Generator
    minimum : int

    Returns
    -------
    ndarray (n,) of bool
    """
    few = int(hidden.sum())
    if few == 0 or few >= minimum:
        return hidden
    others = np.flatnonzero(~hidden)
    company = generator.choice(others, size=min(minimum - few, len(others)), replace=False)
    together = hidden.copy()
    together[company] = True
    return together
