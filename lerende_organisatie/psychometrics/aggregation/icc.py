"""How much of what people answer lies between their schools, and how reliable a school's mean is."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, SmallSampleWarning
from lerende_organisatie.psychometrics.aggregation.clusters import Clustered, clustered
from lerende_organisatie.psychometrics.aggregation.one_way import (
    anova,
    cluster_sums,
    ratio_interval,
    reliability_of,
    reml,
    share_of,
)
from lerende_organisatie.psychometrics.frames import OffersFrame
from lerende_organisatie.psychometrics.reliability.answers import check_level, scales_of

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Icc(Cited):
    """Intraclass correlations of one column or several; made by :func:`icc`.

    Attributes
    ----------
    table : DataFrame
        One row per column: `n`, `clusters`, `k` (average cluster size N / J), `icc1`, `icc1_ci_lower`,
        `icc1_ci_upper`, `icc2`, `icc2_ci_lower`, `icc2_ci_upper`, `f`, `df_between`, `df_within`, `pvalue`,
        `icc1_reml`, `icc2_reml`, `variance_between`, `variance_within` (both REML), `mean`, `mean_se` (by
        generalised least squares), `design_effect` (1 + (k - 1) ICC(1)) and `design_effect_kish` (the same
        with Σn²/N for k, which unequal sizes ask for).
    school_mean_reliability : DataFrame (J, p)
        Per cluster and column the reliability of that cluster's own mean, n·λ / (1 + n·λ) with λ by REML; NaN where
        the cluster has no answers.
    level : float
        Of the intervals.
    """

    CITES: ClassVar[tuple[str, ...]] = ("bliese2000", "shrout1979", "wald1940", "kish1965", "muthen1995")

    table: pd.DataFrame
    school_mean_reliability: pd.DataFrame
    level: float

    def __repr__(self) -> str:
        lines = [
            f"{name}: ICC(1) {row.icc1:.3f} [{row.icc1_ci_lower:.3f}, {row.icc1_ci_upper:.3f}], ICC(2) {row.icc2:.3f}"
            for name, row in self.table.head(10).iterrows()
        ]
        more = len(self.table) - len(lines)
        return "\n".join(lines) + (f"\n... and {more} more" if more else "")


def icc(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    cluster: str | pd.Series | None = None,
    items: Iterable[str] | str | None = None,
    *,
    level: float = 0.95,
) -> Icc:
    """ICC(1), ICC(2), their intervals and the design effect, per column.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        One row per person. Of Responses every dimension score (the mean of the answered items, where at least half
        were answered) and every item gets a row.
    cluster : str or Series, optional
        The column with the school, or one label per row; Responses name their own.
    items : iterable of str, or the name of a scale of the Responses, optional
        The columns; without it every column but the cluster.
    level : float
        Of the intervals.

    Returns
    -------
    Icc

    Raises
    ------
    DataError
        A column is absent or not numeric, there are not two clusters, or no cluster has two people.
    OptionError
        No cluster is given where the data name none.

    Warns
    -----
    MissingDataWarning
        Rows have no cluster; they are left out.
    SmallSampleWarning
        Fewer than ten clusters, or a column that is the same for everyone in every cluster.

    Notes
    -----
    ICC(1) and ICC(2) are those of the one-way analysis of variance with k = N / J; they may be negative. The intervals
    are exact under normality also for clusters of unequal size (Wald, 1940). That of ICC(2) is for a school of average
    size. REML estimates stand beside them, never negative.

    References
    ----------
    Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. In K. J. Klein & S. W. J. Kozlowski
    (Eds.), Multilevel theory, research, and methods in organizations (pp. 349-381). Jossey-Bass. Shrout, P. E., &
    Fleiss, J. L. (1979). Psychological Bulletin, 86, 420-428. Wald, A. (1940). Annals of Mathematical Statistics, 11,
    96-100. Kish, L. (1965). Survey sampling. Wiley. Muthén, B., & Satorra, A. (1995). Sociological Methodology, 25,
    267-316 (design effect).
    """
    check_level(level)
    chosen = clustered(data, cluster, items, "icc")
    if items is None and isinstance(data, OffersFrame):
        chosen = with_scale_scores(chosen, scales_of(data, None))
    return icc_of(chosen, level)


def with_scale_scores(chosen: Clustered, scales: dict[str, tuple[str, ...]]) -> Clustered:
    """The same rows with the score of every scale before the items.

    Parameters
    ----------
    chosen : Clustered
    scales : dict of name to items

    Returns
    -------
    Clustered
    """
    place = {column: number for number, column in enumerate(chosen.columns)}
    scores = [scale_score(chosen.values[:, [place[item] for item in items]]) for items in scales.values()]
    return Clustered(np.column_stack([*scores, chosen.values]), (*scales, *chosen.columns), chosen.code, chosen.labels)


def scale_score(answers: Floats) -> Floats:
    """The mean of the answered items of each person, NaN where fewer than half were answered.

    Parameters
    ----------
    answers : ndarray (n, k)

    Returns
    -------
    ndarray (n,)
    """
    answered = (~np.isnan(answers)).sum(axis=1)
    out: Floats = np.nansum(answers, axis=1) / np.maximum(answered, 1)
    return np.where(2 * answered >= answers.shape[1], out, np.nan)


def icc_of(chosen: Clustered, level: float) -> Icc:
    """The intraclass correlations of clustered values.

    Parameters
    ----------
    chosen : Clustered
    level : float

    Returns
    -------
    Icc

    Raises
    ------
    DataError
        See :func:`icc`.
    """
    sums = cluster_sums(chosen.values, chosen.code, len(chosen.labels))
    by_anova = anova(sums)
    faults = []
    for column, clusters, df in zip(chosen.columns, by_anova.clusters, by_anova.df_within, strict=True):
        if clusters < 2:
            faults.append(f"column {column!r} has answers in {int(clusters)} cluster; it takes two or more")
        elif df < 1:
            faults.append(f"column {column!r}: no cluster has two people who answered; does every person have its own?")
    if faults:
        raise DataError("icc", faults)
    by_reml = reml(sums)
    lower, upper = ratio_interval(sums, level)
    k = by_anova.k
    same = [name for name, ms in zip(chosen.columns, by_anova.ms_within, strict=True) if ms == 0]
    if same:
        _warn(f"icc: everyone within a cluster gives the same answer in {', '.join(map(repr, same[:5]))}; no interval")
    if by_anova.clusters.min() < 10:
        _warn(f"icc: {int(by_anova.clusters.min())} clusters are few; the intervals are wide and rest on normality")
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = by_reml.between / by_reml.within
        kish = (sums.n**2).sum(axis=0) / by_anova.n
        own = np.where(sums.n > 0, sums.n * ratio / (1 + sums.n * ratio), np.nan)
    table = pd.DataFrame(
        {
            "n": by_anova.n.astype(int),
            "clusters": by_anova.clusters.astype(int),
            "k": k,
            "icc1": by_anova.icc1,
            "icc1_ci_lower": share_of(lower),
            "icc1_ci_upper": share_of(upper),
            "icc2": by_anova.icc2,
            "icc2_ci_lower": reliability_of(lower, k),
            "icc2_ci_upper": reliability_of(upper, k),
            "f": by_anova.f,
            "df_between": by_anova.df_between.astype(int),
            "df_within": by_anova.df_within.astype(int),
            "pvalue": by_anova.pvalue,
            "icc1_reml": by_reml.icc1,
            "icc2_reml": reliability_of(ratio, k),
            "variance_between": by_reml.between,
            "variance_within": by_reml.within,
            "mean": by_reml.mean,
            "mean_se": by_reml.mean_se,
            "design_effect": 1 + (k - 1) * by_anova.icc1,
            "design_effect_kish": 1 + (kish - 1) * by_anova.icc1,
        },
        index=pd.Index(chosen.columns, name="column"),
    )
    per_school = pd.DataFrame(own, index=pd.Index(chosen.labels, name="cluster"), columns=list(chosen.columns))
    return Icc(table, per_school, level)


def _warn(message: str) -> None:
    warnings.warn(message, SmallSampleWarning, stacklevel=4)
