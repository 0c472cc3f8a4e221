"""What simulated surveys of a power study have in common: schools, missing answers, careless respondents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.simulation.answers import AnswerPopulation, from_fit, from_moments
from lerende_organisatie.psychometrics.simulation.careless import CarelessKind, check_careless
from lerende_organisatie.psychometrics.simulation.from_model import population_moments
from lerende_organisatie.psychometrics.simulation.missingness import Mechanism, check_missing

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.psychometrics.cfa.fit import Fit


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """How surveys are drawn; arguments as of :func:`~.monte_carlo.power_simulation`.

    Attributes
    ----------
    population : AnswerPopulation
    schools : int or None
    intraclass, missing : float
    mechanism : {"MCAR", "MAR", "MNAR"}
    careless : float
    careless_kind : {"straight", "random", "both"}
    """

    population: AnswerPopulation
    schools: int | None
    intraclass: float
    missing: float
    mechanism: Mechanism
    careless: float
    careless_kind: CarelessKind

    @property
    def ordinal(self) -> bool:
        """Whether every item is answered in categories."""
        return not any(group.continuous.any() for group in self.population.groups)

    def draw(self, generator: np.random.Generator, sizes: Sequence[int]) -> pd.DataFrame:
        """One survey with so many respondents of each group."""
        return self.population.draw(
            generator,
            sizes,
            schools=self.schools,
            intraclass=self.intraclass,
            missing=self.missing,
            mechanism=self.mechanism,
            careless=self.careless,
            careless_kind=self.careless_kind,
        )


def population_of(population: str | Fit, categories: int | None) -> AnswerPopulation:
    """The population that is meant: model text with values, or what a fit of one group describes.

    Parameters
    ----------
    population : str or Fit
    categories : int or None
        Cut into that many categories at equally spaced points.

    Returns
    -------
    AnswerPopulation

    Raises
    ------
    OptionError
        The fit has several groups, or its items have thresholds and categories are asked for as well.
    """
    if categories is not None and not 2 <= categories <= 20:
        raise OptionError(f"categories must lie between 2 and 20, not {categories!r}")
    if isinstance(population, str):
        found = from_moments(population_moments(population))
    else:
        found = from_fit(population)
        if len(found.groups) > 1:
            raise OptionError("the fit has several groups; give a fit of one of them as the population")
        if categories is not None and not found.groups[0].continuous.all():
            raise OptionError("the fit has thresholds of its own; leave out categories")
    return found if categories is None else found.in_categories(categories)


def check_plan(plan: SurveyPlan, n: Sequence[int], replications: int) -> None:
    """Refuse what cannot be simulated.

    Raises
    ------
    OptionError
    """
    if not n or min(n) < 10 or len(set(n)) < len(n):
        raise OptionError(f"n={tuple(n)!r}: give different numbers of respondents, 10 or more each")
    if plan.schools is not None and (plan.schools < 2 or plan.schools > min(n)):
        raise OptionError("schools must lie between 2 and the smallest n")
    if not 0 <= plan.intraclass < 1 or (plan.intraclass and plan.schools is None):
        raise OptionError("intraclass lies between 0 and 1 and goes with schools")
    check_missing(plan.missing, plan.mechanism)
    check_careless(plan.careless, plan.careless_kind)
    if replications < 2:
        raise OptionError(f"replications must be 2 or more, not {replications!r}")


def monte_carlo_error(share: float, surveys: int) -> float:
    """The standard error of a share of simulated surveys, √(p(1 − p)/R)."""
    return float(np.sqrt(share * (1 - share) / surveys)) if surveys else float("nan")
