"""The profile of every school of a survey, in one computation for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError, PrivacyError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.psychometrics.reliability.answers import check_level
from lerende_organisatie.schools.means import school_means, shrunken_means
from lerende_organisatie.schools.profile_tables import (
    change_columns,
    earlier_survey,
    facet_means,
    item_means,
    profile_table,
    roles_table,
)
from lerende_organisatie.schools.roles import role_means
from lerende_organisatie.schools.survey import SchoolSurvey, Staff, school_survey

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses

THRESHOLD = 4.0
"""From which mean a dimension counts as in place on a scale from 1 to 5: a convention, to be justified by the user."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SchoolProfile(Cited):
    """One school; made by :func:`school_profile`.

    Attributes
    ----------
    school : str
    n : int
        Respondents.
    staff : int or None
    response_rate : float or None
    share_in_place : float
        Share of the dimensions with a mean at or above the threshold.
    threshold : float
    table : DataFrame
        One row per dimension; the columns of :class:`Profiles`.
    roles : DataFrame
        `n`, `mean`, `se` by `role` and `dimension`, of the roles that may be shown.
    items : Series
        Mean of every item that at least the minimum number answered, highest first.
    facets : DataFrame
        `dimension`, `n`, `mean` by `facet`.
    roles_hidden : bool
        Whether there are roles that are too small to show.
    """

    CITES: ClassVar[tuple[str, ...]] = ("cochran1977", "efron1975", "raudenbush2002", "jacobson1991", "gusfield1988")

    school: str
    n: int
    staff: int | None
    response_rate: float | None
    share_in_place: float
    threshold: float
    table: pd.DataFrame
    roles: pd.DataFrame
    items: pd.Series
    facets: pd.DataFrame
    roles_hidden: bool

    def highest(self, count: int = 5) -> pd.Series:
        """The items with the highest means.

        Parameters
        ----------
        count : int
        """
        return self.items.head(count)

    def lowest(self, count: int = 5) -> pd.Series:
        """The items with the lowest means, the lowest first.

        Parameters
        ----------
        count : int
        """
        return self.items.tail(count).iloc[::-1]

    def __repr__(self) -> str:
        rows = "\n".join(
            f"  {name}: {row['mean']:.2f} [{row['ci_lower']:.2f}, {row['ci_upper']:.2f}]"
            for name, row in self.table.iterrows()
        )
        return f"{self.school}: {self.n} respondents\n{rows}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Profiles(Cited):
    """The profiles of all schools that may be shown; made by :func:`profiles`.

    Attributes
    ----------
    table : DataFrame
        One row per `school` and `dimension`: `n`, `mean`, `sd`, `se`, `ci_lower`, `ci_upper`, `shrunken`,
        `shrunken_se`, `shrunken_ci_lower`, `shrunken_ci_upper`, `reliability`, `in_place`, `rwg_j`, `ad`, `role_gap`
        (highest minus lowest mean among the roles shown), `role_gap_se` and, with an earlier wave, `earlier`, `change`,
        `change_se`, `change_index`, `change_reliable`.
    schools : DataFrame
        One row per school: `n`, `staff`, `response_rate`, `share_in_place`, `sector`, `roles_hidden`.
    survey : DataFrame
        One row per dimension: `mean`, `variance_between`, `variance_within`, `icc1`, `reliability` (median over
        schools), `schools`. Of the schools that are shown.
    roles : DataFrame
        `n`, `mean`, `se` by `school`, `role` and `dimension`.
    items : DataFrame (J, p)
        Means; NaN where fewer than the minimum answered.
    facets : DataFrame
        `dimension`, `n`, `mean` by `school` and `facet`.
    left_out : DataFrame
        `school` and `reason`.
    threshold : float
    level : float
    minimum_group_size : int
    """

    CITES: ClassVar[tuple[str, ...]] = ("cochran1977", "efron1975", "raudenbush2002", "jacobson1991", "gusfield1988")

    table: pd.DataFrame
    schools: pd.DataFrame
    survey: pd.DataFrame
    roles: pd.DataFrame
    items: pd.DataFrame
    facets: pd.DataFrame
    left_out: pd.DataFrame
    threshold: float
    level: float
    minimum_group_size: int

    def school(self, school: object) -> SchoolProfile:
        """The profile of one school.

        Parameters
        ----------
        school : object
            Its label.

        Raises
        ------
        PrivacyError
            The school has too few respondents to be shown.
        OptionError
            There is no such school.
        """
        name = str(school)
        if name not in self.schools.index:
            if name in set(self.left_out["school"]):
                raise PrivacyError(
                    f"school {name!r} has fewer than {self.minimum_group_size} respondents and is not shown"
                )
            near = get_close_matches(name, list(self.schools.index), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise OptionError(f"there is no school {name!r}{hint}")
        at = list(self.schools.index).index(name)
        row = self.schools.iloc[at]
        items = self.items.iloc[at].dropna().sort_values(ascending=False, kind="stable")
        table = _of_school(self.table, name)
        return SchoolProfile(
            school=name,
            n=int(row["n"]),
            staff=None if pd.isna(row["staff"]) else int(row["staff"]),
            response_rate=None if pd.isna(row["response_rate"]) else float(row["response_rate"]),
            share_in_place=float(row["share_in_place"]),
            threshold=self.threshold,
            table=table,
            roles=_of_school(self.roles, name),
            items=items.rename("mean"),
            facets=_of_school(self.facets, name),
            roles_hidden=bool(row["roles_hidden"]),
        )

    def __repr__(self) -> str:
        return f"{len(self.schools)} schools × {len(self.survey)} dimensions; {len(self.left_out)} schools left out"


def _of_school(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one school; the tables stand in the order of the schools, so they are one slice."""
    try:
        rows = np.arange(len(table))[table.index.get_loc(name)]
    except KeyError:
        rows = np.arange(0)
    return table.iloc[rows].droplevel(0)


def profiles(
    responses: Responses,
    *,
    staff: Staff | None = None,
    threshold: float | None = None,
    wave: object | None = None,
    earlier: Responses | None = None,
    level: float = 0.95,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
) -> Profiles:
    """The profile of every school with enough respondents.

    Parameters
    ----------
    responses : Responses
        With a cluster, the school; with a role, the roles are set side by side.
    staff : mapping or Series of school to number, or str, optional
        The number of staff of each school, or the column that holds it; gives the response rate and the finite
        population correction of the intervals.
    threshold : float, optional
        From which mean a dimension counts as in place. Without it 4.0 on a scale from 1 to 5, and the same share of
        the way up on another scale. A convention that you have to justify.
    wave : object, optional
        Which wave, where the responses have a wave column; the last if left out.
    earlier : Responses, optional
        The answers of an earlier wave, for the change; of responses with a wave column the wave before is taken.
    level : float
        Of the intervals and of the reliable change.
    minimum_group_size : int
        Nothing is shown of a school, a role or an item with fewer respondents; 3 or more.

    Returns
    -------
    Profiles

    Raises
    ------
    OptionError
        No cluster, no such wave, or a minimum that protects nobody.
    PrivacyError
        No school has enough respondents.
    DataError
        A school has more respondents than staff.

    Notes
    -----
    The interval of a mean is that of a sample from the school's staff: it is narrower as more of them answered, and a
    point where all did. The shrunken mean is the better guess of where a small school stands among others. Schools with
    too few respondents count nowhere, not even in the survey's mean, so that nothing about them can be worked out.

    References
    ----------
    Cochran, W. G. (1977). Sampling techniques. Wiley. Raudenbush, S. W., & Bryk, A. S. (2002). Hierarchical linear
    models. Sage. Jacobson, N. S., & Truax, P. (1991). Journal of Consulting and Clinical Psychology, 59, 12-19.
    """
    check_level(level)
    now = school_survey(responses, staff=staff, wave=wave, minimum_group_size=minimum_group_size)
    limit = default_threshold(now) if threshold is None else threshold
    means = school_means(now.scores, now.school, now.staff, now.minimum, level)
    drawn = shrunken_means(now.scores, now.school, len(now.schools), now.minimum, level)
    roles = role_means(now.scores, now.school, len(now.schools), now.role, len(now.roles), now.minimum)
    before = earlier_survey(responses, now, wave, earlier, staff, minimum_group_size)
    table = profile_table(now, means, drawn, roles, limit)
    if before is not None:
        table = table.assign(**change_columns(now, means, before, level))
    n = np.bincount(now.school, minlength=len(now.schools))
    in_place = (means.mean >= limit).sum(axis=1) / np.maximum((~np.isnan(means.mean)).sum(axis=1), 1)
    schools = pd.DataFrame(
        {
            "n": n,
            "staff": now.staff,
            "response_rate": n / now.staff,
            "share_in_place": in_place,
            "sector": list(now.sector),
            "roles_hidden": roles.hidden,
        },
        index=pd.Index(now.schools, name="school"),
    )
    survey = pd.DataFrame(
        {
            "mean": drawn.survey_mean,
            "variance_between": drawn.between,
            "variance_within": drawn.within,
            "icc1": drawn.between / (drawn.between + drawn.within),
            "reliability": pd.DataFrame(drawn.reliability).median().to_numpy(),
            "schools": (~np.isnan(means.mean)).sum(axis=0),
        },
        index=pd.Index(now.dimensions, name="dimension"),
    )
    return Profiles(
        table=table,
        schools=schools,
        survey=survey,
        roles=roles_table(now, roles),
        items=item_means(now),
        facets=facet_means(now),
        left_out=now.left_out,
        threshold=float(limit),
        level=level,
        minimum_group_size=minimum_group_size,
    )


def school_profile(
    responses: Responses,
    school: object,
    *,
    staff: Staff | None = None,
    threshold: float | None = None,
    wave: object | None = None,
    earlier: Responses | None = None,
    level: float = 0.95,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
) -> SchoolProfile:
    """The profile of one school, shrunken towards the survey that it is part of.

    Parameters
    ----------
    responses : Responses
        Of all schools of the survey.
    school : object
        The label of the school.
    staff, threshold, wave, earlier, level, minimum_group_size
        As in :func:`profiles`, which does many schools in one computation.

    Returns
    -------
    SchoolProfile

    Raises
    ------
    PrivacyError
        The school has too few respondents to be shown.
    OptionError
        There is no such school; see also :func:`profiles`.
    DataError
        A school has more respondents than staff.
    """
    every = profiles(
        responses,
        staff=staff,
        threshold=threshold,
        wave=wave,
        earlier=earlier,
        level=level,
        minimum_group_size=minimum_group_size,
    )
    return every.school(school)


def default_threshold(survey: SchoolSurvey) -> float:
    """4.0 on a scale from 1 to 5, and the same share of the way up on any other.

    Parameters
    ----------
    survey : SchoolSurvey

    Returns
    -------
    float
    """
    scale = survey.instrument.response_scale
    return scale.minimum + (THRESHOLD - 1) / 4 * (scale.maximum - scale.minimum)
