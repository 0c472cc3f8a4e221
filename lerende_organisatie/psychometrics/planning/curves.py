"""What every power curve offers, and where it crosses the power that is wanted."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from lerende_organisatie.errors import OptionError


class PowerCurve(Protocol):
    """A result with power, or another share of simulated surveys, for several sizes of a study."""

    @property
    def curve(self) -> pd.DataFrame:
        """Columns: the size (``n`` or ``schools``), ``what``, ``power``, ``mc_error``."""


def smallest_size(curve: pd.DataFrame, what: str, power: float) -> int | None:
    """The smallest simulated size from which on the power is at least so much.

    Parameters
    ----------
    curve : DataFrame
        As of :class:`PowerCurve`.
    what : str
    power : float

    Returns
    -------
    int or None
        None if the largest size has less.

    Raises
    ------
    OptionError
        There is no such curve.
    """
    rows = curve[curve["what"] == what].sort_values(curve.columns[0])
    if rows.empty:
        raise OptionError(f"{what!r} is not one of the curves: {', '.join(map(repr, curve['what'].unique()))}")
    sizes = rows.iloc[:, 0].to_numpy(dtype=int)
    short = np.flatnonzero(~(rows["power"] >= power).to_numpy())
    first = 0 if not len(short) else int(short[-1]) + 1
    return None if first == len(sizes) else int(sizes[first])
