"""GRIM: whether a printed mean can be a mean of whole numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lerende_organisatie.psychometrics.printed.rounding import Printed


@dataclass(frozen=True, slots=True)
class Grim:
    """Whether some total of whole-number answers gives the printed mean.

    Attributes
    ----------
    possible : bool
    telling : bool
        False when the answers are so many that every printed mean is possible: the test then says nothing.
    nearest : float
        The attainable mean nearest to the printed one.
    """

    possible: bool
    telling: bool
    nearest: float


def grim(mean: Printed, n: int, items: int = 1) -> Grim:
    """Whether a mean of ``n`` respondents over ``items`` whole-number answers can be printed like that.

    Parameters
    ----------
    mean : Printed
    n : int
        Respondents, all of whom answered.
    items : int
        Items that were averaged per respondent first.

    Returns
    -------
    Grim

    References
    ----------
    Brown, N. J. L., & Heathers, J. A. J. (2017). The GRIM test. Social Psychological and Personality Science, 8,
    363-369.
    """
    answers = n * items
    bounds = mean.range
    possible = math.floor(bounds.upper * answers) >= math.ceil(bounds.lower * answers)
    return Grim(possible, 1.0 / answers > 2 * mean.half_unit, round(mean.value * answers) / answers)
