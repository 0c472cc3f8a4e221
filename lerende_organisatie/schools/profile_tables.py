"""The tables of a profile: from arrays over schools and dimensions to rows with names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.aggregation.agreement import (
    mean_over_items,
    rwg_multiple,
    spread,
    uniform_variance,
)
from lerende_organisatie.psychometrics.aggregation.icc import scale_score
from lerende_organisatie.psychometrics.aggregation.one_way import cluster_sums
from lerende_organisatie.schools.means import Means, Shrunken, change, school_means
from lerende_organisatie.schools.roles import RoleMeans
from lerende_organisatie.schools.survey import SchoolSurvey, Staff, school_survey, waves_in_order

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses

Floats = NDArray[np.float64]


def profile_table(now: SchoolSurvey, means: Means, drawn: Shrunken, roles: RoleMeans, limit: float) -> pd.DataFrame:
    """The means of every school and dimension, with all that stands beside them."""
    rwg_j, ad = _agreement(now)
    gap, gap_se = _role_gap(roles)
    here = ~np.isnan(means.mean)
    columns: dict[str, Floats] = {
        "n": means.n,
        "mean": means.mean,
        "sd": means.sd,
        "se": means.se,
        "ci_lower": means.lower,
        "ci_upper": means.upper,
        "shrunken": drawn.mean,
        "shrunken_se": drawn.se,
        "shrunken_ci_lower": drawn.lower,
        "shrunken_ci_upper": drawn.upper,
        "reliability": drawn.reliability,
        "rwg_j": np.where(here, rwg_j, np.nan),
        "ad": np.where(here, ad, np.nan),
        "role_gap": gap,
        "role_gap_se": gap_se,
    }
    index = pd.MultiIndex.from_product([now.schools, now.dimensions], names=["school", "dimension"])
    table = pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index)
    table.insert(11, "in_place", (means.mean >= limit).ravel())
    return table


def _agreement(now: SchoolSurvey) -> tuple[Floats, Floats]:
    """rwg(J) with the uniform null and the average deviation, schools × dimensions."""
    scales = now.instrument.structures[now.structure].scales
    null = uniform_variance(len(now.instrument.response_scale.values))
    found = spread(now.answers, now.school, len(now.schools))
    variance = np.where(found.n >= now.minimum, found.variance, np.nan)
    deviation = np.where(found.n >= now.minimum, found.ad_mean, np.nan)
    place = {item: at for at, item in enumerate(now.items)}
    at = [[place[item] for item in scales[dimension]] for dimension in now.dimensions]
    return (
        np.column_stack([rwg_multiple(variance[:, columns], null) for columns in at]),
        np.column_stack([mean_over_items(deviation[:, columns]) for columns in at]),
    )


def _role_gap(roles: RoleMeans) -> tuple[Floats, Floats]:
    """Highest minus lowest mean among the roles that are shown; NaN where fewer than two are."""
    schools, kinds, dimensions = roles.mean.shape
    gap, gap_se = np.full((schools, dimensions), np.nan), np.full((schools, dimensions), np.nan)
    several = (roles.n > 0).sum(axis=1) > 1
    if kinds < 2 or not several.any():
        return gap, gap_se
    mean, se = roles.mean[several], roles.se[several]
    high, low = np.nanargmax(mean, axis=1)[:, None], np.nanargmin(mean, axis=1)[:, None]

    def taken(values: Floats, which: NDArray[np.intp]) -> Floats:
        return np.take_along_axis(values, which, axis=1)[:, 0]

    gap[several] = taken(mean, high) - taken(mean, low)
    gap_se[several] = np.sqrt(taken(se, high) ** 2 + taken(se, low) ** 2)
    return gap, gap_se


def roles_table(now: SchoolSurvey, roles: RoleMeans) -> pd.DataFrame:
    """The roles that may be shown, one row per school, role and dimension."""
    school, role = np.nonzero(roles.n)
    size = len(now.dimensions)
    index = pd.MultiIndex.from_arrays(
        [
            np.repeat(np.asarray(now.schools, dtype=object)[school], size),
            np.repeat(np.asarray(now.roles, dtype=object)[role] if len(role) else np.empty(0, object), size),
            np.tile(np.asarray(now.dimensions, dtype=object), len(school)),
        ],
        names=["school", "role", "dimension"],
    )
    return pd.DataFrame(
        {
            "n": np.repeat(roles.n[school, role], size),
            "mean": roles.mean[school, role].ravel(),
            "se": roles.se[school, role].ravel(),
        },
        index=index,
    )


def item_means(now: SchoolSurvey) -> pd.DataFrame:
    """Means of the items, schools × items; NaN where fewer than the minimum answered."""
    sums = cluster_sums(now.answers, now.school, len(now.schools))
    return pd.DataFrame(
        np.where(sums.n >= now.minimum, sums.mean, np.nan),
        index=pd.Index(now.schools, name="school"),
        columns=list(now.items),
    )


def facet_means(now: SchoolSurvey) -> pd.DataFrame:
    """Means of the facets of a dimension, where enough respondents answered half of a facet's items."""
    known = set(now.items)
    of_facet: dict[str, list[str]] = {}
    dimension_of: dict[str, str] = {}
    for item in now.instrument.items:
        if item.facet is not None and item.id in known:
            of_facet.setdefault(item.facet, []).append(item.id)
            dimension_of[item.facet] = item.dimension
    names = ["school", "facet"]
    if not of_facet:
        empty = pd.MultiIndex.from_arrays([[], []], names=names)
        return pd.DataFrame({"dimension": [], "n": [], "mean": []}, index=empty)
    place = {item: at for at, item in enumerate(now.items)}
    scores = np.column_stack([scale_score(now.answers[:, [place[i] for i in items]]) for items in of_facet.values()])
    sums = cluster_sums(scores, now.school, len(now.schools))
    table = pd.DataFrame(
        {
            "dimension": list(dimension_of.values()) * len(now.schools),
            "n": sums.n.astype(int).ravel(),
            "mean": sums.mean.ravel(),
        },
        index=pd.MultiIndex.from_product([now.schools, list(of_facet)], names=names),
    )
    return table[table["n"] >= now.minimum]


