"""Power by simulation: what a model would find in surveys drawn from a known population."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, IdentificationError, LerendeOrganisatieWarning, OptionError
from lerende_organisatie.psychometrics.planning.survey_plan import (
    SurveyPlan,
    check_plan,
    monte_carlo_error,
    population_of,
)
from lerende_organisatie.psychometrics.simulation.answers import SCHOOL
from lerende_organisatie.psychometrics.simulation.careless import CarelessKind
from lerende_organisatie.psychometrics.simulation.missingness import Mechanism
from lerende_organisatie.repeat import Progress, repeat

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]
Estimator = Literal["ML", "MLR", "WLSMV"]
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class PowerSimulation(Cited):
    """Power, bias and coverage for several numbers of respondents.

    Attributes
    ----------
    parameters : DataFrame
        One row per number of respondents and free parameter: ``n lhs op rhs population mean bias sd mean_se coverage
        power mc_error``. ``population`` and what follows from it are missing where the population's model has no such
        parameter. ``power`` is the share of surveys in which the parameter differs from zero at 5%; ``mc_error`` is the
        Monte Carlo standard error of that share.
    fit : DataFrame
        One row per number of respondents: ``n replications converged rejected mc_error rmsea cfi srmr``; ``rejected``
        is the share of surveys in which the (scaled) chi-square test rejects the model at 5%.
    replications, seed : int
    """

    CITES: ClassVar[tuple[str, ...]] = ("muthen2002",)

    parameters: pd.DataFrame
    fit: pd.DataFrame
    replications: int
    seed: int

    @property
    def table(self) -> pd.DataFrame:
        """The curves; see :attr:`curve`."""
        return self.curve

    @property
    def curve(self) -> pd.DataFrame:
        """The power curves: ``n what power mc_error``, one row per number of respondents and parameter.

        The first row of each number is of the test of fit (``what`` is "the model is rejected").
        """
        tests = self.fit[["n", "rejected", "mc_error"]].rename(columns={"rejected": "power"})
        names = self.parameters["lhs"] + " " + self.parameters["op"] + " " + self.parameters["rhs"]
        both = [tests.assign(what="the model is rejected"), self.parameters.assign(what=names)]
        together = pd.concat([part[["n", "what", "power", "mc_error"]] for part in both], ignore_index=True)
        return together.sort_values("n", kind="stable", ignore_index=True)

    def smallest_n(self, lhs: str, op: str, rhs: str, power: float = 0.80) -> int | None:
        """The smallest simulated number of respondents with at least that power for a parameter.

        Parameters
        ----------
        lhs, op, rhs : str
        power : float

        Returns
        -------
        int or None
            None if none of the simulated numbers has it.

        Raises
        ------
        OptionError
            There is no such parameter.
        """
        table = self.parameters
        rows = table[(table["lhs"] == lhs) & (table["op"] == op) & (table["rhs"] == rhs)]
        if rows.empty:
            raise OptionError(f"{lhs} {op} {rhs} is not a free parameter of the model")
        enough = rows.loc[rows["power"] >= power, "n"]
        return None if enough.empty else int(enough.min())


def power_simulation(
    population: str | Fit,
    model: str | None = None,
    n: Sequence[int] = (100, 200, 400),
    *,
    estimator: Estimator = "ML",
    categories: int | None = None,
    schools: int | None = None,
    intraclass: float = 0.0,
    missing: float = 0.0,
    mechanism: Mechanism = "MCAR",
    careless: float = 0.0,
    careless_kind: CarelessKind = "both",
    replications: int = 500,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
    journal: str | Path | None = None,
) -> PowerSimulation:
    """Simulate surveys from a population and fit a model to each.

    Parameters
    ----------
    population : str or Fit
        Model text with a value for every loading and regression, as for :func:`simulate`; or a model fitted to one
        group, whose implied moments (and thresholds, of ordinal items) are then the population's.
    model : str, optional
        The model that is fitted; the population's without its values if left out. Factors have a variance of one.
    n : sequence of int
        Numbers of respondents.
    estimator : {"ML", "MLR", "WLSMV"}
        WLSMV goes with ``categories``, or with a fit to ordinal items.
    categories : int, optional
        Answers are cut into that many categories at equally spaced points between -1.5 and 1.5 standard deviations;
        without it they are normal.
    schools : int, optional
        Respondents are spread evenly over so many schools, and standard errors and tests allow for them.
    intraclass : float
        Share of every variable's variance and covariance that lies between schools.
    missing : float
        Probability that an answer is left open; the model is then fitted by FIML (pairwise with WLSMV).
    mechanism : {"MCAR", "MAR", "MNAR"}
        Whether that is completely at random, depends on the answer to the first item (which everyone then answers), or
        on the answer that is left open; in both cases those who answer low leave more open.
    careless : float
        Share of respondents who do not read the items.
    careless_kind : {"straight", "random", "both"}
        One answer to every item, any answer to each, or as many respondents of the one kind as of the other.
    replications : int
        Surveys per number of respondents.
    seed, n_jobs : int
    progress : callable (done, total), optional
    journal : path, optional
        A file that keeps every finished survey, so that a run that was broken off goes on where it stopped.

    Returns
    -------
    PowerSimulation

    Raises
    ------
    OptionError
        A number is out of range, or an option does not go with another.
    ModelSyntaxError
        A text cannot be read, or the population's lacks a value.

    References
    ----------
    Muthén, L. K., & Muthén, B. O. (2002). How to use a Monte Carlo study to decide on sample size and determine power.
    Structural Equation Modeling, 9, 599-620.
    """
    plan = SurveyPlan(
        population_of(population, categories), schools, intraclass, missing, mechanism, careless, careless_kind
    )
    check_plan(plan, tuple(n), replications)
    _check_estimator(plan, estimator)
    if model is not None:
        text = model
    else:
        text = without_values(population if isinstance(population, str) else population.model_syntax)
    survey = _Survey(plan, text, estimator)
    truth = _truth(survey)
    tasks = [(size, k) for size in n for k in range(replications)]
    rows = repeat(survey, tasks, seed=seed, n_jobs=n_jobs, progress=progress, journal=journal)
    cube = [np.array(rows[i * replications : (i + 1) * replications]) for i in range(len(n))]
    names = survey.names()
    return PowerSimulation(
        parameters=pd.concat(
            [_parameters(size, part, names, truth) for size, part in zip(n, cube, strict=True)], ignore_index=True
        ),
        fit=pd.DataFrame([_fit_row(size, part) for size, part in zip(n, cube, strict=True)]),
        replications=replications,
        seed=seed,
    )


def without_values(text: str) -> str:
    """Model text without its fixed values, so that what they were can be estimated."""
    import re

    return re.sub(r"(?<![\w.])[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?\s*\*\s*", "", text)


HEAD = 5
"""Numbers before the parameters in a survey's row: converged, p, rmsea, cfi, srmr."""


