"""Do groups of staff answer differently? Descriptive, Welch and Games-Howell, and the model with school intercepts."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import AssumptionWarning, ConvergenceWarning, DataError, MissingDataWarning
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, check_minimum
from lerende_organisatie.psychometrics.aggregation.mixed import MixedModel, contrast, equal_means, school_intercepts
from lerende_organisatie.psychometrics.reliability.answers import check_level
from lerende_organisatie.schools.grouped import Grouped, grouped

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GroupComparison(Cited):
    """Groups side by side on one outcome or several; made by :func:`compare_groups`.

    Attributes
    ----------
    table : DataFrame
        One row per `outcome` and pair of groups (`a`, `b`): `difference` (mean of a minus mean of b), `t`, `df`,
        `games_howell_p`, `hedges_g`, `hedges_ci_lower`, `hedges_ci_upper`; from the model with school intercepts
        `estimate`, `se`, `ci_lower`, `ci_upper`, `pvalue`, `d` (the estimate over the standard deviation of people,
        between and within schools, given the group) and `pvalue_holm` (Holm over all rows). Without schools the last
        figures are Welch's, ``pvalue`` that of Games-Howell.
    tests : DataFrame
        One row per outcome: `welch_f`, `welch_df1`, `welch_df2`, `welch_p`, `np2`; of the model `f`, `df1`, `df2`,
        `pvalue`, `pvalue_holm` (Holm over the outcomes), `variance_between`, `variance_within`, `icc1`, `converged`.
    descriptives : DataFrame
        `n`, `schools`, `mean`, `sd`, `ci_lower`, `ci_upper` by `outcome` and `group`; the intervals ignore the schools.
    by : str
        The factor.
    nested : bool
        Whether there is a model with school intercepts.
    left_out : DataFrame
        What was left out and why, without small counts.
    level : float
    """

    CITES: ClassVar[tuple[str, ...]] = ("welch1951", "games1976", "hedges1981", "laird1982", "holm1979")

    table: pd.DataFrame
    tests: pd.DataFrame
    descriptives: pd.DataFrame
    by: str
    nested: bool
    left_out: pd.DataFrame
    level: float

    def __repr__(self) -> str:
        first = self.table.head(12).reset_index()
        lines = [
            f"{row['outcome']}: {row['a']} - {row['b']} {row['estimate']:+.2f} "
            f"[{row['ci_lower']:+.2f}, {row['ci_upper']:+.2f}], Holm p {row['pvalue_holm']:.3f}"
            for _, row in first.iterrows()
        ]
        return "\n".join(lines)


def compare_groups(
    data: Responses | pd.DataFrame,
    by: str,
    outcomes: Iterable[str] | None = None,
    *,
    cluster: str | None = None,
    reference: str | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    level: float = 0.95,
) -> GroupComparison:
    """Compare roles, sectors or any other groups of respondents.

    Parameters
    ----------
    data : Responses or DataFrame
        Of Responses the dimension scores are compared.
    by : str
        ``"role"``, ``"sector"``, ``"group"`` or ``"wave"`` of the Responses, or the name of a column.
    outcomes : iterable of str, optional
        Dimensions or numeric columns; of Responses all dimensions if left out.
    cluster : str, optional
        The column with the school; Responses name their own.
    reference : str, optional
        The group that stands second in its pairs; otherwise groups stand in the order of their names.
    minimum_group_size : int
        Smaller groups are left out; 3 or more.
    level : float
        Of the intervals.

    Returns
    -------
    GroupComparison

    Raises
    ------
    DataError
        A column is absent or not numeric, or there are not two groups of the minimum size.
    OptionError
        An option that is not offered.

    Warns
    -----
    AssumptionWarning
        There is no school: staff of one school are taken as independent. Or all scores of a group are the same.
    MissingDataWarning
        Respondents have no group or no school, or belong to a group too small to show.
    ConvergenceWarning
        A mixed model stopped before its estimates were found.

    Notes
    -----
    The model is y = group mean + school intercept + error, by REML; its t and F have J - G degrees of freedom where
    the factor is one of schools (sector), n - J - G + 1 where it is one of people (role). Where fewer than
    ``minimum_group_size`` respondents in all are left out, others, chosen at random with a fixed seed, are left out
    with them: a total that is known elsewhere minus this table would otherwise be about those few.

    References
    ----------
    Welch, B. L. (1951). Biometrika, 38, 330-336. Games, P. A., & Howell, J. F. (1976). Journal of Educational
    Statistics, 1, 113-125. Hedges, L. V. (1981). Journal of Educational Statistics, 6, 107-128. Laird, N. M., & Ware,
    J. H. (1982). Biometrics, 38, 963-974. Holm, S. (1979). Scandinavian Journal of Statistics, 6, 65-70.
    """
    check_level(level)
    check_minimum(minimum_group_size)
    parts, name, notes = grouped(data, by, outcomes, cluster, minimum_group_size)
    if notes:
        warnings.warn(f"compare_groups: {'; '.join(notes)}", MissingDataWarning, stacklevel=2)
    nested = all(part.school is not None for part in parts)
    if not nested:
        warnings.warn(
            "compare_groups: no school is given, so staff of one school are taken as independent; name it: cluster=",
            AssumptionWarning,
            stacklevel=2,
        )
    rows: list[pd.DataFrame] = []
    tests: list[dict[str, object]] = []
    described: list[pd.DataFrame] = []
    for part in parts:
        described.append(_described(part, level))
        fitted = _fitted(part)
        pairs = _pairs(part, reference)
        rows.append(_compared(part, pairs, fitted, level))
        tests.append(_tested(part, fitted))
    table = pd.concat(rows)
    table["pvalue_holm"] = holm(table["pvalue"])
    by_outcome = pd.DataFrame(tests).set_index("outcome")
    by_outcome.insert(9, "pvalue_holm", holm(by_outcome["pvalue"]))
    return GroupComparison(
        table=table,
        tests=by_outcome,
        descriptives=pd.concat(described),
        by=name,
        nested=nested,
        left_out=pd.DataFrame({"what": notes}),
        level=level,
    )


def holm(pvalues: pd.Series) -> NDArray[np.float64]:
    """p-values corrected after Holm; one that is not there stays so and does not count.

    Parameters
    ----------
    pvalues : Series

    Returns
    -------
    ndarray
    """
    p = pvalues.to_numpy(dtype=float)
    out = np.full(len(p), np.nan)
    there = np.flatnonzero(~np.isnan(p))
    order = there[np.argsort(p[there], kind="stable")]
    steps = p[order] * (len(order) - np.arange(len(order)))
    out[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return out


def _pairs(part: Grouped, reference: str | None) -> list[tuple[int, int]]:
    """All pairs of groups, the reference second."""
    if reference is None:
        return list(combinations(range(len(part.groups)), 2))
    if reference not in part.groups:
        raise DataError("compare_groups", [f"reference={reference!r} is none of the groups {', '.join(part.groups)}"])
    last = part.groups.index(reference)
    order = [at for at in range(len(part.groups)) if at != last] + [last]
    return list(combinations(order, 2))


def _described(part: Grouped, level: float) -> pd.DataFrame:
    from scipy.stats import t as t_distribution

    rows = []
    for at, group in enumerate(part.groups):
        here = part.group == at
        y = part.y[here]
        half = t_distribution.isf((1 - level) / 2, len(y) - 1) * y.std(ddof=1) / np.sqrt(len(y))
        rows.append(
            {
                "outcome": part.outcome,
                "group": group,
                "n": len(y),
                "schools": None if part.school is None else len(np.unique(part.school[here])),
                "mean": y.mean(),
                "sd": y.std(ddof=1),
                "ci_lower": y.mean() - half,
                "ci_upper": y.mean() + half,
            }
        )
    return pd.DataFrame(rows).set_index(["outcome", "group"])


def _fitted(part: Grouped) -> MixedModel | None:
    """The model with school intercepts, where it can be fitted."""
    if part.school is None:
        return None
    schools = len(np.unique(part.school))
    if schools < 2 or schools == len(part.y) or part.constant:
        return None
    fitted = school_intercepts(part.y, part.group, len(part.groups), part.school)
    if not fitted.converged:
        warnings.warn(
            f"compare_groups: the mixed model of {part.outcome} did not converge", ConvergenceWarning, stacklevel=3
        )
    return fitted


def _compared(part: Grouped, pairs: Sequence[tuple[int, int]], fitted: MixedModel | None, level: float) -> pd.DataFrame:
    """The rows of one outcome."""
    import pingouin

    howell = None if part.constant else _games_howell(part)
    rows = []
    for a, b in pairs:
        ya, yb = part.y[part.group == a], part.y[part.group == b]
        row: dict[str, object] = {"outcome": part.outcome, "a": part.groups[a], "b": part.groups[b]}
        row["difference"] = difference = ya.mean() - yb.mean()
        t, df, p = (np.nan,) * 3 if howell is None else howell[(part.groups[a], part.groups[b])]
        g = pingouin.compute_effsize(ya, yb, eftype="hedges") if not part.constant else np.nan
        ends = (
            pingouin.compute_esci(g, nx=len(ya), ny=len(yb), eftype="hedges", confidence=level, decimals=12)
            if np.isfinite(g)
            else (np.nan, np.nan)
        )
        row |= {"t": t, "df": df, "games_howell_p": p, "hedges_g": g}
        row |= {"hedges_ci_lower": ends[0], "hedges_ci_upper": ends[1]}
        if fitted is None:
            row |= _welch_interval(difference, ya, yb, level) | {"pvalue": p, "d": g}
        else:
            found = contrast(fitted, a, b, level)
            row |= {"estimate": found.difference, "se": found.se, "ci_lower": found.ci_lower}
            row |= {"ci_upper": found.ci_upper, "pvalue": found.pvalue}
            row |= {"d": found.difference / np.sqrt(fitted.between + fitted.within)}
        rows.append(row)
    return pd.DataFrame(rows).set_index(["outcome", "a", "b"])


def _welch_interval(difference: float, ya: Floats, yb: Floats, level: float) -> dict[str, object]:
    from scipy.stats import t as t_distribution

    va, vb = ya.var(ddof=1) / len(ya), yb.var(ddof=1) / len(yb)
    se = np.sqrt(va + vb)
    with np.errstate(invalid="ignore", divide="ignore"):
        df = (va + vb) ** 2 / (va**2 / (len(ya) - 1) + vb**2 / (len(yb) - 1))
        half = t_distribution.isf((1 - level) / 2, df) * se
    return {"estimate": difference, "se": se, "ci_lower": difference - half, "ci_upper": difference + half}


def _games_howell(part: Grouped) -> dict[tuple[str, str], tuple[float, float, float]]:
    """t, df and p of every ordered pair."""
    import pingouin

    frame = pd.DataFrame({"y": part.y, "group": np.asarray(part.groups, dtype=object)[part.group]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = pingouin.pairwise_gameshowell(frame, dv="y", between="group")
    found: dict[tuple[str, str], tuple[float, float, float]] = {}
    for _, row in table.iterrows():
        a, b = str(row["A"]), str(row["B"])
        t, df, p = float(row["T"]), float(row["df"]), float(row["pval"])
        found[(a, b)], found[(b, a)] = (t, df, p), (-t, df, p)
    return found


def _tested(part: Grouped, fitted: MixedModel | None) -> dict[str, object]:
    import pingouin

    nan = float("nan")
    row: dict[str, object] = {"outcome": part.outcome}
    if part.constant:
        row |= dict.fromkeys(("welch_f", "welch_df1", "welch_df2", "welch_p", "np2"), nan)
    else:
        frame = pd.DataFrame({"y": part.y, "group": part.group})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            welch = pingouin.welch_anova(frame, dv="y", between="group").iloc[0]
        p = welch["p_unc"] if "p_unc" in welch.index else welch["p-unc"]
        row |= {"welch_f": welch["F"], "welch_df1": welch["ddof1"], "welch_df2": welch["ddof2"], "welch_p": p}
        row |= {"np2": welch["np2"]}
    if fitted is None:
        row |= {"f": row["welch_f"], "df1": row["welch_df1"], "df2": row["welch_df2"], "pvalue": row["welch_p"]}
        row |= dict.fromkeys(("variance_between", "variance_within", "icc1"), nan) | {"converged": None}
    else:
        f, pvalue = equal_means(fitted)
        row |= {"f": f, "df1": len(part.groups) - 1, "df2": fitted.df, "pvalue": pvalue}
        row |= {"variance_between": fitted.between, "variance_within": fitted.within}
        row |= {"icc1": fitted.between / (fitted.between + fitted.within), "converged": fitted.converged}
    return row
