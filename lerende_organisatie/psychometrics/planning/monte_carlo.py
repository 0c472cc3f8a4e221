"""Power by simulation: what a model would find in surveys drawn from a known population."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, IdentificationError, LerendeOrganisatieWarning, OptionError
from lerende_organisatie.psychometrics.simulation.draws import left_open, normal_sample
from lerende_organisatie.psychometrics.simulation.from_model import PopulationMoments, population_moments
from lerende_organisatie.repeat import Progress, repeat

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
    population: str,
    model: str | None = None,
    n: Sequence[int] = (100, 200, 400),
    *,
    estimator: Estimator = "ML",
    categories: int | None = None,
    schools: int | None = None,
    intraclass: float = 0.0,
    missing: float = 0.0,
    replications: int = 500,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
    journal: str | Path | None = None,
) -> PowerSimulation:
    """Simulate surveys from a population and fit a model to each.

    Parameters
    ----------
    population : str
        Model text with a value for every loading and regression, as for :func:`simulate`.
    model : str, optional
        The model that is fitted; the population's without its values if left out. Factors have a variance of one.
    n : sequence of int
        Numbers of respondents.
    estimator : {"ML", "MLR", "WLSMV"}
        WLSMV goes with ``categories``.
    categories : int, optional
        Answers are cut into that many categories at equally spaced points between -1.5 and 1.5 standard deviations;
        without it they are normal.
    schools : int, optional
        Respondents are spread evenly over so many schools, and standard errors and tests allow for them.
    intraclass : float
        Share of every variable's variance and covariance that lies between schools.
    missing : float
        Probability that an answer is left open, completely at random; the model is then fitted by FIML (pairwise with
        WLSMV).
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
    moments = population_moments(population)
    _check(tuple(n), estimator, categories, schools, intraclass, missing, replications)
    text = without_values(population) if model is None else model
    survey = _Survey(moments, text, estimator, categories, schools, intraclass, missing)
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

    population: PopulationMoments
    model: str
    estimator: Estimator
    categories: int | None
    schools: int | None
    intraclass: float
    missing: float

    def frame(self, generator: np.random.Generator, n: int) -> pd.DataFrame:
        """The answers, and the school where there are schools."""
        of = self.population
        zero = np.zeros(len(of.names))
        values = normal_sample(generator, n, zero, of.covariance)
        school = None
        if self.schools is not None:
            school = np.arange(n) % self.schools
            between = normal_sample(generator, self.schools, zero, of.covariance)
            values = np.sqrt(1 - self.intraclass) * values + np.sqrt(self.intraclass) * between[school]
        values = values + of.mean
        if self.categories is not None:
            cuts = np.linspace(-1.5, 1.5, self.categories - 1) if self.categories > 2 else np.zeros(1)
            scaled = (values - of.mean) / np.sqrt(np.diag(of.covariance))
            values = 1.0 + (scaled[:, :, None] > cuts).sum(2)
        values[left_open(generator, values.shape, self.missing)] = np.nan
        frame = pd.DataFrame(values, columns=list(of.names))
        return frame if school is None else frame.assign(school_=school)

    def __call__(self, generator: np.random.Generator, task: tuple[int, int]) -> tuple[float, ...]:
        from lerende_organisatie.psychometrics.cfa import sem

        frame = self.frame(generator, task[0])
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
                    missing="listwise" if not self.missing else "pairwise" if ordinal else "fiml",
                    cluster=None if self.schools is None else "school_",
                    std_lv=True,
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

        table = build_table(parse(self.model), meanstructure=False, fixed_x=False, std_lv=True)
        rows = [(row.lhs, row.op, row.rhs) for row in table.free]
        if self.estimator == "WLSMV":
            observed = set(self.population.names)
            rows = [row for row in rows if not (row[1] == "~~" and row[0] == row[2] and row[0] in observed)]
        return rows


def _free(table: pd.DataFrame) -> pd.DataFrame:
    """The parameters that are told of: without means and thresholds."""
    return table[(table["free"] > 0) & table["op"].isin(["=~", "~", "~~"])]


def _truth(survey: _Survey) -> Floats:
    """The population's values of the model's parameters: what it gives when fitted to the population's moments."""
    from lerende_organisatie.psychometrics.cfa import sem

    names = survey.names()
    if survey.categories is not None and survey.estimator != "WLSMV":
        return np.full(len(names), np.nan)
    of = survey.population
    cov = of.covariance
    if survey.estimator == "WLSMV":
        sd = np.sqrt(np.diag(cov))
        cov = cov / np.outer(sd, sd)
    frame = pd.DataFrame(cov, index=list(of.names), columns=list(of.names))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        fit = sem(survey.model, sample_cov=frame, sample_nobs=1_000_000, estimator="ULS", std_lv=True)
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
        "mc_error": float(np.sqrt(rejected * (1 - rejected) / max(len(used), 1))),
        "rmsea": float(used[:, 2].mean()) if len(used) else np.nan,
        "cfi": float(used[:, 3].mean()) if len(used) else np.nan,
        "srmr": float(used[:, 4].mean()) if len(used) else np.nan,
    }


def _check(
    n: tuple[int, ...],
    estimator: str,
    categories: int | None,
    schools: int | None,
    intraclass: float,
    missing: float,
    replications: int,
) -> None:
    if not n or min(n) < 10 or len(set(n)) < len(n):
        raise OptionError(f"n={n!r}: give different numbers of respondents, 10 or more each")
    if estimator not in ("ML", "MLR", "WLSMV"):
        raise OptionError(f"estimator={estimator!r}: there is ML, MLR and WLSMV")
    if (estimator == "WLSMV") != (categories is not None) and estimator == "WLSMV":
        raise OptionError("WLSMV is for ordinal answers: give categories=5, or another estimator")
    if categories is not None and not 2 <= categories <= 20:
        raise OptionError(f"categories must lie between 2 and 20, not {categories!r}")
    if schools is not None and (schools < 2 or schools > min(n) or estimator == "ML"):
        raise OptionError("schools must lie between 2 and the smallest n, with MLR or WLSMV, which allow for them")
    if not 0 <= intraclass < 1 or (intraclass and schools is None):
        raise OptionError("intraclass lies between 0 and 1 and goes with schools")
    if not 0 <= missing < 0.9:
        raise OptionError(f"missing must lie between 0 and .9, not {missing!r}")
    if replications < 2:
        raise OptionError(f"replications must be 2 or more, not {replications!r}")
