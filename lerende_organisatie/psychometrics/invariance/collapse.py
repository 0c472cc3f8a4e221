"""Categories that a group never used: found, and joined with a neighbour in every group where that was asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Unused:
    """A category of an item that some groups used and one did not."""

    item: str
    category: float
    group: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A category that was joined with another, in every group.

    Attributes
    ----------
    item : str
    category : float
        As it was answered.
    into : float
        As it is analysed.
    groups : tuple of str
        Who never used a category that made the joining necessary.
    n : int
        Answers, over all groups, that were moved.
    """

    item: str
    category: float
    into: float
    groups: tuple[str, ...]
    n: int


def unused_categories(values: Floats, groups: list[NDArray[np.intp]], labels: list[str], item: str) -> list[Unused]:
    """The categories of one item (n,) that some groups (rows of each) did not use."""
    every = np.unique(values[~np.isnan(values)])
    return [
        Unused(item, float(category), label)
        for category in every
        for rows, label in zip(groups, labels, strict=True)
        if not (values[rows] == category).any()
    ]


def join_categories(
    values: Floats, groups: list[NDArray[np.intp]], labels: list[str], item: str
) -> tuple[Floats, list[Joined]]:
    """Join every category that a group did not use with its neighbour, in all groups, until none is left.

    A category at an end of the scale goes to the one next to it; one in between goes to the neighbour that fewer
    chose, so that as little as possible is lost. What is joined keeps the neighbour's value.

    Parameters
    ----------
    values : ndarray (n,)
    groups : list of ndarray of int
        The rows of each group.
    labels : list of str
    item : str

    Returns
    -------
    values : ndarray (n,)
    joined : list of Joined
    """
    now = values.copy()
    blamed: dict[float, list[str]] = {}
    while True:
        missing = unused_categories(now, groups, labels, item)
        every = np.unique(now[~np.isnan(now)])
        if not missing or len(every) < 2:
            break
        category = missing[0].category
        who = [u.group for u in missing if u.category == category]
        place = int(np.searchsorted(every, category))
        around = [every[k] for k in (place - 1, place + 1) if 0 <= k < len(every)]
        into = min(around, key=lambda value: int((now == value).sum()))
        for value in (category, into):
            blamed[float(value)] = [*dict.fromkeys([*blamed.get(float(value), []), *who])]
        now[now == category] = into
    joined = []
    for category in np.unique(values[~np.isnan(values)]):
        mine = values == category
        into = float(now[mine][0])
        if into != category:
            joined.append(Joined(item, float(category), into, tuple(blamed[float(category)]), int(mine.sum())))
    return now, joined
