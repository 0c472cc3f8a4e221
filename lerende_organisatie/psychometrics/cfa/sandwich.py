"""What respondents say about the spread of the estimates, without assuming normality: breads, meats, traces.

Two families. The first ("huber") takes the scores at the estimates, summed within clusters where there are any, times
C/(C−1), and the observed information (Huber, 1967; White, 1982). The second ("sem") takes the distribution-free
covariance matrix Γ of the sample moments and the expected information (Satorra & Bentler, 1994); Γ is only ever met
between directions of the model, so that it comes down to scores again: those of deviations from the sample means, less
their average.

Fixed covariates keep their moments: what their spread adds to the others' moments is taken out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.casewise import (
    complete_scores,
    incomplete_scores,
    within_clusters,
)
from lerende_organisatie.psychometrics.cfa.implied import Directions
from lerende_organisatie.psychometrics.moments.complete import GroupMoments

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

BLOCK = 4_000_000
"""Numbers of the matrix of respondents, or of their features, that are held at once."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One group's rows beside a model's moments.

    Attributes
    ----------
    moments : GroupMoments
    mu : ndarray (p,)
    inverse : ndarray (p, p)
        Σ⁻¹.
    directions : Directions
        Of the group's q_g free parameters.
    index : ndarray of int (q_g,)
        Their places among the q of all groups.
    means : bool
        Whether means are part of the model.
    covariates : ndarray of int
        Columns whose moments are fixed.
    """

    moments: GroupMoments
    mu: Floats
    inverse: Floats
    directions: Directions
    index: Ints
    means: bool
    covariates: Ints


def cluster_factor(cluster: Ints | None) -> float:
    """C/(C−1), which takes out the bias of sums over C clusters; one where there are none."""
    if cluster is None:
        return 1.0
    count = int(cluster.max()) + 1
    return count / (count - 1) if count > 1 else float("nan")


def _rows(moments: GroupMoments) -> tuple[Floats, Floats | None, Ints | None]:
    data = moments.data
    if data is None:
        raise OptionError("this needs the respondents' rows, which moments and streamed answers do not keep")
    return data.values, data.weight, data.cluster


def huber_scores(spot: Spot) -> Floats:
    """Scores at the model's moments, by respondent or by cluster (rows, q_g)."""
    values, weight, cluster = _rows(spot.moments)
    if spot.moments.incomplete is not None:
        scores = incomplete_scores(spot.moments.incomplete, spot.mu, spot.inverse, spot.directions)
    else:
        centre = spot.mu if spot.means else spot.moments.mean
        scores = complete_scores(values - centre, spot.inverse, spot.directions, spot.means)
    return summed(scores, weight, cluster)


def summed(scores: Floats, weight: Floats | None, cluster: Ints | None) -> Floats:
    """Weighted scores, summed within clusters and times √(C/(C−1)) where there are any."""
    if weight is not None:
        scores = scores * weight[:, None]
    return within_clusters(scores, cluster) * float(np.sqrt(cluster_factor(cluster)))


def centred_scores(spot: Spot) -> Floats:
    """What each respondent's deviation of the moments from the sample's moves the parameters by, unscaled (n, q_g)."""
    z, x = deviations(spot)
    scores = complete_scores(z, spot.inverse, spot.directions, spot.means)
    if x is not None:
        scores = scores - complete_scores(x, spot.inverse, spot.directions, spot.means)
    weight = _rows(spot.moments)[1]
    centred: Floats = scores - (scores.mean(axis=0) if weight is None else weight @ scores / weight.sum())
    return centred


def deviations(spot: Spot) -> tuple[Floats, Floats | None]:
    """Deviations from the sample means (n, p), and the part of them that fixed covariates account for, if any."""
    z = _rows(spot.moments)[0] - spot.moments.mean
    at = spot.covariates
    if not len(at):
        return z, None
    cov = spot.moments.cov
    return z, z[:, at] @ np.linalg.solve(cov[np.ix_(at, at)], cov[at])


def meat(scores: list[Floats], spots: list[Spot], basis: Floats) -> Floats:
    """Σ K′ss′K over all groups (r, r)."""
    result = np.zeros((basis.shape[1], basis.shape[1]))
    for s, spot in zip(scores, spots, strict=True):
        reduced = s @ basis[spot.index]
        result += reduced.T @ reduced
    return result


def saturated_trace(spot: Spot) -> float:
    """tr(A₁⁻¹B₁) of the unrestricted moments of one group's complete rows, given the fixed covariates.

    It is the mean of d + ½(d² − 2d + p), d the squared Mahalanobis distance; within clusters the
    squared length of the summed scores in coordinates in which the sample covariance is the identity.
    """
    moments = spot.moments
    values, weight, cluster = _rows(moments)
    total = _complete_trace(values - moments.mean, moments.cov, spot.means, weight, cluster) / moments.n
    at = spot.covariates
    if len(at):  # the likelihood is that given the covariates times theirs, and the two share no parameter
        block = moments.cov[np.ix_(at, at)]
        own = _complete_trace(values[:, at] - moments.mean[at], block, spot.means, weight, cluster)
        total -= own / moments.n
    return total


def _complete_trace(z: Floats, cov: Floats, means: bool, weight: Floats | None, cluster: Ints | None) -> float:
    n, p = z.shape
    white = np.linalg.solve(np.linalg.cholesky(cov), z.T).T
    if cluster is None:
        d = (white**2).sum(axis=1)
        each = 0.5 * (d * d - 2.0 * d + p) + (d if means else 0.0)
        return float(each.sum() if weight is None else weight**2 @ each)
    w = np.ones(n) if weight is None else weight
    order = np.argsort(cluster, kind="stable")
    total = 0.0
    for rows in np.split(order, np.flatnonzero(np.diff(cluster[order])) + 1):
        mine, own = white[rows], w[rows]
        scatter = (mine.T * own) @ mine - own.sum() * np.eye(p)
        total += 0.5 * float((scatter**2).sum())
        if means:
            total += float(((own @ mine) ** 2).sum())
    return cluster_factor(cluster) * total


