"""May staff answers be averaged to a school score? The evidence side by side, and a verdict by stated rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.psychometrics.aggregation.agreement import spread
from lerende_organisatie.psychometrics.aggregation.clusters import Clustered, clustered
from lerende_organisatie.psychometrics.aggregation.icc import icc_of, scale_score
from lerende_organisatie.psychometrics.aggregation.rwg import NullVariance, agreement_table, null_of
from lerende_organisatie.psychometrics.frames import OffersFrame
from lerende_organisatie.psychometrics.reliability.answers import check_level, scales_of

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

ICC2_ENOUGH = 0.70
RWG_ENOUGH = 0.70

RULES: tuple[tuple[str, str, str], ...] = (
    (
        "schools_differ",
        "the interval of ICC(1) lies above zero",
        "Bliese (2000); for size .01 small, .10 medium, .25 large: LeBreton & Senter (2008)",
    ),
    (
        "staff_agree",
        "the median rwg(J) over schools is .70 or more, with the uniform null and with the slightly skewed one",
        "James, Demaree & Wolf (1984); LeBreton & Senter (2008): .51-.70 moderate, .71-.90 strong",
    ),
    (
        "means_reliable",
        "ICC(2), the reliability of the mean of a school of average size, is .70 or more",
        "Bliese (2000); LeBreton & Senter (2008): .70-.85 where schools are compared",
    ),
)
"""Name, rule and source of each part of the verdict."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Aggregation(Cited):
    """The evidence for averaging people's answers; made by :func:`aggregation`.

    Attributes
    ----------
    table : DataFrame
        One row per scale: `n`, `clusters`, `k`, `icc1` and `icc2` with their intervals, `pvalue`, `design_effect`,
        `rwg_j_median`, `rwg_j_skewed_median`, `rwg_j_share` (schools at .70 or more), `ad_median` (over schools) and
        `ad_limit` (categories / 6), `reliable_share` (schools whose own mean reaches .70), `schools_differ`,
        `staff_agree`, `means_reliable` (the rules) and `verdict`.
    rules : DataFrame
        Each rule with its source.
    null : NullVariance
    level : float
    """

    CITES: ClassVar[tuple[str, ...]] = ("bliese2000", "james1984", "lebreton2008", "burke1999", "burke2002")

    table: pd.DataFrame
    rules: pd.DataFrame
    null: NullVariance
    level: float

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {verdict}" for name, verdict in self.table["verdict"].items())


