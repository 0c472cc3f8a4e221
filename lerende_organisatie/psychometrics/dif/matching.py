"""Who is compared with whom: the answers of one scale by group, and the score that people are matched on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScaleAnswers:
    """The complete rows of one scale.

    Attributes
    ----------
    name : str
    items : tuple of k str
    values : ndarray (n, k)
    group : ndarray of int (n,)
        0 is the reference group.
    groups : int
    """

    name: str
    items: tuple[str, ...]
    values: Floats
    group: NDArray[np.intp]
    groups: int


@dataclass(frozen=True, slots=True)
class Cells:
    """The answers to one item, counted.

    Attributes
    ----------
    counts : ndarray (S, G, C)
        By matching score, group and category.
    score : ndarray (S,)
    values : ndarray (C,)
        The categories that occur.
    """

    counts: Floats
    score: Floats
    values: Floats


def count_cells(scale: ScaleAnswers, item: int, anchors: Sequence[int]) -> Cells:
    """Count the answers to one item by the sum of the anchor items and itself.

    Parameters
    ----------
    scale : ScaleAnswers
    item : int
        Its column.
    anchors : sequence of int
        The columns that people are matched on. The item itself is always among them: without it a test rejects too
        often where the groups differ in what is measured.

    Returns
    -------
    Cells

    References
    ----------
    Holland & Thayer (1988) and, for ordered answers, Zwick, Donoghue & Grima (1993), doi
    10.1111/j.1745-3984.1993.tb00425.x: the studied item belongs in the matching score.
    """
    columns = sorted({*anchors, item})
    total = np.round(scale.values[:, columns].sum(axis=1), 9)
    score, at_score = np.unique(total, return_inverse=True)
    values, at_value = np.unique(scale.values[:, item], return_inverse=True)
    shape = (len(score), scale.groups, len(values))
    flat = np.ravel_multi_index((at_score.ravel(), scale.group, at_value.ravel()), shape)
    counts = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(float)
    return Cells(counts, score, values)
