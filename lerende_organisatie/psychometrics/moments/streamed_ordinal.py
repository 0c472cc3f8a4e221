"""Thresholds, polychoric correlations and their asymptotic covariance matrix Γ from streamed answers.

Thresholds and correlations follow from the contingency tables alone. Γ is a sum over respondents of products of their
influence values, which are looked up in tables by two answers at a time: a second pass adds them up, batch by batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.moments.continuous_influence import ContinuousItems
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments, warn_of_correlations
from lerende_organisatie.psychometrics.moments.ordinal_influence import Influence, influence_values
from lerende_organisatie.psychometrics.moments.ordinal_pairs import OrdinalItems, lower_triangle, polychoric_step
from lerende_organisatie.psychometrics.moments.streamed import SECOND_PASS, StreamedAnswers
from lerende_organisatie.psychometrics.moments.thresholds import (
    MOST_CATEGORIES,
    answer_codes,
    threshold_influence,
    thresholds_from_counts,
)

Floats = NDArray[np.float64]

NUMBERS_AT_ONCE = 1 << 24
"""Influence values held at once."""


@dataclass(frozen=True, slots=True)
class StreamedOrdinalMoments(OrdinalMoments):
    """Ordinal moments whose respondents are elsewhere: Γ was added up while they passed.

    Attributes
    ----------
    n_used : int
    gamma : ndarray (q, q)
        Γ of all statistics.
    """

    n_used: int
    gamma: Floats

    @property
    def n(self) -> int:
        """Respondents used."""
        return self.n_used

    @property
    def gamma_at_hand(self) -> Floats | None:
        """Γ."""
        return self.gamma

    def asymptotic_covariance(self, pairs_only: bool = False) -> Floats:
        """Γ, n times the covariance matrix of the statistics."""
        above = len(self.locations) if pairs_only else 0
        return self.gamma[above:, above:].copy()

    def asymptotic_variances(self, pairs_only: bool = False) -> Floats:
        """The diagonal of Γ; one over it are the weights of DWLS."""
        return np.diag(self.gamma)[len(self.locations) if pairs_only else 0 :].copy()

    def influence_values(self, pairs_only: bool = False) -> Floats:  # noqa: ARG002 - the base class's signature
        """Not offered: they are one column per respondent.

        Raises
        ------
        OptionError
        """
        raise OptionError("influence values are one column per respondent, and streamed answers are not kept")


def streamed_ordinal_moments(answers: StreamedAnswers, items: Sequence[str]) -> StreamedOrdinalMoments:
    """Thresholds, polychoric correlations and Γ of streamed answers, in one more pass.

    Parameters
    ----------
    answers : StreamedAnswers
    items : names of p items
        All are taken as ordinal.

    Returns
    -------
    StreamedOrdinalMoments

    Raises
    ------
    DataError
        An item was not streamed, or has more different answers than an ordinal item can have.
    OptionError
        The source can be read only once, or the answers are weighted.

    Warns
    -----
    SparseCategoryWarning, ItemWarning, ImproperSolutionWarning
        As :func:`~.ordinal.ordinal_moments`.
    """
    answers.require(items)
    if answers.weights is not None:
        raise OptionError(
            "sampling weights are not offered for ordinal items from a stream; leave weights out, or ordered"
        )
    if answers.read_once:
        raise OptionError(SECOND_PASS)
    faults = [
        f"item {name!r} has more than {MOST_CATEGORIES} different answers; treat it as continuous"
        for name in items
        if name not in answers.contingency.items
    ]
    if faults:
        raise DataError("the source", faults)
    tables = answers.contingency.of(items)
    p, n = len(items), answers.n
    counts = tables.counts.astype(float)
    sizes = np.array([len(own) for own in tables.categories], dtype=np.intp)
    own = [np.diag(counts)[at] for at in tables.slices]
    thresholds = tuple(thresholds_from_counts(count) for count in own)
    effects = tuple(threshold_influence(count, tau, n) for count, tau in zip(own, thresholds, strict=True))
    nobody = np.empty((p, 0), dtype=np.int16)
    correlations = np.eye(p)
    ordinal = OrdinalItems(np.arange(p), nobody, sizes, thresholds, effects, counts)
    pairs, filled = polychoric_step(ordinal, n, 0.5, correlations)
    first = np.concatenate([[0], np.cumsum(sizes - 1)])
    rows, columns = lower_triangle(p)
    influence = Influence(
        codes=nobody,
        weights=None,
        clusters=None,
        thresholds=tuple((j, int(first[j]), table) for j, table in enumerate(effects)),
        continuous=_no_continuous(0),
        polychoric=pairs,
        polyserial=(),
        normal=(),
        n_locations=int(first[-1]),
        n_variances=0,
        n_pairs=rows.size,
    )
    moments = StreamedOrdinalMoments(
        items=tuple(items),
        ordered=np.ones(p, dtype=bool),
        categories=tables.categories,
        rows=np.empty(0, dtype=np.intp),
        locations=np.concatenate(thresholds),
        location_items=np.repeat(np.arange(p), sizes - 1),
        means=np.zeros(p),
        variances=np.ones(p),
        correlations=correlations,
        covariance=correlations.copy(),
        pair_rows=rows,
        pair_columns=columns,
        counts=counts,
        filled_pairs=tuple(filled),
        influence=influence,
        given=None,
        slopes=np.zeros((p, 0)),
        n_used=n,
        gamma=_gamma(answers, tables.items, tables.categories, influence),
    )
    warn_of_correlations(moments, "the source")
    return moments


def _no_continuous(rows: int) -> ContinuousItems:
    none = np.empty((0, rows))
    return ContinuousItems(none, none.astype(bool), np.empty(0), np.empty(0, dtype=np.intp), np.empty((0, 2, 2)))


def _gamma(
    answers: StreamedAnswers, items: tuple[str, ...], categories: tuple[tuple[float, ...], ...], influence: Influence
) -> Floats:
    """(1/n) Σ z z′ over all respondents, z (q,) their influence values."""
    q = influence.n_locations + influence.n_pairs
    step = max(1, NUMBERS_AT_ONCE // q)
    total = np.zeros((q, q))
    for batch in answers.complete_batches(items):
        for start in range(0, len(batch.values), step):
            values = batch.values[start : start + step]
            here = replace(influence, codes=answer_codes(values, categories), continuous=_no_continuous(len(values)))
            z = influence_values(here)
            total += z @ z.T
    total /= answers.n
    return total
