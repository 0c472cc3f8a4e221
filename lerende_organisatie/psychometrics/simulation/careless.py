"""Respondents who do not read the items: straight-liners and random answers, planted so that they can be looked for."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError

Floats = NDArray[np.float64]
CarelessKind = Literal["straight", "random", "both"]
ATTENTIVE, STRAIGHT, RANDOM = 0, 1, 2
CARELESS_NAMES = ("no", "straight", "random")
"""What the column says of a respondent."""


def careless_people(rng: np.random.Generator, n: int, share: float, kind: CarelessKind) -> NDArray[np.int64]:
    """Who answers without reading, and how.

    Parameters
    ----------
    rng : Generator
    n : int
    share : float
        The probability that a respondent is careless.
    kind : {"straight", "random", "both"}
        Straight-liners, random answers, or as many of the one as of the other.

    Returns
    -------
    ndarray (n,) of int
        0 for attentive, 1 for a straight-liner, 2 for random answers.
    """
    how = {"straight": (STRAIGHT,), "random": (RANDOM,), "both": (STRAIGHT, RANDOM)}[kind]
    careless = rng.random(n) < share
    return np.where(careless, rng.choice(np.array(how), n), ATTENTIVE).astype(np.int64)


def careless_categories(
    rng: np.random.Generator, who: NDArray[np.int64], category: NDArray[np.int64], categories: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The categories with those of careless respondents put in: one for all items, or any for each.

    Parameters
    ----------
    rng : Generator
    who : ndarray (n,) of int
        As :func:`careless_people` gives.
    category : ndarray (n, p) of int
        From 0.
    categories : ndarray (p,) of int
        How many each item has.

    Returns
    -------
    ndarray (n, p) of int
    """
    same = rng.random((len(who), 1))
    any_ = rng.random(category.shape)
    chosen = np.where((who == STRAIGHT)[:, None], same, any_)
    answered = np.floor(chosen * categories).astype(np.int64)
    return np.where((who == ATTENTIVE)[:, None], category, answered)


def careless_values(
    rng: np.random.Generator, who: NDArray[np.int64], values: Floats, mean: Floats, sd: Floats
) -> Floats:
    """The same for continuous answers: one standing on all items, or an unrelated one on each.

    Parameters
    ----------
    rng : Generator
    who : ndarray (n,) of int
    values : ndarray (n, p)
    mean, sd : ndarray (p,)
        Of the population.

    Returns
    -------
    ndarray (n, p)
    """
    same = rng.standard_normal((len(who), 1))
    any_ = rng.standard_normal(values.shape)
    standing = np.where((who == STRAIGHT)[:, None], same, any_)
    return np.where((who == ATTENTIVE)[:, None], values, mean + sd * standing)


def check_careless(share: float, kind: str) -> None:
    """Refuse a share or a kind that there is not.

    Raises
    ------
    OptionError
    """
    if not 0 <= share < 1:
        raise OptionError(f"careless must be a share from 0 up to but not including 1, not {share!r}")
    if kind not in get_args(CarelessKind):
        raise OptionError(f"careless_kind={kind!r}: there is straight, random and both")
