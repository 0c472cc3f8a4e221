"""What several studies' alphas say together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, SmallSampleWarning, warn_caller
from lerende_organisatie.psychometrics.printed.pooling import (
    Heterogeneity,
    Pooled,
    between_variance,
    fixed_effect,
    heterogeneity,
    prediction_interval,
    random_effects,
)
from lerende_organisatie.psychometrics.printed.rounding import Range
from lerende_organisatie.psychometrics.reliability.answers import check_level
from lerende_organisatie.studies.published.definition import PublishedStudy
from lerende_organisatie.studies.published.loading import load_study

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDED = ("study", "alpha", "n", "items")

FEW = 5
"""Below this many studies the variance between them is hardly known, and a warning says so; our convention."""


@dataclass(frozen=True, slots=True)
class PooledAlpha:
    """A pooled alpha.

    Attributes
    ----------
    estimate, ci_lower, ci_upper : float
        On the scale of alpha.
    se : float
        On the scale of ln(1 - alpha), on which the pooling is done.
    """

    estimate: float
    se: float
    ci_lower: float
    ci_upper: float


@dataclass(frozen=True, slots=True, eq=False)
class MetaAlphas(Cited):
    """A meta-analysis of alphas.

    Attributes
    ----------
    random : PooledAlpha
        Random effects: REML, with the Hartung-Knapp-Sidik-Jonkman interval.
    fixed : PooledAlpha
        As if all studies had one alpha.
    prediction_lower, prediction_upper : float or None
        Where the alpha of a new study is to be expected; None for two studies.
    tau2 : float
        Variance between studies, on the scale of ln(1 - alpha).
    q, q_pvalue, i2 : float
        Cochran's Q, its p-value, and I squared as a share.
    q_df : int
    k : int
        Studies that were pooled.
    level : float
    forest : DataFrame
        What a forest plot shows: study, alpha, ci_lower, ci_upper, weight_random, weight_fixed; the studies in the
        order given, then "random effects", "fixed effect" and "prediction".
    left_out : tuple of str
        Studies that were named but not pooled, each with the reason.
    """

    CITES: ClassVar[tuple[str, ...]] = (
        "bonett2010",
        "viechtbauer2005",
        "hartung2001",
        "sidik2002",
        "higgins2002",
        "higgins2009",
    )

    random: PooledAlpha
    fixed: PooledAlpha
    prediction_lower: float | None
    prediction_upper: float | None
    tau2: float
    q: float
    q_df: int
    q_pvalue: float
    i2: float
    k: int
    level: float
    forest: pd.DataFrame
    left_out: tuple[str, ...]

    @property
    def estimate(self) -> float:
        """The mean of the random-effects model."""
        return self.random.estimate

    @property
    def se(self) -> float:
        """Its standard error, on the scale of ln(1 - alpha)."""
        return self.random.se

    @property
    def ci_lower(self) -> float:
        """Lower bound of its interval."""
        return self.random.ci_lower

    @property
    def ci_upper(self) -> float:
        """Upper bound of its interval."""
        return self.random.ci_upper

    @property
    def table(self) -> pd.DataFrame:
        """One row for each model: estimate, se (of ln(1 - alpha)), ci_lower, ci_upper."""
        rows = {"random effects": self.random, "fixed effect": self.fixed}
        columns = ["estimate", "se", "ci_lower", "ci_upper"]
        return pd.DataFrame({name: [getattr(row, c) for c in columns] for name, row in rows.items()}, columns).T

    def plot(self) -> Figure:
        """The forest plot, drawn from ``forest``.

        Returns
        -------
        matplotlib.figure.Figure
            ``.savefig("forest.svg")`` writes it.
        """
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        rows = self.forest
        figure = Figure(figsize=(7.0, 1.0 + 0.32 * len(rows)), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        places = np.arange(len(rows))[::-1]
        lower, upper = rows["ci_lower"].to_numpy(float), rows["ci_upper"].to_numpy(float)
        axes.hlines(places, lower, upper, color="black", linewidth=1)
        points = rows["alpha"].to_numpy(float)
        sizes = 30 + 270 * rows["weight_random"].fillna(0.0).to_numpy(float)
        axes.scatter(points[: self.k], places[: self.k], s=sizes[: self.k], marker="s", color="black", zorder=3)
        axes.scatter(points[self.k :], places[self.k :], s=60, marker="D", color="black", facecolor="white", zorder=3)
        axes.axvline(self.random.estimate, color="grey", linestyle=":", linewidth=1)
        axes.axhline(len(rows) - self.k - 0.5, color="grey", linewidth=0.5)
        axes.set_yticks(places, rows["study"].to_list())
        axes.set_xlabel(f"alpha, {100 * self.level:g}% interval")
        axes.spines[["top", "right"]].set_visible(False)
        return figure


def meta_alphas(
    studies_or_table: pd.DataFrame | Iterable[PublishedStudy | str | Path],
    *,
    dimension: str | None = None,
    level: float = 0.95,
) -> MetaAlphas:
    """Pool the alphas of independent studies of one scale.

    Parameters
    ----------
    studies_or_table : DataFrame, or an iterable of PublishedStudy or of what :func:`load_study` takes
        A table has one row per study with columns study, alpha, n (respondents) and items (of the scale), and may have
        a column dimension. Alphas of one study are not independent: one row per study is pooled.
    dimension : str, optional
        Which dimension's alphas; needed where a study has those of several.
    level : float
        Level of the intervals, between 0 and 1.

    Returns
    -------
    MetaAlphas

    Raises
    ------
    DataError
        Fewer than two studies with alpha, n and items; a study that stands there twice; figures that cannot be. All at
        once.
    OptionError
        The level does not lie between 0 and 1.

    Warns
    -----
    SmallSampleWarning
        Fewer than five studies.

    Notes
    -----
    y = ln(1 - alpha) with sampling variance 2k/((k - 1)(n - 2)) for k items (Bonett, 2010). The variance holds for
    independent respondents and parallel items; with staff in schools it is too small, which raises Q, I squared and tau
    squared. The bias of y, about 1/n, is not corrected. I squared is from Q. The prediction interval takes the number
    of studies less two as degrees of freedom; programs that take one less give a narrower one.

    References
    ----------
    Bonett, D. G. (2010). Varying coefficient meta-analytic methods for alpha reliability. Psychological Methods, 15(4),
    368-385. Hartung, J., & Knapp, G. (2001). Statistics in Medicine, 20(24), 3875-3889. Higgins, J. P. T., Thompson,
    S. G., & Spiegelhalter, D. J. (2009). Journal of the Royal Statistical Society: Series A, 172(1), 137-159.
    """
    check_level(level)
    table, left_out = _rows(studies_or_table, dimension)
    _check(table, left_out, dimension)
    alpha, n, items = (table[name].to_numpy(float) for name in NEEDED[1:])
    values, variances = np.log1p(-alpha), 2 * items / ((items - 1) * (n - 2))
    if len(table) < FEW:
        warn_caller(
            f"{len(table)} studies: how far studies differ is hardly known from fewer than {FEW}; read tau2, I2 and "
            "the prediction interval as a rough indication",
            SmallSampleWarning,
        )
    tau2 = between_variance(values, variances)
    fixed = fixed_effect(values, variances, level)
    random = random_effects(values, variances, tau2, level)
    predicted = prediction_interval(random, tau2, len(table), level)
    expected = None if predicted is None else _alpha(predicted)
    return _result(table, variances, (random, fixed), expected, tau2, heterogeneity(values, variances), level,
                   left_out)  # fmt: skip


def _alpha(bounds: Range) -> Range:
    return Range(1 - float(np.exp(bounds.upper)), 1 - float(np.exp(bounds.lower)))


def _pooled(of: Pooled) -> PooledAlpha:
    interval = _alpha(of.interval)
    return PooledAlpha(1 - float(np.exp(of.value)), of.se, interval.lower, interval.upper)


def _result(
    table: pd.DataFrame,
    variances: np.ndarray,
    pooled: tuple[Pooled, Pooled],
    predicted: Range | None,
    tau2: float,
    spread: Heterogeneity,
    level: float,
    left_out: tuple[str, ...],
) -> MetaAlphas:
    from scipy.stats import norm

    reach = float(norm.ppf(0.5 + level / 2)) * np.sqrt(variances)
    values = np.log1p(-table["alpha"].to_numpy(float))
    random, fixed = _pooled(pooled[0]), _pooled(pooled[1])
    forest = pd.DataFrame(
        {
            "study": table["study"].astype(str),
            "alpha": table["alpha"].astype(float),
            "ci_lower": 1 - np.exp(values + reach),
            "ci_upper": 1 - np.exp(values - reach),
            "weight_random": pooled[0].weights,
            "weight_fixed": pooled[1].weights,
        }
    )
    more = [("random effects", random.estimate, random.ci_lower, random.ci_upper)]
    more += [("fixed effect", fixed.estimate, fixed.ci_lower, fixed.ci_upper)]
    if predicted is not None:
        more += [("prediction", random.estimate, predicted.lower, predicted.upper)]
    summary = pd.DataFrame(more, columns=["study", "alpha", "ci_lower", "ci_upper"])
    forest = pd.concat([forest, summary], ignore_index=True)
    lower, upper = (None, None) if predicted is None else (predicted.lower, predicted.upper)
    return MetaAlphas(random, fixed, lower, upper, tau2, spread.q, spread.df, spread.pvalue, spread.i2, len(table),
                      level, forest, left_out)  # fmt: skip


def _rows(
    given: pd.DataFrame | Iterable[PublishedStudy | str | Path], dimension: str | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if not isinstance(given, pd.DataFrame):
        if isinstance(given, str | Path | PublishedStudy):
            raise DataError("the studies", ["one study cannot be pooled; give a list of studies, or a table"])
        return _printed([one if isinstance(one, PublishedStudy) else load_study(one) for one in given], dimension)
    absent = [name for name in NEEDED if name not in given.columns]
    if dimension is not None and "dimension" not in given.columns:
        absent.append("dimension")
    if absent:
        raise DataError(
            "the table of alphas", [f"has no column {name!r}; it needs {', '.join(NEEDED)}" for name in absent]
        )
    rows = given if dimension is None else given[given["dimension"] == dimension]
    return rows.loc[:, list(NEEDED)].reset_index(drop=True), ()


def _printed(studies: list[PublishedStudy], dimension: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    rows, left_out = [], []
    for study in studies:
        found = [one for one in study.dimensions if one.alpha is not None and dimension in (None, one.id)]
        complete = [(one.alpha, one.items) for one in found if one.alpha is not None and one.items is not None]
        if not complete or study.sample.n is None:
            what = "no alpha" if not found else "no number of items" if not complete else "no n"
            left_out.append(f"{study.name}: {what} was printed" + (f" for {dimension}" if dimension else ""))
            continue
        n = study.sample.n.value
        rows += [(study.name, alpha.value, n, items.value) for alpha, items in complete]
    return pd.DataFrame(rows, columns=list(NEEDED)), tuple(left_out)


def _check(table: pd.DataFrame, left_out: tuple[str, ...], dimension: str | None) -> None:
    faults: list[str] = []
    numbers = table[list(NEEDED[1:])].apply(pd.to_numeric, errors="coerce")
    for row, study in enumerate(table["study"].astype(str)):
        alpha, n, items = (float(numbers.iloc[row, column]) for column in range(3))
        if not (np.isfinite(alpha) and alpha < 1):
            faults.append(f"{study}: alpha must be a number below 1, not {table['alpha'].iloc[row]!r}")
        if not (np.isfinite(n) and n > 2):
            faults.append(f"{study}: n must be a number above 2, not {table['n'].iloc[row]!r}")
        if not (np.isfinite(items) and items >= 2):
            faults.append(f"{study}: items must be a number of at least 2, not {table['items'].iloc[row]!r}")
    twice = table["study"].astype(str)[table["study"].astype(str).duplicated()].unique()
    remedy = "keep one row each" if dimension else "choose a dimension with dimension=..., or keep one row each"
    faults += [f"{study}: stands there more than once, and alphas of one study are not independent; {remedy}"
               for study in twice]  # fmt: skip
    if len(table) < 2:
        faults += [*left_out, f"{len(table)} with alpha, n and items; pooling needs at least two studies"]
    if faults:
        raise DataError("the alphas to pool", faults)
