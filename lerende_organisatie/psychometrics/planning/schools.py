"""More schools or more staff per school: what each adds to the precision of a mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError


@dataclass(frozen=True, slots=True)
class SchoolDesign(Cited):
    """Precision of a mean for combinations of schools and staff.

    Attributes
    ----------
    table : DataFrame
        One row per combination: ``schools staff n design_effect effective_n se ci_half_width
        school_mean_reliability``; ``se`` and ``ci_half_width`` are in the units of ``sd``.
    intraclass, sd, level : float
    """

    CITES: ClassVar[tuple[str, ...]] = ("kish1965", "snijders2012")

    table: pd.DataFrame
    intraclass: float
    sd: float
    level: float


def school_design(
    intraclass: float,
    schools: Sequence[int],
    staff: Sequence[int],
    *,
    sd: float = 1.0,
    level: float = 0.95,
) -> SchoolDesign:
    """The precision of a mean over all staff, for numbers of schools against staff per school.

    Parameters
    ----------
    intraclass : float
        ICC(1): share of the variance between schools, at least 0 and below 1.
    schools, staff : sequence of int
        Every combination is tabulated; staff are those who answer in each school.
    sd : float
        Standard deviation of a respondent's score.
    level : float

    Returns
    -------
    SchoolDesign

    Raises
    ------
    OptionError
        A number is out of range.

    Notes
    -----
    The variance of the mean of J schools with m staff each is sd²·(1 + (m − 1)ρ) / (J·m); the interval has J − 1
    degrees of freedom. The reliability of one school's mean is m·ρ / (1 + (m − 1)ρ), which is ICC(2).

    References
    ----------
    Kish, L. (1965). Survey sampling. Wiley. Snijders, T. A. B., & Bosker, R. J. (2012). Multilevel analysis (2nd ed.),
    ch. 11.
    """
    from scipy.special import stdtrit

    if not 0 <= intraclass < 1:
        raise OptionError(f"intraclass must be at least 0 and below 1, not {intraclass!r}")
    if not schools or not staff or min(schools) < 2 or min(staff) < 1:
        raise OptionError("give two or more schools and one or more staff")
    if not (sd > 0 and 0 < level < 1):
        raise OptionError(f"sd={sd!r} must be positive and level={level!r} lie between 0 and 1")
    rows = []
    for number in schools:
        for size in staff:
            effect = 1 + (size - 1) * intraclass
            n = number * size
            se = sd * math.sqrt(effect / n)
            rows.append(
                {
                    "schools": number,
                    "staff": size,
                    "n": n,
                    "design_effect": effect,
                    "effective_n": n / effect,
                    "se": se,
                    "ci_half_width": float(stdtrit(number - 1, 1 - (1 - level) / 2)) * se,
                    "school_mean_reliability": size * intraclass / effect,
                }
            )
    return SchoolDesign(pd.DataFrame(rows), intraclass, sd, level)


def staff_per_school(intraclass: float, cost_of_school: float, cost_of_answer: float) -> float:
    """The staff per school with which a budget gives the most precise mean.

    Parameters
    ----------
    intraclass : float
        Above 0 and below 1.
    cost_of_school, cost_of_answer : float
        In any unit, the same for both.

    Returns
    -------
    float
        √(cost of a school / cost of an answer · (1 − ρ)/ρ); round it.

    Raises
    ------
    OptionError
        A number is out of range.

    References
    ----------
    Raudenbush, S. W. (1997). Statistical analysis and optimal design for cluster randomized trials. Psychological
    Methods, 2, 173-185.
    """
    if not (0 < intraclass < 1 and cost_of_school > 0 and cost_of_answer > 0):
        raise OptionError("the intraclass correlation lies between 0 and 1, and costs are positive")
    return math.sqrt(cost_of_school / cost_of_answer * (1 - intraclass) / intraclass)
