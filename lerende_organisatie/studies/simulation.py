"""Simulated surveys: staff in schools who answer an instrument, out of a population that is known.

What :func:`simulate` gives is synthetic and marked so. Its effect sizes are arbitrary; only their direction is taken
from the literature: school leaders answer more positively than teachers and support staff, and staff in secondary
education see their school less often as a learning organisation than staff in primary education (Kools 2020).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.simulation.draws import (
    cluster_sizes,
    left_open,
    nested_factor_scores,
    ordinal_answers,
)
from lerende_organisatie.psychometrics.simulation.population import plausible_population
from lerende_organisatie.responses.reading import read_responses

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.responses.responses import Responses

DEFAULT_SEED = 2020

SECTORS = {"po": 0.60, "vo": 0.30, "so": 0.10}
"""Dutch sectors (primary, secondary, special) and the share of schools in each."""

SECTOR_SHIFT = {"po": 0.10, "vo": -0.20, "so": 0.0}
"""In standard deviations of a factor. Arbitrary, planted; the sign is that of Kools (2020)."""

SECTOR_SIZE = {"po": 1.0, "vo": 2.0, "so": 1.0}
"""A secondary school has about twice the staff of a primary school."""

ROLES = {"leader": 0.10, "teacher": 0.65, "support": 0.25}
"""Roles and the probability of each."""

ROLE_SHIFT = {"leader": 0.40, "teacher": 0.0, "support": 0.0}
"""In standard deviations of a factor. Arbitrary, planted; the sign is that of Kools (2020)."""

INTRACLASS = 0.10
"""Share of the variance of a factor that lies between schools, beyond the difference between sectors."""

MISSING = 0.05
"""Probability that an answer is left open, completely at random."""


def simulate(
    instrument: Instrument,
    n: int = 1703,
    schools: int = 178,
    seed: int = DEFAULT_SEED,
    *,
    structure: str | None = None,
    missing: float = MISSING,
) -> Responses:
    """A synthetic survey: staff nested in schools who answer the instrument.

    The factors of the structure correlate as if they shared one general factor; answers are ordinal, out of thresholds
    that put most of them above the middle of the scale. One seed gives the same survey on every run, and surveys with
    different seeds come from the same population.

    Parameters
    ----------
    instrument : Instrument
    n : int
        Number of respondents.
    schools : int
        Number of schools, at most ``n``.
    seed : int
        Zero or more.
    structure : str, optional
        Which of the instrument's structures holds in the population; its default structure if left out.
    missing : float
        Probability that an answer is left open, completely at random; 0 up to but not including 1.

    Returns
    -------
    Responses
        With columns ``respondent``, ``school``, ``role`` and ``sector`` beside the items;
        ``.frame.attrs["synthetic"]`` is true.

    Raises
    ------
    OptionError
        A number is out of range, or the instrument has no such structure.

    Notes
    -----
    Synthetic and arbitrary; nothing here is an estimate of any real population. Planted: leaders 0.4 standard
    deviation above teachers and support staff, secondary 0.3 below primary, a tenth of the variance between schools.
    """
    _check(n, schools, seed, missing)
    frame = synthetic_survey(instrument, n, schools, seed, structure, missing)
    return read_responses(frame, instrument, respondent="respondent", cluster="school", role="role", sector="sector")


def synthetic_survey(
    instrument: Instrument, n: int, schools: int, seed: int, structure: str | None, missing: float
) -> pd.DataFrame:
    """The survey of :func:`simulate` as a bare export, one row per respondent.

    Parameters
    ----------
    instrument : Instrument
    n, schools, seed, structure, missing
        As in :func:`simulate`.

    Returns
    -------
    DataFrame
        ``respondent``, ``school``, ``role``, ``sector`` and the items as answered (reverse items not turned).
    """
    # one stream per question, so that a change in one (more missing answers, say) leaves the others as they were
    for_schools, for_roles, for_factors, for_answers, for_missing = (
        np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(5)
    )
    items = instrument.item_ids
    scale = np.asarray(instrument.response_scale.values)
    population = plausible_population(_factor_of_item(instrument, structure), len(scale))

    sector_of_school = for_schools.choice(list(SECTORS), size=schools, p=list(SECTORS.values()))
    weights = for_schools.gamma(4.0, size=schools) * np.array([SECTOR_SIZE[s] for s in sector_of_school])
    school = np.repeat(np.arange(schools), cluster_sizes(for_schools, n, weights, smallest=2))
    sector = sector_of_school[school]
    role = for_roles.choice(list(ROLES), size=n, p=list(ROLES.values()))

    shift = np.array([SECTOR_SHIFT[s] for s in sector]) + np.array([ROLE_SHIFT[r] for r in role])
    factors = nested_factor_scores(for_factors, population.factor_correlations, school, INTRACLASS, shift)
    category = ordinal_answers(for_answers, population, factors)
    turned = np.array([instrument.item(item).reverse for item in items], dtype=bool)
    category[:, turned] = len(scale) - 1 - category[:, turned]
    answers = scale[category].astype(float)
    answers[left_open(for_missing, answers.shape, missing)] = np.nan

    digits = max(4, len(str(n)))
    people = pd.DataFrame(
        {
            "respondent": [f"r{number:0{digits}d}" for number in range(1, n + 1)],
            "school": [f"school-{number:03d}" for number in school + 1],
            "role": role,
            "sector": sector,
        }
    )
    frame = pd.concat([people, pd.DataFrame(answers, columns=list(items))], axis=1)
    frame.attrs["synthetic"] = True
    return frame


def _factor_of_item(instrument: Instrument, structure: str | None) -> list[int]:
    """The number of the factor of each item; an item outside the structure gets -1."""
    name = instrument.default_structure if structure is None else structure
    if name not in instrument.structures:
        raise OptionError(f"structure {name!r} is not one of the instrument's: {', '.join(instrument.structures)}")
    scales = instrument.structures[name].scales
    where = {item: number for number, members in enumerate(scales.values()) for item in members}
    return [where.get(item, -1) for item in instrument.item_ids]


def _check(n: int, schools: int, seed: int, missing: float) -> None:
    if n < 1:
        raise OptionError(f"n is {n}; a survey needs one respondent or more")
    if not 1 <= schools <= n:
        raise OptionError(f"schools is {schools}; give a number from 1 to n ({n})")
    if seed < 0:
        raise OptionError(f"seed is {seed}; give zero or more")
    if not 0 <= missing < 1:
        raise OptionError(f"missing is {missing}; give a share from 0 up to but not including 1")
