"""The statistics of items given observed covariates: thresholds, slopes and residual correlations (Muthén, 1984).

Each item is regressed on the covariates by itself, and the residuals of each pair are correlated. What respondents have
to do with each statistic is kept for all of them, (q, n): where covariates vary it does not repeat.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.moments.casewise_influence import CasewiseInfluence
from lerende_organisatie.psychometrics.moments.conditional_items import (
    ContinuousItem,
    OrdinalItem,
    continuous_item,
    ordinal_item,
)
from lerende_organisatie.psychometrics.moments.conditional_pairs import conditional_pair
from lerende_organisatie.psychometrics.moments.covariates import Covariates
from lerende_organisatie.psychometrics.moments.ordinal_pairs import OrdinalItems, lower_triangle
from lerende_organisatie.psychometrics.moments.ordinal_tables import Estimates, first_locations

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Bits = NDArray[np.bool_]


def given_covariates(
    answers: Floats,
    is_ordinal: Bits,
    ordinal: OrdinalItems,
    given: Covariates,
    weights: Floats | None,
    clusters: Indices | None,
    names: Sequence[str],
    what: str,
) -> Estimates:
    """Everything given covariates; arguments as of :func:`~.ordinal_tables.from_tables`.

    Raises
    ------
    DataError
        A covariate tells the answers to an item; every such item.
    """
    n, p = answers.shape
    casewise = np.ones(n) if weights is None else weights
    items = _items(answers, is_ordinal, ordinal, given, casewise, names, what)
    k, first = len(given.names), first_locations(is_ordinal, ordinal.n_categories)
    n_locations, n_variances = int(first[-1]), int((~is_ordinal).sum())
    rows, columns = lower_triangle(p)
    above = n_locations + p * k
    values = np.empty((above + n_variances + rows.size, n))
    locations, slopes = np.empty(n_locations), np.empty((p, k))
    means, variances, correlations = np.zeros(p), np.ones(p), np.eye(p)
    n_before = 0
    for j, item in enumerate(items):
        at = slice(first[j], first[j + 1])
        size = first[j + 1] - first[j]
        # a threshold less x′β, or a mean plus x′β
        sign = -1.0 if isinstance(item, OrdinalItem) else 1.0
        own = item.thresholds if isinstance(item, OrdinalItem) else np.array([item.mean])
        moved = item.influence[size : size + k]
        locations[at] = own + sign * given.at_zero(item.slopes)
        values[at] = item.influence[:size] + sign * given.at_zero(moved)
        slopes[j] = given.slopes(item.slopes)
        values[n_locations + j * k : n_locations + (j + 1) * k] = given.slopes(moved)
        if isinstance(item, ContinuousItem):
            means[j], variances[j] = locations[first[j]], item.variance
            values[above + n_before] = item.influence[-1]
            n_before += 1
    for position, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        pair = conditional_pair(items[row], items[column], given.pattern, casewise)
        correlations[row, column] = correlations[column, row] = pair.correlation
        values[above + n_variances + position] = pair.influence
    influence = CasewiseInfluence(values, weights, clusters, n_locations, p * k, n_variances, rows.size)
    return Estimates(locations, means, variances, correlations, [], influence, slopes)


def _items(
    answers: Floats,
    is_ordinal: Bits,
    ordinal: OrdinalItems,
    given: Covariates,
    weights: Floats,
    names: Sequence[str],
    what: str,
) -> list[OrdinalItem | ContinuousItem]:
    thresholds = iter(ordinal.thresholds)
    items: list[OrdinalItem | ContinuousItem] = []
    faults: list[str] = []
    for j, name in enumerate(names):
        if not is_ordinal[j]:
            items.append(continuous_item(answers[:, j], given, weights))
            continue
        try:
            items.append(ordinal_item(ordinal.codes[j].astype(np.intp), next(thresholds), given, weights, name, what))
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(what, faults)
    return items
