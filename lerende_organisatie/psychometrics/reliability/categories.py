"""The categories of the answers, and the shares at their two ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.frames import OffersFrame

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoFrame

Floats = NDArray[np.float64]

MOST_CATEGORIES = 50
"""Answers with more different values are measurements, not categories."""


def categories_of(
    data: pd.DataFrame | OffersFrame | IntoFrame, categories: Sequence[float] | None
) -> tuple[float, ...] | None:
    """The categories that were given, else those that the data offer, else None.

    Raises
    ------
    OptionError
        Fewer than two categories, or categories that do not increase.
    """
    if categories is None:
        return tuple(float(value) for value in data.categories) if isinstance(data, OffersFrame) else None
    given = tuple(float(value) for value in categories)
    if len(given) < 2 or any(a >= b for a, b in pairwise(given)):
        raise OptionError(f"categories must be two or more increasing values, not {tuple(categories)!r}")
    return given


def observed_categories(values: Floats) -> tuple[float, ...]:
    """The different answers to the items of one scale.

    Parameters
    ----------
    values : ndarray (n, k)
    """
    return tuple(np.unique(values[~np.isnan(values)]).tolist())


def check_on_scale(values: Floats, items: tuple[str, ...], categories: tuple[float, ...], what: str) -> None:
    """Refuse answers that are none of the categories.

    Parameters
    ----------
    values : ndarray (n, k)
    items : tuple of k str
    categories : tuple of float
    what : str

    Raises
    ------
    DataError
        Names item, value and how often.
    """
    off = ~np.isnan(values) & ~np.isin(values, categories)
    faults = [
        f"item {item!r} holds {value:g}, which is not one of the categories {categories[0]:g} to {categories[-1]:g} "
        f"({int(np.sum(values[:, j] == value))} times)"
        for j, item in enumerate(items)
        for value in np.unique(values[off[:, j], j])
    ]
    if faults:
        raise DataError(what, faults)


def count_answers(values: Floats, categories: tuple[float, ...]) -> NDArray[np.int64]:
    """How often each category was chosen.

    Parameters
    ----------
    values : ndarray (n, k)
    categories : tuple of C float

    Returns
    -------
    ndarray (k, C)
    """
    return np.asarray([(values == category).sum(0) for category in categories], dtype=np.int64).T
