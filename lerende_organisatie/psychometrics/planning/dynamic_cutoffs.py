"""Dynamic fit cut-offs: what CFI, RMSEA and SRMR are for the model at hand when it is right, and when it is wrong."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, LerendeOrganisatieWarning, OptionError
from lerende_organisatie.psychometrics.planning.misspecified import Levels, misspecifications, standardised_model
from lerende_organisatie.repeat import Progress, repeat

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]
INDICES = ("srmr", "rmsea", "cfi")
SMALLER_IS_BETTER = {"srmr": True, "rmsea": True, "cfi": False}
CONVENTIONS = {"srmr": 0.08, "rmsea": 0.06, "cfi": 0.95}
"""Hu and Bentler (1999), found with one model of fifteen items and three factors."""

RULES = ((0.05, 0.95), (0.10, 0.90))
"""Share of right models that a cut-off may turn away, and share of wrong ones that it must; the first that holds."""


@dataclass(frozen=True, slots=True)
class DynamicCutoffs(Cited):
    """Cut-offs for one model and sample size.

    Attributes
    ----------
    table : DataFrame
        One row per level of misspecification: ``misspecified`` (in words), and per index ``srmr rmsea cfi`` the
        cut-off and ``srmr_rule rmsea_rule cfi_rule``: ``"95/5"``, ``"90/10"``, or none where no value tells that many
        wrong models from right ones (the cut-off is then NA). :attr:`comparison` sets it beside fixed conventions.
    observed : Series or None
        The fit's own values, for a fit.
    level : Series or None
        Per index the highest level whose cut-off the fit does not meet (0: it meets all).
    n, replications, seed : int
    draws : DataFrame
        One row per simulated survey: ``level`` (0: the model is right), ``srmr rmsea cfi``, ``converged``.
    """

    CITES: ClassVar[tuple[str, ...]] = ("mcneish2023", "mcneish2022", "hancock2001", "hu1999")

    table: pd.DataFrame
    observed: pd.Series[float] | None
    level: pd.Series[int] | None
    n: int
    replications: int
    seed: int
    draws: pd.DataFrame

    @property
    def comparison(self) -> pd.DataFrame:
        """The cut-offs beside the fixed conventions of Hu and Bentler (1999), and what the fit meets.

        Returns
        -------
        DataFrame
            One row ``"fixed"`` and one for every level (``"level 1"`` and so on): ``srmr rmsea cfi``, and for a fit
            ``srmr_met rmsea_met cfi_met`` (missing where there is no cut-off).
        """
        rows = {"fixed": pd.Series(CONVENTIONS)} | {
            f"level {level}": self.table.loc[level, list(INDICES)].astype(float) for level in self.table.index
        }
        table = pd.DataFrame(rows).T[list(INDICES)]
        if self.observed is not None:
            for name in INDICES:
                cut, own = table[name], float(self.observed[name])
                met = own < cut if SMALLER_IS_BETTER[name] else own > cut
                table[f"{name}_met"] = met.astype("boolean").mask(cut.isna())
            fixed = {name: _meets(float(self.observed[name]), name) for name in INDICES}
            table.loc["fixed", [f"{name}_met" for name in INDICES]] = list(fixed.values())
        return table


def dynamic_cutoffs(
    fit: Fit,
    n: int | None = None,
    *,
    replications: int = 500,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
    journal: str | Path | None = None,
) -> DynamicCutoffs:
    """Cut-offs of SRMR, RMSEA and CFI for the model at hand, by simulation.

    Surveys are drawn from the model's standardised estimates and from populations that are wrong in a stated way, the
    model is fitted to each by maximum likelihood, and the cut-off is the value that turns away at least 95% of the
    wrong and at most 5% of the right ones (90% and 10% where that cannot be had).

    Parameters
    ----------
    fit : Fit
        Of a factor model in one group in which every item loads on one factor.
    n : int, optional
        Respondents; the fit's own number if left out.
    replications : int
        Surveys per level.
    seed, n_jobs : int
    progress : callable (done, total), optional
    journal : path, optional
        A file that keeps every finished survey, so that a run that was broken off goes on where it stopped.

    Returns
    -------
    DynamicCutoffs

    Raises
    ------
    OptionError
        The model has several groups, an item with two loadings, or a structure that is not a factor model.
    DataError
        The estimates are improper, so that nothing can be drawn from them.

    Notes
    -----
    Several factors: level k leaves k loadings out of the model, for k up to the number of factors less one; they are of
    the k items that load least, each as large as the item's own loading, on the factor with the highest reliability
    (Wolf & McNeish's tutorial, ch. 4; reliability is coefficient H here, Hancock & Mueller, 2001). Ours, where the
    tutorial is silent: on the next factor where that one is the item's own, and no larger than leaves the item a
    residual variance of .05. One factor: a third, two thirds and all of the items have a residual correlation of .3
    with a neighbour (levels 1 to 3); which items, and that it is the neighbour, are not verified against the paper.
    Scores are normal. A cut-off turns away 95% of wrong and 5% of right models, or 90% and 10%.

    References
    ----------
    McNeish, D., & Wolf, M. G. (2023). Dynamic fit index cutoffs for confirmatory factor analysis models. Psychological
    Methods, 28, 61-88. McNeish, D., & Wolf, M. G. (2022). Dynamic fit index cutoffs for one-factor models. Behavior
    Research Methods, 55, 1157-1174. The tutorial: https://melissagwolf.github.io/dynamic-book/algorithm.html
    """
    if replications < 20:
        raise OptionError(f"replications must be 20 or more, not {replications!r}")
    model = standardised_model(fit)
    size = fit.n_obs if n is None else n
    if size <= len(model.items):
        raise OptionError(f"n={size} respondents do not outnumber the {len(model.items)} items")
    if fit.df < 1:
        raise OptionError(
            "a model without degrees of freedom fits whatever is wrong with it; there is nothing to cut off"
        )
    levels = misspecifications(model)
    tasks = [(level, k) for level in range(len(levels.covariances)) for k in range(replications)]
    job = _Survey(levels, model.items, model.syntax, size)
    rows = repeat(job, tasks, seed=seed, n_jobs=n_jobs, progress=progress, journal=journal)
    draws = pd.DataFrame(rows, columns=["level", *INDICES, "converged"]).astype({"level": int, "converged": bool})
    table = _cutoffs(draws, levels)
    observed = _observed(fit) if n is None else None
    return DynamicCutoffs(
        table=table,
        observed=observed,
        level=None if observed is None else _level(table, observed),
        n=size,
        replications=replications,
        seed=seed,
        draws=draws,
    )


@dataclass(frozen=True, slots=True)
class _Survey:
    """One simulated survey, as a job that can travel to another process."""

    levels: Levels
    items: tuple[str, ...]
    syntax: str
    n: int

    def __call__(self, generator: np.random.Generator, task: tuple[int, int]) -> tuple[float, ...]:
        from lerende_organisatie.psychometrics.cfa import cfa

        level = task[0]
        sample = wishart(generator, self.levels.covariances[level], self.n)
        frame = pd.DataFrame(sample, index=list(self.items), columns=list(self.items))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", LerendeOrganisatieWarning)
            try:
                fit = cfa(self.syntax, sample_cov=frame, sample_nobs=self.n, estimator="ML", std_lv=True)
            except DataError:
                return (level, np.nan, np.nan, np.nan, False)
        if not fit.converged:
            return (level, np.nan, np.nan, np.nan, False)
        measures = fit.fit_measures
        return (level, *(float(measures[name]) for name in INDICES), True)


def wishart(generator: np.random.Generator, covariance: Floats, n: int) -> Floats:
    """The covariance matrix (divisor n - 1) of a normal sample, drawn without drawing the sample.

    Parameters
    ----------
    generator : Generator
    covariance : ndarray (p, p)
    n : int
        Respondents, more than p.

    Returns
    -------
    ndarray (p, p)

    References
    ----------
    Bartlett, M. S. (1933). On the theory of statistical regression. Proceedings of the Royal Society of Edinburgh, 53,
    260-283 (the decomposition).
    """
    p = len(covariance)
    triangle = np.tril(generator.standard_normal((p, p)), -1)
    triangle[np.diag_indices(p)] = np.sqrt(generator.chisquare(n - 1 - np.arange(p)))
    root = np.linalg.cholesky(covariance) @ triangle
    return np.asarray(root @ root.T / (n - 1))


def _cutoffs(draws: pd.DataFrame, levels: Levels) -> pd.DataFrame:
    rows = []
    right = draws[(draws["level"] == 0) & draws["converged"]]
    for level, words in enumerate(levels.words[1:], start=1):
        wrong = draws[(draws["level"] == level) & draws["converged"]]
        row: dict[str, object] = {"misspecified": words}
        for name in INDICES:
            value, rule = _cutoff(right[name].to_numpy(), wrong[name].to_numpy(), SMALLER_IS_BETTER[name])
            row |= {name: value, f"{name}_rule": rule}
        rows.append(row)
    index = pd.RangeIndex(1, len(rows) + 1, name="level")
    return pd.DataFrame(rows, index=index, columns=["misspecified", *INDICES, *(f"{name}_rule" for name in INDICES)])


def _cutoff(right: Floats, wrong: Floats, smaller_is_better: bool) -> tuple[float, str | None]:
    """The value nearest the wrong models' side that keeps enough right ones, if it turns enough wrong ones away."""
    sign = 1.0 if smaller_is_better else -1.0
    for false_alarms, found in RULES:
        turned_away = sign * np.quantile(sign * wrong, 1 - found)
        if np.mean(sign * right >= sign * turned_away) <= false_alarms:
            return float(turned_away), f"{found * 100:.0f}/{false_alarms * 100:.0f}"
    return float("nan"), None


def _meets(value: float, name: str) -> bool:
    """Whether an index meets the fixed convention, which counts the value itself."""
    return value <= CONVENTIONS[name] if SMALLER_IS_BETTER[name] else value >= CONVENTIONS[name]


def _observed(fit: Fit) -> pd.Series[float]:
    measures = fit.fit_measures
    robust = {name: f"{name}_robust" if f"{name}_robust" in measures.index else name for name in INDICES}
    return pd.Series({name: float(measures[robust[name]]) for name in INDICES})


def _level(table: pd.DataFrame, observed: pd.Series[float]) -> pd.Series[int]:
    found = {}
    for name in INDICES:
        cut = table[name]
        missed = observed[name] >= cut if SMALLER_IS_BETTER[name] else observed[name] <= cut
        found[name] = int(max([0, *table.index[missed & cut.notna()]]))
    return pd.Series(found)
