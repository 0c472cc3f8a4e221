"""P-values of many tests at once: Benjamini–Hochberg and Holm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def benjamini_hochberg(pvalues: Floats) -> Floats:
    """P-values adjusted so that flagging below alpha keeps the expected share of false flags at alpha.

    Parameters
    ----------
    pvalues : ndarray (m,)

    Returns
    -------
    ndarray (m,)

    References
    ----------
    Benjamini & Hochberg (1995), doi 10.1111/j.2517-6161.1995.tb02031.x.
    """
    m = len(pvalues)
    order = np.argsort(pvalues)[::-1]
    stepped = np.minimum.accumulate(pvalues[order] * m / np.arange(m, 0, -1))
    return _put_back(np.minimum(stepped, 1.0), order)


def holm(pvalues: Floats) -> Floats:
    """P-values adjusted so that flagging below alpha keeps the chance of any false flag at alpha.

    Parameters
    ----------
    pvalues : ndarray (m,)

    Returns
    -------
    ndarray (m,)

    References
    ----------
    Holm (1979), https://www.jstor.org/stable/4615733.
    """
    m = len(pvalues)
    order = np.argsort(pvalues)
    stepped = np.maximum.accumulate(pvalues[order] * np.arange(m, 0, -1))
    return _put_back(np.minimum(stepped, 1.0), order)


def _put_back(values: Floats, order: NDArray[np.intp]) -> Floats:
    result = np.empty_like(values)
    result[order] = values
    return result
