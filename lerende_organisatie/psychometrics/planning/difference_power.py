"""Power to find a difference between groups of staff in schools, by numbers of schools and of staff in each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.planning.curves import smallest_size
from lerende_organisatie.psychometrics.planning.survey_plan import monte_carlo_error
from lerende_organisatie.psychometrics.simulation.draws import cluster_sizes
from lerende_organisatie.repeat import Progress, repeat

Between = Literal["people", "schools"]
SIZE_SHAPE = 4.0
"""Shape of the gamma distribution of the sizes of schools: their coefficient of variation is one half."""


@dataclass(frozen=True, slots=True)
class DifferencePower(Cited):
    """Power for a difference between two groups, for numbers of schools and of staff in each.

    Attributes
    ----------
    table : DataFrame
        One row per combination: ``schools staff n se power`` by formula, for schools of one size; with replications
        also ``simulated`` and ``mc_error``, for schools of unequal size: the share of surveys with p < alpha, and its
        Monte Carlo error.
    difference, intraclass, share, alpha : float
    between : {"people", "schools"}
    replications, seed : int
    """

    CITES: ClassVar[tuple[str, ...]] = ("snijders2012", "laird1982")

    table: pd.DataFrame
    difference: float
    between: Between
    intraclass: float
    share: float
    alpha: float
    replications: int
    seed: int

    @property
    def curve(self) -> pd.DataFrame:
        """The curves: ``schools what power mc_error``, one for every number of staff; simulated where that was done."""
        simulated = "simulated" in self.table.columns
        table = self.table.sort_values(["staff", "schools"], kind="stable", ignore_index=True)
        return pd.DataFrame(
            {
                "schools": table["schools"],
                "what": [f"{staff} staff per school" for staff in table["staff"]],
                "power": table["simulated" if simulated else "power"],
                "mc_error": table["mc_error"] if simulated else 0.0,
            }
        )

    def smallest_number_of_schools(self, staff: int, power: float = 0.80) -> int | None:
        """The fewest tabulated schools from which on the power is at least so much.

        Parameters
        ----------
        staff : int
            Per school; one of those tabulated.
        power : float

        Returns
        -------
        int or None
        """
        return smallest_size(self.curve, f"{staff} staff per school", power)


def difference_power(
    difference: float,
    schools: Sequence[int],
    staff: Sequence[int],
    *,
    between: Between = "people",
    intraclass: float = 0.10,
    share: float = 0.5,
    alpha: float = 0.05,
    replications: int = 0,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
    journal: str | Path | None = None,
) -> DifferencePower:
    """The power to find that two groups of staff differ, when staff are nested in schools.

    Parameters
    ----------
    difference : float
        Between the groups' means, in standard deviations of a person's score given the group.
    schools, staff : sequence of int
        Every combination is tabulated; staff are those who answer in each school.
    between : {"people", "schools"}
        Whether staff of one school belong to both groups (roles) or to one (sectors).
    intraclass : float
        Share of the variance between schools, given the group.
    share : float
        Of the people, or of the schools, that belong to the first group.
    alpha : float
        Level of the two-sided test.
    replications : int
        Simulated surveys per combination, 0 for none. In these schools differ in size, roles are drawn person by
        person, and the test is that of :func:`compare_groups`.
    seed, n_jobs : int
    progress : callable (done, total), optional
    journal : path, optional
        A file that keeps every finished survey, so that a run that was broken off goes on where it stopped.

    Returns
    -------
    DifferencePower

    Raises
    ------
    OptionError
        A number is out of range, or a group would have fewer than two schools.

    Notes
    -----
    By formula schools have one size m and, for roles, the same share π of either group; then the test of the model
    with school intercepts is a t test. Between people its error is √((1 − ρ) / (J·m·π(1 − π))), with J·m − J − 1
    degrees of freedom: what schools have in common drops out. Between schools it is √((ρ + (1 − ρ)/m)(1/J₁ + 1/J₂)),
    with J − 2: beyond some point only more schools help. The power is that of the noncentral t distribution.

    References
    ----------
    Snijders, T. A. B., & Bosker, R. J. (2012). Multilevel analysis (2nd ed.), ch. 11. Laird, N. M., & Ware, J. H.
    (1982). Biometrics, 38, 963-974 (the model).
    """
    _check(difference, schools, staff, between, intraclass, share, alpha, replications)
    designs = [(number, size) for number in schools for size in staff]
    rows = [_by_formula(difference, *design, between, intraclass, share, alpha) for design in designs]
    table = pd.DataFrame(rows)
    if replications:
        job = _Survey(difference, between, intraclass, share)
        tasks = [(*design, k) for design in designs for k in range(replications)]
        found = np.array(repeat(job, tasks, seed=seed, n_jobs=n_jobs, progress=progress, journal=journal), dtype=float)
        pvalues = found.reshape(len(designs), replications)
        table["simulated"] = (pvalues < alpha).mean(axis=1)
        table["mc_error"] = [monte_carlo_error(found_share, replications) for found_share in table["simulated"]]
    return DifferencePower(table, difference, between, intraclass, share, alpha, replications, seed)


def _by_formula(
    difference: float, schools: int, staff: int, between: Between, intraclass: float, share: float, alpha: float
) -> dict[str, float]:
    from scipy.special import stdtrit
    from scipy.stats import nct

    n = schools * staff
    if between == "people":
        se, df = math.sqrt((1 - intraclass) / (n * share * (1 - share))), n - schools - 1
    else:
        first = _first_schools(schools, share)
        variance = intraclass + (1 - intraclass) / staff
        se, df = math.sqrt(variance * (1 / first + 1 / (schools - first))), schools - 2
    reach, away = float(stdtrit(df, 1 - alpha / 2)), abs(difference) / se
    power = float(nct.sf(reach, df, away) + nct.cdf(-reach, df, away))
    return {"schools": schools, "staff": staff, "n": n, "se": se, "power": power}


def _first_schools(schools: int, share: float) -> int:
    return round(schools * share)


@dataclass(frozen=True, slots=True)
class _Survey:
    """One simulated survey and its test, as a job that can travel to another process."""

    difference: float
    between: Between
    intraclass: float
    share: float

    def __call__(self, generator: np.random.Generator, task: tuple[int, int, int]) -> float:
        from lerende_organisatie.psychometrics.aggregation.mixed import contrast, school_intercepts

        schools, staff, _ = task
        n = schools * staff
        sizes = cluster_sizes(generator, n, generator.gamma(SIZE_SHAPE, size=schools), smallest=1)
        school = np.repeat(np.arange(schools), sizes)
        if self.between == "schools":
            group = (school >= _first_schools(schools, self.share)).astype(np.intp)
        else:
            group = (generator.random(n) >= self.share).astype(np.intp)
        if len(np.unique(group)) < 2:
            return 1.0
        effects = np.sqrt(self.intraclass) * generator.standard_normal(schools)
        y = effects[school] + np.sqrt(1 - self.intraclass) * generator.standard_normal(n)
        y = y + self.difference * (group == 0)
        pvalue = contrast(school_intercepts(y, group, 2, school.astype(np.intp)), 0, 1, 0.95).pvalue
        return pvalue if np.isfinite(pvalue) else 1.0


def _check(
    difference: float,
    schools: Sequence[int],
    staff: Sequence[int],
    between: str,
    intraclass: float,
    share: float,
    alpha: float,
    replications: int,
) -> None:
    if not math.isfinite(difference):
        raise OptionError(f"difference must be a number, not {difference!r}")
    if between not in ("people", "schools"):
        raise OptionError(f"between={between!r}: groups are of people or of schools")
    if not schools or not staff or min(schools) < 4 or min(staff) < 2:
        raise OptionError("give numbers of schools of 4 or more, and of staff of 2 or more")
    if not 0 <= intraclass < 1:
        raise OptionError(f"intraclass must be at least 0 and below 1, not {intraclass!r}")
    if not (0 < share < 1 and 0 < alpha < 1):
        raise OptionError(f"share={share!r} and alpha={alpha!r} lie between 0 and 1")
    few = min(min(_first_schools(number, share), number - _first_schools(number, share)) for number in schools)
    if between == "schools" and few < 2:
        raise OptionError(f"with share={share:g} a group has fewer than two of {min(schools)} schools")
    if replications < 0 or replications == 1:
        raise OptionError(f"replications must be 0 (no simulation) or 2 or more, not {replications!r}")
