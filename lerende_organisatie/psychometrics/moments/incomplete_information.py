"""Information of means and covariances from incomplete data, without a pass over pairs of respondents.

Every entry is a sum over respondents of products of two entries of W_i = Σ_oo,i⁻¹ or of y_i = W_i(y_i − μ); the Gram
matrix of vech(W_i) with itself and with vech(y_i y_i′) holds all of them.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.moments.incomplete import IncompleteData, padded_inverses

Kind = Literal["observed", "expected"]

Floats = NDArray[np.float64]


def saturated_information(data: IncompleteData, mu: Floats, inverse: Floats, kind: Kind) -> Floats:
    """Minus the Hessian of the loglikelihood in (μ, vech Σ), or its expectation given who answered what.

    Parameters
    ----------
    data : IncompleteData, n rows
    mu : ndarray (p,)
    inverse : ndarray (p, p)
        Σ⁻¹.
    kind : {"observed", "expected"}

    Returns
    -------
    ndarray (p + p*, p + p*)
        p* = p(p+1)/2, in the order of ``numpy.tril_indices(p)``; a covariance moves both of its places in Σ.

    Notes
    -----
    For σ_ab and σ_cd it is c_ab c_cd [H(ac, bd) + H(ad, bc)] with H(ij, kl) = Σ y_i y_j W_kl + y_k y_l W_ij − W_ij W_kl
    and c = 1, or ½ on the diagonal; in expectation H is Σ W_ij W_kl and nothing joins means and covariances.
    """
    n, p = data.values.shape
    i, j = np.tril_indices(p)
    size, lower = len(i), i * p + j
    z = np.where(data.present, data.values - mu, 0.0)
    weight = np.ones(n) if data.weight is None else data.weight
    products, linear = np.zeros((size, size)), np.zeros((p, size))
    total = np.zeros(size)
    for rows, padded in padded_inverses(data, inverse):
        w = np.take(np.ascontiguousarray(padded).reshape(len(rows), p * p), lower, axis=1)
        y = np.einsum("bij,bj->bi", padded, z[rows])
        own = weight[rows, None]
        if data.present[rows].all():  # W is the same for all of them
            same = w[0].copy()
            if kind == "expected":
                products += own.sum() * np.outer(same, same)
            else:
                products += np.outer((own * (y[:, i] * y[:, j] - 0.5 * same)).sum(axis=0), same)
                linear += np.outer((own * y).sum(axis=0), same)
        else:
            ww = w if data.weight is None else own * w
            if kind == "expected":
                products += ww.T @ w
            else:
                pairs = np.take(y, i, axis=1)
                pairs *= np.take(y, j, axis=1)
                pairs -= 0.5 * w
                products += pairs.T @ ww
                linear += y.T @ ww
        total += (own * w).sum(axis=0)
    h = products + products.T if kind == "observed" else products
    place = np.empty((p, p), dtype=np.intp)
    place[i, j] = place[j, i] = np.arange(size)
    c = np.where(i == j, 0.5, 1.0)
    result = np.empty((p + size, p + size))
    result[i, j] = result[j, i] = total
    k = np.arange(p)[:, None]
    cross = c * (linear[j[None, :], place[k, i[None, :]]] + linear[i[None, :], place[k, j[None, :]]])
    result[:p, p:], result[p:, :p] = cross, cross.T
    flat = h.ravel()
    for row in range(size):
        a, b = i[row], j[row]
        first = place[a, i] * size + place[b, j]
        second = place[a, j] * size + place[b, i]
        result[p + row, p:] = c[row] * c * (flat[first] + flat[second])
    return result
