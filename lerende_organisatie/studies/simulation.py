"""Simulated surveys: staff in schools who answer an instrument, out of a population that is known.

What :func:`simulate` gives is synthetic and marked so. Its effect sizes are arbitrary; only their direction is taken
from the literature: school leaders answer more positively than teachers and support staff, and staff in secondary
education see their school less often as a learning organisation than staff in primary education (Kools 2020).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, overload

import numpy as np
import pandas as pd

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.simulation.draws import (
    cluster_sizes,
    left_open,
    nested_factor_scores,
    normal_sample,
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

SCHOOLS_PER_PERSON = 178 / 1703

MISSING = 0.05
"""Probability that an answer is left open, completely at random."""


@overload
def simulate(
    model_or_instrument: Instrument,
    n: int = 1703,
    schools: int | None = None,
    seed: int = DEFAULT_SEED,
    *,
    structure: str | None = None,
    missing: float | None = None,
) -> Responses: ...


@overload
def simulate(
    model_or_instrument: str,
    n: int = 1703,
    schools: None = None,
    seed: int = DEFAULT_SEED,
    *,
    structure: None = None,
    missing: float | None = None,
) -> pd.DataFrame: ...


def simulate(
    model_or_instrument: Instrument | str,
    n: int = 1703,
    schools: int | None = None,
    seed: int = DEFAULT_SEED,
    *,
    structure: str | None = None,
    missing: float | None = None,
) -> Responses | pd.DataFrame:
    """Draw synthetic answers: staff nested in schools who answer an instrument, or a sample from model text.

    For an instrument, the factors of the structure correlate as if they shared one general factor; answers are
    ordinal, out of thresholds that put most of them above the middle of the scale. For model text, the sample is
    multivariate normal. One seed gives the same numbers on every run, and different seeds draw from one population.

    Parameters
    ----------
    model_or_instrument : Instrument or str
        Text is a model in lavaan's syntax with a value for every loading and regression (``f =~ 0.7*x1 + 0.8*x2``);
        variances that it leaves unsaid are one, covariances and intercepts zero.
    n : int
        Number of respondents.
    schools : int, optional
        Number of schools, at most ``n``; about one for every ten respondents (178 for 1,703) if left out.
        For an instrument only.
    seed : int
        Zero or more.
    structure : str, optional
        Which of the instrument's structures holds in the population; its default structure if left out.
    missing : float, optional
        Probability that an answer is left open, completely at random, from 0 up to but not including 1; if left out
        0.05 for an instrument and 0 for model text.

    Returns
    -------
    Responses or DataFrame
        For an instrument Responses with columns ``respondent``, ``school``, ``role`` and ``sector`` beside the items;
        for model text one column per observed variable. Either way ``attrs["synthetic"]`` of the frame is true.

    Raises
    ------
    OptionError
        A number is out of range, or the instrument has no such structure.
    ModelSyntaxError
        The model text cannot be read, lacks a value, or has values that no population can have.

    Notes
    -----
    Synthetic and arbitrary; nothing here is an estimate of any real population. Planted for an instrument: leaders 0.4
    standard deviation above teachers and support staff, secondary schools 0.3 below primary ones, and a tenth of the
    variance between schools.
    """
    if isinstance(model_or_instrument, str):
        _check(n, None, seed, missing)
        return _from_text(model_or_instrument, n, schools, seed, structure, missing or 0.0)
    _check(n, schools, seed, missing)
    number = max(1, round(n * SCHOOLS_PER_PERSON)) if schools is None else schools
    share = MISSING if missing is None else missing
    frame = synthetic_survey(model_or_instrument, n, number, seed, structure, share)
    responses = read_responses(
        frame,
        model_or_instrument,
        respondent="respondent",
        cluster="school",
        role="role",
        sector="sector",
        structure=structure,
    )
    return marked_synthetic(responses, seed)


def marked_synthetic(responses: Responses, seed: int) -> Responses:
    """The same responses, marked as synthetic in their frame and in their reading log.

    Parameters
    ----------
    responses : Responses
    seed : int
        What they were drawn with.

    Returns
    -------
    Responses
    """
    frame = responses.frame
    frame.attrs["synthetic"] = True
    note = f"synthetic: drawn with simulate(seed={seed}), not answered by anyone"
    return replace(responses, _frame=frame, reading=replace(responses.reading, notes=(*responses.reading.notes, note)))


def _from_text(
    text: str, n: int, schools: int | None, seed: int, structure: str | None, missing: float
) -> pd.DataFrame:
    """A multivariate normal sample from model text."""
    if "~" not in text:
        raise OptionError(f"{text!r} is no model text; for an instrument give simulate(load_instrument({text!r}))")
    if schools is not None or structure is not None:
        raise OptionError("schools and structure go with an instrument, not with model text")
    from lerende_organisatie.psychometrics.simulation.from_model import population_moments

    population = population_moments(text)
    for_values, for_missing = (np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(2))
    values = normal_sample(for_values, n, population.mean, population.covariance)
    values[left_open(for_missing, values.shape, missing)] = np.nan
    frame = pd.DataFrame(values, columns=list(population.names))
    frame.attrs["synthetic"] = True
    return frame


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
    return pd.concat([people, pd.DataFrame(answers, columns=list(items))], axis=1)


def _factor_of_item(instrument: Instrument, structure: str | None) -> list[int]:
    """The number of the factor of each item; an item outside the structure gets -1."""
    name = instrument.default_structure if structure is None else structure
    if name not in instrument.structures:
        raise OptionError(f"structure {name!r} is not one of the instrument's: {', '.join(instrument.structures)}")
    scales = instrument.structures[name].scales
    where = {item: number for number, members in enumerate(scales.values()) for item in members}
    return [where.get(item, -1) for item in instrument.item_ids]


def _check(n: int, schools: int | None, seed: int, missing: float | None) -> None:
    if n < 1:
        raise OptionError(f"n is {n}; a sample needs one respondent or more")
    if schools is not None and not 1 <= schools <= n:
        raise OptionError(f"schools is {schools}; give a number from 1 to n ({n})")
    if seed < 0:
        raise OptionError(f"seed is {seed}; give zero or more")
    if missing is not None and not 0 <= missing < 1:
        raise OptionError(f"missing is {missing}; give a share from 0 up to but not including 1")
