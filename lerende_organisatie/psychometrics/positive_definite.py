"""Symmetric positive definite matrices: inverse and determinant from one factor, and whether a matrix is one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dpotri

Floats = NDArray[np.float64]


def inverse_and_log_det(matrix: Floats) -> tuple[Floats, float]:
    """The inverse, exactly symmetric, and the logarithm of the determinant.

    Parameters
    ----------
    matrix : ndarray (p, p)
        Symmetric.

    Raises
    ------
    LinAlgError
        The matrix is not positive definite.
    """
    if not len(matrix):
        return matrix.copy(), 0.0
    factor, failed = dpotrf(matrix, lower=True)
    diagonal = factor.diagonal()
    if failed or not np.isfinite(diagonal).all():
        raise np.linalg.LinAlgError("the matrix is not positive definite")
    log_det = 2.0 * float(np.log(diagonal).sum())
    below, failed = dpotri(factor, lower=True, overwrite_c=True)
    if failed:
        raise np.linalg.LinAlgError("the matrix is not positive definite")
    inverse = np.tril(below)
    inverse += np.tril(below, -1).T
    return inverse, log_det


def above(matrix: Floats, limit: float) -> bool:
    """Whether every eigenvalue of a symmetric matrix is above a limit."""
    if not len(matrix):
        return True
    moved = np.array(matrix, order="F")
    moved.flat[:: len(matrix) + 1] -= limit
    factor, failed = dpotrf(moved, lower=True, overwrite_a=True)
    return not failed and bool(np.isfinite(factor.diagonal()).all())
