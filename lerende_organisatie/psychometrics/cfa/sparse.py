"""Matrices of which most is zero: a parameter of a factor model moves few thresholds and correlations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

DENSE = 0.1
"""Share of a matrix that is not zero above which it is multiplied as it stands."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where a matrix can be other than zero, row by row.

    Attributes
    ----------
    shape : (rows, columns)
    row, column : ndarray of int (k,)
        Of its k entries, in the order of rows.
    """

    shape: tuple[int, int]
    row: Ints
    column: Ints

    @property
    def starts(self) -> Ints:
        """Where the entries of each row begin, and where the last row's end (rows + 1,)."""
        return np.searchsorted(self.row, np.arange(self.shape[0] + 1))


@dataclass(frozen=True, slots=True)
class Sparse:
    """A matrix by its entries.

    Attributes
    ----------
    pattern : Pattern
    entries : ndarray (k,)
    """

    pattern: Pattern
    entries: Floats

    @property
    def dense(self) -> Floats:
        """The matrix (rows, columns)."""
        result = np.zeros(self.pattern.shape)
        result[self.pattern.row, self.pattern.column] = self.entries
        return result

    def weighed(self, weights: Floats) -> Sparse:
        """Its rows times ``weights`` (rows,)."""
        return Sparse(self.pattern, self.entries * weights[self.pattern.row])

    def transposed_times(self, other: Floats | Sparse) -> Floats:
        """M′N (columns, columns of N), or M′v of a vector."""
        if isinstance(other, Sparse):
            return np.asarray((self.compressed.T @ other.compressed).toarray(), dtype=float)
        return np.asarray(self.compressed.T @ other, dtype=float)

    @property
    def compressed(self) -> Any:
        """As scipy has it, by rows."""
        from scipy.sparse import csr_array

        return csr_array((self.entries, self.pattern.column, self.pattern.starts), shape=self.pattern.shape)


def pattern_of(support: NDArray[np.bool_]) -> Pattern | None:
    """The pattern of a matrix that is other than zero where ``support`` is; None where that is not few places."""
    if np.count_nonzero(support) > DENSE * support.size:
        return None
    row, column = np.nonzero(support)
    return Pattern((support.shape[0], support.shape[1]), row, column)


def square(own: Ints) -> tuple[slice, slice] | tuple[Ints, ...]:
    """The rows and columns ``own`` of a square matrix, as slices where they lie together."""
    if len(own) and own[-1] - own[0] == len(own) - 1 and (np.diff(own) == 1).all():
        part = slice(int(own[0]), int(own[-1]) + 1)
        return part, part
    return np.ix_(own, own)


def transposed_times(left: Floats | Sparse, right: Floats | Sparse) -> Floats:
    """M′N of matrices held either way."""
    if isinstance(left, Sparse):
        return left.transposed_times(right)
    if isinstance(right, Sparse):
        return right.transposed_times(left).T
    return np.asarray(left.T @ right, dtype=float)


def stacked(parts: list[tuple[slice, Ints, Floats | Sparse]], shape: tuple[int, int]) -> Floats | Sparse:
    """Blocks that share no row, in the order of rows, as one matrix: (rows, columns, values) of each."""
    if all(isinstance(values, Sparse) for _, _, values in parts):
        found = [(rows, columns, values) for rows, columns, values in parts if isinstance(values, Sparse)]
        row = np.concatenate([values.pattern.row + rows.start for rows, _, values in found])
        column = np.concatenate([columns[values.pattern.column] for _, columns, values in found])
        return Sparse(Pattern(shape, row, column), np.concatenate([values.entries for _, _, values in found]))
    result = np.zeros(shape)
    for rows, columns, values in parts:
        result[rows, columns] = values.dense if isinstance(values, Sparse) else values
    return result


def without_zeros(matrix: Floats | Sparse) -> tuple[Ints, Floats | Sparse]:
    """The columns that are other than zero, and the matrix of them alone."""
    if isinstance(matrix, Sparse):
        used, column = np.unique(matrix.pattern.column, return_inverse=True)
        rows = matrix.pattern.shape[0]
        return used, Sparse(Pattern((rows, len(used)), matrix.pattern.row, column), matrix.entries)
    used = np.flatnonzero(matrix.any(axis=0))
    return used, matrix[:, used]