@dataclass(frozen=True, slots=True)
class _Survey:
    """One simulated survey and its fit, as a job that can travel to another process."""

    plan: SurveyPlan
    model: str
    estimator: Estimator

    def __call__(self, generator: np.random.Generator, task: tuple[int, int]) -> tuple[float, ...]:
        from lerende_organisatie.psychometrics.cfa import sem

        frame = self.plan.draw(generator, task[:1])
        ordinal = self.estimator == "WLSMV"
        count = len(self.names())
        lost = (0.0, *[float("nan")] * (HEAD - 1 + 2 * count))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", LerendeOrganisatieWarning)
            try:
                fit = sem(
                    self.model,
                    frame,
                    estimator=self.estimator,
                    ordered=ordinal,
                    missing="listwise" if not self.plan.missing else "pairwise" if ordinal else "fiml",
                    cluster=None if self.plan.schools is None else SCHOOL,
                    std_lv=True,
                    fixed_x=None if ordinal else False,
                )
                if not fit.converged:
                    return lost
                measures = fit.fit_measures
                scaled = "_scaled" if "pvalue_scaled" in measures.index else ""
                table = _free(fit.parameters)
            except (DataError, IdentificationError):
                return lost
        if len(table) != count:
            return lost
        head = [float(measures[f"pvalue{scaled}"])]
        head += [float(measures[name]) for name in ("rmsea", "cfi", "srmr")]
        return (1.0, *head, *table["est"].tolist(), *table["se"].tolist())

    def names(self) -> list[tuple[str, str, str]]:
        """The free parameters of interest, in the order of the fit's table."""
        from lerende_organisatie.psychometrics.cfa.syntax import parse
        from lerende_organisatie.psychometrics.cfa.table import build_table

        table = build_table(parse(self.model), meanstructure=False, fixed_x=self.estimator == "WLSMV", std_lv=True)
        rows = [(row.lhs, row.op, row.rhs) for row in table.free]
        if self.estimator == "WLSMV":
            observed = set(self.plan.population.names)
            rows = [row for row in rows if not (row[1] == "~~" and row[0] == row[2] and row[0] in observed)]
        return rows