def earlier_survey(
    responses: Responses,
    now: SchoolSurvey,
    wave: object | None,
    earlier: Responses | None,
    staff: Staff | None,
    minimum: int,
) -> SchoolSurvey | None:
    """The survey of the wave before, with the dimensions of this one."""
    before_wave: object | None = None
    source = earlier
    if earlier is None and responses.columns.wave is not None:
        column = responses.frame[responses.columns.wave]
        there = waves_in_order(column)
        current = there[-1] if wave is None else next(one for one in there if str(one) == str(wave))
        position = there.index(current)
        if position == 0:
            return None
        source, before_wave = responses, there[position - 1]
    if source is None:
        return None
    column_or_none = staff if isinstance(staff, str) and staff in source.frame.columns else None
    before = school_survey(source, staff=column_or_none, wave=before_wave, minimum_group_size=minimum)
    if before.dimensions != now.dimensions:
        raise OptionError(
            f"earlier= has the dimensions {', '.join(before.dimensions)}, and this wave {', '.join(now.dimensions)}; "
            "use the same instrument and structure"
        )
    return before


def change_columns(
    now: SchoolSurvey, means: Means, before: SchoolSurvey, level: float
) -> dict[str, NDArray[np.generic]]:
    """The columns about change; NaN for schools that were not in the earlier wave."""
    old = school_means(before.scores, before.school, before.staff, before.minimum, level)
    place = {name: at for at, name in enumerate(before.schools)}
    at = np.array([place.get(name, -1) for name in now.schools])
    gone = (at < 0)[:, None]
    old_mean = np.where(gone, np.nan, old.mean[at])
    found = change(old_mean, np.where(gone, np.nan, old.se[at]), means.mean, means.se, level)
    return {
        "earlier": old_mean.ravel(),
        "change": found.difference.ravel(),
        "change_se": found.se.ravel(),
        "change_index": found.index.ravel(),
        "change_reliable": found.reliable.ravel(),
    }
