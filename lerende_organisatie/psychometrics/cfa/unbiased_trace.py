"""Scaled tests for models that are large for their data: tr((UΓ)²) without bias, and the mean of the statistic.

With z_c what the units of sampling (respondents, or clusters) bring to the statistics, Γ = C/N · Cov(z), estimated with
divisor C − 1, and A_cd = z_c′Uz_d/N · C/(C − 1), the estimate of tr(UΓ) is the trace of A, which is unbiased, and that
of tr((UΓ)²) is ‖A‖². But A_cc² is the square of a form in one unit: where there are many degrees of freedom its
expectation exceeds that of A_cd², c ≠ d, by far, and the excess is of the order of tr(UΓ)²/C. Where C is about the
degrees of freedom it doubles the variance that the test is adjusted to, and a true model is hardly ever rejected.

Left to the pairs of different units the sum is unbiased, [‖A‖² − ΣA_cc²]·C/(C − 1) to first order. What that leaves,
tr(UΓ)²/C², comes from the mean being estimated, and counts where clusters are fewer than degrees of freedom; exactly
unbiased for any distribution of the z_c is

    (C − 1) / [C(C − 2)(C − 3)] · [(C − 1)(C − 2)‖A‖² + (tr A)² − C(C − 1)ΣA_cc²]

(Himeno & Yamada, 2014; as a U-statistic Chen, Zhang & Zhong, 2010). Groups are sampled independently, so that each
group's own part is corrected, and what is shared between groups needs none.

With the variance right, what else is wrong at such sizes can be seen, and is put right as well:

- The statistic's mean is above tr(UΓ). That of maximum likelihood by a share of order p/n, which Swain's (1975) factor
  takes out; where answers are not normal, or come in clusters, the moments vary as those of N/c normal respondents do,
  c = tr(UΓ)/df, so the factor is taken there. That of weighted least squares because its weights, one over the diagonal
  of the estimated Γ, are themselves estimated: E(1/Γ_kk) exceeds one over the mean of Γ_kk by its relative variance,
  whose average over k is taken out of n·F.
- tr(UΓ), which the test subtracts, is estimated from C units. With weights of its own, as in weighted least squares, it
  varies by V = C/(C − 1) Σ(A_cc − tr A·n_c/N)², n_c the (weighted) respondents of a unit; it does so beside the
  statistic, and the variance to be adjusted to is 2 tr((UΓ)²) + V. In maximum likelihood U is taken at the moments of
  the same respondents, and what scale both have in common cancels: V is left out (in simulated surveys of 178 schools
  the trace varied by a thirtieth of 2 tr((UΓ)²), and to add V gave the statistic too small a spread).

The simulation is that of ``benchmarks/calibrations/large_survey.py``.

References
----------
Asparouhov, T. & Muthén, B. (2010). Simple second order chi-square correction. Mplus technical appendix.
Chen, S. X., Zhang, L.-X. & Zhong, P.-S. (2010). Tests for high-dimensional covariance matrices. Journal of the American
Statistical Association, 105, 810-819.
Herzog, W. & Boomsma, A. (2009). Small-sample robust estimators of noncentrality-based and incremental model fit.
Structural Equation Modeling, 16, 1-27.
Himeno, T. & Yamada, T. (2014). Estimations for some functions of covariance matrix in high dimension under
non-normality and its applications. Journal of Multivariate Analysis, 130, 27-44.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.casewise import within_clusters
from lerende_organisatie.psychometrics.cfa.information import moment_jacobian
from lerende_organisatie.psychometrics.cfa.ordinal_tests import traces
from lerende_organisatie.psychometrics.cfa.robust import model_spots, saturated_parts
from lerende_organisatie.psychometrics.cfa.sandwich import Spot, centred_scores, cluster_factor, deviations
from lerende_organisatie.psychometrics.cfa.sparse import transposed_times
from lerende_organisatie.psychometrics.cfa.swain import swain_factor
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedPlace
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments
from lerende_organisatie.psychometrics.moments.ordinal_influence import unit_blocks

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

Floats = NDArray[np.float64]

BLOCK = 4_000_000
"""Numbers of the matrix of units by features that are held at once."""


@dataclass(frozen=True, slots=True)
class GramSums:
    """What is needed of one group's matrix A.

    Attributes
    ----------
    second : float
        ‖A‖², with divisor C − 1.
    diagonal : ndarray (C,)
        A_cc.
    """

    second: float
    diagonal: Floats

    @property
    def units(self) -> int:
        """C: respondents or clusters."""
        return len(self.diagonal)

    @property
    def first(self) -> float:
        """The estimate of tr(UΓ)."""
        return float(self.diagonal.sum())

    @property
    def unbiased(self) -> float:
        """The unbiased estimate of tr((UΓ)²); NaN for fewer than four units."""
        c = self.units
        if c < 4:
            return float("nan")
        inside = (
            (c - 1.0) * (c - 2.0) * self.second + self.first**2 - c * (c - 1.0) * float(self.diagonal @ self.diagonal)
        )
        return (c - 1.0) / (c * (c - 2.0) * (c - 3.0)) * inside

    def variance(self, share: Floats) -> float:
        """V, the variance of the estimate of tr(UΓ); ``share`` (C,) is each unit's part of the respondents."""
        c = self.units
        apart = self.diagonal - self.first * share
        return c / (c - 1.0) * float(apart @ apart)


