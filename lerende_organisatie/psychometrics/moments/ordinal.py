"""The moments of ordinal items, and of ordinal and continuous items together: all that WLS, DWLS and ULS are fitted to.

References
----------
.. [1] Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous
   latent variable indicators. Psychometrika, 49, 115-132.
.. [2] Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44,
   443-460.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lerende_organisatie.errors import (
    DataError,
    ImproperSolutionWarning,
    ItemWarning,
    SparseCategoryWarning,
    warn_caller,
)
from lerende_organisatie.psychometrics.moments.correlation_newton import LARGEST_CORRELATION
from lerende_organisatie.psychometrics.moments.covariates import Covariates, covariates_of
from lerende_organisatie.psychometrics.moments.ordinal_given import given_covariates
from lerende_organisatie.psychometrics.moments.ordinal_influence import (
    AnyInfluence,
    asymptotic_covariance,
    asymptotic_variances,
    influence_values,
    weighted_square,
)
from lerende_organisatie.psychometrics.moments.ordinal_pairs import lower_triangle, pairs_without_answers
from lerende_organisatie.psychometrics.moments.ordinal_respondents import (
    cluster_numbers,
    rows_used,
    scaled_weights,
)
from lerende_organisatie.psychometrics.moments.ordinal_tables import first_locations, from_tables, ordinal_items

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Bits = NDArray[np.bool_]

MOST_PAIRS_NAMED = 5
"""How many pairs of items one warning names; the rest are counted."""


@dataclass(frozen=True)
class OrdinalMoments:
    """Statistics of one group with ordinal items, and how each answer bears on them.

    The q statistics stand in this order: by item its thresholds or, for a continuous item, its mean (positive here,
    negative in lavaan's vector); then each item's slopes on the covariates, where there are any; then the variances of
    continuous items; then the covariances below the diagonal, column by column. An ordinal item's response has mean
    zero and variance one. Given covariates, thresholds and means are those of a respondent whose covariates are all
    zero, and variances, covariances and correlations are of what the covariates leave.

    Parameters
    ----------
    items : tuple of p names
    ordered : ndarray (p,) of bool
        Which items are ordinal.
    categories : tuple of p tuples
        The values of each ordinal item, increasing; empty for continuous items.
    rows : ndarray (n,)
        Which rows of the data were used.
    locations : ndarray (L,)
        Thresholds and means.
    location_items : ndarray (L,)
        The item of each location; ``ordered[location_items]`` tells thresholds from means.
    means : ndarray (p,)
        Zero for ordinal items.
    variances : ndarray (p,)
        Divisor n; one for ordinal items.
    correlations : ndarray (p, p)
        Polychoric, polyserial and product-moment.
    covariance : ndarray (p, p)
        Correlations times standard deviations.
    pair_rows, pair_columns : ndarray (P,)
        Items of each covariance, row > column.
    counts : ndarray (K, K)
        How often the categories of ordinal items go together (sums of weights with mean one); see
        :func:`~.polychoric.joint_counts`.
    filled_pairs : tuple of (row, column)
        Pairs whose 2×2 table had its one empty cell filled.
    influence : AnyInfluence
    given : Covariates or None
        Observed covariates that all of this is given.
    slopes : ndarray (p, k)
        Of each item on each covariate; without columns where there are none.
    """

    items: tuple[str, ...]
    ordered: Bits
    categories: tuple[tuple[float, ...], ...]
    rows: Indices
    locations: Floats
    location_items: Indices
    means: Floats
    variances: Floats
    correlations: Floats
    covariance: Floats
    pair_rows: Indices
    pair_columns: Indices
    counts: Floats
    filled_pairs: tuple[tuple[int, int], ...]
    influence: AnyInfluence
    given: Covariates | None
    slopes: Floats

    @property
    def n(self) -> int:
        """Respondents used."""
        return self.rows.size

    @property
    def n_clusters(self) -> int | None:
        """Clusters, or None where none were given."""
        return self.influence.n_clusters

    @property
    def covariates(self) -> tuple[str, ...]:
        """The k covariates that the statistics are given."""
        return () if self.given is None else self.given.names

    @property
    def statistics(self) -> Floats:
        """All q statistics: locations, slopes, variances of continuous items, covariances."""
        below = self.covariance[self.pair_rows, self.pair_columns]
        return np.concatenate([self.locations, self.slopes.ravel(), self.variances[~self.ordered], below])

    @property
    def names(self) -> tuple[str, ...]:
        """The q statistics in lavaan's notation: ``a|t1``, ``b~1``, ``a~x``, ``b~~b``, ``a~~b``."""
        names: list[str] = []
        for j, item in enumerate(self.items):
            count = len(self.categories[j]) - 1
            names += [f"{item}|t{t + 1}" for t in range(count)] if self.ordered[j] else [f"{item}~1"]
        names += [f"{item}~{x}" for item in self.items for x in self.covariates]
        names += [f"{item}~~{item}" for j, item in enumerate(self.items) if not self.ordered[j]]
        pairs = zip(self.pair_rows.tolist(), self.pair_columns.tolist(), strict=True)
        return (*names, *(f"{self.items[column]}~~{self.items[row]}" for row, column in pairs))

    def thresholds(self, item: int) -> Floats:
        """The thresholds (C - 1,) of one ordinal item."""
        own: Floats = self.locations[(self.location_items == item) & self.ordered[self.location_items]]
        return own

    def asymptotic_covariance(self, pairs_only: bool = False) -> Floats:
        """Γ, n times the covariance matrix of the statistics; see :func:`~.ordinal_influence.asymptotic_covariance`."""
        return asymptotic_covariance(self.influence, pairs_only=True) if pairs_only else self._gamma

    def asymptotic_variances(self, pairs_only: bool = False) -> Floats:
        """The diagonal of Γ; one over it are the weights of DWLS."""
        return asymptotic_variances(self.influence, pairs_only=True) if pairs_only else self._gamma_diagonal

    @cached_property
    def _gamma(self) -> Floats:
        """Γ whole: computed once for any number of models."""
        return asymptotic_covariance(self.influence)

    @cached_property
    def _gamma_diagonal(self) -> Floats:
        return asymptotic_variances(self.influence)

    @cached_property
    def squared_dependence(self) -> tuple[float, float]:
        """The squared correlations between all statistics, and between the covariances alone, added up.

        It is tr((WΓ)²) with the weights of DWLS, of all and of the covariances: the same for every model.
        """
        gamma, weights = self.asymptotic_covariance(), 1.0 / self.asymptotic_variances()
        first = len(gamma) - len(self.pair_rows)
        return weighted_square(gamma, weights), weighted_square(gamma[first:, first:], weights[first:])

    @property
    def gamma_at_hand(self) -> Floats | None:
        """Γ where it was added up while the answers passed; None where it is computed from rows when asked for."""
        return None

    def influence_values(self, pairs_only: bool = False) -> Floats:
        """Influence of the respondents on the statistics, (q, n) or (P, n), in the order of :attr:`rows`."""
        return influence_values(self.influence, None, pairs_only)


def ordinal_moments(
    values: ArrayLike,
    ordered: bool | Sequence[bool] | Bits = True,
    *,
    items: Sequence[str] | None = None,
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    missing: Literal["listwise", "pairwise"] = "listwise",
    covariates: ArrayLike | None = None,
    covariate_names: Sequence[str] = (),
    categories: Sequence[Sequence[float] | None] | None = None,
    empty_cell: float = 0.5,
    what: str = "the data",
) -> OrdinalMoments:
    """Thresholds, polychoric, polyserial and product-moment correlations of one group, with their influence values.

    Parameters
    ----------
    values : array_like (n, p)
        Answers as numbers, NaN where missing.
    ordered : bool, or p of them
        Which items are ordinal.
    items : p names, optional
        For messages and :attr:`OrdinalMoments.names`.
    weights : array_like (n,), optional
        Sampling weights; they are scaled to mean one over the rows used.
    clusters : array_like (n,), optional
        Labels of the clusters that respondents were drawn in; only Γ depends on them.
    missing : {"listwise", "pairwise"}
        Leave out respondents with any missing answer, or use for every item and pair those who answered it.
    covariates : array_like (n, k), optional
        What items are regressed on first; rows that miss one of them must have been left out.
    covariate_names : k names
    categories : for each item the values that could be chosen, or None, optional
        Only for messages: categories that nobody chose are named and left out.
    empty_cell : float
        Added to the only empty cell of a 2×2 table, margins kept; larger tables stay as they are.
    what : str
        How messages name the data, a group say.

    Returns
    -------
    OrdinalMoments

    Raises
    ------
    DataError
        No rows are left, or an item is constant, has too many or unknown categories, no answers, or none together with
        another item; weights or clusters are missing, negative or all one. Every fault is listed.
    OptionError
        ``missing`` or the length of an argument does not fit.

    Warns
    -----
    SparseCategoryWarning
        Unused categories; 2×2 tables with an empty cell.
    ItemWarning
        Pairs with a correlation at the bound of ±0.999.
    ImproperSolutionWarning
        The correlation matrix is not positive definite; nothing is smoothed.
    """
    answers = np.asarray(values, dtype=float)
    n_items = answers.shape[1]
    names = tuple(items) if items is not None else tuple(f"item {j + 1}" for j in range(n_items))
    is_ordinal = np.broadcast_to(np.asarray(ordered, dtype=bool), (n_items,)).copy()
    rows = rows_used(answers, missing, what)
    answers = answers[rows]
    weight = scaled_weights(weights, rows, what)
    cluster = cluster_numbers(clusters, rows, what)
    ordinal, used = ordinal_items(
        answers,
        is_ordinal,
        names,
        None if categories is None else [categories[j] for j in np.flatnonzero(is_ordinal).tolist()],
        weight,
        what,
    )
    if missing == "pairwise":
        faults = pairs_without_answers(~np.isnan(answers.T), names)
        if faults:
            raise DataError(what, faults)
    given = None
    if covariates is None:
        found = from_tables(answers, is_ordinal, ordinal, weight, cluster, empty_cell)
    else:
        given = covariates_of(np.asarray(covariates, dtype=float)[rows], covariate_names, weight, what)
        found = given_covariates(answers, is_ordinal, ordinal, given, weight, cluster, names, what)
    pair_rows, pair_columns = lower_triangle(n_items)
    deviations = np.sqrt(found.variances)
    every = iter(used)
    moments = OrdinalMoments(
        items=names,
        ordered=is_ordinal,
        categories=tuple(next(every) if is_ordinal[j] else () for j in range(n_items)),
        rows=rows,
        locations=found.locations,
        location_items=np.repeat(np.arange(n_items), np.diff(first_locations(is_ordinal, ordinal.n_categories))),
        means=found.means,
        variances=found.variances,
        correlations=found.correlations,
        covariance=found.correlations * deviations * deviations[:, None],
        pair_rows=pair_rows,
        pair_columns=pair_columns,
        counts=ordinal.counts,
        filled_pairs=tuple(found.filled),
        influence=found.influence,
        given=given,
        slopes=found.slopes,
    )
    warn_of_correlations(moments, what)
    return moments


def warn_of_correlations(moments: OrdinalMoments, what: str) -> None:
    """Say what is doubtful about the correlations, and between which items."""
    names = moments.items
    if moments.filled_pairs:
        warn_caller(
            f"{what}: nobody gave one of the four combinations of answers to {_pairs(moments.filled_pairs, names)}; "
            "a small count was put in its place, so that the correlation is not ±1",
            SparseCategoryWarning,
        )
    rho = moments.correlations[moments.pair_rows, moments.pair_columns]
    extreme = np.flatnonzero(np.abs(rho) > LARGEST_CORRELATION - 1e-5)
    if extreme.size:
        pairs = [(int(moments.pair_rows[i]), int(moments.pair_columns[i])) for i in extreme]
        warn_caller(
            f"{what}: the correlation is (almost) ±1 between {_pairs(pairs, names)}; each pair is one item "
            "asked twice as far as these answers tell, leave one of the two out",
            ItemWarning,
        )
    smallest = float(np.linalg.eigvalsh(moments.correlations)[0])
    if smallest <= 0:
        warn_caller(
            f"{what}: the matrix of polychoric correlations is not positive definite (smallest eigenvalue "
            f"{smallest:.3g}); it was not smoothed. Look for items that say the same and for too few respondents",
            ImproperSolutionWarning,
        )


def _pairs(pairs: Sequence[tuple[int, int]], names: Sequence[str]) -> str:
    shown = ", ".join(f"{names[column]!r} and {names[row]!r}" for row, column in pairs[:MOST_PAIRS_NAMED])
    more = len(pairs) - MOST_PAIRS_NAMED
    return shown + (f" and {more} more pairs" if more > 0 else "")
