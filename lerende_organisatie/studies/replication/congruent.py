"""Congruence of new loadings with published ones, with an interval over respondents or whole schools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.printed.rounding import Range
from lerende_organisatie.psychometrics.reliability.products import Products, covariances, products
from lerende_organisatie.repeat import Progress, repeat

Floats = NDArray[np.float64]

BLOCK_CELLS = 400_000
"""Weights held at once by one block of draws; fixed, so that the draws do not depend on the machine."""

EQUAL, FAIR = 0.95, 0.85
"""Lorenzo-Seva and ten Berge (2006): from .95 factors are called equal, from .85 fairly similar."""


@dataclass(frozen=True, slots=True)
class ColumnCongruence:
    """Congruence of one component with the published one.

    Attributes
    ----------
    phi : float
    interval : Range
        Percentiles of the draws, 95%, around the coefficient; see :func:`centred`.
    """

    phi: float
    interval: Range


def congruence_of(new: Floats, published: Floats) -> Floats:
    """Tucker's coefficient column by column.

    Parameters
    ----------
    new, published : ndarray (..., p, m)

    Returns
    -------
    ndarray (..., m)

    References
    ----------
    Tucker, L. R. (1951). A method for synthesis of factor analysis studies.
    """
    cross = (new * published).sum(-2)
    return np.asarray(cross / np.sqrt((new**2).sum(-2) * (published**2).sum(-2)))


def congruences(
    answers: pd.DataFrame,
    rotated: Floats,
    published: Floats,
    clusters: pd.Series | None,
    *,
    n_boot: int,
    seed: int,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[ColumnCongruence, ...]:
    """Congruence with an interval: the components of every draw, turned towards those of the sample.

    Parameters
    ----------
    answers : DataFrame (n, p)
        NaN for missing; correlations are pairwise.
    rotated : ndarray (p, m)
        The sample's rotated loadings, in the order of the published columns and turned their way.
    published : ndarray (p, m)
    clusters : Series (n,) or None
        Whole clusters are drawn where they are known.
    n_boot, seed, n_jobs : int
    progress : callable (done, total), optional

    Returns
    -------
    tuple of m ColumnCongruence

    References
    ----------
    Lorenzo-Seva, U., & ten Berge, J. M. F. (2006). Tucker's congruence coefficient as a meaningful index of factor
    similarity. Methodology, 2, 57-64. Zhang, G., Preacher, K. J., & Luo, S. (2010). Bootstrap confidence intervals for
    ordinary least squares factor loadings and correlations in exploratory factor analysis. Multivariate Behavioral
    Research, 45, 104-134 (alignment of each draw with the sample).
    """
    values = answers.to_numpy(dtype=float)
    unit = np.arange(len(values)) if clusters is None else pd.factorize(clusters)[0]
    units = int(unit.max()) + 1
    block = max(1, min(n_boot, BLOCK_CELLS // len(values)))
    sizes = [block] * (n_boot // block) + ([n_boot % block] if n_boot % block else [])
    job = _Draw(products(values), np.asarray(unit), units, rotated, published)
    drawn = np.concatenate(repeat(job, sizes, seed=seed, n_jobs=n_jobs, progress=progress))
    point = congruence_of(rotated, published)
    lower, upper = np.nanquantile(centred(drawn, point), [0.025, 0.975], axis=0)
    return tuple(
        ColumnCongruence(float(phi), Range(float(low), float(high)))
        for phi, low, high in zip(point, lower, upper, strict=True)
    )


def centred(drawn: Floats, point: Floats) -> Floats:
    """Draws of coefficients of congruence, moved on the scale of log(1 - φ) so that their median is the sample's.

    A draw has the sampling error of the sample and its own, and error of whatever kind lowers a congruence: left as
    they are, most draws lie below the coefficient, and their percentiles may leave it out.

    Parameters
    ----------
    drawn : ndarray (B, m)
    point : ndarray (m,)
        Of the sample.

    Returns
    -------
    ndarray (B, m)
    """
    middle = np.nanmedian(1 - drawn, axis=0)
    ratio = np.where((middle > 0) & (point < 1), (1 - point) / np.where(middle > 0, middle, 1.0), 1.0)
    return np.asarray(1 - (1 - drawn) * ratio)


@dataclass(frozen=True, slots=True)
class _Draw:
    """One block of draws, as a job that can travel to another process."""

    of: Products
    unit: NDArray[np.int64]
    units: int
    rotated: Floats
    published: Floats

    def __call__(self, generator: np.random.Generator, size: int) -> Floats:
        chosen = generator.multinomial(self.units, np.full(self.units, 1 / self.units), size).astype(float)
        cov = covariances(self.of, chosen[:, self.unit])
        sd = np.sqrt(np.diagonal(cov, axis1=1, axis2=2))
        matrix = cov / (sd[:, :, None] * sd[:, None, :])
        usable = np.isfinite(matrix).all((1, 2))
        value, vector = np.linalg.eigh(matrix[usable])
        m = self.rotated.shape[1]
        unrotated = vector[:, :, -m:] * np.sqrt(np.maximum(value[:, None, -m:], 0))
        turned = _towards(unrotated, self.rotated)
        result = np.full((size, m), np.nan)
        result[usable] = congruence_of(turned, self.published)
        return result


def _towards(unrotated: Floats, target: Floats) -> Floats:
    """Each draw's components, turned obliquely towards the target by least squares, columns of any length."""
    gram = np.swapaxes(unrotated, 1, 2) @ unrotated
    return np.asarray(unrotated @ np.linalg.solve(gram, np.swapaxes(unrotated, 1, 2) @ target))