def _free(table: pd.DataFrame) -> pd.DataFrame:
    """The parameters that are told of: without means and thresholds."""
    return table[(table["free"] > 0) & table["op"].isin(["=~", "~", "~~"])]


def _truth(survey: _Survey) -> Floats:
    """The population's values of the model's parameters: what it gives when fitted to the population's moments."""
    from lerende_organisatie.psychometrics.cfa import sem

    names = survey.names()
    (of,) = survey.plan.population.groups
    if not of.continuous.all() and survey.estimator != "WLSMV":
        return np.full(len(names), np.nan)
    cov = of.covariance
    if survey.estimator == "WLSMV":
        sd = np.sqrt(np.diag(cov))
        cov = cov / np.outer(sd, sd)
    observed = list(survey.plan.population.names)
    frame = pd.DataFrame(cov, index=observed, columns=observed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        fit = sem(survey.model, sample_cov=frame, sample_nobs=1_000_000, estimator="ULS", std_lv=True, fixed_x=False)
    table = fit.parameters
    values = {
        (lhs, op, rhs): est
        for lhs, op, rhs, est in zip(table["lhs"], table["op"], table["rhs"], table["est"], strict=True)
    }
    return np.array([values.get(name, np.nan) for name in names])


def _parameters(n: int, rows: Floats, names: list[tuple[str, str, str]], truth: Floats) -> pd.DataFrame:
    from scipy.special import ndtri

    used = rows[rows[:, 0] > 0]
    k = len(names)
    est, se = used[:, HEAD : HEAD + k], used[:, HEAD + k :]
    reach = float(ndtri(1 - (1 - LEVEL) / 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        power = np.where(np.isnan(se).all(0), np.nan, np.nanmean(np.abs(est) > reach * se, axis=0))
        inside = np.abs(est - truth) <= reach * se
        table = pd.DataFrame(names, columns=["lhs", "op", "rhs"])
        table.insert(0, "n", n)
        return table.assign(
            population=truth,
            mean=np.nanmean(est, axis=0),
            bias=np.nanmean(est, axis=0) - truth,
            sd=np.nanstd(est, axis=0, ddof=1),
            mean_se=np.nanmean(se, axis=0),
            coverage=np.where(np.isnan(truth), np.nan, inside.mean(0)),
            power=power,
            mc_error=np.sqrt(power * (1 - power) / max(len(used), 1)),
        )


def _fit_row(n: int, rows: Floats) -> dict[str, float]:
    used = rows[rows[:, 0] > 0]
    rejected = float(np.mean(used[:, 1] < 0.05)) if len(used) else np.nan
    return {
        "n": n,
        "replications": len(rows),
        "converged": float(rows[:, 0].mean()),
        "rejected": rejected,
        "mc_error": monte_carlo_error(rejected, len(used)),
        "rmsea": float(used[:, 2].mean()) if len(used) else np.nan,
        "cfi": float(used[:, 3].mean()) if len(used) else np.nan,
        "srmr": float(used[:, 4].mean()) if len(used) else np.nan,
    }


def _check_estimator(plan: SurveyPlan, estimator: str) -> None:
    if estimator not in ("ML", "MLR", "WLSMV"):
        raise OptionError(f"estimator={estimator!r}: there is ML, MLR and WLSMV")
    if estimator == "WLSMV" and not plan.ordinal:
        raise OptionError("WLSMV is for ordinal answers: give categories=5, or another estimator")
    if plan.schools is not None and estimator == "ML":
        raise OptionError("schools go with MLR or WLSMV, which allow for them")
