"""The two observations on roles and sectors that Kools (2020) is reported with, tested on other answers."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.responses.responses import check_responses
from lerende_organisatie.responses.scoring import score_dimensions
from lerende_organisatie.schools.groups import compare_groups, holm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerende_organisatie.responses.responses import Responses

OVERALL = "overall"

LEADERS = ("leader", "leaders", "school leader", "leidinggevende", "leidinggevenden", "schoolleider", "directeur")
TEACHERS = ("teacher", "teachers", "leraar", "leraren", "leerkracht", "leerkrachten", "docent", "docenten")
SUPPORT = ("support", "support staff", "oop", "ondersteunend", "ondersteunend personeel", "onderwijsondersteunend")
PRIMARY = ("po", "primary", "primary education", "primair", "primair onderwijs", "basisonderwijs")
SECONDARY = ("vo", "secondary", "secondary education", "voortgezet", "voortgezet onderwijs")

OBSERVATIONS = (
    ("leaders_above_teachers", "School leaders are more positive than teachers."),
    ("leaders_above_support", "School leaders are more positive than support staff."),
    ("primary_above_secondary", "Staff in secondary education see their school less often as a learning organisation."),
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Observations(Cited):
    """Whether the observations replicate; made by :func:`observations_kools2020`.

    Attributes
    ----------
    table : DataFrame
        One row per observation, on the mean of all dimensions: `observation`, `estimate` (points of the scale, from the
        model with school intercepts where there are schools), `se`, `ci_lower`, `ci_upper`, `pvalue`, `pvalue_holm`,
        `d`, `n_a`, `n_b` and `verdict`: "replicates", "contradicts", "not shown" or "cannot be tested".
    dimensions : DataFrame
        The same comparison on every dimension: `estimate`, `ci_lower`, `ci_upper`, `pvalue`, `pvalue_holm`, `d` by
        `observation` and `dimension`.
    """

    CITES: ClassVar[tuple[str, ...]] = ("kools2020",)

    table: pd.DataFrame
    dimensions: pd.DataFrame

    def __repr__(self) -> str:
        return "\n".join(f"{row['observation']} {row['verdict']}" for _, row in self.table.iterrows())


def observations_kools2020(
    responses: Responses,
    *,
    leaders: str | Iterable[str] = LEADERS,
    teachers: str | Iterable[str] = TEACHERS,
    support: str | Iterable[str] = SUPPORT,
    primary: str | Iterable[str] = PRIMARY,
    secondary: str | Iterable[str] = SECONDARY,
    level: float = 0.95,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
) -> Observations:
    """Test that leaders are above teachers and support staff, and secondary education is below primary.

    Parameters
    ----------
    responses : Responses
        With a role, a sector or both; with a cluster, the school.
    leaders, teachers, support, primary, secondary : str or iterable of str
        The labels of each group; common English and Dutch ones are known, whatever their case.
    level : float
        Of the intervals.
    minimum_group_size : int

    Returns
    -------
    Observations
        An observation replicates where the interval of the difference lies on the side that it says, contradicts where
        it lies on the other, and is not shown where it holds zero.

    Raises
    ------
    OptionError
        The responses have neither role nor sector.

    Warns
    -----
    AssumptionWarning, MissingDataWarning
        As :func:`compare_groups`.

    References
    ----------
    Kools, M. (2020), and Kools, M., Stoll, L., George, B., Steijn, B., Bekkers, V., & Gouëdard, P. (2020). The school
    as a learning organisation: The concept and its measurement. European Journal of Education, 55(1), 24-42.
    https://doi.org/10.1111/ejed.12383
    """
    check_responses(responses, "observations_kools2020")
    if responses.columns.role is None and responses.columns.sector is None:
        raise OptionError("observations_kools2020 needs role= or sector= in read_responses")
    scores = score_dimensions(responses).table
    if OVERALL in scores.columns:
        raise OptionError(f"a dimension is called {OVERALL!r}, the name of the mean of all; rename it")
    scores = scores.assign(**{OVERALL: scores.mean(axis=1, skipna=False)})
    frame = responses.frame
    if responses.columns.cluster is not None:
        scores["school"] = frame[responses.columns.cluster]
    of_role = {"leaders": leaders, "teachers": teachers, "support": support}
    of_sector = {"primary": primary, "secondary": secondary}
    scores["role"] = _grouped(frame, responses.columns.role, of_role)
    scores["sector"] = _grouped(frame, responses.columns.sector, of_sector)
    wanted = {
        "leaders_above_teachers": ("role", "leaders", "teachers"),
        "leaders_above_support": ("role", "leaders", "support"),
        "primary_above_secondary": ("sector", "primary", "secondary"),
    }
    found = {key: _pair(scores, *pair, level, minimum_group_size) for key, pair in wanted.items()}
    rows, parts = [], {}
    for key, text in OBSERVATIONS:
        table = found[key]
        base: dict[str, object] = {"key": key, "observation": text}
        if table is None:
            rows.append(base | {"verdict": "cannot be tested"})
            continue
        row = table.T[OVERALL]
        figures = ("estimate", "se", "ci_lower", "ci_upper", "pvalue", "d", "n_a", "n_b")
        rows.append(base | {name: row[name] for name in figures} | {"verdict": _verdict(row)})
        parts[key] = table.drop(index=OVERALL)[["estimate", "ci_lower", "ci_upper", "pvalue", "d"]]
    columns = ["observation", "estimate", "se", "ci_lower", "ci_upper", "pvalue", "d", "n_a", "n_b", "verdict"]
    table = pd.DataFrame(rows).set_index("key").reindex(columns=columns)
    table.insert(6, "pvalue_holm", holm(table["pvalue"]))
    if not parts:
        return Observations(table, pd.DataFrame())
    dimensions = pd.concat(parts, names=["observation", "dimension"])
    dimensions.insert(4, "pvalue_holm", holm(dimensions["pvalue"]))
    return Observations(table, dimensions)


def _verdict(row: pd.Series) -> str:
    if row["ci_lower"] > 0:
        return "replicates"
    return "contradicts" if row["ci_upper"] < 0 else "not shown"


def _grouped(frame: pd.DataFrame, name: str | None, labels: dict[str, str | Iterable[str]]) -> pd.Series:
    """The group of every respondent as the observations name it; missing for any other label."""
    if name is None:
        return pd.Series(np.nan, index=frame.index, dtype=object)
    known = {
        str(label).strip().casefold(): group
        for group, given in labels.items()
        for label in ([given] if isinstance(given, str) else given)
    }
    return frame[name].map(lambda label: known.get(str(label).strip().casefold()))


def _pair(scores: pd.DataFrame, by: str, high: str, low: str, level: float, minimum: int) -> pd.DataFrame | None:
    """The difference on every outcome, or None where one of the groups is too small."""
    outcomes = [name for name in scores.columns if name not in ("role", "sector", "school")]
    here = scores[scores[by].isin([high, low])].dropna(subset=[OVERALL])
    counts = here[by].value_counts()
    if min(counts.get(high, 0), counts.get(low, 0)) < minimum:
        return None
    school = "school" if "school" in scores.columns else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingDataWarning)
            found = compare_groups(
                here, by, outcomes, cluster=school, reference=low, minimum_group_size=minimum, level=level
            )
    except DataError:
        return None
    table = found.table.xs((high, low), level=("a", "b"))
    n = found.descriptives["n"]
    return table.assign(n_a=n.xs(high, level="group"), n_b=n.xs(low, level="group"))
