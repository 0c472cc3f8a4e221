"""Covariance matrices of resampled respondents, also where answers are missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.casewise import moment_scores
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.data import Sample
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments
from lerende_organisatie.psychometrics.moments.incomplete_information import saturated_information
from lerende_organisatie.psychometrics.reliability.intervals import bootstrap_draws
from lerende_organisatie.repeat import Progress, repeat

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
Resample = Literal["refit", "linear"]

CELLS = 4_000_000
"""Entries of covariance matrices that are held at once."""


def statistic_draws(
    sample: Sample,
    moments: GroupMoments,
    statistic: Statistic,
    *,
    resample: Resample,
    n_boot: int,
    seed: int,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> Floats:
    """Statistics of the covariance matrix of respondents drawn with replacement.

    Parameters
    ----------
    sample : Sample
        Of one group.
    moments : GroupMoments
        Of all its respondents.
    statistic : callable
        Takes covariance matrices (B, p, p), gives (B, s).
    resample : {"refit", "linear"}
        Where answers are missing: estimate the moments of every draw by EM, or move those of all respondents by what
        every respondent bears on them (the first-order expansion in the respondents' weights).
    n_boot, seed, n_jobs, progress
        As in :func:`~lerende_organisatie.psychometrics.reliability.intervals.bootstrap_draws`.

    Returns
    -------
    ndarray (n_boot, s)

    References
    ----------
    Davison, A. C., & Hinkley, D. V. (1997). Bootstrap methods and their application, section 2.7 (empirical influence).
    """
    group = sample.groups[0]
    if moments.incomplete is None:
        return bootstrap_draws(
            group.values, statistic, n_boot=n_boot, seed=seed, n_jobs=n_jobs, progress=progress
        )  # fmt: skip
    if resample == "refit":
        job = partial(_refitted, sample, statistic)
        return np.stack(repeat(job, range(n_boot), seed=seed, n_jobs=n_jobs, progress=progress))
    influence = covariance_influence(moments)
    block = max(1, min(n_boot, CELLS // moments.cov.size))
    sizes = [block] * (n_boot // block) + ([n_boot % block] if n_boot % block else [])
    expanded = partial(_expanded, moments.cov, influence, statistic)
    return np.concatenate(repeat(expanded, sizes, seed=seed, n_jobs=n_jobs, progress=progress))


def covariance_influence(moments: GroupMoments) -> Floats:
    """How every respondent bears on the covariances that EM gives for incomplete answers (n, p (p + 1) / 2).

    Parameters
    ----------
    moments : GroupMoments
        By EM.

    Returns
    -------
    ndarray (n, p (p + 1) / 2)
        A⁻¹ times the scores, with A the observed information of one respondent; in the order of
        ``numpy.tril_indices(p)``.
    """
    from scipy.linalg import cho_factor, cho_solve

    data = moments.incomplete
    assert data is not None
    inverse = np.linalg.inv(moments.cov)
    inverse = 0.5 * (inverse + inverse.T)
    information = saturated_information(data, moments.mean, inverse, "observed") / moments.n
    scores = moment_scores(data, moments.mean, inverse)
    try:
        moved = cho_solve(cho_factor(information, check_finite=False), scores.T, check_finite=False)
    except np.linalg.LinAlgError:
        moved = np.linalg.lstsq(information, scores.T, rcond=None)[0]
    return np.ascontiguousarray(moved[len(moments.mean) :].T)


def _refitted(sample: Sample, statistic: Statistic, rng: np.random.Generator, _: int) -> Floats:
    from lerende_organisatie.psychometrics.cfa.bootstrap import resampled

    moments = incomplete_moments(resampled(sample.groups[0], rng), sample.observed)
    return np.asarray(statistic(moments.cov[None])[0])


def _expanded(cov: Floats, influence: Floats, statistic: Statistic, rng: np.random.Generator, size: int) -> Floats:
    n, p = len(influence), len(cov)
    counts = rng.multinomial(n, np.full(n, 1 / n), size=size).astype(float)
    i, j = np.tril_indices(p)
    moved = np.empty((size, p, p))
    moved[:, i, j] = moved[:, j, i] = cov[i, j] + (counts - 1) @ influence / n
    return statistic(moved)