@dataclass(frozen=True, slots=True)
class UnbiasedTraces:
    """What the corrected test is made of.

    Attributes
    ----------
    first : float
        tr(UΓ).
    second : float
        tr((UΓ)²), without bias.
    variance : float
        V, of the estimate of tr(UΓ); zero for maximum likelihood.
    factor : float
        What n·F is multiplied with so that its mean is tr(UΓ).
    """

    first: float
    second: float
    variance: float
    factor: float

    @property
    def adjusted(self) -> float:
        """Half the variance that the test is adjusted to."""
        return self.second + 0.5 * self.variance


def unbiased_traces(fit: Fit) -> UnbiasedTraces:
    """The traces of a fit to continuous answers, complete or not, clustered and weighted or not.

    For complete answers Γ is the distribution-free covariance matrix of the sample moments and U that of normal theory
    with expected information; for incomplete ones Γ = A⁻¹BA⁻¹ and U = A − AΔ(Δ′AΔ)⁻¹Δ′A with the observed information
    A of the saturated moments.
    """
    spots, basis = model_spots(fit), fit.equalities.basis
    if fit.moments[0].incomplete is not None:
        parts = _incomplete_features(fit, spots, basis)
    else:
        information = basis.T @ fit.objective.information(list(fit.places)) @ basis
        half = np.asarray(np.linalg.cholesky(np.linalg.inv(information) / fit.n_obs), dtype=float)
        parts = [(_complete_features(spot, basis, half), _units(spot), basis.shape[1]) for spot in spots]
    first, second = _joined(parts)
    return UnbiasedTraces(first, second, 0.0, _swain(fit, first))


def _swain(fit: Fit, first: float) -> float:
    """Swain's factor of an average group, at as many normal respondents as tell as much of the moments."""
    groups, p = len(fit.moments), len(fit.observed_names)
    answered = [1.0 if m.incomplete is None else float(m.incomplete.present.mean()) for m in fit.moments]
    n = sum(m.n * a for m, a in zip(fit.moments, answered, strict=True)) / groups
    df = min(fit.df / groups, p * (p + 1) / 2)
    return swain_factor(p, df, n * fit.df / first - 1.0)


def _units(spot: Spot) -> int:
    data = spot.moments.data
    assert data is not None
    return len(data.values) if data.cluster is None else int(data.cluster.max()) + 1


