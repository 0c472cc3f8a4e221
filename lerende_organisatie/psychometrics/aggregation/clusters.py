"""Which rows belong to which cluster: a column by name, a series beside the frame, or what the data say themselves."""

from __future__ import annotations

import warnings
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError
from lerende_organisatie.psychometrics.frames import OffersFrame, numeric_items, to_frame
from lerende_organisatie.psychometrics.reliability.answers import items_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narwhals.typing import IntoFrame

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@runtime_checkable
class KnowsDesign(Protocol):
    """Data that know which column says where people were sampled."""

    def design(self, use: str, /) -> pd.Series | None:
        """The column with a use, ``"cluster"`` for one."""


@dataclass(frozen=True, slots=True, eq=False)
class Clustered:
    """Values of people in clusters; rows without a cluster are gone.

    Attributes
    ----------
    values : ndarray (n, p)
        NaN for a missing answer.
    columns : tuple of p str
    code : ndarray (n,) of int
        The cluster of each row, 0 to J - 1.
    labels : Index of J labels
        Sorted.
    """

    values: Floats
    columns: tuple[str, ...]
    code: Ints
    labels: pd.Index


def clustered(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    cluster: str | pd.Series | None,
    items: Iterable[str] | str | None,
    what: str,
) -> Clustered:
    """The values of the chosen columns with the cluster of every row.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
    cluster : str, Series or None
        A column's name; or one label per row, in the order of the rows (a Series with the frame's own index is matched
        by it); None takes the column that the Responses name as their cluster.
    items : iterable of str, str or None
        The columns; None takes every column except the cluster, or every item of the Responses.
    what : str
        How messages name the analysis.

    Raises
    ------
    DataError
        A column is absent or not numeric, the cluster has another length, or nothing is left.
    OptionError
        No cluster is given where the data name none.

    Warns
    -----
    MissingDataWarning
        Rows have no cluster.
    """
    frame = to_frame(data)
    where, name = _cluster_column(data, frame, cluster, what)
    if items is None and not isinstance(data, OffersFrame):
        chosen: tuple[str, ...] = tuple(column for column in frame.columns if column != name)
    else:
        chosen = items_of(data, items)
    values = numeric_items(frame, chosen, what)
    faults = [] if chosen else ["there is no column to analyse besides the cluster"]
    code, labels = pd.factorize(where, sort=True)
    known = code >= 0
    if not known.any():
        faults.append("no row has a cluster")
    if faults:
        raise DataError(what, faults)
    if not known.all():
        warnings.warn(
            f"{what}: {int((~known).sum())} of {len(known)} rows have no cluster and are left out",
            MissingDataWarning,
            stacklevel=3,
        )
        values, code = values[known], code[known]
    return Clustered(values, tuple(str(column) for column in chosen), code.astype(np.intp), pd.Index(labels))


def _cluster_column(
    data: object, frame: pd.DataFrame, cluster: str | pd.Series | None, what: str
) -> tuple[pd.Series, Hashable]:
    """The cluster of every row, and the name of its column where it is one of the frame."""
    if cluster is None:
        found = data.design("cluster") if isinstance(data, KnowsDesign) else None
        if found is None:
            raise OptionError(f"{what}: say which column holds the cluster (the school): cluster='school'")
        return found, found.name
    if isinstance(cluster, str):
        if cluster not in frame.columns:
            raise DataError(what, [f"cluster column {cluster!r} is not in the data ({_some(frame.columns)})"])
        times = int((frame.columns == cluster).sum())
        if times > 1:
            raise DataError(what, [f"cluster column {cluster!r} stands in the data {times} times"])
        return frame[cluster], cluster
    labels = pd.Series(cluster)  # a list of labels will do
    if len(labels) != len(frame):
        raise DataError(what, [f"the cluster has {len(labels)} labels and the data have {len(frame)} rows"])
    if not labels.index.equals(frame.index) and labels.index.is_unique and set(labels.index) == set(frame.index):
        labels = labels.reindex(frame.index)
    own = labels.name
    same = (
        own is not None
        and own in frame.columns
        and frame[own].reset_index(drop=True).equals(labels.reset_index(drop=True))
    )
    return labels, own if same else None


def _some(columns: pd.Index) -> str:
    shown = ", ".join(map(str, columns[:8]))
    return f"{shown}, ..." if len(columns) > 8 else shown
