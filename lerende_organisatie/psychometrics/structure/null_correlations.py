"""Correlations of answers that have nothing to do with each other, thousands of times over.

What random answers give is what parallel analysis measures eigenvalues against. Three kinds of random answers, each
with its fastest route, and a series for polychoric correlations near zero:

- normal answers without gaps: their correlations have the distribution of a Wishart matrix, which Bartlett's
  decomposition draws from p(p+1)/2 numbers without drawing a single respondent;
- normal answers with the gaps of the data, or cut at the data's thresholds: drawn in full;
- the data's own answers, each item shuffled over the respondents who answered it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from lerende_organisatie.psychometrics.moments.bivariate_normal import normal_density
from lerende_organisatie.psychometrics.reliability.products import correlations
from lerende_organisatie.psychometrics.structure.polychoric import Coded, code_answers, polychoric_matrix

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Floats]
Random = Literal["normal", "resample"]

LARGEST_SERIES_ERROR = 0.05
"""In units of its standard error, the error that the series may make in a correlation three of them from zero."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What the log-likelihood of a polychoric correlation near zero is made of.

    With P_ab = p_a q_b (1 + Σ ρⁿ uₙ(a) vₙ(b)) (Pearson's tetrachoric series), the log-likelihood is a polynomial in ρ
    whose coefficients are sums over respondents of products f(a) g(b).

    Attributes
    ----------
    tables : ndarray (6, p * (C + 1)) of float32
        u₁; u₂, u₁²; u₃, u₁u₂, u₁³ by item and code; zero for a missing answer.
    quartic : ndarray (p, p)
        The fourth coefficient, per respondent, as expected of unrelated answers.
    eighth : float
        The largest E(u₁⁸): how far the fourth coefficient may stray from what is expected.
    """

    tables: NDArray[np.float32]
    quartic: Floats
    eighth: float

    def serves(self, n: float) -> bool:
        """Whether n respondents are enough for the series.

        At ρ = 3/√n the fourth coefficient is off by about E(u₁⁸)/(4√n), and ρ by 27 E(u₁⁸) n^(-3/2) of its standard
        error.
        """
        return bool(27 * self.eighth < LARGEST_SERIES_ERROR * n**1.5)


def score_codes(coded: Coded) -> Scored:
    """Tabulate the series for every item.

    Parameters
    ----------
    coded : Coded
        The margins; shuffling answers leaves them as they are.

    References
    ----------
    Pearson, K. (1900). Mathematical contributions to the theory of evolution VII. Philosophical Transactions A, 195,
    1-47.
    """
    p, widest = len(coded.codes), int(coded.n_categories.max())
    u = np.zeros((3, p, widest + 1))
    share = np.zeros((p, widest + 1))
    for j, cuts in enumerate(coded.thresholds):
        c = len(cuts) + 1
        share[j, :c] = np.diff(np.concatenate([[0.0], ndtr(cuts), [1.0]]))
        hermite = np.stack([np.ones_like(cuts), cuts, cuts**2 - 1])
        edges = np.zeros((3, c + 1))
        edges[:, 1:-1] = normal_density(cuts) * hermite / np.sqrt([1.0, 2.0, 6.0])[:, None]
        u[:, j, :c] = np.diff(edges, axis=1) / share[j, :c]
    u1, u2, u3 = u

    def both(of: Floats) -> Floats:
        moment = (share * of).sum(1)
        return np.outer(moment, moment)

    return Scored(
        tables=np.stack([u1, u2, u1**2, u3, u1 * u2, u1**3]).reshape(6, -1).astype(np.float32),
        quartic=both(u1**2 * u2) - both(u1 * u3) - both(u2**2) / 2 - both(u1**4) / 4,
        eighth=float((share * u1**8).sum(1).max()),
    )


def polychoric_near_zero(places: NDArray[np.intp], scored: Scored, shared: Floats) -> Floats:
    """Polychoric correlations of unrelated answers from the series.

    Three coefficients are those of the answers, the fourth is what unrelated answers are expected to have.

    Parameters
    ----------
    places : ndarray (p, n)
        Where each answer's scores stand in ``scored.tables``; see :func:`places_of`.
    scored : Scored
    shared : ndarray (p, p)
        Respondents who answered both items.

    Returns
    -------
    ndarray (p, p)
    """
    gram = []
    for table in scored.tables:
        x = table.take(places)
        gram.append(np.asarray(x @ x.T, dtype=float) / shared)
    linear = gram[0]
    quadratic = gram[1] - gram[2] / 2
    cubic = gram[3] - gram[4] + gram[5] / 3
    rho = -linear / (2 * quadratic)
    for _ in range(4):
        slope = linear + rho * (2 * quadratic + rho * (3 * cubic + rho * 4 * scored.quartic))
        bend = 2 * quadratic + rho * (6 * cubic + rho * 12 * scored.quartic)
        rho = np.clip(rho - slope / np.minimum(bend, -0.05), -0.9, 0.9)
    np.fill_diagonal(rho, 1.0)
    return np.asarray(rho)


def places_of(codes: NDArray[np.int16], n_categories: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where the scores of each answer stand in the flat tables of :class:`Scored`; (p, n)."""
    return np.asarray(codes + (np.arange(len(codes)) * (int(n_categories.max()) + 1))[:, None], dtype=np.intp)


def shuffled(rng: np.random.Generator, rows: NDArray[Any], answered: NDArray[np.bool_]) -> NDArray[Any]:
    """Every item's answers over those who answered it, in random order.

    Parameters
    ----------
    rows : ndarray (p, n)
    answered : ndarray (p, n)
    """
    if answered.all():
        return rng.permuted(rows, axis=1)
    result = rows.copy()
    for row, present in zip(result, answered, strict=True):
        row[present] = rng.permutation(row[present])
    return result


def sorted_by_keys(rng: np.random.Generator, places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows of small whole numbers in random order: sorted by random keys whose last bits are the numbers themselves.

    Takes two thirds of the time of :func:`shuffled`. Keys have over 40 random bits; two alike in a row are next to
    impossible, and would only stand in the order of their numbers.

    Parameters
    ----------
    places : ndarray (p, n), zero or more and below 2**24
    """
    low = np.uint64((1 << int(places.max()).bit_length()) - 1)
    keys = rng.integers(0, 1 << 64, places.shape, dtype=np.uint64)
    keys &= ~low
    keys |= places.astype(np.uint64)
    keys.sort(axis=1)
    keys &= low
    return keys.view(np.int64)


def null_draw(values: Floats, coded: Coded | None, random: Random) -> Draw:
    """How to draw one correlation matrix of answers that are unrelated.

    Parameters
    ----------
    values : ndarray (n, p)
        The answers, with NaN where missing; a draw has the same gaps.
    coded : Coded or None
        Of the same answers, for polychoric correlations; None for product-moment ones.
    random : {"normal", "resample"}

    Returns
    -------
    callable Generator -> ndarray (p, p)
    """
    answered = np.ascontiguousarray(~np.isnan(values).T)
    p, n = answered.shape
    if coded is None and random == "normal":
        return partial(_wishart, n, p) if answered.all() else partial(_normal_pearson, answered)
    if coded is None:
        rows = np.ascontiguousarray(values.T)
        if answered.all():
            rows = (rows - rows.mean(1, keepdims=True)) / (rows.std(1, keepdims=True) * np.sqrt(n))
            return partial(_shuffled_standardised, rows, answered)
        return partial(_shuffled_pearson, rows, answered)
    if random == "normal":
        return partial(_cut_normal, coded, answered)
    present = answered.astype(float)
    shared = present @ present.T
    scored = score_codes(coded)
    if scored.serves(float(shared.min())):
        return partial(_shuffled_series, places_of(coded.codes, coded.n_categories), answered, scored, shared)
    return partial(_shuffled_polychoric, coded, answered)


def _wishart(n: int, p: int, rng: np.random.Generator) -> Floats:
    """Correlations of n independent normal rows, by Bartlett's decomposition; singular where n - 1 < p."""
    lower = np.tril(rng.standard_normal((p, p)), -1)
    degrees = np.arange(n - 1, n - 1 - p, -1)
    lower[:, degrees < 1] = 0.0
    np.fill_diagonal(lower, np.where(degrees > 0, np.sqrt(rng.chisquare(np.maximum(degrees, 1))), 0.0))
    cov = lower @ lower.T
    sd = np.sqrt(np.diag(cov))
    return np.asarray(cov / np.outer(sd, sd))


def _normal_pearson(answered: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    return correlations(np.where(answered, rng.standard_normal(answered.shape), np.nan).T)


def _shuffled_standardised(rows: Floats, answered: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    z = shuffled(rng, rows, answered)
    return np.asarray(z @ z.T)


def _shuffled_pearson(rows: Floats, answered: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    return correlations(shuffled(rng, rows, answered).T)


def _shuffled_series(
    places: NDArray[np.intp],
    answered: NDArray[np.bool_],
    scored: Scored,
    shared: Floats,
    rng: np.random.Generator,
) -> Floats:
    moved = sorted_by_keys(rng, places) if answered.all() else shuffled(rng, places, answered)
    return polychoric_near_zero(moved, scored, shared)


def _shuffled_polychoric(coded: Coded, answered: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    return polychoric_matrix(replace(coded, codes=shuffled(rng, coded.codes, answered)))


def _cut_normal(coded: Coded, answered: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """Polychoric correlations of normal answers that are cut at the thresholds of the data."""
    drawn = rng.standard_normal(coded.codes.shape)
    codes = np.stack([np.searchsorted(cuts, row) for cuts, row in zip(coded.thresholds, drawn, strict=True)])
    values = np.where(answered, codes.astype(float), np.nan).T
    items = tuple(f"item {j + 1}" for j in range(len(codes)))
    return polychoric_matrix(code_answers(values, items, "random answers"))
