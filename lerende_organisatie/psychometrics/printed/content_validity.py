"""What printed content validity indices imply about each other."""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.psychometrics.printed.rounding import Printed, Range


@dataclass(frozen=True, slots=True)
class AttainableIndex:
    """An item's content validity index that a number of experts can give.

    Attributes
    ----------
    agreeing, experts : int
    """

    agreeing: int
    experts: int

    @property
    def value(self) -> float:
        """The share of experts who call the item relevant."""
        return self.agreeing / self.experts


def attainable(index: Printed, experts: int) -> AttainableIndex | None:
    """The I-CVI of that many experts that was printed like this, if there is one.

    Parameters
    ----------
    index : Printed
    experts : int

    Returns
    -------
    AttainableIndex or None

    References
    ----------
    Lynn, M. R. (1986). Determination and quantification of content validity. Nursing Research, 35, 382-385.
    """
    for agreeing in range(experts + 1):
        if index.range.lower <= agreeing / experts <= index.range.upper:
            return AttainableIndex(agreeing, experts)
    return None


def scale_average_range(lowest: float, highest: float, items: int) -> Range:
    """What S-CVI/Ave, the mean of the items' indices, can be when the lowest and the highest are known.

    Parameters
    ----------
    lowest, highest : float
        At least one item has each.
    items : int

    Returns
    -------
    Range

    References
    ----------
    Polit, D. F., & Beck, C. T. (2006). The content validity index. Research in Nursing & Health, 29, 489-497.
    """
    if items < 2:
        return Range(lowest, highest)
    return Range(((items - 1) * lowest + highest) / items, (lowest + (items - 1) * highest) / items)
