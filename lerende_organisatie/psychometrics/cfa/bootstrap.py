"""Case bootstrap: the model refitted to rows drawn with replacement, or to whole clusters where rows are nested."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import ConvergenceWarning, DataError, LerendeOrganisatieError, OptionError
from lerende_organisatie.psychometrics.cfa.discrepancy import discrepancy
from lerende_organisatie.psychometrics.cfa.matrices import compile_table
from lerende_organisatie.psychometrics.cfa.nonlinear import estimate_constrained
from lerende_organisatie.psychometrics.cfa.objective import Term
from lerende_organisatie.psychometrics.moments.complete import GroupMoments, complete_moments
from lerende_organisatie.psychometrics.moments.data import GroupData
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments
from lerende_organisatie.repeat import Progress, repeat

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]

Statistic = Callable[["Fit"], Sequence[float] | Floats | pd.Series]

Refit = Callable[["Fit", np.random.Generator], "Fit | None"]

FAILED_SHARE = 0.10
"""Above this share of draws without a solution a warning says so."""


@dataclass(frozen=True, slots=True)
class Bootstrap(Cited):
    """What refitting to resampled rows gave.

    Attributes
    ----------
    table : DataFrame
        One row per statistic: ``est se ci_lower ci_upper``; ``est`` is that of the fit itself, ``se`` the standard
        deviation over draws, the interval the percentiles (Efron & Tibshirani, 1993). The index names the statistics:
        by default every free parameter and defined quantity.
    draws : ndarray (draws that converged, statistics)
    n_boot, n_failed : int
    seed : int
    level : float
    """

    CITES: ClassVar[tuple[str, ...]] = ("efron1993",)

    table: pd.DataFrame
    draws: Floats
    n_boot: int
    n_failed: int
    seed: int
    level: float


def bootstrap(
    fit: Fit,
    n_boot: int = 1000,
    *,
    seed: int = 1,
    statistic: Statistic | None = None,
    level: float = 0.95,
    n_jobs: int = 1,
    progress: Progress | None = None,
    refit: Refit | None = None,
) -> Bootstrap:
    """Refit a model to ``n_boot`` samples of rows drawn with replacement within groups; see :meth:`Fit.bootstrap`.

    Raises
    ------
    OptionError
        ``n_boot`` below two or a level outside (0, 1).
    DataError
        The model was fitted to moments, or no draw had a solution.
    """
    if n_boot < 2:
        raise OptionError(f"n_boot must be 2 or more, not {n_boot}")
    if not 0 < level < 1:
        raise OptionError(f"level must be between 0 and 1, not {level}")
    if fit.sample is None:
        raise DataError("the bootstrap", ["the model was fitted to moments; fit it to rows to resample them"])
    chosen = statistic or _estimates
    here = chosen(fit)
    names = list(here.index) if isinstance(here, pd.Series) else [str(i) for i in range(len(here))]
    job = partial(_one_draw, fit=fit, statistic=chosen, refit=refit or refit_continuous)
    found = repeat(job, range(n_boot), seed=seed, n_jobs=n_jobs, progress=progress)
    good = [draw for draw in found if draw is not None]
    failed = n_boot - len(good)
    if not good:
        raise DataError("the bootstrap", ["no resampled data had a solution; the sample is too small for this model"])
    if failed > FAILED_SHARE * n_boot:
        warnings.warn(
            f"{failed} of {n_boot} bootstrap draws had no solution and are left out; the intervals are too narrow",
            ConvergenceWarning,
            stacklevel=3,
        )
    draws = np.array(good)
    tail = (1.0 - level) / 2.0
    lower, upper = np.quantile(draws, [tail, 1.0 - tail], axis=0)
    se = draws.std(axis=0, ddof=1) if len(draws) > 1 else np.full(draws.shape[1], np.nan)
    table = pd.DataFrame(
        {"est": np.asarray(here, dtype=float), "se": se, "ci_lower": lower, "ci_upper": upper}, index=names
    )
    return Bootstrap(table, draws, n_boot, failed, seed, level)


def _estimates(fit: Fit) -> pd.Series:
    """Free parameters and defined quantities, by name."""
    several = len(fit.moments) > 1
    names = [row.text + (f" (group {row.group})" if several else "") for row in fit.table.free]
    values = list(fit.theta) + [q.value(fit.theta) for q in fit.quantities]
    return pd.Series(values, index=[*names, *(q.name for q in fit.quantities)], dtype=float)


def _one_draw(rng: np.random.Generator, _: int, *, fit: Fit, statistic: Statistic, refit: Refit) -> Floats | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            again = refit(fit, rng)
            if again is None or not again.converged:
                return None
            return np.asarray(statistic(again), dtype=float)
        except (LerendeOrganisatieError, np.linalg.LinAlgError):
            return None


def refit_continuous(fit: Fit, rng: np.random.Generator) -> Fit:
    """The same model fitted to resampled rows, begun at the estimates of the fit."""
    assert fit.sample is not None
    groups = tuple(resampled(data, rng) for data in fit.sample.groups)
    compute = incomplete_moments if fit.missing == "fiml" else complete_moments
    moments: tuple[GroupMoments, ...] = tuple(compute(data, fit.sample.observed) for data in groups)
    models = compile_table(fit.table, {g + 1: (m.mean, m.cov) for g, m in enumerate(moments)})
    n = sum(m.n for m in moments)
    terms = tuple(
        Term(model, discrepancy(m, fit.estimator), (m.n - fit.estimator.unbiased) / n)
        for model, m in zip(models, moments, strict=True)
    )
    objective = replace(fit.objective, terms=terms)
    found, equal = estimate_constrained(objective, fit.table, fit.theta, n, 500)
    return replace(
        fit,
        sample=replace(fit.sample, groups=groups),
        moments=moments,
        objective=objective,
        equalities=equal,
        theta=found.x,
        converged=found.converged,
        iterations=found.iterations,
        value=found.value,
    )


def resampled(data: GroupData, rng: np.random.Generator) -> GroupData:
    """Rows drawn with replacement; whole clusters where there are clusters, each draw a cluster of its own."""
    if data.cluster is None:
        at = rng.integers(0, len(data.rows), len(data.rows))
        cluster = None
    else:
        order = np.argsort(data.cluster, kind="stable")
        count = np.bincount(data.cluster)
        first = np.concatenate([[0], np.cumsum(count)])
        drawn = rng.integers(0, len(count), len(count))
        at = np.concatenate([order[first[c] : first[c + 1]] for c in drawn])
        cluster = np.repeat(np.arange(len(drawn)), count[drawn])
    weight = None
    if data.weight is not None:
        weight = data.weight[at] * (data.weight.sum() / data.weight[at].sum())
    return GroupData(data.label, data.values[at], data.rows[at], cluster, weight)
