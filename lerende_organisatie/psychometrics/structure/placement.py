"""The share of the items that load where the structure puts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.structure.congruence import OffersLoadings, loading_frame, match_one_to_one


@runtime_checkable
class OffersScales(Protocol):
    """Anything that says which items form which scale."""

    @property
    def scales(self) -> Mapping[str, tuple[str, ...]]:
        """The items of each scale."""


@dataclass(frozen=True, slots=True)
class Placement(Cited):
    """Where each item loads, beside where it should.

    Attributes
    ----------
    share : float
        The share of the items whose largest loading, in size, is on the component of their scale.
    table : DataFrame
        One row per item (index ``item``): ``scale``, ``component`` (that of its scale; None when the scale has none),
        ``loading`` (there), ``largest_component``, ``largest_loading``, ``where_expected``.
    matched : Series
        The component of each scale (index ``scale``); scales beyond the number of components are absent.
    """

    CITES: ClassVar[tuple[str, ...]] = ("kuhn1955",)

    share: float
    table: pd.DataFrame
    matched: pd.Series[str]


def share_where_expected(
    loadings: pd.DataFrame | OffersLoadings, scales: Mapping[str, Iterable[str]] | OffersScales
) -> Placement:
    """Match components to scales and count the items that load most on the component of their scale.

    Parameters
    ----------
    loadings : DataFrame (p, m), or a result of ``pca``
        Items x components.
    scales : mapping of scale to items, or Responses or a structure, which have them
        Each item in one scale, and every item of the loadings in some scale.

    Returns
    -------
    Placement
        Components are matched to scales one to one, so that the sum over scales of the mean loading (in size) of the
        scale's items is as large as it can be. Where there are fewer components than scales, the items of a scale
        without a component are not where they are expected.

    Raises
    ------
    DataError
        An item is in no scale, in two scales, or not among the loadings; a scale is empty.

    References
    ----------
    Kuhn, H. W. (1955). The Hungarian method for the assignment problem. Naval Research Logistics, 2, 83-97.
    """
    frame = loading_frame(loadings, "C", "loadings")
    given = scales.scales if isinstance(scales, OffersScales) else scales
    members = {str(name): tuple(items) for name, items in given.items()}
    home: dict[str, str] = {}
    faults = [f"scale {scale!r} has no items" for scale, items in members.items() if not items]
    for scale, items in members.items():
        for item in items:
            if item in home:
                faults.append(f"item {item!r} is in scale {home[item]!r} and in scale {scale!r}")
            elif item not in frame.index:
                faults.append(f"item {item!r} of scale {scale!r} is not among the loadings")
            home[item] = scale
    faults += [f"item {item!r} is in no scale" for item in frame.index if item not in home]
    if frame.isna().to_numpy().any():
        faults += [f"item {item!r} has no loading" for item in frame.index[frame.isna().any(axis=1)]]
    if faults:
        raise DataError("items where they are expected", faults)

    size = frame.abs()
    mean = np.array([size.loc[list(items)].mean().to_numpy() for items in members.values()])
    rows, columns = match_one_to_one(mean)
    names = list(members)
    component = {names[row]: str(frame.columns[column]) for row, column in zip(rows, columns, strict=True)}
    by_name = {str(name): position for position, name in enumerate(frame.columns)}
    values = frame.to_numpy(dtype=float)
    largest = np.abs(values).argmax(1)
    own = [component.get(home[item]) for item in frame.index]
    at = np.array([-1 if name is None else by_name[name] for name in own])
    everyone = np.arange(len(frame))
    table = pd.DataFrame(
        {
            "scale": [home[item] for item in frame.index],
            "component": own,
            "loading": np.where(at >= 0, values[everyone, at], np.nan),
            "largest_component": [str(frame.columns[c]) for c in largest],
            "largest_loading": values[everyone, largest],
            "where_expected": at == largest,
        },
        index=pd.Index(frame.index, name="item"),
    )
    return Placement(
        share=float((at == largest).mean()),
        table=table,
        matched=pd.Series(component, name="component", dtype=object).rename_axis("scale"),
    )