def _joined(parts: list[tuple[Iterable[Floats], int, int]]) -> tuple[float, float]:
    """Over groups: each one's own sums, and the products of scores that two groups share."""
    first = second = 0.0
    shared: list[Floats] = []
    for features, units, r in parts:
        found, own = gram_sums(features, units, r)
        first += found.first
        second += found.unbiased + sum(2.0 * float((own * other).sum()) for other in shared)
        shared.append(own)
    return first, second


def gram_sums(features: Iterable[Floats], units: int, r: int) -> tuple[GramSums, Floats]:
    """The sums over A = XJX′ from blocks of rows of X, J the signs: minus in the last r columns.

    Parameters
    ----------
    features : iterable of ndarray (rows, k)
        Scaled so that A has the divisor C − 1; all rows together are the units.
    units : int
    r : int

    Returns
    -------
    GramSums
    ndarray (r, r)
        The Gram matrix of the last r columns.
    """
    diagonal: list[Floats] = []
    gram: Floats | None = None
    kept: list[Floats] = []
    k = 0
    for x in features:
        k = x.shape[1]
        diagonal.append((x[:, : k - r] ** 2).sum(axis=1) - (x[:, k - r :] ** 2).sum(axis=1))
        if units <= k:
            kept.append(x)
        else:
            product = x.T @ x
            gram = product if gram is None else np.add(gram, product, out=gram)
    sign = np.repeat([1.0, -1.0], [k - r, r])
    if gram is not None:
        second = float(np.einsum("i,ij,ij,j->", sign, gram, gram, sign))
        return GramSums(second, np.concatenate(diagonal)), gram[k - r :, k - r :]
    x = np.concatenate(kept)
    a = (x * sign) @ x.T
    return GramSums(float(np.einsum("ij,ij->", a, a)), np.concatenate(diagonal)), x[:, k - r :].T @ x[:, k - r :]


