"""Power and sample size for tests of fit by RMSEA, of one model and of two nested ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError

MOST_RESPONDENTS = 10_000_000


@dataclass(frozen=True, slots=True)
class FitPower(Cited):
    """The power of a test of fit.

    Attributes
    ----------
    power : float
    n : int
        Respondents.
    df : int
    rmsea0, rmsea1 : float
        Under the hypothesis that is tested, and in the population.
    alpha : float
        Level of the test.
    kind : {"not close fit", "close fit"}
        What the test shows when it rejects: that fit is worse than ``rmsea0`` ("not close fit" is found), or better.
    """

    CITES: ClassVar[tuple[str, ...]] = ("maccallum1996", "maccallum2006")

    power: float
    n: int
    df: int
    rmsea0: float
    rmsea1: float
    alpha: float
    kind: str


def rmsea_power(df: int, n: int, rmsea0: float = 0.05, rmsea1: float = 0.08, alpha: float = 0.05) -> FitPower:
    """The power of the test that RMSEA is ``rmsea0`` when it is ``rmsea1``.

    Parameters
    ----------
    df : int
        Degrees of freedom of the model.
    n : int
        Respondents.
    rmsea0, rmsea1 : float
        With ``rmsea1`` above ``rmsea0`` the test of close fit (MacCallum et al.: .05 and .08), below it the test of
        not-close fit (.05 and .01); ``rmsea0=0`` is the test of exact fit.
    alpha : float

    Returns
    -------
    FitPower

    Raises
    ------
    OptionError
        A number is out of range.

    References
    ----------
    MacCallum, R. C., Browne, M. W., & Sugawara, H. M. (1996). Power analysis and determination of sample size for
    covariance structure modeling. Psychological Methods, 1, 130-149.
    """
    _check(df, rmsea0, rmsea1, alpha)
    if n < 2:
        raise OptionError(f"n must be 2 or more, not {n!r}")
    worse = rmsea1 > rmsea0
    power = _power(float(n), df, rmsea0, rmsea1, alpha)
    return FitPower(power, n, df, rmsea0, rmsea1, alpha, "close fit" if not worse else "not close fit")


def rmsea_sample_size(
    df: int, power: float = 0.80, rmsea0: float = 0.05, rmsea1: float = 0.08, alpha: float = 0.05
) -> FitPower:
    """The fewest respondents with which that test has the power asked for.

    Parameters
    ----------
    df : int
    power : float
    rmsea0, rmsea1, alpha : float
        As in :func:`rmsea_power`.

    Returns
    -------
    FitPower
        With ``n`` and the power that it gives.

    Raises
    ------
    OptionError
        A number is out of range, or no sample of up to ten million gives the power.

    References
    ----------
    MacCallum, Browne & Sugawara (1996), see :func:`rmsea_power`.
    """
    _check(df, rmsea0, rmsea1, alpha)
    if not alpha < power < 1:
        raise OptionError(f"power must lie between alpha and 1, not {power!r}")
    n = _smallest(lambda size: _power(size, df, rmsea0, rmsea1, alpha), power)
    return rmsea_power(df, n, rmsea0, rmsea1, alpha)


def nested_power(
    df: tuple[int, int],
    n: int,
    rmsea: tuple[float, float],
    alpha: float = 0.05,
) -> float:
    """The power of the chi-square difference test of two nested models, invariance of groups for one.

    Parameters
    ----------
    df : tuple of two int
        Of the restricted and of the freer model.
    n : int
        Respondents, of all groups together.
    rmsea : tuple of two float
        Of the restricted and of the freer model in the population.
    alpha : float

    Returns
    -------
    float

    Raises
    ------
    OptionError
        The models are not nested (degrees of freedom or misfit do not grow), or a number is out of range.

    References
    ----------
    MacCallum, R. C., Browne, M. W., & Cai, L. (2006). Testing differences between nested covariance structure models.
    Psychological Methods, 11, 19-35.
    """
    from scipy.special import chdtri, chndtr

    restricted, freer = df
    misfit, better = rmsea
    _check_numbers(restricted, better, misfit, alpha)
    if not restricted > freer >= 0:
        raise OptionError(f"df={df!r}: the restricted model, which comes first, has more degrees of freedom")
    noncentrality = (n - 1) * (restricted * misfit**2 - freer * better**2)
    if noncentrality < 0:
        raise OptionError(f"rmsea={rmsea!r}: the restricted model fits worse than the freer one in every population")
    difference = restricted - freer
    return float(1 - chndtr(chdtri(difference, alpha), difference, noncentrality))


def _power(n: float, df: int, rmsea0: float, rmsea1: float, alpha: float) -> float:
    from scipy.special import chdtri, chndtr, chndtrix

    null, true = (n - 1) * df * rmsea0**2, (n - 1) * df * rmsea1**2
    if rmsea1 > rmsea0:
        critical = chdtri(df, alpha) if null == 0 else chndtrix(1 - alpha, df, null)
        return float(1 - chndtr(critical, df, true))
    critical = chndtrix(alpha, df, null)
    if true == 0:
        from scipy.special import chdtr

        return float(chdtr(df, critical))
    return float(chndtr(critical, df, true))


def _smallest(power_at: Callable[[float], float], wanted: float) -> int:
    """The smallest n with that power, by doubling and halving."""
    low, high = 2, 50
    while power_at(float(high)) < wanted:
        low, high = high, 2 * high
        if high > MOST_RESPONDENTS:
            raise OptionError("no sample of up to ten million gives that power: the two RMSEAs are too close")
    while high - low > 1:
        middle = (low + high) // 2
        if power_at(float(middle)) < wanted:
            low = middle
        else:
            high = middle
    return high


def _check(df: int, rmsea0: float, rmsea1: float, alpha: float) -> None:
    _check_numbers(df, rmsea0, rmsea1, alpha)
    if rmsea0 == rmsea1:
        raise OptionError(f"the two RMSEAs are both {rmsea0!r}; the test needs a difference")


def _check_numbers(df: int, rmsea0: float, rmsea1: float, alpha: float) -> None:
    if df < 1:
        raise OptionError(f"df must be 1 or more, not {df!r}")
    if not (np.isfinite(rmsea0) and np.isfinite(rmsea1) and rmsea0 >= 0 and rmsea1 >= 0):
        raise OptionError(f"RMSEA is zero or more, not {rmsea0!r} and {rmsea1!r}")
    if not 0 < alpha < 1:
        raise OptionError(f"alpha must lie between 0 and 1, not {alpha!r}")
