"""The groups that are compared: which column holds them, and which row is of which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError


@runtime_checkable
class OffersDesign(Protocol):
    """Data that know which of their columns is the group."""

    def design(self, use: Literal["group"]) -> pd.Series | None:
        """The column with a use."""


def group_column(data: object, group: str | None) -> str:
    """The name of the column that holds the groups: the one named, else the one that the data know.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
    group : str or None

    Returns
    -------
    str

    Raises
    ------
    OptionError
        None is named, and the data know of none.
    """
    if group is not None:
        return group
    if isinstance(data, OffersDesign) and (offered := data.design("group")) is not None:
        return str(offered.name)
    raise OptionError("the data do not say which column holds the groups; name it, as in group='language'")


def group_codes(frame: pd.DataFrame, column: str) -> tuple[NDArray[np.intp], list[str]]:
    """Which row is of which group.

    Parameters
    ----------
    frame : DataFrame (n rows)
    column : str

    Returns
    -------
    codes : ndarray of int (n,)
        -1 without a group.
    labels : list of str
        In order of appearance, or of the categories.

    Raises
    ------
    DataError
        The column is absent, holds fewer than two groups, or labels that differ only in case or spaces.
    """
    if column not in frame.columns:
        near = [str(c) for c in frame.columns if str(c).strip().casefold() == column.strip().casefold()]
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise DataError("the groups", [f"group column {column!r} is not in the data{hint}"])
    series = frame[column]
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.cat.remove_unused_categories()
        codes: NDArray[np.intp] = np.asarray(series.cat.codes, dtype=np.intp)
        uniques = list(series.cat.categories)
    else:
        found, index = pd.factorize(series)
        codes, uniques = np.asarray(found, dtype=np.intp), list(index)
    labels = [label_text(one) for one in uniques]
    faults = near_duplicates(labels, column)
    if faults:
        raise DataError("the groups", faults)
    if len(labels) < 2:
        raise DataError("the groups", [f"column {column!r} has {len(labels)} group(s); two or more are compared"])
    return codes, labels


def label_text(value: object) -> str:
    """A group's label as text; 1.0 reads as 1."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def near_duplicates(labels: Iterable[str], column: str) -> list[str]:
    """A fault for each set of labels that differ only in case or in spaces.

    Parameters
    ----------
    labels : iterable of str
        Each as it occurs in the column.
    column : str

    Returns
    -------
    list of str
        One sentence per set; empty where there is none.
    """
    alike: dict[str, list[str]] = {}
    for label in dict.fromkeys(labels):
        alike.setdefault(" ".join(label.split()).casefold(), []).append(label)
    return [
        f"labels {', '.join(map(repr, same))} of column {column!r} differ only in case or spaces; write one of them "
        "throughout, or make them differ if they are different groups"
        for same in alike.values()
        if len(same) > 1
    ]