def kernel_traces(spots: list[Spot], basis: Floats, inverse: Floats, squared: bool) -> tuple[float, float]:
    """tr(UΓ) and tr((UΓ)²), through the matrix of respondents instead of that of moments.

    With e_i a respondent's deviation of the moments and g_i its centred score, UΓ has the eigenvalues of the n × n
    matrix e_i′Ve_j/n_g − g_i′(K′NAK)⁻¹g_j, where e_i′Ve_j = ½[(z_i′Σ⁻¹z_j)² − a_i − a_j + t] and, with means,
    z_i′Σ⁻¹z_j on top.

    Parameters
    ----------
    spots : list of Spot
    basis : ndarray (q, r)
    inverse : ndarray (r, r)
        (K′NAK)⁻¹, A the expected information per observation and N the observations.
    squared : bool
        Whether the second trace is wanted; NaN otherwise.
    """
    half = np.asarray(np.linalg.cholesky(inverse), dtype=float)
    parts = [_kernel_part(spot, basis, half) for spot in spots]
    trace = sum(float(part.diagonal().sum()) for part in parts)
    if not squared:
        return trace, float("nan")
    second = 0.0
    for a, part in enumerate(parts):
        second += part.squared()
        own = part.scores.T @ part.scores
        second += sum(2.0 * float((own * (other.scores.T @ other.scores)).sum()) for other in parts[a + 1 :])
    return trace, second


@dataclass(frozen=True, slots=True)
class _Kernel:
    """One group's respondents: white (n, p) deviations, those of covariates, linear terms (n,), scores (n, r)."""

    white: Floats
    given: Floats | None
    linear: Floats
    constant: float
    scores: Floats
    n: float
    means: bool

    def block(self, rows: slice) -> Floats:
        """Rows of the group's own n × n matrix."""
        z = self.white
        inner = z[rows] @ z.T
        result = inner**2
        if self.given is not None:
            x = self.given
            own = x[rows] @ x.T
            result += own**2 - (z[rows] @ x.T) ** 2 - (x[rows] @ z.T) ** 2
            if self.means:
                inner = (z[rows] - x[rows]) @ (z - x).T
        result = 0.5 * (result - self.linear[rows, None] - self.linear + self.constant)
        if self.means:
            result += inner
        return result / self.n - self.scores[rows] @ self.scores.T

    def squared(self) -> float:
        """The sum of squares of that matrix, through whichever is smaller: respondents or moments."""
        n, p = self.white.shape
        features = p * (p + 3) // 2 + self.scores.shape[1]
        if n > features:
            return self._squared_by_features(features)
        step = max(1, BLOCK // n)
        return sum(float((self.block(slice(first, first + step)) ** 2).sum()) for first in range(0, n, step))

    def _squared_by_features(self, count: int) -> float:
        """With x_i the deviations in white coordinates beside the scores, entry (i, j) is x_i′Jx_j, J of signs ±1."""
        n, p = self.white.shape
        i, j = np.tril_indices(p)
        scale = np.where(i == j, np.sqrt(0.5), 1.0)
        z, x = self.white, self.given
        centre = z.T @ z / n - (0.0 if x is None else x.T @ x / n)
        gram = np.zeros((count, count))
        step = max(1, BLOCK // count)
        for first in range(0, n, step):
            rows = slice(first, first + step)
            second = z[rows][:, i] * z[rows][:, j] - centre[i, j]
            if x is not None:
                second -= x[rows][:, i] * x[rows][:, j]
            gap = (z[rows] if x is None else z[rows] - x[rows]) * float(self.means)
            own = np.concatenate([gap, second * scale], axis=1) / np.sqrt(self.n)
            features = np.concatenate([own, self.scores[rows]], axis=1)
            gram += features.T @ features
        sign = np.repeat([1.0, -1.0], [count - self.scores.shape[1], self.scores.shape[1]])
        return float(np.einsum("ij,ij->", gram * np.outer(sign, sign), gram))

    def diagonal(self) -> Floats:
        """The diagonal of that matrix."""
        d = (self.white**2).sum(axis=1)
        result, first = d**2, d
        if self.given is not None:
            own = (self.given**2).sum(axis=1)
            result = result + own**2 - 2.0 * (self.white * self.given).sum(axis=1) ** 2
            first = ((self.white - self.given) ** 2).sum(axis=1)
        result = 0.5 * (result - 2.0 * self.linear + self.constant)
        if self.means:
            result = result + first
        return np.asarray(result / self.n - (self.scores**2).sum(axis=1), dtype=float)


def _kernel_part(spot: Spot, basis: Floats, half: Floats) -> _Kernel:
    z, x = deviations(spot)
    root = np.linalg.cholesky(spot.inverse)
    white = z @ root
    given = None if x is None else x @ root
    scatter = white.T @ white / len(z)
    if given is not None:
        scatter = scatter - given.T @ given / len(z)
    linear = ((white @ scatter) * white).sum(axis=1)
    if given is not None:
        linear = linear - ((given @ scatter) * given).sum(axis=1)
    scores = centred_scores(spot) @ basis[spot.index] @ half
    return _Kernel(white, given, linear, float((scatter**2).sum()), scores, spot.moments.n, spot.means)
