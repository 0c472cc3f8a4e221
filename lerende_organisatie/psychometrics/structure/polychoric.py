"""Polychoric correlations of all items, without their errors: the matrix that an exploratory analysis starts from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.moments.ordinal_pairs import lower_triangle, pairs_without_answers
from lerende_organisatie.psychometrics.moments.polychoric import (
    fill_empty_cell,
    joint_counts,
    polychoric_correlations,
    tables_of,
)
from lerende_organisatie.psychometrics.moments.thresholds import (
    answer_categories,
    answer_codes,
    thresholds_from_counts,
)
from lerende_organisatie.psychometrics.reliability.answers import Missing
from lerende_organisatie.psychometrics.reliability.findings import warn_of

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Coded:
    """Ordinal answers as codes, with the thresholds of every item.

    Attributes
    ----------
    codes : ndarray (p, n) of int16
        0 ... C_j - 1, and C_j where the answer is missing.
    n_categories : ndarray (p,) of int
    thresholds : tuple of p arrays (C_j - 1,)
    """

    codes: Codes
    n_categories: NDArray[np.intp]
    thresholds: tuple[Floats, ...]


def code_answers(values: Floats, items: tuple[str, ...], what: str) -> Coded:
    """Code the answers to ordinal items.

    Parameters
    ----------
    values : ndarray (n, p)
        With NaN for missing answers.
    items : tuple of p str
    what : str
        What is analysed, for the message.

    Raises
    ------
    DataError
        An item that is constant, empty or has too many different answers.
    """
    categories = answer_categories(values, items, what=what)
    codes = answer_codes(values, categories)
    n_categories = np.array([len(own) for own in categories], dtype=np.intp)
    thresholds = tuple(
        thresholds_from_counts(np.bincount(row, minlength=c + 1)[:c].astype(float))
        for row, c in zip(codes, n_categories.tolist(), strict=True)
    )
    return Coded(codes, n_categories, thresholds)


def polychoric_matrix(coded: Coded) -> Floats:
    """The polychoric correlations of all pairs of items.

    Parameters
    ----------
    coded : Coded

    Returns
    -------
    ndarray (p, p)
        Thresholds are those of each item by itself; a pair's table holds those who answered both.

    References
    ----------
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44,
    443-460.
    """
    p = len(coded.codes)
    counts = joint_counts(coded.codes, coded.n_categories)
    rows, columns = lower_triangle(p)
    first = np.concatenate([[0], np.cumsum(coded.n_categories)[:-1]])
    sizes = np.stack([coded.n_categories[rows], coded.n_categories[columns]], axis=1)
    matrix = np.eye(p)
    for shape in np.unique(sizes, axis=0):
        which = np.flatnonzero((sizes == shape).all(axis=1))
        r, c = rows[which], columns[which]
        tables, _ = fill_empty_cell(tables_of(counts, first, r, c, (int(shape[0]), int(shape[1]))))
        h = np.stack([coded.thresholds[i] for i in r])
        k = np.stack([coded.thresholds[i] for i in c])
        matrix[r, c] = matrix[c, r] = polychoric_correlations(tables, h, k)
    return matrix


def require_shared(values: Floats, items: tuple[str, ...], what: str) -> None:
    """Refuse pairs of items that nobody answered both of.

    Raises
    ------
    DataError
        Names the pairs.
    """
    faults = pairs_without_answers(~np.isnan(values).T, items)
    if faults:
        raise DataError(what, faults)


@dataclass(frozen=True, slots=True)
class Polychoric(Cited):
    """Polychoric correlations.

    Attributes
    ----------
    table : DataFrame (p, p)
    n : int
        Respondents used: those who answered every item, or under pairwise the fewest that any two items share.
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("olsson1979",)

    table: pd.DataFrame
    n: int
    missing: Missing


def polychoric(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    items: Iterable[str] | None = None,
    *,
    missing: Missing = "pairwise",
) -> Polychoric:
    """Polychoric correlations: those of the normal variables that the answers are taken to be cut from.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
    items : iterable of str, optional
        Without it all items.
    missing : "listwise" or "pairwise"
        Pairwise, every answer is used.

    Returns
    -------
    Polychoric

    Raises
    ------
    DataError
        Fewer than two items or usable rows; items that are absent, doubled, constant, empty, not numeric, or with more
        than fifty different answers.
    OptionError
        An option that is not offered.

    Warns
    -----
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents.
    AssumptionWarning
        The matrix is not positive definite.

    References
    ----------
    Olsson, U. (1979), doi 10.1007/BF02296207: thresholds first, then the correlation of each pair.
    """
    from lerende_organisatie.psychometrics.structure.correlations import correlate

    of = correlate(data, items, missing, "polychoric correlations", invertible=False, correlation="polychoric")
    warn_of(of.findings)
    names = pd.Index(of.items, name="item")
    return Polychoric(pd.DataFrame(of.matrix, names, names), of.n, of.missing)
