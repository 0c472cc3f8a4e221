"""Power of the tests of invariance: whether the ladder sees a planted difference, and the search finds the item."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import LerendeOrganisatieError, LerendeOrganisatieWarning, OptionError
from lerende_organisatie.psychometrics.planning.curves import smallest_size
from lerende_organisatie.psychometrics.planning.monte_carlo import without_values
from lerende_organisatie.psychometrics.planning.survey_plan import (
    SurveyPlan,
    check_plan,
    monte_carlo_error,
    population_of,
)
from lerende_organisatie.psychometrics.simulation.answers import GROUP, SCHOOL, AnswerPopulation, known_items
from lerende_organisatie.psychometrics.simulation.careless import CarelessKind
from lerende_organisatie.psychometrics.simulation.missingness import Mechanism
from lerende_organisatie.repeat import Progress, repeat

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

ShiftKind = Literal["intercepts", "loadings"]
LEVEL_OF: dict[ShiftKind, str] = {"intercepts": "scalar", "loadings": "metric"}
COUNTED = ("rejected", "does not hold", "found", "false release")
"""What is counted in every survey; see :class:`InvariancePower`."""


@dataclass(frozen=True, slots=True)
class InvariancePower(Cited):
    """How often a planted difference between two groups is seen.

    Attributes
    ----------
    table : DataFrame
        One row per number of respondents: ``n`` (in each group) ``replications fitted``, and four shares of the surveys
        that could be fitted, each with its Monte Carlo error (``..._mc_error``): ``rejected`` (the scaled difference
        test of the level has p < .05), ``does_not_hold`` (the published rule for such groups says so), ``found`` (the
        search for partial invariance releases every planted item), ``false_release`` (it releases another item).
        Without planted shifts these are error rates, and ``found`` is missing.
    level : {"metric", "scalar"}
        The level that was looked at.
    shifts : dict of item to float
    replications, seed : int
    """

    CITES: ClassVar[tuple[str, ...]] = ("muthen2002", "meredith1993", "wu2016")

    table: pd.DataFrame
    level: str
    shifts: dict[str, float]
    replications: int
    seed: int

    @property
    def curve(self) -> pd.DataFrame:
        """The curves: ``n what power mc_error``."""
        names = [name.replace(" ", "_") for name in COUNTED]
        parts = [
            self.table[["n", name, f"{name}_mc_error"]].set_axis(["n", "power", "mc_error"], axis=1).assign(what=what)
            for name, what in zip(names, COUNTED, strict=True)
        ]
        return pd.concat(parts, ignore_index=True)[["n", "what", "power", "mc_error"]].dropna(ignore_index=True)

    def smallest_n(self, what: str = "rejected", power: float = 0.80) -> int | None:
        """The smallest simulated number of respondents per group from which on the power is at least so much.

        Parameters
        ----------
        what : {"rejected", "does not hold", "found"}
        power : float

        Returns
        -------
        int or None
        """
        return smallest_size(self.curve, what, power)


def invariance_power(
    population: str | Fit,
    shifts: Mapping[str, float],
    n: Sequence[int] = (100, 200, 400),
    *,
    kind: ShiftKind = "intercepts",
    model: str | None = None,
    estimator: Literal["ML", "MLR", "WLSMV"] = "MLR",
    categories: int | None = None,
    schools: int | None = None,
    intraclass: float = 0.0,
    missing: float = 0.0,
    mechanism: Mechanism = "MCAR",
    careless: float = 0.0,
    careless_kind: CarelessKind = "both",
    replications: int = 200,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
    journal: str | Path | None = None,
) -> InvariancePower:
    """Simulate surveys in two groups, one of which answers some items otherwise, and climb the ladder in each.

    Parameters
    ----------
    population : str or Fit
        Of the first group: model text with a value for every loading, or a model fitted to one group.
    shifts : mapping of item to float
        What is different in the second group. Of ``kind="intercepts"``: by how many standard deviations the item (or
        the response behind its categories) is higher at the same standing, so that an intercept, or all thresholds of
        an item, differ. Of ``kind="loadings"``: what is added to the item's standardised loadings. Empty: nothing is
        different, and the shares are error rates.
    n : sequence of int
        Respondents in each group.
    kind : {"intercepts", "loadings"}
    model : str, optional
        The model that is fitted; the population's without its values if left out.
    estimator : {"ML", "MLR", "WLSMV"}
        WLSMV goes with ``categories``, or with a fit to ordinal items.
    categories, schools, intraclass, missing, mechanism, careless, careless_kind
        As in :func:`power_simulation`; the groups share their schools.
    replications : int
        Surveys per number of respondents.
    seed, n_jobs : int
    progress : callable (done, total), optional
    journal : path, optional
        A file that keeps every finished survey, so that a run that was broken off goes on where it stopped.

    Returns
    -------
    InvariancePower

    Raises
    ------
    OptionError
        A number is out of range, an option does not go with another, or a changed loading leaves no variance.
    DataError
        ``shifts`` names an item that is not in the population.
    ModelSyntaxError
        A text cannot be read, or the population's lacks a value.

    References
    ----------
    Muthén, L. K., & Muthén, B. O. (2002), see :func:`power_simulation`; for the levels and the search
    :func:`invariance`.
    """
    if kind not in LEVEL_OF:
        raise OptionError(f"kind={kind!r}: there is intercepts and loadings")
    first = population_of(population, categories)
    text = without_values(population if isinstance(population, str) else population.model_syntax)
    both = first.shifted("second", shifts) if kind == "intercepts" else _with_loadings(first, shifts, text)
    plan = SurveyPlan(both, schools, intraclass, missing, mechanism, careless, careless_kind)
    check_plan(plan, tuple(n), replications)
    if estimator == "WLSMV" and not plan.ordinal:
        raise OptionError("WLSMV is for ordinal answers: give categories=5, or another estimator")
    if estimator == "ML" and schools is not None:
        raise OptionError("schools go with MLR or WLSMV, which allow for them")
    planted = tuple(item for item, shift in shifts.items() if shift)
    job = _Climb(plan, text if model is None else model, estimator, LEVEL_OF[kind], planted)
    tasks = [(size, k) for size in n for k in range(replications)]
    rows = np.array(repeat(job, tasks, seed=seed, n_jobs=n_jobs, progress=progress, journal=journal), dtype=float)
    table = pd.DataFrame(
        [_row(size, rows[i * replications : (i + 1) * replications], planted) for i, size in enumerate(n)]
    )
    return InvariancePower(table, LEVEL_OF[kind], dict(shifts), replications, seed)


@dataclass(frozen=True, slots=True)
class _Climb:
    """One survey in two groups and its ladder, as a job that can travel to another process."""

    plan: SurveyPlan
    model: str
    estimator: str
    level: str
    planted: tuple[str, ...]

    def __call__(self, generator: np.random.Generator, task: tuple[int, int]) -> tuple[float, ...]:
        from lerende_organisatie.psychometrics.invariance.ladder import invariance

        frame = self.plan.draw(generator, (task[0], task[0]))
        ordinal = self.estimator == "WLSMV"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", LerendeOrganisatieWarning)
            try:
                found = invariance(
                    self.model,
                    frame,
                    group=GROUP,
                    estimator=self.estimator,
                    ordered=ordinal,
                    missing="listwise" if not self.plan.missing else "pairwise" if ordinal else "fiml",
                    cluster=None if self.plan.schools is None else SCHOOL,
                    collapse="pooled" if ordinal else "never",
                )
                level = found.level(self.level)
                pvalue = float("nan") if level.comparison is None else level.comparison.pvalue
                said = [v.outcome for v in found.verdicts if v.level == self.level and v.rule == found.rule]
                released = set(found.partial_search(levels=[self.level]).items)
            except LerendeOrganisatieError:
                return (0.0, *[float("nan")] * len(COUNTED))
        if not np.isfinite(pvalue):
            return (0.0, *[float("nan")] * len(COUNTED))
        return (
            1.0,
            float(pvalue < 0.05),
            float(said != ["holds"]),
            float(released >= set(self.planted)),
            float(bool(released - set(self.planted))),
        )


def _with_loadings(population: AnswerPopulation, shifts: Mapping[str, float], model: str) -> AnswerPopulation:
    """A second group in which some standardised loadings are larger or smaller, and variances are as they were."""
    from lerende_organisatie.psychometrics.cfa import sem

    known_items(population.names, shifts)
    first, names = population.groups[0], list(population.names)
    sd = np.sqrt(np.diag(first.covariance))
    correlation = first.covariance / np.outer(sd, sd)
    frame = pd.DataFrame(correlation, index=names, columns=names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        table = sem(model, sample_cov=frame, sample_nobs=1_000_000, estimator="ULS", std_lv=True).parameters
    faults = []
    for item, shift in shifts.items():
        own = table.loc[(table["op"] == "=~") & (table["rhs"] == item), "std_all"].to_numpy()
        if len(own) != 1 or abs(own[0]) < 1e-3:
            faults.append(f"item {item!r} has {len(own)} loadings; a change is defined for an item with one")
            continue
        ratio = (own[0] + shift) / own[0]
        j = names.index(item)
        correlation[j, :] *= ratio
        correlation[:, j] *= ratio
        correlation[j, j] = 1.0
        if abs(own[0] + shift) >= 1:
            faults.append(f"item {item!r} would have a standardised loading of {own[0] + shift:.2f}")
    if not faults and np.linalg.eigvalsh(correlation).min() < 0:
        faults.append("no population has these loadings")
    if faults:
        raise OptionError("; ".join(faults))
    second = replace(first, label="second", covariance=correlation * np.outer(sd, sd))
    return replace(population, groups=(replace(first, label="first"), second))


def _row(n: int, rows: np.ndarray, planted: tuple[str, ...]) -> dict[str, float]:
    used = rows[rows[:, 0] > 0]
    row: dict[str, float] = {"n": n, "replications": len(rows), "fitted": len(used) / len(rows)}
    for column, what in enumerate(COUNTED, start=1):
        name = what.replace(" ", "_")
        asked = len(used) and (planted or what != "found")
        share = float(used[:, column].mean()) if asked else float("nan")
        row |= {name: share, f"{name}_mc_error": monte_carlo_error(share, len(used))}
    return row