def aggregation(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    cluster: str | pd.Series | None = None,
    scales: Mapping[str, Iterable[str]] | None = None,
    *,
    categories: int | None = None,
    null_variance: float | str | Sequence[float] | None = None,
    level: float = 0.95,
) -> Aggregation:
    """Whether answers may be averaged to a school score, scale by scale, by stated rules.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
    cluster : str or Series, optional
        The column with the school, or one label per row; Responses name their own.
    scales : mapping of name to items, optional
        Responses bring their own; without it all columns of a frame but the cluster are one scale.
    categories : int, optional
        How many answers an item offers; see :func:`rwg`.
    null_variance : float, str or sequence of float, optional
        See :func:`rwg`.
    level : float
        Of the intervals of the ICCs.

    Returns
    -------
    Aggregation
        The verdict is "supported" where all rules hold; "supported for relations, not for comparing schools" where
        schools differ and staff agree but the means are not reliable; "schools differ, staff disagree" and
        "staff agree, schools do not differ" where one half is missing; else "not supported".

    Raises
    ------
    DataError
        A column is absent or not numeric, there are not two clusters, or no cluster has two people.
    OptionError
        No cluster is given where the data name none, or an option that is not offered.

    Warns
    -----
    AssumptionWarning
        A bare frame without ``categories``.
    MissingDataWarning
        Rows have no cluster; they are left out.

    Notes
    -----
    The cut-offs are conventions, not tests. Whatever the verdict, a design effect above 2 means that staff of one
    school are alike enough for standard errors that ignore schools to be wrong (Muthén & Satorra, 1995). Where the
    slightly skewed null is not known for the number of categories, the rule on agreement uses the other null alone.

    References
    ----------
    Bliese, P. D. (2000); James, L. R., Demaree, R. G., & Wolf, G. (1984); LeBreton, J. M., & Senter, J. L. (2008).
    Answers to 20 questions about interrater reliability and interrater agreement. Organizational Research Methods, 11,
    815-852. Burke, M. J., & Dunlap, W. P. (2002). Organizational Research Methods, 5, 159-172 (AD limit c / 6).
    """
    check_level(level)
    if scales is None and isinstance(data, OffersFrame):
        members = scales_of(data, None)
    elif scales is None:
        members = {}
    else:
        members = scales_of(data, scales)
    every = list(dict.fromkeys(item for items in members.values() for item in items)) or None
    chosen = clustered(data, cluster, every, "aggregation")
    members = members or {"all": chosen.columns}
    null = null_of(data, chosen.values, categories, null_variance)
    place = {column: number for number, column in enumerate(chosen.columns)}
    parts = {name: chosen.values[:, [place[item] for item in items]] for name, items in members.items()}
    scores = np.column_stack([scale_score(values) for values in parts.values()])
    found = icc_of(Clustered(scores, tuple(parts), chosen.code, chosen.labels), level)
    rows = []
    for name, values in parts.items():
        own = Clustered(values, members[name], chosen.code, chosen.labels)
        agreed = agreement_table(own, spread(values, chosen.code, len(chosen.labels)), null)
        rows.append(_row(found.table.T[name], agreed, found.school_mean_reliability[name], null))
    table = pd.DataFrame(rows, index=pd.Index(list(parts), name="scale"))
    rules = pd.DataFrame(RULES, columns=["rule", "holds_when", "source"]).set_index("rule")
    return Aggregation(table, rules, null, level)


def _row(icc: pd.Series, agreed: pd.DataFrame, reliability: pd.Series, null: NullVariance) -> dict[str, object]:
    """One scale: its evidence, which rules hold, and the verdict."""
    differ = bool(icc["icc1_ci_lower"] > 0)
    plain, skewed = agreed["rwg_j"].median(), agreed["rwg_j_skewed"].median()
    agree = bool(plain >= RWG_ENOUGH and (np.isnan(skewed) or skewed >= RWG_ENOUGH))
    reliable = bool(icc["icc2"] >= ICC2_ENOUGH)
    figures = ("n", "clusters", "k", "icc1", "icc1_ci_lower", "icc1_ci_upper", "icc2", "icc2_ci_lower", "icc2_ci_upper")
    there = agreed["rwg_j"].dropna()
    known = reliability.dropna()
    return {
        **{key: icc[key] for key in (*figures, "pvalue", "design_effect")},
        "n": int(icc["n"]),
        "clusters": int(icc["clusters"]),
        "rwg_j_median": plain,
        "rwg_j_skewed_median": skewed,
        "rwg_j_share": float((there >= RWG_ENOUGH).mean()) if len(there) else float("nan"),
        "ad_median": agreed["ad"].median(),
        "ad_limit": null.categories / 6,
        "reliable_share": float((known >= ICC2_ENOUGH).mean()) if len(known) else float("nan"),
        "schools_differ": differ,
        "staff_agree": agree,
        "means_reliable": reliable,
        "verdict": verdict_of(differ, agree, reliable),
    }


def verdict_of(differ: bool, agree: bool, reliable: bool) -> str:
    """The verdict that the three rules give.

    Parameters
    ----------
    differ, agree, reliable : bool

    Returns
    -------
    str
    """
    if differ and agree:
        return "supported" if reliable else "supported for relations, not for comparing schools"
    if differ:
        return "schools differ, staff disagree"
    return "staff agree, schools do not differ" if agree else "not supported"
