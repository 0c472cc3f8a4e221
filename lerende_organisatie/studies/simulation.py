"""Simulated surveys: staff in schools who answer an instrument, out of a population that is known.

What :func:`simulate` gives is synthetic and marked so. Its effect sizes are arbitrary; only their direction is taken
from the literature: school leaders answer more positively than teachers and support staff, and staff in secondary
education see their school less often as a learning organisation than staff in primary education (Kools 2020).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, overload

import numpy as np
import pandas as pd

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.psychometrics.simulation.answers import AnswerPopulation, from_fit, from_moments, sizes_of
from lerende_organisatie.psychometrics.simulation.careless import (
    CARELESS_NAMES,
    CarelessKind,
    careless_categories,
    careless_people,
    check_careless,
)
from lerende_organisatie.psychometrics.simulation.draws import (
    cluster_sizes,
    nested_factor_scores,
    ordinal_answers,
)
from lerende_organisatie.psychometrics.simulation.missingness import Mechanism, check_missing, missing_answers
from lerende_organisatie.psychometrics.simulation.population import plausible_population
from lerende_organisatie.responses.reading import read_responses

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
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

NONE: Mapping[str, float] = MappingProxyType({})
"""No languages, no shifts."""

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
    mechanism: Mechanism = "MCAR",
    careless: float = 0.0,
    careless_kind: CarelessKind = "both",
    intraclass: float | None = None,
    roles: Mapping[str, float] | None = None,
    role_shift: Mapping[str, float] | None = None,
    languages: Mapping[str, float] | None = None,
    item_shift: Mapping[str, float] | None = None,
) -> Responses: ...


@overload
def simulate(
    model_or_instrument: str | Fit,
    n: int = 1703,
    schools: int | None = None,
    seed: int = DEFAULT_SEED,
    *,
    structure: None = None,
    missing: float | None = None,
    mechanism: Mechanism = "MCAR",
    careless: float = 0.0,
    careless_kind: CarelessKind = "both",
    intraclass: float | None = None,
    roles: None = None,
    role_shift: None = None,
    languages: None = None,
    item_shift: None = None,
) -> pd.DataFrame: ...


def simulate(
    model_or_instrument: Instrument | str | Fit,
    n: int = 1703,
    schools: int | None = None,
    seed: int = DEFAULT_SEED,
    *,
    structure: str | None = None,
    missing: float | None = None,
    mechanism: Mechanism = "MCAR",
    careless: float = 0.0,
    careless_kind: CarelessKind = "both",
    intraclass: float | None = None,
    roles: Mapping[str, float] | None = None,
    role_shift: Mapping[str, float] | None = None,
    languages: Mapping[str, float] | None = None,
    item_shift: Mapping[str, float] | None = None,
) -> Responses | pd.DataFrame:
    """Draw synthetic answers: staff in schools who answer an instrument, or a sample from model text or from a fit.

    For an instrument, the factors of the structure correlate as if they shared one general factor; answers are
    ordinal, out of thresholds that put most of them above the middle of the scale. For model text, the sample is
    multivariate normal. For a fit, it has the moments that the fitted model implies, group by group, and ordinal items
    are cut at their thresholds. One seed gives the same numbers on every run, and different seeds draw from one
    population.

    Parameters
    ----------
    model_or_instrument : Instrument, str or Fit
        Text is a model in lavaan's syntax with a value for every loading and regression (``f =~ 0.7*x1 + 0.8*x2``);
        variances that it leaves unsaid are one, covariances and intercepts zero.
    n : int
        Number of respondents; of a fit to several groups divided as its own were.
    schools : int, optional
        Number of schools, at most ``n``; for an instrument about one for every ten respondents (178 for 1,703) if left
        out, for model text and a fit none.
    seed : int
        Zero or more.
    structure : str, optional
        Which of the instrument's structures holds in the population; its default structure if left out.
    missing : float, optional
        Probability that an answer is left open, from 0 to .9; if left out 0.05 for an instrument, else 0.
    mechanism : {"MCAR", "MAR", "MNAR"}
        What that depends on: nothing; the answer to the first item, which everyone then answers; or the very answer
        that is left open. Those who answer low leave more open.
    careless : float
        Share of respondents who do not read the items. For an instrument the column ``careless`` says who:
        ``no``, ``straight`` or ``random``.
    careless_kind : {"straight", "random", "both"}
        One answer to every item, any answer to each, or both kinds in equal numbers.
    intraclass : float, optional
        Share of the variance of a factor that lies between schools; 0.1 for an instrument if left out. For model text
        and a fit of the variance of every item, and only with ``schools``.
    roles : mapping of role to share, optional
        For an instrument; leaders 0.10, teachers 0.65 and support staff 0.25 if left out.
    role_shift : mapping of role to float, optional
        How many standard deviations of a factor a role stands above the others; 0.4 for leaders if left out.
    languages : mapping of language to share, optional
        For an instrument: the Responses then have groups, one for each language.
    item_shift : mapping of item to float, optional
        Planted bias of translated items: by how many standard deviations of the response behind the item its answers
        are higher, at the same standing, in every language but the first.

    Returns
    -------
    Responses or DataFrame
        For an instrument Responses with columns ``respondent``, ``school``, ``role`` and ``sector`` beside the items;
        for model text or a fit one column per observed variable, then ``school`` where there are schools and ``group``
        where there are groups. ``attrs["synthetic"]`` of the frame is true.

    Raises
    ------
    OptionError
        A number is out of range, an option goes with something else, or the instrument has no such structure.
    DataError
        ``item_shift`` names an item that is not in the instrument, or the estimates of a fit are improper.
    ModelSyntaxError
        The model text cannot be read, lacks a value, or has values that no population can have.

    Notes
    -----
    Synthetic and arbitrary; nothing here is an estimate of any real population. Planted for an instrument: leaders 0.4
    standard deviation above teachers and support staff, secondary schools 0.3 below primary ones, and a tenth of the
    variance between schools.
    """
    share_between = INTRACLASS if intraclass is None else intraclass
    if not 0 <= share_between < 1:
        raise OptionError(f"intraclass must be at least 0 and below 1, not {intraclass!r}")
    check_careless(careless, careless_kind)
    if not isinstance(model_or_instrument, Instrument):
        _check(n, schools, seed)
        given = {"structure": structure, "roles": roles, "role_shift": role_shift, "languages": languages,
                 "item_shift": item_shift}  # fmt: skip
        if extra := [name for name, value in given.items() if value is not None]:
            raise OptionError(f"{', '.join(extra)} go with an instrument, not with model text or a fit")
        if intraclass is not None and schools is None:
            raise OptionError("intraclass goes with schools: give their number")
        check_missing(missing or 0.0, mechanism)
        population, sizes = _population(model_or_instrument, n)
        frame = population.draw(
            np.random.default_rng(np.random.SeedSequence(seed)), sizes, schools=schools, intraclass=intraclass or 0.0,
            missing=missing or 0.0, mechanism=mechanism, careless=careless, careless_kind=careless_kind,
        )  # fmt: skip
        frame.attrs["synthetic"] = True
        return frame
    _check(n, schools, seed)
    share = MISSING if missing is None else missing
    check_missing(share, mechanism)
    number = max(1, round(n * SCHOOLS_PER_PERSON)) if schools is None else schools
    shares = _shares("roles", ROLES if roles is None else roles)
    frame = synthetic_survey(
        model_or_instrument, n, number, seed, structure, share,
        mechanism=mechanism, careless=careless, careless_kind=careless_kind, intraclass=share_between, roles=shares,
        role_shift=_shift("role_shift", role_shift, shares), languages=_shares("languages", languages or {}),
        item_shift=_shift("item_shift", item_shift or {}, model_or_instrument.item_ids, languages),
    )  # fmt: skip
    responses = read_responses(
        frame,
        model_or_instrument,
        respondent="respondent",
        group="language" if languages else None,
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


def _population(source: str | Fit, n: int) -> tuple[AnswerPopulation, tuple[int, ...]]:
    """The population of model text or a fit, and how many respondents there are of each of its groups."""
    if isinstance(source, str):
        if "~" not in source:
            raise OptionError(
                f"{source!r} is no model text; for an instrument give simulate(load_instrument({source!r}))"
            )
        from lerende_organisatie.psychometrics.simulation.from_model import population_moments

        population = from_moments(population_moments(source))
        return population, (n,)
    if not hasattr(source, "implied_moments"):
        raise OptionError(f"a {type(source).__name__} was given; give an instrument, model text or a fit")
    population = from_fit(source)
    return population, sizes_of(population, n, [m.n for m in source.moments])


def _shares(what: str, shares: Mapping[str, float]) -> dict[str, float]:
    """Shares that sum to one."""
    if any(not share > 0 for share in shares.values()):
        raise OptionError(f"{what}: every share must be above zero, not {dict(shares)!r}")
    total = sum(shares.values())
    if shares and abs(total - 1) > 1e-6:
        raise OptionError(f"{what}: the shares add up to {total:g}, not to 1")
    return {name: share / total for name, share in shares.items()}


def _shift(
    what: str, shift: Mapping[str, float] | None, known: Iterable[str], needs: Mapping[str, float] | None = None
) -> dict[str, float]:
    """A planted shift of every name that is known."""
    names = list(known)
    if shift is None:
        return {name: ROLE_SHIFT.get(name, 0.0) for name in names}
    unknown = [name for name in shift if name not in names]
    if unknown:
        raise DataError(what, [f"{name!r} is not one of {', '.join(names)}" for name in unknown])
    if what == "item_shift" and shift and not needs:
        raise OptionError("item_shift goes with languages: it holds in every language but the first")
    return {name: shift.get(name, 0.0) for name in names}


def synthetic_survey(
    instrument: Instrument,
    n: int,
    schools: int,
    seed: int,
    structure: str | None,
    missing: float,
    *,
    mechanism: Mechanism = "MCAR",
    careless: float = 0.0,
    careless_kind: CarelessKind = "both",
    intraclass: float = INTRACLASS,
    roles: Mapping[str, float] = ROLES,
    role_shift: Mapping[str, float] = ROLE_SHIFT,
    languages: Mapping[str, float] = NONE,
    item_shift: Mapping[str, float] = NONE,
) -> pd.DataFrame:
    """The survey of :func:`simulate` as a bare export, one row per respondent.

    Parameters
    ----------
    instrument : Instrument
    n, schools, seed, structure, missing, mechanism, careless, careless_kind, intraclass
        As in :func:`simulate`.
    roles, role_shift, languages, item_shift
        As in :func:`simulate`; shares sum to one, and no languages is an empty mapping.

    Returns
    -------
    DataFrame
        ``respondent``, ``school``, ``role``, ``sector``, where asked for ``language`` and ``careless``, and the items
        as answered (reverse items not turned).
    """
    # one stream per question, so that a change in one (more missing answers, say) leaves the others as they were
    for_schools, for_roles, for_factors, for_answers, for_missing, for_languages, for_careless = (
        np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(7)
    )
    items = instrument.item_ids
    scale = np.asarray(instrument.response_scale.values)
    population = plausible_population(_factor_of_item(instrument, structure), len(scale))

    sector_of_school = for_schools.choice(list(SECTORS), size=schools, p=list(SECTORS.values()))
    weights = for_schools.gamma(4.0, size=schools) * np.array([SECTOR_SIZE[s] for s in sector_of_school])
    school = np.repeat(np.arange(schools), cluster_sizes(for_schools, n, weights, smallest=2))
    sector = sector_of_school[school]
    role = for_roles.choice(list(roles), size=n, p=list(roles.values()))

    shift = np.array([SECTOR_SHIFT[s] for s in sector]) + np.array([role_shift[r] for r in role])
    factors = nested_factor_scores(for_factors, population.factor_correlations, school, intraclass, shift)
    language = for_languages.choice(list(languages), size=n, p=list(languages.values())) if languages else None
    bias = None
    if language is not None:
        planted = np.array([item_shift.get(item, 0.0) for item in items])
        bias = np.outer(language != next(iter(languages)), planted)
    category = ordinal_answers(for_answers, population, factors, bias)
    turned = np.array([instrument.item(item).reverse for item in items], dtype=bool)
    category[:, turned] = len(scale) - 1 - category[:, turned]
    who = careless_people(for_careless, n, careless, careless_kind)
    if careless:  # after turning: who does not read does not turn
        category = careless_categories(for_careless, who, category, np.full(len(items), len(scale)))
    answers = scale[category].astype(float)
    answers[missing_answers(for_missing, answers, missing, mechanism)] = np.nan

    digits = max(4, len(str(n)))
    people = pd.DataFrame(
        {
            "respondent": [f"r{number:0{digits}d}" for number in range(1, n + 1)],
            "school": [f"school-{number:03d}" for number in school + 1],
            "role": role,
            "sector": sector,
        }
    )
    if language is not None:
        people["language"] = language
    if careless:
        people["careless"] = np.array(CARELESS_NAMES)[who]
    return pd.concat([people, pd.DataFrame(answers, columns=list(items))], axis=1)


def _factor_of_item(instrument: Instrument, structure: str | None) -> list[int]:
    """The number of the factor of each item; an item outside the structure gets -1."""
    name = instrument.default_structure if structure is None else structure
    if name not in instrument.structures:
        raise OptionError(f"structure {name!r} is not one of the instrument's: {', '.join(instrument.structures)}")
    scales = instrument.structures[name].scales
    where = {item: number for number, members in enumerate(scales.values()) for item in members}
    return [where.get(item, -1) for item in instrument.item_ids]


def _check(n: int, schools: int | None, seed: int) -> None:
    if n < 1:
        raise OptionError(f"n is {n}; a sample needs one respondent or more")
    if schools is not None and not 1 <= schools <= n:
        raise OptionError(f"schools is {schools}; give a number from 1 to n ({n})")
    if seed < 0:
        raise OptionError(f"seed is {seed}; give zero or more")
