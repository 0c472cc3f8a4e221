"""Scores of single respondents: the gradient of each one's loglikelihood in the free parameters.

With ∂Σ/∂θ_k = c_k(u_k v_k′ + v_k u_k′), ∂μ/∂θ_k = m_k u_k (see ``implied``), W_i the inverse of Σ for the answers that
respondent i gave, padded with zeros, and y = W_i(y_i − μ),

    ∂ℓ_i/∂θ_k = c_k[(u_k′y)(v_k′y) − u_k′W_i v_k] + m_k u_k′y,

so that the scores of n respondents cost two products of n × p and p × q, and nothing of the size of the moments.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.implied import Directions
from lerende_organisatie.psychometrics.moments.incomplete import IncompleteData

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def complete_scores(deviation: Floats, inverse: Floats, d: Directions, means: bool) -> Floats:
    """Scores of respondents who answered everything.

    Parameters
    ----------
    deviation : ndarray (n, p)
        y_i − μ.
    inverse : ndarray (p, p)
        Σ⁻¹.
    d : Directions
    means : bool
        Whether means are part of the model.

    Returns
    -------
    ndarray (n, q)
    """
    y = deviation @ inverse
    yu = y @ d.u
    scores: Floats = d.c * (yu * (y @ d.v) - np.einsum("pq,pq->q", d.u, inverse @ d.v))
    if means:
        scores += d.m * yu
    return scores


def incomplete_scores(data: IncompleteData, mu: Floats, inverse: Floats, d: Directions) -> Floats:
    """Scores of respondents who missed answers; zero weight is on what they missed.

    Parameters
    ----------
    data : IncompleteData, n rows
    mu : ndarray (p,)
    inverse : ndarray (p, p)
        Σ⁻¹.
    d : Directions

    Returns
    -------
    ndarray (n, q)
    """
    y, blocks = _conditional(data, mu, inverse)
    yu = y @ d.u
    ku, kv = inverse @ d.u, inverse @ d.v
    scores = yu * (y @ d.v) - np.einsum("pq,pq->q", d.u, kv)
    for batch, block in zip(data.batches, blocks, strict=True):
        step = max(1, 8_000_000 // max(1, block.shape[1] * d.u.shape[1]))
        for first in range(0, len(batch.rows) if block.shape[1] else 0, step):
            mine = slice(first, first + step)
            index = batch.missing[mine]
            scores[batch.rows[mine]] += (ku[index] * (block[mine] @ kv[index])).sum(axis=1)
    result: Floats = d.c * scores + d.m * yu
    return result


def moment_scores(data: IncompleteData, mu: Floats, inverse: Floats) -> Floats:
    """Scores of incomplete answers in the moments themselves.

    Returns
    -------
    ndarray (n, p + p*)
        In (μ, vech Σ), vech in the order of ``numpy.tril_indices(p)``.
    """
    n, p = data.values.shape
    i, j = np.tril_indices(p)
    y, blocks = _conditional(data, mu, inverse)
    scores = np.empty((n, p + len(i)))
    scores[:, :p] = y
    second = scores[:, p:]
    np.multiply(y[:, i], y[:, j], out=second)
    second -= inverse[i, j]
    for batch, block in zip(data.batches, blocks, strict=True):
        if not block.shape[1]:
            continue
        strip = inverse[batch.missing]
        second[batch.rows] += (np.swapaxes(strip, 1, 2) @ (block @ strip))[:, i, j]
    second *= np.where(i == j, 0.5, 1.0)
    return scores


def _conditional(data: IncompleteData, mu: Floats, inverse: Floats) -> tuple[Floats, list[Floats]]:
    """W_i(y_i − μ) of every respondent (n, p), and per batch the covariances of what is missing (b, m, m)."""
    z = np.where(data.present, data.values - mu, 0.0)
    kz = z @ inverse
    blocks: list[Floats] = []
    for batch in data.batches:
        rows, index = batch.rows, batch.missing
        block: Floats = np.asarray(np.linalg.inv(inverse[index[:, :, None], index[:, None, :]]), dtype=float)
        blocks.append(block)
        pulled = np.take_along_axis(kz[rows], index, axis=1)
        z[rows[:, None], index] = -np.einsum("bij,bj->bi", block, pulled)
    return z @ inverse, blocks


def within_clusters(scores: Floats, cluster: Ints | None) -> Floats:
    """Sums of rows within clusters (clusters, q); the rows themselves where there are none.

    Parameters
    ----------
    scores : ndarray (n, q)
    cluster : ndarray of int (n,) or None
        Codes from 0, in any order.
    """
    if cluster is None:
        return scores
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    return np.asarray(np.add.reduceat(scores[order], starts, axis=0), dtype=float)
