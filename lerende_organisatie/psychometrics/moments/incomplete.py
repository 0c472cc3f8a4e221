"""Incomplete data under missing at random: the loglikelihood by respondent, its derivatives, and the EM moments.

With K = Σ⁻¹ a respondent who misses m answers needs only the m × m block K_mm: (K_mm)⁻¹ is the conditional covariance
of what is missing, and log|Σ_oo| = log|Σ| + log|K_mm|. Respondents are taken together by m, so nothing is done per
pattern, and a survey in which everybody has a pattern of their own costs what a tidy one costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.moments.complete import GroupMoments, check_positive_definite
from lerende_organisatie.psychometrics.moments.data import GroupData
from lerende_organisatie.psychometrics.optimise import Point, minimise, outside
from lerende_organisatie.psychometrics.positive_definite import inverse_and_log_det

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

PERFECT = 1e-10
"""What a squared correlation of one may be short of by rounding."""

NEARLY_SINGULAR = 1e-4
"""Smallest eigenvalue of the correlations at which a search that found no maximum was on its way to dependent items."""

EM_TOLERANCE = 1e-12
"""n·g′H⁻¹g at which the saturated moments count as found: a millionth of a standard error."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Respondents who miss the same number of answers.

    Attributes
    ----------
    rows : ndarray of int (b,)
    missing : ndarray of int (b, m)
        Which answers each of them misses.
    """

    rows: Ints
    missing: Ints


@dataclass(frozen=True, slots=True)
class IncompleteData:
    """Rows with missing answers.

    Attributes
    ----------
    values : ndarray (n, p)
        Zero where missing.
    present : ndarray of bool (n, p)
    batches : tuple of Batch
    weight : ndarray (n,) or None
    """

    values: Floats
    present: NDArray[np.bool_]
    batches: tuple[Batch, ...]
    weight: Floats | None = None

    @property
    def patterns(self) -> int:
        """How many patterns of missing answers there are."""
        return len(np.unique(np.packbits(self.present, axis=1), axis=0))


@dataclass(frozen=True, slots=True)
class Expected:
    """What the data say at given moments.

    Attributes
    ----------
    loglik : float
    deviation : ndarray (p,)
        Σ_i w_i E(y_i − μ | observed).
    cross : ndarray (p, p)
        Σ_i w_i E[(y_i − μ)(y_i − μ)′ | observed].
    inverse : ndarray (p, p)
        K = Σ⁻¹.
    """

    loglik: float
    deviation: Floats
    cross: Floats
    inverse: Floats


def by_pattern(data: GroupData) -> IncompleteData:
    """Sort the rows by how many answers they miss."""
    present = ~np.isnan(data.values)
    count = (~present).sum(axis=1)
    batches = []
    for m in np.unique(count):
        rows = np.flatnonzero(count == m)
        missing = np.nonzero(~present[rows])[1].reshape(len(rows), m)
        batches.append(Batch(rows, missing))
    return IncompleteData(np.where(present, data.values, 0.0), present, tuple(batches), data.weight)


def expectation(data: IncompleteData, mu: Floats, sigma: Floats) -> Expected | None:
    """Loglikelihood and expected sums at (μ, Σ); None where Σ is not positive definite.

    Notes
    -----
    The gradient of the loglikelihood is K·deviation in μ and ½K(cross − nΣ)K in Σ (as tr(G dΣ)).
    """
    try:
        inverse, log_det = inverse_and_log_det(sigma)
    except np.linalg.LinAlgError:
        return None
    n, p = data.values.shape
    z = np.where(data.present, data.values - mu, 0.0)
    kz = z @ inverse
    weight = np.ones(n) if data.weight is None else data.weight
    distance = np.einsum("ij,ij->i", z, kz)
    log_dets = np.full(n, log_det)
    conditional = np.zeros(p * p)
    for batch in data.batches:
        m = batch.missing.shape[1]
        if m == 0:
            continue
        rows, index = batch.rows, batch.missing
        block = inverse[index[:, :, None], index[:, None, :]]
        covariance = np.linalg.inv(block)
        pulled = np.take_along_axis(kz[rows], index, axis=1)
        filled = -np.einsum("bij,bj->bi", covariance, pulled)
        distance[rows] += np.einsum("bi,bi->b", pulled, filled)
        log_dets[rows] += np.linalg.slogdet(block)[1]
        z[rows[:, None], index] = filled
        places = (index[:, :, None] * p + index[:, None, :]).ravel()
        conditional += np.bincount(places, (covariance * weight[rows, None, None]).ravel(), minlength=p * p)
    answered = data.present.sum(axis=1)
    loglik = -0.5 * float(weight @ (answered * np.log(2 * np.pi) + log_dets + distance))
    wz = z if data.weight is None else z * weight[:, None]
    return Expected(loglik, wz.sum(axis=0), wz.T @ z + conditional.reshape(p, p), inverse)


def padded_inverses(data: IncompleteData, inverse: Floats) -> Iterator[tuple[Ints, Floats]]:
    """Σ_oo⁻¹ of every respondent, with zero rows and columns where an answer is missing, a block of rows at a time.

    Yields
    ------
    rows : ndarray of int (b,)
    padded : ndarray (b, p, p)
    """
    p = inverse.shape[0]
    most = max(1, 4_000_000 // (p * p))
    for batch in data.batches:
        for first in range(0, len(batch.rows), most):
            rows, index = batch.rows[first : first + most], batch.missing[first : first + most]
            if index.shape[1] == 0:
                yield rows, np.broadcast_to(inverse, (len(rows), p, p))
                continue
            block = np.linalg.inv(inverse[index[:, :, None], index[:, None, :]])
            strip = inverse[index]
            yield rows, inverse - np.swapaxes(strip, 1, 2) @ (block @ strip)


def available_moments(data: IncompleteData) -> tuple[Floats, Floats]:
    """Mean and variance (divisor: answers given) of each variable from those who answered it.

    They maximise the likelihood of the model in which all variables are independent.
    """
    weight = np.ones(len(data.values)) if data.weight is None else data.weight
    total = weight @ data.present
    mean = weight @ data.values / total
    deviation = np.where(data.present, data.values - mean, 0.0)
    return mean, weight @ deviation**2 / total


def incomplete_moments(data: GroupData, observed: tuple[str, ...]) -> GroupMoments:
    """Maximum-likelihood mean and covariance of incomplete rows, by EM with acceleration.

    Parameters
    ----------
    data : GroupData
    observed : tuple of str
        Names of the p variables, for messages.

    Raises
    ------
    DataError
        A variable is constant or nobody answered it, two variables were never answered together, or the estimate is
        singular.

    References
    ----------
    Dempster, Laird & Rubin (1977); Little & Rubin (2019), section 8.2.
    """
    rows = by_pattern(data)
    _check_answered(rows, observed, data.label)
    p = rows.values.shape[1]
    n = len(rows.values) if rows.weight is None else float(rows.weight.sum())
    mean, variance = available_moments(rows)
    check_positive_definite(np.diag(variance), observed, data.label)
    i, j = np.tril_indices(p)
    double = np.where(i == j, 1.0, 2.0)
    if rows.present.all():
        check_positive_definite(np.atleast_2d(np.cov(rows.values.T)), observed, data.label)

    def unpack(x: Floats) -> tuple[Floats, Floats]:
        sigma = np.empty((p, p))
        sigma[i, j] = sigma[j, i] = x[p:]
        return x[:p], sigma

    def evaluate(x: Floats) -> Point:
        mu, sigma = unpack(x)
        now = expectation(rows, mu, sigma)
        if now is None:
            return outside(x)
        k = now.inverse
        g = k @ (now.cross - n * sigma) @ k
        gradient = np.concatenate([-k @ now.deviation, -0.5 * (double * g[i, j])]) / n

        def em_step(gradient: Floats) -> Floats:
            full = np.empty((p, p))
            full[i, j] = full[j, i] = gradient[p:] / double
            return np.concatenate([sigma @ gradient[:p], (2.0 * sigma @ full @ sigma)[i, j]])

        return Point(-now.loglik / n, gradient, em_step)

    start = np.concatenate([mean, np.diag(variance)[i, j]])
    found = minimise(evaluate, start, tolerance=EM_TOLERANCE / n, max_iterations=2000)
    mu, sigma = unpack(found.x)
    check_positive_definite(sigma, observed, data.label)
    if not found.converged:
        check_positive_definite(sigma, observed, data.label, NEARLY_SINGULAR)
        where = f"the data (group {data.label!r})" if data.label else "the data"
        raise DataError(
            where,
            [
                "the means and covariances of the incomplete data could not be estimated: too many answers are missing "
                "for some pairs of items; leave out the items that are hardly answered"
            ],
        )
    log_det = float(np.linalg.slogdet(sigma)[1])
    return GroupMoments(data.label, float(n), mu, sigma, log_det, -found.value * n, data, rows)


def _check_answered(rows: IncompleteData, observed: tuple[str, ...], label: str) -> None:
    where = f"the data (group {label!r})" if label else "the data"
    together = rows.present.T.astype(float) @ rows.present
    faults = [
        f"nobody answered item {name!r}; leave it out"
        for name, c in zip(observed, np.diag(together), strict=True)
        if c == 0
    ]
    if not faults and len(rows.values) <= len(observed):
        faults = [
            f"{len(rows.values)} usable rows for {len(observed)} items; more rows than items are needed, many times "
            "more for estimates that can be trusted"
        ]
    if not faults:
        a, b = np.nonzero(np.tril(together == 0, -1))
        faults = [
            f"items {observed[y]!r} and {observed[x]!r} were never answered by one person; their covariance is unknown"
            for x, y in zip(a, b, strict=True)
        ]
    if not faults:
        faults = [
            f"items {observed[y]!r}, {observed[x]!r} are linearly dependent: whoever answered both gave the one as "
            "the other; leave one of them out"
            for x, y in _told_by_each_other(rows, together)
        ]
    if faults:
        raise DataError(where, faults)


def _told_by_each_other(rows: IncompleteData, together: Floats) -> list[tuple[int, int]]:
    """Pairs of items whose correlation among those who answered both is one."""
    x = np.where(rows.present, rows.values - np.nanmean(np.where(rows.present, rows.values, np.nan), axis=0), 0.0)
    here = rows.present.astype(float)
    first, second, cross = x.T @ here, (x * x).T @ here, x.T @ x
    spread = second - first**2 / together
    shared = cross - first * first.T / together
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = shared**2 / (spread * spread.T)
    found = np.tril((together > len(x.T)) & (squared > 1.0 - PERFECT), -1)
    return [(int(i), int(j)) for i, j in zip(*np.nonzero(found), strict=True)]
