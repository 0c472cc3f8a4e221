"""Splits of a scale into two halves, and the coefficient of each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.repeat import spawn_generators

Floats = NDArray[np.float64]

MOST_SPLITS = 20_000
"""Up to this many balanced splits every one is looked at."""

STARTS = 50
"""How many of the best and the worst drawn splits the search sets out from."""


@dataclass(frozen=True, slots=True)
class Splits:
    """The split-half coefficients of one covariance matrix.

    Attributes
    ----------
    coefficients : ndarray (m,)
        Of every split looked at.
    largest, smallest : float
        Where not all splits were looked at, after a search that exchanges items.
    best, worst : ndarray (k,)
        1 for the items of one half, -1 for those of the other.
    """

    coefficients: Floats
    largest: float
    smallest: float
    best: Floats
    worst: Floats


def balanced_splits(k: int, n_splits: int, seed: int) -> tuple[Floats, bool]:
    """All splits of k items into halves that differ by at most one item, or random ones where they are too many.

    Parameters
    ----------
    k : int
    n_splits : int
        How many to draw.
    seed : int

    Returns
    -------
    signs : ndarray (m, k)
        1 for the items of the one half and -1 for those of the other; a split and its mirror image stand there once
        (drawn ones may stand there twice).
    exhaustive : bool
    """
    half = k // 2
    count = comb(k, half) // (2 if k % 2 == 0 else 1)
    if count <= MOST_SPLITS:
        # of an even number of items the first stands in the first half, so that no mirror image is counted
        chosen = (
            [(0, *rest) for rest in combinations(range(1, k), half - 1)]
            if k % 2 == 0
            else list(combinations(range(k), half))
        )
        signs = -np.ones((len(chosen), k))
        signs[np.arange(len(chosen))[:, None], np.array(chosen, dtype=np.intp)] = 1.0
        return signs, True
    generator = spawn_generators(seed, 1)[0]
    order = generator.permuted(np.tile(np.arange(k), (n_splits, 1)), axis=1)
    return np.where(order < half, 1.0, -1.0), False


def split_coefficients(cov: Floats, signs: Floats) -> Floats:
    """The split-half coefficient of each split: 4 cov(A, B) / var(A + B), which is 1 - var(A - B) / var(A + B).

    Parameters
    ----------
    cov : ndarray (k, k)
    signs : ndarray (m, k)

    Returns
    -------
    ndarray (m,)

    References
    ----------
    Guttman (1945), theorem 4; Rulon, P. J. (1939). Harvard Educational Review, 9, 99-103. For halves of equal variance
    it is the Spearman-Brown coefficient of their correlation.
    """
    return np.asarray(1 - ((signs @ cov) * signs).sum(1) / cov.sum())


def best_splits(cov: Floats, signs: Floats, exhaustive: bool) -> Splits:
    """The coefficients of all splits, and the largest and smallest.

    Parameters
    ----------
    cov : ndarray (k, k)
    signs : ndarray (m, k)
    exhaustive : bool
        Otherwise the best and the worst splits are improved by exchanging items while that helps.
    """
    found = split_coefficients(cov, signs)
    order = np.argsort(found)
    best, worst = signs[order[-1]], signs[order[0]]
    largest, smallest = float(found[order[-1]]), float(found[order[0]])
    if not exhaustive:
        for start in signs[order[-STARTS:]]:
            turned = _exchange(cov, start, 1.0)
            if (value := float(split_coefficients(cov, turned[None])[0])) > largest:
                largest, best = value, turned
        for start in signs[order[:STARTS]]:
            turned = _exchange(cov, start, -1.0)
            if (value := float(split_coefficients(cov, turned[None])[0])) < smallest:
                smallest, worst = value, turned
    return Splits(found, largest, smallest, best, worst)


def _exchange(cov: Floats, start: Floats, direction: float) -> Floats:
    """Exchange the pair of items that lowers (direction 1) or raises (-1) the variance of the difference most."""
    signs = start.copy()
    variance = np.diag(cov)
    while True:
        pull = cov @ signs
        a, b = np.flatnonzero(signs > 0), np.flatnonzero(signs < 0)
        # s becomes s - 2 e_a + 2 e_b
        change = -4 * pull[a][:, None] + 4 * pull[b] + 4 * (variance[a][:, None] + variance[b]) - 8 * cov[np.ix_(a, b)]
        i, j = np.unravel_index(int(np.argmin(direction * change)), change.shape)
        if direction * change[i, j] >= -1e-12 * abs(cov.sum()):
            return signs
        signs[a[i]], signs[b[j]] = -1.0, 1.0