def _complete_features(spot: Spot, basis: Floats, half: Floats) -> Iterator[Floats]:
    """Deviations of the moments in coordinates in which V is the identity, beside the scores in those of the model."""
    data = spot.moments.data
    assert data is not None
    n, p = data.values.shape
    root = np.linalg.cholesky(spot.inverse)
    i, j = np.tril_indices(p)
    scale = np.where(i == j, np.sqrt(0.5), 1.0)
    z, x = deviations(spot)
    weight = np.ones(n) if data.weight is None else data.weight
    white, given = z @ root, None if x is None else x @ root
    scores = centred_scores(spot) @ basis[spot.index] @ half
    centre = (white.T * weight) @ white / weight.sum()
    if given is not None:
        centre -= (given.T * weight) @ given / weight.sum()
    units = _units(spot)
    factor = np.sqrt(cluster_factor(data.cluster) if data.cluster is not None else units / (units - 1.0))
    order = np.arange(n) if data.cluster is None else np.argsort(data.cluster, kind="stable")
    cluster = None if data.cluster is None else data.cluster[order]
    for rows in _row_blocks(cluster, n, max(1, BLOCK // (p + len(i) + basis.shape[1]))):
        at = order[rows]
        second = white[at][:, i] * white[at][:, j] - centre[i, j]
        gap = white[at] * float(spot.means)
        if given is not None:
            second -= given[at][:, i] * given[at][:, j]
            gap = gap - given[at] * float(spot.means)
        moved = np.concatenate([gap, second * scale], axis=1) / np.sqrt(spot.moments.n)
        features = np.concatenate([moved, scores[at]], axis=1) * (weight[at, None] * factor)
        yield within_clusters(features, None if cluster is None else cluster[rows])


def _row_blocks(cluster: NDArray[np.intp] | None, n: int, most: int) -> Iterator[slice]:
    """Consecutive rows, about as many as told, no cluster (sorted) broken in two."""
    ends = np.arange(1, n + 1) if cluster is None else np.append(np.flatnonzero(np.diff(cluster)) + 1, n)
    first = 0
    while first < n:
        last = int(ends[max(int(np.searchsorted(ends, first + most, side="right")) - 1, 0)])
        if last <= first:  # one cluster larger than a block
            last = int(ends[np.searchsorted(ends, first, side="right")])
        yield slice(first, last)
        first = last


def _incomplete_features(fit: Fit, spots: list[Spot], basis: Floats) -> list[tuple[Iterable[Floats], int, int]]:
    from scipy.linalg import solve_triangular

    found = saturated_parts(fit, robust=True)
    moves = [moment_jacobian(s.directions)[f.kept] @ basis[s.index] for s, f in zip(spots, found, strict=True)]
    bread = sum(f.moments.n * (m.T @ f.information @ m) for f, m in zip(found, moves, strict=True))
    half = np.linalg.cholesky(np.linalg.inv(bread))
    parts: list[tuple[Iterable[Floats], int, int]] = []
    for spot, part, move in zip(spots, found, moves, strict=True):
        scores, data = part.scores, spot.moments.data
        assert scores is not None
        assert data is not None
        if data.cluster is None:  # those of clusters have it already
            scores = scores * np.sqrt(len(scores) / (len(scores) - 1.0))
        whole = solve_triangular(np.linalg.cholesky(part.information), scores.T, lower=True).T
        features = np.concatenate([whole / np.sqrt(part.moments.n), scores @ move @ half], axis=1)
        parts.append(([features], _units(spot), basis.shape[1]))
    return parts


def unbiased_ordinal_traces(fit: OrdinalFit) -> UnbiasedTraces:
    """The same of a fit to ordinal items: Γ that of thresholds and correlations, U = W̃ − W̃Δ(Δ′W̃Δ)⁻¹Δ′W̃."""
    only, bread = fit.covariances_only, fit.bread
    second = traces(fit.sandwich_places, fit.gammas, bread, only).second
    first = variance = above = 0.0
    for place, moments, gamma in zip(fit.sandwich_places, fit.ordinal, fit.gammas, strict=True):
        own = traces((place,), (gamma,), bread, only)
        diagonal, spread = _diagonal(place, moments, bread, only)
        clusters, weight = moments.influence.clusters, moments.influence.weights
        units = len(diagonal)
        factor = units / (units - 1.0)
        times = factor if clusters is None else 1.0  # Γ of clusters has it already
        sums = GramSums(times**2 * own.second, diagonal * factor)
        size = np.ones(moments.influence.n) if weight is None else weight
        share = (size if clusters is None else np.bincount(clusters, size)) / size.sum()
        first += sums.first
        variance += sums.variance(share)
        second += sums.unbiased - own.second
        above += sums.first * spread
    weighed = fit.estimator.discrepancy == "DWLS"
    return UnbiasedTraces(first, second, variance, 1.0 - above / first if weighed else 1.0)


def _diagonal(place: WeightedPlace, moments: OrdinalMoments, bread: Floats, only: bool) -> tuple[Floats, float]:
    """A_cc (C,) with divisor C, and the mean relative variance of the diagonal of Γ, over one group's units."""
    term, influence = place.term, moments.influence
    index = term.group.index
    inverse = bread[np.ix_(index, index)] * term.weight
    first = term.at.n_locations if only else 0
    rows = slice(first, term.at.size)
    pull = place.pull(first)
    pairs_only = only and bool(moments.ordered.all()) and not moments.covariates
    diagonal: list[Floats] = []
    fourth, square = np.zeros(term.at.size - first), np.zeros(term.at.size - first)
    for z in unit_blocks(influence, pairs_only):
        used = z if pairs_only else z[first:]
        projected = transposed_times(pull, used)
        each = np.einsum("km,km->m", used, term.apply(used, rows))
        each -= np.einsum("km,km->m", projected, inverse @ projected)
        diagonal.append(each)
        used = used**2
        square += used.sum(axis=1)
        fourth += np.einsum("km,km->k", used, used)
    found = np.concatenate(diagonal) / influence.n
    return found, float(np.mean(fourth / square**2)) - 1.0 / len(found)
