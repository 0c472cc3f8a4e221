"""Which answers are left open: completely at random, depending on what was answered, or on what was not."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.simulation.draws import left_open

Floats = NDArray[np.float64]
Mechanism = Literal["MCAR", "MAR", "MNAR"]
STRENGTH = 0.6
"""Correlation of the standing that matters with the tendency to leave an answer open; those who score low skip more."""
MOST_MISSING = 0.9


def missing_answers(
    rng: np.random.Generator, values: Floats, share: float, mechanism: Mechanism = "MCAR"
) -> NDArray[np.bool_]:
    """Which answers are missing, by one of Rubin's (1976) mechanisms.

    Parameters
    ----------
    rng : Generator
    values : ndarray (n, p)
        The complete answers.
    share : float
        The share of answers that is missing; under MAR of the second and later items.
    mechanism : {"MCAR", "MAR", "MNAR"}
        Completely at random. At random: the lower the answer to the first item, which everyone answers, the sooner the
        others are left open. Not at random: the lower the answer itself would have been, the sooner it is left open.

    Returns
    -------
    ndarray (n, p) of bool

    Notes
    -----
    The tendency to leave an answer open is normal and correlates -0.6 with the standing z that matters; given z the
    probability is Φ((Φ⁻¹(share) − 0.6·z)/0.8), brought to the share asked for.
    """
    if mechanism == "MCAR" or share == 0:
        return left_open(rng, (values.shape[0], values.shape[1]), share)
    if mechanism == "MAR":
        open_ = rng.random(values.shape) < _probability(values[:, :1], share)
        open_[:, 0] = False
        return np.asarray(open_)
    return np.asarray(rng.random(values.shape) < _probability(values, share))


def check_missing(share: float, mechanism: str) -> None:
    """Refuse a share or a mechanism that there is not.

    Raises
    ------
    OptionError
    """
    if not 0 <= share < MOST_MISSING:
        raise OptionError(f"missing must lie between 0 and .9, not {share!r}")
    if mechanism not in get_args(Mechanism):
        raise OptionError(f"mechanism={mechanism!r}: there is MCAR, MAR and MNAR")


def _probability(values: Floats, share: float) -> Floats:
    """The probability of a missing answer given the standing of each value in its column."""
    from scipy.special import ndtr, ndtri

    sd = values.std(axis=0)
    z = (values - values.mean(axis=0)) / np.where(sd > 0, sd, 1.0)
    p = ndtr((ndtri(share) - STRENGTH * z) / np.sqrt(1 - STRENGTH**2))
    return np.asarray(np.clip(p * (share / p.mean(axis=0)), 0.0, 1.0))
