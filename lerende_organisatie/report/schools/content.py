"""What stands on a school's pages, as plain values: the same for the page, its JSON twin and the picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.schools.profiles import Profiles, SchoolProfile

ITEMS_SHOWN = 3
"""Items shown as the highest and as the lowest."""


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension of one school.

    Attributes
    ----------
    key : str
    mean, lower, upper : float
    others : float
        The mean of the schools of the survey.
    against_others : int
        1 where the school is clearly above, -1 where it is clearly below, 0 where that cannot be said.
    in_place : bool
    spread : float
        Average deviation of colleagues from their mean, over the items.
    change : float or None
    change_is_clear : bool
    role_gap : float or None
    role_gap_is_clear : bool
    roles : tuple of (str, float)
        Roles that may be shown, with their means.
    """

    key: str
    mean: float
    lower: float
    upper: float
    others: float
    against_others: int
    in_place: bool
    spread: float
    change: float | None
    change_is_clear: bool
    role_gap: float | None
    role_gap_is_clear: bool
    roles: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class SchoolContent:
    """Everything on the pages of one school.

    Attributes
    ----------
    school : str
    n : int
    staff : int or None
    response_rate : float or None
    schools : int
        How many schools of the survey are shown.
    threshold : float
    share_in_place : float
    scale : tuple of float
        Lowest and highest answer.
    dimensions : tuple of DimensionLine
    highest, lowest : tuple of (str, float)
        Items and their means.
    facets : tuple of (str, float)
    roles_hidden : bool
    level : float
    minimum_group_size : int
    """

    school: str
    n: int
    staff: int | None
    response_rate: float | None
    schools: int
    threshold: float
    share_in_place: float
    scale: tuple[float, float]
    dimensions: tuple[DimensionLine, ...]
    highest: tuple[tuple[str, float], ...]
    lowest: tuple[tuple[str, float], ...]
    facets: tuple[tuple[str, float], ...]
    roles_hidden: bool
    level: float
    minimum_group_size: int

    def to_dict(self) -> dict[str, object]:
        """The same as lists and dicts."""
        return asdict(self)


def content_of(profile: SchoolProfile, every: Profiles, instrument: Instrument) -> SchoolContent:
    """What is said of one school.

    Parameters
    ----------
    profile : SchoolProfile
    every : Profiles
    instrument : Instrument

    Returns
    -------
    SchoolContent
    """
    from scipy.special import ndtri

    scale = instrument.response_scale
    columns = {name: profile.table[name].to_numpy() for name in profile.table.columns}
    rows = {
        str(key): {name: values[at] for name, values in columns.items()} for at, key in enumerate(profile.table.index)
    }
    others = every.survey["mean"].to_dict()
    roles = _roles(profile)
    quantile = float(ndtri((1 + every.level) / 2))
    lines = tuple(
        _line(key, row, float(others[key]), roles.get(key, ()), quantile)
        for key, row in rows.items()
        if _number(row["mean"]) is not None
    )
    lowest = tuple((str(item), float(mean)) for item, mean in profile.lowest(ITEMS_SHOWN).items())
    highest = tuple((str(item), float(mean)) for item, mean in profile.highest(ITEMS_SHOWN).items())
    return SchoolContent(
        school=profile.school,
        n=profile.n,
        staff=profile.staff,
        response_rate=profile.response_rate,
        schools=len(every.schools),
        threshold=profile.threshold,
        share_in_place=profile.share_in_place,
        scale=(float(scale.minimum), float(scale.maximum)),
        dimensions=lines,
        highest=highest,
        lowest=tuple(pair for pair in lowest if pair not in highest),
        facets=tuple((str(name), float(mean)) for name, mean in profile.facets["mean"].items()),
        roles_hidden=profile.roles_hidden,
        level=every.level,
        minimum_group_size=every.minimum_group_size,
    )


def _roles(profile: SchoolProfile) -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, list[tuple[str, float]]] = {}
    if len(profile.roles):
        names = profile.roles.index.get_level_values("role")
        dimensions = profile.roles.index.get_level_values("dimension")
        for role, dimension, mean in zip(names, dimensions, profile.roles["mean"].to_numpy(), strict=True):
            found.setdefault(str(dimension), []).append((str(role), float(mean)))
    return {dimension: tuple(pairs) for dimension, pairs in found.items()}


def _line(
    key: str, row: Mapping[str, object], others: float, roles: tuple[tuple[str, float], ...], quantile: float
) -> DimensionLine:
    lower, upper = _number(row["shrunken_ci_lower"]), _number(row["shrunken_ci_upper"])
    against = 0 if lower is None or upper is None else int(lower > others) - int(upper < others)
    gap, gap_se = _number(row["role_gap"]), _number(row["role_gap_se"])
    mean = float(row["mean"])  # type: ignore[arg-type]
    low, high = _number(row["ci_lower"]), _number(row["ci_upper"])
    return DimensionLine(
        key=key,
        mean=mean,
        lower=mean if low is None else low,
        upper=mean if high is None else high,
        others=others,
        against_others=against,
        in_place=bool(row["in_place"]),
        spread=_number(row["ad"]) or 0.0,
        change=_number(row.get("change")),
        change_is_clear=bool(row.get("change_reliable", False)),
        role_gap=gap,
        role_gap_is_clear=gap is not None and gap_se is not None and gap > quantile * gap_se,
        roles=roles,
    )


def _number(value: object) -> float | None:
    if value is None:
        return None
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None


def spread_is_wide(line: DimensionLine, scale: tuple[float, float]) -> bool:
    """Whether colleagues differ more than agreement allows: average deviation above categories / 6.

    Parameters
    ----------
    line : DimensionLine
    scale : tuple of float

    Returns
    -------
    bool

    References
    ----------
    Burke, M. J., & Dunlap, W. P. (2002). Organizational Research Methods, 5, 159-172.
    """
    return line.spread > (scale[1] - scale[0] + 1) / 6
