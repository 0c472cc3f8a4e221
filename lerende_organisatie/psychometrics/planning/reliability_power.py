"""How precise alpha or omega will be: what simulated surveys say, where the formula's assumptions do not hold."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import LerendeOrganisatieError, LerendeOrganisatieWarning, OptionError
from lerende_organisatie.psychometrics.planning.curves import smallest_size
from lerende_organisatie.psychometrics.planning.survey_plan import (
    SurveyPlan,
    check_plan,
    monte_carlo_error,
    population_of,
)
from lerende_organisatie.psychometrics.simulation.answers import known_items
from lerende_organisatie.psychometrics.simulation.careless import CarelessKind
from lerende_organisatie.psychometrics.simulation.missingness import Mechanism
from lerende_organisatie.repeat import Progress, repeat

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Coefficient = Literal["alpha", "omega"]
LARGE = 200_000
"""Respondents of the sample that stands for the population."""


@dataclass(frozen=True, slots=True)
class ReliabilityPower(Cited):
    """How wide the interval of a reliability coefficient will be.

    Attributes
    ----------
    table : DataFrame
        One row per number of respondents: ``n replications computed mean bias sd mean_width``; ``narrow_enough``, the
        share of surveys whose 95% interval is no wider than asked for (assurance), and ``coverage``, the share whose
        interval holds the population's value, each with its Monte Carlo error (``..._mc_error``).
    population : float
        The coefficient in a sample of 200,000 attentive respondents without missing answers or schools.
    coefficient : {"alpha", "omega"}
    width : float
    replications, seed : int
    """

    CITES: ClassVar[tuple[str, ...]] = ("muthen2002",)

    table: pd.DataFrame
    population: float
    coefficient: Coefficient
    width: float
    replications: int
    seed: int

    @property
    def curve(self) -> pd.DataFrame:
        """The curves: ``n what power mc_error`` of "narrow enough" and of "coverage"."""
        parts = [
            self.table[["n", name, f"{name}_mc_error"]].set_axis(["n", "power", "mc_error"], axis=1).assign(what=what)
            for name, what in (("narrow_enough", "narrow enough"), ("coverage", "coverage"))
        ]
        return pd.concat(parts, ignore_index=True)[["n", "what", "power", "mc_error"]]

    def smallest_n(self, assurance: float = 0.80) -> int | None:
        """The smallest simulated number of respondents from which on so many intervals are narrow enough.

        Parameters
        ----------
        assurance : float

        Returns
        -------
        int or None
        """
        return smallest_size(self.curve, "narrow enough", assurance)


def reliability_power(
    population: str | Fit,
    n: Sequence[int] = (100, 200, 400),
    *,
    width: float = 0.10,
    coefficient: Coefficient = "alpha",
    items: Sequence[str] | None = None,
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
) -> ReliabilityPower:
    """Simulate surveys and see how wide the interval of alpha or omega is, and whether it holds the true value.

    Parameters
    ----------
    population : str or Fit
        As in :func:`power_simulation`.
    n : sequence of int
        Numbers of respondents.
    width : float
        From the lower to the upper bound of the 95% interval.
    coefficient : {"alpha", "omega"}
        As :func:`cronbach_alpha` and :func:`mcdonald_omega` compute them, complete answers only.
    items : sequence of str, optional
        The scale; all variables of the population if left out.
    categories, schools, intraclass, missing, mechanism, careless, careless_kind
        As in :func:`power_simulation`. The intervals do not allow for schools: ``coverage`` shows what that costs.
    replications : int
        Surveys per number of respondents.
    seed, n_jobs : int
    progress : callable (done, total), optional
    journal : path, optional
        A file that keeps every finished survey, so that a run that was broken off goes on where it stopped.

    Returns
    -------
    ReliabilityPower

    Raises
    ------
    OptionError
        A number is out of range.
    DataError
        An item is not in the population.
    ModelSyntaxError
        The population's text cannot be read, or lacks a value.

    References
    ----------
    Muthén, L. K., & Muthén, B. O. (2002), see :func:`power_simulation`; for the formula :func:`alpha_sample_size`.
    """
    if coefficient not in ("alpha", "omega"):
        raise OptionError(f"coefficient={coefficient!r}: there is alpha and omega")
    if not 0 < width < 1:
        raise OptionError(f"width must lie between 0 and 1, not {width!r}")
    source = population_of(population, categories)
    chosen = tuple(source.names if items is None else items)
    known_items(source.names, chosen)
    plan = SurveyPlan(source, schools, intraclass, missing, mechanism, careless, careless_kind)
    check_plan(plan, tuple(n), replications)
    job = _Scale(plan, chosen, coefficient)
    clean = _Scale(SurveyPlan(source, None, 0.0, 0.0, "MCAR", 0.0, "both"), chosen, coefficient)
    truth = clean(np.random.default_rng(np.random.SeedSequence(seed)), (LARGE, 0))[1]
    tasks = [(size, k) for size in n for k in range(replications)]
    rows = np.array(repeat(job, tasks, seed=seed, n_jobs=n_jobs, progress=progress, journal=journal), dtype=float)
    table = pd.DataFrame(
        [_row(size, rows[i * replications : (i + 1) * replications], truth, width) for i, size in enumerate(n)]
    )
    return ReliabilityPower(table, truth, coefficient, width, replications, seed)


@dataclass(frozen=True, slots=True)
class _Scale:
    """One survey and its coefficient, as a job that can travel to another process."""

    plan: SurveyPlan
    items: tuple[str, ...]
    coefficient: Coefficient

    def __call__(self, generator: np.random.Generator, task: tuple[int, int]) -> tuple[float, float, float, float]:
        from lerende_organisatie.psychometrics.reliability.alpha import cronbach_alpha
        from lerende_organisatie.psychometrics.reliability.omega import mcdonald_omega

        answers = self.plan.draw(generator, task[:1])[list(self.items)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", LerendeOrganisatieWarning)
            try:
                found = cronbach_alpha(answers) if self.coefficient == "alpha" else mcdonald_omega(answers)
            except LerendeOrganisatieError:
                return (0.0, float("nan"), float("nan"), float("nan"))
        return (1.0, found.estimate, found.ci_lower, found.ci_upper)


def _row(n: int, rows: np.ndarray, truth: float, width: float) -> dict[str, float]:
    used = rows[(rows[:, 0] > 0) & np.isfinite(rows).all(axis=1)]
    row: dict[str, float] = {"n": n, "replications": len(rows), "computed": len(used) / len(rows)}
    if len(used) < 2:
        return row
    estimate, lower, upper = used[:, 1], used[:, 2], used[:, 3]
    narrow = float(np.mean(upper - lower <= width))
    coverage = float(np.mean((lower <= truth) & (truth <= upper)))
    return row | {
        "mean": float(estimate.mean()),
        "bias": float(estimate.mean()) - truth,
        "sd": float(estimate.std(ddof=1)),
        "mean_width": float(np.mean(upper - lower)),
        "narrow_enough": narrow,
        "narrow_enough_mc_error": monte_carlo_error(narrow, len(used)),
        "coverage": coverage,
        "coverage_mc_error": monte_carlo_error(coverage, len(used)),
    }
