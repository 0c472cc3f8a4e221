"""Several schools of one board together, and whether their order means anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import PrivacyError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.schools.profiles import Profiles, profiles

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses
    from lerende_organisatie.schools.survey import Staff

RANKING_NEEDS = 0.90
"""The reliability from which schools may be put in order: that which decisions about single cases ask for."""

RANKING_SOURCE = (
    "Nunnally, J. C. (1978). Psychometric theory (2nd ed.), pp. 245-246 (.90 as the minimum where decisions rest on "
    "single scores); Goldstein, H., & Spiegelhalter, D. J. (1996). League tables and their limitations. Journal of the "
    "Royal Statistical Society, Series A, 159, 385-443."
)

COMPARISON_FACTOR = 1.39
"""Intervals of ± 1.39 standard errors of two schools overlap about when their difference is not significant at 5%."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BoardOverview(Cited):
    """Schools together; made by :func:`board_overview`.

    Attributes
    ----------
    table : DataFrame
        One row per `dimension` and `school`: `n`, `mean`, `shrunken`, `ci_lower`, `ci_upper` (of the shrunken mean),
        `comparison_lower`, `comparison_upper` (± 1.39 standard errors: two schools whose bars do not overlap differ),
        `rank` (of the shrunken mean, highest first; NaN where ranking is not supported). Schools stand in the order of
        their names, and in that of their means only where ranking is supported.
    dimensions : DataFrame
        One row per dimension: `survey_mean`, `reliability` (of the mean of the median school of these), `icc1`,
        `ranking_supported`, `pairs_apart` (share of the pairs of schools whose comparison intervals do not overlap).
    ranking_needs : float
    ranking_source : str
    left_out : DataFrame
        `school` and `reason`.
    profiles : Profiles
        Of the whole survey.
    """

    CITES: ClassVar[tuple[str, ...]] = ("goldstein1995", "goldstein1996", "nunnally1978")

    table: pd.DataFrame
    dimensions: pd.DataFrame
    ranking_needs: float
    ranking_source: str
    left_out: pd.DataFrame
    profiles: Profiles

    def __repr__(self) -> str:
        supported = self.dimensions.index[self.dimensions["ranking_supported"]].tolist()
        ranked = ", ".join(supported) if supported else "none"
        count = self.table.index.get_level_values("school").nunique()
        return f"{count} schools; dimensions on which they may be ranked: {ranked}"


def board_overview(
    responses: Responses,
    schools: Iterable[object] | None = None,
    *,
    staff: Staff | None = None,
    threshold: float | None = None,
    wave: object | None = None,
    level: float = 0.95,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
) -> BoardOverview:
    """Several schools side by side, shrunken towards the survey, in order of rank only where ranks are reliable.

    Parameters
    ----------
    responses : Responses
        Of the whole survey, with a cluster, the school.
    schools : iterable, optional
        Those of the board; all of the survey if left out.
    staff, threshold, wave, level, minimum_group_size
        As in :func:`profiles`.

    Returns
    -------
    BoardOverview

    Raises
    ------
    OptionError
        There is no such school; see also :func:`profiles`.
    PrivacyError
        None of the schools has enough respondents.
    DataError
        A school has more respondents than staff.

    Notes
    -----
    The board has no total of its own: a total minus the schools that are shown would be about those that are not.

    References
    ----------
    Goldstein, H., & Healy, M. J. R. (1995). The graphical presentation of a collection of means. Journal of the Royal
    Statistical Society, Series A, 158, 175-177. Goldstein, H., & Spiegelhalter, D. J. (1996). JRSS A, 159, 385-443.
    Nunnally, J. C. (1978). Psychometric theory (2nd ed.). McGraw-Hill.
    """
    every = profiles(
        responses,
        staff=staff,
        threshold=threshold,
        wave=wave,
        level=level,
        minimum_group_size=minimum_group_size,
    )
    left_out = every.left_out
    names = list(every.schools.index)
    if schools is not None:
        asked = [str(one) for one in schools]
        small = set(left_out["school"])
        names = [every.school(one).school for one in asked if one not in small]
        left_out = left_out[left_out["school"].isin(asked)]
        if not names:
            raise PrivacyError(f"none of these schools has {minimum_group_size} respondents or more")
    here = every.table[every.table.index.get_level_values("school").isin(names)].reset_index().dropna(subset=["mean"])
    parts, rows = {}, {}
    for dimension in every.survey.index:
        part = here[here["dimension"] == dimension].set_index("school").sort_index()
        reliability = float(part["reliability"].median()) if len(part) else float("nan")
        supported = bool(reliability >= RANKING_NEEDS and len(part) > 1)
        half = COMPARISON_FACTOR * part["shrunken_se"]
        table = pd.DataFrame(
            {
                "n": part["n"].astype(int),
                "mean": part["mean"],
                "shrunken": part["shrunken"],
                "ci_lower": part["shrunken_ci_lower"],
                "ci_upper": part["shrunken_ci_upper"],
                "comparison_lower": part["shrunken"] - half,
                "comparison_upper": part["shrunken"] + half,
                "rank": part["shrunken"].rank(ascending=False) if supported else np.nan,
            }
        )
        parts[dimension] = table.sort_values("shrunken", ascending=False) if supported else table
        rows[dimension] = {
            "survey_mean": every.survey["mean"][dimension],
            "reliability": reliability,
            "icc1": every.survey["icc1"][dimension],
            "ranking_supported": supported,
            "pairs_apart": pairs_apart(table),
        }
    return BoardOverview(
        table=pd.concat(parts, names=["dimension", "school"]),
        dimensions=pd.DataFrame(rows).T.infer_objects().rename_axis("dimension"),
        ranking_needs=RANKING_NEEDS,
        ranking_source=RANKING_SOURCE,
        left_out=left_out,
        profiles=every,
    )


def pairs_apart(table: pd.DataFrame) -> float:
    """The share of the pairs of schools whose comparison intervals do not overlap.

    Parameters
    ----------
    table : DataFrame
        With `comparison_lower` and `comparison_upper`.

    Returns
    -------
    float
        NaN for fewer than two schools.
    """
    count = len(table)
    if count < 2:
        return float("nan")
    ends = np.sort(table["comparison_upper"].to_numpy())
    below = np.searchsorted(ends, table["comparison_lower"].to_numpy(), side="left").sum()
    return float(below / (count * (count - 1) / 2))
