"""Whether components are those of another study: Tucker's congruence coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, OptionError

Floats = NDArray[np.float64]


@runtime_checkable
class OffersLoadings(Protocol):
    """A solution that has loadings, as that of ``pca``."""

    @property
    def loadings(self) -> pd.DataFrame:
        """Items x components."""


@dataclass(frozen=True, slots=True)
class Congruence(Cited):
    """Congruence of components with those of a target.

    Attributes
    ----------
    table : DataFrame (m, t)
        Coefficients: components x target components.
    matched : DataFrame
        One row per pair of the best one-to-one match (index ``component``): ``target``, ``phi``. A component without a
        partner has none and is not in the table.
    items : tuple of str
        The items that were compared.
    """

    CITES: ClassVar[tuple[str, ...]] = ("tucker1951", "lorenzoseva2006")

    table: pd.DataFrame
    matched: pd.DataFrame
    items: tuple[str, ...]


def congruence(
    loadings: pd.DataFrame | Floats | OffersLoadings, target: pd.DataFrame | Floats | OffersLoadings
) -> Congruence:
    """Tucker's congruence coefficient of every component with every component of a target.

    Parameters
    ----------
    loadings : DataFrame or ndarray (p, m), or a result of ``pca``
    target : DataFrame or ndarray (p, t), or a result of ``pca``
        A published loading matrix, for one. Frames are put in the same order by the names of their items; a missing
        value in the target counts as zero (a loading that was not printed).

    Returns
    -------
    Congruence

    Raises
    ------
    DataError
        The items differ; a row is not numeric; a component without loadings.
    OptionError
        Neither a frame nor a matrix was given.

    References
    ----------
    Tucker, L. R. (1951). A method for synthesis of factor analysis studies. Lorenzo-Seva, U., & ten Berge, J. M. F.
    (2006). Tucker's congruence coefficient as a meaningful index of factor similarity. Methodology, 2, 57-64 (.85 fair,
    .95 equal).
    """
    ours, theirs = loading_frame(loadings, "C", "loadings"), loading_frame(target, "T", "target")
    both_named = all(isinstance(given, pd.DataFrame | OffersLoadings) for given in (loadings, target))
    if both_named:
        faults = [f"item {item!r} is not in the target" for item in ours.index.difference(theirs.index)]
        faults += [f"item {item!r} is only in the target" for item in theirs.index.difference(ours.index)]
        if faults:
            raise DataError("congruence", faults)
        theirs = theirs.loc[ours.index]
    elif len(ours) != len(theirs):
        raise DataError("congruence", [f"the loadings have {len(ours)} rows, the target {len(theirs)}"])
    a, b = ours.to_numpy(dtype=float), theirs.fillna(0.0).to_numpy(dtype=float)
    faults = [f"item {item!r} has no loading" for item in ours.index[np.isnan(a).any(1)]]
    for frame, values in ((ours, a), (theirs, b)):
        faults += [
            f"component {name!r} has no loadings" for name in frame.columns[~(np.nan_to_num(values) != 0).any(0)]
        ]
    if faults:
        raise DataError("congruence", faults)
    phi = (a.T @ b) / np.outer(np.sqrt((a**2).sum(0)), np.sqrt((b**2).sum(0)))
    rows, columns = match_one_to_one(np.abs(phi))
    matched = pd.DataFrame(
        {"target": theirs.columns[columns], "phi": phi[rows, columns]},
        index=pd.Index(ours.columns[rows], name="component"),
    )
    return Congruence(pd.DataFrame(phi, ours.columns, theirs.columns), matched, tuple(map(str, ours.index)))


def loading_frame(loadings: pd.DataFrame | Floats | OffersLoadings, prefix: str, what: str) -> pd.DataFrame:
    """Loadings as a frame, with names made up for a bare matrix.

    Raises
    ------
    DataError
        An item stands twice, or a column is not numeric.
    OptionError
        Neither a frame nor a matrix was given.
    """
    if isinstance(loadings, OffersLoadings):
        return loadings.loadings
    if isinstance(loadings, pd.DataFrame):
        faults = [f"item {item!r} stands in the {what} twice" for item in loadings.index[loadings.index.duplicated()]]
        faults += [
            f"column {name!r} of the {what} is not numeric"
            for name, kind in loadings.dtypes.items()
            if not pd.api.types.is_numeric_dtype(kind)
        ]
        if faults:
            raise DataError(what, faults)
        return loadings
    try:
        values = np.asarray(loadings, dtype=float)
    except (TypeError, ValueError):
        kind = type(loadings).__name__
        raise OptionError(f"the {what} must be a frame, a matrix or a result of pca, not a {kind}") from None
    if values.ndim != 2:
        raise OptionError(
            f"the {what} must be a frame or a matrix (items x components); it has {values.ndim} dimension(s)"
        )
    return pd.DataFrame(values, columns=[f"{prefix}{c + 1}" for c in range(values.shape[1])])


def in_order_of(loadings: pd.DataFrame | Floats | OffersLoadings, items: Sequence[str], what: str) -> pd.DataFrame:
    """Loadings put in the order of some items; a bare matrix is taken to be in it.

    Parameters
    ----------
    loadings : DataFrame or ndarray (p, m), or a result that has loadings
    items : sequence of p str
    what : str
        What the loadings are, for the message.

    Raises
    ------
    DataError
        Items that differ, or another number of rows.
    OptionError
        Neither a frame nor a matrix was given.
    """
    frame = loading_frame(loadings, "T", what)
    if not isinstance(loadings, pd.DataFrame | OffersLoadings):
        if len(frame) != len(items):
            raise DataError(what, [f"it has {len(frame)} rows; there are {len(items)} items"])
        return frame.set_axis(pd.Index(items, name="item"), axis=0)
    faults = [f"item {item!r} is not in the {what}" for item in items if item not in frame.index]
    faults += [f"item {item!r} of the {what} is not among the items" for item in frame.index if item not in items]
    if faults:
        raise DataError(what, faults)
    return frame.loc[list(items)]


def match_one_to_one(similarity: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The one-to-one match with the largest sum (Hungarian method).

    Parameters
    ----------
    similarity : ndarray (a, b)

    Returns
    -------
    rows, columns : ndarray (min(a, b),) of int

    References
    ----------
    Kuhn, H. W. (1955). The Hungarian method for the assignment problem. Naval Research Logistics, 2, 83-97.
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(similarity, maximize=True)
    return np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
