"""Which respondents take part, with what weight and in which cluster; and items that cannot take part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lerende_organisatie.errors import DataError, OptionError

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def rows_used(answers: Floats, missing: str, what: str) -> Indices:
    """Rows of ``answers`` (n, p) without a missing answer, or for "pairwise" with any answer."""
    if missing not in ("listwise", "pairwise"):
        raise OptionError(f"missing={missing!r} is not offered for ordinal items; choose 'listwise' or 'pairwise'")
    absent = np.isnan(answers)
    rows = np.flatnonzero(~(absent.any(axis=1) if missing == "listwise" else absent.all(axis=1)))
    if not rows.size:
        remedy = " (missing='pairwise' uses incomplete rows)" if missing == "listwise" and not absent.all() else ""
        raise DataError(what, [f"no respondent answered {'every' if remedy else 'any'} item{remedy}"])
    return rows


def scaled_weights(weights: ArrayLike | None, rows: Indices, what: str) -> Floats | None:
    """Sampling weights of the rows used, with mean one; DataError where they are missing, negative or all zero."""
    if weights is None:
        return None
    chosen = np.asarray(weights, dtype=float)[rows]
    faults = []
    if not np.isfinite(chosen).all():
        faults.append(f"{int((~np.isfinite(chosen)).sum())} sampling weights are missing or infinite")
    elif (chosen < 0).any():
        faults.append(f"{int((chosen < 0).sum())} sampling weights are negative")
    elif not chosen.any():
        faults.append("every sampling weight is zero")
    if faults:
        raise DataError(what, faults)
    scaled: Floats = chosen / chosen.mean()
    return scaled


def cluster_numbers(clusters: ArrayLike | None, rows: Indices, what: str) -> Indices | None:
    """Clusters of the rows used as 0 ... C - 1; DataError where a label is missing or there is only one."""
    if clusters is None:
        return None
    import pandas as pd

    numbers, labels = pd.factorize(np.asarray(clusters, dtype=object)[rows])
    faults = []
    if (numbers < 0).any():
        faults.append(f"{int((numbers < 0).sum())} respondents have no cluster")
    elif len(labels) < 2:
        faults.append("all respondents are in one cluster; there is nothing to compare it with")
    if faults:
        raise DataError(what, faults)
    return numbers


def constant_items(answers: Floats, continuous: Indices, names: Sequence[str]) -> list[str]:
    """A line for every continuous item without answers or with one answer only."""
    faults = []
    for j in continuous.tolist():
        column = answers[:, j][~np.isnan(answers[:, j])]
        if not column.size:
            faults.append(f"item {names[j]!r} has no answers; leave it out")
        elif (column == column[0]).all():
            faults.append(f"item {names[j]!r} is constant: every answer is {column[0]:g}; leave it out")
    return faults


def refuse_weightless(
    counts: Sequence[Floats], categories: Sequence[Sequence[float]], names: Sequence[str], what: str
) -> None:
    """DataError that names every category whose answers all have weight zero; ``counts`` are sums of weights."""
    faults = [
        f"item {name!r}: all who answered {value:g} have weight zero; leave these respondents out"
        for count, values, name in zip(counts, categories, names, strict=True)
        for value in np.asarray(values)[count == 0]
    ]
    if faults:
        raise DataError(what, faults)
