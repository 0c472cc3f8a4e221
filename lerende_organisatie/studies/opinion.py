"""The second opinion: how far another program's estimates are from ours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.second_opinion import SecondOpinion

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter in which the two programs differ."""

    lhs: str
    op: str
    rhs: str
    difference: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """What semopy makes of the chosen model.

    Attributes
    ----------
    available : bool
    note : str
        What was compared, or why there is nothing to compare.
    version : str
        Of semopy.
    n_compared : int
        Parameters found in both.
    largest_difference : float or None
        Absolute difference over the larger of the estimate and its standard error.
    largest : tuple of Difference
        The parameters that differ most.
    """

    available: bool
    note: str
    version: str
    n_compared: int
    largest_difference: float | None
    largest: tuple[Difference, ...]


def opinion_of(found: SecondOpinion) -> Opinion:
    """What is reported of a second opinion.

    Parameters
    ----------
    found : SecondOpinion

    Returns
    -------
    Opinion
    """
    table = found.table
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index if len(table) else table.index
    return Opinion(
        available=found.available,
        note=found.note,
        version=found.version,
        n_compared=len(table),
        largest_difference=None if math.isnan(found.largest_difference) else float(found.largest_difference),
        largest=tuple(
            Difference(str(row["lhs"]), str(row["op"]), str(row["rhs"]), float(row["difference"]))
            for _, row in table.loc[order].head(MOST_SHOWN).iterrows()
        ),
    )
