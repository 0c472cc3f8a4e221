"""Drawing from a population: people in clusters, their factor scores, their answers, and what they leave open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.simulation.population import OrdinalPopulation


def cluster_sizes(
    rng: np.random.Generator, n: int, weights: NDArray[np.float64], smallest: int = 1
) -> NDArray[np.int64]:
    """Spread people over clusters, at least ``smallest`` in each where there are enough people.

    Parameters
    ----------
    rng : Generator
    n : int
        Number of people, at least the number of clusters.
    weights : ndarray (J,)
        Positive; a cluster's expected share of the people beyond the smallest number.
    smallest : int

    Returns
    -------
    ndarray (J,) of int
        Sums to ``n``.
    """
    clusters = len(weights)
    floor = min(smallest, n // clusters)
    extra = rng.multinomial(n - floor * clusters, weights / weights.sum())
    return (floor + extra).astype(np.int64)


def nested_factor_scores(
    rng: np.random.Generator,
    correlations: NDArray[np.float64],
    cluster: NDArray[np.int64],
    intraclass: float,
    shift: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Factor scores of people in clusters: a cluster's part, a person's part and a known shift.

    Parameters
    ----------
    rng : Generator
    correlations : ndarray (m, m)
        Of the factors, the same between and within clusters.
    cluster : ndarray (n,) of int
        The cluster of each person, 0 to J - 1.
    intraclass : float
        Share of the variance that lies between clusters, 0 up to but not including 1.
    shift : ndarray (n,)
        What each person's factors are raised by, in standard deviations; a planted difference between groups.

    Returns
    -------
    ndarray (n, m)
        Variance one for each factor, apart from what the shift adds.
    """
    root = np.linalg.cholesky(correlations)
    m = len(correlations)
    between = rng.standard_normal((int(cluster.max(initial=-1)) + 1, m)) @ root.T
    within = rng.standard_normal((len(cluster), m)) @ root.T
    scores: NDArray[np.float64] = np.sqrt(intraclass) * between[cluster] + np.sqrt(1.0 - intraclass) * within
    return scores + shift[:, None]


def ordinal_answers(
    rng: np.random.Generator,
    population: OrdinalPopulation,
    factor_scores: NDArray[np.float64],
    shift: NDArray[np.float64] | None = None,
) -> NDArray[np.int64]:
    """The category that each person chooses for each item.

    Parameters
    ----------
    rng : Generator
    population : OrdinalPopulation
    factor_scores : ndarray (n, m)
    shift : ndarray (n, p), optional
        What a person's response behind each item is raised by at the same standing; planted bias of items.

    Returns
    -------
    ndarray (n, p) of int
        0 for the lowest category.
    """
    noise = rng.standard_normal((len(factor_scores), len(population.loadings)))
    latent = factor_scores @ population.loadings.T + noise * population.residual_sd
    if shift is not None:
        latent = latent + shift
    category: NDArray[np.int64] = (latent[:, :, None] > population.thresholds).sum(axis=2, dtype=np.int64)
    return category


def left_open(rng: np.random.Generator, shape: tuple[int, int], share: float) -> NDArray[np.bool_]:
    """Which answers are missing, completely at random.

    Parameters
    ----------
    rng : Generator
    shape : tuple (n, p)
    share : float
        The probability that an answer is missing.

    Returns
    -------
    ndarray (n, p) of bool
    """
    return rng.random(shape) < share


def normal_sample(
    rng: np.random.Generator, n: int, mean: NDArray[np.float64], covariance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A multivariate normal sample.

    Parameters
    ----------
    rng : Generator
    n : int
    mean : ndarray (p,)
    covariance : ndarray (p, p)
        Positive semidefinite.

    Returns
    -------
    ndarray (n, p)

    Raises
    ------
    numpy.linalg.LinAlgError
        The covariance matrix has a negative eigenvalue beyond rounding.
    """
    sample: NDArray[np.float64] = mean + rng.standard_normal((n, len(mean))) @ covariance_root(covariance).T
    return sample


def covariance_root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """A matrix whose product with its transpose is the covariance matrix, which may be singular.

    Parameters
    ----------
    covariance : ndarray (p, p)
        Positive semidefinite.

    Returns
    -------
    ndarray (p, p)

    Raises
    ------
    numpy.linalg.LinAlgError
        The covariance matrix has a negative eigenvalue beyond rounding.
    """
    values, vectors = np.linalg.eigh(covariance)
    if values.min(initial=0.0) < -1e-10 * max(values.max(initial=0.0), 1.0):
        raise np.linalg.LinAlgError("the covariance matrix is not positive semidefinite")
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)))
