"""Scales of answers that do not fit in memory: covariances from the stream, standard errors by one more pass."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers
from lerende_organisatie.psychometrics.reliability.answers import Answers

Floats = NDArray[np.float64]


def streamed_scale(
    data: StreamedAnswers, items: Iterable[str] | None, what: str, fewest: int = 2
) -> tuple[Answers, Floats]:
    """The items of a scale, without rows, and their covariance matrix.

    Parameters
    ----------
    data : StreamedAnswers
    items : names of k streamed items, optional
        All of them if left out.
    what : str
        What is analysed, for the message.
    fewest : int

    Returns
    -------
    Answers
        With no rows.
    ndarray (k, k)

    Raises
    ------
    DataError
        An item was not streamed or is named twice, or there are too few.
    OptionError
        The answers are weighted.

    Warns
    -----
    MissingDataWarning
        Rows were left out for items that are not asked for.
    """
    if isinstance(items, str):
        raise DataError("the items", [f"{items!r} is one text; give a list of streamed items"])
    names = data.items if items is None else tuple(items)
    faults = [f"item {name!r} is named twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    if len(names) < fewest:
        faults.append(f"needs {fewest} items or more; {len(names)} are given")
    if faults:
        raise DataError(what, faults)
    if data.weights is not None:
        raise OptionError(f"{what} has no sampling weights; stream the answers without weights=")
    data.require(names)
    cov = data.cov.loc[list(names), list(names)].to_numpy()
    return Answers(np.empty((0, len(names))), names, "listwise", data.n, data.n), cov


def streamed_error(data: StreamedAnswers, items: tuple[str, ...], cov: Floats, gradient: Floats) -> float:
    """The standard error of a function of the covariance matrix, from one more pass over the respondents.

    Parameters
    ----------
    data : StreamedAnswers
    items : tuple of k str
    cov : ndarray (k, k)
    gradient : symmetric ndarray (k, k)
        A, with d(function) = sum of A * d(cov).

    Returns
    -------
    float
        As :func:`~.products.influences` and :func:`~.products.standard_error` give it from the rows.

    Raises
    ------
    OptionError, DataError
        As :meth:`~.StreamedAnswers.complete_batches`.
    """
    n, mean = data.n, data.mean[list(items)].to_numpy()
    centre, total = float((gradient * cov).sum()), 0.0
    for batch in data.complete_batches(items):
        x = batch.values - mean
        influence = ((x @ gradient) * x).sum(1) * (n / (n - 1)) - centre
        total += float(influence @ influence)
    return float(np.sqrt(total)) / n
